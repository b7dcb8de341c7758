/**
 * Paints the curves. Everything is drawn anew each time: it must keep up with sliders and with playing.
 * @import {LabModel, Palette, RunTrace, RunView} from "../types.js"
 * @import {RunStyle} from "../lib/colors.js"
 * @import {Measures, layoutCurves} from "./curves-layout.js"
 */
import { drawDivergence, drawMarker, SANS } from "../lib/canvas.js";
import { levelText } from "../lib/contours.js";
import { linearTicks, logTicks, thin } from "../lib/scales.js";
import { rateTicks } from "./curves-layout.js";
import { paintChangeLabels, paintChanges, paintTimeline, xAt } from "./curves-timeline.js";

/**
 * @typedef {object} Sheet
 * @property {CanvasRenderingContext2D} c
 * @property {LabModel} model
 * @property {Palette} palette
 * @property {RunStyle[]} styles
 * @property {NonNullable<ReturnType<typeof layoutCurves>>} layout
 * @property {Measures} measures
 * @property {boolean} focused the scrubber shows its focus ring
 */

let scratch = new Float64Array(16384);

/**
 * Paints axes, curves, changes, playhead and scrubber.
 * @param {Sheet} sheet
 */
export function paintCurves(sheet) {
  const { c, layout, model } = sheet;
  c.clearRect(0, 0, layout.width, layout.height);
  paintGrid(sheet);
  const order = drawingOrder(model);
  paintChanges(sheet, order);
  c.save();
  c.beginPath();
  c.rect(
    layout.left - 2,
    layout.top - 6,
    layout.right - layout.left + 4,
    layout.bottom - layout.top + 8,
  );
  c.clip();
  for (const index of order) paintRun(sheet, index, "loss");
  c.restore();
  if (layout.rate) {
    c.save();
    c.beginPath();
    c.rect(
      layout.left,
      layout.rate.top - 2,
      layout.right - layout.left,
      layout.rate.bottom - layout.rate.top + 4,
    );
    c.clip();
    for (const index of order) paintRun(sheet, index, "learning_rate");
    c.restore();
  }
  paintChangeLabels(sheet, order);
  paintTimeline(sheet);
  paintHeads(sheet, order);
}

/**
 * The chosen run lowest, so that thinner ones on it show.
 * @param {LabModel} model
 */
function drawingOrder(model) {
  const shown = model.runs
    .map((_, index) => index)
    .filter((index) => {
      const { muted, trace } = model.runs[index];
      return !muted && trace !== null && trace.rows > 0;
    });
  return shown.sort((a, b) => Number(b === model.selected) - Number(a === model.selected));
}

/**
 * Grid lines with their values, for loss and learning rate.
 * @param {Sheet} sheet
 */
function paintGrid({ c, palette, layout, measures, model }) {
  const { left, right, top, bottom, fontSize, rate } = layout;
  c.font = `${fontSize}px ${SANS}`;
  c.textBaseline = "middle";
  c.textAlign = "right";
  c.setLineDash([]);
  c.lineWidth = 1;
  const log = model.lossScale === "log";
  const room = Math.max(2, Math.floor((bottom - top) / (1.7 * fontSize)));
  const ticks = log ? logTicks(...measures.loss, room) : linearTicks(...measures.loss, room * 0.7);
  const line = (/** @type {number} */ y, /** @type {string} */ text) => {
    c.strokeStyle = palette.hair;
    c.beginPath();
    c.moveTo(left, Math.round(y) + 0.5);
    c.lineTo(right, Math.round(y) + 0.5);
    c.stroke();
    c.fillStyle = palette.ink3;
    c.fillText(text, left - 8, y + 0.5);
  };
  for (const tick of ticks) line(layout.toY(tick), levelText(tick, log));
  if (!rate) return;
  for (const tick of rateTicks(measures.rate)) line(layout.toRateY(tick), levelText(tick, true));
}

/**
 * One column of one run: past in full, future thin, the unchanged future dotted.
 * @param {Sheet} sheet
 * @param {number} index
 * @param {"loss" | "learning_rate"} column
 */
