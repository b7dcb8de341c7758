/** The network lab's page: the one place that knows the state, the server and every view. */

import { LabBase } from "./lab-base.js";
import { NetworkViews } from "./network-views.js";
import { NetworkLab } from "./state/network-lab.js";
import { Prober } from "./state/prober.js";
import { kindOf, shownPlaces, wantedProbes } from "./state/sights.js";
import { answerOf } from "./transport/lane.js";
import { ProblemError } from "./transport/problems.js";
import { postJSON } from "./transport/rest.js";

/** The step at which a first visit stands still: far enough for something to be seen. */
const FIRST_LOOK = 0.4;
/** Networks with more parameters begin at step 0 and at full speed: to compute is to watch. */
const SMALL = 20_000;
const MAX_SPEED = 1e6;
const REFUSED = "This experiment cannot be shown";

export class NetworkPage extends LabBase {
  /**
   * @param {import("./transport/server.js").Server} server
   * @param {any} catalog
   * @param {any[]} presets
   */
  constructor(server, catalog, presets) {
    super(server, catalog, presets, (host) => new NetworkLab(host));
    this.network = /** @type {NetworkLab} */ (this.lab);
    this.firstPreset = "spiral";
    /** The step that was asked for and whose row is still to come. @type {number | null} */
    this.target = null;
    /** @type {import("./types.js").Strip} */
    this.strip = "right";
    /** @type {"main" | "histograms"} */
    this.figure = "main";
    /** One line on what the experiment shows; the data set's own when null. @type {string | null} */
    this.lesson = null;
    /** @type {string | null} */
    this.title = null;
    /** Place of a sample in the list of those that are drawn. @type {number | null} */
    this.point = null;
    /** @type {{layer: number, unit: number} | null} */
    this.hovered = null;
    /** @type {{layer: number, unit: number} | null} */
    this.chosen = null;
    this.editing = false;
    this.editClass = 0;
    /** What a visitor has drawn or typed. @type {object | null} */
    this.prediction = null;
    this.shift = { dx: 0, dy: 0 };
    /** How often the problem or a run has changed: probes know by it what their answers are about. */
    this.version = 0;
    /** @type {any} */
    this.versionOf = null;
    this.prober = new Prober({
      ask: (wanted, signal) => answerOf(server.stream, wanted, signal),
      onFound: () => this.draw(),
      timers: server.timers,
    });
    this.views = new NetworkViews(this);
  }

  get ready() {
    return this.network.outline !== null;
  }

  get training() {
    return this.target !== null;
  }

  get outline() {
    return /** @type {import("./state/network-lab.js").Outline} */ (this.network.outline);
  }

  get kind() {
    return kindOf(this.outline.probes);
  }

  get places() {
    return shownPlaces(this.kind, this.outline.probes, this.figure);
  }

  renderNotice() {
    this.views.renderNotice();
  }

  /**
   * @param {any} experiment
   * @param {number | null} [step]
   * @param {number} [run]
   * @param {{title: string, detail?: string} | null} [error]
   * @returns {Promise<boolean>}
   */
  async open(experiment, step = null, run = 0, error = null) {
    try {
      const preset = this.presets.find((item) => item.experiment === experiment);
      const answer = await this.opening.run((signal) => this.described(experiment, signal));
      if (!answer) return false;
      this.error = error;
      this.player.pause();
      this.lesson = preset?.lesson ?? null;
      this.title = null;
      this.point = null;
      this.chosen = null;
      this.editing = false;
      this.show(answer, step, run, false);
      return true;
    } catch (problem) {
      const detail = wordsOf(problem);
      this.fail(REFUSED, detail);
      this.keepShown();
      if (!this.ready && experiment !== this.presets[0].experiment)
        return this.open(this.presets[0].experiment, null, 0, { title: REFUSED, detail });
      return false;
    }
  }

  /** The experiment, completed, with its data. @param {any} experiment @param {AbortSignal} [signal] */
  async described(experiment, signal) {
    const { problem, seed = 0 } = experiment;
    const [answer, samples] = await Promise.all([
      postJSON("/api/v1/experiments/normalize", experiment, signal),
      postJSON("/api/v1/samples", { problem, seed }, signal),
    ]);
    return { experiment: answer.experiment, outline: answer.problem, samples };
  }

  /**
   * @param {{experiment: any, outline: any, samples: any}} answer
   * @param {number | null} step  null is the first look
   * @param {number} run
   * @param {boolean} same  the runs are those from before
   * @param {boolean} [fresh]  all else begins as on a first visit
   */
  show({ experiment, outline, samples }, step, run, same, fresh = !same) {
    const small = outline.parameters <= SMALL;
    const first = small ? Math.round(FIRST_LOOK * experiment.steps) : 0;
    this.target = step ?? first;
    this.prober.clear();
    this.lastExplanation = null;
    if (fresh) {
      this.player.speed = small ? 30 : MAX_SPEED;
      this.strip = outline.columns.includes("accuracy") ? "right" : "rate";
      this.lab.applyMode = step !== null && step > 0 ? "step" : "start";
      this.prediction = null;
      this.shift = { dx: 0, dy: 0 };
    } else if (!outline.columns.includes("accuracy")) this.strip = "rate";
    this.player.setLast(experiment.steps);
    this.network.show(experiment, outline, samples, run, same);
  }

