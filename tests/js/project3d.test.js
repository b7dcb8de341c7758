import assert from "node:assert/strict";
import { test } from "node:test";
import { fitCamera, sceneFor } from "../../static/js/lib/fit-scene.js";
import {
  cameraMatrix,
  eyePosition,
  heightAt,
  hitSurface,
  isHidden,
  multiply,
  project,
  scaling,
} from "../../static/js/lib/project3d.js";

const identity = scaling([1, 1, 1]);
/** Perspective with a 90° view, looking down the negative z axis. */
const perspective = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, -1, -1, 0, 0, -0.2, 0];
/** Moves the world 5 away from the eye. */
const back = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, -5, 1];

test("multiplying by the identity changes nothing", () => {
  assert.deepEqual([...multiply(perspective, identity)], perspective);
});

test("the centre of the view is the centre of the canvas, above is up", () => {
  const matrix = cameraMatrix({ projection: perspective, view: back, model: identity }, [1, 1, 1]);
  const out = new Float64Array(3);
  project(matrix, 0, 0, 0, 200, 100, out);
  assert.deepEqual([...out], [100, 50, 5]);
  project(matrix, 0, 5, 0, 200, 100, out);
  assert.equal(out[1], 0);
});

test("the eye is found from the matrix, in data coordinates", () => {
  const matrix = cameraMatrix(
    { projection: perspective, view: back, model: identity },
    [2, 2, 0.5],
  );
  const eye = eyePosition(matrix);
  assert.ok(eye);
  assert.ok(Math.abs(eye[0]) < 1e-9 && Math.abs(eye[1]) < 1e-9 && Math.abs(eye[2] - 10) < 1e-9);
});

const axis = Float64Array.from({ length: 21 }, (_, i) => i / 10 - 1);
/** A ridge along y at x = 0. */
const ridge = Float64Array.from({ length: 441 }, (_, k) =>
  Math.max(0, 1 - 4 * Math.abs(axis[k % 21])),
);
const grid = { x: axis, y: axis, height: ridge, minimum: 0, maximum: 1 };

test("heights are bilinear and unknown outside", () => {
  assert.ok(Math.abs(heightAt(grid, 0.05, 0.5) - 0.8) < 1e-9);
  assert.ok(Number.isNaN(heightAt(grid, 1.5, 0)));
});

test("a ridge hides what lies behind it", () => {
  assert.equal(isHidden(grid, [-3, 0, 0.6], 0.6, 0, 0, 0.01), true);
  assert.equal(isHidden(grid, [-3, 0, 0.6], -0.6, 0, 0, 0.01), false);
  assert.equal(isHidden(grid, [0.6, 0, 8], 0.6, 0, 0, 0.01), false);
});

test("the fitted camera shows every corner and wastes little room", () => {
  for (const shape of [0.7, 1, 2]) {
    const { eye, center } = fitCamera(grid, [1, 1, 0.7], [-0.6, -1.4, 1.1], shape);
    const seen = corners().map((p) => look(eye, center, p));
    const wide = Math.max(...seen.map(([u]) => Math.abs(u))) / shape;
    const tall = Math.max(...seen.map(([, v]) => Math.abs(v)));
    const limit = Math.tan(Math.PI / 8);
    assert.ok(wide < limit * 1.12 && tall < limit * 1.12, `${shape}: ${wide} ${tall}`);
    assert.ok(Math.max(wide, tall) > limit * 0.85, `${shape}: ${wide} ${tall}`);
  }
});

/** How much of a picture a surface fills, across and up. @param {typeof grid} field @param {number} shape */
function filling(field, shape) {
  const { aspect, direction } = sceneFor(field, shape);
  const { eye, center } = fitCamera(field, aspect, direction, shape);
  const seen = corners(aspect, field.height).map((p) => look(eye, center, p));
  const limit = Math.tan(Math.PI / 8);
  const [wide, tall] = [0, 1].map((k) => {
    const places = seen.map((at) => at[k]).filter(Number.isFinite);
    return (Math.max(...places) - Math.min(...places)) / 2;
  });
  return [wide / shape / limit, tall / limit];
}

