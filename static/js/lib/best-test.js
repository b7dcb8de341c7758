/**
 * Where a run did best on samples that it has not learned from. No DOM in here.
 * @import {RunTrace} from "../types.js"
 */

/** Of each trace the lowest measured test loss among the rows looked at. @type {WeakMap<RunTrace, {rows: number, row: number}>} */
const lowest = new WeakMap();

/** The row with the lowest test loss. @param {RunTrace} trace */
export function bestTest(trace) {
  const losses = trace.columns.test_loss;
  const known = lowest.get(trace) ?? { rows: 0, row: -1 };
  for (; known.rows < trace.rows; known.rows++) {
    const value = losses[known.rows];
    if (known.row < 0 ? !Number.isNaN(value) : value < losses[known.row]) known.row = known.rows;
  }
  lowest.set(trace, known);
  return known.row;
}
