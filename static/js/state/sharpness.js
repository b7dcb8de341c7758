/**
 * The sharpness along the runs of a network lab: rows that nobody else needs, thinned, and asked for only while somebody
 * looks at them. They follow the rows on screen and never have the server train ahead. Knows neither page nor socket.
 */

import { Asker } from "../transport/asker.js";
import { ProblemError } from "../transport/problems.js";
import { differsFrom, textOf } from "./changes.js";

/** @typedef {import("../experiments.js").Experiment} Experiment */
/** @typedef {import("../experiments.js").Run} Run */
/** @typedef {import("../transport/lane.js").Frame} Frame */
/** @typedef {import("../transport/lane.js").Wanted} Wanted */
/** A row: its step, λₘₐₓ, and the sharpness that the rule takes there; NaN where there is none. @typedef {{step: number, sharpness: number, most: number, rate: number}} Point */
/** What is known of a run. @typedef {{about: string, run: Run, points: Point[], reach: number, refused: string | null}} Known */
/** @typedef {{own: Known, wanted: Wanted}} Question */

/** Points along a run, about. */
const POINTS = 200;
const COLUMNS = ["step", "sharpness", "learning_rate", "stability_limit"];
/** Points of the first question; then as many as come in about so many milliseconds. */
const FIRST = 8;
const MOST = 64;
const QUICK = 200;
const SLOW = 800;
/** Runs that are remembered. */
const KEPT = 16;

/** Every so many-th row is looked at: 1, 2, 5, 10, … @param {number} steps */
export function spacing(steps) {
  const least = Math.max(1, steps / POINTS);
  const decade = 10 ** Math.floor(Math.log10(least));
  return [1, 2, 5, 10].map((factor) => factor * decade).find((every) => every >= least) ?? 1;
}

export class Sharpness {
  /**
   * @param {object} host
   * @param {(wanted: Wanted, signal: AbortSignal, onFrame: (frame: Frame) => void) => Promise<Frame>} host.ask
   * @param {() => void} host.onPoints
   * @param {import("../transport/timers.js").Timers} host.timers
   */
  constructor({ ask, onPoints, timers }) {
    /** @type {Known[]} the newest first */
    this.known = [];
    this.count = FIRST;
    let sent = 0;
    /** @type {Asker<Question, Frame>} */
    this.asker = new Asker({
      timers,
      keep: 0,
      ask: ({ own, wanted }, signal) => {
        sent = timers.now();
        return ask(wanted, signal, (frame) => take(own, frame));
      },
      onAnswer: (frame, { own }) => {
        const took = timers.now() - sent;
        if (took < QUICK) this.count = Math.min(MOST, 2 * this.count);
        if (took > SLOW) this.count = Math.max(1, this.count >> 1);
        take(own, frame);
        onPoints();
      },
      onRefused: (error, { own }) => {
        own.refused = error instanceof ProblemError ? wordsOf(error) : String(error);
        onPoints();
      },
    });
  }

  /**
   * What is known of runs, as far as their rows are there; of what is missing the run that is behind is asked first.
   * @param {Experiment} experiment
   * @param {{index: number, reach: number, ended: boolean}[]} rows  the last step on screen, and whether no more will come
   * @returns {Map<number, Known>} by the runs' numbers
   */
  of(experiment, rows) {
    const known = rows.map((row) => ({
      ...row,
      own: this.found(experiment, experiment.runs[row.index]),
    }));
    const every = spacing(experiment.steps);
    const due = known.filter(({ own, reach, ended }) => {
      const next = nextOf(own, every);
      return own.refused === null && (next <= reach || (ended && own.reach < reach));
    });
    due.sort((one, other) => one.own.reach - other.own.reach);
    if (due.length > 0 && !this.asker.busy) this.ask(experiment, due[0], every);
    return new Map(known.map(({ index, own }) => [index, own]));
  }

  /** @param {Experiment} experiment @param {{index: number, reach: number, own: Known}} run @param {number} every */
  ask(experiment, { index, reach, own }, every) {
    const part = { ...experiment, runs: [experiment.runs[index]] };
    const from = own.reach + 1;
    const to = Math.min(reach, nextOf(own, every) + (this.count - 1) * every);
    const wanted = { experiment: part, from, to, every, columns: COLUMNS };
    this.asker.want(`${textOf(part)} ${from} ${to}`, { own, wanted });
  }

  /** The run itself, or a new one with what it shares with another. @param {Experiment} experiment @param {Run} run @returns {Known} */
  found({ problem, seed, steps }, run) {
    const about = `${steps} ${seed} ${textOf(problem)}`;
    let best = null;
    let from = 0;
    for (const one of this.known) {
      const differs = one.about === about ? differsFrom(run, one.run) : 0;
      if (differs === Number.POSITIVE_INFINITY) return one;
      if (differs > from) [best, from] = [one, differs];
    }
    const points = best?.points.filter(({ step }) => step < from) ?? [];
    const reach = Math.min(from - 1, best?.reach ?? -1);
    /** @type {Known} */
    const own = { about, run, points, reach, refused: null };
    this.known = [own, ...this.known].slice(0, KEPT);
    return own;
  }
}

/** The next step that is looked at. @param {Known} own @param {number} every */
function nextOf({ reach }, every) {
  return Math.ceil((reach + 1) / every) * every;
}

/** @param {Known} own @param {Frame} frame */
function take(own, { metadata, tensors }) {
  const [step, sharpness, rate, limit] = COLUMNS.map((name) => tensors[`runs.0.${name}`]?.data);
  for (let row = 0; row < (step?.length ?? 0); row += 1) {
    if (step[row] <= own.reach) continue;
    const most = (sharpness[row] * limit[row]) / rate[row];
    own.points.push({ step: step[row], sharpness: sharpness[row], most, rate: rate[row] });
  }
  own.reach = Math.max(own.reach, Number(metadata.to));
}

/** What the server says is too much. @param {ProblemError} error */
function wordsOf({ problem }) {
  const first = problem.errors?.[0];
  return first?.expected ? `Too much at once: ${first.expected}.` : (problem.detail ?? "");
}
