import assert from "node:assert/strict";
import { test } from "node:test";
import { readSafetensors } from "../../static/js/lib/safetensors.js";
import { asCurl, asPython } from "../../static/js/state/code.js";
import {
  changeText,
  duplicateRun,
  removeRun,
  setFromStart,
  setFromStep,
  settingAt,
} from "../../static/js/state/experiment.js";
import { Lab } from "../../static/js/state/lab.js";
import { valueAt } from "../../static/js/state/models.js";
import { Player } from "../../static/js/state/player.js";

const RUN = {
  label: "",
  loss: null,
  optimizer: { name: "sgd", momentum: 0.5 },
  learning_rate: 0.1,
  batch_size: null,
  start: null,
  gradient_clipping: null,
  changes: [],
};

test("a value from the start goes into the run and drops changes of the same setting", () => {
  const run = {
    ...RUN,
    changes: [
      { at: 5, learning_rate: 1 },
      { at: 6, momentum: 0, learning_rate: 2 },
    ],
  };
  const next = setFromStart(run, "learning_rate", 0.3);
  assert.equal(next.learning_rate, 0.3);
  assert.deepEqual(next.changes, [{ at: 6, momentum: 0 }]);
  assert.equal(setFromStart(run, "momentum", 0.9).optimizer.momentum, 0.9);
});

test("a value from a step becomes a change, merged and sorted", () => {
  let run = setFromStep(RUN, 50, "learning_rate", 0.2);
  run = setFromStep(run, 20, "momentum", 0.9);
  run = setFromStep(run, 50, "batch_size", 8);
  assert.deepEqual(run.changes, [
    { at: 20, momentum: 0.9 },
    { at: 50, learning_rate: 0.2, batch_size: 8 },
  ]);
  assert.equal(settingAt(run, "momentum", 19), 0.5);
  assert.equal(settingAt(run, "momentum", 20), 0.9);
  assert.equal(setFromStep(run, 10, "learning_rate", 1).changes.length, 3);
});

test("the knob of a scheduled run sets the schedule's base rate", () => {
  const run = { ...RUN, learning_rate: { name: "cosine", initial: 0.1 } };
  assert.deepEqual(setFromStart(run, "learning_rate", 0.4).learning_rate, {
    name: "cosine",
    initial: 0.4,
  });
});

test("a change says what became what", () => {
  const run = setFromStep(RUN, 5, "learning_rate", 0.2);
  assert.equal(changeText(run, run.changes[0], String), "η 0.1 → 0.2");
});

test("runs are never fewer than one nor more than eight", () => {
  /** @type {import("../../static/js/state/experiment.js").Experiment} */
  let experiment = { problem: {}, runs: [RUN], steps: 100, seed: 0 };
  assert.equal(removeRun(experiment, 0), experiment);
  for (let i = 0; i < 12; i += 1) experiment = duplicateRun(experiment, 0, `copy ${i}`);
  assert.equal(experiment.runs.length, 8);
});

/** @param {{step?: number, at?: () => number, onEdit?: () => void}} options */
function lab({ step = 0, at = () => step, onEdit } = {}) {
  const nothing = () => {};
  const host = { onChange: nothing, onRows: nothing, ask: nothing, drop: nothing, onEdit };
  const made = new Lab({ ...host, step: at, now: () => 0 });
  const landscape = /** @type {any} */ ({ learning_rate: 0.1 });
  made.load({ problem: {}, runs: [structuredClone(RUN)], steps: 100, seed: 0 }, landscape);
  return made;
}

const TRACE = /** @type {any} */ ({ rows: 101, columns: {} });

test("a knob from this step keeps one ghost while it is dragged", () => {
  const made = lab({ step: 40 });
  made.applyMode = "step";
  made.traces = [TRACE];
  made.turn(0, "learning_rate", 0.2, false);
  made.traces = [/** @type {any} */ ({ rows: 101, columns: {} })];
  made.turn(0, "learning_rate", 0.3, true);
  assert.equal(made.ghosts[0]?.trace, TRACE);
  assert.equal(made.ghosts[0]?.from, 40);
  assert.deepEqual(made.experiment.runs[0].changes, [{ at: 40, learning_rate: 0.3 }]);
});

test("a drag is one change at the step where it began, wherever the playhead goes meanwhile", () => {
  let step = 40;
  const made = lab({ at: () => step });
  made.applyMode = "step";
  made.traces = [TRACE];
  for (const value of [0.11, 0.13, 0.16, 0.19]) {
    made.turn(0, "learning_rate", value, false);
    step += 2;
  }
  made.turn(0, "learning_rate", 0.19, true);
  assert.deepEqual(made.experiment.runs[0].changes, [{ at: 40, learning_rate: 0.19 }]);
  assert.equal(made.ghosts[0]?.from, 40);
  assert.equal(made.drag, null);
});

