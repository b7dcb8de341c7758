/** First weights of one's own: pasted as numbers, taken over, given up again; and those shown copied as text. */

import { h } from "../lib/dom.js";
import { readWeights, shapesText, weightsText } from "../lib/weights-text.js";
import { copyButton } from "./copy-button.js";

/**
 * @typedef {object} OwnWeightsModel
 * @property {number[]} sizes
 * @property {readonly number[] | null} own  those in use
 * @property {boolean} locked
 */

/**
 * @param {(weights: number[] | null) => void} onWeights  null draws them again
 * @param {() => Promise<ArrayLike<number>>} shown  those at the step shown
 */
export function mountOwnWeights(onWeights, shown) {
  /** @type {OwnWeightsModel | null} */
  let model = null;
  const field = h("textarea", {
    class: "table-field",
    rows: "5",
    spellcheck: "false",
    autocomplete: "off",
    "aria-label": "First weights and biases",
  });
  const said = h("p", { class: "field-word", role: "alert" });
  const shapes = h("p", { class: "quiet" });
  const drawn = h(
    "button",
    { type: "button", class: "text-button", onclick: () => onWeights(null) },
    "draw them again",
  );
  const copy = copyButton(
    "Copy those shown",
    async () => weightsText(await shown(), model?.sizes ?? []),
    said,
  );
  const summary = h("summary", {}, "");
  const element = h(
    "details",
    { class: "step-more own-weights" },
    summary,
    shapes,
    field,
    said,
    h(
      "div",
      { class: "own-weights-foot" },
      h("button", { type: "button", class: "button", onclick: use }, "Use these"),
      copy,
      drawn,
    ),
  );

  function use() {
    if (!model) return;
    const { value, word } = readWeights(field.value, model.sizes);
    said.textContent = word;
    said.classList.toggle("is-refused", value === null);
    if (value === null) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
    if (value) onWeights(value);
  }

  field.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) use();
  });
  return {
    element,
    /** @param {OwnWeightsModel} next */
    render(next) {
      model = next;
      const { sizes, own, locked } = next;
      element.hidden = locked;
      drawn.hidden = own === null;
      summary.textContent = own ? "own numbers, in use" : "paste or copy the numbers";
      shapes.textContent = `In the order ${shapesText(sizes)}, as lists or plain numbers.`;
      field.placeholder = weightsText(new Array(9999).fill(0), sizes).slice(0, 300);
    },
  };
}
