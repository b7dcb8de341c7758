/**
 * The axis along which curves are counted. By evaluations runs of batches from 1 to 128 end at very different places; where
 * they do, the axis is logarithmic, so that none is crushed into the left edge. No DOM in here.
 */
import { linearTicks } from "./scales.js";

/**
 * @typedef {object} CountAxis
 * @property {number} max
 * @property {number} unit  about what is linear before it becomes logarithmic; 0 where all of it is linear
 * @property {boolean} [whole]  only whole numbers are counted: there is no half a step
 */

/** Ends further apart than this ask for a logarithm. */
const APART = 4;

/**
 * @param {number[]} ends  where each run ends
 * @param {number[]} units  the smallest count of each run above 0
 * @returns {CountAxis}
 */
export function countAxis(ends, units) {
  const max = Math.max(0, ...ends) || 1;
  const apart = max / Math.min(...ends) > APART;
  const unit = Math.min(...units.filter((value) => value > 0));
  return { max, unit: apart && Number.isFinite(unit) ? unit : 0 };
}

/** Where a value lies, from 0 to 1; zero lies at the left edge of any axis. @param {CountAxis} axis @param {number} value */
export function shareOf({ max, unit }, value) {
  return unit ? Math.log1p(value / unit) / Math.log1p(max / unit) : value / max;
}

/** @param {CountAxis} axis @param {number} share */
export function countAt({ max, unit }, share) {
  return unit ? unit * Math.expm1(share * Math.log1p(max / unit)) : share * max;
}

/**
 * Ticks, and on a logarithmic axis zero and the powers of ten, as far apart as there is room.
 * @param {CountAxis} axis
 * @param {number} count how many are wanted
 */
export function countTicks(axis, count) {
  if (!axis.unit) return linearTicks(0, axis.max, count, axis.whole ? 1 : 0);
  const ticks = [0];
  for (let power = 1; power <= axis.max * (1 + 1e-9); power *= 10) {
    const last = ticks[ticks.length - 1];
    if (shareOf(axis, power) - shareOf(axis, last) > 0.45 / count) ticks.push(power);
  }
  return ticks;
}

/**
 * Steps at which an epoch is complete, thinned to round numbers; none where every step is an epoch, or none is complete.
 * @param {ArrayLike<number> | undefined} epochs  a column, not decreasing
 * @param {number} rows
 * @param {number} most
 * @returns {{epoch: number, step: number}[]}
 */
export function epochMarks(epochs, rows, most) {
  if (!epochs || rows < 2 || most < 1) return [];
  const whole = Math.floor(epochs[rows - 1] + 1e-9);
  if (whole < 1 || whole > (rows - 1) / 1.5) return [];
  const every = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000].find(
    (n) => whole / n <= most,
  );
  const marks = [];
  let step = 0;
  for (let epoch = every ?? whole; epoch <= whole; epoch += every ?? whole) {
    step = firstAt(epochs, step, rows - 1, epoch - 1e-9);
    marks.push({ epoch, step });
  }
  return marks;
}

/** The first row from `low` on whose value is at least this. @param {ArrayLike<number>} values @param {number} low @param {number} high @param {number} least */
function firstAt(values, low, high, least) {
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle] < least) low = middle + 1;
    else high = middle;
  }
  return low;
}
