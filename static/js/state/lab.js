/** What can be done to the runs of a lab: every edit makes another experiment, unless it would change what is held. */

import { formatNumber } from "../lib/format.js";
import { isShared, valueAt, withValue } from "../lib/setting-paths.js";
import {
  copyName,
  duplicateRun,
  editRun,
  freeName,
  isSchedule,
  LONGEST_NAME,
  MAX_RUNS,
  ownPenalties,
  PENALTIES,
  removeRun,
  setFromStart,
  setFromStep,
  withoutChange,
} from "./experiment.js";
import { LabState } from "./lab-state.js";

/** @typedef {import("../types.js").RunTrace} RunTrace */
/** @typedef {import("../experiments.js").Run} Run */
/** @typedef {import("../experiments.js").Json} Json */
/** @template P @typedef {import("../experiments.js").Experiment<P>} Experiment */
/** @typedef {import("./lab-state.js").Ghost} Ghost */
/** @typedef {{change: Record<string, Json>, from_start?: boolean, problem?: Record<string, unknown>}} Remedy */

/**
 * A run whose batches are no larger than the number of samples, and as large where they were: a full batch stays full.
 * Batches that are given go with the samples that they name.
 * @param {number} samples
 * @param {number} [before]  the number of samples until now
 */
export function fitting(samples, before) {
  /** @type {<Part extends {batch_size?: number | null}>(part: Part) => Part} */
  const fit = (part) =>
    part.batch_size && (part.batch_size > samples || part.batch_size === before)
      ? { ...part, batch_size: samples }
      : part;
  return (/** @type {Run} */ run) => {
    const fits = { ...fit(run), changes: run.changes.map(fit) };
    const there = run.batches?.every((batch) => batch.every((sample) => sample < samples)) ?? true;
    return there ? fits : { ...fits, batches: null };
  };
}

/**
 * What a run is labelled: nothing where it is called by its optimizer and no other is.
 * @param {string} label
 * @param {string} standard  what it is called without one
 * @param {readonly string[]} taken
 */
function freeLabel(label, standard, taken) {
  const name = freeName(label || standard, taken);
  return name === standard ? label : name;
}

/**
 * @template {{kind: string, samples?: number}} [P=any]  its problems
 * @extends {LabState<P>}
 */
export class Lab extends LabState {
  /**
   * A knob moved. While it is dragged the unchanged future of the moment the drag began stays as ghost. A drag is one
   * change, at the step where it began; one that ends where it began is none.
   * @param {number} index
   * @param {string} name
   * @param {Json} value
   * @param {boolean} final
   */
  turn(index, name, value, final) {
    const drag = this.dragOf(index, name);
    const { at, base } = drag;
    const standard = this.standardOf(name);
    const run = base.runs[index];
    const moved =
      at === null
        ? setFromStart(run, name, value, standard)
        : setFromStep(run, at, name, value, standard);
    const next = moved === run ? base : editRun(base, index, () => moved);
    if (!this.permits(next)) return;
    this.ghosts[index] = next === base ? drag.before : drag.ghost;
    if (final && next === base) this.putBack(base);
    else this.put(next, final ? null : drag);
  }

