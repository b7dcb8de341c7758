/**
 * The words and marks of the map: minima, start, arrows of the step, and all labels.
 * @import {Arrow, Box} from "../types.js"
 * @import {Label, Scene} from "./map-paths.js"
 */
import { drawArrow, haloText, SANS } from "../lib/canvas.js";
import { arrowScale, placeLabels } from "../lib/labels.js";
import { headRow, label, lastFinite, pathPixels } from "./map-paths.js";

/**
 * A plus at each minimum of the landscape.
 * @param {Scene} scene
 */
export function drawMinima(scene) {
  const { c, model, palette, scale, frame } = scene;
  const r = 5.5 * scale;
  c.setLineDash([]);
  for (const [k, { point }] of model.landscape.minima.entries()) {
    const [x, y] = scene.toPixel(point);
    if (!contains(frame, x, y)) continue;
    for (const [color, width] of /** @type {[string, number][]} */ ([
      [palette.paper, 4.5],
      [palette.ink, 1.8],
    ])) {
      c.strokeStyle = color;
      c.lineWidth = width * scale;
      c.beginPath();
      c.moveTo(x - r, y);
      c.lineTo(x + r, y);
      c.moveTo(x, y - r);
      c.lineTo(x, y + r);
      c.stroke();
    }
    scene.obstacles.push({ x: x - r - 1, y: y - r - 1, width: 2 * r + 2, height: 2 * r + 2 });
    if (k > 3) continue;
    const font = `${13 * scale}px ${SANS}`;
    const request = label(
      scene,
      `minimum ${k}`,
      "minimum",
      x,
      y,
      palette.ink2,
      font,
      9 * scale,
      315,
    );
    scene.labels.push({ ...request, optional: true });
  }
}

/**
 * The ring at the start.
 * @param {Scene} scene
 */
export function drawStart(scene) {
  const { c, model, palette, scale, frame } = scene;
  const [x, y] = scene.toPixel(model.start);
  if (!contains(frame, x, y)) return;
  const r = 5.75 * scale;
  c.setLineDash([]);
  c.beginPath();
  c.arc(x, y, r, 0, 2 * Math.PI);
  c.strokeStyle = palette.paper;
  c.lineWidth = 5 * scale;
  c.stroke();
  c.fillStyle = palette.paper;
  c.fill();
  c.strokeStyle = palette.ink;
  c.lineWidth = 2.1 * scale;
  c.stroke();
  scene.obstacles.push({ x: x - 8, y: y - 8, width: 16, height: 16 });
  const font = `${13.5 * scale}px ${SANS}`;
  const request = label(scene, "start", "start", x, y, palette.ink, font, 9 * scale, 225);
  scene.labels.push({ ...request, optional: true });
}

/**
 * The arrows of the chosen run's step, all longer by one common factor, with the parallelogram that adds
 * them up.
 * @param {Scene} scene
 * @returns {number} the factor; 0 without arrows
 */
export function drawArrows(scene) {
  const { c, model, palette, styles, scale, frame } = scene;
  const run = model.runs[model.selected];
  if (!run?.trace || run.muted || !model.arrows.length) return 0;
  const at = lastFinite(pathPixels(run.trace, scene), headRow(run.trace, model.step));
  if (!at || !contains(frame, at[0], at[1])) return 0;
  const origin = scene.toPixel(model.start.map(() => 0));
  const vectors = model.arrows.map(({ vector }) => {
    const [x, y] = scene.toPixel(vector);
    return [x - origin[0], y - origin[1]];
  });
  const factor = arrowScale(Math.max(...vectors.map(([x, y]) => Math.hypot(x, y))), 78 * scale);
  if (!factor) return 0;
  const tips = vectors.map(([x, y]) => [at[0] + factor * x, at[1] + factor * y]);
  drawParallelogram(scene, at, tips);
  // The step lies on top, its terms below.
  const order = model.arrows
    .map((_, k) => k)
    .sort((a, b) => rank(model.arrows[a]) - rank(model.arrows[b]));
  for (const k of order) {
    const arrow = model.arrows[k];
    const color = arrowColor(arrow, styles[model.selected].color, scene);
    const [x, y] = tips[k];
    c.globalAlpha = !model.highlight || model.highlight === arrow.role ? 1 : 0.3;
    drawArrow(
      c,
      at[0],
      at[1],
      x,
      y,
      color,
      (arrow.role === "step" ? 3.2 : 2.5) * scale,
      palette.paper,
    );
    c.globalAlpha = 1;
    if (Math.hypot(x - at[0], y - at[1]) < 7 * scale) continue;
    scene.obstacles.push(between(at[0], at[1], x, y), {
      x: x - 5,
      y: y - 5,
      width: 10,
      height: 10,
    });
    const angle = (Math.atan2(y - at[1], x - at[0]) * 180) / Math.PI;
    const font = `600 ${13.5 * scale}px ${SANS}`;
    const prefer = (angle + 360) % 360;
    scene.labels.unshift(
      label(scene, `arrow ${arrow.role}`, arrow.label, x, y, color, font, 6 * scale, prefer),
    );
  }
  return factor;
}

