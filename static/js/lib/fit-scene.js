/**
 * The box in which a surface stands and the camera that shows all of it as large as its canvas allows. No DOM in here.
 */

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
  const elevation = (between([30, 46, 60]) * Math.PI) / 180;
  const flat = 1.53 * Math.cos(elevation);
  const azimuth = (-112.2 * Math.PI) / 180;
  return {
    aspect: [between([1.5, 1.1, 0.95]), between([1, 0.95, 1.5]), between([0.6, 0.7, 2.4])],
    direction: [flat * Math.cos(azimuth), flat * Math.sin(azimuth), 1.53 * Math.sin(elevation)],
  };
}

/** How much flatter a scene may be, for its valley to be seen. */
const FLATNESS = [1, 0.75, 0.55, 0.4, 0.3];
/** Which share of its lowest places a surface may hide. */
const MAY_HIDE = 0.15;

/** The scenes that were last found. @type {WeakMap<Field, {shape: number, scene: Scene}>} */
const found = new WeakMap();

/**
 * The scene in which a surface is as wide for its height as its canvas, as far as it can be without looking odd and
 * without hiding its own valleys, where the runs go.
 * @param {Field} field
 * @param {number} shape width of the canvas over its height
 */
export function sceneFor(field, shape) {
  const last = found.get(field);
  if (last?.shape === shape) return last.scene;
  const low = field.corners ? [] : lowest(field);
  let scene = sceneAt(0);
  let least = Number.POSITIVE_INFINITY;
  for (const flatness of FLATNESS) {
    const next = shapedScene(field, shape, flatness);
    const hidden = shareHidden(field, next, low);
    if (hidden < least - 1e-9) [scene, least] = [next, hidden];
    if (least <= MAY_HIDE) break;
  }
  found.set(field, { shape, scene });
  return scene;
}

/** The one that is as wide for its height as the canvas. @param {Field} field @param {number} shape @param {number} flatness */
function shapedScene(field, shape, flatness) {
  let best = sceneAt(0);
  let least = Number.POSITIVE_INFINITY;
  for (let k = -10; k <= 10; k++) {
    const { aspect, direction } = sceneAt(k / 10);
    /** @type {Triple} */
    const flat = [aspect[0], aspect[1], aspect[2] * flatness];
    const off = Math.abs(Math.log(shapeOf(field, { aspect: flat, direction }) / shape));
    if (off < least - 1e-9) [best, least] = [{ aspect: flat, direction }, off];
  }
  return best;
}

/** Nodes of the lowest tenth of a surface. @param {Field} field */
function lowest({ height, x, y }) {
  const nodes = [];
  for (let j = 2; j < y.length - 2; j += 3)
    for (let i = 2; i < x.length - 2; i += 3)
      if (!Number.isNaN(height[j * x.length + i])) nodes.push([i, j]);
  nodes.sort(([i, j], [k, l]) => height[j * x.length + i] - height[l * x.length + k]);
  return nodes.slice(0, Math.ceil(nodes.length / 10));
}

/**
 * Which share of some nodes lies behind the surface, for an eye far away.
 * @param {Field} field
 * @param {Scene} scene
 * @param {number[][]} nodes
 */
function shareHidden({ x, y, height, minimum, maximum }, { aspect, direction }, nodes) {
  const [nx, ny] = [x.length, y.length];
  const [du, dv, dh] = [
    (direction[0] / aspect[0]) * (nx - 1),
    (direction[1] / aspect[1]) * (ny - 1),
    direction[2] / aspect[2],
  ];
  const pace = 2 / Math.max(Math.abs(du), Math.abs(dv));
  const rise = dh * pace * (maximum - minimum || 1);
  let hidden = 0;
  for (const [i, j] of nodes) {
    let h = height[j * nx + i];
    for (let k = 1; ; k++) {
      h += rise;
      const [u, v] = [Math.round(i + k * pace * du), Math.round(j + k * pace * dv)];
      if (u < 0 || v < 0 || u >= nx || v >= ny || h > maximum) break;
      if (height[v * nx + u] > h) {
        hidden += 1;
        break;
      }
    }
  }
  return nodes.length ? hidden / nodes.length : 0;
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

/** @typedef {{x: Float64Array, y: Float64Array, height: Float64Array, minimum: number, maximum: number, corners?: boolean}} Field  corners: all of its box is looked at */

/** Of a box that is 1 in each direction. */
const CORNERS = [0, 1, 2, 3, 4, 5, 6, 7].map((k) => [
  (k & 1) - 0.5,
  ((k >> 1) & 1) - 0.5,
  (k >> 2) - 0.5,
]);

/**
 * Nodes of a surface, dense enough to say how far it reaches, in the coordinates of its box.
 * @param {Field} field
 * @param {number[]} aspect
 */
function outline({ x, y, height, minimum, maximum, corners }, aspect) {
  if (corners) return CORNERS.map((corner) => corner.map((v, k) => v * aspect[k]));
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
