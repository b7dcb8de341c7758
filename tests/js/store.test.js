import assert from "node:assert/strict";
import { test } from "node:test";
import { bestPast, differsFrom } from "../../static/js/state/changes.js";
import { Store } from "../../static/js/state/store.js";

const COLUMNS = ["step", "loss", "gradient_norm.layer"];

/** @param {Record<string, any>} more @returns {any} */
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

/** @param {{whole?: boolean}} [kind] */
function setUp({ whole = false } = {}) {
  /** @type {any[]} */
  const asked = [];
  const seen = { time: 0, drops: 0, rows: 0 };
  const store = new Store({
    ask: (wanted) => asked.push(wanted),
    drop: () => {
      seen.drops += 1;
    },
    onRows: () => {
      seen.rows += 1;
    },
    now: () => seen.time,
    whole,
    sparse: !whole,
  });
  /** An answer to the newest question. @param {any} frame @param {any} [wanted] */
  const receive = (frame, wanted = asked.at(-1)) => store.receive(frame, wanted);
  return { store, asked, seen, receive };
}

test("rows come in chunks, and are asked for as the head comes near their end", () => {
  const { store, asked, seen, receive } = setUp();
  store.begin(experiment([run()]), COLUMNS);
  assert.deepEqual([asked[0].from, asked[0].to], [0, 119]);
  seen.time = 100;
  receive(frame(0, 119));
  assert.equal(store.traces[0]?.rows, 120);
  // 1,200 rows a second: an experiment of 10,000 steps takes longer than one waits, so more is asked for ahead only.
  assert.deepEqual([asked[1].from, asked[1].to], [120, 1800]);
  seen.time = 200;
  receive(frame(120, 239, { done: false }));
  assert.equal(store.reach, 239);
  seen.time = 1700;
  receive(frame(240, 1800));
  assert.equal(asked.length, 2);
  store.at(1700);
  assert.equal(asked.length, 3);
  assert.equal(asked[2].from, 1801);
  assert.ok(asked[2].to > 3000);
});

test("a short experiment is asked for as a whole", () => {
  const { store, asked, seen, receive } = setUp();
  store.begin(experiment([run()], 600), COLUMNS);
  seen.time = 20;
  receive(frame(0, 119));
  assert.deepEqual([asked[1].from, asked[1].to], [120, 600]);
  receive(frame(120, 600));
  assert.equal(store.reach, 600);
  assert.equal(asked.length, 2);
});

test("measured rows are listed, vectors keep their width", () => {
  const { store, receive } = setUp();
  store.begin(experiment([run()], 600), COLUMNS);
  receive(frame(0, 119, { done: false }));
  const [trace] = store.traces;
  assert.deepEqual([...(trace?.measured?.subarray(0, 3) ?? [])], [0, 10, 20]);
  assert.equal(trace?.measures, 12);
  assert.equal(trace?.widths["gradient_norm.layer"], 2);
  receive(frame(120, 600));
  assert.equal(store.traces[0]?.columns["gradient_norm.layer"][2 * 120 + 1], 1);
});

test("a change from step k keeps the rows before it and asks from there", () => {
  const { store, asked, seen, receive } = setUp();
  store.begin(experiment([run(), run({ learning_rate: 0.2 })], 100), COLUMNS);
  receive(frame(0, 100, { runs: 2 }));
  const old = store.traces[0];
  const changed = run({ changes: [{ at: 40, learning_rate: 1 }] });
  store.change(experiment([changed, run({ learning_rate: 0.2 })], 100));
  // The run that did not change is not asked for.
  assert.deepEqual([asked.at(-1).from, asked.at(-1).to], [40, 100]);
  assert.deepEqual(asked.at(-1).experiment.runs, [changed]);
  // The old rows stay on screen until the new ones are there.
  assert.equal(store.traces[0], old);
  seen.time = 30;
  const other = store.traces[1];
  receive(frame(40, 100, { loss: 5 }));
  assert.equal(store.traces[1], other);
  assert.equal(store.traces[0]?.columns.loss[30], 1);
  assert.equal(store.traces[0]?.columns.loss[50], 5);
  assert.equal(old?.columns.loss[50], 1);
});

test("while a knob is dragged an overtaken answer is shown, then the newest is asked for", () => {
  const { store, asked, seen, receive } = setUp();
  store.begin(experiment([run()], 100), COLUMNS);
  receive(frame(0, 100));
  store.change(experiment([run({ learning_rate: 0.2 })], 100));
  const count = asked.length;
  for (const rate of [0.3, 0.4, 0.5]) store.change(experiment([run({ learning_rate: rate })], 100));
  assert.equal(asked.length, count);
  seen.time = 50;
  receive(frame(0, 100, { loss: 2 }));
  assert.equal(store.traces[0]?.columns.loss[0], 2);
  assert.equal(asked.length, count + 1);
  assert.equal(asked.at(-1).experiment.runs[0].learning_rate, 0.5);
  receive(frame(0, 100, { loss: 5 }));
  assert.equal(store.traces[0]?.columns.loss[0], 5);
});

