/**
 * Names on a map: each beside its marker, none upon another. No DOM in here.
 * @import {Box, LabelPlace, LabelRequest} from "../types.js"
 */

/** Directions tried, in degrees clockwise from the right. */
export const DIRECTIONS = [0, 180, 315, 225, 45, 135, 270, 90];

/**
 * Places labels greedily, in order of importance. A label keeps its former direction unless another is
 * clearly better, so that names do not jump about while a run plays.
 * @param {LabelRequest[]} requests
 * @param {Box[]} obstacles
 * @param {Box} bounds
 * @param {Map<string, number>} [memory] direction of each key, read and written
 * @returns {LabelPlace[]}
 */
export function placeLabels(requests, obstacles, bounds, memory = new Map()) {
  const taken = obstacles.slice();
  return requests.map((request) => {
    const former = memory.get(request.key);
    let best = { key: request.key, x: 0, y: 0, choice: 0, crowded: false };
    let bestCost = Number.POSITIVE_INFINITY;
    for (let choice = 0; choice < DIRECTIONS.length; choice++) {
      const box = labelBox(request, DIRECTIONS[choice]);
      let cost = 40 * outside(box, bounds) + choice * 4;
      if (request.prefer !== undefined) cost += 0.5 * turn(DIRECTIONS[choice], request.prefer);
      let covered = 0;
      for (const other of taken) covered += overlap(box, other);
      cost += covered;
      if (choice === former) cost -= 60;
      if (cost < bestCost) {
        bestCost = cost;
        const crowded = covered > 0.12 * box.width * box.height;
        const { x, y } = within(box, bounds);
        best = { key: request.key, x: x + box.width / 2, y: y + box.height / 2, choice, crowded };
      }
    }
    memory.set(request.key, best.choice);
    taken.push(within(labelBox(request, DIRECTIONS[best.choice]), bounds));
    return best;
  });
}

/**
 * The box of a label in one direction from its anchor.
 * @param {LabelRequest} request
 * @param {number} degrees
 * @returns {Box}
 */
export function labelBox({ x, y, width, height, gap }, degrees) {
  const dx = Math.cos((degrees * Math.PI) / 180);
  const dy = Math.sin((degrees * Math.PI) / 180);
  const sx = Math.abs(dx) < 1e-9 ? 0 : Math.sign(dx);
  const sy = Math.abs(dy) < 1e-9 ? 0 : Math.sign(dy);
  const slant = sx !== 0 && sy !== 0 ? 0.8 : 1;
  return {
    x: x + slant * gap * sx + (sx * width) / 2 - width / 2,
    y: y + slant * gap * sy + (sy * height) / 2 - height / 2,
    width,
    height,
  };
}

/**
 * Common area of two boxes, in square pixels.
 * @param {Box} a
 * @param {Box} b
 */
export function overlap(a, b) {
  const w = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const h = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return w > 0 && h > 0 ? w * h : 0;
}

/**
 * Where nothing else is left, a label moves along the edge instead of being cut off there.
 * @param {Box} box
 * @param {Box} bounds
 * @returns {Box}
 */
function within(box, bounds) {
  const x = Math.max(bounds.x, Math.min(box.x, bounds.x + bounds.width - box.width));
  const y = Math.max(bounds.y, Math.min(box.y, bounds.y + bounds.height - box.height));
  return { ...box, x, y };
}

/**
 * @param {Box} box
 * @param {Box} bounds
 */
function outside(box, bounds) {
  return (
    Math.max(0, bounds.x - box.x) +
    Math.max(0, bounds.y - box.y) +
    Math.max(0, box.x + box.width - bounds.x - bounds.width) +
    Math.max(0, box.y + box.height - bounds.y - bounds.height)
  );
}

/**
 * @param {number} a
 * @param {number} b
 */
function turn(a, b) {
  const d = Math.abs(a - b) % 360;
  return d > 180 ? 360 - d : d;
}

/** Arrows are drawn so many times as long at most; a run whose steps are shorter still is at rest, and has none. */
export const MOST_ARROW_SCALE = 1000;
const SHORTEST_ARROW = 5;

/**
 * The common factor by which arrows are drawn so that the longest is `target` pixels, as far as that may be: two
 * significant digits, so that the caption can say it. 0 where nothing can be seen of them.
 * @param {number} longest length of the longest arrow in pixels at its true size
 * @param {number} target
 */
export function arrowScale(longest, target) {
  if (!(longest > 1e-300) || !Number.isFinite(longest)) return 0;
  const factor = Math.min(MOST_ARROW_SCALE, Number((target / longest).toPrecision(2)));
  return factor * longest < SHORTEST_ARROW ? 0 : factor;
}

/**
 * Cuts a segment to a rectangle (Liang and Barsky). Returns null when nothing is left.
 * @param {number} x0
 * @param {number} y0
 * @param {number} x1
 * @param {number} y1
 * @param {Box} box
 * @returns {[number, number, number, number] | null}
 */
export function clipSegment(x0, y0, x1, y1, box) {
  const dx = x1 - x0;
  const dy = y1 - y0;
  let enter = 0;
  let leave = 1;
  const sides = [
    [-dx, x0 - box.x],
    [dx, box.x + box.width - x0],
    [-dy, y0 - box.y],
    [dy, box.y + box.height - y0],
  ];
  for (const [p, q] of sides) {
    if (p === 0) {
      if (q < 0) return null;
    } else if (p < 0) enter = Math.max(enter, q / p);
    else leave = Math.min(leave, q / p);
  }
  if (!(enter <= leave)) return null;
  return [x0 + enter * dx, y0 + enter * dy, x0 + leave * dx, y0 + leave * dy];
}
