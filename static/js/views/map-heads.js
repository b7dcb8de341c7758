/**
 * The heads of the runs and the marks of their changes.
 * @import {Box, Palette} from "../types.js"
 * @import {Scene} from "./map-scene.js"
 */
import { drawDivergence, drawMarker, SANS } from "../lib/canvas.js";
import { formatCount } from "../lib/format.js";
import { drawPointer } from "../lib/pointer.js";
import { label, nameFont } from "./map-labels.js";
import { drawingOrder, headRow, inside, lastFinite, pathOf } from "./map-scene.js";

/**
 * @typedef {object} Head
 * @property {number} x where its marker is
 * @property {number} y
 * @property {[number, number]} at where the head is, perhaps outside the map
 * @property {number} index
 * @property {number} slot
 * @property {boolean} chosen
 * @property {boolean} diverged
 * @property {boolean} within
 * @property {number} level how many heads lie there already
 * @property {string} text
 */

/**
 * Hollow diamonds where hyperparameters changed; the chosen run's say what.
 * @param {Scene} scene
 */
export function drawChanges(scene) {
  const { c, model, palette, styles, scale, frame } = scene;
  for (const { run, trace, index, chosen } of drawingOrder(scene)) {
    const { pixels } = pathOf(trace, scene);
    run.changes.forEach((change, k) => {
      if (change.at > model.step || change.at >= trace.rows) return;
      const [x, y] = [pixels[2 * change.at], pixels[2 * change.at + 1]];
      if (!inside(x, y, frame)) return;
      drawMarker(c, "diamond", x, y, 5.6 * scale, styles[index].color, palette.paper, true);
      scene.obstacles.push({ x: x - 8, y: y - 8, width: 16, height: 16 });
      if (!chosen || k < run.changes.length - 1) return;
      const font = `${13 * scale}px ${SANS}`;
      const text = `step ${formatCount(change.at)}\n${change.text}`;
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
 * Markers at the heads with their names. Heads that coincide are nested, the chosen one outermost, and
 * share one label; a head outside the map is a pointer at its edge; a diverged run ends in × where it is in sight.
 * @param {Scene} scene
 */
export function drawHeads(scene) {
  const { c, model, palette, styles, scale } = scene;
  const order = drawingOrder(scene);
  /** @type {Head[]} */
  const heads = [];
  for (const entry of order) {
    const head = headOf(entry, scene, heads);
    if (head) heads.push(head);
  }
  // The chosen head lies on top, unless others lie within it.
  const upwards = heads.toSorted(
    (a, b) => a.level - b.level || Number(a.chosen) - Number(b.chosen),
  );
  for (const { x, y, at, index, level, diverged, within } of upwards) {
    const { color, marker } = styles[index];
    const r = 6.6 * scale * 0.66 ** Math.min(level, 4);
    // What is outside is pointed at: at the edge itself nothing is.
    if (!within) {
      const angle = Math.atan2(at[1] - y, at[0] - x);
      drawPointer(scene, x, y, angle, 7 * scale, diverged ? palette.diverged : color);
    } else if (diverged) drawDivergence(c, x, y, 5 * scale, palette.diverged, palette.paper);
    else drawMarker(c, marker, x, y, r, color, palette.paper);
    scene.obstacles.push({ x: x - 8, y: y - 8, width: 16, height: 16 });
  }
  const explained = model.arrows.length > 0;
  nameHeads(
    scene,
    heads.filter(({ chosen, within, diverged }) => !(chosen && within && explained && !diverged)),
  );
}

/**
 * Where a run's head is drawn, or null while it has no finite point.
 * @param {ReturnType<typeof drawingOrder>[number]} entry
 * @param {Scene} scene
 * @param {Head[]} before
 * @returns {Head | null}
 */
function headOf({ run, trace, index, chosen }, scene, before) {
  const { model, frame, scale } = scene;
  const at = lastFinite(pathOf(trace, scene), headRow(trace, model.step));
  if (!at) return null;
  const diverged = trace.outcome.status === "diverged" && model.step >= trace.rows - 1;
  const within = inside(at[0], at[1], frame);
  const [x, y] = within ? at : border(at, frame, 9 * scale);
  const level = before.filter((head) => Math.hypot(head.x - x, head.y - y) < 3).length;
  const text = diverged ? `${run.label}: diverged at ${formatCount(trace.rows - 1)}` : run.label;
  return { x, y, at, index, slot: run.slot, chosen, diverged, within, level, text };
}

/**
 * Asks for one label for each head, or for each group of heads close together.
 * @param {Scene} scene
 * @param {Head[]} heads
 */
function nameHeads(scene, heads) {
  const { palette, styles, scale } = scene;
  /** @type {Head[][]} */
  const groups = [];
  for (const head of heads) {
    const near = (/** @type {Head[]} */ [first]) =>
      Math.hypot(first.x - head.x, first.y - head.y) < 11 * scale;
    const group = groups.find(near);
    if (group) group.push(head);
    else groups.push([head]);
  }
  for (const group of groups) {
    const [{ x, y, index }] = group;
    group.sort((a, b) => a.index - b.index);
    const colors = group.map((head) =>
      head.diverged ? palette.diverged : nameColor(styles[head.index].color, head.slot, palette),
    );
    const text = group.map((head) => head.text).join("\n");
    const font = nameFont(scale);
    const request = label(scene, `head ${index}`, text, x, y, colors[0], font, 11 * scale);
    scene.labels.push({ ...request, colors });
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
