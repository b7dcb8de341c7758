/**
 * The rows of a lab's experiments: traces that grow, what is shown of them, and when to ask for more. It asks for what
 * is missing only: runs that do not change keep their rows, and a run that does keeps those before its change. Knows
 * neither the page nor the socket.
 */

import { isComplete, newBatch, partOf, reachOf, sameTraces } from "./batch.js";
import { appendRows, fitted } from "./growing.js";

/** @template P @typedef {import("../experiments.js").Experiment<P>} Experiment */
/** @typedef {import("./growing.js").GrowingTrace} GrowingTrace */
/** @typedef {import("../transport/lane.js").Frame} Frame */
/** @template P @typedef {import("./batch.js").Batch<P>} Batch */
/**
 * @template P
 * @typedef {Omit<import("../transport/lane.js").Wanted, "experiment"> & {experiment: Experiment<P>}} Wanted
 */
/**
 * Whose rows go into which traces.
 * @template P
 * @typedef {{batch: Batch<P>, traces: GrowingTrace[], wanted: Wanted<P>, at: number}} Request
 */

/** The first request: enough to learn how fast rows come. */
const FIRST_ROWS = 120;
/** What comes within this many seconds is asked for as a whole. */
const WHOLE = 2.5;
/** How far rows are computed ahead of the step shown, in seconds of computing. */
const AHEAD = 1.5;
/** For so long the old rows stay on screen, in the hope that all new ones come at once, milliseconds. */
const PATIENCE = 140;

/** @template [P=unknown]  the experiments' problems */
export class Store {
  /**
   * @param {object} host
   * @param {(wanted: Wanted<P>) => void} host.ask  in place of whatever is under way
   * @param {() => void} host.drop  what is under way is not needed
   * @param {() => void} host.onRows  rows on screen have changed
   * @param {() => number} host.now  milliseconds
   * @param {boolean} [host.whole]  all rows of an experiment are asked for, and shown, at once
   * @param {boolean} [host.sparse]  losses are measured now and then only
   */
  constructor({ ask, drop, onRows, now, whole = false, sparse = false }) {
    this.host = { ask, drop, onRows, now };
    this.whole = whole;
    this.sparse = sparse;
    /** @type {readonly string[]} */
    this.columns = ["step"];
    /** @type {Batch<P> | null} what is on screen */
    this.shown = null;
    /** @type {Batch<P> | null} what will be on screen as soon as it is worth it */
    this.coming = null;
    /** @type {Request<P> | null} */
    this.open = null;
    /** Rows a second, as last seen. @type {number | null} */
    this.rate = null;
    /** Rows are so cheap that the whole experiment is asked for at once. */
    this.eager = whole;
    this.head = 0;
    this.changedAt = 0;
    /** Nobody looks: nothing is asked for. */
    this.resting = false;
  }

  /** The batch that requests are for. */
  get latest() {
    return this.coming ?? this.shown;
  }

  /** The last step that can be shown. */
  get reach() {
    return this.shown ? reachOf(this.shown) : -1;
  }

  /** @returns {(GrowingTrace | null)[]} of the runs on screen */
  get traces() {
    return (this.shown?.traces ?? []).map((trace) => (trace.rows > 0 ? trace : null));
  }

  /**
   * Begin with another experiment: nothing of the old one stays on screen.
   * @param {Experiment<P>} experiment
   * @param {readonly string[]} columns
   */
  begin(experiment, columns) {
    const known = columns.join() === this.columns.join() ? this.known() : [];
    this.columns = columns;
    this.rate = null;
    this.open = null;
    this.put(newBatch(experiment, known, this.sparse));
    if (isComplete(this.latest)) this.host.drop();
    else this.askNow();
  }

  /**
   * An edit of the experiment: the old rows stay on screen until the new ones are there.
   * @param {Experiment<P>} experiment
   */
  change(experiment) {
    const old = this.latest;
    if (!old) return;
    const next = newBatch(experiment, this.known(), this.sparse);
    if (sameTraces(next, old)) {
      old.experiment = experiment;
      return;
    }
    this.changedAt = this.host.now();
    const enough = this.whole ? experiment.steps : Math.min(this.reach, experiment.steps);
    const length = this.shown?.traces.length;
    if (reachOf(next) >= enough || length !== next.traces.length) this.put(next);
    else this.coming = next;
    this.goOn(next);
  }

  /** Whose rows may be of use. @returns {Batch<P>[]} */
  known() {
    const batches = [this.latest, this.shown, this.open?.batch];
    return batches.filter((batch) => batch !== null && batch !== undefined);
  }

  /** @param {Batch<P>} batch */
  put(batch) {
    this.shown = batch;
    this.coming = null;
    this.host.onRows();
  }

  /** What is under way is left, let end, or replaced. @param {Batch<P>} next */
  goOn(next) {
    if (!this.open) this.more();
    else if (isComplete(next)) {
      this.open = null;
      this.host.drop();
    } else if (!this.whole && this.host.now() - this.open.at > PATIENCE) this.askNow();
  }

  /** Nobody looks: what is under way is left, and asked for again when somebody does. */
  rest() {
    this.resting = true;
    if (!this.open) return;
    this.open = null;
    this.host.drop();
  }