  /**
   * Another problem under the same runs: the newest of several changes in a row wins.
   * @param {Record<string, any>} part  of the problem
   * @param {{fresh?: boolean, seed?: number}} [how]  fresh: begin as on a first visit
   */
  changeProblem(part, { fresh = false, seed } = {}) {
    const { experiment } = this.lab;
    // Shown at once, so that a form does not jump back while the server answers.
    const problem = { ...experiment.problem, initial_parameters: null, ...part };
    this.lab.experiment = { ...experiment, problem, seed: seed ?? experiment.seed };
    void this.loadProblem(fresh);
    this.draw();
  }

  /** @param {boolean} fresh */
  async loadProblem(fresh) {
    const { problem, seed } = this.lab.experiment;
    try {
      const found = await this.opening.run(async (signal) => {
        const samples = await postJSON("/api/v1/samples", { problem, seed }, signal);
        const experiment = { ...this.lab.experiment, runs: this.network.runsFor(samples.train) };
        const answer = await postJSON("/api/v1/experiments/normalize", experiment, signal);
        return { samples, answer };
      });
      if (!found) return;
      const { samples, answer } = found;
      // The runs may have been changed meanwhile; another problem would have overtaken this one.
      const complete = { ...answer.experiment, runs: this.network.runsFor(samples.train) };
      if (fresh) complete.runs = answer.experiment.runs;
      this.error = null;
      const step = fresh ? null : (this.target ?? this.player.step);
      if (this.point !== null && this.point >= (samples.inputs?.length ?? 0)) this.point = null;
      if (fresh) this.chosen = null;
      this.show(
        { experiment: complete, outline: answer.problem, samples },
        step,
        this.lab.selected,
        true,
        fresh,
      );
      this.versionOf = null;
    } catch (error) {
      this.keepShown();
      this.fail("This network cannot be trained", wordsOf(error));
    }
  }

  /** No other problem comes: the one shown is the lab's. */
  keepShown() {
    this.lab.experiment = this.network.store.latest?.experiment ?? this.lab.experiment;
  }

  rowsCame() {
    const { reach } = this.network.store;
    this.player.available = Math.max(0, reach);
    if (this.target !== null && reach >= 0) {
      this.player.seek(Math.min(this.target, this.player.available));
      if (this.player.available >= this.target) this.target = null;
    }
    if (reach >= 0) this.fresh = true;
    super.rowsCame();
  }

  /** @param {import("./transport/stream.js").State} state */
  connected(state) {
    if (state === "open") this.prober.wake();
    super.connected(state);
  }

  /** @param {number} step */
  seek(step) {
    this.player.pause();
    const wanted = Math.max(0, Math.min(this.player.last, step));
    this.target = wanted > this.player.available ? wanted : null;
    this.player.seek(Math.min(wanted, this.player.available));
    this.draw();
  }

  /** @param {string} action */
  act(action) {
    if (action === "toggle") this.target = null;
    super.act(action);
  }

  /** The same weights and samples again, or others. @param {number} [seed] */
  reset(seed) {
    this.seek(0);
    if (seed === undefined) this.lab.reset();
    else {
      this.lab.experiment = {
        ...this.lab.experiment,
        runs: this.lab.experiment.runs.map((/** @type {any} */ run) => ({ ...run, changes: [] })),
      };
      this.changeProblem({}, { seed });
    }
  }

  /** The step whose row is shown: the last one where rows are still coming. */
  get shownStep() {
    return Math.min(this.player.step, Math.max(0, this.network.store.reach));
  }

  render() {
    this.network.store.at(this.target ?? this.player.step);
    this.askProbes();
    this.sample = this.sampleIndex();
    this.views.render();
  }

  askProbes() {
    const experiment = this.lab.shown;
    if (!experiment || this.network.store.reach < 0 || experiment.runs.length <= this.lab.selected)
      return;
    if (this.versionOf !== experiment) {
      this.versionOf = experiment;
      this.version += 1;
    }
    const { places } = this;
    const shift = places.has("shift") ? this.shift : null;
    this.prober.want({
      experiment,
      version: String(this.version),
      run: this.lab.selected,
      step: this.shownStep,
      probes: wantedProbes(places, this.outline.probes, { prediction: this.prediction, shift }),
      playing: this.player.playing || this.target !== null || this.lab.drag !== null,
    });
  }

  /** The number of the chosen point among all samples. */
  sampleIndex() {
    const { samples } = this.network;
    if (this.point === null || !this.places.has("one-point")) return null;
    return samples?.index?.[this.point] ?? this.point;
  }
}

/** What the server says is wrong, with the place where it is. @param {unknown} problem */
export function wordsOf(problem) {
  if (problem instanceof ProblemError) {
    const first = /** @type {any} */ (problem.problem.errors?.[0]);
    if (first?.expected) return `${first.path ?? ""}: ${first.expected}`.replace(/^\$\.?/, "");
  }
  return String(/** @type {Error} */ (problem).message);
}
