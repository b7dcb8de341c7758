/** What a lesson holds fixed: an edit that would change it is not made, whoever asks for it. No DOM in here. */

/** @typedef {import("./experiment.js").Experiment} Experiment */
/** @typedef {import("./experiment.js").Run} Run */

/** Locks of the problem as a whole. */
const PROBLEM = ["landscape", "network"];

/**
 * What locks there are besides the settings of runs, and what each holds, as Share and the documentation say it.
 * @type {Record<string, string>}
 */
export const LOCKS = {
  landscape: "the landscape",
  network: "the data and the network",
  start: "the start",
  runs: "which runs there are",
  optimizer: "the optimizers",
  learning_rate: "the learning rates",
  batch_size: "the batch sizes",
  momentum: "the momentum",
  schedule: "the schedules",
};

/** Locks that hold whatever the optimizer is; the others are settings of an optimizer. */
const ALWAYS = ["optimizer", "schedule", "start", "learning_rate", "batch_size"];

/** @typedef {{problem?: unknown, runs: Run[]}} Held */
/** @typedef {(optimizer: string) => string | null} MomentumOf  the setting that is an optimizer's momentum */

/**
 * Everything that a lock holds of a run, changes on the way included.
 * @param {Run} run
 * @param {string} lock
 * @param {MomentumOf} momentumOf
 */
function held(run, lock, momentumOf) {
  const { optimizer, learning_rate: rate } = run;
  const schedule = typeof rate === "object" ? rate : null;
  if (lock === "optimizer") return optimizer.name;
  if (lock === "schedule") return schedulesOf(run);
  if (lock === "start") return run.start;
  const name = lock === "momentum" ? (momentumOf(optimizer.name) ?? lock) : lock;
  /** @type {Record<string, import("../experiments.js").Json>} */
  const own = {
    ...optimizer,
    learning_rate: schedule?.initial ?? rate,
    batch_size: run.batch_size,
  };
  const later = (run.changes ?? [])
    .filter((change) => (change[name] ?? null) !== null)
    .map((change) => [change.at, change[name]]);
  return [own[name], later];
}

/**
 * The schedules of a run, each with the step at which it begins: a rate that is set on the way ends a schedule.
 * @param {Run} run
 */
function schedulesOf({ learning_rate: first, changes = [] }) {
  const shape = (/** @type {any} */ rate) =>
    rate && typeof rate === "object" ? { ...rate, initial: null } : null;
  const all = [[0, shape(first)]];
  for (const { at, learning_rate: rate } of changes) {
    if ((rate ?? null) === null) continue;
    if (shape(rate) || all[all.length - 1][1]) all.push([at, shape(rate)]);
  }
  return all;
}

/**
 * Whether an edit leaves alone what is held. The settings of another optimizer are others: the lock on the optimizer
 * says whether it may be another.
 * @param {ReadonlySet<string>} locks
 * @param {Held} before
 * @param {Held} after
 * @param {MomentumOf} momentumOf
 */
export function permits(locks, before, after, momentumOf) {
  if (locks.size === 0) return true;
  if (PROBLEM.some((lock) => locks.has(lock)) && !same(before.problem, after.problem)) return false;
  const [old, next] = [before.runs, after.runs];
  if (old.length !== next.length) return !locks.has("runs");
  const settings = [...locks].filter((lock) => lock !== "runs" && !PROBLEM.includes(lock));
  return old.every((run, i) => {
    const other = run.optimizer.name !== next[i].optimizer.name;
    const holding = settings.filter((lock) => !other || ALWAYS.includes(lock));
    return holding.every((lock) =>
      same(held(run, lock, momentumOf), held(next[i], lock, momentumOf)),
    );
  });
}

/** @param {unknown} a @param {unknown} b */
function same(a, b) {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
