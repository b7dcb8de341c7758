/** Typesets the formulas within an element. */

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