  /** Somebody looks again. */
  wake() {
    this.resting = false;
    this.more();
  }

  /** Where the page is; asks for more where rows run out. @param {number} step */
  at(step) {
    this.head = step;
    this.more();
  }

  /** What is refused is not asked again until something changes. */
  more() {
    const batch = this.latest;
    if (!batch || this.open || batch.refused || isComplete(batch)) return;
    const soon = this.rate === null ? 1 : this.head + 0.5 * AHEAD * this.rate;
    const whole = this.horizon(batch) === batch.experiment.steps;
    if (whole || reachOf(batch) < soon) this.askNow();
  }

  /** Up to which step rows should be there. @param {Batch<P>} batch */
  horizon(batch) {
    const { steps } = batch.experiment;
    const reach = reachOf(batch);
    // Where nothing is shown yet a part comes first, to be seen while the rest is on its way.
    if (this.eager && this.reach >= 0) return steps;
    if (this.rate === null) return Math.min(steps, Math.max(this.head, reach + FIRST_ROWS));
    if (steps - reach <= this.rate * WHOLE) return steps;
    return Math.min(steps, Math.max(FIRST_ROWS, Math.ceil(this.head + this.rate * AHEAD)));
  }

  /** Asks for the next rows of those runs that lack them. */
  askNow() {
    const batch = this.latest;
    if (!batch || this.resting || isComplete(batch)) return;
    const { experiment } = batch;
    const to = Math.min(experiment.steps, Math.max(this.horizon(batch), reachOf(batch) + 1));
    const traces = [...new Set(batch.traces)].filter((trace) => trace.reach < to);
    const from = Math.min(...traces.map(({ reach }) => reach)) + 1;
    const wanted = { experiment: partOf(batch, traces), from, to, columns: this.columns };
    this.open = { batch, traces, wanted, at: this.host.now() };
    this.host.ask(wanted);
  }

  /**
   * @param {Frame} frame
   * @param {object} wanted  what it answers: rows of anything but the request under way are passed over
   */
  receive(frame, wanted) {
    if (!this.open || this.open.wanted !== wanted) return;
    const { batch, at, traces } = this.open;
    const done = frame.metadata.last === "true";
    this.take(this.open, frame);
    this.measureRate(Number(frame.metadata.to));
    if (done) this.open = null;
    if (done) for (const trace of traces) fitted(trace);
    if (batch === this.latest) this.settle(batch, done);
    else this.passOver(batch, done || (!this.whole && this.host.now() - at > PATIENCE));
  }

  /** @param {Batch<P>} batch @param {boolean} done */
  settle(batch, done) {
    if (batch === this.coming && this.isWorth(batch, done)) this.put(batch);
    else if (batch === this.shown && (done || !this.whole)) this.host.onRows();
    if (done) this.more();
  }

  /**
   * An answer that has been overtaken is still worth a look: while a knob is dragged one such follows the other.
   * @param {Batch<P>} batch
   * @param {boolean} enough  of it has come
   */
  passOver(batch, enough) {
    if (!enough) return;
    const { coming } = this;
    // What is wanted may have been waiting for the same rows.
    if (coming && isComplete(coming)) this.put(coming);
    else if (batch.traces.length === coming?.traces.length) {
      this.shown = batch;
      this.host.onRows();
    }
    if (this.open) this.askNow();
    else this.more();
  }

  /** @param {Request<P>} request @param {Frame} frame */
  take({ batch, traces, wanted }, frame) {
    const { from, to, outcomes } = frame.metadata;
    const rows = { first: Number(from), last: Number(to) };
    const range = { wanted: wanted.to, steps: batch.experiment.steps };
    const told = JSON.parse(outcomes ?? "[]");
    for (const [run, trace] of traces.entries()) {
      const tensor = (/** @type {string} */ name) => frame.tensors[`runs.${run}.${name}`];
      appendRows(trace, rows, range, tensor, this.columns);
      if (told[run]) trace.outcome = told[run];
    }
  }

  /** @param {number} last */
  measureRate(last) {
    if (!this.open) return;
    const seconds = (this.host.now() - this.open.at) / 1000;
    const rows = last - this.open.wanted.from + 1;
    if (rows >= 16 && seconds > 0) this.rate = rows / seconds;
  }

  /**
   * New rows take the place of the old ones when all are there, or when waiting would be noticed.
   * @param {Batch<P>} batch
   * @param {boolean} done
   */
  isWorth(batch, done) {
    if (isComplete(batch)) return true;
    if (this.whole) return false;
    const late = this.host.now() - this.changedAt > PATIENCE;
    const reach = reachOf(batch);
    return late || reach >= this.reach || (done && reach >= this.head);
  }

  /**
   * A request was refused: what is on screen stays.
   * @param {object} wanted
   * @returns {boolean} whether what was refused is what is wanted
   */
  refused(wanted) {
    if (!this.open || this.open.wanted !== wanted) return false;
    const { batch } = this.open;
    batch.refused = true;
    this.open = null;
    const current = batch === this.latest;
    if (!current) this.more();
    return current;
  }
}
