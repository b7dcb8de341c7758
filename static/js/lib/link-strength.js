/**
 * How strongly a link is drawn. Width tells the size of a weight, the same for all layers; the weaker links of a layer
 * fade, so that the others can be followed. No DOM in here.
 */

/** @typedef {{largest: number, cut: number}} Strength of one layer */

/** A layer shows about this many links for each of its neurons in full. */
const CLEAR = 1.2;

/**
 * The largest weight of a layer and the size below which its links fade.
 * @param {ArrayLike<number>} weights
 * @param {number} units of both sides together
 * @returns {Strength}
 */
export function layerStrength(weights, units) {
  const sizes = Float64Array.from(weights, (value) =>
    Number.isFinite(value) ? Math.abs(value) : 0,
  );
  sizes.sort();
  const largest = sizes[sizes.length - 1] ?? 0;
  const kept = Math.max(1, Math.round(CLEAR * units));
  const rank = sizes.length - kept;
  const cut = rank > 0 ? sizes[rank] : 0;
  return { largest, cut: Math.max(0.12 * largest, Math.min(cut, 0.6 * largest)) };
}

/**
 * Width and opacity of a link.
 * @param {number} weight
 * @param {Strength} strength of its layer
 * @param {number} overall the largest weight of the network
 */
export function linkInk(weight, { largest, cut }, overall) {
  const size = Number.isFinite(weight) ? Math.abs(weight) : 0;
  if (!(largest > 0) || !(overall > 0)) return { width: 0.6, alpha: 0.25 };
  const width = 0.7 + 5.3 * Math.min(1, size / overall);
  const t = Math.max(0, Math.min(1, (size / cut - 0.3) / 0.9));
  const eased = t * t * (3 - 2 * t);
  return { width, alpha: 0.07 + 0.48 * eased + 0.3 * (size / largest) ** 2 };
}
