/**
 * What runs through all strips of the curves: changes, playhead and scrubber.
 * @import {CurvesModel, RunTrace} from "../types.js"
 * @import {Sheet} from "./curves-paint.js"
 */
import { drawMarker, haloText, SANS } from "../lib/canvas.js";
import { countTicks } from "../lib/count-axis.js";
import { wordOf } from "../lib/data-words.js";
import { lossKinds, valueAtStep } from "../lib/scales.js";
import { panelOf } from "./curves-layout.js";
import { paintCounting } from "./curves-marks.js";
import { nameColor } from "./map-heads.js";

/**
 * Track, ticks, playhead and handle.
 * @param {Sheet} sheet
 */
export function paintTimeline(sheet) {
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
  for (const { tick, text } of timeTicks(measures.x, count)) {
    const at = layout.toX(tick);
    segment(c, at, track, at, track + 5);
    const half = c.measureText(text).width / 2 + 1;
    c.fillText(text, Math.max(half, Math.min(layout.width - half, at)), track + 0.72 * fontSize);
  }
  paintCounting(sheet, x);
  c.strokeStyle = palette.ink;
  c.lineWidth = model.projector ? 3 : 2.6;
  segment(c, left, track, x, track);
  c.strokeStyle = palette.paper;
  c.lineWidth = 4;
  segment(c, x, layout.top - 1.6 * fontSize, x, track);
  c.strokeStyle = palette.ink;
  c.lineWidth = model.projector ? 2 : 1.6;
  segment(c, x, Math.max(0, layout.top - 1.6 * fontSize), x, track);
  paintStripName(sheet, x);
  paintLossNames(sheet, x);
  disc(c, x, track, r + 3.5, palette.paper);
  disc(c, x, track, r, palette.ink);
  if (!focused) return;
  c.strokeStyle = palette.focus;
  c.lineWidth = 2;
  c.beginPath();
  c.arc(x, track, r + 4, 0, 2 * Math.PI);
  c.stroke();
}

/** @type {{max: number, unit: number, count: number, ticks: {tick: number, text: string}[]}} */
let known = { max: 0, unit: 0, count: 0, ticks: [] };

/**
 * The ticks of the timeline with their texts, made once for each axis.
 * @param {import("../lib/count-axis.js").CountAxis} axis
 * @param {number} count how many are wanted
 */
function timeTicks(axis, count) {
  const { max, unit } = axis;
  if (known.max !== max || known.unit !== unit || known.count !== count) {
    const values = countTicks(axis, count);
    known = {
      max,
      unit,
      count,
      ticks: values.map((tick) => ({ tick, text: tick.toLocaleString("en") })),
    };
  }
  return known.ticks;
}

/**
 * The name of the lower strip, out of the playhead's way.
 * @param {Sheet} sheet
 * @param {number} playhead
 */
function paintStripName({ c, model, palette, layout }, playhead) {
  const { strip, left, fontSize } = layout;
  if (!strip) return;
  const tested = model.runs.some(({ trace }) => trace?.columns.test_accuracy);
  const text =
    model.strip === "right" ? (tested ? "accuracy (test thin)" : "accuracy") : "learning rate η";
  c.font = `${fontSize}px ${SANS}`;
  c.textAlign = "left";
  c.textBaseline = "middle";
  const covered = playhead - left < c.measureText(text).width + 14;
  haloText(
    c,
    text,
    (covered ? playhead : left) + 8,
    strip.top - 0.72 * fontSize,
    palette.ink2,
    palette.paper,
    4,
  );
}

/**
 * The names of different losses and of targets, each in the upper right corner of its axis, out of the playhead's way.
 * @param {Sheet} sheet
 * @param {number} playhead
 */
function paintLossNames({ c, model, palette, layout }, playhead) {
  const { panels, right, fontSize } = layout;
  if (panels.length < 2) return;
  c.font = `${fontSize}px ${SANS}`;
  c.textAlign = "right";
  c.textBaseline = "middle";
  for (const panel of panels) {
    const { top } = panel;
    const text = axisName(panel, model);
    const covered = right - playhead < c.measureText(text).width + 14;
    haloText(
      c,
      text,
      (covered ? playhead : right) - 8,
      top + 0.5 * fontSize,
      palette.ink2,
      palette.paper,
      4,
    );
  }
}

/** @param {import("./curves-layout.js").Panel} panel @param {Pick<CurvesModel, "scaled" | "runs">} model */
function axisName({ name, isError }, { scaled, runs }) {
  if (isError) return `root mean squared error${name && `, ${name}`}`;
  const loss = lossKinds(runs).length > 1 ? wordOf(name) : "loss";
  return scaled ? `${loss}, of ${scaled}` : loss;
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
 * A thin line through both strips where hyperparameters changed.
 * @param {Sheet} sheet
 * @param {number[]} order
 */
export function paintChanges(sheet, order) {
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
      c.lineTo(x, (layout.strip?.bottom ?? layout.bottom) + 8);
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
export function paintChangeLabels(sheet, order) {
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
  const { c, model, palette, styles, layout } = sheet;
  const run = model.runs[index];
  const { offset, top, bottom, toY } = panelOf(sheet, index);
  if (!run.ghost || run.ghostFrom >= run.ghost.rows) return;
  const row = Math.max(run.ghostFrom, Math.round(0.78 * (run.ghost.rows - 1)));
  const value = run.ghost.columns.loss[row] - offset;
  const height = model.lossScale === "log" ? Math.log10(value) : value;
  if (!Number.isFinite(height)) return;
  const y = Math.max(top + 2, Math.min(bottom - 8, toY(height) - 0.9 * layout.fontSize));
  c.font = `${layout.fontSize + 0.5}px ${SANS}`;
  c.textAlign = "center";
  const text = `${run.label}, unchanged`;
  const half = c.measureText(text).width / 2 + 4;
  const x = Math.max(layout.left + half, Math.min(layout.right - half, xAt(sheet, run.ghost, row)));
  haloText(c, text, x, y, nameColor(styles[index].color, run.slot, palette), palette.paper, 5);
}

/**
 * Where a run stands at a step on the x axis.
 * @param {Sheet} sheet
 * @param {RunTrace} trace
 * @param {number} step
 */
export function xAt({ layout, measures, model }, trace, step) {
  if (model.xAxis === "step") return layout.toX(step);
  return layout.toX(valueAtStep(trace.columns[measures.xColumn], trace.rows, step));
}
