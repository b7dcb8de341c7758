/**
 * The fixed marks of the map: minima and start.
 * @import {Scene} from "./map-scene.js"
 */
import { SANS } from "../lib/canvas.js";
import { label } from "./map-labels.js";
import { inside } from "./map-scene.js";

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
    if (!inside(x, y, frame)) continue;
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
  if (!inside(x, y, frame)) return;
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
