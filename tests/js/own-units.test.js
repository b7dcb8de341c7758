import assert from "node:assert/strict";
import { test } from "node:test";

import { countAxis, countTicks } from "../../static/js/lib/count-axis.js";
import {
  amongTargets,
  errorCurves,
  errorText,
  lineText,
  scaledWords,
} from "../../static/js/lib/own-units.js";
import { linearTicks } from "../../static/js/lib/scales.js";
import { errorsBelow, measureCurves } from "../../static/js/views/curves-layout.js";
import { readingOf } from "../../static/js/views/curves-reading.js";

test("each target has its error, with that of the test samples where there are any", () => {
  assert.deepEqual(errorCurves(["loss", "rmse", "learning_rate"], ["Salary"]), [
    { column: "rmse", tested: null, name: "Salary" },
  ]);
  const two = ["rmse.1", "rmse.2", "test_loss", "test_rmse.1", "test_rmse.2"];
  assert.deepEqual(errorCurves(two, ["price", "rent"]), [
    { column: "rmse.1", tested: "test_rmse.1", name: "price" },
    { column: "rmse.2", tested: "test_rmse.2", name: "rent" },
  ]);
  assert.deepEqual(errorCurves(["loss", "accuracy", "test_loss"], []), []);
  const unnamed = errorCurves(["rmse.1", "rmse.2"], []).map(({ name }) => name);
  assert.deepEqual(unnamed, ["t1", "t2"]);
});

test("errors in words", () => {
  assert.equal(errorText(5903.309, null), "5,903");
  assert.equal(errorText(5903.309, 6012.2), "5,903, test 6,012");
  assert.equal(errorText(null, null), "–");
});

test("what weights and gradients are of, where data are a table and something is scaled", () => {
  const problem = (/** @type {string} */ scaling, /** @type {string} */ target, name = "custom") =>
    /** @type {any} */ ({ scaling, dataset: { name, target_scaling: target } });
  assert.equal(scaledWords(problem("standard", "standard")), "standardised inputs and targets");
  assert.equal(scaledWords(problem("none", "standard")), "standardised targets");
  assert.equal(scaledWords(problem("standard", "none")), "standardised inputs");
  assert.equal(
    scaledWords(problem("unit", "standard")),
    "inputs divided by the largest and standardised targets",
  );
  assert.equal(scaledWords(problem("none", "none")), "");
  assert.equal(scaledWords(problem("standard", "none", "penguins")), "standardised inputs");
  assert.equal(scaledWords(problem("standard", "none", "spiral")), "");
});

test("a line in the table's own units", () => {
  const terms = [{ input: "YearsExperience", slope: 9490.38867 }];
  assert.equal(
    lineText({ target: "Salary", terms, constant: 25892.5723 }),
    "Salary = 9,490.4 · YearsExperience + 25,893",
  );
  const two = [
    { input: "size", slope: -2 },
    { input: "age", slope: -0.5 },
  ];
  assert.equal(
    lineText({ target: "y", terms: two, constant: -3 }),
    "y = −2 · size − 0.5 · age − 3",
  );
  const many = Array.from({ length: 9 }, (_, k) => ({ input: `x${k}`, slope: 1 }));
  assert.match(lineText({ target: "y", terms: many, constant: 0 }), /x5 \+ … 3 more \+ 0$/);
  assert.equal(
    lineText({ target: "y", terms: [{ input: "x", slope: null }], constant: 1 }),
    "y = – · x + 1",
  );
});

test("no half of a step has a tick", () => {
  for (const max of [1, 2, 3, 5, 7, 12, 1000])
    for (const count of [2, 4, 6, 11]) {
      const ticks = countTicks({ max, unit: 0, whole: true }, count);
      assert.ok(ticks.every(Number.isInteger), `${ticks} of ${max}`);
      assert.ok(ticks.length > 0 && ticks[0] === 0 && ticks[ticks.length - 1] <= max);
    }
  assert.deepEqual(countTicks({ max: 1, unit: 0, whole: true }, 6), [0, 1]);
  assert.ok(countTicks({ max: 1, unit: 0 }, 6).includes(0.2), "epochs have parts");
  assert.deepEqual(linearTicks(0, 3, 6, 1), [0, 1, 2, 3]);
  assert.equal(countAxis([4, 4], [1]).unit, 0);
});

/** @param {Partial<import("../../static/js/types.js").CurvesModel>} more */
function curvesModel(more) {
  const columns = {
    step: [0, 1],
    loss: [1, 0.5],
    "rmse.1": [4000, 2000],
    "test_rmse.1": [5000, 3000],
    "rmse.2": [7, 6],
  };
  const made = Object.fromEntries(
    Object.entries(columns).map(([name, values]) => [name, Float64Array.from(values)]),
  );
  const outcome = { status: "running", step: null, message: "" };
  const trace = { rows: 2, dimension: 1, columns: made, outcome };
  const run = {
    index: 0,
    label: "SGD",
    slot: 0,
    muted: false,
    lossName: "mse",
    changes: [],
    ghost: null,
    trace,
  };
  const errors = [
    { column: "rmse.1", tested: "test_rmse.1", name: "price" },
    { column: "rmse.2", tested: null, name: "rent" },
  ];
  return /** @type {any} */ ({
    landscape: null,
    runs: [run],
    selected: 0,
    step: 1,
    steps: 1,
    lossScale: "linear",
    xAxis: "step",
    strip: "right",
    errors,
    ...more,
  });
}

test("every target has an axis in its own unit below the losses", () => {
  const { panels, x } = measureCurves(curvesModel({}), null);
  assert.deepEqual(
    panels.map(({ column, isError, name }) => [column, isError, name]),
    [
      ["loss", false, "mse"],
      ["rmse.1", true, "price"],
      ["rmse.2", true, "rent"],
    ],
  );
  const [, price, rent] = panels;
  assert.ok(price.loss[0] <= 2000 && price.loss[1] >= 5000, "train and test fit");
  assert.ok(rent.loss[1] < 100);
  assert.equal(x.whole, true);
  assert.deepEqual(errorsBelow(curvesModel({ strip: "rate" })), []);
  assert.equal(measureCurves(curvesModel({ strip: "rate" }), null).panels.length, 1);
});

test("what stands under the pointer names each target's error", () => {
  const model = curvesModel({});
  assert.deepEqual(readingOf(model.runs[0], 1, model.errors), [
    "0.5000",
    "price off by 2,000, test 3,000",
    "rent off by 6.000",
  ]);
});

test("a neuron's answer is drawn where the network learns its targets", () => {
  const points = [1000, 3000, 99_999].map((y, k) => ({ y, train: k < 2 }));
  const dataset = { name: "custom", target_scaling: "standard" };
  const place = amongTargets(dataset, points);
  assert.deepEqual([-1, 0, 1].map(place), [1000, 2000, 3000]);
  assert.equal(amongTargets({ ...dataset, target_scaling: "none" }, points)(0.5), 0.5);
  assert.equal(amongTargets(dataset, points.slice(0, 1))(1), 1001, "one row has no deviation");
});
