/** What a lesson holds fixed: an edit that would change it is not made, whoever asks for it. No DOM in here. */

import { PENALTIES } from "./experiment.js";

/** @typedef {import("./experiment.js").Run} Run */

/** Locks of the problem as a whole. */
const PROBLEM = ["landscape", "network"];
/** Settings that every run has; the others are its optimizer's. */
const OF_RUNS = ["learning_rate", "batch_size", "gradient_clipping", ...PENALTIES];

/**
 * What locks there are besides the single settings of optimizers, and what each holds, as Share and the documentation
 * say it.
 * @type {Record<string, string>}
 */
export const LOCKS = {
  landscape: "the landscape, its samples and noise",
  network: "the data, the network, the losses and the penalties",
  start: "the start; of a network its first weights",
  runs: "which runs there are",
  optimizer: "the optimizers and their settings",
  learning_rate: "the learning rates",
  batch_size: "the batch sizes",
  momentum: "the momentum",
  schedule: "the schedules",
};

/** Locks that hold whatever the optimizer is; the others are settings of an optimizer. */
const ALWAYS = [...PROBLEM, "optimizer", "schedule", "start", "learning_rate", "batch_size"];

/** @typedef {{problem?: unknown, seed?: number, runs: Run[]}} Held */
/** @typedef {(optimizer: string) => string | null} MomentumOf  the setting that is an optimizer's momentum */

/** The locks of a kind of lab. @param {string} kind @returns {[string, string][]} names and words */
export function locksOf(kind) {
  return Object.entries(LOCKS).filter(([name]) => !PROBLEM.includes(name) || kind.startsWith(name));
}

/**
 * Whether a lock holds a setting of an optimizer or a run.
 * @param {string} lock
 * @param {string} setting
 * @param {string | null} momentum  the setting that is the optimizer's momentum
 */
export function holds(lock, setting, momentum) {
  if (lock === "momentum") return setting === momentum;
  if (lock === "optimizer") return setting !== momentum && !OF_RUNS.includes(setting);
  return lock === setting;
}

/**
 * Everything that a lock holds of a run, changes on the way included.
 * @param {Run} run
 * @param {string} lock
 * @param {MomentumOf} momentumOf
 */
function held(run, lock, momentumOf) {
  const { optimizer, learning_rate: rate } = run;
  const schedule = typeof rate === "object" ? rate : null;
  if (lock === "schedule") return schedulesOf(run);
  if (lock === "start") return run.start;
  if (lock === "network") return [run.loss ?? null, penaltiesOf(run)];
  const momentum = momentumOf(optimizer.name);
  /** @type {Record<string, import("../experiments.js").Json>} */
  const own = {
    ...optimizer,
    learning_rate: schedule?.initial ?? rate,
    batch_size: run.batches ?? run.batch_size,
  };
  const settings = Object.entries(own).filter(([name]) => holds(lock, name, momentum));
  const later = (run.changes ?? []).flatMap(({ at, ...change }) =>
    Object.entries(change)
      .filter(([name, value]) => (value ?? null) !== null && holds(lock, name, momentum))
      .map(([name, value]) => [at, name, value]),
  );
  return [settings.sort(), later];
}

/** Every penalty that a run sets, with its step. @param {Run} run */
function penaltiesOf({ changes = [] }) {
  return changes.flatMap((change) =>
    PENALTIES.filter((name) => (change[name] ?? null) !== null).map((name) => [
      change.at,
      name,
      change[name],
    ]),
  );
}

/**
 * The schedules of a run, each with the step at which it begins: a rate that is set on the way ends a schedule.
 * @param {Run} run
 */
function schedulesOf({ learning_rate: first, changes = [] }) {
  const shape = (/** @type {unknown} */ rate) =>
    rate && typeof rate === "object" ? { ...rate, initial: null } : null;
  const all = [[0, shape(first)]];
  for (const { at, learning_rate: rate } of changes) {
    if ((rate ?? null) === null) continue;
    if (shape(rate) || all[all.length - 1][1]) all.push([at, shape(rate)]);
  }
  return all;
}

/**
 * Whether a run is what it was, as far as it is held. The settings of another optimizer are others: the lock on the
 * optimizer says whether it may be another.
 * @param {string[]} settings  locks of runs
 * @param {MomentumOf} momentumOf
 */
function runHolds(settings, momentumOf) {
  return (/** @type {Run} */ run, /** @type {Run} */ next) => {
    const other = run.optimizer.name !== next.optimizer.name;
    return settings
      .filter((lock) => !other || ALWAYS.includes(lock))
      .every((lock) => same(held(run, lock, momentumOf), held(next, lock, momentumOf)));
  };
}

/**
 * The problem as far as it is held.
 * @param {ReadonlySet<string>} locks
 * @param {Held} experiment
 */
function heldProblem(locks, { problem: settings, seed }) {
  const problem = /** @type {{kind?: string, initial_parameters?: number[] | null}} */ (
    settings ?? {}
  );
  const first = locks.has("start") && problem.kind === "network";
  // Other first weights of the same network are no other network.
  const whole = PROBLEM.some((lock) => locks.has(lock));
  return [
    whole && { ...problem, initial_parameters: null },
    first && [seed, problem.initial_parameters ?? null],
  ];
}

/**
 * Whether an edit leaves alone what is held.
 * @param {ReadonlySet<string>} locks
 * @param {Held} before
 * @param {Held} after
 * @param {MomentumOf} momentumOf
 */
export function permits(locks, before, after, momentumOf) {
  if (locks.size === 0) return true;
  if (!same(heldProblem(locks, before), heldProblem(locks, after))) return false;
  const [few, many] = [before.runs, after.runs].sort((a, b) => a.length - b.length);
  if (few.length !== many.length && locks.has("runs")) return false;
  const settings = [...locks].filter((lock) => lock !== "runs");
  const holding = runHolds(settings, momentumOf);
  // Where runs come or go, all others are found again in their order.
  let at = 0;
  for (const run of many) if (at < few.length && holding(few[at], run)) at += 1;
  return at === few.length;
}

/** @param {unknown} a @param {unknown} b */
function same(a, b) {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
