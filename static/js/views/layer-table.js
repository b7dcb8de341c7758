/** This step by layers: the rule, and the typical size of each layer's weights, gradients and steps. */

import { wordOf } from "../lib/data-words.js";
import { freshId, h, setText } from "../lib/dom.js";
import { formatMeasure } from "../lib/format.js";
import { lineText } from "../lib/own-units.js";
import { atStep, typesetToFit } from "./formula.js";
import { renderTabs } from "./this-step.js";
import { mountVelocity } from "./velocity.js";

/** @typedef {import("../experiments.js").NetworkExplanation} NetworkExplanation */
/** @typedef {NetworkExplanation["layers"][number]} LayerRow */

/**
 * @typedef {object} LayerTableModel
 * @property {{index: number, label: string, slot: number}[]} runs
 * @property {number} selected
 * @property {NetworkExplanation | null} explanation
 * @property {number[]} sizes  widths of the layers, inputs first
 * @property {{name: string, title: string}[]} optimizers
 * @property {string} [lossName]  where runs descend different losses
 * @property {string} [scaled]  what weights and gradients are of, where that is not the table's own numbers
 */

/** Rules that divide by the usual size of the gradient. */
const ADAPTIVE = /^(adam|adamw|amsgrad|nadam|radam|adamax|rmsprop|adagrad|adadelta|lamb)/;

/**
 * @param {HTMLElement} element
 * @param {{onSelect: (index: number) => void}} callbacks
 * @returns {{render: (model: LayerTableModel) => void, dispose: () => void}}
 */
export function mountLayerTable(element, { onSelect }) {
  const [title, panel] = [freshId("this-step"), freshId("this-step")];
  const note = h("span", { class: "section-note step-from" });
  const tabs = h("div", { class: "run-tabs", role: "tablist", "aria-label": "Run" });
  const rule = h("div", { class: "step-rule" });
  const rows = h("tbody", {});
  const table = h(
    "table",
    { class: "layer-table" },
    h(
      "thead",
      {},
      h(
        "tr",
        {},
        h("th", { scope: "col", title: "Root mean square of a layer's numbers" }, "typical size"),
        h("th", { scope: "col", class: "number" }, "weight"),
        h("th", { scope: "col", class: "number term-gradient" }, "gradient"),
        h("th", { scope: "col", class: "number term-step" }, "step"),
      ),
    ),
    rows,
  );
  const words = h("p", { class: "layer-words" });
  const own = h("div", { class: "own-lines" });
  const scaled = h("p", { class: "layer-scaled" });
  const velocity = mountVelocity();
  const body = h(
    "div",
    { role: "tabpanel", id: panel, "aria-label": "The chosen run's step" },
    rule,
    table,
    scaled,
    own,
    words,
    velocity.element,
  );
  const empty = h(
    "p",
    { class: "empty" },
    "The arithmetic of a step stands here once it is there.",
  );
  const root = h(
    "section",
    { class: "this-step", "aria-labelledby": title, "data-highlight": "" },
    h("header", { class: "section-head" }, h("h2", { id: title }, "This step"), note),
    tabs,
    body,
    empty,
  );
  element.append(root);
  /** @type {NetworkExplanation | null} */
  let shown = null;
  let [shownRuns, shownLoss] = ["", ""];

  return {
    render(model) {
      const runs = model.runs.map(({ index, label, slot }) => ({ index, label, slot }));
      const key = JSON.stringify([runs, model.selected]);
      if (key !== shownRuns) {
        shownRuns = key;
        renderTabs(tabs, model, panel, onSelect);
        tabs.hidden = model.runs.length < 2;
      }
      root.dataset.slot = String(model.runs.find((run) => run.index === model.selected)?.slot ?? 1);
      const { explanation } = model;
      body.hidden = !explanation;
      empty.hidden = Boolean(explanation);
      empty.style.setProperty("--layers", String(model.sizes.length - 1));
      const { lossName = "" } = model;
      setText(scaled, model.scaled ? `Weights and gradients are of ${model.scaled}.` : "");
      if (!explanation || (explanation === shown && lossName === shownLoss)) return;
      [shown, shownLoss] = [explanation, lossName];
      setText(note, stepText(explanation, model.optimizers));
      const next = explanation.lines.find((line) => line.name === "next");
      if (next) typesetToFit(rule, atStep(next.latex, explanation.step));
      rows.replaceChildren(...explanation.layers.map(rowOf));
      own.replaceChildren(...ownLines(explanation));
      velocity.render(explanation.velocity);
      const named = lossName ? `Its loss: ${wordOf(lossName)}.` : "";
      const grown = wordsOn(explanation.layers, explanation.optimizer.name);
      words.textContent = [named, grown].filter(Boolean).join(" ");
    },
    dispose: () => root.remove(),
  };
}

/** What a network without hidden layers is, in the table's own units. @param {NetworkExplanation} explanation */
function ownLines({ line }) {
  return (line ?? []).map((answer) => h("p", { class: "own-line" }, lineText(answer)));
}

/** @param {NetworkExplanation} explanation @param {LayerTableModel["optimizers"]} optimizers */
function stepText(explanation, optimizers) {
  const { name } = explanation.optimizer;
  const title = optimizers.find((item) => item.name === name)?.title ?? name;
  const last = explanation.layers.every((layer) => layer.update === null);
  const { step } = explanation;
  return `${last ? `${step}, the last` : `${step} → ${step + 1}`}, ${title}`;
}

/** @param {LayerRow} layer */
function rowOf({ name, inputs, units, weight, gradient, update }) {
  const number = (/** @type {number | null} */ value, kind = "") =>
    h("td", { class: `number ${kind}` }, typeof value === "number" ? formatMeasure(value, 4) : "–");
  return h(
    "tr",
    {},
    h("th", { scope: "row" }, name, h("span", { class: "layer-shape" }, `${inputs}×${units}`)),
    number(weight),
    number(gradient),
    number(update),
  );
}

/**
 * How gradient and step differ between the first layer and the last, in words. Empty for a single layer.
 * @param {LayerRow[]} layers
 * @param {string} optimizer
 */
export function wordsOn(layers, optimizer) {
  const first = layers[0];
  const last = layers[layers.length - 1];
  if (layers.length < 2) return "";
  const slope = ratio(last.gradient, first.gradient);
  if (!(slope > 0) || !Number.isFinite(slope)) return "";
  const name = `From layer 1 to ${layers.length}`;
  const step = ratio(last.update, first.update);
  const gradientWords = `${name} the gradient ${changeText(slope)}`;
  if (!(step > 0) || !Number.isFinite(step)) return `${gradientWords}.`;
  const apart = Math.max(step / slope, slope / step);
  if (apart < 1.15) return `${gradientWords}, and so does the step.`;
  const why = ADAPTIVE.test(optimizer) ? ": the rule divides by the gradient’s usual size." : ".";
  return `${gradientWords}, the step ${changeText(step)}${why}`;
}

/** @param {number | null} above @param {number | null} below */
function ratio(above, below) {
  return above === null || below === null ? Number.NaN : above / below;
}

/** @param {number} ratio */
function changeText(ratio) {
  const size = Math.max(ratio, 1 / ratio);
  if (size < 1.15) return "keeps its size";
  const times = size >= 100 ? size.toPrecision(2) : size >= 10 ? size.toFixed(0) : size.toFixed(1);
  return `${ratio > 1 ? "grows" : "shrinks"} ${Number(times).toLocaleString("en")}-fold`;
}
