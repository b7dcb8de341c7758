/** The word beside a field: why a typed number is held or refused. It is read aloud when it comes. */

import { freshId, h } from "../lib/dom.js";

/**
 * @param {HTMLInputElement} input
 * @returns {{element: HTMLElement, show: (said: {value: unknown, word: string}) => void, clear: () => void}}
 */
export function createFieldWord(input) {
  const id = freshId("word");
  const element = h("span", { class: "field-word", id, role: "alert" });
  const described = input.getAttribute("aria-describedby");
  input.setAttribute("aria-describedby", described ? `${described} ${id}` : id);

  /** @param {{value: unknown, word: string}} said */
  function show({ value, word }) {
    const refused = value === null && word !== "";
    element.textContent = word;
    element.classList.toggle("is-refused", refused);
    if (refused) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  }

  return { element, show, clear: () => show({ value: null, word: "" }) };
}
