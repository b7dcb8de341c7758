/** What leads into one unit, written out: on the way there its sum, on the way back its δ and what its weights learn. */

import { h } from "../lib/dom.js";
import { formatNumber } from "../lib/format.js";
import { linksInto, linksOutOf, recursionLatex, sumLatex } from "../lib/one-point-words.js";
import { formulaLine, MOST_ROWS, rowOf, tableOf, totalRow } from "./pass-tables.js";

/** @typedef {import("./one-point-pass.js").PassSheet} PassSheet */
/** @typedef {import("./one-point-pass.js").Place} Place */

/** @param {PassSheet} sheet @param {Place} place */
function linksOf({ sample, layers }, { layer, unit }) {
  const below = layer === 0 ? sample.inputs : sample.layers[layer - 1].a;
  return linksInto(layers[layer], unit, below, sample.layers[layer].delta[unit]);
}

/**
 * The sum z and the answer a of a unit.
 * @param {PassSheet} sheet
 * @param {Place} place
 */
export function sumParts(sheet, place) {
  const { layer, unit } = place;
  const { z, a } = sheet.sample.layers[layer];
  const title = h("p", { class: "pass-title" }, `Into ${sheet.neuronName(layer, unit)}`);
  const links = linksOf(sheet, place);
  const count = sheet.layers[layer].inputs;
  if (!links) {
    const text = `z is the sum of ${count.toLocaleString("en")} products w·a and the bias; so many weights are not listed.`;
    return [title, h("p", { class: "quiet" }, text)];
  }
  const products = links.map(({ weight, factor }, k) => ({
    name: k < count ? sheet.inputName(layer, k) : "bias",
    values: [weight, factor, weight * factor],
    place: { layer, out: unit, from: k < count ? k : null },
  }));
  const weights = links.slice(0, count).map(({ weight }) => weight);
  const factors = links.slice(0, count).map(({ factor }) => factor);
  const short = sumLatex(weights, factors, links[count].weight, z[unit]);
  const { activation } = sheet.layers[layer];
  return [
    title,
    short && formulaLine(`z = ${short}`),
    tableOf("pass-sum", "", SUM_COLUMNS, [
      ...linkRows(products, (values) => values[2]),
      totalRow("sum z", 3, z[unit]),
    ]),
    h(
      "p",
      { class: "pass-key" },
      activation
        ? `a = ${activation}(${formatNumber(z[unit], 3)}) = ${formatNumber(a[unit], 3)}`
        : "the last layer is linear: z goes on as it is",
    ),
  ];
}

/** @type {import("./pass-tables.js").Column[]} */
const SUM_COLUMNS = [
  ["from", "from"],
  ["w", "weight"],
  ["a", "answer"],
  ["w·a", "product"],
];
/** @type {import("./pass-tables.js").Column[]} */
const LEARNING_COLUMNS = [
  ["from", "from"],
  ["δ·a", "gradient of this sample"],
  ["ḡ", "gradient of the batch"],
  ["Δw", "update"],
];

/**
 * The δ of a unit from those above, and the gradient and update of the weights that lead into it.
 * @param {PassSheet} sheet
 * @param {Place} place
 */
export function learningParts(sheet, place) {
  const { layer, unit } = place;
  const { sample, layers } = sheet;
  const { delta, back, slope } = sample.layers[layer];
  const name = `${sheet.neuronName(layer, unit)}`;
  const parts = [h("p", { class: "pass-title" }, `What ${name} is told, and learns`)];
  if (back && slope) {
    const above = linksOutOf(layers[layer + 1], unit, sample.layers[layer + 1].delta);
    const numbers = { back: back[unit], slope: slope[unit], delta: delta[unit] };
    parts.push(formulaLine(recursionLatex(above, numbers)));
  }
  const links = linksOf(sheet, place);
  if (!links) return parts;
  const count = layers[layer].inputs;
  const learned = links.map((link, k) => ({
    name: k < count ? sheet.inputName(layer, k) : "bias",
    values: [link.slope, link.gradient, link.update],
    place: { layer, out: unit, from: k < count ? k : null },
  }));
  return [
    ...parts,
    tableOf("pass-sum", "", LEARNING_COLUMNS, linkRows(learned, null)),
    h(
      "p",
      { class: "pass-key" },
      "δ·a: this sample’s gradient; ḡ: the mean over the batch; Δw: the update",
    ),
  ];
}

/**
 * The rows of links; of many those with the largest first numbers, and the others in one line.
 * @param {{name: string, values: (number | null)[], place: {layer: number, out: number, from: number | null}}[]} links
 * @param {((values: (number | null)[]) => number | null) | null} summed  what the others add up
 */
function linkRows(links, summed) {
  const size = (/** @type {typeof links[0]} */ { values }) =>
    Math.abs(values.at(summed ? 2 : 0) ?? 0);
  const many = links.length > MOST_ROWS + 1;
  const largest = many
    ? new Set(links.toSorted((a, b) => size(b) - size(a)).slice(0, MOST_ROWS))
    : null;
  const rows = links
    .filter((link) => largest?.has(link) ?? true)
    .map(({ name, values, place }) => {
      const row = rowOf(name, values);
      if (place.from !== null) row.dataset.link = `${place.layer + 1}.${place.out}.${place.from}`;
      return row;
    });
  if (!largest) return rows;
  const others = links.filter((link) => !largest.has(link));
  const rest = others.reduce((sum, { values }) => sum + (summed?.(values) ?? 0), 0);
  const name = `… ${others.length.toLocaleString("en")} more`;
  return [...rows, summed ? totalOf(name, rest) : h("tr", {}, h("th", { colspan: 4 }, name))];
}

/** @param {string} name @param {number} value */
function totalOf(name, value) {
  const row = totalRow(name, 3, value);
  row.className = "pass-others";
  return row;
}
