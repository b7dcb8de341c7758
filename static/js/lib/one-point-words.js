/** The formulas of one sample's loss and of one unit's sum, as LaTeX. No DOM in here. */
import { formatMeasure, formatNumber } from "./format.js";

/** @typedef {import("../experiments.js").Vector} Vector */

const MOST_TERMS = 4;

/**
 * A number inside a formula.
 * @param {number | null} value
 * @param {number} [digits]
 */
export function latexNumber(value, digits = 4) {
  return formatNumber(value, digits)
    .replaceAll("\u202f", "\\,")
    .replaceAll("−", "-")
    .replaceAll(",", "{,}")
    .replace("×", "\\times")
    .replace(/10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)/, (_, power) => `10^{${plain(power)}}`)
    .replace("∞", "\\infty")
    .replace("NaN", "\\text{NaN}")
    .replace("–", "\\text{–}");
}

/** @param {string} superscript */
function plain(superscript) {
  return superscript
    .replace("⁻", "-")
    .replace(/[⁰¹²³⁴⁵⁶⁷⁸⁹]/g, (d) => String("⁰¹²³⁴⁵⁶⁷⁸⁹".indexOf(d)));
}

/**
 * The loss of one sample with its numbers: ℓ = −ln 0.5984 = 0.5135. Losses whose value is no short formula of what is
 * shown get their value alone.
 * @param {{loss: string | undefined, halved?: boolean, weight?: number | null, value: number | null, truth: number | null, outputs: Vector, targets: Vector}} sample
 *   `truth` is the probability of the right class; `halved`: half the sum of the squares, not their mean; `weight`: that
 *   of its class, which multiplies all of it
 */
export function lossLatex({ loss, halved = false, weight = null, value, truth, outputs, targets }) {
  const result = latexNumber(value);
  const certain =
    loss === "cross_entropy" || (loss === "binary_cross_entropy" && outputs.length < 2);
  const times = weight === null ? "" : `${latexNumber(weight)} \\cdot `;
  if (certain && truth !== null) {
    const surprise = `-\\ln ${latexNumber(truth)}`;
    return `\\ell = ${times ? `${times}(${surprise})` : surprise} = ${result}`;
  }
  const single = outputs.length === 1 && targets.length === 1;
  const gap = single ? `${latexNumber(outputs[0])} ${less(targets[0])}` : "";
  const half = halved ? "\\tfrac{1}{2}\\," : "";
  if (single && loss === "mse") return `\\ell = ${times}${half}(${gap})^2 = ${result}`;
  if (single && loss === "mae") return `\\ell = ${times}|${gap}| = ${result}`;
  const few = outputs.length <= MOST_TERMS && outputs.length === targets.length;
  if (few && loss === "mse") {
    const squares = outputs.map((output, k) => square(output, targets[k]));
    return `\\ell = ${times}\\tfrac{1}{${halved ? 2 : outputs.length}}\\,\\bigl[${squares.join(" + ")}\\bigr] = ${result}`;
  }
  return `\\ell = ${result}`;
}

/** A squared error; from a target of 0 it is the output itself. @param {number | null} output @param {number | null} target */
function square(output, target) {
  const value = latexNumber(output, 3);
  if (target !== 0) return `(${value} ${less(target)})^2`;
  return (output ?? 0) < 0 ? `(${value})^2` : `${value}^2`;
}

/** What is subtracted from an output. @param {number | null} target */
function less(target) {
  return target !== null && target < 0 ? `+ ${latexNumber(-target)}` : `- ${latexNumber(target)}`;
}

/**
 * What comes along one weight into a unit, or from its bias: there the factor is 1.
 * @typedef {object} Link
 * @property {number} weight
 * @property {number} factor    the answer that it is multiplied with
 * @property {number} slope     of this sample's loss
 * @property {number | null} gradient  of the batch
 * @property {number | null} update    null at the last step
 */

/**
 * The links into a unit, the bias last; null where the numbers are too many to be told.
 * @param {import("../experiments.js").LayerExplanation | undefined} layer
 * @param {number} unit
 * @param {Vector | null} below  answers of the layer below
 * @param {number | null} delta  of the unit
 * @returns {Link[] | null}
 */
