/** A value in the running text, dotted underneath, that becomes a field when it is clicked. */

import { h } from "../lib/dom.js";
import { holdFixed } from "../lib/fixed.js";
import { createFieldWord } from "./field-word.js";

/**
 * @typedef {object} EditableModel
 * @property {string} text     as it stands in the line
 * @property {string} [typed]  as it stands in the field; the text when absent
 * @property {boolean} [fixed]  a lesson holds it
 * @property {string} [help]  in place of what it was mounted with
 */

/**
 * @param {HTMLElement} element
 * @param {{label: string, help?: string, kind?: string, numeric?: boolean, onText: (text: string) => import("./typed.js").Typed<unknown>}} options
 *   onText takes what was typed, or refuses it; either with a word
 * @returns {{render: (model: EditableModel) => void, edit: () => void, dispose: () => void}}
 */
export function mountEditable(element, { label, help, kind = "", numeric = false, onText }) {
  const shown = h("button", { type: "button", class: `editable ${kind}`, title: help ?? label });
  const field = h("input", {
    type: "text",
    class: `editable-field ${kind}`,
    "aria-label": label,
    hidden: true,
    autocomplete: "off",
    spellcheck: "false",
    inputmode: numeric ? "decimal" : "text",
  });
  const said = createFieldWord(field);
  element.append(shown, field, said.element);
  let typed = "";

  function open() {
    if (shown.disabled) return;
    field.value = typed;
    field.style.width = `${Math.max(shown.offsetWidth + 12, 48)}px`;
    said.clear();
    shown.hidden = true;
    field.hidden = false;
    field.focus();
    field.select();
  }

  /** @param {boolean} keep @param {boolean} refocus */
  function close(keep, refocus) {
    if (field.hidden) return;
    const answer = keep && field.value !== typed ? onText(field.value) : { value: typed, word: "" };
    said.show(answer);
    if (answer.value === null && refocus) return;
    field.hidden = true;
    shown.hidden = false;
    if (refocus) shown.focus();
  }

  shown.addEventListener("click", open);
  field.addEventListener("blur", () => close(true, false));
  field.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Enter" || event.key === "Escape") {
      event.preventDefault(); // the value that gets the focus back is a button: the key must not press it
      close(event.key === "Enter", true);
    }
  });

  return {
    render(model) {
      typed = model.typed ?? model.text;
      if (shown.textContent !== model.text) shown.textContent = model.text;
      if (model.help) shown.title = model.help;
      shown.setAttribute("aria-label", `${label}: ${model.text}. Change`);
      holdFixed(shown, model.fixed ?? false);
    },
    edit: open,
    dispose() {
      for (const part of [shown, field, said.element]) part.remove();
    },
  };
}
