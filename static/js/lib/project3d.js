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

/** Plotly's angle of view, from bottom to top. */
const VIEW_ANGLE = Math.PI / 4;

/** The box of the scene and the direction it is seen from. @typedef {{aspect: Triple, direction: Triple}} Scene */
/** @typedef {[number, number, number]} Triple */

/**
 * From the front, a little from the left, from above: into a wide picture flatter, as at −1, into a high one steeper, as
 * at 1.
 * @param {number} height
 * @returns {Scene}
 */
function sceneAt(height) {
  const between = (/** @type {Triple} */ [low, middle, high]) =>
    height < 0 ? middle - height * (low - middle) : middle + height * (high - middle);
  const elevation = (between([30, 46, 58]) * Math.PI) / 180;
  const flat = 1.53 * Math.cos(elevation);
  const azimuth = (-112.2 * Math.PI) / 180;
  return {
    aspect: [between([1.5, 1.1, 0.95]), between([1, 0.95, 1.35]), between([0.6, 0.7, 1.8])],
    direction: [flat * Math.cos(azimuth), flat * Math.sin(azimuth), 1.53 * Math.sin(elevation)],
  };
}

/**
 * The scene in which a surface is as wide for its height as its canvas, as far as it can be without looking odd.
 * @param {Field} field
 * @param {number} shape width of the canvas over its height
 */
export function sceneFor(field, shape) {
  let best = sceneAt(0);
  let least = Number.POSITIVE_INFINITY;
  for (let k = -10; k <= 10; k++) {
    const scene = sceneAt(k / 10);
    const off = Math.abs(Math.log(shapeOf(field, scene) / shape));
    if (off < least - 1e-9) [best, least] = [scene, off];
  }
  return best;
}

/** Width over height of a surface as it is seen from far away. @param {Field} field @param {Scene} scene */
function shapeOf(field, { aspect, direction }) {
  const [right, up] = axesOf(direction);
  const points = outline(field, aspect);
  const [wide, high] = [right, up].map((axis) => {
    let [low, top] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const point of points) {
      const at = dot(axis, point);
      low = Math.min(low, at);
      top = Math.max(top, at);
    }
    return top - low;
  });
  return wide / high;
}

/** To the right, upwards and back, as seen along a direction. @param {Triple} direction */
function axesOf(direction) {
  const size = Math.hypot(...direction);
  const back = direction.map((v) => v / size);
  const flat = Math.hypot(back[0], back[1]);
  const right = [-back[1] / flat, back[0] / flat, 0];
  const up = [-right[1] * back[2], right[0] * back[2], flat];
  return [right, up, back];
}

/**
 * Eye and centre from which a surface, seen along a direction, fills its canvas. Coordinates are Plotly's:
 * the scene's box is centred at 0 and as large as `aspect`.
 * @param {Field} field
 * @param {Triple} aspect
 * @param {Triple} direction from the centre to the eye
 * @param {number} shape width of the canvas over its height
 * @param {number} fill share of the canvas to use
 * @returns {{eye: number[], center: number[]}}
 */
export function fitCamera(field, aspect, direction, shape, fill = 0.96) {
  const [right, up, back] = axesOf(direction);
  const points = outline(field, aspect).map((p) => [right, up, back].map((axis) => dot(axis, p)));
  const tall = Math.tan(VIEW_ANGLE / 2) * fill;
  const wide = tall * shape;
  let distance = 2.5;
  let [cx, cy] = [0, 0];
  for (let round = 0; round < 40; round++) {
    let [left, high, low, far] = [1e9, -1e9, 1e9, -1e9];
    for (const [x, y, z] of points) {
      const u = (x - cx) / (distance - z);
      const v = (y - cy) / (distance - z);
      left = Math.min(left, u);
      far = Math.max(far, u);
      low = Math.min(low, v);
      high = Math.max(high, v);
    }
    cx += ((left + far) / 2) * distance * 0.8;
    cy += ((low + high) / 2) * distance * 0.8;
    const excess = Math.max((far - left) / 2 / wide, (high - low) / 2 / tall);
    distance *= 1 + 0.7 * (excess - 1);
  }
  const center = right.map((v, k) => v * cx + up[k] * cy);
  return { center, eye: center.map((v, k) => v + back[k] * distance) };
}

/** @typedef {{x: Float64Array, y: Float64Array, height: Float64Array, minimum: number, maximum: number}} Field */

/**
 * Nodes of a surface, dense enough to say how far it reaches, in the coordinates of its box.
 * @param {Field} field
 * @param {number[]} aspect
 */
function outline({ x, y, height, minimum, maximum }, aspect) {
  const [nx, ny] = [x.length, y.length];
  const points = [];
  const pitch = height.some(Number.isNaN) ? 2 : 5;
  for (let j = 0; j < ny; j += pitch) {
    for (let i = 0; i < nx; i += pitch) {
      const h = (height[j * nx + i] - minimum) / (maximum - minimum || 1);
      if (Number.isNaN(h)) continue;
      points.push([i / (nx - 1) - 0.5, j / (ny - 1) - 0.5, h - 0.5].map((v, k) => v * aspect[k]));
    }
  }
  return points;
}

/**
 * @param {number[]} a
 * @param {number[]} b
 */
function dot(a, b) {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}
