/**
 * What the layers of the map share: the scene they draw, paths in pixels, heads, drawing order.
 * @import {Box, LabelRequest, LabModel, Palette, RunTrace, RunView} from "../types.js"
 * @import {RunStyle} from "../lib/colors.js"
 */
import { clipSegment } from "../lib/labels.js";

/**
 * What every layer needs to draw.
 * @typedef {object} Scene
 * @property {CanvasRenderingContext2D} c
 * @property {Box} frame
 * @property {(point: ArrayLike<number>, at?: number) => [number, number]} toPixel
 * @property {(vector: ArrayLike<number>) => [number, number]} toVector pixels of a displacement
 * @property {string} frameKey changes when toPixel does
 * @property {LabModel} model
 * @property {Palette} palette
 * @property {RunStyle[]} styles one for each run
 * @property {number} scale 1, more on the projector
 * @property {Label[]} labels collected while drawing
 * @property {Box[]} obstacles what labels must not cover
 *
 * @typedef {LabelRequest & {text: string, color: string, colors?: string[], font: string, leader?: string, optional?: boolean}} Label
 */

/** @type {WeakMap<RunTrace, {key: string, rows: number, pixels: Float32Array}>} */
const cache = new WeakMap();
const FAR = 1e7;

/**
 * Pixels of a trace, x and y alternately; NaN where the parameters are not finite.
 * @param {RunTrace} trace
 * @param {Scene} scene
 */
export function pathPixels(trace, scene) {
  const known = cache.get(trace);
  if (known && known.key === scene.frameKey && known.rows === trace.rows) return known.pixels;
  const { parameters } = trace.columns;
  const d = trace.dimension;
  const pixels = new Float32Array(2 * trace.rows);
  for (let k = 0; k < trace.rows; k++) {
    const [x, y] = scene.toPixel(parameters, k * d);
    const finite = Number.isFinite(x) && Number.isFinite(y);
    pixels[2 * k] = finite ? Math.max(-FAR, Math.min(FAR, x)) : Number.NaN;
    pixels[2 * k + 1] = finite ? Math.max(-FAR, Math.min(FAR, y)) : Number.NaN;
  }
  cache.set(trace, { key: scene.frameKey, rows: trace.rows, pixels });
  return pixels;
}

/**
 * The line through rows `from` … `to`. Points closer than a third of a pixel are left out; what is far
 * outside is cut off, since canvases lose precision there.
 * @param {Float32Array} pixels
 * @param {number} from
 * @param {number} to
 * @param {Box} frame
 */
export function tracePixels(pixels, from, to, frame) {
  const path = new Path2D();
  const safe = {
    x: frame.x - 60,
    y: frame.y - 60,
    width: frame.width + 120,
    height: frame.height + 120,
  };
  let px = pixels[2 * from];
  let py = pixels[2 * from + 1];
  let joined = false;
  for (let k = from + 1; k <= to; k++) {
    const x = pixels[2 * k];
    const y = pixels[2 * k + 1];
    const dx = x - px;
    const dy = y - py;
    if (dx * dx + dy * dy < 0.1 && k < to) continue;
    if (inside(px, py, safe) && inside(x, y, safe)) {
      if (!joined) path.moveTo(px, py);
      path.lineTo(x, y);
      joined = true;
    } else {
      const cut = clipSegment(px, py, x, y, safe);
      if (cut) {
        path.moveTo(cut[0], cut[1]);
        path.lineTo(cut[2], cut[3]);
      }
      joined = false;
    }
    px = x;
    py = y;
  }
  return path;
}

/**
 * Does a point lie in a box?
 * @param {number} x
 * @param {number} y
 * @param {Box} box
 */
export function inside(x, y, box) {
  return x >= box.x && x <= box.x + box.width && y >= box.y && y <= box.y + box.height;
}

/**
 * Row shown of a trace: a run that ended early stays at its last one.
 * @param {RunTrace} trace
 * @param {number} step
 */
export function headRow(trace, step) {
  return Math.max(0, Math.min(step, trace.rows - 1));
}

/**
 * The last point of a path that is finite.
 * @param {Float32Array} pixels
 * @param {number} row
 * @returns {[number, number] | null}
 */
export function lastFinite(pixels, row) {
  for (let k = row; k >= 0; k--) {
    if (Number.isFinite(pixels[2 * k])) return [pixels[2 * k], pixels[2 * k + 1]];
  }
  return null;
}
/**
 * Runs to draw, in drawing order: the chosen one lowest and wide, then solid lines, then ever finer dashes,
 * so that runs on the same path all show.
 * @param {Pick<Scene, "model" | "styles">} scene
 * @returns {{run: RunView, trace: RunTrace, index: number, chosen: boolean}[]}
 */
export function drawingOrder({ model, styles }) {
  const shown = [];
  for (let index = 0; index < model.runs.length; index++) {
    const run = model.runs[index];
    if (run.muted || !run.trace || run.trace.rows < 1) continue;
    shown.push({ run, trace: run.trace, index, chosen: index === model.selected });
  }
  const ink = (/** @type {number} */ index) => {
    const { dash } = styles[index];
    return dash.length ? dash[0] / (dash[0] + dash[1]) : 2;
  };
  return shown.sort((a, b) => Number(b.chosen) - Number(a.chosen) || ink(b.index) - ink(a.index));
}
