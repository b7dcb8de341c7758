/**
 * Whatever goes wrong on the way, and whenever: what is shown belongs to one experiment, is in the end what a perfect
 * network would have brought, and nobody asks for ever. Each seed is one history.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Store } from "../../static/js/state/store.js";
import { Asker } from "../../static/js/transport/asker.js";
import { ProblemError, Unreachable } from "../../static/js/transport/problems.js";
import { Stream } from "../../static/js/transport/stream.js";
import { FakeClock, FakeServer, frameOf, generator, lossAt, rowsOf } from "./faulty.js";

/** @typedef {import("./faulty.js").Experiment} Experiment */

const COLUMNS = ["step", "loss"];
const ACTIONS = 25;
/** Faults that a history may have, and how often each strikes. @type {import("./faulty.js").Faults} */
const OFTEN = {
  unreachable: 0.5,
  full: 0.4,
  mute: 0.4,
  restart: 0.15,
  lost: 0.1,
  doubled: 0.3,
  late: 0.2,
  busy: 0.3,
  broken: 0.1,
};

/** @param {() => number} random */
function someFaults(random) {
  /** @type {import("./faulty.js").Faults} */
  const faults = {};
  for (const name of /** @type {(keyof typeof faults)[]} */ (Object.keys(OFTEN)))
    if (random() < 0.4) faults[name] = OFTEN[name];
  return faults;
}

/** Some settings the server does not take. @param {Experiment} experiment */
function isRefused({ runs }) {
  return runs.some(({ rate }) => rate === 3);
}

/** What a visitor does next. @param {Experiment} experiment @param {() => number} random @returns {Experiment} */
function edited(experiment, random) {
  const pick = (/** @type {number} */ count) => Math.floor(random() * count);
  const runs = [...experiment.runs];
  const index = pick(runs.length);
  const run = runs[index];
  const kind = pick(7);
  if (kind === 0) runs[index] = { ...run, rate: pick(4) };
  if (kind === 1) {
    const at = pick(experiment.steps);
    const earlier = (run.changes ?? []).filter((/** @type {any} */ change) => change.at < at);
    runs[index] = { ...run, changes: [...earlier, { at, rate: pick(4) }] };
  }
  if (kind === 2) runs[index] = { ...run, label: `name ${pick(9)}` };
  if (kind === 3 && runs.length < 8) runs.splice(index, 0, { ...run });
  if (kind === 4 && runs.length > 1) runs.splice(index, 1);
  if (kind === 5) runs[index] = { ...run, ends: 1 + pick(experiment.steps) };
  if (kind === 6) return { ...experiment, seed: pick(2), runs };
  return { ...experiment, runs };
}

/** The rows on screen are those of the experiment on screen. @param {Store} store */
function assertOwn(store) {
  const { shown } = store;
  if (!shown) return;
  const { experiment, traces } = shown;
  for (const [index, { rows, columns }] of traces.entries()) {
    assert.ok(rows <= rowsOf(/** @type {Experiment} */ (experiment), index));
    for (let step = 0; step < rows; step += 7)
      assert.equal(
        columns.loss[step],
        lossAt(/** @type {Experiment} */ (experiment), index, step),
        `run ${index}, step ${step}`,
      );
  }
}

