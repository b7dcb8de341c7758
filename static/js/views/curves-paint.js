/**
 * Paints the curves. Everything is stroked anew each time, from lines that are thinned once: it must keep up with sliders
 * and with playing.
 * @import {CurvesModel, Palette, RunTrace, RunView} from "../types.js"
 * @import {RunStyle} from "../lib/colors.js"
 * @import {Measures, PlacedPanel, layoutCurves} from "./curves-layout.js"
 * @import {Lines} from "./curves-stroke.js"
 */
import { drawDivergence, drawMarker, SANS } from "../lib/canvas.js";
import { levelText } from "../lib/contours.js";
import { formatBrief, formatPercent } from "../lib/format.js";
import { drawPointer } from "../lib/pointer.js";
import { linearTicks, logTicks } from "../lib/scales.js";
import { panelOf, panelsOf, rateTicks, shareTicks } from "./curves-layout.js";
import { paintBestTests } from "./curves-marks.js";
import { strokeColumn, valueNear } from "./curves-stroke.js";
import { paintChangeLabels, paintChanges, paintTimeline, xAt } from "./curves-timeline.js";

/**
 * @typedef {object} Sheet
 * @property {CanvasRenderingContext2D} c
 * @property {CurvesModel} model
 * @property {Palette} palette
 * @property {RunStyle[]} styles
 * @property {NonNullable<ReturnType<typeof layoutCurves>>} layout
 * @property {Measures} measures
 * @property {Lines} lines
 * @property {boolean} focused the scrubber shows its focus ring
 */

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
  for (const panel of layout.panels)
    paintLosses(
      sheet,
      order.filter((index) => panelsOf(sheet, index).includes(panel)),
      panel,
    );
  if (layout.strip) {
    c.save();
    c.beginPath();
    c.rect(
      layout.left,
      layout.strip.top - 2,
      layout.right - layout.left,
      layout.strip.bottom - layout.strip.top + 4,
    );
    c.clip();
    const right = model.strip === "right";
    if (right) for (const index of order) paintThin(sheet, index, "test_accuracy");
    for (const index of order) paintRun(sheet, index, right ? "accuracy" : "learning_rate");
    c.restore();
    for (const index of order) paintOutside(sheet, index);
  }
  paintChangeLabels(sheet, order);
  paintTimeline(sheet);
  paintBestTests(sheet, order);
  paintHeads(sheet, order);
}

/**
 * The losses of one kind, or the errors of one target.
 * @param {Sheet} sheet
 * @param {number[]} order
 * @param {PlacedPanel} panel
 */
function paintLosses(sheet, order, panel) {
  const { top, bottom, column, tested } = panel;
  const { c, layout } = sheet;
  c.save();
  c.beginPath();
  c.rect(layout.left - 2, top - 6, layout.right - layout.left + 4, bottom - top + 8);
  c.clip();
  if (tested) for (const index of order) paintThin(sheet, index, tested, panel);
  for (const index of order) paintRun(sheet, index, column, panel);
  c.restore();
}

/**
 * The chosen run lowest, so that thinner ones on it show.
 * @param {CurvesModel} model
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
  const { left, right, fontSize, panels, strip } = layout;
  c.font = `${fontSize}px ${SANS}`;
  c.textBaseline = "middle";
  c.textAlign = "right";
  c.setLineDash([]);
  c.lineWidth = 1;
  const log = model.lossScale === "log";
  const line = (/** @type {number} */ y, /** @type {string} */ text) => {
    c.strokeStyle = palette.hair;
    c.beginPath();
    c.moveTo(left, Math.round(y) + 0.5);
    c.lineTo(right, Math.round(y) + 0.5);
    c.stroke();
    c.fillStyle = palette.ink3;
    c.fillText(text, left - 8, y + 0.5);
  };
  const fits = (/** @type {string} */ text) => c.measureText(text).width < left - 9;
  for (const { loss, top, bottom, toY } of panels) {
    if (panels.length > 1) {
      c.strokeStyle = palette.rule;
      c.strokeRect(left + 0.5, Math.round(top) + 0.5, 0, Math.round(bottom - top));
    }
    const least = bottom - top < 2.4 * fontSize ? 1 : 2;
    const room = Math.max(least, Math.floor((bottom - top) / (1.7 * fontSize)));
    const ticks = log ? logTicks(...loss, room) : linearTicks(...loss, room * 0.7);
    for (const tick of ticks) {
      const text = levelText(tick, log);
      line(toY(tick), fits(text) ? text : formatBrief(log ? 10 ** tick : tick));
    }
  }
  if (!strip) return;
  if (model.strip === "right") {
    for (const tick of shareTicks(measures.strip, strip.bottom - strip.top, 1.7 * fontSize))
      line(layout.toStripY(tick), formatPercent(tick, 0));
  } else {
    for (const tick of rateTicks(measures.strip))
      line(layout.toStripY(tick), levelText(tick, true));
  }
}

/**
 * A column that accompanies another one: a thin line, fainter in the future.
 * @param {Sheet} sheet
 * @param {number} index
 * @param {string} column
 * @param {PlacedPanel} [panel]
 */
function paintThin(sheet, index, column, panel = panelOf(sheet, index)) {
  const { c, model, styles } = sheet;
  const trace = /** @type {RunTrace} */ (model.runs[index].trace);
  if (!trace.columns[column]) return;
  const row = Math.max(0, Math.min(model.step, trace.rows - 1));
  c.strokeStyle = styles[index].color;
  c.setLineDash([]);
  c.lineCap = "butt";
  c.lineWidth = 1;
  c.globalAlpha = 0.3;
  if (!model.veiled) strokeColumn(sheet, trace, row, trace.rows - 1, column, panel);
  c.globalAlpha = 0.8;
  strokeColumn(sheet, trace, 0, row, column, panel);
  c.globalAlpha = 1;
}

