/** From counts to the bars of small histograms, and to words. No DOM in here. */
import { formatCount, formatNumber } from "./format.js";

/** @typedef {{shape: number[], data: ArrayLike<number>}} Tensor */
/** @typedef {{x: number, width: number, height: number, sign: -1 | 0 | 1, cut: boolean}} Bar */
/** @typedef {{counts: ArrayLike<number>, edges: ArrayLike<number>}} Histogram */
/** @typedef {{layer: number, activations: Histogram | null, weights: Histogram | null, gradients: Histogram | null}} LayerHistograms */

/** What each column counts. @type {("activations" | "weights" | "gradients")[]} */
export const WHAT = ["activations", "weights", "gradients"];

/** A bar more than this many times as tall as the next one is cut, or nobody would see the others. */
const TALL = 3;

/** How far above the next one a cut bar ends. */
const ABOVE = 1.3;

/**
 * The histograms of each layer, from 1.
 * @param {Record<string, Tensor>} arrays
 * @param {number} layers
 * @returns {LayerHistograms[]}
 */
export function byLayer(arrays, layers) {
  /** @param {number} layer @param {string} what */
  const read = (layer, what) => {
    const counts = arrays[`layer.${layer}.${what}.counts`]?.data;
    const edges = arrays[`layer.${layer}.${what}.edges`]?.data;
    return counts && edges && edges.length === counts.length + 1 ? { counts, edges } : null;
  };
  return Array.from({ length: layers }, (_, k) => ({
    layer: k + 1,
    activations: read(k + 1, "activations"),
    weights: read(k + 1, "weights"),
    gradients: read(k + 1, "gradients"),
  }));
}

/**
 * Bars within a box. Whatever was counted is at least one pixel high: a rare value is there. A lone bar that dwarfs
 * all others is cut.
 * @param {Histogram} histogram
 * @param {number} width
 * @param {number} height
 * @returns {Bar[]} sign: on which side of zero the bar stands, 0 for the one that holds it
 */
export function bars({ counts, edges }, width, height) {
  const [most, second] = Array.from(counts).sort((a, b) => b - a);
  const cut = second > 0 && most > TALL * second;
  const top = cut ? ABOVE * second : most;
  const step = width / counts.length;
  return Array.from(counts, (count, k) => ({
    x: k * step,
    width: step,
    height: count > 0 ? Math.max(1, Math.min(1, count / top) * height) : 0,
    sign: edges[k + 1] <= 0 ? -1 : edges[k] >= 0 ? 1 : 0,
    cut: cut && count > top,
  }));
}

/** @param {ArrayLike<number>} counts */
function largest(counts) {
  let most = 0;
  for (let k = 0; k < counts.length; k++) most = Math.max(most, counts[k]);
  return most;
}

/**
 * Where zero stands, 0 … 1; null where the values do not reach it.
 * @param {ArrayLike<number>} edges
 */
export function zeroAt(edges) {
  const low = edges[0];
  const high = edges[edges.length - 1];
  return low <= 0 && high >= 0 && high > low ? -low / (high - low) : null;
}

/**
 * A whole histogram in words.
 * @param {Histogram | null} histogram
 */
export function spreadWords(histogram) {
  if (!histogram) return "none";
  const { counts, edges } = histogram;
  const most = largest(counts);
  if (most === 0) return "no finite numbers";
  const at = Array.from(counts).indexOf(most);
  const range = `from ${short(edges[0])} to ${short(edges[counts.length])}`;
  return `${range}, most between ${short(edges[at])} and ${short(edges[at + 1])}`;
}

/**
 * One bar in words: "1,204 of 25,088 between −0.02 and 0".
 * @param {Histogram} histogram
 * @param {number} at
 */
export function barWords({ counts, edges }, at) {
  const total = Array.from(counts).reduce((sum, count) => sum + count, 0);
  return `${formatCount(counts[at])} of ${formatCount(total)} between ${short(edges[at])} and ${short(edges[at + 1])}`;
}

/**
 * Two digits; only one where a power of ten needs the room.
 * @param {number} value
 */
export function short(value) {
  const text = formatNumber(value, 2);
  return text.includes("×") ? formatNumber(value, 1) : text;
}
