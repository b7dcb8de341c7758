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
  /** One row a layer: it stays while there is one, so that no answer takes what is being typed. @type {ReturnType<typeof row>[]} */
  const rows = [];

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

  /** @param {number} index */
  function row(index) {
    const units = h("input", {
      type: "text",
      class: "units-field",
      inputmode: "numeric",
      autocomplete: "off",
      "aria-label": `Units of hidden layer ${index + 1}`,
      title: "How many units the layer has",
    });
    /** What the field showed last of the network's own. */
    let known = 0;
    units.addEventListener("change", () => {
      const typed = readNumber(units.value, UNITS);
      said.show(typed);
      if (typed.value === null) return;
      units.value = String(typed.value);
      change(index, { units: typed.value });
    });
    units.addEventListener("keydown", (event) => {
      const step = { ArrowUp: 1, ArrowDown: -1 }[event.key];
      const value = hidden[index].units + (step ?? 0);
      if (!step || value < UNITS.min || value > UNITS.max) return;
      event.preventDefault();
      change(index, { units: value });
    });
    const said = createFieldWord(units);
    const menu = h("select", {
      class: "plain-select",
      "aria-label": `Activation of hidden layer ${index + 1}`,
      title: "What a unit makes of its sum",
    });
    const about = entryMark("activation");
    menu.addEventListener("change", () => change(index, { activation: { name: menu.value } }));
    const element = h(
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
    return {
      element,
      /** @param {Hidden} layer @param {boolean} named  whether the activations are others than before */
      render(layer, named) {
        if (layer.units !== known) {
          if (Number(units.value) !== layer.units) said.show({ value: layer.units, word: "" });
          known = layer.units;
          units.value = String(known);
        }
        if (named) menu.replaceChildren(...options(activations));
        menu.value = layer.activation.name;
        about.render(activations.find((item) => item.name === layer.activation.name));
      },
    };
  }

  return {
    /** @param {{hidden: Hidden[], activations: DeclaredInfo[], sizes: number[]}} model */
    render(model) {
      hidden = model.hidden;
      const named = activations !== model.activations;
      if (named) {
        activations = model.activations;
        all.replaceChildren(h("option", { value: "" }, "all …"), ...options(activations));
      }
      const names = new Set(hidden.map((layer) => layer.activation.name));
      all.value = names.size === 1 ? [...names][0] : "";
      all.hidden = hidden.length < 2;
      add.disabled = hidden.length >= MOST_LAYERS;
      const before = rows.length;
      for (const gone of rows.splice(hidden.length)) {
        const left = gone.element.contains(document.activeElement);
        gone.element.remove();
        if (left) rows[rows.length - 1]?.element.querySelector("button")?.focus();
      }
      while (rows.length < hidden.length) rows.push(row(rows.length));
      list.append(...rows.slice(before).map(({ element }) => element));
      rows.forEach(({ render }, index) => void render(hidden[index], named || index >= before));
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
