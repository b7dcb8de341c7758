/**
 * The rows of an experiment that is too long to come at once: traces that grow, and when to ask for more of them.
 * Knows neither the page nor the socket.
 */

import { bestPast } from "./changes.js";
import { appendRows, emptyTrace, pastOf } from "./growing.js";

/** @typedef {Record<string, any>} Experiment */
/** @typedef {import("./growing.js").GrowingTrace} GrowingTrace */
/** @typedef {{metadata: Record<string, string>, tensors: Record<string, {shape: number[], data: any}>}} Frame */
/** @typedef {{experiment: Experiment, from: number, to: number, columns: string[]}} Wanted */

/**
 * One answer in the making.
 * @typedef {object} Batch
 * @property {Experiment} experiment
 * @property {GrowingTrace[]} traces
 * @property {number} reach  the last step that is answered for every run; −1 before the first
 */

/** The first request: enough to learn how fast rows come. */
const FIRST_ROWS = 120;
/** What comes within this many seconds is asked for as a whole. */
const WHOLE = 2.5;
/** How far rows are computed ahead of the step shown, in seconds of computing. */
const AHEAD = 1.5;
/** For so long the old rows stay on screen, in the hope that all new ones come at once, milliseconds. */
const PATIENCE = 140;

export class Feed {
  /**
   * @param {object} host
   * @param {(wanted: Wanted, replace: boolean) => void} host.ask
   * @param {() => void} host.onRows  rows on screen have changed
   * @param {() => number} [host.now]  milliseconds
   */
  constructor(host) {
    this.host = host;
    this.now = host.now ?? (() => performance.now());
    /** @type {string[]} */
    this.columns = ["step"];
    /** @type {Batch | null} what is on screen */
    this.shown = null;
    /** @type {Batch | null} what will be on screen as soon as it is worth it */
    this.coming = null;
    /** @type {{batch: Batch, from: number, at: number} | null} the request under way, and for whom */
    this.open = null;
    /** Rows a second, as last seen. @type {number | null} */
    this.rate = null;
    /** Rows are so cheap that the whole experiment is asked for at once. */
    this.eager = false;
    this.head = 0;
    this.changedAt = 0;
  }

  /** The batch that requests are for. */
  get latest() {
    return this.coming ?? this.shown;
  }

  /** The last step that can be shown. */
  get reach() {
    return this.shown?.reach ?? -1;
  }

  /** @returns {(GrowingTrace | null)[]} of the runs on screen */
  get traces() {
    return (this.shown?.traces ?? []).map((trace) => (trace.rows > 0 ? trace : null));
  }

  /**
   * Begin with another problem: nothing of the old rows is of use.
   * @param {Experiment} experiment
   * @param {string[]} columns
   */
  begin(experiment, columns) {
    this.columns = columns;
    this.rate = null;
    this.shown = {
      experiment,
      traces: experiment.runs.map(emptyTrace),
      reach: -1,
    };
    this.coming = null;
    this.askNow(true);
  }

  /**
   * The same problem with other runs, settings or changes: what they share with the rows that are there is kept.
   * @param {Experiment} experiment
   */
  change(experiment) {
    const old = this.latest;
    if (!old) return;
    const pasts = this.pasts(experiment, old);
    if (old.experiment.steps === experiment.steps && unchanged(pasts, old)) {
      old.experiment = experiment;
      return;
    }
    const next = keptBatch(experiment, old, pasts);
    const whole = next.reach >= Math.min(this.reach, experiment.steps);
    this.changedAt = this.now();
    if (whole || this.shown?.traces.length !== next.traces.length) {
      this.shown = next;
      this.coming = null;
    } else this.coming = next;
    this.host.onRows();
    if (!this.open) this.more();
    else if (this.now() - this.open.at > PATIENCE) this.askNow(true);
  }

  /** @param {Experiment} experiment @param {Batch} old */
  pasts(experiment, old) {
    const reseeded = old.experiment.seed !== experiment.seed;
    return experiment.runs.map((/** @type {any} */ run, /** @type {number} */ index) =>
      reseeded ? { index: -1, from: 0 } : bestPast(run, old.experiment.runs, index),
    );
  }

  /** Where the page is; asks for more where rows run out. @param {number} step */
  at(step) {
    this.head = step;
    this.more();
  }

