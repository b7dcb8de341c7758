/**
 * The step taken apart: an arrow for each of its terms, and for their sum.
 * @import {Arrow, Box} from "../types.js"
 * @import {Scene} from "./map-scene.js"
 */
import { drawArrow } from "../lib/canvas.js";
import { arrowScale } from "../lib/labels.js";
import { label, nameFont } from "./map-labels.js";
import { headRow, inside, lastFinite, pathOf } from "./map-scene.js";

/**
 * The arrows of the chosen run's step, all longer by one common factor, with the parallelogram that adds
 * them up. In one dimension they lie in one line, so the terms are drawn above the step.
 * @param {Scene} scene
 * @returns {number} the factor; 0 without arrows
 */
export function drawArrows(scene) {
  const { model, scale, frame } = scene;
  const run = model.runs[model.selected];
  if (!run?.trace || run.muted || !model.arrows.length) return 0;
  const head = lastFinite(pathOf(run.trace, scene), headRow(run.trace, model.step));
  if (!head || !inside(head[0], head[1], frame)) return 0;
  const vectors = model.arrows.map(({ vector }) => scene.toVector(vector));
  const longest = Math.max(...vectors.map(([x, y]) => Math.hypot(x, y)));
  const target = 78 * scale;
  const room = Math.min(...vectors.map((vector) => roomFor(vector, head, frame)));
  // Near the frame arrows are shortened to stay within it, but not below half.
  const factor = arrowScale(longest, Math.max(0.5 * target, Math.min(target, room * longest)));
  if (!factor) return 0;
  let lift = 0;
  const shafts = model.arrows.map(({ role }, k) => {
    if (role !== "step" && model.landscape.dimension === 1) lift += 17 * scale;
    const y = role === "step" ? head[1] : head[1] - lift;
    return [head[0], y, head[0] + factor * vectors[k][0], y + factor * vectors[k][1]];
  });
  drawParallelogram(scene, head, shafts);
  const step = model.arrows.findIndex(({ role }) => role === "step");
  // The step lies on top of its terms.
  for (const k of shafts.keys()) if (k !== step) drawOne(scene, k, shafts[k], shafts[step]);
  if (step >= 0) drawOne(scene, step, shafts[step]);
  return factor;
}

/**
 * By which factor a vector may grow before it leaves the frame.
 * @param {number[]} vector
 * @param {[number, number]} head
 * @param {Box} frame
 */
function roomFor([x, y], head, frame) {
  const sides = [
    [x, frame.x + 6 - head[0], frame.x + frame.width - 6 - head[0]],
    [y, frame.y + 6 - head[1], frame.y + frame.height - 6 - head[1]],
  ];
  return Math.min(...sides.map(([v, low, high]) => (v === 0 ? 1e300 : (v > 0 ? high : low) / v)));
}

/**
 * One arrow with its name. A term that is the whole step leaves the name to the step.
 * @param {Scene} scene
 * @param {number} k
 * @param {number[]} shaft from x, y to x, y
 * @param {number[]} [step]
 */
function drawOne(scene, k, [x0, y0, x1, y1], step) {
  const { c, model, palette, styles, scale } = scene;
  const { role, label: text } = model.arrows[k];
  const color = arrowColor(model.arrows[k], styles[model.selected].color, scene);
  c.globalAlpha = !model.highlight || model.highlight === role ? 1 : 0.3;
  drawArrow(c, x0, y0, x1, y1, color, (role === "step" ? 3.2 : 2.5) * scale, palette.paper);
  c.globalAlpha = 1;
  const length = Math.hypot(x1 - x0, y1 - y0);
  if (length < 7 * scale || (step && Math.hypot(x1 - step[2], y1 - step[3]) < 3)) return;
  scene.obstacles.push(
    { x: (x0 + x1) / 2 - 6, y: (y0 + y1) / 2 - 6, width: 12, height: 12 },
    { x: x1 - 5, y: y1 - 5, width: 10, height: 10 },
  );
  const angle = ((Math.atan2(y1 - y0, x1 - x0) * 180) / Math.PI + 360) % 360;
  const font = nameFont(scale);
  scene.labels.unshift(label(scene, `arrow ${role}`, text, x1, y1, color, font, 6 * scale, angle));
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
 * The dashed sides from the tips of the two terms to the tip of the step.
 * @param {Scene} scene
 * @param {[number, number]} head
 * @param {number[][]} shafts
 */
function drawParallelogram({ c, model, palette, scale }, head, shafts) {
  const step = model.arrows.findIndex(({ role }) => role === "step");
  const terms = shafts.filter((_, k) => k !== step);
  if (step < 0 || terms.length !== 2) return;
  const [, , sx, sy] = shafts[step];
  const [[, , ax, ay], [, , bx, by]] = terms;
  if (Math.hypot(ax + bx - head[0] - sx, ay + by - head[1] - sy) > 3) return;
  c.strokeStyle = palette.ink;
  c.globalAlpha = model.highlight ? 0.3 : 1;
  c.lineWidth = 1.1 * scale;
  c.setLineDash([2.5 * scale, 3 * scale]);
  c.beginPath();
  c.moveTo(ax, ay);
  c.lineTo(sx, sy);
  c.lineTo(bx, by);
  c.stroke();
  c.setLineDash([]);
  c.globalAlpha = 1;
}
