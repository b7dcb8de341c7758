/** Class weights, softmax outputs and given batches in the state of a lab and in its words. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { lossText } from "../../static/js/lib/data-words.js";
import { lossTitle } from "../../static/js/lib/network-words.js";
import { fitting } from "../../static/js/state/lab.js";
import { runCards } from "../../static/js/state/models.js";
import { NetworkLab } from "../../static/js/state/network-lab.js";
import { knobsOf } from "../../static/js/views/run-knobs.js";

const RUN = /** @type {any} */ ({
  label: "",
  optimizer: { name: "sgd" },
  learning_rate: 0.1,
  batch_size: null,
  changes: [],
});
const BATCHES = [
  [0, 3],
  [1, 2, 4],
];

/** @param {object} more @param {number} step */
function card(more, step) {
  const columns = { batch_size: Float64Array.of(2, 3, 2), loss: Float64Array.of(1, 1, 1) };
  const lab = {
    experiment: { runs: [{ ...RUN, ...more }] },
    standardRate: 0.1,
    standardOf: () => 0,
    views: () => [{ index: 0, label: "run", slot: 0, trace: { rows: 3, columns } }],
  };
  return runCards(/** @type {any} */ (lab), step, String)[0];
}

test("batches that are given stay with samples that are there, and go with others", () => {
  const given = { ...RUN, batches: BATCHES };
  assert.deepEqual(fitting(5)(given).batches, BATCHES);
  assert.equal(fitting(4)(given).batches, null);
  assert.equal("batches" in fitting(4)(RUN), false);
});

test("a knob shows the size of a given batch, and is not turned", () => {
  const context = /** @type {any} */ ({ optimizers: [], samples: 5, standardRate: 0.1 });
  const knob = (/** @type {any} */ run) =>
    knobsOf(run, context).find(({ setting }) => setting === "batch_size")?.model;
  const given = knob(card({ batches: BATCHES }, 1));
  assert.deepEqual([given?.value, given?.disabled], [3, true]);
  assert.match(given?.help ?? "", /are given, 2 of them/);
  const drawn = knob(card({}, 1));
  assert.deepEqual([drawn?.value, drawn?.disabled], [5, false]);
});

test("what is made of the outputs follows from the loss, or from the problem for one of numbers", () => {
  const lab = new NetworkLab(/** @type {any} */ ({}));
  const info = (
    /** @type {string} */ name,
    /** @type {string} */ activation,
    /** @type {boolean} */ of_numbers,
  ) => ({ name, title: name, activation, of_numbers, schema: { properties: {} } });
  lab.losses = /** @type {any} */ ([
    info("mse", "identity", true),
    info("cross_entropy", "softmax", false),
    info("hinge", "identity", false),
  ]);
  lab.experiment = /** @type {any} */ ({
    problem: { loss: { name: "mse" }, output_activation: "sigmoid" },
    runs: [RUN],
  });
  assert.equal(lab.activationOf(RUN), "sigmoid");
  assert.equal(lab.activationOf({ ...RUN, loss: { name: "cross_entropy" } }), "softmax");
  assert.equal(lab.activationOf({ ...RUN, loss: { name: "hinge" } }), "identity");
});

test("weights and outputs are in the words for a loss", () => {
  const loss = { name: "hinge", class_weights: [1, 2.5] };
  const usual = /** @type {any} */ ({ l1: 0, l2: 0, dropout: 0, output_activation: "identity" });
  assert.equal(lossText("Hinge", { ...usual, loss }), "hinge, class weights");
  const brier = {
    ...usual,
    loss: { name: "mse", class_weights: null },
    output_activation: "softmax",
  };
  assert.equal(lossText("Mean squared error", brier), "mean squared error, softmax");
  const infos = /** @type {any} */ ([
    { name: "hinge", title: "Hinge", schema: { properties: { class_weights: { default: null } } } },
  ]);
  assert.equal(lossTitle(loss, infos), "Hinge, class weights 1 : 2.5");
  assert.equal(
    lossTitle({ ...loss, class_weights: "balanced" }, infos),
    "Hinge, class weights balanced",
  );
});
