import { changeText, freeName } from "./experiment.js";
import { permits } from "./locks.js";
import { Store } from "./store.js";

/** @typedef {import("../types.js").RunTrace} RunTrace */
/** @typedef {import("../types.js").LandscapeInfo} LandscapeInfo */
/** @typedef {import("../experiments.js").Run} Run */
/** @template P @typedef {import("../experiments.js").Experiment<P>} Experiment */
/** @typedef {{trace: RunTrace, from: number}} Ghost */
/**
 * A knob under the hand.
 * @template P
 * @typedef {object} Drag
 * @property {string} key  whose and which
 * @property {number | null} at  the step from which it applies; null is the start
 * @property {Experiment<P>} base  what there was before
 * @property {Ghost | null} before  the ghost of then
 * @property {Ghost | null} ghost  the future without it
 */
/**
 * What an edit can change, and what is known of the problem.
 * @template P
 * @typedef {object} Moment
 * @property {Experiment<P>} experiment
 * @property {number[]} slots
 * @property {Set<number>} muted
 * @property {number} selected
 * @property {"step" | "start"} applyMode
 * @property {LandscapeInfo | null} [landscape]
 * @property {object | null} [loaded]  the network's problem
 * @property {import("../experiments.js").Outline | null} [outline]
 */

/**
 * The lab's state: the experiment, what is shown of it, and the numbers that came for it. Knows no DOM.
 * Each edit (see lab.js) makes another experiment and asks for its rows; the rows on screen stay until the new ones are there.
 * @template {{kind: string, samples?: number}} [P=any]  its problems
 */
export class LabState {
  /**
   * @param {object} host
   * @param {() => void} host.onChange
   * @param {() => number} host.step
   * @param {() => void} host.onRows  rows on screen have changed
   * @param {(wanted: import("./store.js").Wanted<P>) => void} host.ask
   * @param {() => void} host.drop
   * @param {() => number} host.now  milliseconds
   * @param {() => void} [host.onEdit]  something was done that can be taken back
   * @param {(look: {muted: Set<number>, selected: number}) => void} [host.onLook]  runs are looked at in another way
   * @param {{whole?: boolean, sparse?: boolean}} [kind]  of rows
   */
  constructor(host, kind = { whole: true }) {
    this.host = host;
    /** @type {Store<P>} */
    this.store = new Store({
      ...kind,
      ask: host.ask,
      drop: host.drop,
      now: host.now,
      onRows: () => {
        this.adopt();
        host.onRows();
      },
    });
    /** @type {import("../experiments.js").OptimizerInfo[]} */
    this.optimizers = [];
    /** What a lesson holds fixed. @type {ReadonlySet<string>} */
    this.locks = new Set();
    /** Columns that are asked for. @type {readonly string[]} */
    this.columns = ["step"];
    /** Without a problem until one is loaded. @type {Experiment<P>} */
    this.experiment = { problem: /** @type {P} */ ({}), runs: [], steps: 1, seed: 0 };
    /** @type {LandscapeInfo | null} */
    this.landscape = null;
    /** Learning rates that the knobs must be able to show besides the suggested one. @type {number[]} */
    this.rates = [];
    /** @type {number[]} slot 1 … 8 of each run: colour, dash and marker stay with the run */
    this.slots = [];
    /** @type {Set<number>} slots of muted runs */
    this.muted = new Set();
    this.selected = 0;
    /** @type {"step" | "start"} */
    this.applyMode = "start";
    /** @type {(RunTrace | null)[]} */
    this.traces = [];
    /** @type {(Ghost | null)[]} */
    this.ghosts = [];
    /** @type {Experiment<P> | null} the experiment that the rows on screen belong to */
    this.shown = null;
    /** @type {Drag<P> | null} the knob that is being dragged */
    this.drag = null;
  }

  /**
   * Begin with another experiment.
   * @param {Experiment<P>} experiment complete
   * @param {LandscapeInfo} landscape
   * @param {number} selected
   */
  load(experiment, landscape, selected = 0) {
    this.landscape = landscape;
    this.number(experiment);
    this.selected = Math.min(selected, experiment.runs.length - 1);
    this.ghosts = experiment.runs.map(() => null);
    this.experiment = experiment;
    this.begin();
  }

  /** Asks for the rows of an experiment of which nothing is on screen yet. */
  begin() {
    this.drag = null;
    this.store.head = this.host.step();
    this.store.begin(this.experiment, this.wanted);
    this.edited();
  }

  /** The columns that rows are asked for with. @returns {readonly string[]} */
  get wanted() {
    return this.columns;
  }

  /** A drag is one edit: it counts when it ends. */
  edited() {
    if (this.drag === null) this.host.onEdit?.();
    this.host.onChange();
  }

  /**
   * Whether what is held fixed stays as it is.
   * @param {import("./locks.js").Held} next
   * @param {import("./locks.js").Held} [before]
   */
  permits(next, before = this.experiment) {
    const momentumOf = (/** @type {string} */ name) => this.optimizer(name)?.momentum_field ?? null;
    return permits(this.locks, before, next, momentumOf);
  }

  /** @param {string} name */
  optimizer(name) {
    return this.optimizers.find((info) => info.name === name);
  }

  /** Everything that an edit can change. @returns {Moment<P>} */
  snapshot() {
    const { experiment, slots, muted, selected, applyMode } = this;
    return {
      ...this.ground(),
      experiment,
      slots: [...slots],
      muted: new Set(muted),
      selected,
      applyMode,
    };
  }

  /** What is known of the problem, beside the experiment. @returns {Record<string, unknown>} */
  ground() {
    return { landscape: this.landscape };
  }

