import assert from "node:assert/strict";
import { test } from "node:test";
import { bestPast, differsFrom } from "../../static/js/state/changes.js";
import { Feed } from "../../static/js/state/feed.js";

const COLUMNS = ["step", "loss", "gradient_norm.layer"];

/** @param {Record<string, any>} more */
function run(more = {}) {
  return { optimizer: { name: "sgd" }, learning_rate: 0.1, changes: [], label: "", ...more };
}

/** @param {any[]} runs @param {number} steps */
function experiment(runs, steps = 10_000) {
  return { problem: { kind: "network" }, runs, steps, seed: 0 };
}

/** Rows first … last of as many runs, with losses at every tenth step. */
function frame(
  /** @type {number} */ first,
  /** @type {number} */ last,
  { runs = 1, done = true, loss = 1, endedAt = Infinity } = {},
) {
  /** @type {Record<string, any>} */
  const tensors = {};
  for (let index = 0; index < runs; index += 1) {
    const end = index === 0 ? Math.min(last, endedAt) : last;
    const rows = Math.max(0, end - first + 1);
    const steps = Float64Array.from({ length: rows }, (_, k) => first + k);
    tensors[`runs.${index}.step`] = { shape: [rows], data: steps };
    tensors[`runs.${index}.loss`] = {
      shape: [rows],
      data: steps.map((step) => (step % 10 === 0 ? loss : Number.NaN)),
    };
    tensors[`runs.${index}.gradient_norm.layer`] = {
      shape: [rows, 2],
      data: Float64Array.from({ length: 2 * rows }, (_, k) => k),
    };
  }
  const outcomes = JSON.stringify(
    Array.from({ length: runs }, () => ({ status: "running", step: null, message: "" })),
  );
  const metadata = { from: String(first), to: String(last), last: String(done), outcomes };
  return { metadata, tensors };
}

function setUp() {
  /** @type {any[]} */
  const asked = [];
  const clock = { time: 0 };
  const feed = new Feed({
    ask: (wanted, replace) => asked.push({ ...wanted, replace }),
    onRows: () => {},
    now: () => clock.time,
  });
  return { feed, asked, clock };
}

test("rows come in chunks, and are asked for as the head comes near their end", () => {
  const { feed, asked, clock } = setUp();
  feed.begin(experiment([run()]), COLUMNS);
  assert.deepEqual([asked[0].from, asked[0].to, asked[0].replace], [0, 119, true]);
  clock.time = 100;
  feed.receive(frame(0, 119));
  assert.equal(feed.traces[0]?.rows, 120);
  // 1,200 rows a second: an experiment of 10,000 steps takes longer than one waits, so more is asked for ahead only.
  assert.deepEqual([asked[1].from, asked[1].to], [120, 1800]);
  clock.time = 200;
  feed.receive(frame(120, 239, { done: false }));
  assert.equal(feed.reach, 239);
  clock.time = 1700;
  feed.receive(frame(240, 1800));
  assert.equal(asked.length, 2);
  feed.at(1700);
  assert.equal(asked.length, 3);
  assert.equal(asked[2].from, 1801);
  assert.ok(asked[2].to > 3000);
});

test("a short experiment is asked for as a whole", () => {
  const { feed, asked, clock } = setUp();
  feed.begin(experiment([run()], 600), COLUMNS);
  clock.time = 20;
  feed.receive(frame(0, 119));
  assert.deepEqual([asked[1].from, asked[1].to], [120, 600]);
  feed.receive(frame(120, 600));
  assert.equal(feed.reach, 600);
  assert.equal(asked.length, 2);
});

test("measured rows are listed, vectors keep their width", () => {
  const { feed } = setUp();
  feed.begin(experiment([run()], 600), COLUMNS);
  feed.receive(frame(0, 119, { done: false }));
  const [trace] = feed.traces;
  assert.deepEqual([...(trace?.measured.subarray(0, 3) ?? [])], [0, 10, 20]);
  assert.equal(trace?.measures, 12);
  assert.equal(trace?.widths["gradient_norm.layer"], 2);
  feed.receive(frame(120, 600));
  assert.equal(feed.traces[0]?.columns["gradient_norm.layer"][2 * 120 + 1], 1);
});

