/** Numbers set under one another, so that a sum can be checked by hand: one number of decimals for the whole column. */

import { formatPower } from "../lib/format.js";

const MINUS = "−";
const MOST_DECIMALS = 8;

/**
 * Decimals that show `whole` with four significant digits and the largest of `terms` with three.
 * Null when fixed decimals would not do, because the numbers are huge or not finite.
 * @param {number[]} whole  what is added to: the parameters here and next
 * @param {number[]} terms  what is added
 * @returns {number | null}
 */
export function decimalsFor(whole, terms) {
  const top = Math.max(0, ...whole.map(Math.abs));
  const term = Math.max(0, ...terms.map(Math.abs));
  if (!Number.isFinite(top) || !Number.isFinite(term) || top >= 1e6 || term >= 1e6) return null;
  const forWhole = top === 0 ? 4 : 3 - Math.floor(Math.log10(Math.max(top, 0.1)));
  const forTerm = term === 0 ? 0 : 2 - Math.floor(Math.log10(term));
  const room = MOST_DECIMALS - Math.max(0, Math.floor(Math.log10(Math.max(top, 1))));
  return Math.max(0, Math.min(room, Math.max(forWhole, forTerm)));
}

/**
 * A number of a column; with `signed` a plus stands before what is not negative.
 * @param {number | null | undefined} value
 * @param {number | null} decimals  from decimalsFor
 * @param {boolean} [signed]
 */
export function cell(value, decimals, signed = false) {
  if (value === null || value === undefined || Number.isNaN(value)) return "–";
  const sign = value < 0 ? MINUS : signed ? "+" : "";
  if (!Number.isFinite(value)) return `${sign}∞`;
  const size = Math.abs(value);
  return sign + (decimals === null ? scientific(size) : fixed(size, decimals));
}

/** @param {number} size @param {number} decimals */
function fixed(size, decimals) {
  const text = size.toFixed(decimals);
  return size > 0 && Number(text) === 0 ? scientific(size) : text;
}

/** @param {number} size */
function scientific(size) {
  if (size === 0) return "0";
  const [mantissa, exponent] = size.toExponential(2).split("e");
  return `${mantissa}\u202f×\u202f${formatPower(Number(exponent))}`;
}

/**
 * Labels on a ruler pushed apart until each has `gap`, kept in [0, width] as far as they fit.
 * @param {number[]} places  ascending, px
 * @param {number} gap
 * @param {number} width
 * @returns {number[]}
 */
export function spread(places, gap, width) {
  const room = Math.min(gap, places.length > 1 ? width / (places.length - 1) : gap);
  const out = [...places];
  for (let i = 1; i < out.length; i += 1) out[i] = Math.max(out[i], out[i - 1] + room);
  let most = width;
  for (let i = out.length - 1; i >= 0; i -= 1) {
    out[i] = Math.min(out[i], most);
    most = out[i] - room;
  }
  return out;
}
