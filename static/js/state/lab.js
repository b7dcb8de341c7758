import {
  changeText,
  duplicateRun,
  editRun,
  MAX_RUNS,
  removeRun,
  setFromStart,
  setFromStep,
} from "./experiment.js";
import { Store } from "./store.js";

/** @typedef {import("../types.js").RunTrace} RunTrace */
/** @typedef {import("../types.js").LandscapeInfo} LandscapeInfo */
/** @typedef {import("./experiment.js").Experiment} Experiment */
/** @typedef {{trace: RunTrace, from: number}} Ghost */

/** Columns that the landscape lab asks for. */
const COLUMNS = [
  "step",
  "epoch",
  "evaluations",
  "loss",
  "batch_loss",
  "learning_rate",
  "batch_size",
  "gradient_norm",
  "sharpness",
  "stability_limit",
  "parameters",
  "gradient",
  "batch_gradient",
  "update",
];

/**
 * A run whose batches are no larger than the number of samples, and as large where they were: a full batch stays full.
 * @param {number} samples
 * @param {number} [before]  the number of samples until now
 */
export function fitting(samples, before) {
  /** @param {any} part */
  const fit = (part) =>
    part.batch_size > samples || (part.batch_size && part.batch_size === before)
      ? { ...part, batch_size: samples }
      : part;
  return (/** @type {any} */ run) => ({ ...fit(run), changes: run.changes.map(fit) });
}

/**
 * The lab's state: the experiment, what is shown of it, and the numbers that came for it. Knows no DOM.
 * Each edit makes another experiment and asks for its rows; the rows on screen stay until the new ones are there.
 */
export class Lab {
  /**
   * @param {object} host
   * @param {() => void} host.onChange
   * @param {() => number} host.step
   * @param {() => void} host.onRows  rows on screen have changed
   * @param {(wanted: import("./store.js").Wanted) => void} host.ask
   * @param {() => void} host.drop
   * @param {() => number} host.now  milliseconds
   * @param {{whole?: boolean, sparse?: boolean}} [kind]  of rows
   */
  constructor(host, kind = { whole: true }) {
    this.host = host;
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
    /** @type {Map<string, string>} titles of the optimizers by name */
    this.titles = new Map();
    /** @type {Experiment} */
    this.experiment = { runs: [], steps: 1, seed: 0 };
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
    /** @type {Experiment | null} the experiment that the rows on screen belong to */
    this.shown = null;
    /** @type {{key: string, ghost: Ghost | null} | null} the knob that is being dragged */
    this.drag = null;
  }

  /**
   * Begin with another experiment.
   * @param {Experiment} experiment complete
   * @param {LandscapeInfo} landscape
   * @param {number} selected
   */
  load(experiment, landscape, selected = 0) {
    this.landscape = landscape;
    this.number(experiment);
    this.selected = Math.min(selected, experiment.runs.length - 1);
    this.ghosts = experiment.runs.map(() => null);
    this.experiment = experiment;
    this.store.head = this.host.step();
    this.store.begin(experiment, COLUMNS);
    this.host.onChange();
  }

  /** New runs get their slots in order. @param {Experiment} experiment */
  number(experiment) {
    this.slots = experiment.runs.map((/** @type {unknown} */ _, /** @type {number} */ i) => i + 1);
    this.muted.clear();
  }

  /** The learning rate that the problem suggests. */
  get standardRate() {
    return this.landscape?.learning_rate ?? 0.01;
  }

  /** An edit. @param {Experiment} experiment */
  set(experiment) {
    this.experiment = experiment;
    this.store.change(experiment);
    this.adopt();
    this.host.onChange();
  }

  /** What is on screen is what the store shows. */
  adopt() {
    const { shown, latest } = this.store;
    if (!shown || shown.traces.length !== this.experiment.runs.length) return;
    this.traces = this.store.traces;
    this.shown = shown === latest ? this.experiment : shown.experiment;
  }

  /** @param {number} index @param {boolean} muted */
  mute(index, muted) {
    if (muted) this.muted.add(this.slots[index]);
    else this.muted.delete(this.slots[index]);
    this.host.onChange();
  }

  /** @param {number} index */
  select(index) {
    this.selected = index;
    this.host.onChange();
  }

  /**
   * A knob moved. While it is dragged the unchanged future of the moment the drag began stays as ghost.
   * @param {number} index
   * @param {string} name
   * @param {any} value
   * @param {boolean} final
   */
  turn(index, name, value, final) {
    const at = this.host.step();
    const fromStep = this.applyMode === "step" && at > 0 && at < (this.traces[index]?.rows ?? 0);
    const key = `${this.slots[index]} ${name} ${fromStep ? at : "start"}`;
    if (this.drag?.key !== key) this.drag = { key, ghost: this.ghostFor(index, at, fromStep) };
    this.ghosts[index] = this.drag.ghost;
    const edit = fromStep
      ? (/** @type {any} */ run) => setFromStep(run, at, name, value)
      : (/** @type {any} */ run) => setFromStart(run, name, value);
    if (final) this.drag = null;
    this.set(editRun(this.experiment, index, edit));
  }

