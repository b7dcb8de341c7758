import assert from "node:assert/strict";
import { test } from "node:test";
import {
  linearTicks,
  logOffset,
  logTicks,
  lossAxis,
  lossKinds,
  lossRange,
  niceStep,
  stepAtValue,
  valueAtStep,
} from "../../static/js/lib/scales.js";
import { thin } from "../../static/js/lib/thinning.js";
import {
  measureCurves,
  panelOf,
  rateAxis,
  rateTicks,
} from "../../static/js/views/curves-layout.js";
import { describeCurves } from "../../static/js/views/describe.js";

const from = (/** @type {number[]} */ ...values) => Float64Array.from(values);

test("steps are 1, 2 or 5 times a power of ten", () => {
  assert.equal(niceStep(300, 6), 50);
  assert.equal(niceStep(0.9, 4), 0.2);
  assert.equal(niceStep(0, 5), 1);
});

test("ticks are round and within the range", () => {
  assert.deepEqual(linearTicks(0, 300, 6), [0, 50, 100, 150, 200, 250, 300]);
  assert.deepEqual(linearTicks(-0.25, 0.25, 5), [-0.2, -0.1, 0, 0.1, 0.2]);
});

test("logarithmic ticks are decades, thinned when there are many", () => {
  assert.deepEqual(logTicks(-2.3, 1.1, 9), [-2, -1, 0, 1]);
  assert.deepEqual(logTicks(-12, 0, 5), [-12, -9, -6, -3, 0]);
});

test("within one decade the ticks are 1, 2 and 5", () => {
  assert.deepEqual(
    logTicks(0.1, 0.9, 5).map((t) => Math.round(10 ** t)),
    [2, 5],
  );
});

test("few ticks within a decade are not side by side", () => {
  const values = (/** @type {number} */ count) =>
    logTicks(-0.8, 0.4, count).map((t) => Number((10 ** t).toFixed(2)));
  assert.deepEqual(values(4), [0.2, 0.5, 1, 2]);
  assert.deepEqual(values(2), [0.5, 2]);
  assert.deepEqual(values(1), [2]);
});

/** Curves of runs with these losses. @param {[string, number[]][]} runs @param {object} [more] @returns {any} */
function curvesOf(runs, more) {
  const outcome = { status: "running", step: null, message: "" };
  return {
    landscape: null,
    runs: runs.map(([lossName, loss], index) => ({
      ...{ index, label: `run ${index}`, slot: index + 1, lossName, muted: false },
      ...{ ghost: null, ghostFrom: 0, changes: [] },
      trace: { rows: loss.length, columns: { loss: from(...loss) }, outcome },
    })),
    ...{ selected: 0, step: 1, steps: 2, xAxis: "step", lossScale: "linear", strip: "right" },
    ...more,
  };
}

test("only losses of one kind share an axis", () => {
  const model = curvesOf([
    ["Cross-entropy", [2, 1.5, 1]],
    ["Mean squared error", [0.4, 0.3, 0.2]],
    ["Cross-entropy", [2, 1, 0.5]],
  ]);
  const { panels } = measureCurves(model, null);
  assert.deepEqual(
    panels.map(({ name }) => name),
    ["Cross-entropy", "Mean squared error"],
  );
  const [one, other] = panels.map(({ loss }) => loss);
  assert.ok(one[0] <= 0.5 && one[1] >= 2 && one[1] < 2.2);
  assert.ok(other[0] <= 0.2 && other[1] >= 0.4 && other[1] < 0.45);
  const layout = { panels: /** @type {any[]} */ (panels) };
  assert.deepEqual(
    [0, 1, 2].map((index) => panelOf({ layout, model }, index).name),
    ["Cross-entropy", "Mean squared error", "Cross-entropy"],
  );
});

test("runs of one loss, and runs that are alone unmuted, have one axis", () => {
  const same = curvesOf([
    ["Huber", [2, 1]],
    ["Huber", [3, 1]],
  ]);
  assert.equal(measureCurves(same, null).panels.length, 1);
  const mixed = curvesOf([
    ["Huber", [2, 1]],
    ["Hinge", [30, 10]],
  ]);
  const both = measureCurves(mixed, null);
  mixed.runs[1].muted = true;
  const measured = measureCurves(mixed, both);
  assert.deepEqual(
    measured.panels.map(({ name }) => name),
    ["Huber"],
  );
  mixed.runs[0].muted = true;
  assert.equal(measureCurves(mixed, measured).panels.length, 1);
  assert.deepEqual(lossKinds(mixed.runs), ["Huber", "Hinge"]);
});

