/**
 * What a regression answers, in colours: one scale for the answers over the plane and for the targets of the samples, in
 * the data's own units. No DOM in here.
 */
import { interpolate, lossMap } from "./colors.js";

/** @typedef {import("../types.js").Theme} Theme */
/** @typedef {[number, number]} Range */

const STEPS = 256;
/** @type {Map<Theme, Uint8Array>} */
const tables = new Map();

/** Colours from the lowest to the highest target; the last ones before the paper are left out. @param {Theme} theme */
export function targetMap(theme) {
  return lossMap(theme).toReversed().slice(0, 9);
}

/** The same as a table of 256 × (red, green, blue). @param {Theme} theme */
export function targetLut(theme) {
  const known = tables.get(theme) ?? interpolate(targetMap(theme), STEPS);
  tables.set(theme, known);
  return known;
}

/** From the lowest target to the highest. @param {readonly number[]} targets @returns {Range} */
export function rangeOf(targets) {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of targets) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (!(low <= high)) return [-1, 1];
  return low < high ? [low, high] : [low - 1, high + 1];
}

/** Where a value lies in a range, 0 … 1; beyond its ends at them. @param {number} value @param {Range} range */
export function shareOf(value, [low, high]) {
  return Math.max(0, Math.min(1, (value - low) / (high - low)));
}

/** @param {Uint8Array} table @param {number} share @returns {[number, number, number]} */
export function colorAt(table, share) {
  const at = 3 * Math.round(share * (STEPS - 1));
  return [table[at], table[at + 1], table[at + 2]];
}

/**
 * Writes answers (r, r), rows from below, into a picture.
 * @param {Uint8ClampedArray} pixels
 * @param {ArrayLike<number>} answers
 * @param {number} width
 * @param {number} height
 * @param {Range} range
 * @param {Uint8Array} table
 */
export function paintTargets(pixels, answers, width, height, range, table) {
  for (let j = 0; j < height; j++) {
    for (let i = 0; i < width; i++) {
      const value = answers[(height - 1 - j) * width + i];
      if (!Number.isFinite(value)) continue;
      const at = 4 * (j * width + i);
      pixels.set(colorAt(table, shareOf(value, range)), at);
      pixels[at + 3] = 255;
    }
  }
}
