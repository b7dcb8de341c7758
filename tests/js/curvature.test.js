import assert from "node:assert/strict";
import { test } from "node:test";
import { cloudFrame, noiseWords } from "../../static/js/lib/gradient-noise.js";
import { pointAt, sharpnessScale, sharpnessWords } from "../../static/js/lib/sharpness.js";
import { Sharpness, spacing } from "../../static/js/state/sharpness.js";
import { ProblemError } from "../../static/js/transport/problems.js";

const RUN = { optimizer: { name: "sgd" }, learning_rate: 0.1, changes: [] };
const timers = {
  now: () => 0,
  setTimeout: () => 0,
  clearTimeout: () => {},
  random: () => 0.5,
};

/** @param {object[]} runs @param {number} [steps] */
function experimentOf(runs, steps = 1000) {
  return /** @type {any} */ ({ problem: { kind: "network" }, seed: 0, steps, runs });
}

/** Rows as the server gives them. @param {{from: number, to: number, every?: number}} wanted */
function frameOf({ from, to, every = 1 }) {
  /** @type {number[]} */
  const steps = [];
  for (let step = from; step <= to; step += 1) if (step % every === 0) steps.push(step);
  const column = (/** @type {(step: number) => number} */ of) => ({
    shape: [steps.length],
    data: Float64Array.from(steps, of),
  });
  return {
    metadata: { from: String(from), to: String(to), last: "true" },
    tensors: {
      "runs.0.step": column((step) => step),
      "runs.0.sharpness": column((step) => 10 + step / 100),
      "runs.0.learning_rate": column(() => 0.1),
      "runs.0.stability_limit": column((step) => 2 / (10 + step / 100)),
    },
  };
}

/** Lets all promises come. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

/** What is asked, answered at once. @param {(wanted: any) => any} [answer] */
function asking(answer = frameOf) {
  /** @type {any[]} */
  const asked = [];
  const sharpness = new Sharpness({
    ask: async (wanted) => {
      asked.push(wanted);
      return answer(wanted);
    },
    onPoints: () => {},
    timers,
  });
  return { asked, sharpness };
}

test("points lie at round distances, some two hundred at most", () => {
  assert.deepEqual([40, 200, 201, 1500, 2000, 40_000].map(spacing), [1, 1, 2, 10, 10, 200]);
});

test("rows are asked for as they come, and never beyond those on screen", async () => {
  const { asked, sharpness } = asking();
  const experiment = experimentOf([RUN]);
  const look = (/** @type {number} */ reach, ended = false) =>
    sharpness.of(experiment, [{ index: 0, reach, ended }]).get(0);
  look(3);
  await settled();
  assert.deepEqual(
    asked.map(({ from, to, every }) => [from, to, every]),
    [[0, 3, 5]],
  );
  look(4);
  await settled();
  assert.equal(asked.length, 1, "between two points there is nothing to ask");
  for (let turn = 0; turn < 12; turn += 1) {
    look(998, true);
    await settled();
  }
  assert.equal(asked.at(-1).to, 998);
  const points = look(998, true)?.points ?? [];
  assert.deepEqual(
    points.map(({ step }) => step),
    Array.from({ length: 200 }, (_, k) => 5 * k),
  );
  assert.ok(points.every(({ most }) => Math.abs(most - 20) < 1e-12));
});

test("of several runs the one that is behind is asked first", async () => {
  const { asked, sharpness } = asking();
  const experiment = experimentOf([RUN, { ...RUN, learning_rate: 0.2 }]);
  const rows = [0, 1].map((index) => ({ index, reach: 500, ended: false }));
  for (let turn = 0; turn < 4; turn += 1) {
    sharpness.of(experiment, rows);
    await settled();
  }
  assert.deepEqual(
    asked.map(({ experiment: { runs } }) => runs[0].learning_rate),
    [0.1, 0.2, 0.1, 0.2],
  );
});

