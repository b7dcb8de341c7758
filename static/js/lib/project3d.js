/**
 * From parameters and height to pixels of the surface's canvas, through Plotly's camera. Matrices are
 * column-major 4 × 4. No DOM in here.
 * @typedef {ArrayLike<number>} Matrix
 */

/**
 * a · b
 * @param {Matrix} a
 * @param {Matrix} b
 * @returns {Float64Array}
 */
export function multiply(a, b) {
  const out = new Float64Array(16);
  for (let c = 0; c < 4; c++) {
    for (let r = 0; r < 4; r++) {
      let sum = 0;
      for (let k = 0; k < 4; k++) sum += a[4 * k + r] * b[4 * c + k];
      out[4 * c + r] = sum;
    }
  }
  return out;
}

/**
 * diag(scale, 1)
 * @param {ArrayLike<number>} scale
 */
export function scaling(scale) {
  const out = new Float64Array(16);
  for (let k = 0; k < 3; k++) out[5 * k] = scale[k];
  out[15] = 1;
  return out;
}

/**
 * The matrix that takes data coordinates to clip coordinates.
 * @param {{projection: Matrix, view: Matrix, model: Matrix}} camera
 * @param {ArrayLike<number>} scale Plotly's scale of each axis
 */
export function cameraMatrix({ projection, view, model }, scale) {
  return multiply(multiply(multiply(projection, view), model), scaling(scale));
}

/**
 * Pixel of a point, written into out[at], out[at + 1]; depth (w) into out[at + 2].
 * @param {Matrix} m
 * @param {number} x
 * @param {number} y
 * @param {number} z
 * @param {number} width
 * @param {number} height
 * @param {Float64Array} out
 * @param {number} at
 */
export function project(m, x, y, z, width, height, out, at = 0) {
  const w = m[3] * x + m[7] * y + m[11] * z + m[15];
  out[at] = ((m[0] * x + m[4] * y + m[8] * z + m[12]) / w / 2 + 0.5) * width;
  out[at + 1] = (0.5 - (m[1] * x + m[5] * y + m[9] * z + m[13]) / w / 2) * height;
  out[at + 2] = w;
}

/**
 * Where the eye is, in data coordinates: the point that the camera's matrix sends to x = y = w = 0.
 * Solved from those three rows by Cramer's rule.
 * @param {Matrix} m
 * @returns {[number, number, number] | null} null for a parallel projection
 */
export function eyePosition(m) {
  const rows = [0, 1, 3].map((r) => [m[r], m[4 + r], m[8 + r], -m[12 + r]]);
  const det = (/** @type {number[][]} */ c) =>
    c[0][0] * (c[1][1] * c[2][2] - c[1][2] * c[2][1]) -
    c[0][1] * (c[1][0] * c[2][2] - c[1][2] * c[2][0]) +
    c[0][2] * (c[1][0] * c[2][1] - c[1][1] * c[2][0]);
  const base = det(rows.map((r) => [r[0], r[1], r[2]]));
  if (Math.abs(base) < 1e-12) return null;
  const x = det(rows.map((r) => [r[3], r[1], r[2]])) / base;
  const y = det(rows.map((r) => [r[0], r[3], r[2]])) / base;
  const z = det(rows.map((r) => [r[0], r[1], r[3]])) / base;
  return [x, y, z];
}

/**
 * Height of a regular grid at a point, bilinear; NaN outside.
 * @param {{x: Float64Array, y: Float64Array, height: Float64Array}} grid
 * @param {number} x
 * @param {number} y
 */
export function heightAt({ x: xs, y: ys, height }, x, y) {
  const nx = xs.length;
  const ny = ys.length;
  const u = ((x - xs[0]) / (xs[nx - 1] - xs[0])) * (nx - 1);
  const v = ((y - ys[0]) / (ys[ny - 1] - ys[0])) * (ny - 1);
  if (!(u >= 0 && v >= 0 && u <= nx - 1 && v <= ny - 1)) return Number.NaN;
  const i = Math.min(Math.floor(u), nx - 2);
  const j = Math.min(Math.floor(v), ny - 2);
  const s = u - i;
  const t = v - j;
  const k = j * nx + i;
  return (
    (1 - t) * ((1 - s) * height[k] + s * height[k + 1]) +
    t * ((1 - s) * height[k + nx] + s * height[k + nx + 1])
  );
}

