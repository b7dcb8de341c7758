/** What a reading says. */

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  groundText,
  nearestRow,
  placeText,
  rowText,
  valueBetween,
} from "../../static/js/lib/readings.js";

/** @typedef {[number, number]} Side */

/** @type {Side[]} */
const SIDES = [
  [-2, 2],
  [-1, 3],
];

test("a place has the digits that can be seen", () => {
  assert.equal(placeText([-1.23456, 0.5], SIDES), "(−1.235, 0.500)");
  const near = /** @type {Side[]} */ ([
    [1, 1.00004],
    [1, 1.00004],
  ]);
  assert.equal(placeText([1.0000123456, 1], near), "(1.00001235, 1.00000000)");
  assert.equal(
    placeText(
      [12345.6, -1e6],
      [[-1e6, 1e6]].concat([[-1e6, 1e6]]).map((s) => /** @type {Side} */ (s)),
    ),
    "(12,346, −1,000,000)",
  );
  assert.equal(placeText([0.5], [[-5, 5]]), "w 0.50");
  assert.equal(placeText([0.5], [[-5, 5]], ["θ"]), "θ 0.50");
});

test("between the points of a grid the loss is nearly that, and outside it is not known", () => {
  assert.equal(
    groundText([0, 1], SIDES, { loss: 24.2345, spread: 1000 }),
    "(0.000, 1.000): loss ≈ 24.2",
  );
  assert.equal(groundText([0, 1], SIDES, null), "(0.000, 1.000): not computed yet");
  assert.equal(
    groundText([0, 1], SIDES, { loss: Number.NaN, spread: 1 }),
    "(0.000, 1.000): loss undefined",
  );
  assert.equal(
    groundText([0, 1], SIDES, { loss: 24.20012345, spread: 1e-4, name: "batch’s loss" }),
    "(0.000, 1.000): batch’s loss ≈ 24.200123",
  );
});

test("a run's row says all that is known of it", () => {
  const columns = {
    parameters: Float64Array.of(0, 1, 0.5, -0.25),
    loss: Float64Array.of(3, 0.123456),
    learning_rate: Float64Array.of(0.1, 0.05),
  };
  const run = /** @type {any} */ ({ label: "Adam", trace: { rows: 2, dimension: 2, columns } });
  assert.equal(rowText(run, 1, SIDES), "Adam, step 1: (0.500, −0.250), loss 0.1235, η 0.05");
  columns.learning_rate[1] = Number.NaN;
  assert.equal(rowText(run, 1, SIDES), "Adam, step 1: (0.500, −0.250), loss 0.1235");
  assert.equal(rowText(run, 2, SIDES), "");
  assert.equal(rowText({ ...run, trace: null }, 0, SIDES), "");
});

test("the nearest row is found, the first of equal ones, and none where there is nothing", () => {
  const pixels = [0, 0, 10, 10, 10, 10, Number.NaN, Number.NaN];
  assert.deepEqual(nearestRow(pixels, 4, [10, 13]), { row: 1, distance: 3 });
  assert.deepEqual(nearestRow([], 0, [0, 0]), { row: -1, distance: Number.POSITIVE_INFINITY });
  assert.equal(nearestRow([0, 0, 9, 5, 5, 9], 2, [5, 6], 3).row, 1);
});

test("a value between the points follows a curved valley, and stops at a hole", () => {
  const axis = Float64Array.from({ length: 41 }, (_, k) => -2 + k / 10);
  const f = (/** @type {number} */ x, /** @type {number} */ y) =>
    (1 - x) ** 2 + 3 * (y - x * x) ** 2;
  const z = Float64Array.from({ length: 1681 }, (_, k) =>
    f(axis[k % 41], axis[Math.floor(k / 41)]),
  );
  const grid = { x: axis, y: axis, z };
  assert.ok(Math.abs(valueBetween(grid, [0.513, 0.287]) - f(0.513, 0.287)) < 2e-3);
  assert.ok(Number.isNaN(valueBetween(grid, [2.1, 0])));
  z[20 * 41 + 20] = Number.NaN;
  assert.ok(Number.isNaN(valueBetween(grid, [0.05, 0.05])));
  assert.ok(Math.abs(valueBetween(grid, [0.15, 0.15]) - f(0.15, 0.15)) < 0.1);
});