test("a changed run keeps the points before its change", async () => {
  const { asked, sharpness } = asking();
  const rows = [{ index: 0, reach: 100, ended: false }];
  for (let turn = 0; turn < 4; turn += 1) {
    sharpness.of(experimentOf([RUN]), rows);
    await settled();
  }
  const changed = { ...RUN, changes: [{ at: 52, learning_rate: 0.05 }] };
  const known = sharpness.of(experimentOf([changed]), rows).get(0);
  assert.deepEqual(
    known?.points.map(({ step }) => step),
    Array.from({ length: 11 }, (_, k) => 5 * k),
  );
  assert.equal(asked.at(-1).from, 52);
});

test("what is refused is said, and not asked again", async () => {
  const problem = { title: "Too much", errors: [{ expected: "at most 5 rows" }] };
  const { asked, sharpness } = asking(() => {
    throw new ProblemError(problem);
  });
  const rows = [{ index: 0, reach: 100, ended: false }];
  for (let turn = 0; turn < 3; turn += 1) {
    sharpness.of(experimentOf([RUN]), rows);
    await settled();
  }
  assert.equal(asked.length, 1);
  assert.equal(
    sharpness.of(experimentOf([RUN]), rows).get(0)?.refused,
    "Too much at once: at most 5 rows.",
  );
});

const POINT = { step: 1500, sharpness: 19.87, most: 20, rate: 0.1 };

test("the words say the sharpness, what the rule takes, and no more", () => {
  assert.equal(
    sharpnessWords(POINT, null),
    "At step 1,500 λₘₐₓ is 19.9; with η = 0.1 this rule is stable up to 20.",
  );
  assert.match(sharpnessWords(POINT, 32), /in full batches\. This run’s have 32\.$/);
  assert.match(sharpnessWords({ ...POINT, most: Number.NaN }, null), /alone sets no limit/);
  assert.match(sharpnessWords({ ...POINT, sharpness: -1 }, null), /nothing curves upwards/);
  assert.match(sharpnessWords({ ...POINT, sharpness: Number.NaN }, null), /no number/);
});

test("a limit that is far above leaves the scale to the curves", () => {
  const near = sharpnessScale([[{ ...POINT, sharpness: 10, most: 20 }]]);
  assert.ok(near.high > 20 && near.high < 25);
  const far = sharpnessScale([[{ ...POINT, sharpness: 10, most: 2000 }]]);
  assert.ok(far.high > 10 && far.high < 12);
  assert.ok(sharpnessScale([[]]).high > 0);
  assert.equal(sharpnessScale([[{ ...POINT, sharpness: -3 }]]).low, -3);
});

test("the point of a step is the last one before it", () => {
  const points = [0, 10, 20].map((step) => ({ ...POINT, step }));
  assert.deepEqual(
    [0, 9, 10, 25].map((step) => pointAt(points, step)?.step),
    [0, 0, 10, 20],
  );
  assert.equal(pointAt([], 5), null);
});

test("the words of the noise count what points uphill, and say from which batch size it is the smaller one", () => {
  const noise = { signal: [3, 4], noise: [6, 8], scale: 40, cloud: [1, 0, -1, 2, -0.5, -2, 12, 0] };
  assert.equal(
    noiseWords(noise, 101),
    "A batch’s gradient is typically 2 times as far from the whole one as that is long; of 4 batches 2 point uphill." +
      " From batches of 29 on, the gradient is longer than its noise.",
  );
  const quiet = { signal: [10], noise: [1], scale: 0.5, cloud: [9, 0, 11, 0] };
  assert.equal(
    noiseWords(quiet, 101),
    "A batch’s gradient is typically off by 10 % of the whole one’s length; of 2 batches none points uphill.",
  );
  assert.match(noiseWords({ ...quiet, signal: [Number.NaN] }, 9), /no number/);
  assert.match(noiseWords({ ...quiet, signal: [0] }, 9), /is 0/);
});

test("the cloud and the origin lie within the picture, on one scale", () => {
  const { toX, toY } = cloudFrame(
    { signal: [3], noise: [1], scale: 1, cloud: [-2, 5, 8, -5] },
    300,
    120,
  );
  for (const x of [0, -2, 8, 3]) assert.ok(toX(x) >= 0 && toX(x) <= 300);
  for (const y of [5, -5]) assert.ok(toY(y) >= 0 && toY(y) <= 120);
  assert.ok(Math.abs(toX(1) - toX(0) - (toY(0) - toY(1))) < 1e-9);
});
