/** The state of the network lab: as of any lab, but rows come in progressively and the problem has many parts. */

import { lossTitle } from "../lib/network-words.js";
import { fitting, Lab } from "./lab.js";

/** @typedef {import("../experiments.js").NetworkProblem} NetworkProblem */
/** @typedef {import("../experiments.js").Experiment<NetworkProblem>} Experiment */
/** @typedef {import("../experiments.js").Outline} Outline */
/** @typedef {import("../experiments.js").Samples} Samples */

/** Experiments with fewer steps times parameters are computed at once, in a second or two. */
const EAGER = 2e7;
const LEAST_PATIENCE = 20;
/** Columns that every problem has. */
const ALWAYS = ["step", "epoch", "evaluations", "batch_size"];
/** A rate that suits some optimizer on nearly every network: every scale reaches it. */
const COMMON_RATE = 0.002;

/** @param {Outline} outline @param {{steps: number}} experiment */
function isEager({ parameters }, { steps }) {
  return parameters * steps <= EAGER;
}

/** @param {import("../experiments.js").Run} run */
function firstRate({ learning_rate: rate }) {
  return typeof rate === "number" ? rate : (rate?.initial ?? COMMON_RATE);
}

/** @extends {Lab<NetworkProblem>} */
export class NetworkLab extends Lab {
  /** @param {ConstructorParameters<typeof Lab<NetworkProblem>>[0]} host */
  constructor(host) {
    super(host, { sparse: true });
    /** @type {readonly import("../experiments.js").LossInfo[]} */
    this.losses = [];
    /** @type {Outline | null} */
    this.outline = null;
    /** @type {Samples | null} */
    this.samples = null;
    /** @type {NetworkProblem | null} the problem whose rows the store asks for */
    this.loaded = null;
  }

  get standardRate() {
    return this.outline?.suggested_rate ?? 0.1;
  }

  /**
   * Measurements without improvement after which early stopping ends a run, where nobody says otherwise: a tenth of
   * the steps. A test loss often rests on its way down; one that has turned is seen to have turned by then.
   */
  get usualPatience() {
    const measured = this.traces.find((trace) => (trace?.measured?.[1] ?? 0) > 0)?.measured;
    const every = measured ? measured[1] - measured[0] : 1;
    return Math.max(LEAST_PATIENCE, Math.round(this.experiment.steps / 10 / every));
  }

  get sampleCount() {
    return this.samples?.train ?? 1;
  }

  /** Penalties that a run does not set are the problem's. @param {string} name */
  standardOf(name) {
    const { problem } = this.experiment;
    return name === "l1" || name === "l2" ? problem[name] : super.standardOf(name);
  }

  /**
   * Begin with an experiment whose problem is another one than before.
   * @param {Experiment} experiment complete
   * @param {Outline} outline
   * @param {Samples} samples
   * @param {number} selected
   * @param {boolean} same  the runs are those from before
   */
  show(experiment, outline, samples, selected, same) {
    this.outline = outline;
    this.samples = samples;
    this.loaded = experiment.problem;
    if (!same) this.rates = [COMMON_RATE, ...experiment.runs.map(firstRate)];
    if (!same || this.slots.length !== experiment.runs.length) this.number(experiment);
    this.selected = Math.min(selected, experiment.runs.length - 1);
    this.ghosts = experiment.runs.map(() => null);
    this.experiment = experiment;
    this.store.eager = isEager(outline, experiment);
    this.begin();
  }

  /** Not every problem has every column; of some there is one for each target: rmse.1, rmse.2. */
  get wanted() {
    const { columns = [], surface } = this.outline ?? {};
    // Of larger networks the parameters are too many for every row.
    const offered = [...ALWAYS, ...columns, ...(surface ? ["parameters"] : [])];
    const asked = new Set(this.columns);
    const known = offered.filter((name) => asked.has(name.replace(/\.\d+$/, "")));
    return [...new Set(known)];
  }

  ground() {
    return { outline: this.outline, samples: this.samples, loaded: this.loaded };
  }

  /** @param {import("./lab-state.js").Moment<NetworkProblem>} moment */
  restore(moment) {
    if (moment.outline) this.store.eager = isEager(moment.outline, moment.experiment);
    super.restore(moment);
  }

  /** @param {Experiment} experiment @param {import("./lab-state.js").Drag<NetworkProblem> | null} [drag] */
  put(experiment, drag = null) {
    if (experiment.problem === this.loaded) return super.put(experiment, drag);
    // Another problem is being loaded; it will take these runs with it, and both are one edit.
    this.drag = drag;
    this.experiment = experiment;
    this.host.onChange();
  }

  /**
   * The runs under another problem: their batches fit its samples, and what belonged to the old weights is gone.
   * @param {number} samples
   * @param {readonly string[]} losses  that runs may have of their own there
   */
  runsFor(samples, losses) {
    const { locks, experiment } = this;
    const fit = fitting(samples, this.samples?.train);
    return experiment.runs.map((run) => ({
      ...(locks.has("batch_size") ? run : fit(run)),
      start: locks.has("start") ? run.start : null,
      loss: run.loss && losses.includes(run.loss.name) ? run.loss : null,
    }));
  }

  /** The loss that a run descends. @param {import("../experiments.js").Run | undefined} run */
  lossOf(run) {
    return run?.loss ?? this.experiment.problem.loss;
  }

  /** What is made of a run's outputs. @param {import("../experiments.js").Run | undefined} run */
  activationOf(run) {
    const info = this.losses.find(({ name }) => name === this.lossOf(run)?.name);
    if (info?.of_numbers) return this.experiment.problem.output_activation;
    return info?.activation ?? "identity";
  }

  /** Whether runs descend different losses. */
  get unlike() {
    const [first, ...others] = this.shownRuns.map((run) => this.lossName(run));
    return others.some((name) => name !== first);
  }

  /** @param {import("../experiments.js").Run} run */
  lossName(run) {
    return lossTitle(this.lossOf(run), this.losses);
  }
}

/**
 * What a link has chosen, as far as it is there.
 * @param {{outline: Outline, samples: Samples}} answer
 * @param {Partial<import("./session.js").View>} view
 */
export function thereIn({ outline, samples }, { point = null, neuron = null }) {
  const points = samples.inputs?.length ?? 0;
  const units = neuron ? (outline.sizes[neuron.layer] ?? 0) : 0;
  return {
    point: point !== null && point < points ? point : null,
    neuron: neuron && neuron.unit < units ? neuron : null,
  };
}