test("another loss of the same rows is another axis", () => {
  const model = curvesOf([
    ["Huber", [2, 1]],
    ["Huber", [3, 1]],
  ]);
  const known = measureCurves(model, null);
  assert.equal(measureCurves(model, known), known);
  model.runs[1].lossName = "Huber, delta 0.5";
  assert.equal(measureCurves(model, known).panels.length, 2);
});

test("different losses are told apart for those who do not see them", () => {
  const two = curvesOf([
    ["Cross-entropy", [2, 1.5]],
    ["Mean squared error", [0.4, 0.3]],
  ]);
  const text = describeCurves(two);
  assert.match(text, /2 different losses, each on an axis of its own\./);
  assert.match(text, /run 0, cross-entropy 1\.5.*run 1, mean squared error 0\.3/);
  const one = describeCurves(curvesOf([["Cross-entropy", [2, 1.5]]]));
  assert.match(one, /run 0, loss 1\.5/);
  assert.doesNotMatch(one, /axis of its own/);
});

test("a run that overflows leaves the range to the others", () => {
  const range = lossRange([from(7, 3, 1), from(7, 1e6, 1e40, Number.POSITIVE_INFINITY)]);
  assert.equal(range.high, 7);
  assert.equal(range.low, 1);
});

test("no losses give a range all the same", () => {
  assert.deepEqual(lossRange([]), { low: 0, high: 1, positive: 0.1 });
});

test("a logarithmic axis spans one decade at least and fourteen at most", () => {
  const [low, high] = lossAxis({ low: 1e-40, high: 10, positive: 1e-40 }, true);
  assert.ok(high - low <= 14.3);
  const [a, b] = lossAxis({ low: 2, high: 2.1, positive: 2 }, true);
  assert.ok(b - a >= 1);
});

test("losses below zero are shown above the lowest of them", () => {
  assert.equal(logOffset([from(3, 1, 0.5)], 0), 0);
  assert.equal(logOffset([from(3, -1, -1.5)], -1.9133), -1.9133);
  assert.equal(logOffset([from(3, -2.5)], -1.9133), -2.5);
});

test("thinning keeps the extremes of every pixel column", () => {
  const rows = 10_000;
  const y = Float64Array.from({ length: rows }, (_, k) => Math.sin(k * 12.9) * (k % 977));
  const out = new Float64Array(2 * 4 * 101);
  const count = thin(
    (k) => k / 100,
    (k) => y[k],
    0,
    rows - 1,
    out,
  );
  assert.ok(count <= 400);
  const seen = Array.from({ length: count }, (_, k) => out[2 * k + 1]);
  assert.equal(Math.max(...seen), Math.max(...y));
  assert.equal(Math.min(...seen), Math.min(...y));
  for (let k = 1; k < count; k++) assert.ok(out[2 * k] >= out[2 * k - 2]);
});

test("few points are all kept", () => {
  const out = new Float64Array(20);
  assert.equal(
    thin(
      (k) => 10 * k,
      (k) => k * k,
      2,
      6,
      out,
    ),
    5,
  );
  assert.deepEqual([...out.subarray(0, 4)], [20, 4, 30, 9]);
});

test("steps and their values go both ways, beyond the last row too", () => {
  const epochs = from(0, 0.5, 1, 1.5, 2);
  assert.equal(valueAtStep(epochs, 5, 3), 1.5);
  assert.equal(valueAtStep(epochs, 5, 8), 4);
  assert.equal(stepAtValue(epochs, 5, 1.2, 10), 2);
  assert.equal(stepAtValue(epochs, 5, 4, 10), 8);
  assert.equal(stepAtValue(undefined, 0, 37.4, 300), 37);
});

test("learning rates that fall to zero do not stretch their strip", () => {
  const rates = from(0.1, 0.05, 0.01, 0);
  const trace = {
    rows: 4,
    dimension: 2,
    columns: { learning_rate: rates },
    outcome: { status: /** @type {const} */ ("running"), step: null, message: "" },
  };
  const [low, high] = rateAxis([trace]);
  assert.ok(low > -3 && low < -2 && high > -1 && high < 0);
});

test("the strip of the learning rate has one or two ticks", () => {
  assert.deepEqual(rateTicks([-2.4, -0.8]), [-2, -1]);
  assert.deepEqual(rateTicks([-3.4, -2.8]), [-3]);
  assert.equal(rateTicks([-2.9, -2.1]).length, 1);
  assert.equal(rateTicks([-6.2, -0.9]).length, 2);
});
