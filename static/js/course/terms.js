/** A term's sentence, beside it: under the mouse, with the focus, or by a tap. */

import { h, on } from "../lib/dom.js";
import { typesetIn } from "./formulas.js";

/** @param {HTMLElement[]} terms @param {{[name: string]: string}} sentences  HTML */
export function mountTerms(terms, sentences) {
  const card = h("div", { class: "term-card", id: "term-card", role: "tooltip", hidden: true });
  document.body.append(card);
  let shown = "";
  /** @param {HTMLElement} term */
  const show = (term) => {
    shown = term.dataset.term ?? "";
    card.innerHTML = sentences[shown] ?? "";
    void typesetIn(card);
    card.hidden = false;
    const box = term.getBoundingClientRect();
    const width = card.offsetWidth;
    const left = Math.max(8, Math.min(box.left, document.documentElement.clientWidth - width - 8));
    const below = box.bottom + card.offsetHeight + 12 < window.innerHeight;
    card.style.left = `${left + window.scrollX}px`;
    card.style.top = `${(below ? box.bottom + 6 : box.top - card.offsetHeight - 6) + window.scrollY}px`;
  };
  const hide = () => {
    shown = "";
    card.hidden = true;
  };
  for (const term of terms) {
    term.setAttribute("aria-describedby", "term-card");
    on(term, "pointerenter", () => show(term));
    on(term, "pointerleave", hide);
    on(term, "focus", () => show(term));
    on(term, "blur", hide);
    // A first tap shows the sentence, a second one follows the link.
    on(term, "click", (event) => {
      if (!matchMedia("(hover: none)").matches || term.classList.contains("is-open")) return;
      event.preventDefault();
      for (const other of terms) other.classList.toggle("is-open", other === term);
      show(term);
    });
  }
  on(document, "keydown", (event) => {
    if (event.key === "Escape" && shown) hide();
  });
}
