/**
 * The runs on the map: paths, ghosts, changes, heads. Draws in the map's pixels.
 * @import {Box, LabelRequest, LabModel, Palette, RunTrace, RunView} from "../types.js"
 * @import {RunStyle} from "../lib/colors.js"
 */
import { drawDivergence, drawMarker, SANS } from "../lib/canvas.js";
import { clipSegment } from "../lib/labels.js";

/**
 * What every layer needs to draw.
 * @typedef {object} Scene
 * @property {CanvasRenderingContext2D} c
 * @property {Box} frame
 * @property {(point: ArrayLike<number>, at?: number) => [number, number]} toPixel
 * @property {string} frameKey changes when toPixel does
 * @property {LabModel} model
 * @property {Palette} palette
 * @property {RunStyle[]} styles one for each run
 * @property {number} scale 1, more on the projector
 * @property {Label[]} labels collected while drawing
 * @property {Box[]} obstacles what labels must not cover
 *
 * @typedef {LabelRequest & {text: string, color: string, font: string, leader?: string, optional?: boolean}} Label
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
 * @param {number} x
 * @param {number} y
 * @param {Box} box
 */
function inside(x, y, box) {
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

/**
 * Paths with their casings, futures and ghosts.
 * @param {Scene} scene
 */
export function drawPaths(scene) {
  const { c, model, palette, styles, scale, frame } = scene;
  const order = drawingOrder(scene);
  c.lineJoin = "round";
  for (const { trace, index } of order) {
    const row = headRow(trace, model.step);
    c.globalAlpha = 0.4;
    c.setLineDash([]);
    c.lineWidth = 1.1 * scale;
    c.strokeStyle = styles[index].color;
    c.stroke(tracePixels(pathPixels(trace, scene), row, trace.rows - 1, frame));
  }
  c.globalAlpha = 1;
  const paths = order.map(({ trace }) =>
    tracePixels(pathPixels(trace, scene), 0, headRow(trace, model.step), frame),
  );
  c.strokeStyle = palette.paper;
  order.forEach(({ chosen }, k) => {
    c.lineWidth = (chosen ? 6 : 4.4) * scale;
    c.stroke(paths[k]);
  });
  order.forEach(({ chosen, index }, k) => {
    const { color, dash } = styles[index];
    c.strokeStyle = color;
    c.lineWidth = (chosen ? 3.25 : 2) * scale;
    c.lineCap = dash[0] === 1 ? "round" : "butt";
    c.setLineDash(dash.map((part) => part * scale));
    c.stroke(paths[k]);
    if (chosen) drawGhost(scene, index);
  });
  c.setLineDash([]);
  c.lineCap = "butt";
}

/**
 * The unchanged future of a run, dotted, with a hollow marker.
 * @param {Scene} scene
 * @param {number} index
 */
function drawGhost(scene, index) {
  const { c, model, palette, styles, scale, frame } = scene;
  const { ghost, ghostFrom } = model.runs[index];
  if (!ghost || model.step <= ghostFrom || ghostFrom >= ghost.rows) return;
  const pixels = pathPixels(ghost, scene);
  const row = headRow(ghost, model.step);
  const { color, marker } = styles[index];
  const path = tracePixels(pixels, ghostFrom, row, frame);
  c.lineCap = "round";
  c.setLineDash([]);
  c.strokeStyle = palette.paper;
  c.lineWidth = 3.6 * scale;
  c.stroke(path);
  c.setLineDash([0.1, 4 * scale]);
  c.strokeStyle = color;
  c.lineWidth = 1.8 * scale;
  c.stroke(path);
  c.lineCap = "butt";
  const [x, y] = [pixels[2 * row], pixels[2 * row + 1]];
  if (!inside(x, y, frame)) return;
  drawMarker(c, marker, x, y, 5.5 * scale, color, palette.paper, true);
  const font = `600 ${13.5 * scale}px ${SANS}`;
  scene.labels.push(label(scene, `ghost ${index}`, "unchanged", x, y, color, font, 9 * scale, 180));
}

/**
 * A request for a label; the width is measured.
 * @param {Scene} scene
 * @param {string} key
 * @param {string} text
 * @param {number} x
 * @param {number} y
 * @param {string} color
 * @param {string} font
 * @param {number} gap
 * @param {number} [prefer]
 * @returns {Label}
 */
export function label(scene, key, text, x, y, color, font, gap, prefer) {
  scene.c.font = font;
  const lines = text.split("\n");
  const width = Math.max(...lines.map((line) => scene.c.measureText(line).width));
  const size = Number(/([\d.]+)px/.exec(font)?.[1] ?? 13);
  return { key, text, x, y, color, font, gap, prefer, width, height: lines.length * size * 1.2 };
}

/**
 * Hollow diamonds where hyperparameters changed; the chosen run's say what.
 * @param {Scene} scene
 */
export function drawChanges(scene) {
  const { c, model, palette, styles, scale, frame } = scene;
  for (const { run, trace, index, chosen } of drawingOrder(scene)) {
    const pixels = pathPixels(trace, scene);
    run.changes.forEach((change, k) => {
      if (change.at > model.step || change.at >= trace.rows) return;
      const [x, y] = [pixels[2 * change.at], pixels[2 * change.at + 1]];
      if (!inside(x, y, frame)) return;
      drawMarker(c, "diamond", x, y, 5.6 * scale, styles[index].color, palette.paper, true);
      scene.obstacles.push({ x: x - 8, y: y - 8, width: 16, height: 16 });
      if (!chosen || k < run.changes.length - 1) return;
      const font = `${13 * scale}px ${SANS}`;
      const text = `step ${change.at.toLocaleString("en")}\n${change.text}`;
      const request = label(
        scene,
        `change ${index}`,
        text,
        x,
        y,
        palette.ink,
        font,
        30 * scale,
        315,
      );
      scene.labels.push({ ...request, leader: palette.ink2 });
    });
  }
}

/**
 * Markers at the heads with their names. Heads that coincide are nested, the chosen one outermost; a head
 * outside the map is a pointer at its edge; a diverged run ends in ×.
 * @param {Scene} scene
 */
export function drawHeads(scene) {
  const { c, model, palette, styles, scale, frame } = scene;
  /** @type {[number, number][]} */
  const spots = [];
  const order = drawingOrder(scene);
  // Drawn so that the chosen head lies on top unless heads coincide.
  const heads = [...order.slice(1), ...order.slice(0, 1)];
  const nested = new Map(order.map(({ index, trace }) => [index, depth(trace, scene, spots)]));
  heads.sort((a, b) => (nested.get(a.index) ?? 0) - (nested.get(b.index) ?? 0));
  for (const { run, trace, index, chosen } of heads) {
    const { color, marker } = styles[index];
    const at = lastFinite(pathPixels(trace, scene), headRow(trace, model.step));
    if (!at) continue;
    const diverged = trace.outcome.status === "diverged" && model.step >= trace.rows - 1;
    const within = inside(at[0], at[1], frame);
    const [x, y] = within ? at : border(at, frame, 9 * scale);
    if (diverged) drawDivergence(c, x, y, 5 * scale, palette.diverged, palette.paper);
    else if (within) {
      const level = nested.get(index) ?? 0;
      drawMarker(c, marker, x, y, 6.6 * scale * (level ? 0.62 ** level : 1), color, palette.paper);
    } else pointer(scene, x, y, at, color);
    scene.obstacles.push({ x: x - 8, y: y - 8, width: 16, height: 16 });
    if (chosen && model.arrows.length && within && !diverged) continue;
    const text = diverged
      ? `${run.label}: diverged at ${(trace.rows - 1).toLocaleString("en")}`
      : run.label;
    const font = `600 ${13.5 * scale}px ${SANS}`;
    const ink = diverged ? palette.diverged : nameColor(styles[index].color, run.slot, palette);
    scene.labels.push(label(scene, `head ${index}`, text, x, y, ink, font, 11 * scale));
  }
}

/**
 * Sky, purple and orange are too pale for words.
 * @param {string} color
 * @param {number} slot
 * @param {Palette} palette
 */
export function nameColor(color, slot, palette) {
  return palette.theme === "light" && [5, 7, 8].includes(slot) ? palette.ink : color;
}

/**
 * How many heads already lie at a run's head.
 * @param {RunTrace} trace
 * @param {Scene} scene
 * @param {[number, number][]} spots
 */
function depth(trace, scene, spots) {
  const at = lastFinite(pathPixels(trace, scene), headRow(trace, scene.model.step));
  if (!at) return 0;
  const level = spots.filter(([x, y]) => Math.hypot(x - at[0], y - at[1]) < 3).length;
  spots.push(at);
  return level;
}

/**
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
 * @param {[number, number]} at
 * @param {Box} frame
 * @param {number} inset
 * @returns {[number, number]}
 */
function border([x, y], frame, inset) {
  return [
    Math.max(frame.x + inset, Math.min(frame.x + frame.width - inset, x)),
    Math.max(frame.y + inset, Math.min(frame.y + frame.height - inset, y)),
  ];
}

/**
 * @param {Scene} scene
 * @param {number} x
 * @param {number} y
 * @param {[number, number]} at where the head is
 * @param {string} color
 */
function pointer({ c, palette, scale }, x, y, at, color) {
  const angle = Math.atan2(at[1] - y, at[0] - x);
  const r = 7 * scale;
  c.beginPath();
  for (const [reach, turn] of [
    [r, 0],
    [r, 2.5],
    [0.3 * r, Math.PI],
    [r, -2.5],
  ]) {
    c.lineTo(x + reach * Math.cos(angle + turn), y + reach * Math.sin(angle + turn));
  }
  c.closePath();
  c.setLineDash([]);
  c.strokeStyle = palette.paper;
  c.lineWidth = 3;
  c.stroke();
  c.fillStyle = color;
  c.fill();
}
