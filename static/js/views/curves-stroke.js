/**
 * Strokes one column of a run. Where a loss is measured only now and then, the measured points are joined.
 * @import {RunTrace} from "../types.js"
 * @import {Sheet} from "./curves-paint.js"
 */
import { thin } from "../lib/scales.js";

let scratch = new Float64Array(16384);

/** Columns that have a value at every row. */
const STEADY = new Set(["learning_rate", "step", "epoch", "evaluations"]);

/**
 * Strokes rows of a column. The learning rate of row k holds until row k + 1, hence steps.
 * @param {Sheet} sheet
 * @param {RunTrace} trace
 * @param {number} from
 * @param {number} to
 * @param {string} column
 */
export function strokeColumn(sheet, trace, from, to, column) {
  const { c, layout, measures, model } = sheet;
  const values = trace.columns[column];
  if (!values || to < from) return;
  const xs = model.xAxis === "step" ? null : trace.columns[measures.xColumn];
  const toY = heightOf(sheet, column);
  const xOf = (/** @type {number} */ row) => layout.toX(xs ? xs[row] : row);
  const picked = STEADY.has(column) ? null : (trace.measured ?? null);
  const [first, last] = picked ? measuredWithin(trace, from, to) : [from, to];
  const rowOf = picked ? (/** @type {number} */ k) => picked[k] : (/** @type {number} */ k) => k;
  const room = 2 * Math.max(0, Math.min(last - first + 1, 4 * Math.ceil(layout.width) + 8));
  if (scratch.length < room) scratch = new Float64Array(2 * room);
  const count = thin(
    (k) => xOf(rowOf(k)),
    (k) => toY(values[rowOf(k)]),
    first,
    last,
    scratch,
  );
  const steps = column === "learning_rate";
  c.beginPath();
  if (picked) c.moveTo(xOf(from), toY(valueNear(trace, values, from)));
  for (let k = 0; k < count; k++) {
    const x = scratch[2 * k];
    const y = scratch[2 * k + 1];
    if (steps && k) c.lineTo(x, scratch[2 * k - 1]);
    if (k || picked) c.lineTo(x, y);
    else c.moveTo(x, y);
  }
  if (picked) c.lineTo(xOf(to), toY(valueNear(trace, values, to)));
  c.stroke();
}

/**
 * From a value of a column to its pixel; what leaves the range is kept near it.
 * @param {Sheet} sheet
 * @param {string} column
 */
function heightOf({ layout, measures, model }, column) {
  const loss = column === "loss" || column === "test_loss";
  const log = loss ? model.lossScale === "log" : column === "learning_rate";
  const offset = loss ? measures.offset : 0;
  const [low, high] = loss ? measures.loss : measures.strip;
  const below = low - 0.02 * (high - low);
  const above = high + 4 * (high - low);
  const toPixel = loss ? layout.toY : layout.toStripY;
  return (/** @type {number} */ raw) => {
    const value = raw - offset;
    const height = log ? (value > 0 ? Math.log10(value) : below) : value;
    return toPixel(Number.isNaN(value) ? above : Math.max(below, Math.min(above, height)));
  };
}

/**
 * First and last place in the list of measured rows that lie strictly within two rows.
 * @param {RunTrace} trace
 * @param {number} from
 * @param {number} to
 * @returns {[number, number]}
 */
function measuredWithin(trace, from, to) {
  return [before(trace, from + 1), before(trace, to) - 1];
}

/** How many measured rows come before a row. @param {RunTrace} trace @param {number} row */
function before({ measured, measures = 0 }, row) {
  if (!measured) return row;
  let low = 0;
  let high = measures;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (measured[middle] < row) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * A column's value at a row, between two measurements on the line that joins them, after the last one that one.
 * @param {RunTrace} trace
 * @param {Float64Array} values
 * @param {number} row
 */
export function valueNear(trace, values, row) {
  const { measured, measures = 0 } = trace;
  if (!measured || measures === 0 || !Number.isNaN(values[row])) return values[row];
  const next = before(trace, row);
  if (next === 0) return values[row];
  const left = measured[next - 1];
  if (next >= measures) return row === trace.rows - 1 && ended(trace) ? values[row] : values[left];
  const right = measured[next];
  const share = (row - left) / (right - left);
  return values[left] + share * (values[right] - values[left]);
}

/** @param {RunTrace} trace */
function ended({ outcome }) {
  return outcome.status === "diverged";
}
