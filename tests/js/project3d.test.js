import assert from "node:assert/strict";
import { test } from "node:test";
import {
  cameraMatrix,
  eyePosition,
  fitCamera,
  heightAt,
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

/** Nodes of the ridge in the coordinates of its box. */
function corners() {
  return Array.from(ridge, (h, k) => [
    (k % 21) / 20 - 0.5,
    Math.floor(k / 21) / 20 - 0.5,
    (h - 0.5) * 0.7,
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
