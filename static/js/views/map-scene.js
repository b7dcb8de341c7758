/**
 * What the layers of the map share: the scene they draw, paths in pixels, heads, drawing order.
 * @import {Box, LabelRequest, LabModel, Palette, RunTrace, RunView} from "../types.js"
 * @import {RunStyle} from "../lib/colors.js"
 */
import { clipSegment } from "../lib/labels.js";
import { PixelPath } from "../lib/pixel-path.js";
import { newPath } from "../lib/recording.js";

/**
 * What every layer needs to draw.
 * @typedef {object} Scene
 * @property {CanvasRenderingContext2D} c
 * @property {Box} frame
 * @property {(point: ArrayLike<number>, at?: number) => [number, number]} toPixel
 * @property {(vector: ArrayLike<number>) => [number, number]} toVector pixels of a displacement
 * @property {Paths} paths of these pixels
 * @property {LabModel} model
 * @property {Palette} palette
 * @property {RunStyle[]} styles one for each run
 * @property {number} scale 1, more on the projector
 * @property {Label[]} labels collected while drawing
 * @property {Box[]} obstacles what labels must not cover
 *
 * @typedef {LabelRequest & {text: string, color: string, colors?: string[], font: string, leader?: string, optional?: boolean}} Label
 */

/**
 * Paths in the pixels of one frame: for another frame there are others. They go with the trace.
 * @typedef {WeakMap<RunTrace, PixelPath>} Paths
 */

/**
 * The path of a trace, with all rows that there are.
 * @param {RunTrace} trace
 * @param {Pick<Scene, "paths" | "toPixel" | "frame">} scene
 */
export function pathOf(trace, { paths, toPixel, frame }) {
  let path = paths.get(trace);
  if (!path) {
    path = new PixelPath(frame);
    paths.set(trace, path);
  }
  const { parameters } = trace.columns;
  path.extend(trace.rows, (row) => toPixel(parameters, row * trace.dimension));
  return path;
}

/**
 * The line through rows `from` … `to`, without what the path has covered before. What is far outside is cut off, since canvases lose precision there.
 * @param {PixelPath} path
 * @param {number} from
 * @param {number} to
 * @param {Box} frame
 */
export function tracePixels(path, from, to, frame) {
  const line = newPath();
  const { pixels, kept } = path;
  const safe = {
    x: frame.x - 60,
    y: frame.y - 60,
    width: frame.width + 120,
    height: frame.height + 120,
  };
  let px = pixels[2 * from];
  let py = pixels[2 * from + 1];
  let within = inside(px, py, safe);
  let joined = false;
  const end = kept.after(to - 1);
  for (let k = kept.after(from); k <= end && from < to; k++) {
    const row = k < end ? kept.rows[k] : to;
    const lifted = k > 0 && kept.lifted[k - 1] === 1;
    const x = pixels[2 * row];
    const y = pixels[2 * row + 1];
    const before = within;
    within = inside(x, y, safe);
    if (lifted) joined = false;
    else if (before && within) {
      if (!joined) line.moveTo(px, py);
      line.lineTo(x, y);
      joined = true;
    } else {
      const cut = clipSegment(px, py, x, y, safe);
      if (cut) {
        line.moveTo(cut[0], cut[1]);
        line.lineTo(cut[2], cut[3]);
      }
      joined = false;
    }
    px = x;
    py = y;
  }
  return line;
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
 * @param {PixelPath} path
 * @param {number} row
 * @returns {[number, number] | null}
 */
export function lastFinite({ pixels }, row) {
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
