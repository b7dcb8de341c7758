/**
 * The forward and backward pass of one sample, number by number: every unit's sum z, answer a and share of the blame δ;
 * for the unit pointed at, the sum written out, and the gradient and update of the weights that lead into it.
 * @import {NetworkCommon} from "./network-models.js"
 * @import {PointExplanation, SampleExplanation} from "./one-point.js"
 */
import { h } from "../lib/dom.js";
import { formatMeasure, formatNumber } from "../lib/format.js";
import { featureText } from "../lib/network-words.js";
import { linksInto, sumLatex } from "../lib/one-point-words.js";
import { typeset, typesetToFit } from "./formula.js";
import { namesOf } from "./network-models.js";

/** @typedef {NetworkCommon & {explanation: PointExplanation | null}} PassModel */
/** @typedef {{layer: number, unit: number}} Place layer from 0, the first hidden one */

const MOST_UNITS = 40;

/** The disclosure; filled when it is open. */
export function mountPass() {
  const tables = h("div", { class: "pass-layers" });
  const unit = h("div", { class: "pass-unit" });
  const summary = h("summary", {}, "forward and backward pass, number by number");
  const element = h("details", { class: "step-more point-pass" }, summary, tables, unit);
  /** @type {PassModel | null} */
  let model = null;
  /** @type {SampleExplanation | null} */
  let sample = null;
  /** @type {Place} */
  let chosen = { layer: 0, unit: 0 };

  function fill() {
    if (!element.open || !model || !sample) return;
    const { layers } = sample;
    if (!layers[chosen.layer] || chosen.unit >= layers[chosen.layer].z.length) {
      chosen = { layer: 0, unit: 0 };
    }
    tables.replaceChildren(...layers.map((_, layer) => layerTable(layer)));
    showUnit(chosen);
  }

  /** @param {number} layer */
  function layerTable(layer) {
    const { z, a, delta } = /** @type {SampleExplanation} */ (sample).layers[layer];
    const rows = z.slice(0, MOST_UNITS).map((_, k) => {
      const button = h(
        "button",
        {
          type: "button",
          class: "pass-button",
          "aria-pressed": "false",
          "data-place": `${layer}.${k}`,
          onclick: () => {
            chosen = { layer, unit: k };
            showUnit(chosen);
          },
        },
        unitName(layer, k),
      );
      const row = h("tr", {}, h("th", { scope: "row" }, button));
      for (const value of [z[k], a[k], delta[k]]) {
        row.append(numberCell(value));
      }
      row.addEventListener("mouseenter", () => showUnit({ layer, unit: k }));
      return row;
    });
    const more = z.length - rows.length;
    const name = model?.explanation?.layers[layer]?.name ?? `layer ${layer + 1}`;
    const activation = model?.explanation?.layers[layer]?.activation;
    const caption = activation ? `${name}, ${activation}` : name;
    const table = h(
      "table",
      { class: "pass-table" },
      h("caption", {}, caption),
      h("thead", {}, headRow(["unit", "z", "a", "\\delta"], ["unit", "z", "a", "delta"])),
      h("tbody", {}, ...rows),
    );
    table.addEventListener("mouseleave", () => showUnit(chosen));
    return h("div", {}, table, more > 0 && h("p", { class: "quiet" }, `… ${more} more`));
  }

  /** @param {number} layer @param {number} k */
  function unitName(layer, k) {
    const names = namesOf(/** @type {PassModel} */ (model));
    const last = layer === names.sizes.length - 2;
    return last && names.classes.length === names.sizes[layer + 1]
      ? names.classes[k]
      : String(k + 1);
  }

  /** @param {Place} place */
  function showUnit(place) {
    for (const button of tables.querySelectorAll(".pass-button")) {
      const own = button.getAttribute("data-place") === `${place.layer}.${place.unit}`;
      button.setAttribute("aria-pressed", String(own));
    }
    if (model && sample) unit.replaceChildren(...unitParts(model, sample, place, unitName));
    for (const line of unit.querySelectorAll(".pass-formula")) {
      const latex = line.getAttribute("data-latex");
      if (latex && line instanceof HTMLElement) typesetToFit(line, latex, { least: 0.62 });
    }
  }

  element.addEventListener("toggle", fill);
  return {
    element,
    /** @param {PassModel} next @param {SampleExplanation} shown */
    render(next, shown) {
      model = next;
      sample = shown;
      const focused = document.activeElement?.getAttribute("data-place");
      fill();
      if (focused) {
        const again = tables.querySelector(`[data-place="${focused}"]`);
        if (again instanceof HTMLElement) again.focus({ preventScroll: true });
      }
    },
  };
}

