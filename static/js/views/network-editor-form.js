/** The small form that changes one weight or bias of the diagram. */

import { createFieldWord } from "../controls/field-word.js";
import { readNumber } from "../controls/typed.js";
import { h } from "../lib/dom.js";
import { linkText, neuronText } from "../lib/network-words.js";

/** @typedef {import("../lib/network-words.js").NetworkNames} NetworkNames */
/** @typedef {{layer: number, out: number, from: number | null}} Target */

const MOST_CHOICES = 100;

/**
 * @param {HTMLElement} element
 * @param {{onSet: (target: Target, value: number) => void, onClose: (target: Target) => void}} callbacks
 */
export function mountWeightForm(element, { onSet, onClose }) {
  const choice = h("select", { "aria-label": "Which number", class: "weight-choice" });
  const field = h("input", {
    type: "text",
    inputmode: "decimal",
    class: "weight-field",
    autocomplete: "off",
    spellcheck: "false",
  });
  const said = createFieldWord(field);
  const form = h(
    "form",
    { class: "weight-form", hidden: true },
    choice,
    field,
    h("button", { type: "submit", class: "text-button" }, "set"),
    h("button", { type: "button", class: "text-button", onclick: () => close(true) }, "cancel"),
    said.element,
  );
  element.append(form);
  /** @type {Target | null} */
  let target = null;
  /** @type {NetworkNames | null} */
  let names = null;
  /** @type {(target: Target) => number | undefined} */
  let numberAt = () => undefined;

  function show() {
    if (!target || !names) return;
    field.value = String(Number(numberAt(target)?.toPrecision(6) ?? 0));
    field.setAttribute("aria-label", `New ${linkText(target, names)}`);
    said.clear();
  }

  /** @param {boolean} refocus */
  function close(refocus) {
    if (form.hidden || !target) return;
    form.hidden = true;
    const closed = target;
    target = null;
    if (refocus) onClose(closed);
  }

  choice.addEventListener("change", () => {
    if (!target) return;
    target = { ...target, from: choice.value === "bias" ? null : Number(choice.value) };
    show();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const typed = readNumber(field.value);
    said.show(typed);
    if (typed.value === null || !target) return;
    onSet(target, typed.value);
    close(true);
  });
  form.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Escape") close(true);
  });
  form.addEventListener("focusout", (event) => {
    const next = /** @type {Node | null} */ (event.relatedTarget);
    if (next && !form.contains(next)) close(false);
  });

  return {
    /**
     * @param {Target} wanted
     * @param {NetworkNames} known
     * @param {(target: Target) => number | undefined} read
     * @param {[number, number]} place of the form's middle
     * @param {number} width of the figure
     */
    open(wanted, known, read, place, width) {
      target = wanted;
      names = known;
      numberAt = read;
      const into = neuronText({ layer: wanted.layer, unit: wanted.out }, known);
      form.setAttribute("aria-label", `Weights into ${into}`);
      const inputs = Math.min(known.sizes[wanted.layer - 1], MOST_CHOICES);
      const options = Array.from({ length: inputs }, (_, unit) =>
        h(
          "option",
          { value: unit },
          `from ${neuronText({ layer: wanted.layer - 1, unit }, known)}`,
        ),
      );
      choice.replaceChildren(h("option", { value: "bias" }, "bias"), ...options);
      choice.value = wanted.from === null ? "bias" : String(wanted.from);
      form.hidden = false;
      const half = form.offsetWidth / 2;
      const x = Math.max(half, Math.min(width - half, place[0]));
      form.style.left = `${x - half}px`;
      // Below the link, so that one sees what is changed.
      form.style.top = `${place[1] + 14}px`;
      show();
      field.focus();
      field.select();
    },
    close: () => close(false),
    isOpen: () => !form.hidden,
  };
}
