/** Weights as images: their common scale, their colours, and where each stands. No DOM in here. */

/** Images in a row. */
export const COLUMNS = 8;

/** Numbers a scale may end at, times a power of ten: few, so that it does not flicker while training. */
const ENDS = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10];

/** The strongest two in a thousand may be stronger than the colours say. */
const SHOWN = 0.998;

/**
 * The size at which colours are full, the same for all images: rounded up, and beyond nearly all of the weights.
 * @param {ArrayLike<number>} weights
 */
export function commonScale(weights) {
  const stride = Math.max(1, Math.floor(weights.length / 50000));
  const sizes = [];
  for (let k = 0; k < weights.length; k += stride) {
    if (Number.isFinite(weights[k])) sizes.push(Math.abs(weights[k]));
  }
  const sorted = Float64Array.from(sizes).sort();
  return roundUp(sorted[Math.ceil(SHOWN * sorted.length) - 1] ?? 0);
}

/** @param {number} value */
function roundUp(value) {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const end = ENDS.find((item) => item * power >= value * (1 - 1e-9)) ?? 10;
  return Number((end * power).toPrecision(2));
}

/**
 * Writes weights as colours: the strongest negative ones in the table's first colour. No number has none.
 * @param {Uint8ClampedArray} pixels red, green, blue, alpha
 * @param {ArrayLike<number>} weights
 * @param {number} from the first weight
 * @param {number} scale
 * @param {Uint8Array} table 255 × (red, green, blue)
 */
export function paintWeights(pixels, weights, from, scale, table) {
  for (let k = 0; k < pixels.length / 4; k++) {
    const share = Math.max(-1, Math.min(1, weights[from + k] / scale));
    if (Number.isNaN(share)) continue;
    const at = 3 * (127 + Math.round(127 * share));
    pixels[4 * k] = table[at];
    pixels[4 * k + 1] = table[at + 1];
    pixels[4 * k + 2] = table[at + 2];
    pixels[4 * k + 3] = 255;
  }
}

/**
 * The smallest and the largest weight of an image; null where there is no number.
 * @param {ArrayLike<number>} weights
 * @param {number} from
 * @param {number} count
 * @returns {[number, number] | null}
 */
export function rangeOf(weights, from, count) {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let k = from; k < from + count; k++) {
    if (weights[k] < low) low = weights[k];
    if (weights[k] > high) high = weights[k];
  }
  return low <= high ? [low, high] : null;
}

/** @typedef {{pitch: number, tile: number, rows: number, height: number}} Tiling */

/**
 * Eight images in a row, as large as the width allows.
 * @param {number} width
 * @param {number} count
 * @param {number} most the largest image
 * @param {number} gap
 * @returns {Tiling}
 */
export function tiling(width, count, most, gap) {
  const tile = Math.max(8, Math.min(most, Math.floor((width + gap) / COLUMNS) - gap));
  const rows = Math.ceil(count / COLUMNS);
  return { pitch: tile + gap, tile, rows, height: Math.max(0, rows * (tile + gap) - gap) };
}

/**
 * Which image is at a place; null between and beyond them.
 * @param {number} x
 * @param {number} y
 * @param {Tiling} tiles
 * @param {number} count
 */
export function imageAt(x, y, { pitch }, count) {
  const column = Math.floor(x / pitch);
  const index = Math.floor(y / pitch) * COLUMNS + column;
  return x >= 0 && y >= 0 && column < COLUMNS && index < count ? index : null;
}

/**
 * Where a key leads.
 * @param {string} key
 * @param {number} index
 * @param {number} count
 * @returns {number | null} null if the key leads nowhere
 */
export function stepTo(key, index, count) {
  const moves = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -COLUMNS, ArrowDown: COLUMNS };
  if (key === "Home") return 0;
  if (key === "End") return count - 1;
  const move = moves[/** @type {keyof typeof moves} */ (key)];
  if (move === undefined) return null;
  const next = index + move;
  return next >= 0 && next < count ? next : index;
}