export function linksInto(layer, unit, below, delta) {
  const weights = rowOf(layer?.weights, layer?.biases, unit);
  if (!weights || !below) return null;
  const gradients = rowOf(layer?.weight_gradient, layer?.bias_gradient, unit);
  const updates = rowOf(layer?.weight_update, layer?.bias_update, unit);
  return weights.map((weight, k) => {
    const factor = k < weights.length - 1 ? number(below[k]) : 1;
    const [gradient, update] = [gradients?.[k] ?? null, updates?.[k] ?? null];
    return { weight: number(weight), factor, slope: number(delta) * factor, gradient, update };
  });
}

/** @param {Vector[] | null | undefined} weights @param {Vector | null | undefined} biases @param {number} unit */
function rowOf(weights, biases, unit) {
  return weights && biases ? [...weights[unit], biases[unit]] : null;
}

/** @param {number | null} value */
function number(value) {
  return value ?? Number.NaN;
}

/**
 * A unit's sum with its numbers, w·a + … + b = z; null where it would be too long.
 * @param {number[]} weights
 * @param {number[]} inputs
 * @param {number} bias
 * @param {number | null} z
 */
export function sumLatex(weights, inputs, bias, z) {
  if (weights.length > MOST_TERMS) return null;
  const terms = weights.map((w, k) => product(w, inputs[k], k === 0));
  const last = bias < 0 ? `- ${latexNumber(-bias, 3)}` : `+ ${latexNumber(bias, 3)}`;
  return `${terms.join(" ")} ${last} = ${latexNumber(z, 3)}`;
}

/**
 * The links out of a unit, weight and δ above; null where the weights are too many to be told.
 * @param {import("../experiments.js").LayerExplanation | undefined} above
 * @param {number} unit
 * @param {Vector} deltas  of the layer above
 * @returns {{weight: number, delta: number}[] | null}
 */
export function linksOutOf(above, unit, deltas) {
  const rows = above?.weights;
  if (!rows) return null;
  return rows.map((row, k) => ({ weight: number(row[unit]), delta: number(deltas[k]) }));
}

/**
 * The recursion with its numbers: δ = (w·δ + …)·f′(z), the sum written out where it is short.
 * @param {{weight: number, delta: number}[] | null} links  out of the unit
 * @param {{back: number | null, slope: number | null, delta: number | null}} numbers
 */
export function recursionLatex(links, { back, slope, delta }) {
  const short = links !== null && links.length <= MOST_TERMS - 1;
  const sum = short
    ? links.map(({ weight, delta: above }, k) => product(weight, above, k === 0)).join(" ")
    : "";
  const factor = `${bracketed(slope)} = ${latexNumber(delta, 3)}`;
  const first = short ? `(${sum})` : bracketed(back);
  return `\\delta = ${first} \\cdot ${factor}`;
}

/** @param {number | null} value */
function bracketed(value) {
  const text = latexNumber(value, 3);
  return value !== null && value < 0 ? `(${text})` : text;
}

/** @param {number} weight @param {number} factor @param {boolean} first */
function product(weight, factor, first) {
  const sign = first ? (weight < 0 ? "-" : "") : weight < 0 ? "- " : "+ ";
  return `${sign}${latexNumber(Math.abs(weight), 3)}\\cdot ${bracketed(factor)}`;
}

/**
 * What stands on a neuron while a sample is followed: the scaled input, or sum and answer; of outputs the probability
 * where there is one.
 * @param {import("../experiments.js").SampleExplanation} sample
 * @param {{layer: number, unit: number}} neuron  layer 0 are the inputs
 * @returns {string[]}
 */
export function passNumbers({ inputs, layers, output }, { layer, unit }) {
  if (layer === 0) return inputs ? [formatMeasure(inputs[unit], 3)] : [];
  const { z, a } = layers[layer - 1];
  if (layer < layers.length)
    return [`z ${formatMeasure(z[unit], 3)}`, `a ${formatMeasure(a[unit], 3)}`];
  const lines = [`z ${formatMeasure(z[unit], 3)}`];
  return output.exponentials ? [...lines, `p ${formatMeasure(output.values[unit], 3)}`] : lines;
}
