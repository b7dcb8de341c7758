/** The landscape lab's page: the one place that knows the state, the server and every view. */

import { LabBase } from "./lab-base.js";
import { LabViews } from "./lab-views.js";
import { Grounds } from "./state/ground.js";
import { Lab } from "./state/lab.js";
import { postJSON } from "./transport/rest.js";

/** The step at which a first visit stands still: far enough for something to be seen. */
const FIRST_LOOK = 0.4;
const REFUSED = "This experiment cannot be shown";

export class LabPage extends LabBase {
  /**
   * @param {import("./transport/server.js").Server} server
   * @param {any} catalog
   * @param {any[]} presets
   */
  constructor(server, catalog, presets) {
    super(server, catalog, presets, (host) => new Lab(host));
    this.firstPreset = "first-look";
    this.grounds = new Grounds({
      timers: server.timers,
      onAnswer: () => this.draw(),
      onRefused: (error) => this.fail(REFUSED, String(/** @type {Error} */ (error).message)),
    });
    this.seesBatch = false;
    /** @type {string | null} */
    this.highlight = null;
    this.views = new LabViews(this);
  }

  get ready() {
    return this.lab.landscape !== null;
  }

  /** The losses under the paths: those of the landscape shown, as soon as they are there. */
  get ground() {
    const { landscape, experiment } = this.lab;
    if (!landscape) throw new Error("no landscape is shown yet");
    return this.grounds.of(experiment.problem, landscape);
  }

  /** @param {import("./transport/stream.js").State} state */
  connected(state) {
    if (state === "open") this.grounds.wake();
    super.connected(state);
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
   * @returns {Promise<boolean>}
   */
  async open(experiment, step = null, run = 0, error = null) {
    try {
      const answer = await this.opening.run((signal) =>
        postJSON("/api/v1/experiments/normalize", experiment, signal),
      );
      if (!answer) return false;
      this.error = error;
      this.player.pause();
      const complete = answer.experiment;
      this.player.setLast(complete.steps);
      this.player.seek(step ?? Math.round(FIRST_LOOK * complete.steps));
      this.lab.applyMode = this.player.step > 0 && step !== null ? "step" : "start";
      this.lab.load(complete, answer.landscape, run);
      return true;
    } catch (problem) {
      const title = REFUSED;
      const detail = String(/** @type {Error} */ (problem).message);
      this.fail(title, detail);
      if (!this.ready && experiment !== this.presets[0].experiment)
        return this.open(this.presets[0].experiment, null, 0, { title, detail });
      return false;
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
    const opened = await this.open(
      { ...this.lab.experiment, problem: { ...kept, ...problem }, runs },
      0,
      this.lab.selected,
    );
    if (!opened) return;
    this.player.seek(Math.round(FIRST_LOOK * this.lab.experiment.steps));
  }

  rowsCame() {
    if (this.lab.store.reach >= this.player.step) this.fresh = true;
    super.rowsCame();
  }
}
