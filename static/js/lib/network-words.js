/** What neurons, weights, points and losses are called. No DOM in here. */
import { formatFixed, formatNumber, formatPercent, formatVector } from "./format.js";

/**
 * @typedef {object} NetworkNames
 * @property {readonly number[]} sizes
 * @property {readonly string[]} features names of the inputs
 * @property {readonly string[]} classes empty for a regression
 * @property {readonly string[]} targets what a regression predicts, one for each output
 */

/**
 * What a loss is called: its title, and the settings that are not its defaults.
 * @param {import("../experiments.js").Named | null} loss
 * @param {readonly import("../experiments.js").LossInfo[]} losses
 */
export function lossTitle(loss, losses) {
  const info = losses.find(({ name }) => name === loss?.name);
  const settings = Object.entries(info?.schema.properties ?? {}).flatMap(
    ([name, { default: usual }]) => {
      const value = loss?.[name] ?? usual;
      return name === "name" || value === usual
        ? []
        : [`${name.replaceAll("_", " ")} ${settingText(value)}`];
    },
  );
  return [info?.title ?? loss?.name ?? "", ...settings].join(", ");
}

/** @param {unknown} value  of a setting */
function settingText(value) {
  if (Array.isArray(value)) return value.map((part) => formatNumber(part)).join(" : ");
  return typeof value === "string" ? value.replaceAll("_", " ") : formatNumber(Number(value));
}

/**
 * An input as one reads it: x², sin πx.
 * @param {string} name
 */
export function featureText(name) {
  return name
    .replace("^2", "²")
    .replace("^3", "³")
    .replace("*", " ")
    .replace(/^sin\((.)\)$/, "sin π$1");
}

/**
 * "input x", "hidden 2, neuron 3", "output B".
 * @param {import("./network-layout.js").Neuron} neuron
 * @param {NetworkNames} names
 */
export function neuronText({ layer, unit }, { sizes, features, classes, targets }) {
  if (layer === 0) return `input ${featureText(features[unit] ?? `x${unit + 1}`)}`;
  if (layer < sizes.length - 1) return `hidden ${layer}, neuron ${unit + 1}`;
  if (classes.length && sizes[layer] === classes.length) return `output ${classes[unit]}`;
  if (classes.length === 2 && sizes[layer] === 1) return `output, ${classes[1]} or ${classes[0]}`;
  const lone = sizes[layer] === 1;
  return `output ${targets[unit] ?? (lone ? "" : unit + 1)}`.trim();
}

/**
 * The weight or bias that leads into a neuron.
 * @param {{layer: number, out: number, from: number | null}} link
 * @param {NetworkNames} names
 */
export function linkText({ layer, out, from }, names) {
  const to = neuronText({ layer, unit: out }, names);
  if (from === null) return `bias of ${to}`;
  return `weight from ${neuronText({ layer: layer - 1, unit: from }, names)} to ${to}`;
}

const TIMES = ["", "", "twice", "three times", "four times", "five times", "six times"];

/**
 * A loss beside the mean: "6.1 times the mean loss 0.0864", "a 12th of the mean loss 0.0864".
 * @param {number | null} loss
 * @param {number | null} mean
 */
export function timesMean(loss, mean) {
  if (loss === null || mean === null || !Number.isFinite(loss / mean)) return "";
  const of = `the mean loss ${formatNumber(mean)}`;
  if (!(mean > 0)) return of;
  const ratio = loss / mean;
  if (ratio < 0.001) return `nothing beside ${of}`;
  if (ratio < 0.095) return `${formatPercent(ratio)} of ${of}`;
  if (ratio < 0.95) return `${formatPercent(ratio, 0)} of ${of}`;
  if (ratio < 1.05) return `about ${of}`;
  const whole = Math.round(ratio);
  if (whole < TIMES.length && whole > 1 && Math.abs(ratio - whole) < 0.05 * whole) {
    return `${TIMES[whole]} ${of}`;
  }
  return `${formatNumber(ratio, ratio < 10 ? 2 : 3)} times ${of}`;
}

/**
 * A sample in a few words: "(−4.57, −1.306), class A".
 * @param {ArrayLike<number> | null | undefined} inputs
 * @param {string} label
 * @param {boolean} numeric the label is a number to be predicted
 */
export function pointText(inputs, label, numeric) {
  const one = inputs?.length === 1 ? `x ${formatNumber(inputs[0])}` : "";
  const where = one || (inputs && inputs.length <= 4 ? formatVector(inputs) : "");
  const what = numeric ? `target ${label}` : `class ${label}`;
  return [where, what].filter(Boolean).join(", ");
}

/**
 * Probabilities as words: "A 60 %, B 40 %"; shares below half a percent are left out.
 * @param {readonly string[]} classes
 * @param {ArrayLike<number>} values
 */
export function sharesText(classes, values) {
  return classes
    .map((name, c) => ({ name, value: values[c] }))
    .filter(({ value }) => value >= 0.005)
    .sort((a, b) => b.value - a.value)
    .map(({ name, value }) => `${name} ${formatPercent(value, 0)}`)
    .join(", ");
}

/**
 * What a network answers to a sample, in one line: "class A, read as A with 0.9731", "target 0.48, answer 0.52"; numbers
 * are in the data's own units.
 * @param {import("../experiments.js").SampleExplanation} sample
 * @param {readonly string[]} classes  none of a regression
 */
export function answerLine({ label, answer, probabilities }, classes) {
  if (!classes.length) {
    const numbers = (/** @type {unknown} */ of) =>
      [of].flat().map((value) => formatNumber(typeof value === "number" ? value : null));
    return `Target ${numbers(label).join(", ")}, answer ${numbers(answer).join(", ")}`;
  }
  const share = probabilities?.[classes.indexOf(String(answer))];
  const sure = typeof share === "number" ? ` with ${formatFixed(share, 4)}` : "";
  return `Class ${label}, read as ${answer}${sure}`;
}
