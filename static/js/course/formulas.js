/** Typesets the formulas within an element; a line that is too wide scrolls, by keys too. */

import { on } from "../lib/dom.js";
import { formulasReady, typeset } from "../views/formula.js";

/** @param {ParentNode} element */
export async function typesetIn(element) {
  const formulas = element.querySelectorAll(".tex:not(.is-typeset)");
  if (formulas.length === 0) return;
  await formulasReady();
  for (const formula of formulas) {
    if (!(formula instanceof HTMLElement)) continue;
    formula.classList.add("is-typeset");
    typeset(formula, formula.textContent ?? "", { display: "display" in formula.dataset });
  }
}

/** Lines that do not fit can be reached by Tab, the others need not. @param {HTMLElement} root */
export function watchWideLines(root) {
  const lines = /** @type {HTMLElement[]} */ ([...root.querySelectorAll(".formula, pre")]);
  const look = () => {
    for (const line of lines)
      if (line.scrollWidth > line.clientWidth) line.tabIndex = 0;
      else line.removeAttribute("tabindex");
  };
  on(window, "resize", look);
  document.fonts.addEventListener("loadingdone", look);
  look();
}
