/** Typesets the formulas of a long page a little before they come into sight, and all of them before it is printed. */

import { formulasReady, typeset } from "./views/formula.js";

/** How far ahead of the window formulas are typeset, as a margin in heights of the window. */
const AHEAD = "200%";
/** Sizes below this share are not read; wider lines scroll. */
const LEAST = 0.78;

/** The first element with each formula: symbols recur in many tables. @type {Map<string, HTMLElement>} */
const known = new Map();

/** @param {HTMLElement} element */
function typesetOne(element) {
  const latex = element.dataset.tex ?? element.textContent ?? "";
  const display = "display" in element.dataset;
  const key = `${display}${latex}`;
  const twin = known.get(key);
  element.classList.add("is-typeset");
  if (twin) {
    element.replaceChildren(...twin.cloneNode(true).childNodes);
    return;
  }
  typeset(element, latex, { display });
  known.set(key, element);
}

/**
 * Formulas that are too wide for their lines are set smaller, and the line scrolls if that does not suffice. All are
 * measured before any is changed, so that the page is laid out once.
 * @param {Iterable<HTMLElement>} lines
 */
function fit(lines) {
  const all = [...lines];
  const formulas = all.map((line) => /** @type {HTMLElement} */ (line.firstElementChild));
  for (const formula of formulas) formula.style.fontSize = "";
  const widths = all.map((line, k) => [
    formulas[k].scrollWidth,
    line.clientWidth - line.scrollWidth,
  ]);
  widths.forEach(([width, room], k) => {
    const share = room < 0 ? (width + room - 2) / width : 1;
    if (share < 1) formulas[k].style.fontSize = `${Math.max(LEAST, share)}em`;
  });
  const scrolling = all.map((line) => line.scrollWidth > line.clientWidth);
  all.forEach((line, k) => {
    if (scrolling[k]) line.tabIndex = 0;
    else line.removeAttribute("tabindex");
  });
}

/** @param {Iterable<Element>} blocks */
function typesetIn(blocks) {
  /** @type {HTMLElement[]} */
  const lines = [];
  for (const block of blocks) {
    for (const element of block.querySelectorAll(".tex:not(.is-typeset)"))
      typesetOne(/** @type {HTMLElement} */ (element));
    lines.push(.../** @type {NodeListOf<HTMLElement>} */ (block.querySelectorAll(".formula")));
  }
  fit(lines);
}

/** The element that an address names, with the blocks after it that come into sight with it. @param {string} hash */
function blocksAt(hash) {
  const target = document.getElementById(decodeURIComponent(hash.slice(1)));
  const blocks = [...document.querySelectorAll(".entry, .kind-head")];
  const first = blocks.findIndex((block) => target === block || target?.contains(block));
  return first < 0 ? [] : blocks.slice(first, first + 4);
}

export async function mountFormulas() {
  await formulasReady();
  const blocks = document.querySelectorAll(".entry, .kind-head");
  const observer = new IntersectionObserver(
    (found) => {
      const near = found.filter((each) => each.isIntersecting).map((each) => each.target);
      for (const block of near) observer.unobserve(block);
      typesetIn(near);
    },
    { rootMargin: AHEAD },
  );
  for (const block of blocks) observer.observe(block);
  typesetIn(blocksAt(location.hash));
  // Where a link leads is typeset before the page jumps there.
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a[href^='#']") : null;
    if (link instanceof HTMLAnchorElement) typesetIn(blocksAt(link.hash));
  });
  addEventListener("beforeprint", () => typesetIn(blocks));
  let asked = false;
  const refit = () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      fit(document.querySelectorAll(".formula:has(> .is-typeset)"));
    });
  };
  addEventListener("resize", refit);
  document.fonts.addEventListener("loadingdone", refit);
}
