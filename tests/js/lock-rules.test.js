/** What each lock stops, and what it lets pass. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Lab } from "../../static/js/state/lab.js";
import { LOCKS, locksOf, permits } from "../../static/js/state/locks.js";

/** @type {Record<string, string>} */
const MOMENTUM = { sgd: "momentum", adam: "beta1" };
const momentumOf = (/** @type {string} */ name) => MOMENTUM[name] ?? null;

/** @param {Record<string, any>} [part] @returns {any} */
function run(part = {}) {
  const optimizer = { name: "sgd", momentum: 0.9, weight_decay: 0 };
  return { optimizer, learning_rate: 0.1, batch_size: 32, start: [1, 2], changes: [], ...part };
}

/** @param {Record<string, any>} [part] @returns {any} */
function race(part = {}) {
  const problem = { kind: "landscape", name: "ravine", noise: 1 };
  return { problem, steps: 10, seed: 0, runs: [run()], ...part };
}

/** @param {string[]} locks @param {any} after @param {any} [before] */
function allowed(locks, after, before = race()) {
  return permits(new Set(locks), before, after, momentumOf);
}

/** Each lock with an edit that it stops. @type {[string, Record<string, any>][]} */
const STOPPED = [
  ["landscape", race({ problem: { kind: "landscape", name: "ravine", noise: 2 } })],
  ["network", race({ problem: { kind: "network" } })],
  ["start", race({ runs: [run({ start: [0, 0] })] })],
  ["runs", race({ runs: [run(), run()] })],
  ["optimizer", race({ runs: [run({ optimizer: { name: "adam" } })] })],
  ["learning_rate", race({ runs: [run({ learning_rate: 0.2 })] })],
  ["learning_rate", race({ runs: [run({ changes: [{ at: 3, learning_rate: 0.2 }] })] })],
  ["batch_size", race({ runs: [run({ batch_size: 1 })] })],
  ["momentum", race({ runs: [run({ optimizer: { ...run().optimizer, momentum: 0 } })] })],
  ["schedule", race({ runs: [run({ learning_rate: { name: "cosine", initial: 0.1 } })] })],
  ["weight_decay", race({ runs: [run({ optimizer: { ...run().optimizer, weight_decay: 1 } })] })],
];

test("every lock stops what it names, and nothing that another one names", () => {
  assert.deepEqual(
    new Set(STOPPED.map(([lock]) => lock)),
    new Set([...Object.keys(LOCKS), "weight_decay"]),
  );
  for (const [lock, edit] of STOPPED) {
    assert.equal(allowed([lock], edit), false, lock);
    assert.equal(allowed([], edit), true, lock);
  }
  assert.equal(allowed(["learning_rate"], race({ runs: [run({ batch_size: 1 })] })), true);
  assert.equal(allowed(["optimizer"], STOPPED[8][1]), true);
});

test("the optimizer's other settings are held with it", () => {
  assert.equal(allowed(["optimizer"], STOPPED[10][1]), false);
  const later = race({ runs: [run({ changes: [{ at: 2, weight_decay: 0.1 }] })] });
  assert.equal(allowed(["optimizer"], later), false);
});

test("runs that come or go leave the others as they are held", () => {
  const locks = ["learning_rate"];
  const two = race({ runs: [run(), run({ learning_rate: 1 })] });
  assert.equal(allowed(locks, two), true);
  assert.equal(allowed(locks, race({ runs: [run({ learning_rate: 1 }), run()] })), true);
  assert.equal(
    allowed(locks, race({ runs: [run({ learning_rate: 1 }), run({ learning_rate: 2 })] })),
    false,
  );
  assert.equal(allowed(locks, race(), two), true);
  assert.equal(allowed(locks, race({ runs: [run({ learning_rate: 3 })] }), two), false);
});

test("first weights of a network are held by the start alone", () => {
  const network = { kind: "network", dataset: { name: "xor" } };
  const before = race({ problem: network });
  const other = race({ problem: network, seed: 7 });
  const given = race({ problem: { ...network, initial_parameters: [1, 2] } });
  for (const after of [other, given]) {
    assert.equal(allowed(["start"], after, before), false);
    assert.equal(allowed(["network"], after, before), true);
  }
  assert.equal(allowed(["start"], race({ seed: 7 })), true);
});

test("the losses of runs are held with the network", () => {
  const own = race({ problem: { kind: "network" }, runs: [run({ loss: { name: "mse" } })] });
  const none = { ...own, runs: [run({ loss: null })] };
  assert.equal(allowed(["network"], none, own), false);
  assert.equal(allowed(["network"], own, none), false);
  const other = { ...own, runs: [run({ loss: null, optimizer: { name: "adam" } })] };
  assert.equal(allowed(["network"], other, own), false);
  assert.equal(
    allowed(["network"], { ...own, runs: [run({ ...own.runs[0], batch_size: 1 })] }, own),
    true,
  );
  assert.equal(allowed(["optimizer", "learning_rate"], none, own), true);
});

test("Reset keeps those changes on the way that are held", () => {
  const asked = [];
  const lab = new Lab({
    onChange: () => {},
    onRows: () => {},
    step: () => 0,
    ask: (wanted) => asked.push(wanted),
    drop: () => {},
    now: () => 0,
  });
  lab.optimizers = /** @type {any} */ ([{ name: "sgd", momentum_field: "momentum" }]);
  lab.locks = new Set(["learning_rate"]);
  const changes = [
    { at: 3, learning_rate: 0.2, batch_size: 8 },
    { at: 5, batch_size: 4 },
  ];
  lab.load(race({ runs: [run({ changes })] }), /** @type {any} */ ({ learning_rate: 0.1 }));
  lab.reset(5);
  assert.deepEqual(lab.experiment.runs[0].changes, [{ at: 3, learning_rate: 0.2 }]);
  assert.equal(lab.experiment.seed, 5);
  lab.remedy(0, { change: { learning_rate: 1 } }, 4);
  lab.turn(0, "learning_rate", 1, true);
  assert.deepEqual(lab.experiment.runs[0].changes, [{ at: 3, learning_rate: 0.2 }]);
});

test("a lab offers the locks that fit it", () => {
  const names = (/** @type {string} */ kind) => locksOf(kind).map(([name]) => name);
  assert.equal(names("landscapes").includes("network"), false);
  assert.equal(names("networks").includes("landscape"), false);
  assert.equal(names("networks").length, Object.keys(LOCKS).length - 1);
});
