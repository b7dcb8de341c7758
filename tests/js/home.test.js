import assert from "node:assert/strict";
import { test } from "node:test";
import { finds } from "../../static/js/views/examples.js";
import { heroView, pointsUntil, replayAt } from "../../static/js/views/hero.js";
import { pixelsOf, scale, valueAt } from "../../static/js/views/thumbnail.js";

// Those of the home page's figure.
/** @type {[number, number][]} */
const WINDOW = [
  [-6, 20],
  [0, 4.4],
];
const STARTS = [6.05, 9.45, 12.05, 7.35];

test("the figure keeps equal scales and stays within its landscape at every width", () => {
  for (const [width, height] of [
    [390, 260],
    [1000, 380],
    [1280, 456],
    [1440, 456],
    [1920, 456],
    [2560, 456],
  ]) {
    const { x, y } = heroView(WINDOW, width, height, width > 1000);
    assert.ok(Math.abs((x[1] - x[0]) / width - (y[1] - y[0]) / height) < 1e-12);
    assert.ok(x[0] >= -6 && x[1] <= 20, `${width}: ${x}`);
  }
});

test("no start is under the words or outside, nor is the basin beside them", () => {
  for (const [width, height] of [
    [1280, 456],
    [1280, 400],
    [1440, 456],
    [1920, 456],
  ]) {
    const { x } = heroView(WINDOW, width, height, true);
    const covered = x[0] + (500 / width) * (x[1] - x[0]);
    assert.ok(covered < 5.8, `${width}: ${covered}`);
    for (const a of STARTS) assert.ok(a > covered && a < x[1] - 0.3);
  }
});

test("a replay runs forwards, rests, fades and begins again", () => {
  let before = -1;
  for (let time = 0; time < 11; time += 0.05) {
    const { step } = replayAt(time, 150);
    assert.ok(step >= before && step >= 0 && step <= 150);
    before = step;
  }
  assert.deepEqual(replayAt(12, 150), { step: 150, opacity: 1 });
  assert.ok(replayAt(16.3, 150).opacity < 1);
  assert.ok(replayAt(16.7, 150).step < 2);
});

test("a path ends between its points", () => {
  const run = [0, 0, 2, 4, 3, 3];
  assert.deepEqual(pointsUntil(run, 0), [[0, 0]]);
  assert.deepEqual(pointsUntil(run, 0.5), [
    [0, 0],
    [1, 2],
  ]);
  assert.equal(pointsUntil(run, 2).length, 3);
  assert.equal(pointsUntil(run, 9).length, 3);
});

test("pixels of a path stop at the first number that is none", () => {
  const toPixel = scale([-1, 1], [-1, 1], 200, 100);
  assert.deepEqual(pixelsOf([[0, 0]], toPixel), [[100, 50]]);
  assert.deepEqual(pixelsOf([[-1, 1]], toPixel), [[0, 0]]);
  const cut = pixelsOf(
    [
      [0, 0],
      [1e300, 0],
      [Number.NaN, 0],
      [0, 0],
    ],
    toPixel,
  );
  assert.equal(cut.length, 2);
  assert.ok(cut[1][0] <= 1e5);
});

test("a curve is read between its points and held beyond its ends", () => {
  const curve = { x: Float64Array.of(0, 1, 2), y: Float64Array.of(0, 10, 0) };
  assert.equal(valueAt(curve, 0.5), 5);
  assert.equal(valueAt(curve, 7), 0);
  assert.equal(valueAt(curve, -7), 0);
  assert.ok(Number.isNaN(valueAt(curve, Number.NaN)));
});

test("examples are found by words of the course, beginnings and plurals too", () => {
  const text = "Digits in one minute. mnist handwritten softmax cross-entropy backprop Ångström";
  for (const query of [
    "",
    "MNIST",
    "digit",
    "digits",
    "cross entropy",
    "cross-entropy",
    "backpropagation?",
  ])
    assert.equal(finds(text, query), query !== "backpropagation?", query);
  assert.ok(finds(text, "the minute"));
  assert.ok(finds(text, "angstrom"));
  assert.ok(!finds(text, "momentum"));
});
