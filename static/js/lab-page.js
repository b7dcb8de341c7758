/** The landscape lab's page: the one place that knows the state, the server and every view. */

import { LabBase, streamAddress } from "./lab-base.js";
import { LabViews } from "./lab-views.js";
import { fetchGround } from "./state/ground.js";
import { Lab } from "./state/lab.js";
import { postJSON } from "./transport/rest.js";
import { Stream } from "./transport/stream.js";

/** The step at which a first visit stands still: far enough for something to be seen. */
const FIRST_LOOK = 0.4;

export class LabPage extends LabBase {
  /**
   * @param {any} catalog
   * @param {any[]} presets
   */
  constructor(catalog, presets) {
    const lab = new Lab({
      want: (experiment) => this.want(experiment),
      onChange: () => this.draw(),
      step: () => this.player.step,
    });
    super(catalog, presets, lab);
    this.firstPreset = "first-look";
    /** @type {import("./state/ground.js").Ground} */
    this.ground = { surface: null, curve: null };
    this.groundFor = "";
    this.seesBatch = false;
    /** @type {string | null} */
    this.highlight = null;
    this.stream = new Stream(streamAddress(), {
      onFrame: (frame) => this.receive(frame),
      onProblem: (problem) => this.fail(problem.title, problem.detail),
      onState: (state) => this.connected(state),
    });
    this.views = new LabViews(this);
  }

  get ready() {
    return this.lab.landscape !== null;
  }

  render() {
    this.views.render();
  }

  renderNotice() {
    this.views.renderNotice();
  }

  /**
   * @param {any} experiment
   * @param {number | null} [step]
   * @param {number} [run]
   * @param {{title: string, detail?: string} | null} [error]
   */
  async open(experiment, step = null, run = 0, error = null) {
    try {
      const answer = await postJSON("/api/v1/experiments/normalize", experiment);
      this.error = error;
      this.player.pause();
      const complete = answer.experiment;
      this.player.setLast(complete.steps);
      this.player.seek(step ?? Math.round(FIRST_LOOK * complete.steps));
      this.lab.applyMode = this.player.step > 0 && step !== null ? "step" : "start";
      this.lab.load(complete, answer.landscape, run);
      await this.loadGround();
    } catch (problem) {
      const title = "This experiment cannot be shown";
      const detail = String(/** @type {Error} */ (problem).message);
      this.fail(title, detail);
      if (!this.lab.landscape && experiment !== this.presets[0].experiment)
        await this.open(this.presets[0].experiment, null, 0, { title, detail });
    }
  }

  /** Another landscape under the same runs. @param {any} problem */
  async changeProblem(problem) {
    const old = this.lab.experiment.problem;
    const runs = this.lab.experiment.runs.map((/** @type {any} */ run) => ({
      ...run,
      start: null,
      changes: [],
      learning_rate: typeof run.learning_rate === "number" ? null : run.learning_rate,
    }));
    const kept = { samples: old.samples, noise: 0 };
    await this.open(
      { ...this.lab.experiment, problem: { ...kept, ...problem }, runs },
      0,
      this.lab.selected,
    );
    this.player.seek(Math.round(FIRST_LOOK * this.lab.experiment.steps));
  }

  async loadGround() {
    const { problem } = this.lab.experiment;
    const { landscape } = this.lab;
    if (!landscape) return;
    const key = JSON.stringify([problem.kind, problem.name, problem.expression, problem.window]);
    if (key === this.groundFor) return;
    this.groundFor = key;
    this.ground = { surface: null, curve: null };
    const ground = await fetchGround(problem, landscape);
    if (this.groundFor !== key) return;
    this.ground = ground;
    this.draw();
  }

  /** @param {any} experiment */
  want(experiment) {
    this.stream.want(this.lab.wanted(experiment));
    this.player.setLast(experiment.steps);
  }

  /** @param {import("./state/store.js").Frame} frame */
  receive(frame) {
    this.lab.asked = /** @type {any} */ (this.stream.open?.experiment);
    const last = this.lab.receive(frame);
    if (!last) return;
    if (this.error?.title === "Invalid request") this.error = null;
    this.fresh = true;
    this.draw();
  }
}