/**
 * @param {Arrow} arrow
 */
function rank(arrow) {
  return arrow.role === "step" ? 1 : 0;
}

/**
 * @param {Arrow} arrow
 * @param {string} runColor
 * @param {Scene} scene
 */
function arrowColor(arrow, runColor, { palette }) {
  if (arrow.role === "step") return runColor;
  return arrow.role === "decay" ? palette.ink2 : palette[arrow.role];
}

/**
 * A small box at the middle of an arrow, enough to keep labels off it.
 * @param {number} x0
 * @param {number} y0
 * @param {number} x1
 * @param {number} y1
 * @returns {Box}
 */
function between(x0, y0, x1, y1) {
  return { x: (x0 + x1) / 2 - 6, y: (y0 + y1) / 2 - 6, width: 12, height: 12 };
}

/**
 * The dashed sides from the tips of the two terms to the tip of the step.
 * @param {Scene} scene
 * @param {[number, number]} at
 * @param {number[][]} tips
 */
function drawParallelogram({ c, model, palette, scale }, at, tips) {
  const step = model.arrows.findIndex(({ role }) => role === "step");
  const terms = tips.filter((_, k) => k !== step);
  if (step < 0 || terms.length !== 2) return;
  const [sx, sy] = tips[step];
  const [a, b] = terms;
  const miss = Math.hypot(a[0] + b[0] - at[0] - sx, a[1] + b[1] - at[1] - sy);
  if (miss > 3) return;
  c.strokeStyle = palette.ink;
  c.globalAlpha = model.highlight ? 0.3 : 1;
  c.lineWidth = 1.1 * scale;
  c.setLineDash([2.5 * scale, 3 * scale]);
  c.beginPath();
  c.moveTo(a[0], a[1]);
  c.lineTo(sx, sy);
  c.lineTo(b[0], b[1]);
  c.stroke();
  c.setLineDash([]);
  c.globalAlpha = 1;
}

/**
 * Places and draws the collected labels.
 * @param {Scene} scene
 * @param {Map<string, number>} memory directions of the last frame
 */
export function drawLabels(scene, memory) {
  const { c, palette, scale, frame } = scene;
  const bounds = {
    x: frame.x + 3,
    y: frame.y + 3,
    width: frame.width - 6,
    height: frame.height - 6,
  };
  const places = placeLabels(
    scene.labels,
    [...scene.obstacles, ...pathBoxes(scene)],
    bounds,
    memory,
  );
  c.textBaseline = "middle";
  c.textAlign = "center";
  for (const [k, { x, y, crowded }] of places.entries()) {
    const request = scene.labels[k];
    if (request.optional && crowded) continue;
    if (request.leader) drawLeader(c, request, x, y);
    c.font = request.font;
    const lines = request.text.split("\n");
    const pitch = request.height / lines.length;
    c.textAlign = lines.length > 1 ? "left" : "center";
    const left = lines.length > 1 ? x - request.width / 2 : x;
    lines.forEach((line, i) => {
      const top = y + (i - (lines.length - 1) / 2) * pitch;
      haloText(c, line, left, top, request.color, palette.paper, 4.5 * scale);
    });
  }
}

/**
 * A thin line from a mark to its label.
 * @param {CanvasRenderingContext2D} c
 * @param {Label} request
 * @param {number} x
 * @param {number} y
 */
function drawLeader(c, request, x, y) {
  const dx = Math.max(-request.width / 2, Math.min(request.width / 2, request.x - x));
  const dy = Math.max(-request.height / 2, Math.min(request.height / 2, request.y - y));
  const length = Math.hypot(x + dx - request.x, y + dy - request.y) || 1;
  const ux = (x + dx - request.x) / length;
  const uy = (y + dy - request.y) / length;
  c.strokeStyle = request.leader ?? request.color;
  c.lineWidth = 1;
  c.beginPath();
  c.moveTo(request.x + 8 * ux, request.y + 8 * uy);
  c.lineTo(x + dx - 3 * ux, y + dy - 3 * uy);
  c.stroke();
}

/**
 * Small boxes along the latest stretch of each path, so that names keep off the lines.
 * @param {Scene} scene
 */
function pathBoxes(scene) {
  /** @type {Box[]} */
  const boxes = [];
  for (const run of scene.model.runs) {
    if (run.muted || !run.trace) continue;
    const pixels = pathPixels(run.trace, scene);
    let [x, y] = [Number.NaN, Number.NaN];
    let count = 0;
    for (let k = headRow(run.trace, scene.model.step); k >= 0 && count < 24; k--) {
      const [px, py] = [pixels[2 * k], pixels[2 * k + 1]];
      if (Math.abs(px - x) + Math.abs(py - y) < 12) continue;
      boxes.push({ x: px - 3, y: py - 3, width: 6, height: 6 });
      [x, y] = [px, py];
      count++;
    }
  }
  return boxes;
}

/**
 * @param {Box} box
 * @param {number} x
 * @param {number} y
 */
export function contains(box, x, y) {
  return x >= box.x && x <= box.x + box.width && y >= box.y && y <= box.y + box.height;
}
