/** Rate tests: which rates are tested, what is asked of the server, and what is said of its answer. */

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  boundsOf,
  ratesOf,
  ratesText,
  USUAL_RATES,
  withPart,
} from "../../static/js/state/rate-choice.js";
import {
  linesText,
  lossTitle,
  nearestRate,
  readingText,
  reasonText,
  scalesOf,
  shareOf,
} from "../../static/js/state/rate-model.js";
import { RateTests, testedOf } from "../../static/js/state/rate-tests.js";
import { ProblemError } from "../../static/js/transport/problems.js";
import { FakeClock, settled } from "./faulty.js";

const ANSWER = {
  loss: "loss",
  schedule: { name: "exponential", initial: 0.001, gamma: 10 },
  smoothing: 0,
  first_loss: 10,
  rates: [0.001, 0.01, 0.1, 1],
  losses: [9, 4, 0.02, 1e9],
  smoothed: [9, 4, 0.02, 1e9],
  ended: "risen",
  ending: "Stopped at a rate of 1: the loss, 1e+09, is above 39.",
  interval: [0.01, 0.1],
  rate: 0.0316,
  reason: "The loss falls fastest at a rate of 1e-05 and reaches 0.02 at 0.1.",
};
const CHOICE = { low: 0.001, high: 1, steps: 20 };
/** @type {any} */
const EXPERIMENT = {
  problem: { kind: "landscape", name: "rosenbrock" },
  runs: [
    { optimizer: { name: "sgd" }, learning_rate: 0.1, changes: [], label: "a", batch_size: 4 },
    { optimizer: { name: "adam" }, learning_rate: 0.2, changes: [{ at: 3 }], label: "b" },
  ],
  steps: 100,
  seed: 3,
};

/** @param {(body: any) => Promise<any>} ask */
function asked(ask) {
  const clock = new FakeClock();
  let answers = 0;
  const tests = new RateTests({
    ask,
    timers: clock,
    onAnswer: () => {
      answers += 1;
    },
  });
  return { tests, answers: () => answers };
}

test("a choice is text and becomes the same choice again", () => {
  for (const choice of [USUAL_RATES, CHOICE, { low: 1e-12, high: 1e6, steps: 10_000 }])
    assert.deepEqual(ratesOf(ratesText(choice)), choice);
  for (const text of [
    "",
    "1,2",
    "0,1,50",
    "1,1.5,50",
    "-1,1,50",
    "0.001,1e7,50",
    "0.001,1,5",
    "0.001,1,10.5",
    "0.001,1,20000",
    "0.001,1,50,1",
    "a,b,c",
  ])
    assert.equal(ratesOf(text), undefined, text);
});

test("whatever is typed fits: no step more than doubles the rate", () => {
  assert.deepEqual(boundsOf(CHOICE), {
    low: { min: 1e-12, max: 0.5 },
    high: { min: 0.002, max: 1e6 },
    steps: { min: 11, max: 10_000, whole: true },
  });
  assert.deepEqual(withPart({ ...CHOICE, steps: 11 }, { high: 1000 }), {
    low: 0.001,
    high: 1000,
    steps: 21,
  });
  assert.deepEqual(ratesOf(ratesText(withPart(CHOICE, { low: 1e-9 }))), {
    low: 1e-9,
    high: 1,
    steps: 31,
  });
});

test("rates, changes, names and other runs are not asked about", () => {
  assert.deepEqual(testedOf(EXPERIMENT, 0), {
    problem: EXPERIMENT.problem,
    runs: [{ optimizer: { name: "sgd" }, batch_size: 4 }],
    steps: 1,
    seed: 3,
  });
});

