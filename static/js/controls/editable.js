/** A value in the running text, dotted underneath, that becomes a field when it is clicked. */

import { h } from "../lib/dom.js";
import { holdFixed } from "../lib/fixed.js";

/**
 * @typedef {object} EditableModel
 * @property {string} text     as it stands in the line
 * @property {string} [typed]  as it stands in the field; the text when absent
 * @property {boolean} [fixed]  a lesson holds it
 */

/**
 * @param {HTMLElement} element
 * @param {{label: string, help?: string, kind?: string, numeric?: boolean, onText: (text: string) => boolean}} options
 *   onText takes what was typed and says whether it could be read
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
  element.append(shown, field);
  let typed = "";

  function open() {
    if (shown.disabled) return;
    field.value = typed;
    field.style.width = `${Math.max(shown.offsetWidth + 12, 48)}px`;
    field.removeAttribute("aria-invalid");
    shown.hidden = true;
    field.hidden = false;
    field.focus();
    field.select();
  }

  /** @param {boolean} keep @param {boolean} refocus */
  function close(keep, refocus) {
    if (field.hidden) return;
    if (keep && field.value !== typed && !onText(field.value)) {
      field.setAttribute("aria-invalid", "true");
      if (refocus) return;
    }
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
      shown.setAttribute("aria-label", `${label}: ${model.text}. Change`);
      holdFixed(shown, model.fixed ?? false);
    },
    edit: open,
    dispose() {
      shown.remove();
      field.remove();
    },
  };
}

/**
 * The numbers in a typed text, such as "(−1.5, 2)" or "-1.5 2"; null when they are not `count` finite numbers.
 * @param {string} text
 * @param {number} count
 * @returns {number[] | null}
 */
export function readNumbers(text, count) {
  const parts = text
    .replace(/−/g, "-")
    .replace(/[()[\]]/g, " ")
    .trim()
    .split(/[\s,;]+/);
  const numbers = parts.map(Number);
  const good = parts[0] !== "" && numbers.length === count && numbers.every(Number.isFinite);
  return good ? numbers : null;
}
