/** Typesets the formulas of a long page: those that one reads first, then the rest in short slices. */

import { typeset } from "./views/formula.js";

/** Milliseconds of a slice; the page stays usable between two of them. */
const SLICE = 40;
/** Sizes below this share are not read; wider lines scroll. */
const LEAST = 0.72;

/** Formulas from the place that the address names to the end, then those above it. */
function inReadingOrder() {
  const all = [
    .../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".tex:not(.is-typeset)")),
  ];
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const from = target
    ? all.findIndex(
        (element) => target.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_CONTAINED_BY,
      )
    : 0;
  return from > 0 ? [...all.slice(from), ...all.slice(0, from).reverse()] : all;
}

/** @param {HTMLElement} element */
function typesetOne(element) {
  const latex = element.textContent ?? "";
  element.classList.add("is-typeset");
  typeset(element, latex, { display: "display" in element.dataset });
}

/**
 * Lines that are too wide are set smaller, and scroll if that does not suffice. All are measured before any is
 * changed, so that the page is laid out once.
 * @param {HTMLElement[]} lines
 */
function fit(lines) {
  const widths = lines.map((line) => [line.clientWidth, line.scrollWidth]);
  lines.forEach((line, k) => {
    const [room, needed] = widths[k];
    if (needed <= room) return;
    const share = (0.98 * room) / needed;
    line.style.fontSize = `${Math.max(LEAST, share)}em`;
    if (share < LEAST) line.tabIndex = 0;
  });
}

/** Resolves once every formula is typeset. */
export async function typesetAll() {
  const waiting = inReadingOrder();
  while (waiting.length) {
    const until = performance.now() + SLICE;
    const lines = [];
    while (waiting.length && performance.now() < until) {
      const element = /** @type {HTMLElement} */ (waiting.shift());
      typesetOne(element);
      const line = element.closest(".formula");
      if (line instanceof HTMLElement) lines.push(line);
    }
    fit(lines);
    await new Promise((resolve) => setTimeout(resolve));
  }
  await document.fonts.ready;
}