test("a test is asked for once, and the last one stays until the next has come", async () => {
  /** @type {any[]} */
  const bodies = [];
  const { tests, answers } = asked(async (body) => {
    bodies.push(body);
    return { ...ANSWER, reason: String(bodies.length) };
  });
  assert.deepEqual(tests.of(EXPERIMENT, 0, CHOICE), { answer: null, stale: true, refused: "" });
  await settled();
  assert.equal(answers(), 1);
  const first = tests.of(EXPERIMENT, 0, CHOICE);
  assert.deepEqual([first.answer?.reason, first.stale], ["1", false]);
  const turned = structuredClone(EXPERIMENT);
  turned.runs[0].learning_rate = 0.5;
  turned.runs[0].changes = [{ at: 5, learning_rate: 1 }];
  turned.steps = 7;
  assert.equal(tests.of(turned, 0, CHOICE).stale, false);
  const other = tests.of(EXPERIMENT, 1, CHOICE);
  assert.deepEqual([other.answer?.reason, other.stale], ["1", true]);
  await settled();
  assert.equal(tests.of(EXPERIMENT, 1, CHOICE).answer?.reason, "2");
  assert.equal(tests.of(EXPERIMENT, 0, CHOICE).answer?.reason, "1");
  assert.deepEqual(
    bodies.map(({ low, high, steps }) => [low, high, steps]),
    [
      [0.001, 1, 20],
      [0.001, 1, 20],
    ],
  );
});

test("what is refused is said", async () => {
  const expected = "an optimizer whose steps follow the learning rate";
  const { tests } = asked(async () => {
    throw new ProblemError({ status: 422, errors: [{ path: "$", expected, got: "rprop" }] });
  });
  tests.of(EXPERIMENT, 0, CHOICE);
  await settled();
  const found = tests.of(EXPERIMENT, 0, CHOICE);
  assert.deepEqual([found.answer, found.refused], [null, `No test: expected ${expected}.`]);
});

test("the axes hold the range, and no loss that exploded", () => {
  const scales = scalesOf(ANSWER, CHOICE);
  assert.deepEqual(scales.x, [-3, 0]);
  assert.equal(scales.log, true);
  assert.ok(scales.y[0] <= Math.log10(0.02) && scales.y[1] < 2);
  const narrow = scalesOf({ ...ANSWER, losses: [9, 8, 7, 9], smoothed: [9, 8, 7, 9] }, CHOICE);
  assert.equal(narrow.log, false);
  assert.ok(narrow.y[0] < 7 && narrow.y[1] > 9);
  const below = scalesOf({ ...ANSWER, losses: [9, -8, 7, 9] }, CHOICE);
  assert.equal(below.log, false);
  assert.equal(shareOf([-3, 1], -1), 0.5);
});

test("the nearest rate is read, with its losses", () => {
  assert.equal(nearestRate(ANSWER.rates, -1.4), 2);
  assert.equal(nearestRate(ANSWER.rates, -9), 0);
  assert.equal(nearestRate(ANSWER.rates, 9), 3);
  assert.equal(readingText(ANSWER, 1), "Learning rate 0.01: loss 4.");
  const noisy = { ...ANSWER, loss: "batch_loss", smoothing: 5, smoothed: [9, 5, 1, 2] };
  assert.equal(readingText(noisy, 1), "Learning rate 0.01: loss of the next batch 4, smoothed 5.");
  assert.deepEqual(
    [lossTitle(noisy), linesText(noisy)],
    ["loss of the next batch", "thick: mean of 11 losses"],
  );
  assert.deepEqual([lossTitle(ANSWER), linesText(ANSWER)], ["loss", ""]);
});

test("what the server says is written as the page writes numbers", () => {
  assert.equal(
    reasonText(ANSWER),
    "The loss falls fastest at a rate of 10⁻⁵ and reaches 0.02 at 0.1.",
  );
  assert.equal(
    reasonText({ ...ANSWER, interval: null, reason: "No rate stands out." }),
    "Stopped at a rate of 1: the loss, 10⁹, is above 39. No rate stands out.",
  );
  assert.equal(
    reasonText({ ...ANSWER, interval: null, ended: "range", reason: "No rate stands out." }),
    "No rate stands out.",
  );
});