function paintRun(sheet, index, column) {
  const { c, model, styles } = sheet;
  const run = model.runs[index];
  const trace = /** @type {RunTrace} */ (run.trace);
  const { color, dash } = styles[index];
  const chosen = index === model.selected;
  const row = Math.max(0, Math.min(model.step, trace.rows - 1));
  const loss = column === "loss";
  c.lineJoin = "round";
  c.strokeStyle = color;
  if (run.ghost && run.ghostFrom < run.ghost.rows) {
    c.lineCap = "round";
    c.lineWidth = 1.6;
    c.setLineDash([0.1, 4]);
    stroke(sheet, run.ghost, run.ghostFrom, run.ghost.rows - 1, column);
  }
  c.setLineDash([]);
  c.lineCap = "butt";
  c.lineWidth = 1.1;
  c.globalAlpha = 0.45;
  stroke(sheet, trace, row, trace.rows - 1, column);
  c.globalAlpha = 1;
  const wide = model.projector ? 1.25 : 1;
  c.lineWidth = (chosen ? (loss ? 2.8 : 2.2) : 2) * wide;
  c.lineCap = dash[0] === 1 ? "round" : "butt";
  c.setLineDash(dash);
  stroke(sheet, trace, 0, row, column);
  c.setLineDash([]);
  c.lineCap = "butt";
}

/**
 * Strokes rows of a column. The learning rate of row k holds until row k + 1, hence steps.
 * @param {Sheet} sheet
 * @param {RunTrace} trace
 * @param {number} from
 * @param {number} to
 * @param {"loss" | "learning_rate"} column
 */
function stroke({ c, layout, measures, model }, trace, from, to, column) {
  const values = trace.columns[column];
  if (!values || to < from) return;
  const xs = model.xAxis === "step" ? null : trace.columns[measures.xColumn];
  const loss = column === "loss";
  const log = !loss || model.lossScale === "log";
  const offset = loss ? measures.offset : 0;
  const [low, high] = loss ? measures.loss : measures.rate;
  const below = low - 0.02 * (high - low);
  const above = high + 4 * (high - low);
  const toY = loss ? layout.toY : layout.toRateY;
  const xOf = (/** @type {number} */ k) => layout.toX(xs ? xs[k] : k);
  const yOf = (/** @type {number} */ k) => {
    const value = values[k] - offset;
    const height = log ? (value > 0 ? Math.log10(value) : below) : value;
    return toY(Number.isNaN(value) ? above : Math.max(below, Math.min(above, height)));
  };
  const room = 2 * Math.min(to - from + 1, 4 * Math.ceil(layout.width) + 8);
  if (scratch.length < room) scratch = new Float64Array(2 * room);
  const count = thin(xOf, yOf, from, to, scratch);
  c.beginPath();
  for (let k = 0; k < count; k++) {
    const x = scratch[2 * k];
    const y = scratch[2 * k + 1];
    if (!loss && k) c.lineTo(x, scratch[2 * k - 1]);
    if (k) c.lineTo(x, y);
    else c.moveTo(x, y);
  }
  c.stroke();
}

/**
 * Heads on the loss curves; a diverged run ends in ×, at the top when its loss left the range.
 * @param {Sheet} sheet
 * @param {number[]} order
 */
function paintHeads(sheet, order) {
  const { c, model, palette, styles, layout, measures } = sheet;
  const scale = model.projector ? 1.35 : 1;
  for (const index of [...order.slice(1), ...order.slice(0, 1)]) {
    const trace = /** @type {RunTrace} */ (/** @type {RunView} */ (model.runs[index]).trace);
    const diverged = trace.outcome.status === "diverged";
    const last = trace.rows - 1;
    const ended = model.step >= last;
    const row = Math.max(0, Math.min(model.step, last));
    const yAt = (/** @type {number} */ k) => {
      const value = trace.columns.loss[k] - measures.offset;
      const height = model.lossScale === "log" ? Math.log10(value) : value;
      if (Number.isNaN(height)) return diverged ? layout.top : layout.bottom;
      return Math.max(layout.top, Math.min(layout.bottom, layout.toY(height)));
    };
    if (diverged) {
      c.globalAlpha = ended ? 1 : 0.5;
      drawDivergence(
        c,
        xAt(sheet, trace, last),
        yAt(last),
        4.2 * scale,
        palette.diverged,
        palette.paper,
      );
      c.globalAlpha = 1;
      if (ended) continue;
    }
    const { marker, color } = styles[index];
    drawMarker(c, marker, xAt(sheet, trace, row), yAt(row), 5.6 * scale, color, palette.paper);
  }
}
