/**
 * Strokes one column of a run. Where a loss is measured only now and then, the measured points are joined.
 * @import {RunTrace} from "../types.js"
 * @import {PlacedPanel} from "./curves-layout.js"
 * @import {Sheet} from "./curves-paint.js"
 */
import { ThinCurve } from "../lib/thinning.js";

/**
 * The thinned curves of one figure: for each trace and column the newest scale's. They go with the trace.
 * @typedef {WeakMap<RunTrace, Map<string, {key: string, curve: ThinCurve}>>} Lines
 */

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
 * @param {PlacedPanel} panel  where its losses are drawn
 */
export function strokeColumn(sheet, trace, from, to, column, panel) {
  const { c, layout, measures, model } = sheet;
  const values = trace.columns[column];
  if (!values || to < from) return;
  const xs = model.xAxis === "step" ? null : trace.columns[measures.xColumn];
  const toY = heightOf(sheet, column, panel);
  const xOf = (/** @type {number} */ row) => layout.toX(xs ? xs[row] : row);
  const picked = STEADY.has(column) ? null : (trace.measured ?? null);
  const [first, last] = picked ? measuredWithin(trace, from, to) : [from, to];
  const rowOf = picked ? (/** @type {number} */ k) => picked[k] : (/** @type {number} */ k) => k;
  const xAt = (/** @type {number} */ k) => xOf(rowOf(k));
  const yAt = (/** @type {number} */ k) => toY(values[rowOf(k)]);
  const curve = curveOf(sheet, trace, column, panel);
  curve.extend(picked ? (trace.measures ?? 0) : trace.rows, xAt, yAt);
  if (scratch.length < curve.room) scratch = new Float64Array(curve.room);
  const count = curve.between(first, last, xAt, yAt, scratch);
  c.beginPath();
  if (picked) c.moveTo(xOf(from), toY(valueNear(trace, values, from)));
  join(c, scratch, count, column === "learning_rate");
  if (picked) c.lineTo(xOf(to), toY(valueNear(trace, values, to)));
  c.stroke();
}

/**
 * The thinned curve of a column, begun anew when its scale has changed.
 * @param {Sheet} sheet
 * @param {RunTrace} trace
 * @param {string} column
 * @param {PlacedPanel} panel
 */
function curveOf({ lines, layout, measures, model }, trace, column, panel) {
  const { left, right, strip } = layout;
  const loss = isOn(panel, column);
  const places = loss
    ? [panel.top, panel.bottom, model.lossScale]
    : [strip?.top, strip?.bottom, model.strip];
  const range = loss ? [...panel.loss, panel.offset] : measures.strip;
  const key = [
    left,
    right,
    model.xAxis,
    measures.x.max,
    measures.x.unit,
    ...places,
    ...range,
  ].join();
  const curves = lines.get(trace) ?? new Map();
  lines.set(trace, curves);
  const known = curves.get(column);
  if (known?.key === key) return known.curve;
  const curve = new ThinCurve();
  curves.set(column, { key, curve });
  return curve;
}

/**
 * Joins points, in steps or straight. Points that lie on the line between their neighbours are passed over.
 * @param {CanvasRenderingContext2D} c
 * @param {Float64Array} points x and y alternately
 * @param {number} count
 * @param {boolean} steps
 */
function join(c, points, count, steps) {
  let [drawnX, drawnY] = [Number.NaN, Number.NaN];
  for (let k = 0; k < count; k++) {
    const x = points[2 * k];
    const y = points[2 * k + 1];
    if (y === drawnY && (x === drawnX || (k + 1 < count && points[2 * k + 3] === y))) continue;
    if (steps && k && y !== drawnY) c.lineTo(x, drawnY);
    c.lineTo(x, y);
    [drawnX, drawnY] = [x, y];
  }
}

/** Whether a column stands on the panel's axis, not on the strip's. @param {PlacedPanel} panel @param {string} column */
function isOn(panel, column) {
  return column === panel.column || column === panel.tested;
}

/**
 * From a value of a column to its pixel; what leaves the range leaves the picture, at no great distance.
 * @param {Sheet} sheet
 * @param {string} column
 * @param {PlacedPanel} panel
 */
function heightOf({ layout, measures, model }, column, panel) {
  const loss = isOn(panel, column);
  const log = loss ? model.lossScale === "log" : column === "learning_rate";
  const offset = loss ? panel.offset : 0;
  const [low, high] = loss ? panel.loss : measures.strip;
  const below = low - 4 * (high - low);
  const above = high + 4 * (high - low);
  const toPixel = loss ? panel.toY : layout.toStripY;
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
