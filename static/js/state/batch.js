/** Experiments with the rows that are there of them, and what two of them share. No DOM in here. */

import { bestPast, textOf } from "./changes.js";
import { emptyTrace, pastOf } from "./growing.js";

/** @template P @typedef {import("../experiments.js").Experiment<P>} Experiment */
/** @typedef {import("./growing.js").GrowingTrace} GrowingTrace */

/**
 * An experiment with the rows that are there of it.
 * @template [P=unknown]
 * @typedef {object} Batch
 * @property {Experiment<P>} experiment
 * @property {GrowingTrace[]} traces  one for each run; runs without a difference share theirs
 * @property {boolean} refused  the server does not give the missing rows
 */

/** The last step whose rows are there of every run. @param {Batch} batch */
export function reachOf({ traces }) {
  return Math.min(...traces.map(({ reach }) => reach));
}

/** Whether all rows are there. @param {Batch | null} batch */
export function isComplete(batch) {
  return batch !== null && reachOf(batch) >= batch.experiment.steps;
}

/** Whether two batches are the same but for names. @param {Batch} one @param {Batch} other */
export function sameTraces(one, other) {
  return (
    one.experiment.steps === other.experiment.steps &&
    one.traces.length === other.traces.length &&
    one.traces.every((trace, index) => trace === other.traces[index])
  );
}

/**
 * The experiment with those runs alone whose traces are asked for: a run knows nothing of its neighbours.
 * @template P
 * @param {Batch<P>} batch
 * @param {GrowingTrace[]} traces
 */
export function partOf({ experiment, traces: all }, traces) {
  if (traces.length === all.length) return experiment;
  const runs = traces.map((trace) => experiment.runs[all.indexOf(trace)]);
  return { ...experiment, runs };
}

/**
 * A batch that begins with what its runs share with those that are known.
 * @template P
 * @param {Experiment<P>} experiment
 * @param {Batch<P>[]} known  the best ones first
 * @param {boolean} sparse
 * @returns {Batch<P>}
 */
export function newBatch(experiment, known, sparse) {
  const { steps, seed, problem } = experiment;
  const near = known.filter(
    (batch) =>
      batch.experiment.seed === seed && textOf(batch.experiment.problem) === textOf(problem),
  );
  const runs = near.flatMap((batch) => batch.experiment.runs);
  const olds = near.flatMap((batch) =>
    batch.traces.map((trace) => ({ trace, steps: batch.experiment.steps })),
  );
  /** @type {GrowingTrace[]} */
  const traces = [];
  for (const [index, run] of experiment.runs.entries()) {
    const { index: best, from } = bestPast(run, runs, index);
    traces.push(best < 0 ? emptyTrace(sparse) : sharedTrace(olds[best], from, steps));
  }
  return { experiment, traces, refused: false };
}

/**
 * The last row of an experiment has no update, so rows are shared before it only.
 * @param {{trace: GrowingTrace, steps: number}} old
 * @param {number} from  the first row that differs
 * @param {number} steps
 */
function sharedTrace(old, from, steps) {
  if (from > steps && old.steps === steps) return old.trace;
  const rows = old.steps === steps ? from : Math.min(from, steps, old.steps);
  return pastOf(old.trace, rows);
}
