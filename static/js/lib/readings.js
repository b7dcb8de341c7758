/** What a reading says: the loss at a place of a landscape, or all that is known of a run's row. No DOM in here. */

import { digitsFor, formatCount, formatFixed, formatNumber } from "./format.js";

/** @typedef {import("../types.js").RunView} RunView */
/** @typedef {[number, number]} Side */

/** Parts of what is seen that a place is told to. */
const FINE = 1000;

/**
 * A place, with the digits that can be seen.
 * @param {ArrayLike<number>} point
 * @param {Side[]} sides  of what is seen
 * @param {readonly string[]} [letters]  what the parameters are called
 */
export function placeText(point, sides, letters = ["w"]) {
  const parts = Array.from(point, (value, k) => {
    const [low, high] = sides[k];
    const decimals = Math.max(0, Math.min(15, Math.ceil(-Math.log10((high - low) / FINE))));
    return formatFixed(value, decimals);
  });
  return parts.length === 1 ? `${letters[0]} ${parts[0]}` : `(${parts.join(", ")})`;
}

/**
 * The loss between the points of a grid is nearly that.
 * @param {number[]} point
 * @param {Side[]} sides
 * @param {{loss: number, spread: number, name?: string} | null} found  spread: how far losses lie apart in what is seen
 * @param {readonly string[]} [letters]
 */
export function groundText(point, sides, found, letters) {
  const place = placeText(point, sides, letters);
  if (!found) return `${place}: not computed yet`;
  const { loss, spread, name = "loss" } = found;
  if (!Number.isFinite(loss)) return `${place}: ${name} undefined`;
  return `${place}: ${name} ≈ ${formatNumber(loss, Math.min(12, digitsFor(loss, spread / 10)))}`;
}

/**
 * What a run was at a step, exactly.
 * @param {RunView} run
 * @param {number} row
 * @param {Side[]} sides
 * @param {readonly string[]} [letters]
 */
export function rowText({ label, trace }, row, sides, letters) {
  if (!trace || row >= trace.rows) return "";
  const { columns, dimension } = trace;
  const point = columns.parameters.subarray(row * dimension, (row + 1) * dimension);
  const rate = columns.learning_rate?.[row];
  const parts = [
    placeText(point, sides, letters),
    `loss ${formatNumber(columns.loss[row])}`,
    ...(columns.projected_loss ? [`here ${formatNumber(columns.projected_loss[row])}`] : []),
    ...(Number.isFinite(rate) ? [`η ${formatNumber(rate)}`] : []),
  ];
  return `${label}, step ${formatCount(trace.steps?.[row] ?? row)}: ${parts.join(", ")}`;
}

/**
 * The row nearest to a pixel, and how far it is; the first of those that are equally near.
 * @param {ArrayLike<number>} pixels  x and y alternately, and so many numbers a row
 * @param {number} rows
 * @param {[number, number]} pixel
 * @param {number} [stride]
 * @returns {{row: number, distance: number}}
 */
export function nearestRow(pixels, rows, [x, y], stride = 2) {
  let [row, best] = [-1, Number.POSITIVE_INFINITY];
  for (let k = 0; k < rows; k++) {
    const dx = pixels[stride * k] - x;
    const dy = pixels[stride * k + 1] - y;
    const square = dx * dx + dy * dy;
    if (square < best) [row, best] = [k, square];
  }
  return { row, distance: Math.sqrt(best) };
}

/**
 * A value between the points of a grid: smooth where its neighbours are finite, else between the four round it; NaN
 * outside and where one of those is not finite.
 * @param {{x: ArrayLike<number>, y: ArrayLike<number>, z: ArrayLike<number>}} grid
 * @param {number[]} point
 */
export function valueBetween({ x, y, z }, [a, b]) {
  const [nx, ny] = [x.length, y.length];
  const u = ((a - x[0]) / (x[nx - 1] - x[0])) * (nx - 1);
  const v = ((b - y[0]) / (y[ny - 1] - y[0])) * (ny - 1);
  if (!(u >= 0 && v >= 0 && u <= nx - 1 && v <= ny - 1)) return Number.NaN;
  const [i, j] = [Math.min(nx - 2, Math.floor(u)), Math.min(ny - 2, Math.floor(v))];
  const across = cubic(u - i);
  const up = cubic(v - j);
  let smooth = 0;
  for (let row = 0; row < 4; row++)
    for (let column = 0; column < 4; column++) {
      const [p, q] = [clamp(i - 1 + column, nx), clamp(j - 1 + row, ny)];
      smooth += up[row] * across[column] * z[q * nx + p];
    }
  if (Number.isFinite(smooth)) return smooth;
  const [s, t] = [u - i, v - j];
  const at = j * nx + i;
  return (
    (1 - t) * ((1 - s) * z[at] + s * z[at + 1]) + t * ((1 - s) * z[at + nx] + s * z[at + nx + 1])
  );
}

/** How far losses lie apart. @type {WeakMap<Float64Array, number>} */
const spreads = new WeakMap();

/** @param {Float64Array} values */
export function spreadOf(values) {
  const known = spreads.get(values);
  if (known !== undefined) return known;
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (value < low && value > Number.NEGATIVE_INFINITY) low = value;
    if (value > high && value < Number.POSITIVE_INFINITY) high = value;
  }
  spreads.set(values, high - low);
  return high - low;
}

/**
 * The loss on a surface, never below the known minimum; null where there is no surface.
 * @param {import("../types.js").Surface} surface
 * @param {Pick<import("../types.js").LandscapeInfo, "minima">} landscape
 * @param {number[]} point
 */
export function lossOn(surface, { minima }, point) {
  const { x, y, z, batch } = surface;
  const inside = [x, y].every(
    (axis, k) => axis[0] <= point[k] && point[k] <= axis[axis.length - 1],
  );
  if (!inside) return null;
  const least = batch ? [] : minima.map(({ value }) => value);
  const found = valueBetween(surface, point);
  const floor = least.length > 0 ? Math.min(...least) : Number.NEGATIVE_INFINITY;
  const loss = Number.isNaN(found) ? found : Math.max(found, floor);
  return { loss, spread: spreadOf(z), ...(batch && { name: "this batch’s loss" }) };
}

/** @param {number} at @param {number} count */
const clamp = (at, count) => Math.max(0, Math.min(count - 1, at));

/** Weights of four neighbours, after Catmull and Rom. @param {number} t */
function cubic(t) {
  return [
    ((2 - t) * t - 1) * t * 0.5,
    ((3 * t - 5) * t * t + 2) * 0.5,
    ((4 - 3 * t) * t + 1) * t * 0.5,
    (t - 1) * t * t * 0.5,
  ];
}
