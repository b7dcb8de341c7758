/** Sentences of the page: symbols in them are typeset, and neither "η = 0.2" nor "62 %" is broken. */

import { h } from "../lib/dom.js";

/** A letter with a word of small letters below it. The server typesets its own pages by the same rule. */
const SYMBOL = /(\p{L}[\u1d62-\u1d65\u2090-\u209c]+)/u;
const NO_BREAK = "\u00a0";
const NARROW = "\u202f";

/** @param {string} text */
export function prose(text) {
  const joined = text
    .replace(/ = (?=\S)/g, `${NO_BREAK}=${NO_BREAK}`)
    .replace(/(?<=\d) (?=%)/g, NARROW);
  return joined.split(SYMBOL).map((piece, k) => (k % 2 ? typeset(piece) : piece));
}

/** @param {string} symbol */
function typeset(symbol) {
  const below = symbol.slice(1).normalize("NFKC");
  return [h("i", { class: "symbol" }, symbol[0]), h("sub", {}, below)];
}

/** What an element says, so that nothing is written twice. @type {WeakMap<Element, string>} */
const said = new WeakMap();

/** @param {HTMLElement} element @param {string} text */
export function setProse(element, text) {
  if (said.get(element) === text) return;
  said.set(element, text);
  element.replaceChildren(...prose(text).flat());
}

/** The words alone, for who hears them. @param {string} text */
export const spokenProse = (text) =>
  text.replace(
    new RegExp(SYMBOL, "gu"),
    ([letter, ...below]) => `${letter} ${below.join("").normalize("NFKC")}`,
  );
