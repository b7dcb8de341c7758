/** Whatever a visitor does, in whatever order: what is held stays as it is, and what is not can be changed. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { LOCKS } from "../../static/js/state/locks.js";
import { generator } from "./faulty.js";
import {
  calm,
  LandscapeSession,
  landscape,
  NetworkSession,
  network,
  run,
  setUp,
} from "./sessions.js";

const KINDS = [
  { name: "landscape", Kind: LandscapeSession, make: landscape },
  { name: "network", Kind: NetworkSession, make: network },
];
const CYCLE = { name: "cosine", initial: 0.2, steps: 100 };
const RUNS = [
  run({ label: "a", changes: [{ at: 50, learning_rate: 0.01, momentum: 0.9 }] }),
  run({ label: "b", learning_rate: CYCLE, changes: [{ at: 70, batch_size: 4 }] }),
  run({ label: "c", batch_size: 8, changes: [{ at: 20, learning_rate: { ...CYCLE, steps: 9 } }] }),
];

/** @type {Record<string, string>} */
const FIELDS = { sgd: "momentum", adam: "beta1" };

/** @typedef {(settings: any, changes: any[]) => unknown} Reading */
/** All that a lock holds of a run, written down once more and in another way. @type {Record<string, Reading>} */
const HELD = {
  optimizer: ({ optimizer }) => optimizer.name,
  start: ({ start }) => start,
  learning_rate: ({ learning_rate: rate }, changes) => [
    rate?.initial ?? rate,
    ...changes.flatMap(({ at, learning_rate }) => (learning_rate ? [[at, learning_rate]] : [])),
  ],
  batch_size: ({ batch_size: size }, changes) => [
    size,
    ...changes.flatMap(({ at, batch_size }) => (batch_size ? [[at, batch_size]] : [])),
  ],
  momentum: ({ optimizer }, changes) => {
    const field = FIELDS[optimizer.name];
    const later = changes.flatMap((change) =>
      field in change ? [[change.at, change[field]]] : [],
    );
    return [optimizer.name, optimizer[field], later];
  },
  schedule: ({ learning_rate: rate }, changes) => {
    let last = rate?.name ?? null;
    const all = [last];
    for (const { at, learning_rate: next } of changes) {
      if (next && (next.name || last)) all.push(at, next.name);
      if (next) last = next.name ?? null;
    }
    return all;
  },
};

/** What is held in an experiment, by the names of runs. @param {string} lock @param {any} lab */
function heldIn(lock, { experiment, slots, landscape: land }) {
  /** @type {Map<string, string>} */
  const held = new Map();
  const { problem, runs } = experiment;
  if (lock === "runs") held.set("runs", String(slots.length));
  else if (lock in HELD)
    for (const one of runs) held.set(one.label, JSON.stringify(HELD[lock](one, one.changes)));
  else held.set("problem", JSON.stringify([land?.name, problem]));
  for (const name of ["", ...held.keys()]) if (/^$|copy/.test(name)) held.delete(name);
  return held;
}

/** Momentum is held as long as the optimizer is the same. @param {string} lock @param {string} was @param {string} is */
function isSame(lock, was, is) {
  return was === is || (lock === "momentum" && JSON.parse(was)[0] !== JSON.parse(is)[0]);
}

/** Something a visitor does. @param {any} session @param {(count: number) => number} pick */
function act(session, pick) {
  const { lab } = session;
  const index = pick(lab.experiment.runs.length);
  lab.select(index);
  lab.applyMode = pick(2) ? "step" : "start";
  session.seek([0, 30, 60][pick(3)]);
  const momentum = FIELDS[lab.experiment.runs[index].optimizer.name];
  const name = ["learning_rate", momentum, "batch_size"][pick(3)];
  const value = name === "batch_size" ? 1 + pick(40) : pick(1000) / 1000;
  const problems = ["hill", "dale"];
  const doings = [
    () => lab.turn(index, name, value, pick(2) === 1),
    () => lab.patch(index, { optimizer: { name: ["sgd", "adam"][pick(2)], momentum: 0.5 } }),
    () => lab.patch(index, { learning_rate: [0.1, CYCLE, { ...CYCLE, name: "step" }][pick(3)] }),
    () => lab.patch(index, { changes: [] }),
    () => lab.remedy(index, { change: { [name]: value }, from_start: pick(2) === 1 }, pick(90)),
    () => session.act("fork"),
    () => lab.add(run()),
    () => lab.remove(index),
    () => lab.moveStart([pick(9), pick(9)]),
    () => !session.network && lab.patchProblem({ samples: 1 + pick(64), noise: pick(3) }),
    () => session.act("reset"),
    () => session.reset(pick(99)),
    () => session.act("undo"),
    () => session.act("redo"),
    () =>
      session.network
        ? session.changeProblem({ dataset: { name: problems[pick(2)], samples: 2 + pick(50) } })
        : session.changeProblem({ kind: "landscape", name: problems[pick(2)] }),
  ];
  doings[pick(doings.length)]();
}

for (const { name, Kind, make } of KINDS)
  for (const lock of Object.keys(LOCKS))
    test(`in a ${name} lab the lock on ${lock} holds`, async () => {
      let changed = 0;
      for (let seed = 1; seed <= 12; seed += 1) {
        const parts = setUp({ Kind, presets: [make("first")], seed, locks: [lock] });
        const { session, clock } = parts;
        const runs = structuredClone(RUNS);
        await Promise.all([session.open(make("hill", { runs })), calm(parts)]);
        const random = generator(seed);
        const pick = (/** @type {number} */ count) => Math.floor(random() * count);
        const text = JSON.stringify(session.lab.experiment);
        let before = heldIn(lock, session.lab);
        for (let k = 0; k < 60; k += 1) {
          act(session, pick);
          await clock.run(random() < 0.4 ? 300 : 0);
          const now = heldIn(lock, session.lab);
          for (const [key, value] of now) {
            const was = before.get(key) ?? value;
            assert.ok(
              isSame(lock, was, value),
              `seed ${seed}, ${k}: ${key} was ${was}, is ${value}`,
            );
          }
          before = now;
        }
        if (JSON.stringify(session.lab.experiment) !== text) changed += 1;
      }
      assert.equal(changed, 12, "what is not held can be changed");
    });

test("without a lock everything can be changed", async () => {
  const parts = setUp({ Kind: LandscapeSession, presets: [landscape("first")] });
  const { session } = parts;
  await Promise.all([
    session.open(landscape("hill", { runs: structuredClone(RUNS) })),
    calm(parts),
  ]);
  session.act("reset");
  assert.deepEqual(
    session.lab.experiment.runs.map((/** @type {any} */ one) => one.changes),
    [[], [], []],
  );
});

test("who holds the landscape opens another one, and no visitor goes back behind it", async () => {
  const locks = ["landscape"];
  const parts = setUp({ Kind: LandscapeSession, presets: [landscape("first")], locks });
  const { session } = parts;
  await Promise.all([session.open(landscape("hill")), calm(parts)]);
  session.lab.turn(0, "learning_rate", 0.3, true);
  await Promise.all([session.open(landscape("dale")), calm(parts)]);
  session.lab.turn(0, "learning_rate", 0.4, true);
  for (let k = 0; k < 5; k += 1) session.act("undo");
  assert.equal(session.title, "dale");
  assert.equal(session.lab.experiment.runs[0].learning_rate, 0.1);
});
