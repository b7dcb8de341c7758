/** Typeset mathematics: KaTeX, with the terms of a rule in the colours of their arrows. */

import { loadLate } from "../lib/late.js";
import { readRoom } from "./frame.js";

/** The classes that our own LaTeX may ask for; nothing else is trusted. */
const TERM_CLASSES = new Set(["term-gradient", "term-memory", "term-decay", "term-step"]);

/** @type {Record<string, string>} */
const MACROS = {
  "\\gradient": "\\htmlClass{term-gradient}{#1}",
  "\\memory": "\\htmlClass{term-memory}{#1}",
  "\\decay": "\\htmlClass{term-decay}{#1}",
  "\\step": "\\htmlClass{term-step}{#1}",
};

/** KaTeX, which arrives after the first picture. @type {typeof import("../../vendor/katex/katex.mjs").default | null} */
let katex = null;

/** What is to be typeset as soon as KaTeX is there, the newest of each element. @type {Map<HTMLElement, () => void>} */
const waiting = new Map();

/** What the type of an element was fitted to. @type {WeakMap<Element, string>} */
let fitted = new WeakMap();

/** @type {Promise<void> | null} */
let coming = null;

/** Resolves once formulas are typeset at once; a page without formulas never fetches what that takes. */
export function formulasReady() {
  coming ??= loadLate("katex").then((library) => {
    katex = library;
    // Its fonts come when they are first used.
    document.fonts.addEventListener("loadingdone", () => {
      fitted = new WeakMap();
    });
    for (const work of waiting.values()) work();
    waiting.clear();
  });
  return coming;
}

/** @param {HTMLElement} element @param {() => void} work */
function wait(element, work) {
  waiting.set(element, work);
  void formulasReady();
}

/** What an element shows, so that typesetting is skipped when nothing changed. @type {WeakMap<Element, string>} */
const shown = new WeakMap();

/**
 * Typeset `latex` in `element`. Formulas that a visitor typed are set without trust, so that they cannot set classes.
 * @param {HTMLElement} element
 * @param {string} latex
 * @param {{display?: boolean, ours?: boolean}} [options]
 */
export function typeset(element, latex, { display = false, ours = true } = {}) {
  if (!katex) {
    wait(element, () => typeset(element, latex, { display, ours }));
    return;
  }
  const key = `${display}${ours}${latex}`;
  if (shown.get(element) === key) return;
  shown.set(element, key);
  katex.render(latex, element, {
    displayMode: display,
    throwOnError: false,
    errorColor: "currentColor",
    strict: "ignore",
    output: "htmlAndMathml",
    macros: ours ? { ...MACROS } : {},
    trust: ours ? isTermClass : false,
  });
}

/** @param {{command: string, class?: string}} context */
function isTermClass(context) {
  return context.command === "\\htmlClass" && TERM_CLASSES.has(context.class ?? "");
}

/**
 * The formula of a rule at step k: the letters k and k + 1 in subscripts become numbers.
 * @param {string} latex
 * @param {number} step
 */
export function atStep(latex, step) {
  return latex
    .replace(/_\{k\s*\+\s*1\}/g, `_{${step + 1}}`)
    .replace(/_\{k\s*-\s*1\}/g, `_{${step - 1}}`)
    .replace(/_k(?![A-Za-z])|_\{k\}/g, `_{${step}}`);
}

/**
 * `latex` in the colour of its role; no role leaves it as it is.
 * @param {string} latex
 * @param {string} role
 */
export function coloured(latex, role) {
  return TERM_CLASSES.has(`term-${role}`) ? `\\${role}{${latex}}` : latex;
}

/**
 * Typeset `latex` and shrink the type, down to `least`, until it fits the width of its box.
 * @param {HTMLElement} element
 * @param {string} latex
 * @param {{display?: boolean, ours?: boolean, least?: number}} [options]
 */
export function typesetToFit(element, latex, { least = 0.7, ...options } = {}) {
  if (!katex) {
    wait(element, () => typesetToFit(element, latex, { least, ...options }));
    return;
  }
  // Digits are equally wide: from step to step the same type fits, and the page need not be laid out to see it.
  const { width } = readRoom(element, false);
  const key = [latex.replace(/\d/g, "0"), width].join();
  typeset(element, latex, options);
  if (fitted.get(element) === key) return;
  fitted.set(element, key);
  element.style.fontSize = "";
  const room = element.clientWidth;
  const needed = element.scrollWidth;
  if (room > 0 && needed > room)
    element.style.fontSize = `${Math.max(least, (room / needed) * 0.98)}em`;
}
