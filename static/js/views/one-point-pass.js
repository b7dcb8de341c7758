/**
 * The whole way of one sample through a step, number by number: scaled input, forward pass, output activation, loss,
 * backpropagation; for the chosen neuron its sum, its δ, and the gradient and update of the weights that lead into it.
 * @import {NetworkCommon} from "./network-models.js"
 * @import {PointExplanation, SampleExplanation} from "./one-point.js"
 */
import { h } from "../lib/dom.js";
import { featureText, neuronText } from "../lib/network-words.js";
import { typesetToFit } from "./formula.js";
import { namesOf } from "./network-models.js";
import { backwardStage, forwardStage, inputStage, lossStage, outputStage } from "./pass-stages.js";
import { rowOf } from "./pass-tables.js";
import { learningParts, sumParts } from "./pass-unit.js";

/** @typedef {NetworkCommon & {explanation: PointExplanation | null}} PassModel */
/** @typedef {{layer: number, unit: number}} Place layer from 0, the first hidden one */
/**
 * What the stages are made from.
 * @typedef {object} PassSheet
 * @property {SampleExplanation} sample
 * @property {PointExplanation["layers"]} layers
 * @property {string} lossLatex  with the numbers
 * @property {(layer: number) => string} layerName
 * @property {(layer: number) => string} layerCaption  with its activation
 * @property {(layer: number, unit: number) => string} unitName
 * @property {(layer: number, unit: number) => string} neuronName  with its layer
 * @property {(layer: number, k: number) => string} inputName
 * @property {(way: string, layer: number, unit: number, values: (number | null)[]) => HTMLElement} unitRow
 */

/**
 * The disclosure; filled when it is open. A row that is pointed at tells which neuron or link it belongs to.
 * @param {import("./one-point.js").Pointing} onPoint
 */
export function mountPass(onPoint) {
  const stages = h("div", { class: "pass-layers" });
  const summary = h("summary", {}, "the whole pass, number by number");
  const element = h("details", { class: "step-more point-pass" }, summary, stages);
  const details = {
    forward: h("div", { class: "pass-unit" }),
    backward: h("div", { class: "pass-unit" }),
  };
  /** @type {PassSheet | null} */
  let sheet = null;
  /** @type {Place} */
  let chosen = { layer: 0, unit: 0 };

  function fill() {
    if (!element.open || !sheet) return;
    const { layers } = sheet.sample;
    if (!layers[chosen.layer] || chosen.unit >= layers[chosen.layer].z.length) {
      chosen = { layer: 0, unit: 0 };
    }
    const makers = [inputStage, forwardStage, outputStage, lossStage, backwardStage];
    stages.replaceChildren(...makers.map((make) => make(/** @type {PassSheet} */ (sheet))));
    showUnit();
  }

  /** Under the tables of its layer. */
  function showUnit() {
    if (!sheet) return;
    const parts = { forward: sumParts(sheet, chosen), backward: learningParts(sheet, chosen) };
    for (const way of /** @type {const} */ (["forward", "backward"])) {
      details[way].replaceChildren(...parts[way].flatMap((part) => part || []));
      stages
        .querySelector(`[data-layer="${chosen.layer}"]:has(.pass-${way})`)
        ?.append(details[way]);
    }
    const own = `${chosen.layer}.${chosen.unit}`;
    for (const button of stages.querySelectorAll(".pass-button"))
      button.setAttribute("aria-pressed", String(button.getAttribute("data-place") === own));
    for (const line of stages.querySelectorAll(".pass-formula")) {
      const latex = line.getAttribute("data-latex");
      if (latex && line instanceof HTMLElement) typesetToFit(line, latex, { least: 0.62 });
    }
  }

  /** @param {string} way @param {number} layer @param {number} unit @param {(number | null)[]} values */
  function unitRow(way, layer, unit, values) {
    const place = `${layer}.${unit}`;
    const button = h(
      "button",
      {
        type: "button",
        class: "pass-button",
        "aria-pressed": "false",
        "data-place": place,
        "data-key": `${way} ${place}`,
        onclick: () => {
          chosen = { layer, unit };
          showUnit();
        },
      },
      /** @type {PassSheet} */ (sheet).unitName(layer, unit),
    );
    return rowOf(button, values, `${layer + 1}.${unit}`);
  }

  element.addEventListener("toggle", fill);
  let pointed = "";
  /** @param {Event} event */
  function point({ type, target }) {
    const leaving = type === "mouseleave" || type === "focusout";
    const row = leaving
      ? null
      : /** @type {Element} */ (target).closest("tr[data-neuron], tr[data-link]");
    const { neuron = "", link = "" } = row instanceof HTMLElement ? row.dataset : {};
    if (pointed === neuron + link) return;
    pointed = neuron + link;
    const [layer, unit] = neuron.split(".").map(Number);
    const [into, out, from] = link.split(".").map(Number);
    onPoint(neuron ? { layer, unit } : null, link ? { layer: into, out, from } : null);
  }
  for (const kind of ["mouseover", "mouseleave", "focusin", "focusout"])
    stages.addEventListener(kind, point);
  return {
    element,
    /** Brings out the rows of what is pointed at in the diagram. @param {Pick<import("./one-point.js").OnePointModel, "hovered" | "hoveredLink">} model */
    light({ hovered, hoveredLink }) {
      if (!element.open) return;
      const neuron = hovered ? `${hovered.layer}.${hovered.unit}` : "";
      const link = hoveredLink
        ? [hoveredLink.layer, hoveredLink.out, hoveredLink.from].join(".")
        : "";
      for (const row of stages.querySelectorAll("tr[data-neuron], tr[data-link]")) {
        const own = /** @type {HTMLElement} */ (row).dataset;
        const lit = (own.neuron ?? "-") === neuron || (own.link ?? "-") === link;
        if (row.classList.contains("is-lit") !== lit) row.classList.toggle("is-lit", lit);
      }
    },
    /** @param {PassModel} model @param {SampleExplanation} sample @param {string} lossLatex */
    render(model, sample, lossLatex) {
      const layers = /** @type {PointExplanation} */ (model.explanation).layers;
      sheet = { sample, layers, lossLatex, unitRow, ...namers(model, layers) };
      const focused = document.activeElement?.getAttribute("data-key");
      fill();
      if (focused && element.open) {
        const again = stages.querySelector(`[data-key="${focused}"]`);
        if (again instanceof HTMLElement) again.focus({ preventScroll: true });
      }
    },
  };
}

/** What layers, units and inputs are called. @param {PassModel} model @param {PointExplanation["layers"]} layers */
function namers(model, layers) {
  const names = namesOf(model);
  const last = layers.length - 1;
  const layerName = (/** @type {number} */ layer) =>
    layer === last ? "output" : `hidden ${layer + 1}`;
  const unitName = (/** @type {number} */ layer, /** @type {number} */ k) =>
    layer === last && names.classes.length === names.sizes[layer + 1]
      ? names.classes[k]
      : String(k + 1);
  return {
    layerName,
    unitName,
    neuronName: (/** @type {number} */ layer, /** @type {number} */ unit) =>
      neuronText({ layer: layer + 1, unit }, names),
    layerCaption: (/** @type {number} */ layer) =>
      [layerName(layer), layers[layer].activation].filter(Boolean).join(", "),
    inputName(/** @type {number} */ layer, /** @type {number} */ k) {
      if (layer > 0) return String(k + 1);
      const name = names.features[k];
      return name ? featureText(name) : String(k + 1);
    },
  };
}
