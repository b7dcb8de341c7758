/** From where a changed knob applies: from this step on, as in training, or from the start, as "what if". */

import { h } from "../lib/dom.js";

/** @typedef {"step" | "start"} ApplyMode */

let serial = 0;

/**
 * @param {HTMLElement} element
 * @param {{onApply: (mode: ApplyMode) => void}} callbacks
 * @returns {{render: (model: {apply: ApplyMode, disabled?: boolean}) => void, dispose: () => void}}
 */
export function mountApply(element, { onApply }) {
  const name = `apply-${++serial}`;
  const step = choice(
    name,
    "step",
    "from this step",
    "The run keeps its past; the unchanged future stays as a ghost.",
  );
  const start = choice(
    name,
    "start",
    "from the start",
    "The whole run is computed again with the new value.",
  );
  const root = h(
    "fieldset",
    { class: "apply" },
    h("legend", {}, "A changed knob applies"),
    h("div", { class: "apply-choices" }, step.label, start.label),
  );
  element.append(root);
  root.addEventListener("change", () => onApply(step.input.checked ? "step" : "start"));
  return {
    render({ apply, disabled = false }) {
      step.input.checked = apply === "step";
      start.input.checked = apply === "start";
      root.disabled = disabled;
    },
    dispose: () => root.remove(),
  };
}

/** @param {string} name @param {string} value @param {string} text @param {string} title */
function choice(name, value, text, title) {
  const input = h("input", { type: "radio", name, value, class: "radio" });
  return { input, label: h("label", { class: "apply-choice", title }, input, h("span", {}, text)) };
}
