/** The formulas of one sample's loss and of one unit's sum, as LaTeX. No DOM in here. */
import { formatNumber } from "./format.js";

/**
 * A number inside a formula.
 * @param {number} value
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
 * @param {{loss: string | undefined, value: number, truth: number | null, outputs: number[], targets: number[]}} sample
 *   `truth` is the probability of the right class
 */
export function lossLatex({ loss, value, truth, outputs, targets }) {
  const result = latexNumber(value);
  const certain =
    loss === "cross_entropy" || (loss === "binary_cross_entropy" && outputs.length < 2);
  if (certain && truth !== null) return `\\ell = -\\ln ${latexNumber(truth)} = ${result}`;
  const single = outputs.length === 1 && targets.length === 1;
  const gap = single ? `${latexNumber(outputs[0])} ${signed(-targets[0])}` : "";
  if (single && loss === "mse") return `\\ell = (${gap})^2 = ${result}`;
  if (single && loss === "mae") return `\\ell = |${gap}| = ${result}`;
  return `\\ell = ${result}`;
}

/** @param {number} value */
function signed(value) {
  return value < 0 ? `- ${latexNumber(-value)}` : `+ ${latexNumber(value)}`;
}

const MOST_TERMS = 4;

/**
 * A unit's sum with its numbers, w·a + … + b = z; null where it would be too long.
 * @param {number[]} weights
 * @param {number[]} inputs
 * @param {number} bias
 * @param {number} z
 */
export function sumLatex(weights, inputs, bias, z) {
  if (weights.length > MOST_TERMS) return null;
  const terms = weights.map((w, k) => {
    const factor = inputs[k] < 0 ? `(${latexNumber(inputs[k], 3)})` : latexNumber(inputs[k], 3);
    const sign = k === 0 ? (w < 0 ? "-" : "") : w < 0 ? "- " : "+ ";
    return `${sign}${latexNumber(Math.abs(w), 3)}\\cdot ${factor}`;
  });
  const last = bias < 0 ? `- ${latexNumber(-bias, 3)}` : `+ ${latexNumber(bias, 3)}`;
  return `${terms.join(" ")} ${last} = ${latexNumber(z, 3)}`;
}
