/**
 * Keys go to one lab of the page: the one that has the focus, else the one last touched, else the first; modest labs
 * have only those with the focus. There is one listener for all, and none when the last lab is gone.
 */

import { on } from "../lib/dom.js";

/**
 * @typedef {object} Taker
 * @property {HTMLElement} root
 * @property {(event: KeyboardEvent) => void} onKey
 * @property {boolean} [modest]  it takes keys only while the focus is in it: the page round it is read, and scrolls
 */

/** @type {Set<Taker>} */
const takers = new Set();
/** @type {Taker | null} */
let touched = null;
/** The focus is where somebody pointed, and not where Tab went. */
let pointed = false;
/** The key that a lab has taken: a button must not be pressed when it is let go. @type {string | null} */
let taken = null;
/** @type {(() => void)[]} */
let listening = [];

/** Whether what has the focus was pointed at. */
export const wasPointedAt = () => pointed;

/** @param {EventTarget | null} target */
function around(target) {
  return target instanceof Node
    ? ([...takers].find(({ root }) => root.contains(target)) ?? null)
    : null;
}

/** @param {KeyboardEvent} event */
function give(event) {
  taken = null;
  if (event.key === "Tab") pointed = false;
  if (event.defaultPrevented || document.querySelector("dialog[open]")) return;
  const first = [...takers].find(({ modest }) => !modest);
  (around(event.target) ?? touched ?? first)?.onKey(event);
  if (event.defaultPrevented) taken = event.key;
}

/** @param {KeyboardEvent} event */
function release(event) {
  if (event.key === taken && event.key === " ") event.preventDefault();
  taken = null;
}

/** @param {Event} event */
function point(event) {
  pointed = true;
  remember(event);
}

/** @param {Event} event */
function remember(event) {
  const found = around(event.target);
  if (found && !found.modest) touched = found;
}

/**
 * @param {Taker} taker
 * @returns {() => void} it takes no more keys
 */
export function takeKeys(taker) {
  if (takers.size === 0)
    listening = [
      on(document, "keydown", give),
      on(document, "keyup", release),
      on(document, "pointerdown", point),
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