test("a change while much is still to come replaces the request", () => {
  const { store, asked, seen, receive } = setUp();
  store.begin(experiment([run()]), COLUMNS);
  seen.time = 100;
  receive(frame(0, 119));
  seen.time = 400;
  receive(frame(120, 300, { done: false }));
  store.change(experiment([run({ changes: [{ at: 250, learning_rate: 1 }] })]));
  assert.equal(asked.at(-1).from, 250);
});

test("a copy begins with all rows of its model; a name costs nothing", () => {
  const { store, asked, receive } = setUp();
  store.begin(experiment([run()], 100), COLUMNS);
  receive(frame(0, 100));
  const count = asked.length;
  store.change(experiment([run({ label: "named" })], 100));
  store.change(experiment([run(), run({ label: "copy" })], 100));
  assert.equal(asked.length, count);
  assert.deepEqual(
    store.traces.map((trace) => trace?.rows),
    [101, 101],
  );
});

test("a run that ended keeps its rows while the others go on", () => {
  const { store, receive } = setUp();
  store.begin(experiment([run(), run({ learning_rate: 9 })], 100), COLUMNS);
  receive(frame(0, 60, { runs: 2, endedAt: 50, done: false }));
  receive(frame(61, 100, { runs: 2, endedAt: 50 }));
  assert.deepEqual(
    store.traces.map((trace) => trace?.rows),
    [51, 101],
  );
  assert.equal(store.reach, 100);
});

test("rows of an earlier question are passed over", () => {
  const { store, asked, receive } = setUp({ whole: true });
  store.begin(experiment([run()], 100), COLUMNS);
  const [earlier] = asked;
  store.begin({ ...experiment([run()], 100), problem: { kind: "another" } }, COLUMNS);
  receive(frame(0, 100, { loss: 7 }), earlier);
  assert.equal(store.traces.filter(Boolean).length, 0);
  receive(frame(0, 100, { loss: 2 }));
  assert.equal(store.traces[0]?.columns.loss[0], 2);
});

test("what is refused is not asked again by a drawing, but by a change", () => {
  const { store, asked } = setUp();
  store.begin(experiment([run()]), COLUMNS);
  assert.equal(store.refused(asked[0]), true);
  for (let step = 0; step < 50; step += 1) store.at(step);
  assert.equal(asked.length, 1);
  store.change(experiment([run({ learning_rate: 0.2 })]));
  assert.equal(asked.length, 2);
  assert.equal(store.refused(asked[0]), false);
});

test("a change that is taken back shows the rows that were there, and asks for nothing", () => {
  const { store, asked, seen, receive } = setUp({ whole: true });
  const first = experiment([run(), run({ learning_rate: 0.2 })], 100);
  store.begin(first, COLUMNS);
  receive(frame(0, 100, { runs: 2 }));
  const traces = [...store.traces];
  store.change(experiment([run({ learning_rate: 0.3 }), first.runs[1]], 100));
  assert.equal(asked.length, 2);
  store.change(first);
  assert.equal(seen.drops, 1);
  assert.deepEqual(store.traces, traces);
  receive(frame(0, 100, { loss: 9 }));
  assert.equal(store.traces[0]?.columns.loss[0], 1);
  assert.equal(asked.length, 2);
});

test("whole experiments are shown when all rows are there, and the one under way is let end", () => {
  const { store, asked, seen, receive } = setUp({ whole: true });
  store.begin(experiment([run()], 100), COLUMNS);
  receive(frame(0, 100));
  const [old] = store.traces;
  store.change(experiment([run({ learning_rate: 0.2 })], 100));
  store.change(experiment([run({ learning_rate: 0.3 })], 100));
  seen.time = 5000;
  receive(frame(0, 50, { done: false, loss: 3 }));
  assert.equal(store.traces[0], old);
  assert.equal(asked.length, 2);
  receive(frame(51, 100, { loss: 3 }));
  assert.equal(store.traces[0]?.columns.loss[0], 3);
  assert.equal(asked.length, 3);
  receive(frame(0, 100, { loss: 4 }));
  assert.equal(store.traces[0]?.columns.loss[0], 4);
});

test("a change that comes back to what is under way is shown with its rows", () => {
  const { store, asked, receive } = setUp({ whole: true });
  store.begin(experiment([run()], 100), COLUMNS);
  receive(frame(0, 100));
  const wanted = experiment([run({ learning_rate: 0.2, label: "again" })], 100);
  store.change(experiment([run({ learning_rate: 0.2 })], 100));
  store.change(experiment([run({ learning_rate: 0.3 })], 100));
  store.change(wanted);
  receive(frame(0, 100, { loss: 3 }));
  assert.equal(store.shown?.experiment, wanted);
  assert.equal(store.coming, null);
  assert.equal(asked.length, 2);
});

test("a run that ended early keeps no room for rows that never come", () => {
  const { store, receive } = setUp({ whole: true });
  const ended = frame(0, 10_000, { endedAt: 20 });
  ended.metadata.outcomes = JSON.stringify([{ status: "diverged", step: 20, message: "" }]);
  store.begin(experiment([run()]), COLUMNS);
  receive(ended);
  assert.equal(store.traces[0]?.rows, 21);
  assert.equal(store.traces[0]?.columns.loss.length, 21);
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