test("a change to the value that holds anyway is none", () => {
  let noted = 0;
  const made = lab({ at: () => 40, onEdit: () => (noted += 1) });
  made.applyMode = "step";
  made.traces = [TRACE];
  made.patchProblem({ samples: 256 });
  noted = 0;
  const { experiment } = made;
  made.turn(0, "learning_rate", 0.1, true);
  made.turn(0, "batch_size", 256, true);
  made.turn(0, "momentum", 0.5, true);
  for (const value of [0.2, 0.3, 0.1]) made.turn(0, "learning_rate", value, false);
  made.turn(0, "learning_rate", 0.1, true);
  assert.equal(made.experiment, experiment);
  assert.deepEqual([noted, made.ghosts[0], made.drag], [0, null, null]);
  made.applyMode = "start";
  made.turn(0, "learning_rate", 0.1, true);
  assert.deepEqual([made.experiment, noted], [experiment, 0]);
});

test("back to the value of before takes a change away", () => {
  const made = lab({ at: () => 40 });
  made.applyMode = "step";
  made.traces = [TRACE];
  made.turn(0, "learning_rate", 0.3, true);
  made.turn(0, "learning_rate", 0.1, true);
  assert.deepEqual(made.experiment.runs[0].changes, []);
});

test("a knob at step 0 changes the run itself", () => {
  const made = lab();
  made.applyMode = "step";
  made.traces = [TRACE];
  made.turn(0, "learning_rate", 0.2, true);
  assert.equal(made.experiment.runs[0].learning_rate, 0.2);
  assert.equal(made.ghosts[0], null);
});

test("colours stay with their runs", () => {
  const made = lab();
  made.duplicate(0);
  made.duplicate(1);
  assert.deepEqual(made.slots, [1, 2, 3]);
  made.remove(0);
  assert.deepEqual(made.slots, [2, 3]);
  made.add(RUN);
  assert.deepEqual(made.slots, [2, 3, 1]);
});

test("fewer samples make smaller batches", () => {
  const made = lab();
  made.turn(0, "batch_size", 64, true);
  made.patchProblem({ samples: 16 });
  assert.equal(made.experiment.runs[0].batch_size, 16);
  assert.equal(made.experiment.problem.samples, 16);
});

test("a full batch stays full when the number of samples changes", () => {
  const made = lab();
  made.patchProblem({ samples: 64 });
  assert.equal(made.experiment.runs[0].batch_size, null);
  made.turn(0, "batch_size", 64, true);
  made.patch(0, {
    changes: [
      { at: 5, batch_size: 8 },
      { at: 9, batch_size: 64 },
    ],
  });
  made.patchProblem({ samples: 256 });
  const [run] = made.experiment.runs;
  assert.equal(run.batch_size, null, "64 of 64 samples is what it was: the full batch");
  assert.deepEqual(
    run.changes.map((/** @type {any} */ change) => change.batch_size),
    [8, 256],
  );
  made.patchProblem({ noise: 1 });
  assert.equal(made.experiment.runs[0].batch_size, null);
});

test("reset keeps the seed unless another is given", () => {
  const made = lab({ step: 5 });
  made.applyMode = "step";
  made.traces = [TRACE];
  made.turn(0, "momentum", 0.9, true);
  made.reset();
  assert.deepEqual(made.experiment.runs[0].changes, []);
  assert.equal(made.experiment.seed, 0);
  made.reset(7);
  assert.equal(made.experiment.seed, 7);
});

/** @param {number} last */
function player(last) {
  /** @type {number[]} */
  const steps = [];
  /** @type {((time: number) => void)[]} */
  const frames = [];
  const made = new Player({
    onStep: (step) => steps.push(step),
    onState: () => {},
    frame: (callback) => frames.push(callback),
  });
  made.setLast(last);
  return { made, steps, tick: (/** @type {number} */ time) => frames.shift()?.(time) };
}

test("the player goes at its speed and stops at the end", () => {
  const { made, steps, tick } = player(3);
  made.speed = 10;
  made.play();
  for (let time = 0; time <= 500; time += 50) tick(time);
  assert.deepEqual(steps, [1, 2, 3]);
  assert.equal(made.playing, false);
});

test("an old clock dies when play is pressed twice", () => {
  const { made, steps, tick } = player(100);
  made.speed = 10;
  made.play();
  tick(0);
  made.pause();
  made.play();
  for (let time = 0; time <= 200; time += 50) {
    tick(time);
    tick(time);
  }
  assert.ok(steps.length <= 3);
});

test("seeking stays within the run", () => {
  const { made } = player(10);
  made.seek(99);
  assert.equal(made.step, 10);
  made.seek(-1);
  assert.equal(made.step, 0);
});