/**
 * One column of one run: past in full, future thin, the unchanged future dotted.
 * @param {Sheet} sheet
 * @param {number} index
 * @param {string} column
 * @param {PlacedPanel} [panel]
 */
function paintRun(sheet, index, column, panel = panelOf(sheet, index)) {
  const { c, model, styles } = sheet;
  const run = model.runs[index];
  const trace = /** @type {RunTrace} */ (run.trace);
  const { color, dash } = styles[index];
  const chosen = index === model.selected;
  const row = Math.max(0, Math.min(model.step, trace.rows - 1));
  c.lineJoin = "round";
  c.strokeStyle = color;
  if (run.ghost && run.ghostFrom < run.ghost.rows) {
    c.lineCap = "round";
    c.lineWidth = 1.6;
    c.setLineDash([0.1, 4]);
    strokeColumn(sheet, run.ghost, run.ghostFrom, run.ghost.rows - 1, column, panel);
  }
  c.setLineDash([]);
  c.lineCap = "butt";
  c.lineWidth = 1.1;
  c.globalAlpha = 0.45;
  if (!model.veiled) strokeColumn(sheet, trace, row, trace.rows - 1, column, panel);
  c.globalAlpha = 1;
  const wide = model.projector ? 1.25 : 1;
  c.lineWidth = (chosen ? 2.8 : 2) * wide;
  c.lineCap = dash[0] === 1 ? "round" : "butt";
  c.setLineDash(dash);
  strokeColumn(sheet, trace, 0, row, column, panel);
  c.setLineDash([]);
  c.lineCap = "butt";
}

/**
 * Heads on the curves; a diverged run ends in ×. What left the range is pointed at from its edge.
 * @param {Sheet} sheet
 * @param {number[]} order
 */
function paintHeads(sheet, order) {
  for (const index of [...order.slice(1), ...order.slice(0, 1)])
    for (const panel of panelsOf(sheet, index)) paintHead(sheet, index, panel);
}

/** @param {Sheet} sheet @param {number} index @param {PlacedPanel} panel */
function paintHead(sheet, index, { column, offset, top, bottom, toY }) {
  const { c, model, palette, styles } = sheet;
  const scale = model.projector ? 1.35 : 1;
  const trace = /** @type {RunTrace} */ (/** @type {RunView} */ (model.runs[index]).trace);
  const values = trace.columns[column];
  if (!values) return;
  const diverged = trace.outcome.status === "diverged";
  const last = trace.rows - 1;
  const ended = model.step >= last;
  const yAt = (/** @type {number} */ k) => {
    const value = valueNear(trace, values, k) - offset;
    const height = model.lossScale === "log" ? Math.log10(value) : value;
    if (Number.isNaN(height)) return diverged ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
    return toY(height);
  };
  /** @type {(k: number, color: string, draw: (x: number, y: number) => void) => void} */
  const place = (k, color, draw) => {
    const x = xAt(sheet, trace, k);
    const outside = sideOf(yAt(k), top, bottom);
    if (outside === 0) draw(x, yAt(k));
    else drawOutside(sheet, x, outside < 0 ? top : bottom, outside, color);
  };
  if (diverged && (ended || !model.veiled)) {
    c.globalAlpha = ended ? 1 : 0.5;
    place(last, palette.diverged, (x, y) =>
      drawDivergence(c, x, y, 4.2 * scale, palette.diverged, palette.paper),
    );
    c.globalAlpha = 1;
    if (ended) return;
  }
  const { marker, color } = styles[index];
  const row = Math.max(0, Math.min(model.step, last));
  place(row, color, (x, y) => drawMarker(c, marker, x, y, 5.6 * scale, color, palette.paper));
}

/**
 * What the lower strip does not reach at this step is marked as outside.
 * @param {Sheet} sheet
 * @param {number} index
 */
function paintOutside(sheet, index) {
  const { model, layout, styles } = sheet;
  const trace = /** @type {RunTrace} */ (model.runs[index].trace);
  const right = model.strip === "right";
  const values = trace.columns[right ? "accuracy" : "learning_rate"];
  if (!values || !layout.strip) return;
  const row = Math.max(0, Math.min(model.step, trace.rows - 1));
  const value = valueNear(trace, values, row);
  const y = layout.toStripY(right ? value : Math.log10(value));
  const { top, bottom } = layout.strip;
  const outside = sideOf(y, top, bottom);
  if (outside === 0) return;
  const edge = outside < 0 ? top : bottom;
  drawOutside(sheet, xAt(sheet, trace, row), edge, outside, styles[index].color);
}

/** −1 above, 1 below, 0 within. @param {number} y @param {number} top @param {number} bottom */
export function sideOf(y, top, bottom) {
  return y < top - 0.5 ? -1 : y > bottom + 0.5 ? 1 : 0;
}

/**
 * What lies beyond an edge of an axis is pointed at from there.
 * @param {Sheet} sheet
 * @param {number} x
 * @param {number} edge
 * @param {number} side  −1 upwards, 1 downwards
 * @param {string} color
 */
function drawOutside(sheet, x, edge, side, color) {
  const r = (sheet.model.projector ? 1.35 : 1) * 6.4;
  drawPointer(sheet, x, edge - 0.4 * side * r, side * (Math.PI / 2), r, color);
}