test("a change from step k keeps the rows before it and asks from there", () => {
  const { feed, asked, clock } = setUp();
  feed.begin(experiment([run(), run({ learning_rate: 0.2 })], 100), COLUMNS);
  feed.receive(frame(0, 100, { runs: 2 }));
  const old = feed.traces[0];
  const changed = run({ changes: [{ at: 40, learning_rate: 1 }] });
  feed.change(experiment([changed, run({ learning_rate: 0.2 })], 100));
  assert.deepEqual([asked.at(-1).from, asked.at(-1).to], [40, 100]);
  // The old rows stay on screen until the new ones are there.
  assert.equal(feed.traces[0], old);
  clock.time = 30;
  feed.receive(frame(40, 100, { runs: 2, loss: 5 }));
  assert.equal(feed.traces[0]?.columns.loss[30], 1);
  assert.equal(feed.traces[0]?.columns.loss[50], 5);
  assert.equal(old?.columns.loss[50], 1);
});

test("while a knob is dragged an overtaken answer is shown, then the newest is asked for", () => {
  const { feed, asked, clock } = setUp();
  feed.begin(experiment([run()], 100), COLUMNS);
  feed.receive(frame(0, 100));
  feed.change(experiment([run({ learning_rate: 0.2 })], 100));
  const count = asked.length;
  for (const rate of [0.3, 0.4, 0.5]) feed.change(experiment([run({ learning_rate: rate })], 100));
  assert.equal(asked.length, count);
  clock.time = 50;
  feed.receive(frame(0, 100, { loss: 2 }));
  assert.equal(feed.traces[0]?.columns.loss[0], 2);
  assert.equal(asked.length, count + 1);
  assert.equal(asked.at(-1).experiment.runs[0].learning_rate, 0.5);
  feed.receive(frame(0, 100, { loss: 5 }));
  assert.equal(feed.traces[0]?.columns.loss[0], 5);
});

test("a change while much is still to come replaces the request", () => {
  const { feed, asked, clock } = setUp();
  feed.begin(experiment([run()]), COLUMNS);
  clock.time = 100;
  feed.receive(frame(0, 119));
  clock.time = 400;
  feed.receive(frame(120, 300, { done: false }));
  feed.change(experiment([run({ changes: [{ at: 250, learning_rate: 1 }] })]));
  assert.equal(asked.at(-1).from, 250);
  assert.equal(asked.at(-1).replace, true);
});

test("a copy begins with all rows of its model; a name costs nothing", () => {
  const { feed, asked } = setUp();
  feed.begin(experiment([run()], 100), COLUMNS);
  feed.receive(frame(0, 100));
  const count = asked.length;
  feed.change(experiment([run({ label: "named" })], 100));
  feed.change(experiment([run(), run({ label: "copy" })], 100));
  assert.equal(asked.length, count);
  assert.deepEqual(
    feed.traces.map((trace) => trace?.rows),
    [101, 101],
  );
});

test("a run that ended keeps its rows while the others go on", () => {
  const { feed } = setUp();
  feed.begin(experiment([run(), run({ learning_rate: 9 })], 100), COLUMNS);
  feed.receive(frame(0, 60, { runs: 2, endedAt: 50, done: false }));
  feed.receive(frame(61, 100, { runs: 2, endedAt: 50 }));
  assert.deepEqual(
    feed.traces.map((trace) => trace?.rows),
    [51, 101],
  );
  assert.equal(feed.reach, 100);
});

test("runs differ from the first change that only one of them has", () => {
  const base = run({ changes: [{ at: 5, momentum: 0.5 }] });
  const more = run({
    changes: [
      { at: 5, momentum: 0.5 },
      { at: 30, learning_rate: 1 },
    ],
  });
  assert.equal(differsFrom(base, more), 30);
  assert.equal(differsFrom(base, run()), 5);
  assert.equal(differsFrom(base, run({ learning_rate: 7 })), 0);
  assert.equal(differsFrom(base, { ...base, label: "other" }), Number.POSITIVE_INFINITY);
  assert.deepEqual(bestPast(more, [run(), base], 0), { index: 1, from: 30 });
});
