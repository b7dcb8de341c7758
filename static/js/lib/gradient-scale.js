/** The logarithmic scale that all layers' gradient sizes share, in whole decades. No DOM in here. */

/** More decades than this make every curve flat; what lies below the scale touches its bottom. */
const MOST_DECADES = 12;

/**
 * Ends of the scale, log10.
 * @param {ArrayLike<number>} values (rows, layers)
 * @returns {[number, number]}
 */
export function gradientScale(values) {
  let low = Number.POSITIVE_INFINITY;
  let high = 0;
  for (let k = 0; k < values.length; k++) {
    const value = values[k];
    if (!(value > 0) || !Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (!(high > 0)) return [-2, 0];
  const top = Math.ceil(Math.log10(high) - 1e-9) || 0; // never −0
  const bottom = Math.max(Math.floor(Math.log10(low) + 1e-9), top - MOST_DECADES);
  return bottom < top - 1 ? [bottom, top] : [top - 2, top];
}

/**
 * One layer's curve, thinned to one value a pixel: the geometric middle of what falls into it.
 * @param {ArrayLike<number>} values (rows, layers)
 * @param {number} layers
 * @param {number} layer
 * @param {number} from first row
 * @param {number} to last row, inclusive
 * @param {(row: number) => number} xOf
 * @param {(log: number) => number} yOf
 * @param {[number, number]} scale
 * @returns {number[]} x and y alternately
 */
export function gradientLine(values, layers, layer, from, to, xOf, yOf, scale) {
  const line = [];
  let row = from;
  while (row <= to) {
    const x = xOf(row);
    let sum = 0;
    let count = 0;
    for (; row <= to && xOf(row) < Math.floor(x) + 1; row++) {
      const value = values[row * layers + layer];
      if (Number.isNaN(value)) continue;
      const log = value > 0 ? Math.log10(value) : scale[0];
      sum += Math.max(scale[0], Math.min(scale[1], log));
      count++;
    }
    if (count) line.push(x, yOf(sum / count));
  }
  return line;
}

/** One layer's whole curve, thinned once, a pixel column at a time. */
export class GradientCurve {
  /**
   * @param {number} rows
   * @param {(row: number) => number} xOf not decreasing
   * @param {(from: number, to: number) => number[]} thin the line between two rows
   */
  constructor(rows, xOf, thin) {
    this.thin = thin;
    /** The first row of each column, and behind them the end. @type {number[]} */
    this.begins = [];
    /** @type {number[][]} the point of each column, if it has one */
    this.points = [];
    for (let row = 0; row < rows; ) {
      const from = row;
      const edge = Math.floor(xOf(from)) + 1;
      do row++;
      while (row < rows && xOf(row) < edge);
      this.begins.push(from);
      this.points.push(thin(from, row - 1));
    }
    this.begins.push(rows);
  }

  /**
   * The line between two rows: whole columns as they are, and those at the ends thinned again.
   * @param {number} from
   * @param {number} to inclusive
   */
  between(from, to) {
    const { begins, points } = this;
    const first = begins.findIndex((begin) => begin >= from);
    const last = begins.findLastIndex((begin) => begin <= to + 1);
    if (first > last) return this.thin(from, to);
    const head = from < begins[first] ? this.thin(from, begins[first] - 1) : [];
    const tail = begins[last] <= to ? this.thin(begins[last], to) : [];
    return [...head, ...points.slice(first, last).flat(), ...tail];
  }
}
