/** The landscape lab as it lives: beside what every lab has, the losses under the paths. */

import { sidesOf } from "../lib/window.js";
import { Grounds } from "./ground.js";
import { Lab } from "./lab.js";
import { FIRST_LOOK, FIRST_LOOKS, REFUSED, Session } from "./session.js";

/** @typedef {import("../experiments.js").LandscapeProblem} LandscapeProblem */
/** @typedef {import("./kinds.js").LandscapeKind} LandscapeKind */
/** @typedef {import("./kinds.js").View} View */

/** How many letters of a formula are named among words. */
const MOST_SHOWN = 200;

/** @extends {Session<LandscapeKind>} */
export class LandscapeSession extends Session {
  /** @param {import("./session.js").SessionOptions<LandscapeKind>} options */
  constructor(options) {
    super(options, (host) => new Lab(host));
    const { server } = options;
    this.grounds = new Grounds({
      timers: server.timers,
      onAnswer: () => this.draw(),
      onRefused: (error) => this.fail(REFUSED, this.wordsOf(error)),
      server,
    });
  }

  /** @returns {LandscapeKind["view"]} */
  firstView() {
    return { ...FIRST_LOOKS, batchSurface: false, zoom: null, camera: null, highlight: null };
  }

  get ready() {
    return this.lab.landscape !== null;
  }

  get chance() {
    return this.lab.experiment.problem.noise > 0 ? "samples and batches" : "";
  }

  get problemTitle() {
    return this.lab.landscape?.title ?? "";
  }

  get problemWords() {
    const { problem } = this.lab.experiment;
    const { noise, samples } = problem;
    return [
      ...super.problemWords,
      ...(problem.kind === "formula" ? [shortened(problem.expression)] : []),
      ...(noise > 0 ? [`noise ${noise} over ${samples} samples`] : []),
    ];
  }

  get around() {
    const { letters = [], window = [], start = [] } = this.lab.landscape ?? {};
    const problem = this.catalog.landscape.schema;
    return { ...super.around, problem, letters, window, start };
  }

  get offers() {
    const minima = this.lab.landscape?.minima?.length ?? 0;
    return new Set([
      "landscape",
      ...(minima > 0 ? ["minimum"] : []),
      ...(minima > 1 ? ["minima"] : []),
    ]);
  }

  /** @param {LandscapeProblem} problem @param {number} seed */
  varyProblem({ samples, noise }, seed) {
    this.lab.patchProblem({ samples, noise }, seed);
  }

  get dimension() {
    return this.lab.landscape?.dimension ?? 2;
  }

  get kind() {
    return this.dimension === 1 ? "curve" : "map";
  }

  /** The losses under the paths: those of the landscape shown, as soon as they are there. Samples and noise do not alter them. */
  get ground() {
    const { landscape, experiment } = this.lab;
    if (!landscape) throw new Error("no landscape is shown yet");
    const { zoom } = this.view;
    const { problem } = experiment;
    const shape =
      problem.kind === "landscape" ? [problem.name] : [problem.expression, problem.window];
    const name = JSON.stringify([problem.kind, ...shape]);
    return this.grounds.of(name, { problem }, landscape, zoom ? sidesOf(zoom, []) : undefined);
  }

  /** A line's ends are no part of a plane. @template {Partial<View>} V @param {V} view @returns {V} */
  thereOf(view) {
    const there = super.thereOf(view);
    return there.zoom ? { ...there, zoom: fitting(there.zoom, this.dimension) } : there;
  }

  /** @returns {View} */
  get state() {
    const { batchSurface, zoom, camera } = this.view;
    return { ...super.state, batchSurface, zoom, camera };
  }

  /** @param {import("../experiments.js").Request} request @param {AbortSignal} [signal] */
  async described(request, signal) {
    const { experiment, landscape } = await this.normalized(request, signal);
    const { problem } = experiment;
    if (problem.kind === "network" || !landscape)
      throw new Error("expected a landscape, got a network: the network lab shows it");
    return { experiment: { ...experiment, problem }, landscape };
  }

  /** @param {LandscapeKind["described"]} answer @param {Partial<View>} view */
  begin({ experiment, landscape }, view) {
    const { step = null, run = 0, apply } = view;
    const { batchSurface = false, zoom = null, camera = null } = view;
    this.player.setLast(experiment.steps);
    this.player.seek(step ?? Math.round(FIRST_LOOK * experiment.steps));
    this.lab.applyMode = apply ?? (this.player.step > 0 && step !== null ? "step" : "start");
    const part = fitting(zoom, landscape.dimension);
    Object.assign(this.view, { batchSurface, zoom: part, camera, highlight: null });
    this.explaining.forget();
    this.lab.load(experiment, landscape, run);
    this.adopt(view);
  }

  /** Another landscape under the same runs. @param {import("../experiments.js").LandscapeChoice} problem */
  async changeProblem(problem) {
    const { experiment, selected } = this.lab;
    const runs = experiment.runs.map((run) => ({
      ...this.lab.bare(run),
      start: this.lab.locks.has("start") ? run.start : null,
      learning_rate: this.suited(run.learning_rate),
    }));
    const kept = { samples: experiment.problem.samples, noise: 0 };
    const next = { ...experiment, problem: { ...kept, ...problem }, runs };
    if (!this.lab.permits({ ...experiment, problem: next.problem })) return;
    const { lossScale, xAxis, figure } = this.view;
    await this.open(next, { view: { run: selected, lossScale, xAxis, figure }, chosen: true });
  }

  /** The rate on another landscape: the one it suggests, unless it is held. @param {import("../experiments.js").Run["learning_rate"]} rate */
  suited(rate) {
    return typeof rate === "number" && !this.lab.locks.has("learning_rate") ? null : rate;
  }

  /** @param {import("./lab-state.js").Moment<LandscapeProblem> | null} moment */
  return(moment) {
    if (moment && moment.landscape !== this.lab.landscape)
      Object.assign(this.view, { zoom: null, camera: null });
    super.return(moment);
  }

  rowsCame() {
    if (this.lab.store.reach >= this.player.step) this.fresh = true;
    super.rowsCame();
  }

  get askers() {
    return this.grounds ? [...super.askers, this.grounds.asker] : super.askers;
  }
}

/** The part of a landscape with so many coordinates; all of it where a link meant another one. @param {View["zoom"]} zoom @param {number} dimension */
function fitting(zoom, dimension) {
  return sidesOf(zoom, []).length === dimension ? zoom : null;
}

/** As much of a formula as words on a figure have room for. @param {string} expression */
function shortened(expression) {
  return expression.length > MOST_SHOWN ? `${expression.slice(0, MOST_SHOWN)}…` : expression;
}
