/** The landscape lab as it lives: beside what every lab has, the losses under the paths. */

import { fetchGround, Grounds } from "./ground.js";
import { Lab } from "./lab.js";
import { FIRST_LOOK, REFUSED, Session } from "./session.js";

export class LandscapeSession extends Session {
  /** @param {import("./session.js").SessionOptions} options */
  constructor(options) {
    super(options, (host) => new Lab(host));
    const { server } = options;
    this.grounds = new Grounds({
      timers: server.timers,
      onAnswer: () => this.draw(),
      onRefused: (error) => this.fail(REFUSED, this.wordsOf(error)),
      fetch: (problem, landscape, points, signal) =>
        fetchGround(problem, landscape, points, signal, server),
    });
  }

  firstView() {
    return { ...super.firstView(), batchSurface: false, zoom: null, highlight: null };
  }

  get ready() {
    return this.lab.landscape !== null;
  }

  get title() {
    return this.lab.landscape?.title ?? "";
  }

  get dimension() {
    return this.lab.landscape?.dimension ?? 2;
  }

  /** The losses under the paths: those of the landscape shown, as soon as they are there. */
  get ground() {
    const { landscape, experiment } = this.lab;
    if (!landscape) throw new Error("no landscape is shown yet");
    return this.grounds.of(experiment.problem, landscape);
  }

  /** @returns {import("./session.js").View} */
  get state() {
    const { batchSurface, zoom } = this.view;
    return { ...super.state, batchSurface, zoom };
  }

  /** @param {any} answer @param {any} _experiment @param {Partial<import("./session.js").View>} view */
  begin({ experiment, landscape }, _experiment, view) {
    const { step = null, run = 0, apply, batchSurface = false, zoom = null } = view;
    this.player.setLast(experiment.steps);
    this.player.seek(step ?? Math.round(FIRST_LOOK * experiment.steps));
    this.lab.applyMode = apply ?? (this.player.step > 0 && step !== null ? "step" : "start");
    Object.assign(this.view, { batchSurface, zoom, highlight: null });
    this.lab.load(experiment, landscape, run);
    this.adopt(view);
  }

  /** Another landscape under the same runs. @param {any} problem */
  async changeProblem(problem) {
    const { experiment, selected } = this.lab;
    const runs = experiment.runs.map((/** @type {any} */ run) => ({
      ...run,
      start: null,
      changes: [],
      learning_rate: typeof run.learning_rate === "number" ? null : run.learning_rate,
    }));
    const kept = { samples: experiment.problem.samples, noise: 0 };
    const next = { ...experiment, problem: { ...kept, ...problem }, runs };
    if (!this.lab.permits({ ...experiment, problem: next.problem })) return;
    const { lossScale, xAxis } = this.view;
    await this.open(next, { view: { run: selected, lossScale, xAxis }, chosen: true });
  }

  /** @param {any} moment */
  return(moment) {
    if (moment && moment.landscape !== this.lab.landscape) this.view.zoom = null;
    super.return(moment);
  }

  rowsCame() {
    if (this.lab.store.reach >= this.player.step) this.fresh = true;
    super.rowsCame();
  }

  wakeAskers() {
    super.wakeAskers();
    this.grounds?.wake();
  }

  dispose() {
    super.dispose();
    this.grounds.asker.drop();
  }
}
