/** How much each class counts in a loss: all alike, by their numbers, or as one says. */

import { createFieldWord } from "../controls/field-word.js";
import { readNumber } from "../controls/typed.js";
import { freshId, h } from "../lib/dom.js";
import { holdFixed } from "../lib/fixed.js";

/** @typedef {"balanced" | number[] | null} ClassWeights */

/** What the engine takes. */
const BOUNDS = { min: 0, max: 1e6, openMin: true };
const HELP =
  "How much the samples of each class count, relative to one another: all alike, each class alike, or by your own numbers.";

/** @param {(weights: ClassWeights) => void} onChange */
export function mountClassWeights(onChange) {
  const id = freshId("weights");
  const menu = h(
    "select",
    { class: "plain-select", id },
    h("option", { value: "" }, "none"),
    h("option", { value: "balanced" }, "balanced"),
    h("option", { value: "own" }, "own"),
  );
  const fields = h("div", { class: "form class-weights", role: "group" });
  fields.setAttribute("aria-label", "Class weights");
  const row = h(
    "div",
    { class: "form-row", title: HELP },
    h("label", { class: "knob-name", for: id }, "class weights"),
    menu,
  );
  const element = h("div", {}, row, fields);
  /** @type {number[]} */
  let own = [];
  let shown = "";
  menu.addEventListener("change", () => {
    const value = menu.value;
    onChange(value === "own" ? own : value === "balanced" ? "balanced" : null);
  });

  /** @param {string} name @param {number} index */
  function fieldOf(name, index) {
    const input = h("input", {
      type: "text",
      inputmode: "decimal",
      class: "form-text",
      id: freshId("weight"),
      autocomplete: "off",
      spellcheck: "false",
    });
    const said = createFieldWord(input);
    input.addEventListener("change", () => {
      const typed = readNumber(input.value, BOUNDS);
      said.show(typed);
      const { value } = typed;
      if (value !== null) onChange(own.map((weight, k) => (k === index ? value : weight)));
    });
    const label = h("label", { class: "knob-name", for: input.id }, name);
    return h("div", { class: "form-row" }, label, input, said.element);
  }

  return {
    element,
    /** @param {readonly string[]} classes  empty for a regression @param {ClassWeights} weights @param {boolean} locked */
    render(classes, weights, locked) {
      element.hidden = classes.length < 2;
      if (Array.isArray(weights)) own = weights;
      if (own.length !== classes.length) own = classes.map(() => 1);
      menu.value = Array.isArray(weights) ? "own" : (weights ?? "");
      holdFixed(menu, locked);
      fields.hidden = !Array.isArray(weights);
      const key = JSON.stringify(classes);
      if (key !== shown) {
        shown = key;
        fields.replaceChildren(...classes.map(fieldOf));
      }
      for (const [k, input] of fields.querySelectorAll("input").entries()) {
        holdFixed(input, locked);
        if (document.activeElement === input || input.hasAttribute("aria-invalid")) continue;
        input.value = String(own[k]);
      }
    },
  };
}