  /**
   * @param {number} index
   * @param {number} at
   * @param {boolean} fromStep
   * @returns {Ghost | null}
   */
  ghostFor(index, at, fromStep) {
    const trace = this.traces[index];
    if (!fromStep || !trace) return null;
    const before = this.ghosts[index];
    return before && before.from === at ? before : { trace, from: at };
  }

  /**
   * A remedy: its settings from this step, or from the start.
   * @param {number} index
   * @param {{change: Record<string, number>, from_start?: boolean}} remedy
   * @param {number} at
   */
  remedy(index, remedy, at) {
    const trace = this.traces[index];
    this.ghosts[index] = !remedy.from_start && trace ? { trace, from: at } : null;
    const fromStart = remedy.from_start || at === 0;
    let run = this.experiment.runs[index];
    if (fromStart) run = { ...run, changes: [] };
    for (const [name, value] of Object.entries(remedy.change))
      run = fromStart ? setFromStart(run, name, value) : setFromStep(run, at, name, value);
    this.set(editRun(this.experiment, index, () => run));
  }

  /** Settings of a run other than its knobs: from the start. @param {number} index @param {Record<string, any>} part */
  patch(index, part) {
    this.ghosts[index] = null;
    this.set(editRun(this.experiment, index, (run) => ({ ...run, ...part })));
  }

  /** @param {Record<string, any>} part */
  patchProblem(part) {
    this.ghosts = this.ghosts.map(() => null);
    const { problem, runs: old } = this.experiment;
    const runs = part.samples ? old.map(fitting(part.samples, problem?.samples)) : old;
    this.set({ ...this.experiment, runs, problem: { ...problem, ...part } });
  }

  /** The start of every run. @param {number[]} point */
  moveStart(point) {
    this.ghosts = this.ghosts.map(() => null);
    const runs = this.experiment.runs.map((/** @type {any} */ run) => ({ ...run, start: point }));
    this.set({ ...this.experiment, runs });
  }

  /** @param {any} run a complete run */
  add(run) {
    if (this.experiment.runs.length >= MAX_RUNS) return;
    this.slots = [...this.slots, this.freeSlot()];
    this.traces = [...this.traces, null];
    this.ghosts = [...this.ghosts, null];
    this.selected = this.experiment.runs.length;
    this.set({ ...this.experiment, runs: [...this.experiment.runs, run] });
  }

  /** @param {number} index */
  duplicate(index) {
    const next = duplicateRun(this.experiment, index);
    if (next === this.experiment) return;
    this.slots.splice(index + 1, 0, this.freeSlot());
    this.traces.splice(index + 1, 0, this.traces[index]);
    this.ghosts.splice(index + 1, 0, null);
    this.selected = index + 1;
    this.set(next);
  }

  /** @param {number} index */
  remove(index) {
    const next = removeRun(this.experiment, index);
    if (next === this.experiment) return;
    this.muted.delete(this.slots[index]);
    for (const list of [this.slots, this.traces, this.ghosts]) list.splice(index, 1);
    if (this.selected >= index && this.selected > 0) this.selected -= 1;
    this.set(next);
  }

  freeSlot() {
    for (let slot = 1; slot <= MAX_RUNS; slot += 1) if (!this.slots.includes(slot)) return slot;
    return MAX_RUNS;
  }

  /** Back to the settings that the runs began with; the seed stays, unless another is given. @param {number} [seed] */
  reset(seed = this.experiment.seed) {
    this.ghosts = this.ghosts.map(() => null);
    const runs = this.experiment.runs.map((/** @type {any} */ run) => ({ ...run, changes: [] }));
    this.set({ ...this.experiment, runs, seed });
  }

  /** @param {(value: number) => string} format */
  views(format) {
    return this.experiment.runs.map((/** @type {any} */ run, /** @type {number} */ index) => ({
      index,
      label: run.label || this.defaultLabel(run),
      slot: this.slots[index],
      muted: this.muted.has(this.slots[index]),
      trace: this.traces[index] ?? null,
      ghost: this.ghosts[index]?.trace ?? null,
      ghostFrom: this.ghosts[index]?.from ?? 0,
      changes: (run.changes ?? []).map((/** @type {any} */ change) => ({
        at: change.at,
        text: changeText(run, change, format),
      })),
    }));
  }

  /** @param {any} run */
  defaultLabel(run) {
    return this.titles.get(run.optimizer.name) ?? run.optimizer.name;
  }
}
