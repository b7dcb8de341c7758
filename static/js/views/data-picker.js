/** The head of the left rail: the data, what they teach, the network on one line, and what opens to change them. */

import { icon } from "../controls/icons.js";
import {
  activationText,
  formulaText,
  lossText,
  samplesText,
  sizesText,
} from "../lib/data-words.js";
import { h } from "../lib/dom.js";
import { holdFixed } from "../lib/fixed.js";
import { createDataChooser } from "./data-chooser.js";
import { mountDataSettings } from "./data-settings.js";
import { mountNetworkEditor } from "./network-editor.js";
import { setProse } from "./prose.js";
import { entryMark } from "./reference-link.js";

/** @typedef {import("../experiments.js").NetworkProblem} NetworkProblem */
/** @typedef {import("../experiments.js").Samples} Samples */
/** @typedef {import("../experiments.js").Dataset} Dataset */

/**
 * @typedef {object} DataPickerModel
 * @property {import("../experiments.js").NetworkCatalog} catalog
 * @property {NetworkProblem} problem
 * @property {Samples | null} samples
 * @property {number[]} sizes
 * @property {number} patience  of early stopping, where nobody says otherwise
 * @property {string} kind
 * @property {string} title   of the example, or of the data
 * @property {string | null} lesson  of the example; the data set's when null
 * @property {boolean} editing
 * @property {number} editClass
 * @property {import("../types.js").Theme} theme
 * @property {boolean} [locked]
 * @property {boolean} pasting  whether first weights can be given as numbers
 */

/**
 * @typedef {object} DataPickerCallbacks
 * @property {(name: string) => void} onDataset
 * @property {(expression: string) => Promise<import("./own-formula.js").FormulaRead>} readFormula
 * @property {(expression: string, window: import("./own-formula.js").Window | null) => Promise<import("./own-formula.js").FormulaAnswer>} checkFormula  of the data
 * @property {(part: {formula: string, window: import("./own-formula.js").Window}, inputs: readonly string[]) => void} onFormula
 * @property {(part: Record<string, import("../experiments.js").Json>, done?: boolean) => void} onData  settings of the data set
 * @property {(part: Partial<NetworkProblem>, done?: boolean) => void} onProblem   of the network
 * @property {() => Promise<ArrayLike<number>>} weights  at the step shown, in the order W1, b1, W2, b2, …
 * @property {(editing: boolean) => void} onEditing
 * @property {(index: number) => void} onEditClass
 * @property {(source: string | Blob, choices: import("./own-table.js").Choices) => Promise<import("../api.js").TableAnswer>} readTable
 * @property {(dataset: Dataset) => void} onTable
 * @property {(canvas: HTMLCanvasElement, name: string) => void} thumbnail
 */

/** @typedef {"network" | "data" | ""} Panel */

/**
 * @param {HTMLElement} element
 * @param {DataPickerCallbacks} callbacks
 */
export function mountDataPicker(element, callbacks) {
  const title = h("span", { class: "picker-name" });
  const opener = h(
    "button",
    {
      type: "button",
      class: "picker-title",
      "aria-haspopup": "dialog",
      title: "Choose other data, or bring your own",
      onclick: () => model && chooser.open(model),
    },
    title,
    icon("chevron", 18),
  );
  const about = entryMark("dataset");
  const lesson = h("p", { class: "picker-lesson" });
  const lines = mountLines((panel) => toggle(panel));
  const panel = h("div", { class: "picker-panel", hidden: true });
  const editor = mountNetworkEditor(panel, callbacks);
  const settings = mountDataSettings(panel, callbacks);
  const root = h(
    "section",
    { class: "picker data-picker" },
    h("h2", {}, opener),
    h("div", { class: "picker-words" }, lesson, about.element),
    lines.element,
    panel,
  );
  element.append(root);
  const chooser = createDataChooser({
    ...callbacks,
    onDataset(name) {
      callbacks.onDataset(name);
      // A formula that waits to be typed is in sight.
      const chosen = model?.catalog.datasets.find((item) => item.name === name);
      if (chosen?.schema.properties?.formula) open = "data";
    },
  });
  /** @type {DataPickerModel | null} */
  let model = null;
  /** @type {Panel} */
  let open = "";

  /** @param {Panel} wanted */
  function toggle(wanted) {
    open = open === wanted ? "" : wanted;
    if (model) render(model);
  }

  /** @param {DataPickerModel} next */
  function render(next) {
    model = next;
    const { catalog, problem } = next;
    if (title.textContent !== next.title) title.textContent = next.title;
    const info = catalog.datasets.find((item) => item.name === problem.dataset.name);
    about.render(info);
    setProse(lesson, next.lesson ?? info?.summary ?? "");
    holdFixed(opener, next.locked ?? false);
    lines.render(next, open);
    panel.hidden = open === "";
    editor.element.hidden = open !== "network";
    settings.element.hidden = open !== "data";
    if (open === "network") editor.render(next);
    if (open === "data") settings.render(next, info);
  }

  return {
    render,
    dispose() {
      chooser.dispose();
      root.remove();
    },
  };
}

/** Network, loss and data as dotted values that open what changes them. @param {(panel: Panel) => void} onOpen */
function mountLines(onOpen) {
  /** @param {Panel} panel @param {string} title */
  const value = (panel, title) =>
    h("button", {
      type: "button",
      class: "editable",
      title,
      "aria-expanded": "false",
      onclick: () => onOpen(panel),
    });
  const network = value("network", "Change layers, units, activations and more");
  const loss = value("network", "Change the loss, the first weights, penalties");
  const data = value("data", "Change samples, noise and split; see what is done to the data");
  const formula = value("data", "Type another formula, or change its window");
  const aboutLoss = entryMark("loss");
  const row = (/** @type {string} */ name, /** @type {HTMLElement[]} */ ...content) =>
    h("div", { class: "picker-line" }, h("dt", {}, name), h("dd", {}, ...content));
  const formulaRow = row("formula", formula);
  const element = h(
    "dl",
    { class: "picker-lines" },
    row("network", network),
    row("loss", loss, aboutLoss.element),
    row("data", data),
    formulaRow,
  );
  const set = (/** @type {HTMLElement} */ node, /** @type {string} */ text) => {
    if (node.textContent !== text) node.textContent = text;
  };
  return {
    element,
    /** @param {DataPickerModel} model @param {Panel} open */
    render({ catalog, problem, samples, sizes, locked }, open) {
      const activation = activationText(problem.hidden ?? [], catalog.activations);
      set(network, [sizesText(sizes), activation].filter(Boolean).join("  "));
      const info = catalog.losses.find((item) => item.name === problem.loss?.name);
      aboutLoss.render(info);
      set(loss, lossText(info?.title ?? "", problem));
      set(data, samplesText(samples, problem.dataset));
      const typed = formulaText(problem.dataset, samples);
      formulaRow.hidden = typed === "";
      set(formula, typed);
      formula.setAttribute("aria-expanded", String(open === "data"));
      network.setAttribute("aria-expanded", String(open === "network"));
      loss.setAttribute("aria-expanded", String(open === "network"));
      data.setAttribute("aria-expanded", String(open === "data"));
      for (const button of [network, loss, data, formula]) holdFixed(button, locked ?? false);
    },
  };
}