/**
 * Does the surface stand between a point and the eye? Marches along the ray in equal steps within the grid.
 * @param {{x: Float64Array, y: Float64Array, height: Float64Array}} grid
 * @param {[number, number, number]} eye
 * @param {number} x
 * @param {number} y
 * @param {number} z
 * @param {number} slack how far a ray may dip below the surface and still count as free
 * @param {number} samples
 */
export function isHidden(grid, eye, x, y, z, slack, samples = 48) {
  const { x: xs, y: ys } = grid;
  const dx = eye[0] - x;
  const dy = eye[1] - y;
  const dz = eye[2] - z;
  const toX = ((dx > 0 ? xs[xs.length - 1] : xs[0]) - x) / dx;
  const toY = ((dy > 0 ? ys[ys.length - 1] : ys[0]) - y) / dy;
  const reach = Math.min(1, Number.isFinite(toX) ? toX : 1, Number.isFinite(toY) ? toY : 1);
  for (let k = 1; k <= samples; k++) {
    const t = (reach * k) / samples;
    const ground = heightAt(grid, x + t * dx, y + t * dy);
    if (ground > z + t * dz + slack) return true;
  }
  return false;
}

/** In so many steps a line of sight is followed through a surface's box. */
const SIGHT_STEPS = 240;

/**
 * The place of a surface that is seen at a pixel: where the line of sight first goes through it; null where it goes by.
 * @param {{x: Float64Array, y: Float64Array, height: Float64Array}} grid
 * @param {{matrix: Matrix, eye: [number, number, number] | null, width: number, height: number}} sight
 * @param {number} px
 * @param {number} py
 * @returns {[number, number] | null}
 */
export function hitSurface(grid, { matrix, eye, width, height }, px, py) {
  const ray = eye && rayThrough(matrix, (2 * px) / width - 1, 1 - (2 * py) / height);
  if (!ray) return null;
  const [from, to] = passage(grid, eye, ray);
  const above = (/** @type {number} */ t) =>
    eye[2] + t * ray[2] - heightAt(grid, eye[0] + t * ray[0], eye[1] + t * ray[1]);
  let before = Number.NaN;
  for (let k = 0; k <= SIGHT_STEPS; k++) {
    const now = above(from + ((to - from) * k) / SIGHT_STEPS);
    if (before * now <= 0) {
      let [low, high] = [k - 1, k].map((step) => from + ((to - from) * step) / SIGHT_STEPS);
      for (let round = 0; round < 30; round++) {
        const middle = (low + high) / 2;
        if (above(middle) * before > 0) low = middle;
        else high = middle;
      }
      return [eye[0] + low * ray[0], eye[1] + low * ray[1]];
    }
    before = now;
  }
  return null;
}

/**
 * The direction, away from the eye, of all points that are seen at one place of the picture.
 * @param {Matrix} m
 * @param {number} u  −1 is the left edge
 * @param {number} v  −1 is the lower edge
 * @returns {[number, number, number] | null}
 */
function rayThrough(m, u, v) {
  const [a, b] = [
    [0, u],
    [1, v],
  ].map(([r, share]) => [0, 4, 8].map((c) => m[c + r] - share * m[c + 3]));
  const ray = [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
  const away = m[3] * ray[0] + m[7] * ray[1] + m[11] * ray[2];
  return away === 0
    ? null
    : /** @type {[number, number, number]} */ (ray.map((part) => part / away));
}

/**
 * Where a line of sight enters the ground plan of a grid and where it leaves it.
 * @param {{x: Float64Array, y: Float64Array}} grid
 * @param {number[]} eye
 * @param {number[]} ray
 */
function passage({ x, y }, eye, ray) {
  let [from, to] = [0, Number.POSITIVE_INFINITY];
  for (const [k, axis] of [x, y].entries()) {
    const ends = [axis[0], axis[axis.length - 1]].map((end) => (end - eye[k]) / ray[k]);
    from = Math.max(from, Math.min(...ends));
    to = Math.min(to, Math.max(...ends));
  }
  return [from, to];
}