/** @param {number} seed @param {boolean} whole */
async function history(seed, whole) {
  const random = generator(seed);
  const clock = new FakeClock(random);
  const server = new FakeServer(clock, random, someFaults(random));
  server.refuses = isRefused;
  const stream = new Stream({
    connect: server.connect,
    timers: clock,
    whole: async (experiment) => {
      if (random() < 0.3) throw new Unreachable("away");
      const asked = /** @type {Experiment} */ (experiment);
      if (isRefused(asked)) throw new ProblemError({ status: 422 });
      return frameOf(asked, 0, asked.steps, { last: "true" });
    },
  });
  const problems = { count: 0 };
  const lane = stream.lane({
    onFrame: (frame, wanted) => store.receive(frame, wanted),
    onProblem: (_, wanted) => {
      if (store.refused(wanted)) problems.count += 1;
    },
  });
  const store = new Store({
    ask: (wanted) => lane.ask(wanted),
    drop: () => lane.drop(),
    onRows: () => {
      assertOwn(store);
      assert.equal(store.shown?.experiment.problem, experiment.problem, "another landscape");
    },
    now: clock.now,
    whole,
  });
  /** @type {Experiment} */
  let experiment = { problem: { name: "first" }, runs: [{ rate: 0 }], steps: 300, seed: 0 };
  store.begin(experiment, COLUMNS);
  let before = experiment;
  for (let k = 0; k < ACTIONS; k += 1) {
    const chance = random();
    const old = experiment;
    if (chance < 0.2) {
      experiment = { ...experiment, problem: { name: `landscape ${Math.floor(4 * random())}` } };
      store.begin(experiment, COLUMNS);
    } else {
      // Sometimes the visitor takes the last edit back.
      experiment = chance < 0.3 && before.problem === old.problem ? before : edited(old, random);
      store.change(experiment);
    }
    before = old;
    if (random() < 0.1) stream.wake();
    for (let drawing = 0; drawing < 5; drawing += 1) {
      store.at(Math.floor(random() * 300));
      await clock.run(random() < 0.2 ? 4000 * random() : 20 * random());
    }
    assertOwn(store);
  }
  const troubled = { advances: server.advances.length, sockets: server.sockets };
  server.faults = {};
  for (let k = 0; k < 200; k += 1) {
    store.at(300);
    await clock.run(1000);
  }
  return { store, server, experiment, troubled, problems, clock };
}

for (const whole of [true, false])
  test(`rows of ${whole ? "whole" : "long"} experiments survive every history`, async () => {
    for (let seed = 1; seed <= 150; seed += 1) {
      const about = `seed ${seed}`;
      const { store, server, experiment, troubled, problems, clock } = await history(seed, whole);
      if (isRefused(experiment)) assert.ok(problems.count > 0 || store.latest?.refused, about);
      else {
        assert.equal(store.shown?.experiment, experiment, about);
        for (const [index, trace] of store.traces.entries())
          assert.equal(trace?.rows, rowsOf(experiment, index), `${about}, run ${index}`);
      }
      assertOwn(store);
      assert.ok(troubled.sockets < 60, `${about}: ${troubled.sockets} sockets`);
      assert.ok(troubled.advances < 12 * ACTIONS, `${about}: ${troubled.advances} advances`);
      const asked = server.advances.length;
      for (let k = 0; k < 100; k += 1) {
        store.at(k);
        await clock.run(100);
      }
      assert.equal(server.advances.length, asked, `${about}: still asking`);
    }
  });

test("answers survive every history: the newest wish is answered, and no more is asked than that takes", async () => {
  for (let seed = 1; seed <= 200; seed += 1) {
    const random = generator(seed);
    const clock = new FakeClock(random);
    let trouble = random();
    let asked = 0;
    /** @type {string[]} */
    const answers = [];
    /** @type {Asker<string, string>} */
    const asker = new Asker({
      timers: clock,
      keep: Math.floor(3 * random()),
      overtake: random() < 0.5,
      onAnswer: (_, question) => answers.push(question),
      ask: (question, signal) => {
        asked += 1;
        return new Promise((resolve, reject) => {
          signal.addEventListener("abort", () => reject(signal.reason));
          clock.setTimeout(() => {
            if (random() < trouble) reject(new Unreachable("away"));
            else if (question === "refused") reject(new ProblemError({ status: 422 }));
            else resolve(`answer to ${question}`);
          }, 100 * random());
        });
      },
    });
    /** @type {string} */
    let wish = "";
    for (let k = 0; k < 40; k += 1) {
      if (random() < 0.3)
        wish = random() < 0.2 ? "refused" : `question ${Math.floor(5 * random())}`;
      if (random() < 0.05) asker.drop();
      if (wish) asker.want(wish, wish);
      await clock.run(random() < 0.2 ? 2000 * random() : 16);
    }
    assert.ok(asked < 120, `seed ${seed}: ${asked}`);
    trouble = 0;
    answers.length = 0;
    const known = asker.want("last", "last");
    await clock.run(30_000);
    assert.ok(known || answers.at(-1) === "last", `seed ${seed}: ${answers}`);
    const settled = asked;
    await clock.run(1_000_000);
    assert.equal(asked, settled, `seed ${seed}`);
  }
});
