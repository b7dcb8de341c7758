/** A number on a track: positions 0 … 1, linear or by ratio, in steps. */

import { clamp, significant } from "../controls/scales.js";

/** @typedef {{low: number, high: number, step: number | null, log: boolean}} Range */

/** @param {Range} range @param {number} value */
export function positionOf({ low, high, log }, value) {
  const held = clamp(value, low, high);
  return log ? Math.log(held / low) / Math.log(high / low) : (held - low) / (high - low);
}

/** @param {Range} range @param {number} position */
export function valueAt(range, position) {
  const { low, high, log } = range;
  const share = clamp(position, 0, 1);
  return rounded(range, log ? low * (high / low) ** share : low + share * (high - low));
}

/** The value that can be set nearest to another. @param {Range} range @param {number} value */
export function rounded({ low, high, step, log }, value) {
  if (log || step === null) return clamp(significant(value, 2), low, high);
  return clamp(significant(low + Math.round((value - low) / step) * step, 12), low, high);
}

/** The value one key press away. @param {Range} range @param {number} value @param {number} direction @returns {number} */
export function next(range, value, direction) {
  const { step, log } = range;
  if (log || step === null) {
    const moved = valueAt(range, positionOf(range, value) + direction / 60);
    return moved === value ? rounded(range, value * 1.1 ** direction) : moved;
  }
  return rounded(range, value + direction * step);
}

/** How high a value stands in a plane, 0 … 1. @param {{low: number[], high: number[], log: boolean}} plane @param {number} value */
export function heightOf({ low, high, log }, value) {
  return positionOf({ low: low[1], high: high[1], step: null, log }, value);
}

/** The value at a height 0 … 1 of a plane. @param {{low: number[], high: number[], log: boolean}} plane @param {number} height */
export function valueAtHeight({ low, high, log }, height) {
  const share = clamp(height, 0, 1);
  return log ? low[1] * (high[1] / low[1]) ** share : low[1] + share * (high[1] - low[1]);
}