test("a surface fills a high picture, a square one and a wide one in both directions", () => {
  for (const shape of [0.7, 1, 1.5])
    for (const share of filling(grid, shape))
      assert.ok(share > 0.7 && share < 1.05, `${shape} ${share}`);
});

test("of a surface with a hole that which is there fills the picture", () => {
  const height = ridge.map((h, k) => (axis[k % 21] < 0 ? Number.NaN : h));
  const shares = filling({ ...grid, height }, 0.7);
  assert.ok(Math.max(...shares) > 0.9 && Math.max(...shares) < 1.1, String(shares));
});

test("the place under a pixel is the one that is seen there", () => {
  const { eye, center } = fitCamera(grid, [1, 1, 0.7], [-0.6, -1.4, 1.1], 2);
  const matrix = viewMatrix(eye, center, 2);
  const sight = { matrix, eye: eyePosition(matrix), width: 400, height: 200 };
  const out = new Float64Array(3);
  for (const [x, y] of [
    [-0.4, -0.3],
    [-0.05, 0.2],
    [-0.1, 0.4],
  ]) {
    project(matrix, x, y, heightAt(grid, x, y), 400, 200, out);
    const hit = hitSurface(grid, sight, out[0], out[1]);
    assert.ok(hit && Math.hypot(hit[0] - x, hit[1] - y) < 1e-3, `${[x, y]}: ${hit}`);
  }
  assert.equal(hitSurface(grid, sight, 2, 2), null);
  const holes = { ...grid, height: ridge.map((h, k) => (axis[k % 21] < 0 ? Number.NaN : h)) };
  project(matrix, -0.8, 0.9, 0, 400, 200, out);
  const through = hitSurface(holes, sight, out[0], out[1]);
  assert.ok(through === null || through[0] > -1e-9);
});

/** A camera of the ridge in a box of 1 × 1 × 0.7, in data coordinates. @param {number[]} eye @param {number[]} center @param {number} shape */
function viewMatrix(eye, center, shape) {
  const away = eye.map((v, k) => v - center[k]);
  const size = Math.hypot(...away);
  const z = away.map((v) => v / size);
  const flat = Math.hypot(z[0], z[1]);
  const x = [-z[1] / flat, z[0] / flat, 0];
  const y = [z[1] * x[2] - z[2] * x[1], z[2] * x[0] - z[0] * x[2], z[0] * x[1] - z[1] * x[0]];
  const shift = [x, y, z].map((a) => -(a[0] * eye[0] + a[1] * eye[1] + a[2] * eye[2]));
  const view = [x[0], y[0], z[0], 0, x[1], y[1], z[1], 0, x[2], y[2], z[2], 0, ...shift, 1];
  const f = 1 / Math.tan(Math.PI / 8);
  const projection = [f / shape, 0, 0, 0, 0, f, 0, 0, 0, 0, -1, -1, 0, 0, -0.2, 0];
  const lift = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, -0.35, 1];
  return cameraMatrix(
    { projection, view, model: multiply(lift, scaling([0.5, 0.5, 0.7])) },
    [1, 1, 1],
  );
}

/** Nodes of the ridge in the coordinates of its box. @param {number[]} aspect */
function corners(aspect = [1, 1, 0.7], height = ridge) {
  return Array.from(height, (h, k) => [
    ((k % 21) / 20 - 0.5) * aspect[0],
    (Math.floor(k / 21) / 20 - 0.5) * aspect[1],
    (h - 0.5) * aspect[2],
  ]);
}

/**
 * @param {number[]} eye
 * @param {number[]} center
 * @param {number[]} p
 */
function look(eye, center, p) {
  const away = eye.map((v, k) => v - center[k]);
  const size = Math.hypot(...away);
  const z = away.map((v) => v / size);
  const flat = Math.hypot(z[0], z[1]);
  const x = [-z[1] / flat, z[0] / flat, 0];
  const y = [z[1] * x[2] - z[2] * x[1], z[2] * x[0] - z[0] * x[2], z[0] * x[1] - z[1] * x[0]];
  const d = p.map((v, k) => v - eye[k]);
  const dot = (/** @type {number[]} */ a) => a[0] * d[0] + a[1] * d[1] + a[2] * d[2];
  return [dot(x) / -dot(z), dot(y) / -dot(z)];
}
