/**
 * Quiet marks on the curves: epochs along the steps, how the axis counts, where the test loss was lowest.
 * @import {RunTrace} from "../types.js"
 * @import {Sheet} from "./curves-paint.js"
 */

import { bestTest } from "../lib/best-test.js";
import { haloText, SANS } from "../lib/canvas.js";
import { epochMarks } from "../lib/count-axis.js";
import { formatNumber } from "../lib/format.js";
import { panelOf } from "./curves-layout.js";
import { xAt } from "./curves-timeline.js";

/**
 * What stands between curves and track: the chosen run's epochs along steps, or how evaluations are counted.
 * @param {Sheet} sheet
 * @param {number} playhead
 */
export function paintCounting(sheet, playhead) {
  const { c, model, palette, layout, measures } = sheet;
  const { left, right, track, fontSize } = layout;
  c.font = `${fontSize}px ${SANS}`;
  c.textBaseline = "bottom";
  c.fillStyle = palette.ink3;
  if (model.xAxis !== "step") {
    if (!measures.x.unit) return;
    const text = `${model.xAxis}, logarithmic`;
    const covered = right - playhead < c.measureText(text).width + 16;
    c.textAlign = covered ? "left" : "right";
    c.fillText(text, covered ? left : right, track - 4);
    return;
  }
  const trace = model.runs[model.selected]?.trace;
  if (!trace || model.runs[model.selected].muted) return;
  const marks = epochMarks(trace.columns.epoch, trace.rows, (right - left) / (5 * fontSize));
  c.strokeStyle = palette.rule;
  c.lineWidth = 1;
  c.textAlign = "center";
  let free = left;
  for (const { epoch, step } of marks) {
    const x = layout.toX(step);
    c.beginPath();
    c.moveTo(x, track);
    c.lineTo(x, track - 4);
    c.stroke();
    const text = epoch === marks[0].epoch ? `epoch ${epoch}` : epoch.toLocaleString("en");
    const half = c.measureText(text).width / 2;
    if (x - half < free || x + half > right + 8 || Math.abs(x - playhead) < half + 14) continue;
    c.fillText(text, x, track - 4);
    free = x + half + 8;
  }
}

/**
 * A ring where each run's test loss was lowest; the chosen run's says so.
 * @param {Sheet} sheet
 * @param {number[]} order
 */
export function paintBestTests(sheet, order) {
  const { c, model, palette, styles } = sheet;
  for (const index of order.toReversed()) {
    const trace = /** @type {RunTrace} */ (model.runs[index].trace);
    const row = trace.columns.test_loss ? bestTest(trace) : -1;
    if (row < 0 || (model.veiled && row > model.step)) continue;
    const value = trace.columns.test_loss[row];
    const panel = panelOf(sheet, index);
    const height = model.lossScale === "log" ? Math.log10(value - panel.offset) : value;
    const y = panel.toY(height);
    const x = xAt(sheet, trace, row);
    if (!(y >= panel.top && y <= panel.bottom + 4)) continue;
    c.setLineDash([]);
    c.beginPath();
    c.arc(x, y, model.projector ? 5.5 : 4, 0, 2 * Math.PI);
    c.fillStyle = palette.paper;
    c.fill();
    c.strokeStyle = styles[index].color;
    c.lineWidth = model.projector ? 2.4 : 1.8;
    c.stroke();
    if (index === model.selected) paintBestName(sheet, x, y, value, xAt(sheet, trace, model.step));
  }
}

/** Beside the ring, where neither the frame's end nor the playhead is. @param {Sheet} sheet @param {number} x @param {number} y @param {number} value @param {number} playhead */
function paintBestName({ c, palette, layout }, x, y, value, playhead) {
  const text = `lowest test loss ${formatNumber(value, 3)}`;
  c.font = `${layout.fontSize}px ${SANS}`;
  c.textBaseline = "middle";
  const width = c.measureText(text).width + 12;
  const free = (/** @type {number} */ from) =>
    from > layout.left &&
    from + width < layout.right &&
    (playhead < from - 8 || playhead > from + width + 8);
  const after = free(x);
  if (!after && !free(x - width)) return;
  c.textAlign = after ? "left" : "right";
  const above = y + layout.fontSize > layout.bottom;
  const at = above ? y - layout.fontSize : y + 0.9 * layout.fontSize;
  haloText(c, text, after ? x + 6 : x - 6, at, palette.ink2, palette.paper, 4);
}