  more() {
    const batch = this.latest;
    if (!batch || this.open || batch.reach >= batch.experiment.steps) return;
    const soon = this.rate === null ? 1 : this.head + 0.5 * AHEAD * this.rate;
    const whole = this.horizon(batch) === batch.experiment.steps;
    if (whole || batch.reach < soon) this.askNow(false);
  }

  /** Up to which step rows should be there. @param {Batch} batch */
  horizon({ experiment, reach }) {
    const { steps } = experiment;
    if (this.eager) return steps;
    if (this.rate === null) return Math.min(steps, Math.max(this.head, reach + FIRST_ROWS));
    if (steps - reach <= this.rate * WHOLE) return steps;
    return Math.min(steps, Math.max(FIRST_ROWS, Math.ceil(this.head + this.rate * AHEAD)));
  }

  /** @param {boolean} replace */
  askNow(replace) {
    const batch = this.latest;
    if (!batch) return;
    const { experiment, reach } = batch;
    const to = Math.min(experiment.steps, Math.max(this.horizon(batch), reach + 1));
    const from = Math.min(reach + 1, to);
    this.open = { batch, from, at: this.now() };
    this.host.ask({ experiment, from, to, columns: this.columns }, replace);
  }

  /** @param {Frame} frame */
  receive(frame) {
    if (!this.open) return;
    const { batch, at } = this.open;
    const last = Number(frame.metadata.to);
    const done = frame.metadata.last === "true";
    this.take(batch, frame, Number(frame.metadata.from));
    batch.reach = Math.max(batch.reach, last);
    this.measureRate(last);
    const outdated = batch !== this.latest;
    if (done) this.open = null;
    if (outdated) this.passOver(batch, done || this.now() - at > PATIENCE);
    else this.settle(done);
    this.host.onRows();
    if (done && !outdated) this.more();
  }

  /**
   * An answer that has been overtaken is still worth a look: while a knob is dragged one such follows the other.
   * @param {Batch} batch
   * @param {boolean} enough  of it has come
   */
  passOver(batch, enough) {
    if (!enough) return;
    if (this.coming && batch.traces.length === this.coming.traces.length) this.shown = batch;
    this.askNow(this.open !== null);
  }

  /** @param {Batch} batch @param {Frame} frame @param {number} first */
  take(batch, frame, first) {
    const outcomes = JSON.parse(frame.metadata.outcomes ?? "[]");
    for (const [run, trace] of batch.traces.entries()) {
      appendRows(trace, first, (name) => frame.tensors[`runs.${run}.${name}`], this.columns);
      if (outcomes[run]) trace.outcome = outcomes[run];
    }
  }

  /** @param {number} last */
  measureRate(last) {
    if (!this.open) return;
    const seconds = (this.now() - this.open.at) / 1000;
    const rows = last - this.open.from + 1;
    if (rows >= 16 && seconds > 0) this.rate = rows / seconds;
  }

  /** New rows take the place of the old ones when all are there, or when waiting would be noticed. @param {boolean} done */
  settle(done) {
    if (!this.coming) return;
    const late = this.now() - this.changedAt > PATIENCE;
    const whole = this.coming.reach >= Math.min(this.coming.experiment.steps, this.reach);
    if (!late && !whole && !(done && this.coming.reach >= this.head)) return;
    this.shown = this.coming;
    this.coming = null;
  }

  /** The request under way failed: nothing more comes until something changes. */
  failed() {
    this.open = null;
  }
}

/** @param {{index: number, from: number}[]} pasts @param {Batch} old */
function unchanged(pasts, old) {
  return (
    pasts.length === old.traces.length &&
    pasts.every(({ index, from }, place) => index === place && from === Number.POSITIVE_INFINITY)
  );
}

/**
 * A batch that begins with what its runs share with older ones.
 * @param {Experiment} experiment
 * @param {Batch} old
 * @param {{index: number, from: number}[]} pasts
 * @returns {Batch}
 */
function keptBatch(experiment, old, pasts) {
  const rows = experiment.steps + 1;
  const traces = pasts.map(({ index, from }) =>
    index < 0 ? emptyTrace() : pastOf(old.traces[index], Math.min(from, rows)),
  );
  const reach = Math.min(old.reach, experiment.steps, ...pasts.map(({ from }) => from - 1));
  return { experiment, traces, reach };
}
