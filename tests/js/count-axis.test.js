// The axis of the curves: linear, or logarithmic where runs end far apart; marks of epochs.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  countAt,
  countAxis,
  countTicks,
  epochMarks,
  shareOf,
} from "../../static/js/lib/count-axis.js";

test("runs that end close together are counted evenly", () => {
  const axis = countAxis([300, 600], [1, 2]);
  assert.deepEqual(axis, { max: 600, unit: 0 });
  assert.equal(shareOf(axis, 150), 0.25);
  assert.equal(countAt(axis, 0.25), 150);
  assert.deepEqual(countTicks(axis, 4), [0, 200, 400, 600]);
});

test("with batches from 1 to 128 every run has a good part of the axis", () => {
  const axis = countAxis([300, 300 * 16, 300 * 128], [1, 16, 128]);
  assert.equal(axis.unit, 1);
  assert.equal(shareOf(axis, 0), 0);
  assert.equal(shareOf(axis, 38400), 1);
  assert.ok(shareOf(axis, 300) > 0.5, "the end of the shortest run");
  for (const value of [0, 1, 17, 300, 38400]) {
    assert.ok(Math.abs(countAt(axis, shareOf(axis, value)) - value) < 1e-6 * (1 + value));
  }
  const ticks = countTicks(axis, 8);
  assert.deepEqual(ticks, [0, 1, 10, 100, 1000, 10000]);
  assert.ok(countTicks(axis, 3).length < ticks.length, "fewer where there is less room");
});

/** @param {number} rows @param {number} each  steps of an epoch */
const epochs = (rows, each) => Float64Array.from({ length: rows }, (_, k) => k / each);

test("epochs are marked where they are complete, and thinned to round numbers", () => {
  assert.deepEqual(epochMarks(epochs(31, 10), 31, 10), [
    { epoch: 1, step: 10 },
    { epoch: 2, step: 20 },
    { epoch: 3, step: 30 },
  ]);
  const many = epochMarks(epochs(601, 10), 601, 8);
  assert.deepEqual(many[0], { epoch: 10, step: 100 });
  assert.equal(many.length, 6);
  const uneven = Float64Array.from([0, 0.4, 0.8, 1.2, 1.6, 2]);
  assert.deepEqual(epochMarks(uneven, 6, 9), [
    { epoch: 1, step: 3 },
    { epoch: 2, step: 5 },
  ]);
});

test("epochs say nothing where every step is one, or none is complete", () => {
  assert.deepEqual(epochMarks(epochs(50, 1), 50, 10), []);
  assert.deepEqual(epochMarks(epochs(9, 10), 9, 10), []);
  assert.deepEqual(epochMarks(undefined, 9, 10), []);
});
