/** The network, part by part: inputs, hidden layers, loss, first weights, penalties, precision, early stopping. */

import { mountForm } from "../controls/form.js";
import { h } from "../lib/dom.js";
import { featureText } from "../lib/network-words.js";
import { mountLayerList } from "./layer-list.js";
import { mountLossChoice } from "./loss-choice.js";
import { mountNamedChoice } from "./named-choice.js";
import { mountOwnWeights } from "./own-weights.js";

/** Fields of the problem's schema that have controls of their own, or none. */
const OMIT = [
  "kind",
  "dataset",
  "inputs",
  "hidden",
  "loss",
  "initializer",
  "early_stopping",
  "initial_parameters",
];

/** What is made of the outputs follows from a loss that does not compare numbers. */
const OMIT_OUTPUTS = [...OMIT, "output_activation"];

/** @typedef {import("../experiments.js").NetworkCatalog} NetworkCatalog */
/** @typedef {import("../experiments.js").Schema} Schema */
/** @typedef {import("../experiments.js").Json} Json */
/** @typedef {import("../experiments.js").NetworkProblem["early_stopping"]} Stopping */

let serial = 0;

/**
 * @param {HTMLElement} parent
 * @param {Pick<import("./data-picker.js").DataPickerCallbacks, "onProblem" | "weights">} callbacks
 */
export function mountNetworkEditor(parent, { onProblem, weights }) {
  const inputs = mountInputs((names) => onProblem({ inputs: names }));
  const layersPlace = h("div", {});
  const layers = mountLayerList(layersPlace, { onHidden: (hidden) => onProblem({ hidden }) });
  const loss = mountLossChoice("loss", (value, done) => {
    const numbers = built?.catalog.losses.find(({ name }) => name === value.name)?.of_numbers;
    onProblem(numbers ? { loss: value } : { loss: value, output_activation: "identity" }, done);
  });
  const initializer = mountNamedChoice("first weights", "initializer", (value, done) =>
    onProblem({ initializer: value }, done),
  );
  const own = mountOwnWeights((value) => onProblem({ initial_parameters: value }), weights);
  const restPlace = h("div", {});
  const rest = mountForm(restPlace, {
    onInput: (name, value) => onProblem({ [name]: value }, false),
    onChange: (name, value) => onProblem({ [name]: value }),
  });
  const stopping = mountStopping((value) => onProblem({ early_stopping: value }));
  const element = h(
    "div",
    { class: "network-editor" },
    inputs.element,
    layersPlace,
    loss.element,
    initializer.element,
    own.element,
    restPlace,
    stopping.element,
  );
  parent.append(element);
  /** @type {{catalog: NetworkCatalog, schema: Schema, lone: Schema} | null} */
  let built = null;

  return {
    element,
    /** @param {import("./data-picker.js").DataPickerModel} model */
    render(model) {
      const { catalog, problem, samples, sizes, patience } = model;
      if (!built || built.catalog !== catalog) {
        const schema = withWords(catalog.network.schema);
        built = { catalog, schema, lone: ofLoneOutput(schema) };
      }
      inputs.render(offeredInputs(catalog, samples), problem.inputs ?? []);
      layers.render({ hidden: problem.hidden ?? [], activations: catalog.activations, sizes });
      const fitting = catalog.losses.filter(({ tasks }) => samples && tasks.includes(samples.task));
      loss.render(fitting, problem.loss, samples?.classes ?? []);
      initializer.render(catalog.initializers, problem.initializer);
      own.render({ sizes, own: problem.initial_parameters, locked: !model.pasting });
      const numbers = fitting.find(({ name }) => name === problem.loss?.name)?.of_numbers;
      rest.render({
        schema: samples?.task === "regression" && sizes.at(-1) === 1 ? built.lone : built.schema,
        values: problem,
        omit: numbers ? OMIT : OMIT_OUTPUTS,
      });
      stopping.render(catalog, problem.early_stopping, Boolean(samples?.test), patience);
    },
  };
}

/** What stands in an empty field. @param {Schema} schema @returns {Schema} */
function withWords(schema) {
  const properties = { ...schema.properties };
  properties.evaluate_every = { ...properties.evaluate_every, empty: "auto" };
  properties.weight_seed = { ...properties.weight_seed, empty: "as the seed" };
  return { ...schema, properties };
}

/** A lone output has no softmax: its share of 1 is 1. @param {Schema} schema @returns {Schema} */
function ofLoneOutput(schema) {
  const outputs = schema.properties?.output_activation ?? {};
  const choices = outputs.enum?.filter((choice) => choice !== "softmax");
  const properties = { ...schema.properties, output_activation: { ...outputs, enum: choices } };
  return { ...schema, properties };
}

/** @param {NetworkCatalog} catalog @param {import("../experiments.js").Samples | null} samples @returns {string[]} features that may be chosen */
function offeredInputs(catalog, samples) {
  const columns = samples?.features;
  if (!columns) return [];
  return catalog.network.features[columns.join(",")] ?? columns;
}

/** Chips of the inputs; one at least stays. @param {(names: string[]) => void} onInputs */
function mountInputs(onInputs) {
  const chips = h("div", { class: "chips", role: "group", "aria-label": "Inputs" });
  const element = h("div", { class: "editor-part" }, h("h3", {}, "Inputs"), chips);
  let shown = "";
  return {
    element,
    /** @param {string[]} offered @param {string[]} chosen */
    render(offered, chosen) {
      element.hidden = offered.length < 2;
      const key = JSON.stringify([offered, chosen]);
      if (key === shown) return;
      shown = key;
      const focused = [...chips.children].indexOf(/** @type {Element} */ (document.activeElement));
      chips.replaceChildren(
        ...offered.map((name) => {
          const on = chosen.includes(name);
          const next = offered.filter((item) => (item === name ? !on : chosen.includes(item)));
          return h(
            "button",
            {
              type: "button",
              class: "chip",
              "aria-pressed": String(on),
              disabled: on && chosen.length === 1,
              title: on ? "Leave this input out" : "Give the network this input too",
              onclick: () => onInputs(next),
            },
            featureText(name),
          );
        }),
      );
      /** @type {HTMLElement | undefined} */ (chips.children[focused])?.focus();
    },
  };
}

/** @param {(value: Stopping) => void} onChange */
function mountStopping(onChange) {
  const id = `editor-${++serial}`;
  const input = h("input", { type: "checkbox", class: "form-check", id });
  const place = h("div", {});
  /** @type {Stopping} */
  let value = null;
  let usual = 20;
  const change = (/** @type {string} */ key, /** @type {Json} */ setting) =>
    onChange({ ...value, [key]: setting });
  const form = mountForm(place, { onChange: change });
  input.addEventListener("change", () =>
    onChange(input.checked ? { patience: usual, min_delta: 0 } : null),
  );
  const element = h(
    "div",
    { class: "editor-part" },
    h(
      "div",
      { class: "form-row", title: "Stop where the test loss has not fallen for a while" },
      h("label", { class: "knob-name", for: id }, "early stopping"),
      input,
    ),
    place,
  );
  return {
    element,
    /** @param {NetworkCatalog} catalog @param {Stopping} next @param {boolean} tested @param {number} patience */
    render(catalog, next, tested, patience) {
      usual = patience;
      value = next;
      element.hidden = !tested;
      input.checked = next !== null;
      place.hidden = next === null;
      const schema = catalog.network.schema.$defs?.EarlyStopping;
      if (next && schema) form.render({ schema, values: next });
    },
  };
}
