/** What theory says of plain descent on a bowl, whose curvature is the same everywhere. No DOM in here. */

/** @typedef {{low: number, high: number}} Curvature  the least and the largest eigenvalue of the Hessian */

/** A bowl is one if no loss is farther off, as a share of all losses. */
const EXACT = 1e-9;

/**
 * The curvature of a ground that is a quadratic function; null where it is none.
 * @param {{surface: import("../types.js").Surface | null, curve: import("../types.js").Curve | null}} ground
 * @returns {Curvature | null}
 */
export function curvatureOf({ surface, curve }) {
  if (surface) return kept(surface.z, () => ofSurface(surface));
  return curve ? kept(curve.y, () => ofCurve(curve)) : null;
}

/** @type {WeakMap<Float64Array, Curvature | null>} */
const known = new WeakMap();

/** @param {Float64Array} values @param {() => Curvature | null} work */
function kept(values, work) {
  if (!known.has(values)) known.set(values, work());
  return known.get(values) ?? null;
}

/** @param {import("../types.js").Surface} surface @returns {Curvature | null} */
function ofSurface({ x, y, z }) {
  const [nx, ny] = [x.length, y.length];
  const [i, j] = [(nx - 1) >> 1, (ny - 1) >> 1];
  const at = (/** @type {number} */ di, /** @type {number} */ dj) =>
    z[(j + dj * j) * nx + i + di * i];
  const [hx, hy] = [x[2 * i] - x[i], y[2 * j] - y[j]];
  const middle = at(0, 0);
  const a = (at(1, 0) - 2 * middle + at(-1, 0)) / hx ** 2;
  const c = (at(0, 1) - 2 * middle + at(0, -1)) / hy ** 2;
  const b = (at(1, 1) - at(1, -1) - at(-1, 1) + at(-1, -1)) / (4 * hx * hy);
  const [gx, gy] = [(at(1, 0) - at(-1, 0)) / (2 * hx), (at(0, 1) - at(0, -1)) / (2 * hy)];
  const expected = (/** @type {number} */ p, /** @type {number} */ q) =>
    middle + gx * p + gy * q + (a * p * p + c * q * q) / 2 + b * p * q;
  if (!agrees(z, (k) => expected(x[k % nx] - x[i], y[Math.floor(k / nx)] - y[j]))) return null;
  const [mean, apart] = [(a + c) / 2, Math.hypot((a - c) / 2, b)];
  return { low: mean - apart, high: mean + apart };
}

/** @param {import("../types.js").Curve} curve @returns {Curvature | null} */
function ofCurve({ x, y }) {
  const i = (x.length - 1) >> 1;
  const h = x[2 * i] - x[i];
  const a = (y[2 * i] - 2 * y[i] + y[0]) / h ** 2;
  const g = (y[2 * i] - y[0]) / (2 * h);
  const same = agrees(y, (k) => y[i] + g * (x[k] - x[i]) + (a * (x[k] - x[i]) ** 2) / 2);
  return same ? { low: a, high: a } : null;
}

/** @param {Float64Array} values @param {(k: number) => number} expected */
function agrees(values, expected) {
  let [low, high, off] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
  for (let k = 0; k < values.length; k++) {
    low = Math.min(low, values[k]);
    high = Math.max(high, values[k]);
    off = Math.max(off, Math.abs(values[k] - expected(k)));
  }
  return off <= EXACT * (high - low);
}

/**
 * The learning rate from which on descent moves away from the minimum; null where theory has none for this optimizer.
 * @param {Record<string, unknown>} optimizer  with its settings
 * @param {Curvature} curvature
 */
export function rateLimit(optimizer, { high }) {
  if (optimizer.name !== "sgd" || !(high > 0)) return null;
  const { momentum, dampening, nesterov, decay } = settingsOf(optimizer);
  const times = nesterov ? 1 / (1 + 2 * momentum) : 1 / (1 - (momentum > 0 ? dampening : 0));
  return (2 * (1 + momentum) * times) / (high + decay);
}

/**
 * The learning rate and the momentum at which all directions of a bowl shrink fastest together.
 * @param {Record<string, unknown>} optimizer  with its settings
 * @param {Curvature} curvature
 * @returns {{rate: number, momentum: number} | null}
 */
export function bestOf(optimizer, { low, high }) {
  const { dampening, nesterov, decay } = settingsOf(optimizer);
  const [mu, top] = [low + decay, high + decay];
  if (optimizer.name !== "sgd" || !(mu > 0)) return null;
  const kappa = top / mu;
  if (nesterov) {
    const root = Math.sqrt(3 * kappa + 1);
    return { rate: 4 / (3 * top + mu), momentum: (root - 2) / (root + 2) };
  }
  const root = Math.sqrt(kappa);
  const rate = 4 / (Math.sqrt(top) + Math.sqrt(mu)) ** 2;
  return { rate: rate / (1 - dampening), momentum: ((root - 1) / (root + 1)) ** 2 };
}

/** @param {Record<string, unknown>} optimizer */
function settingsOf({ momentum, dampening, nesterov, weight_decay }) {
  const [beta, tau, decay] = [momentum, dampening, weight_decay].map((value) => Number(value ?? 0));
  return { momentum: beta, dampening: tau, nesterov: nesterov === true, decay };
}
