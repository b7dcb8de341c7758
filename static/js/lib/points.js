/** Finding points near a place or in a direction, and turning samples into what is drawn. No DOM in here. */

/**
 * The nearest point within reach; null when there is none.
 * @param {readonly {x: number, y: number}[]} points
 * @param {number} x
 * @param {number} y
 * @param {number} reach
 */
export function nearestPoint(points, x, y, reach) {
  let best = null;
  let bestDistance = reach;
  for (let k = 0; k < points.length; k++) {
    const distance = Math.hypot(points[k].x - x, points[k].y - y);
    if (distance < bestDistance) {
      bestDistance = distance;
      best = k;
    }
  }
  return best;
}

/** @type {Record<string, [number, number]>} */
const DIRECTIONS = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/**
 * The next point that way, in pixels: near, and not far off the direction. The first when none is chosen yet.
 * @param {readonly {x: number, y: number}[]} points
 * @param {number | null} from
 * @param {string} key
 */
export function pointInDirection(points, from, key) {
  const direction = DIRECTIONS[key];
  if (!direction || !points.length) return null;
  if (from === null || !points[from]) return 0;
  let best = null;
  let bestCost = Number.POSITIVE_INFINITY;
  for (let k = 0; k < points.length; k++) {
    const dx = points[k].x - points[from].x;
    const dy = points[k].y - points[from].y;
    const along = dx * direction[0] + dy * direction[1];
    const across = Math.abs(dx * direction[1]) + Math.abs(dy * direction[0]);
    if (k === from || along <= 0 || across > 2 * along) continue;
    const cost = along + 2 * across;
    if (cost < bestCost) {
      bestCost = cost;
      best = k;
    }
  }
  return best;
}

/** The target of a sample, the first one where it has several. @param {number | number[]} target */
export function firstOf(target) {
  return typeof target === "number" ? target : target[0];
}

/**
 * Samples with their coordinates, class and role.
 * @param {import("../experiments.js").Samples | null} samples
 * @param {boolean} plane false takes the target as height
 * @returns {{x: number, y: number, kind: number, train: boolean}[]}
 */
export function samplePoints(samples, plane) {
  if (!samples?.inputs) return [];
  const { inputs, targets, train } = samples;
  return inputs.map((row, index) => ({
    x: row[0],
    y: plane ? row[1] : firstOf(targets[index]),
    kind: plane ? firstOf(targets[index]) : -1,
    train: index < train,
  }));
}

/**
 * The inputs of a sample, given by its number among all; null where it is not listed.
 * @param {import("../experiments.js").Samples | null} samples
 * @param {number} index
 */
export function inputsOf(samples, index) {
  return samples?.inputs?.[samples.index.indexOf(index)] ?? null;
}

/**
 * The smallest range round all finite values, with a share of air at both ends.
 * @param {Iterable<number>} values
 * @param {number} [air]
 * @returns {[number, number]}
 */
export function airyRange(values, air = 0.08) {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (low > high) return [-1, 1];
  const span = high - low || Math.abs(high) || 1;
  return [low - air * span, high + air * span];
}