/**
 * What goes into one unit, written out.
 * @param {PassModel} model
 * @param {SampleExplanation} sample
 * @param {Place} place
 * @param {(layer: number, unit: number) => string} unitName
 */
function unitParts(model, sample, { layer, unit }, unitName) {
  const known = model.explanation?.layers[layer];
  const { z, a, delta } = sample.layers[layer];
  const below = layer === 0 ? sample.inputs : sample.layers[layer - 1].a;
  const title = h(
    "p",
    { class: "pass-title" },
    `Into ${known?.name ?? `layer ${layer + 1}`}, unit ${unitName(layer, unit)}`,
  );
  const links = linksInto(known, unit, below, delta[unit]);
  if (!known || !links) {
    return [title, h("p", { class: "quiet" }, "too many weights to write them out")];
  }
  const parts = [title];
  const weights = links.map(({ weight }) => weight);
  const bias = weights.pop() ?? 0;
  const factors = links.map(({ factor }) => factor);
  const short = sumLatex(weights, factors, bias, z[unit]);
  if (short) parts.push(formulaLine(`z = ${short}`));
  const terms = links.map(({ weight, factor, slope, gradient, update }, k) => ({
    name: k < weights.length ? inputName(model, layer, k) : "bias",
    forward: [weight, factor, weight * factor],
    backward: [slope, gradient, update],
  }));
  const total = h("tr", { class: "pass-total" }, h("th", { scope: "row" }, "sum z"));
  total.append(h("td", { colspan: 2 }), numberCell(z[unit]));
  parts.push(
    termTable(
      ["from", "w", "a", "w\\,a"],
      ["from", "weight", "answer", "product"],
      [...terms.map(({ name, forward }) => sumRow(name, forward)), total],
    ),
    h("p", { class: "pass-key" }, answerText(known.activation, z[unit], a[unit], delta[unit])),
    termTable(
      ["from", "\\delta\\,a", "\\bar g", "\\Delta w"],
      ["from", "gradient of this sample", "gradient of the batch", "update"],
      terms.map(({ name, backward }) => sumRow(name, backward)),
    ),
    h("p", { class: "pass-key" }, "δa: this sample’s gradient, ḡ: the batch’s, Δw: the update"),
  );
  return parts;
}

/** @param {string[]} latex @param {string[]} words @param {HTMLElement[]} rows */
function termTable(latex, words, rows) {
  return h(
    "table",
    { class: "pass-sum" },
    h("thead", {}, headRow(latex, words)),
    h("tbody", {}, ...rows),
  );
}

/** @param {string | null} activation @param {number | null} z @param {number | null} a @param {number | null} delta */
function answerText(activation, z, a, delta) {
  const answer = activation
    ? `a = ${activation}(${formatNumber(z, 3)}) = ${formatNumber(a, 3)}`
    : `a = z = ${formatNumber(a, 3)}`;
  return `${answer}, δ = ∂ℓ/∂z = ${formatNumber(delta, 3)}`;
}

/** @param {PassModel} model @param {number} layer @param {number} k */
function inputName(model, layer, k) {
  if (layer > 0) return String(k + 1);
  const name = namesOf(model).features[k];
  return name ? featureText(name) : String(k + 1);
}

/** @param {string} name @param {import("../experiments.js").Vector} values */
function sumRow(name, values) {
  return h("tr", {}, h("th", { scope: "row" }, name), ...values.map(numberCell));
}

/** @param {number | null} value */
function numberCell(value) {
  return h("td", { class: "number" }, formatMeasure(value, 3));
}

/** @param {string} latex */
function formulaLine(latex) {
  return h("div", { class: "pass-formula", "data-latex": latex });
}

/** @param {string[]} latex @param {string[]} words */
function headRow(latex, words) {
  const cells = latex.map((item, k) => {
    const text = h("span", { "aria-hidden": "true" });
    if (k === 0) text.textContent = item === "unit" || item === "from" ? item : "";
    else typeset(text, item);
    const cell = h("th", { scope: "col", class: k ? "number" : null, title: words[k] }, text);
    cell.append(h("span", { class: "visually-hidden" }, words[k]));
    return cell;
  });
  return h("tr", {}, ...cells);
}
