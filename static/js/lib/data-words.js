/** What data sets and networks are called, in words. No DOM in here. */

import { formatCount, formatNumber } from "./format.js";

const COUNTS = ["No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight"];

/**
 * The title of a data set with its settings: "Three-armed spiral".
 * @param {{name: string, title: string} | undefined} info  of the catalog
 * @param {import("../experiments.js").Dataset} dataset
 */
export function dataTitle(info, dataset) {
  const arms = COUNTS[Number(dataset.arms)];
  if (dataset.name === "spiral" && arms) return `${arms}-armed spiral`;
  return info?.title ?? dataset.name;
}

/**
 * The widths of a network: "2 – 8 – 8 – 3".
 * @param {readonly number[]} sizes
 */
export function sizesText(sizes) {
  return sizes.join(" – ");
}

/**
 * The activations of the hidden layers: one name, or several in their order; empty without hidden layers.
 * @param {{activation: {name: string}}[]} hidden
 * @param {{name: string, title: string}[]} activations  of the catalog
 */
export function activationText(hidden, activations) {
  const names = [...new Set(hidden.map((layer) => layer.activation.name))];
  return names
    .map((name) => wordOf(activations.find((item) => item.name === name)?.title ?? name))
    .join(", ");
}

/**
 * The loss with what is added to it or left out: "cross-entropy, L2 0.01".
 * @param {string} title
 * @param {import("../experiments.js").NetworkProblem} problem
 */
export function lossText(title, problem) {
  const weights = problem.loss?.class_weights ?? null;
  const outputs = problem.output_activation;
  const extras = [
    outputs === "identity" ? "" : outputs,
    weights === null ? "" : "class weights",
    problem.l1 > 0 ? `L1 ${formatNumber(problem.l1, 2)}` : "",
    problem.l2 > 0 ? `L2 ${formatNumber(problem.l2, 2)}` : "",
    problem.dropout > 0 ? `dropout ${formatNumber(problem.dropout, 2)}` : "",
  ];
  return [wordOf(title), ...extras].filter(Boolean).join(", ");
}

/**
 * How many samples there are: "300 train, 150 test, noise 0.1".
 * @param {import("../experiments.js").Samples | null} samples
 * @param {import("../experiments.js").Dataset} dataset
 */
export function samplesText(samples, dataset) {
  if (!samples) return "";
  const parts = [`${formatCount(samples.train)} train`];
  if (samples.test > 0) parts.push(`${formatCount(samples.test)} test`);
  const noise = Number(dataset.noise);
  if (noise > 0) parts.push(`noise ${formatNumber(noise, 2)}`);
  return parts.join(", ");
}

/**
 * The formula that data follow, as it was typed: "y = 2 sin(x)"; empty for other data.
 * @param {import("../experiments.js").Dataset} dataset
 * @param {import("../experiments.js").Samples | null} samples
 */
export function formulaText({ formula }, samples) {
  if (typeof formula !== "string") return "";
  return formula.includes("=") ? formula : `${samples?.target || "y"} = ${formula}`;
}

/**
 * A title within a sentence: names such as ReLU keep their capitals.
 * @param {string} title
 */
export function wordOf(title) {
  return /^[A-Z][a-z]+([ ,-]|$)/.test(title) && !/^(He|Xavier|Huber|Adam)\b/.test(title)
    ? title[0].toLowerCase() + title.slice(1)
    : title;
}

/**
 * The groups of the picker, in their order. @type {[string, string[]][]}
 */
export const GROUPS = [
  ["two-dimensional", ["spiral", "circle", "xor", "gaussians", "moons", "rings"]],
  ["curves", ["line", "sine", "step", "noisy_cubic"]],
  ["surfaces", ["hills"]],
  ["formulas of your own", ["above_below", "own_function"]],
  ["tables", ["penguins"]],
  ["digits", ["mnist"]],
  ["sentences", ["sentiment"]],
];

/** @param {string} name of a data set */
export function groupOf(name) {
  return GROUPS.find(([, names]) => names.includes(name))?.[0] ?? "others";
}

/** Place of a data set in the picker. @param {string} name */
export function orderOf(name) {
  const at = GROUPS.flatMap(([, names]) => names).indexOf(name);
  return at < 0 ? GROUPS.length * 10 : at;
}
