/** A camera in words: the same words show the same from any room. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { cameraOf, viewFrom } from "../../static/js/lib/camera.js";

const USUAL = { center: { x: 0.1, y: -0.05, z: 0.02 }, eye: { x: -0.5, y: -1.6, z: 1.7 } };
const FARTHER = { center: { x: 0.2, y: 0, z: 0 }, eye: { x: -1, y: -3, z: 3.2 } };

test("the usual camera lies in the usual distance, and nothing is shifted", () => {
  const { distance, shift } = cameraOf(USUAL, USUAL);
  assert.deepEqual({ distance, shift }, { distance: 1, shift: [0, 0, 0] });
});

test("words lead to the camera that they were made of", () => {
  const { eye, center } = viewFrom(USUAL, cameraOf(USUAL, FARTHER));
  for (const axis of /** @type {const} */ (["x", "y", "z"])) {
    assert.ok(Math.abs(eye[axis] - FARTHER.eye[axis]) < 0.01, axis);
    assert.ok(Math.abs(center[axis] - FARTHER.center[axis]) < 0.001, axis);
  }
});

test("words come back as they were, from whatever room", () => {
  for (const camera of [
    { azimuth: 0, elevation: 0, distance: 1, shift: [0, 0, 0] },
    { azimuth: -112.5, elevation: 48.1, distance: 1, shift: [0, 0, 0] },
    { azimuth: 180, elevation: -89, distance: 0.5, shift: [0.2, -0.1, 0] },
    { azimuth: 90, elevation: 89, distance: 2.125, shift: [0, 0, 0.001] },
  ])
    for (const usual of [USUAL, FARTHER])
      assert.deepEqual(cameraOf(usual, viewFrom(usual, /** @type {any} */ (camera))), camera);
});

test("from straight above is nearly so", () => {
  const above = { center: USUAL.center, eye: { ...USUAL.center, z: 4 } };
  assert.equal(cameraOf(USUAL, above).elevation, 89);
});
