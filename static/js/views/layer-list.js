/** The hidden layers as rows: units, activation, remove; and a row that adds one or sets all activations. */

import { createFieldWord } from "../controls/field-word.js";
import { icon } from "../controls/icons.js";
import { readNumber } from "../controls/typed.js";
import { wordOf } from "../lib/data-words.js";
import { h } from "../lib/dom.js";
import { entryMark } from "./reference-link.js";

/** @typedef {import("../experiments.js").Hidden} Hidden */
/** @typedef {import("../experiments.js").DeclaredInfo} DeclaredInfo */

const MOST_LAYERS = 12;
const UNITS = { min: 1, max: 1024, whole: true };

/**
 * @param {HTMLElement} element
 * @param {{onHidden: (hidden: Hidden[]) => void}} callbacks
 */
export function mountLayerList(element, { onHidden }) {
  const list = h("div", { class: "layer-list" });
  const add = h("button", { type: "button", class: "text-button" }, "add a layer");
  const all = h("select", {
    class: "plain-select",
    "aria-label": "Activation of all hidden layers",
    title: "The activation of all hidden layers",
  });
  const root = h(
    "div",
    { class: "editor-part" },
    h("h3", {}, "Hidden layers"),
    list,
    h("div", { class: "layer-foot" }, add, all),
  );
  element.append(root);
  /** @type {Hidden[]} */
  let hidden = [];
  /** @type {DeclaredInfo[]} */
  let activations = [];
  let shown = "";
  /** What is to be said beside a row that is made anew. @type {Map<number, string>} */
  const words = new Map();

  add.addEventListener("click", () => {
    const last = hidden[hidden.length - 1];
    onHidden([
      ...hidden,
      { units: last?.units ?? 8, activation: last?.activation ?? { name: "tanh" } },
    ]);
  });
  all.addEventListener("change", () => {
    if (all.value) onHidden(hidden.map((layer) => ({ ...layer, activation: { name: all.value } })));
  });

  /** @param {number} index @param {Partial<Hidden>} part */
  function change(index, part) {
    onHidden(hidden.map((layer, i) => (i === index ? { ...layer, ...part } : layer)));
  }

  /** @param {Hidden} layer @param {number} index */
  function row(layer, index) {
    const units = h("input", {
      type: "text",
      class: "units-field",
      inputmode: "numeric",
      autocomplete: "off",
      value: layer.units,
      "aria-label": `Units of hidden layer ${index + 1}`,
      title: "How many units the layer has",
    });
    units.addEventListener("change", () => {
      const typed = readNumber(units.value, UNITS);
      said.show(typed);
      if (typed.value === null) return;
      if (typed.value !== layer.units) words.set(index, typed.word);
      units.value = String(typed.value);
      change(index, { units: typed.value });
    });
    units.addEventListener("keydown", (event) => {
      const step = { ArrowUp: 1, ArrowDown: -1 }[event.key];
      const value = layer.units + (step ?? 0);
      if (!step || value < UNITS.min || value > UNITS.max) return;
      event.preventDefault();
      change(index, { units: value });
    });
    const said = createFieldWord(units);
    said.show({ value: layer.units, word: words.get(index) ?? "" });
    words.delete(index);
    const menu = h(
      "select",
      {
        class: "plain-select",
        "aria-label": `Activation of hidden layer ${index + 1}`,
        title: "What a unit makes of its sum",
      },
      ...options(activations),
    );
    menu.value = layer.activation.name;
    const about = entryMark("activation");
    about.render(activations.find((item) => item.name === layer.activation.name));
    menu.addEventListener("change", () => change(index, { activation: { name: menu.value } }));
    return h(
      "div",
      { class: "layer-row" },
      h("span", { class: "layer-name" }, `hidden ${index + 1}`),
      units,
      menu,
      about.element,
      h(
        "button",
        {
          type: "button",
          class: "icon-button run-remove",
          "aria-label": `Remove hidden layer ${index + 1}`,
          title: "Remove this layer",
          onclick: () => onHidden(hidden.filter((_, i) => i !== index)),
        },
        icon("close", 14),
      ),
      said.element,
    );
  }

  return {
    /** @param {{hidden: Hidden[], activations: DeclaredInfo[], sizes: number[]}} model */
    render(model) {
      hidden = model.hidden;
      if (activations !== model.activations) {
        activations = model.activations;
        all.replaceChildren(h("option", { value: "" }, "all …"), ...options(activations));
      }
      const names = new Set(hidden.map((layer) => layer.activation.name));
      all.value = names.size === 1 ? [...names][0] : "";
      all.hidden = hidden.length < 2;
      add.disabled = hidden.length >= MOST_LAYERS;
      const key = JSON.stringify(hidden);
      if (key === shown) return;
      shown = key;
      const rows = [...list.children];
      const at = rows.findIndex((item) => item.contains(document.activeElement));
      const field =
        at >= 0
          ? [...rows[at].children].indexOf(/** @type {Element} */ (document.activeElement))
          : -1;
      list.replaceChildren(...hidden.map(row));
      const kept = list.children[Math.min(at, hidden.length - 1)]?.children[field];
      if (kept instanceof HTMLElement) kept.focus();
    },
    dispose: () => root.remove(),
  };
}

/** @param {DeclaredInfo[]} activations */
function options(activations) {
  return activations.map((item) =>
    h("option", { value: item.name, title: item.summary }, wordOf(item.title)),
  );
}
