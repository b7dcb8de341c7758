/** Words and frame of the gradients of batches around the one of all samples. No DOM in here. */

import { formatCount, formatNumber } from "./format.js";

/**
 * Lengths in each layer; the batch size at which both would be equal in an endless supply of samples; and batches seen
 * along the gradient and across it, x and y alternately.
 * @typedef {{signal: ArrayLike<number>, noise: ArrayLike<number>, scale: number, cloud: ArrayLike<number>}} Noise
 */

/** @param {ArrayLike<number>} parts */
function length(parts) {
  return Math.hypot(...Array.from(parts));
}

/**
 * @param {Noise} values
 * @param {number} train  samples in all
 */
export function noiseWords({ signal, noise, scale, cloud }, train) {
  const [whole, away] = [length(signal), length(noise)];
  if (!Number.isFinite(whole) || !Number.isFinite(away)) return "The gradient is no number here.";
  if (!(whole > 0)) return "The gradient over all samples is 0.";
  const ratio = away / whole;
  const compared =
    ratio >= 1
      ? `A batch’s gradient is typically ${formatNumber(ratio, 2)} times as far from the whole one as that is long`
      : `A batch’s gradient is typically off by ${formatNumber(100 * ratio, 2)} % of the whole one’s length`;
  const count = cloud.length / 2;
  let against = 0;
  for (let k = 0; k < cloud.length; k += 2) if (cloud[k] < 0) against += 1;
  const uphill =
    against === 0 ? "none points" : against === 1 ? "1 points" : `${formatCount(against)} point`;
  const equal = Math.ceil((train * scale) / (scale + train - 1));
  const sizes =
    equal > 1
      ? ` From batches of ${formatCount(equal)} on, the gradient is longer than its noise.`
      : "";
  return `${compared}; of ${formatCount(count)} batches ${uphill} uphill.${sizes}`;
}

/**
 * Both axes have one scale; the origin and all points are in sight.
 * @param {Noise} values
 * @param {number} width
 * @param {number} height
 */
export function cloudFrame({ signal, cloud }, width, height) {
  const xs = [0, length(signal)];
  let most = 0;
  for (let k = 0; k < cloud.length; k += 2) {
    xs.push(cloud[k]);
    most = Math.max(most, Math.abs(cloud[k + 1]));
  }
  const [low, high] = [Math.min(...xs), Math.max(...xs)];
  const unit = Math.min((width - 16) / (high - low || 1), (height - 12) / (2 * most || 1));
  const middle = (low + high) / 2;
  return {
    toX: (/** @type {number} */ x) => width / 2 + (x - middle) * unit,
    toY: (/** @type {number} */ y) => height / 2 - y * unit,
  };
}