  /**
   * Back to a moment that was kept: runs that are still there keep their rows, and are looked at as they are now.
   * @param {Moment<P>} moment
   */
  restore({ experiment, slots, muted, selected, applyMode, ...ground }) {
    const rows = new Map(this.slots.map((slot, i) => [slot, this.traces[i]]));
    const other = Object.entries(ground).some(([name, value]) => this.ground()[name] !== value);
    if (other) Object.assign(this, { muted: new Set(muted), selected, applyMode });
    else this.lookOn(slots, muted, selected);
    Object.assign(this, ground, { slots: [...slots] });
    this.drag = null;
    this.ghosts = slots.map(() => null);
    this.traces = slots.map((slot) => rows.get(slot) ?? null);
    this.experiment = experiment;
    if (other) this.store.begin(experiment, this.wanted);
    else this.store.change(experiment);
    this.adopt();
    this.host.onChange();
  }

  /**
   * Choice and silence stay with the runs that are there; the others have theirs of then.
   * @param {number[]} slots
   * @param {Set<number>} muted
   * @param {number} selected
   */
  lookOn(slots, muted, selected) {
    const here = new Set(this.slots);
    const still = slots.indexOf(this.slots[this.selected]);
    this.selected = still < 0 ? Math.min(selected, slots.length - 1) : still;
    this.muted = new Set(slots.filter((slot) => (here.has(slot) ? this.muted : muted).has(slot)));
  }

  /** New runs get their slots in order. @param {Experiment<P>} experiment */
  number(experiment) {
    this.slots = experiment.runs.map((_, i) => i + 1);
    this.muted.clear();
  }

  /** What null stands for. @param {string} name @returns {number | undefined} */
  standardOf(name) {
    if (name === "learning_rate") return this.standardRate;
    return name === "batch_size" ? this.sampleCount : undefined;
  }

  /** The learning rate that the problem suggests. */
  get standardRate() {
    return this.landscape?.learning_rate ?? 0.01;
  }

  /** How many samples the loss is over: a full batch. */
  get sampleCount() {
    return this.experiment.problem.samples ?? 1;
  }

  /**
   * An edit that anybody may ask for, unless it would change what is held.
   * @param {Experiment<P>} experiment
   * @param {(Ghost | null)[]} [ghosts]  those of before where not given
   */
  set(experiment, ghosts = this.ghosts) {
    if (!this.permits(experiment)) return;
    this.ghosts = ghosts;
    this.put(experiment);
  }

  /** Whatever else is done ends a drag. @param {Experiment<P>} experiment @param {Drag<P> | null} [drag] */
  put(experiment, drag = null) {
    this.drag = drag;
    this.experiment = experiment;
    this.store.change(experiment);
    this.adopt();
    this.edited();
  }

  /** A drag has ended where it began: nothing was done. @param {Experiment<P>} experiment */
  putBack(experiment) {
    this.drag = null;
    if (this.experiment !== experiment) {
      this.experiment = experiment;
      this.store.change(experiment);
      this.adopt();
    }
    this.host.onChange();
  }

  /** What is on screen is what the store shows. */
  adopt() {
    const { shown } = this.store;
    if (!shown || shown.traces.length !== this.experiment.runs.length) return;
    this.traces = this.store.traces;
    this.shown = shown.experiment;
  }

  /** @param {number} index @param {boolean} muted */
  mute(index, muted) {
    if (muted) this.muted.add(this.slots[index]);
    else this.muted.delete(this.slots[index]);
    this.looked();
  }

  /** Which runs are muted. @param {number[]} runs */
  mutedAre(runs) {
    this.muted = new Set(runs.map((run) => this.slots[run]).filter(Boolean));
    this.looked();
  }

  /** @param {number} index */
  select(index) {
    this.selected = Math.max(0, Math.min(index, this.experiment.runs.length - 1));
    this.looked();
  }

  /** No edit: it is not taken back. */
  looked() {
    const { muted, selected } = this;
    this.host.onLook?.({ muted: new Set(muted), selected });
    this.host.onChange();
  }

  /** The runs as they are on screen: a run's rows stay until others have come, and their loss is the one that it had. */
  get shownRuns() {
    const { runs } = this.experiment;
    return this.shown?.runs.length === runs.length ? this.shown.runs : runs;
  }

  /** @param {(value: number) => string} format */
  views(format) {
    const names = this.names();
    const shown = this.shownRuns;
    return this.experiment.runs.map((run, index) => ({
      index,
      label: names[index],
      slot: this.slots[index],
      muted: this.muted.has(this.slots[index]),
      trace: this.traces[index] ?? null,
      ghost: this.ghosts[index]?.trace ?? null,
      ghostFrom: this.ghosts[index]?.from ?? 0,
      changes: (run.changes ?? []).map((change) => ({
        at: change.at,
        text: changeText(run, change, format, (name) => this.standardOf(name)),
      })),
      lossName: this.lossName(shown[index]),
    }));
  }

  /** What the runs are called, no two alike: their labels, else their optimizers. @returns {string[]} */
  names() {
    /** @type {string[]} */
    const taken = [];
    const { runs } = this.experiment;
    const call = (/** @type {string} */ wanted) => taken[taken.push(freeName(wanted, taken)) - 1];
    const labels = runs.map((run) => run.label && call(run.label));
    return runs.map((run, index) => labels[index] || call(this.defaultLabel(run)));
  }

  /** What a run without a name is called. @param {Run} run */
  defaultLabel(run) {
    const title = this.optimizer(run.optimizer.name)?.title ?? run.optimizer.name;
    return run.loss ? `${title}, ${this.lossName(run)}` : title;
  }

  /** What a run's loss is called; empty where there is no other one. @param {Run} _run @returns {string} */
  lossName(_run) {
    return "";
  }
}
