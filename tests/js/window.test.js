/** The part of a landscape that is seen. */

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  FARTHEST,
  isSide,
  middleOf,
  moved,
  reachOf,
  roundedSide,
  sidesOf,
  zoomed,
  zoomOf,
} from "../../static/js/lib/window.js";

/** @typedef {import("../../static/js/lib/window.js").Side} Side */

/** @type {Side[]} */
const HOME = [
  [-2, 2],
  [-1, 3],
];

test("a window becomes narrower about a point, which stays where it is", () => {
  assert.deepEqual(zoomed(HOME, HOME, 0.5, [0, 1]), [
    [-1, 1],
    [0, 2],
  ]);
  assert.deepEqual(zoomed(HOME, HOME, 0.5, [2, -1]), [
    [0, 2],
    [-1, 1],
  ]);
});

test("a point is put where two fingers hold it", () => {
  assert.deepEqual(zoomed(HOME, HOME, 1, [0, 1], [0.75, 0.5]), [
    [-3, 1],
    [-1, 3],
  ]);
});

test("in and out again is the landscape's own window, of which nothing is said", () => {
  let sides = HOME;
  for (const times of [0.5, 0.5, 2, 2])
    sides = sidesOf(zoomOf(zoomed(sides, HOME, times, middleOf(sides)), HOME), HOME);
  assert.equal(zoomOf(sides, HOME), null);
  assert.deepEqual(zoomOf(zoomed(HOME, HOME, 0.5, [0, 1]), HOME), { x: [-1, 1], y: [0, 2] });
  assert.deepEqual(zoomOf([[-1, 1]], [[-2, 2]]), { x: [-1, 1] });
});

test("a window ends where no ground can be computed, and its places can still be told apart", () => {
  let sides = HOME;
  for (let k = 0; k < 60; k += 1) sides = zoomed(sides, HOME, 0.5, [1, 1]);
  for (const side of sides) {
    assert.ok(isSide(side), String(side));
    assert.ok(isSide(roundedSide(side)));
    assert.ok(Math.abs(side[1] - side[0] - 4e-5) < 1e-12);
  }
  assert.equal(reachOf(sides, HOME)[0], 1);
  for (let k = 0; k < 90; k += 1) sides = zoomed(sides, HOME, 2, [1, 1]);
  assert.deepEqual(sides.map(roundedSide), [
    [-FARTHEST, FARTHEST],
    [-FARTHEST, FARTHEST],
  ]);
  assert.equal(reachOf(sides, HOME)[1], 1);
});

test("both sides keep their shape at either end", () => {
  /** @type {Side[]} */
  const wide = [
    [-7, 7],
    [-3, 3],
  ];
  for (const times of [1e-9, 1e9]) {
    const [[x0, x1], [y0, y1]] = zoomed(wide, wide, times, [0, 0]);
    assert.ok(Math.abs((x1 - x0) / (y1 - y0) - 14 / 6) < 1e-9);
  }
});

test("a window moves by shares of itself, and no farther than there is ground", () => {
  assert.deepEqual(moved(HOME, [0.5, -0.25]), [
    [0, 4],
    [-2, 2],
  ]);
  const [side] = moved([[FARTHEST - 3, FARTHEST - 1]], [10]);
  assert.deepEqual(side, [FARTHEST - 2, FARTHEST]);
});