test("a run that ended shows its last finite number", () => {
  const loss = Float64Array.of(3, 2, Number.POSITIVE_INFINITY);
  const trace = /** @type {any} */ ({ rows: 3, columns: { loss } });
  assert.equal(valueAt(trace, "loss", 9), 2);
  assert.equal(valueAt(null, "loss", 9), null);
});

test("safetensors are read, aligned or not", () => {
  for (const pad of ["", " ", "   "]) {
    const entry = { dtype: "F64", shape: [2], data_offsets: [0, 16] };
    const text = JSON.stringify({ __metadata__: { id: "1" }, loss: entry }) + pad;
    const header = new TextEncoder().encode(text);
    const buffer = new ArrayBuffer(8 + header.length + 16);
    new DataView(buffer).setBigUint64(0, BigInt(header.length), true);
    new Uint8Array(buffer, 8).set(header);
    const view = new DataView(buffer);
    view.setFloat64(8 + header.length, 1.5, true);
    view.setFloat64(16 + header.length, Number.NaN, true);
    const { metadata, tensors } = readSafetensors(buffer);
    assert.equal(metadata.id, "1");
    assert.deepEqual([...tensors.loss.data], [1.5, Number.NaN]);
  }
});

test("code to copy holds the experiment, whatever is in it", () => {
  const experiment = { label: `it's "quoted" \\ η` };
  assert.ok(asCurl("http://x", experiment).includes(`it'\\''s`));
  assert.ok(asPython(experiment).includes("model_validate_json"));
  const large = { label: "it's", inputs: Array.from({ length: 40_000 }, (_, k) => k) };
  const [call, body, end] = asCurl("http://x", large).split("\n");
  assert.ok(call.endsWith("--data-binary @- <<'END'") && end === "END");
  assert.deepEqual(JSON.parse(body), large);
});

test("names of runs differ, however they came about", () => {
  const made = lab();
  made.optimizers = /** @type {any} */ ([
    { name: "sgd", title: "SGD" },
    { name: "adam", title: "Adam" },
  ]);
  const differ = () => {
    const names = made.names();
    assert.equal(new Set(names).size, names.length, names.join());
    return names;
  };
  made.add(RUN);
  assert.deepEqual(differ(), ["SGD", "SGD 2"]);
  made.duplicate(0);
  made.duplicate(0);
  assert.deepEqual(differ(), ["SGD", "SGD copy 2", "SGD copy", "SGD 2"]);
  made.duplicate(2);
  made.remove(2);
  made.duplicate(0);
  assert.deepEqual(differ(), ["SGD", "SGD copy", "SGD copy 2", "SGD copy 3", "SGD 2"]);
  assert.deepEqual(made.rename(1, " SGD 2 "), {
    value: "SGD 3",
    word: "Another run has that name: this one is “SGD 3”.",
  });
  assert.deepEqual(made.rename(1, "SGD 3"), { value: "SGD 3", word: "" });
  assert.equal(made.rename(1, "  ").value, null);
  assert.match(made.rename(1, "x".repeat(90)).word, /80/);
  made.changeOptimizer(4, { name: "adam" });
  assert.deepEqual(differ()[4], "Adam");
  made.changeOptimizer(0, { name: "adam" });
  assert.deepEqual(differ()[0], "Adam 2");
  made.changeOptimizer(0, { name: "sgd" });
  assert.deepEqual([differ()[0], made.experiment.runs[0].label], ["SGD", ""]);
});

test("another optimizer gets a rate that makes sense for it, and that is said", () => {
  const made = lab();
  made.optimizers = /** @type {any} */ ([
    { name: "sgd", title: "SGD", usual_rate: null },
    { name: "adam", title: "Adam", usual_rate: null },
    { name: "newton", title: "Newton", usual_rate: 1 },
    { name: "adadelta", title: "Adadelta", usual_rate: 1 },
  ]);
  const rate = () => made.experiment.runs[0].learning_rate;
  const before = rate();
  assert.equal(made.changeOptimizer(0, { name: "adam" }), "");
  assert.equal(rate(), before);
  assert.match(made.changeOptimizer(0, { name: "newton" }), /^η is 1 now/);
  assert.equal(rate(), 1);
  assert.equal(made.changeOptimizer(0, { name: "adadelta" }), "");
  assert.match(made.changeOptimizer(0, { name: "sgd" }), /now, what this problem suggests/);
  assert.equal(rate(), made.standardRate);
  made.locks = new Set(["learning_rate"]);
  made.changeOptimizer(0, { name: "newton" });
  assert.equal(rate(), made.standardRate);
});

test("runs that a link calls alike are told apart", () => {
  const made = lab();
  const runs = ["a", "a", "", ""].map((label) => ({ ...RUN, label }));
  made.experiment = { ...made.experiment, runs };
  assert.deepEqual(made.names(), ["a", "a 2", "sgd", "sgd 2"]);
});
