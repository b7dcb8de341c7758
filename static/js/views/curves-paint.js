/**
 * Paints the curves. Everything is drawn anew each time: it must keep up with sliders and with playing.
 * @import {LabModel, Palette, RunTrace, RunView} from "../types.js"
 * @import {RunStyle} from "../lib/colors.js"
 * @import {Measures, layoutCurves} from "./curves-layout.js"
 */
import { drawDivergence, drawMarker, haloText, SANS } from "../lib/canvas.js";
import { levelText } from "../lib/contours.js";
import { linearTicks, logTicks, thin, valueAtStep } from "../lib/scales.js";
import { nameColor } from "./map-paths.js";

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
  const room = Math.max(2, Math.floor((bottom - top) / (2.2 * fontSize)));
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
  for (const tick of logTicks(...measures.rate, 2))
    line(layout.toRateY(tick), levelText(tick, true));
  c.textAlign = "left";
  haloText(c, "learning rate η", left + 6, rate.top - 9, palette.ink2, palette.paper, 4);
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
 * Where a run stands at a step on the x axis.
 * @param {Sheet} sheet
 * @param {RunTrace} trace
 * @param {number} step
 */
function xAt({ layout, measures, model }, trace, step) {
  if (model.xAxis === "step") return layout.toX(step);
  return layout.toX(valueAtStep(trace.columns[measures.xColumn], trace.rows, step));
}

/**
 * A thin line through both strips where hyperparameters changed.
 * @param {Sheet} sheet
 * @param {number[]} order
 */
function paintChanges(sheet, order) {
  const { c, model, styles, layout } = sheet;
  c.lineWidth = 1.1;
  for (const index of order) {
    const run = model.runs[index];
    for (const { at } of run.changes) {
      const x = xAt(sheet, /** @type {RunTrace} */ (run.trace), at);
      c.strokeStyle = styles[index].color;
      c.globalAlpha = 0.75;
      c.beginPath();
      c.moveTo(x, layout.top - 0.8 * layout.fontSize);
      c.lineTo(x, (layout.rate?.bottom ?? layout.bottom) + 8);
      c.stroke();
    }
  }
  c.globalAlpha = 1;
}

/**
 * Diamonds on the lines of changes, with words where there is room; the name of each unchanged future.
 * @param {Sheet} sheet
 * @param {number[]} order
 */
function paintChangeLabels(sheet, order) {
  const { c, model, palette, styles, layout } = sheet;
  const y = layout.top - 1.05 * layout.fontSize;
  let free = layout.left;
  c.font = `${layout.fontSize + 0.5}px ${SANS}`;
  c.textBaseline = "middle";
  const marks = order.flatMap((index) => {
    const run = model.runs[index];
    return run.changes.map((change) => ({
      x: xAt(sheet, /** @type {RunTrace} */ (run.trace), change.at),
      color: styles[index].color,
      text: change.short ?? change.text,
    }));
  });
  marks.sort((a, b) => a.x - b.x);
  for (const [k, { x, color, text }] of marks.entries()) {
    const width = c.measureText(text).width;
    const next = marks[k + 1]?.x ?? layout.right + 40;
    if (x - width - 12 > free) {
      c.textAlign = "right";
      haloText(c, text, x - 9, y, palette.ink, palette.paper);
    } else if (x + width + 14 < next && x + 12 > free) {
      c.textAlign = "left";
      haloText(c, text, x + 9, y, palette.ink, palette.paper);
      free = x + width + 14;
    }
    free = Math.max(free, x + 8);
    drawMarker(c, "diamond", x, y, model.projector ? 6 : 4.8, color, palette.paper, true);
  }
  for (const index of order) paintGhostName(sheet, index);
}

/**
 * @param {Sheet} sheet
 * @param {number} index
 */
function paintGhostName(sheet, index) {
  const { c, model, palette, styles, layout, measures } = sheet;
  const run = model.runs[index];
  if (!run.ghost || run.ghostFrom >= run.ghost.rows) return;
  const row = Math.max(run.ghostFrom, Math.round(0.78 * (run.ghost.rows - 1)));
  const value = run.ghost.columns.loss[row] - measures.offset;
  const height = model.lossScale === "log" ? Math.log10(value) : value;
  if (!Number.isFinite(height)) return;
  const y = Math.max(
    layout.top + 2,
    Math.min(layout.bottom - 8, layout.toY(height) - 0.9 * layout.fontSize),
  );
  c.font = `${layout.fontSize + 0.5}px ${SANS}`;
  c.textAlign = "center";
  const text = `${run.label}, unchanged`;
  const half = c.measureText(text).width / 2 + 4;
  const x = Math.max(layout.left + half, Math.min(layout.right - half, xAt(sheet, run.ghost, row)));
  haloText(c, text, x, y, nameColor(styles[index].color, run.slot, palette), palette.paper, 5);
}

/**
 * Track, ticks, playhead and handle.
 * @param {Sheet} sheet
 */
function paintTimeline(sheet) {
  const { c, model, palette, layout, measures, focused } = sheet;
  const { left, right, track, fontSize } = layout;
  const chosen = model.runs[model.selected]?.trace;
  const x = chosen ? xAt(sheet, chosen, model.step) : layout.toX(model.step);
  const r = (model.projector ? 1.4 : 1) * 8;
  c.setLineDash([]);
  c.strokeStyle = palette.rule;
  c.lineWidth = 1.4;
  segment(c, left, track, right, track);
  c.font = `${fontSize}px ${SANS}`;
  c.textAlign = "center";
  c.textBaseline = "top";
  c.fillStyle = palette.ink3;
  const count = Math.max(2, (right - left) / (7.5 * fontSize));
  c.lineWidth = 1;
  for (const tick of linearTicks(0, measures.xMax, count)) {
    const at = layout.toX(tick);
    segment(c, at, track, at, track + 5);
    c.fillText(tick.toLocaleString("en"), at, track + 9);
  }
  c.strokeStyle = palette.ink;
  c.lineWidth = model.projector ? 3 : 2.6;
  segment(c, left, track, x, track);
  c.strokeStyle = palette.paper;
  c.lineWidth = 4;
  segment(c, x, layout.top - 1.6 * fontSize, x, track);
  c.strokeStyle = palette.ink;
  c.lineWidth = model.projector ? 2 : 1.6;
  segment(c, x, Math.max(0, layout.top - 1.6 * fontSize), x, track);
  disc(c, x, track, r + 3.5, palette.paper);
  disc(c, x, track, r, palette.ink);
  if (!focused) return;
  c.strokeStyle = palette.focus;
  c.lineWidth = 2;
  c.beginPath();
  c.arc(x, track, r + 4, 0, 2 * Math.PI);
  c.stroke();
}

/**
 * @param {CanvasRenderingContext2D} c
 * @param {number} x0
 * @param {number} y0
 * @param {number} x1
 * @param {number} y1
 */
function segment(c, x0, y0, x1, y1) {
  c.beginPath();
  c.moveTo(x0, y0);
  c.lineTo(x1, y1);
  c.stroke();
}

/**
 * @param {CanvasRenderingContext2D} c
 * @param {number} x
 * @param {number} y
 * @param {number} r
 * @param {string} color
 */
function disc(c, x, y, r, color) {
  c.beginPath();
  c.arc(x, y, r, 0, 2 * Math.PI);
  c.fillStyle = color;
  c.fill();
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
