/**
 * The words on the map: requests while drawing, then all placed at once.
 * @import {Box} from "../types.js"
 * @import {Label, Scene} from "./map-scene.js"
 */
import { haloText, SANS } from "../lib/canvas.js";
import { placeLabels } from "../lib/labels.js";
import { headRow, pathOf } from "./map-scene.js";

/**
 * The type of names on the map.
 * @param {number} scale
 */
export function nameFont(scale) {
  return `600 ${13.5 * scale}px ${SANS}`;
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
 * Places and draws the collected labels. Several lines stand flush with the side of their mark.
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
  const obstacles = [...scene.obstacles, ...pathBoxes(scene)];
  const places = placeLabels(scene.labels, obstacles, bounds, memory);
  c.textBaseline = "middle";
  for (const [k, { x, y, crowded }] of places.entries()) {
    const request = scene.labels[k];
    if (request.optional && crowded) continue;
    if (request.leader) drawLeader(c, request, x, y);
    c.font = request.font;
    const lines = request.text.split("\n");
    const pitch = request.height / lines.length;
    const side = lines.length === 1 ? 0 : x >= request.x ? -1 : 1;
    c.textAlign = side === 0 ? "center" : side < 0 ? "left" : "right";
    const edge = x + (side * request.width) / 2;
    lines.forEach((line, i) => {
      const top = y + (i - (lines.length - 1) / 2) * pitch;
      const color = request.colors?.[i] ?? request.color;
      haloText(c, line, edge, top, color, palette.paper, 4.5 * scale);
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
    const { pixels, kept } = pathOf(run.trace, scene);
    let row = headRow(run.trace, scene.model.step);
    let [x, y] = [Number.NaN, Number.NaN];
    let count = 0;
    for (let k = kept.after(row - 1); k >= 0 && count < 24; k--, row = kept.rows[k]) {
      const [px, py] = [pixels[2 * row], pixels[2 * row + 1]];
      if (Math.abs(px - x) + Math.abs(py - y) < 12) continue;
      boxes.push({ x: px - 3, y: py - 3, width: 6, height: 6 });
      [x, y] = [px, py];
      count++;
    }
  }
  return boxes;
}
