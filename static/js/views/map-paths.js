/**
 * The paths of the runs on the map, with their futures and ghosts.
 * @import {Scene} from "./map-scene.js"
 */
import { drawMarker } from "../lib/canvas.js";
import { label, nameFont } from "./map-labels.js";
import { drawingOrder, headRow, inside, pathOf, tracePixels } from "./map-scene.js";

/**
 * Paths with their casings, futures and ghosts.
 * @param {Scene} scene
 */
export function drawPaths(scene) {
  const { c, model, palette, styles, scale, frame } = scene;
  const order = drawingOrder(scene);
  c.lineJoin = "round";
  for (const { trace, index } of model.veiled ? [] : order) {
    const row = headRow(trace, model.step);
    c.globalAlpha = 0.4;
    c.setLineDash([]);
    c.lineWidth = 1.1 * scale;
    c.strokeStyle = styles[index].color;
    c.stroke(tracePixels(pathOf(trace, scene), row, trace.rows - 1, frame));
  }
  c.globalAlpha = 1;
  const paths = order.map(({ trace }) =>
    tracePixels(pathOf(trace, scene), 0, headRow(trace, model.step), frame),
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
  const path = pathOf(ghost, scene);
  const row = headRow(ghost, model.step);
  const { color, marker } = styles[index];
  const line = tracePixels(path, ghostFrom, row, frame);
  c.lineCap = "round";
  c.setLineDash([]);
  c.strokeStyle = palette.paper;
  c.lineWidth = 3.6 * scale;
  c.stroke(line);
  c.setLineDash([0.1, 4 * scale]);
  c.strokeStyle = color;
  c.lineWidth = 1.8 * scale;
  c.stroke(line);
  c.lineCap = "butt";
  const [x, y] = [path.pixels[2 * row], path.pixels[2 * row + 1]];
  if (!inside(x, y, frame)) return;
  drawMarker(c, marker, x, y, 5.4 * scale, color, palette.paper, true);
  const font = nameFont(scale);
  scene.labels.push(
    label(scene, `ghost ${index}`, "unchanged", x, y, color, font, 11 * scale, 180),
  );
}
