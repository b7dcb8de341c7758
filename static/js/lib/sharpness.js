/** Scale and words of the sharpness along runs. No DOM in here. */

import { formatCount, formatNumber } from "./format.js";
import { linearTicks } from "./scales.js";

/** @typedef {import("../state/sharpness.js").Point} Point */

/** A limit that is so many times above all sharpness is not drawn: the curves would lie flat below it. */
const FAR = 4;

/** Where the scale ends, which begins at 0 or at the lowest value, with its ticks. @param {Point[][]} runs */
export function sharpnessScale(runs) {
  const points = runs.flat();
  const values = points.map(({ sharpness }) => sharpness).filter(Number.isFinite);
  const peak = Math.max(0, ...values);
  const limits = points.map(({ most }) => most).filter((most) => most <= FAR * peak);
  const low = Math.min(0, ...values);
  const high = 1.08 * Math.max(peak, ...limits) || 1;
  return { low, high, ticks: linearTicks(low, high, 3) };
}

/** The last point at or before a step. @param {Point[]} points @param {number} step @returns {Point | null} */
export function pointAt(points, step) {
  let low = -1;
  let high = points.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (points[middle].step <= step) low = middle;
    else high = middle - 1;
  }
  return points[low] ?? null;
}

/**
 * What is to be said of a point.
 * @param {Point} point
 * @param {number | null} batch  samples of the run's batches, where they are not all
 */
export function sharpnessWords({ step, sharpness, most, rate }, batch) {
  const at = `At step ${formatCount(step)} λₘₐₓ`;
  if (!Number.isFinite(sharpness)) return `${at} is no number.`;
  const is = `${at} is ${formatNumber(sharpness, 3)}`;
  if (!(sharpness > 0)) return `${is}: nothing curves upwards.`;
  if (!Number.isFinite(most)) return `${is}. It alone sets no limit to this rule’s learning rate.`;
  const limit = `${is}; with η = ${formatNumber(rate, 3)} this rule is stable up to ${formatNumber(most, 3)}`;
  return batch === null
    ? `${limit}.`
    : `${limit}, in full batches. This run’s have ${formatCount(batch)}.`;
}
