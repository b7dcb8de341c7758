/**
 * Keys go to one lab of the page: the one that has the focus, else the one last touched, else the first. There is one
 * listener for all, and none when the last lab is gone.
 */

import { on } from "../lib/dom.js";

/** @typedef {{root: HTMLElement, onKey: (event: KeyboardEvent) => void}} Taker */

/** @type {Set<Taker>} */
const takers = new Set();
/** @type {Taker | null} */
let touched = null;
/** @type {(() => void)[]} */
let listening = [];

/** @param {EventTarget | null} target */
function around(target) {
  return target instanceof Node
    ? ([...takers].find(({ root }) => root.contains(target)) ?? null)
    : null;
}

/** @param {KeyboardEvent} event */
function give(event) {
  if (event.defaultPrevented || document.querySelector("dialog[open]")) return;
  const [first] = takers;
  (around(event.target) ?? touched ?? first)?.onKey(event);
}

/** @param {Event} event */
function remember(event) {
  touched = around(event.target) ?? touched;
}

/**
 * @param {Taker} taker
 * @returns {() => void} it takes no more keys
 */
export function takeKeys(taker) {
  if (takers.size === 0)
    listening = [
      on(document, "keydown", give),
      on(document, "pointerdown", remember),
      on(document, "focusin", remember),
    ];
  takers.add(taker);
  return () => {
    takers.delete(taker);
    if (touched === taker) touched = null;
    if (takers.size > 0) return;
    for (const stop of listening) stop();
    listening = [];
  };
}

const STORED = "single-keys";

/** Whether single letters are shortcuts: whoever speaks to the machine, or hits keys by chance, can do without. */
export function singleKeys() {
  try {
    return localStorage.getItem(STORED) !== "off";
  } catch {
    return true;
  }
}

/** @param {boolean} wanted */
export function setSingleKeys(wanted) {
  try {
    if (wanted) localStorage.removeItem(STORED);
    else localStorage.setItem(STORED, "off");
  } catch {
    // Storage may be forbidden; then the choice cannot be kept.
  }
}