  /**
   * The drag that a knob is in, or begins.
   * @param {number} index
   * @param {string} name
   * @returns {import("./lab-state.js").Drag<P>}
   */
  dragOf(index, name) {
    const key = `${this.slots[index]} ${name}`;
    if (this.drag?.key === key) return this.drag;
    const step = this.host.step();
    const fromStep =
      this.applyMode === "step" && step > 0 && step < (this.traces[index]?.rows ?? 0);
    return {
      key,
      at: fromStep ? step : null,
      base: this.experiment,
      before: this.ghosts[index],
      ghost: this.ghostFor(index, step, fromStep),
    };
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
   * @param {Remedy} remedy
   * @param {number} at
   */
  remedy(index, remedy, at) {
    const trace = this.traces[index];
    const ghost = !remedy.from_start && trace ? { trace, from: at } : null;
    this.set(this.remedied(index, remedy, at), this.ghosts.with(index, ghost));
  }

  /** Whether a remedy leaves alone what is held. @param {number} index @param {Remedy} remedy @param {number} at */
  allowsRemedy(index, remedy, at) {
    return this.locks.size === 0 || this.permits(this.remedied(index, remedy, at));
  }

  /** @param {number} index @param {Remedy} remedy @param {number} at */
  remedied(index, remedy, at) {
    const fromStart = remedy.from_start || at === 0;
    if (Object.keys(remedy.problem ?? {}).length > 0) {
      const { problem } = this.experiment;
      return { ...this.experiment, problem: { ...problem, ...remedy.problem } };
    }
    let run = this.experiment.runs[index];
    if (fromStart) run = this.bare(run);
    for (const [name, value] of Object.entries(remedy.change))
      run = fromStart ? setFromStart(run, name, value) : setFromStep(run, at, name, value);
    return editRun(this.experiment, index, () => run);
  }

  /**
   * Settings of a run by their paths: from the start.
   * @param {number} index
   * @param {Record<string, number>} settings
   */
  vary(index, settings) {
    const next = this.varied(index, settings);
    if (next !== this.experiment.runs[index]) this.patch(index, next);
  }

  /** One more run like another, with settings of its own. @param {number} index @param {Record<string, number>} settings */
  addVaried(index, settings) {
    this.add({ ...structuredClone(this.varied(index, settings)), label: "" });
  }

  /** @param {number} index @param {Record<string, number>} settings */
  varied(index, settings) {
    let run = this.experiment.runs[index];
    for (const [path, value] of Object.entries(settings)) {
      if (isShared(path) || valueAt(run, path) === value) continue;
      if (path.startsWith("start["))
        run = { ...run, start: run.start ?? this.landscape?.start ?? [] };
      run = withValue(run, path, value);
    }
    return run;
  }

  /** Settings of a run other than its knobs: from the start. @param {number} index @param {Partial<Run>} part */
  patch(index, part) {
    this.set(
      editRun(this.experiment, index, (run) => ({ ...run, ...part })),
      this.ghosts.with(index, null),
    );
  }

  /**
   * Another name. One that another run has gets a number, and that is said.
   * @param {number} index
   * @param {string} typed
   * @returns {import("../controls/typed.js").Typed<string>}
   */
  rename(index, typed) {
    const wanted = typed.trim();
    if (wanted === "") return { value: null, word: "Expected a name, got nothing." };
    const label = freeName(wanted, this.names().toSpliced(index, 1));
    this.patch(index, { label });
    if (wanted.length > LONGEST_NAME)
      return { value: label, word: `Cut to ${LONGEST_NAME} characters.` };
    const word = label === wanted ? "" : `Another run has that name: this one is “${label}”.`;
    return { value: label, word };
  }

  /**
   * Another optimizer with its settings. A rate that makes no sense for it becomes another, and that is said.
   * @param {number} index
   * @param {import("../experiments.js").Optimizer} optimizer
   * @returns {string}
   */
  changeOptimizer(index, optimizer) {
    const run = this.experiment.runs[index];
    const { rate, word } = this.rateFor(run, optimizer.name);
    const { changes } = this.bare(run);
    this.become(index, { optimizer, changes, ...(word && { learning_rate: rate }) });
    return word;
  }

  /**
   * Steps with a length of their own want a rate of 1, which is far too large for others.
   * @param {Run} run
   * @param {string} name  of the optimizer to come
   */
  rateFor({ learning_rate: rate, optimizer }, name) {
    const [before, usual] = [optimizer.name, name].map(
      (key) => this.optimizers.find((info) => info.name === key)?.usual_rate ?? null,
    );
    if (isSchedule(rate) || this.locks.has("learning_rate")) return { rate, word: "" };
    if (usual !== null && rate !== usual) {
      return { rate: usual, word: `η is ${usual} now: these steps have a length of their own.` };
    }
    if (usual === null && before !== null && rate === before) {
      const common = this.standardRate;
      return {
        rate: common,
        word: `η is ${formatNumber(common)} now, what this problem suggests.`,
      };
    }
    return { rate, word: "" };
  }

  /** Another loss; null is the problem's. @param {number} index @param {import("../experiments.js").Named | null} loss */
  changeLoss(index, loss) {
    this.become(index, { loss });
  }

  /**
   * Something that runs are called by is another: a name that was not given by hand goes with the one before.
   * @param {number} index
   * @param {Partial<Run>} part
   */
  become(index, part) {
    const run = this.experiment.runs[index];
    const title = this.defaultLabel(run);
    const own = [run.label, run.label.replace(/ \d+$/, "")].includes(title) ? "" : run.label;
    const others = this.names().toSpliced(index, 1);
    const label = freeLabel(own, this.defaultLabel({ ...run, ...part }), others);
    this.patch(index, { ...part, label });
  }

  /** @param {{samples?: number, noise?: number}} part @param {number} [seed] */
  patchProblem(part, seed = this.experiment.seed) {
    const { problem, runs: old } = this.experiment;
    const runs = part.samples ? old.map(fitting(part.samples, problem?.samples)) : old;
    const next = { ...this.experiment, runs, problem: { ...problem, ...part }, seed };
    this.set(next, this.noGhosts());
  }

  /** The start of every run. @param {number[]} point */
  moveStart(point) {
    const runs = this.experiment.runs.map((run) => ({ ...run, start: point }));
    this.set({ ...this.experiment, runs }, this.noGhosts());
  }

  /** @returns {(Ghost | null)[]} */
  noGhosts() {
    return this.experiment.runs.map(() => null);
  }

  /** @param {Run} run */
  add(run) {
    const label = freeLabel(run.label, this.defaultLabel(run), this.names());
    const next = { ...this.experiment, runs: [...this.experiment.runs, { ...run, label }] };
    if (next.runs.length > MAX_RUNS || !this.permits(next)) return;
    this.slots.push(this.freeSlot());
    this.traces.push(null);
    this.ghosts.push(null);
    this.selected = next.runs.length - 1;
    this.put(next);
  }

  /** @param {number} index @returns {boolean} whether there is one more now */
  duplicate(index) {
    const names = this.names();
    const label = freeName(copyName(names[index]), names);
    const next = duplicateRun(this.experiment, index, label);
    if (next === this.experiment || !this.permits(next)) return false;
    this.slots.splice(index + 1, 0, this.freeSlot());
    this.traces.splice(index + 1, 0, this.traces[index]);
    this.ghosts.splice(index + 1, 0, null);
    this.selected = index + 1;
    this.put(next);
    return true;
  }

  /** @param {number} index */
  remove(index) {
    const next = removeRun(this.experiment, index);
    if (next === this.experiment || !this.permits(next)) return;
    this.muted.delete(this.slots[index]);
    for (const list of [this.slots, this.traces, this.ghosts]) list.splice(index, 1);
    if (this.selected >= index && this.selected > 0) this.selected -= 1;
    this.put(next);
  }

  freeSlot() {
    for (let slot = 1; slot <= MAX_RUNS; slot += 1) if (!this.slots.includes(slot)) return slot;
    return MAX_RUNS;
  }

  /** Back to the settings that the runs began with; the seed stays, unless another is given. @param {number} [seed] */
  reset(seed = this.experiment.seed) {
    const runs = this.experiment.runs.map((run) => this.bare(run));
    this.set({ ...this.experiment, runs, seed }, this.noGhosts());
  }

  /** A run without its changes on the way, but for those that are held, and penalties that it begins with. @param {Run} run @returns {Run} */
  bare(run) {
    if (this.locks.size === 0) return { ...run, changes: ownPenalties(run) };
    let kept = run;
    for (const { at, ...settings } of run.changes)
      for (const name of Object.keys(settings)) {
        if (at === 0 && PENALTIES.includes(name)) continue;
        const next = withoutChange(kept, at, name);
        if (this.permits({ runs: [next] }, { runs: [kept] })) kept = next;
      }
    return kept;
  }
}
