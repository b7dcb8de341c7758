/** The landscape lab's page: the one place that knows the state, the server and every view. */

import { LabViews } from "./lab-views.js";
import { formatNumber } from "./lib/format.js";
import { Explainer } from "./state/explainer.js";
import { fetchGround } from "./state/ground.js";
import { Lab } from "./state/lab.js";
import { readHash, readOptions, writeHash } from "./state/link.js";
import { Player } from "./state/player.js";
import { currentTheme, onThemeChange } from "./theme.js";
import { postJSON } from "./transport/rest.js";
import { Stream } from "./transport/stream.js";

/** The step at which a first visit stands still: far enough for something to be seen. */
const FIRST_LOOK = 0.4;
const BROKEN_LINK = {
  title: "This experiment cannot be shown",
  detail: "The link is incomplete or damaged; here is the first example instead.",
};

export class LabPage {
  /**
   * @param {any} catalog
   * @param {any[]} presets
   */
  constructor(catalog, presets) {
    this.catalog = catalog;
    this.presets = presets;
    this.options = readOptions(location.search);
    /** @type {{title: string, detail?: string} | null} */
    this.error = null;
    /** @type {"open" | "connecting" | "lost"} */
    this.connection = "connecting";
    /** @type {import("./state/ground.js").Ground} */
    this.ground = { surface: null, curve: null };
    this.groundFor = "";
    this.seesBatch = false;
    this.projector = false;
    /** @type {import("./types.js").LossScale} */
    this.lossScale = "log";
    /** @type {import("./types.js").XAxis} */
    this.xAxis = "step";
    /** @type {string | null} */
    this.highlight = null;
    this.asked = 0;
    this.drawing = false;
    /** Rows have come that are not drawn yet. */
    this.fresh = false;
    this.draws = 0;
    this.explainedAt = 0;
    this.lab = new Lab({
      want: (experiment) => this.want(experiment),
      onChange: () => this.draw(),
      step: () => this.player.step,
    });
    this.lab.titles = new Map(catalog.optimizers.map((/** @type {any} */ o) => [o.name, o.title]));
    this.player = new Player({ onStep: () => this.draw(), onState: () => this.paused() });
    this.explainer = new Explainer({ onAnswer: () => this.draw(), onProblem: () => {} });
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    this.stream = new Stream(`${scheme}://${location.host}/api/v1/stream`, {
      onFrame: (frame) => this.receive(frame),
      onProblem: (problem) => this.fail(problem.title, problem.detail),
      onState: (state) => this.connected(state),
    });
    this.views = new LabViews(this);
  }

  async start() {
    onThemeChange(() => this.draw());
    addEventListener("hashchange", () => this.openAddress());
    await this.openAddress();
  }

  /** What the address says, or else the first preset of the race. */
  async openAddress() {
    if (location.hash && location.hash === this.written) return;
    const { experiment, broken, step, run } = readHash(location.hash);
    const preset = new URLSearchParams(location.search).get("preset");
    const chosen = this.presets.find((item) => item.name === (preset ?? "first-look"));
    const first = experiment ?? chosen?.experiment ?? this.presets[0].experiment;
    await this.open(first, step, run ?? 0, broken ? BROKEN_LINK : null);
  }

  /**
   * Begin with an experiment: the server completes it, then the page shows it.
   * @param {any} experiment
   * @param {number | null} step
   * @param {number} run
   * @param {{title: string, detail?: string} | null} error  why this one is shown instead of another
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
      this.fail("This experiment cannot be shown", String(/** @type {Error} */ (problem).message));
      if (!this.lab.landscape && experiment !== this.presets[0].experiment)
        await this.open(this.presets[0].experiment, null, 0, this.error);
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
    this.asked = performance.now();
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

  /** @param {"open" | "lost"} state */
  connected(state) {
    this.connection = state;
    this.draw();
  }

  /** @param {string} title @param {string} [detail] */
  fail(title, detail) {
    this.error = { title, detail };
    this.draw();
  }

  paused() {
    this.writeAddress();
    this.draw();
  }

  writeAddress() {
    const hash = writeHash(this.lab.experiment, this.player.step, this.lab.selected);
    this.written = hash;
    history.replaceState(null, "", hash);
  }

  /** Draw at the next frame, once however often it is asked. */
  draw() {
    if (this.drawing) return;
    this.drawing = true;
    requestAnimationFrame(() => {
      this.drawing = false;
      if (!this.lab.landscape) return this.views.renderNotice();
      this.views.render();
      this.sayDrawn();
      if (!this.player.playing) {
        clearTimeout(this.addressTimer);
        this.addressTimer = setTimeout(() => this.writeAddress(), 400);
      }
    });
  }

  /** Says on the page that rows are on screen, and how often new ones have been drawn: tests measure by it. */
  sayDrawn() {
    if (!this.fresh) return;
    this.fresh = false;
    this.draws += 1;
    document.documentElement.dataset.ready = "true";
    document.documentElement.dataset.drawn = String(this.draws);
  }

  /** @param {string} action */
  act(action) {
    const { player, lab } = this;
    if (action === "toggle") player.toggle();
    else if (action === "back") this.seek(player.step - 1);
    else if (action === "forward") this.seek(player.step + 1);
    else if (action === "start") this.seek(0);
    else if (action === "end") this.seek(player.last);
    else if (action === "reset") this.reset();
    else if (action === "reseed") this.reset(Math.floor(Math.random() * 1e6));
    else if (action === "fork") this.fork();
    lab.host.onChange();
  }

  /** @param {number} step */
  seek(step) {
    this.player.pause();
    this.player.seek(step);
  }

  /** @param {number} [seed] */
  reset(seed) {
    this.seek(0);
    this.lab.reset(seed);
  }

  /** From here two futures: a copy of the chosen run whose knobs apply from this step. */
  fork() {
    this.player.pause();
    this.lab.duplicate(this.lab.selected);
    this.lab.applyMode = this.player.step > 0 ? "step" : "start";
  }

  /** The explanation of the step shown; the last one stays in sight while the next is on its way. */
  explanation() {
    const { lab, player } = this;
    const rows = lab.traces[lab.selected]?.rows ?? 0;
    if (rows === 0 || lab.shown !== lab.experiment) return this.lastExplanation ?? null;
    const step = Math.min(player.step, rows - 1);
    const calm = lab.drag === null && (!player.playing || player.speed <= 15);
    const now = performance.now();
    if (calm || now - this.explainedAt > 250) {
      this.explainedAt = now;
      const remedy = lab.drag === null && !player.playing;
      const found = this.explainer.get(lab.experiment, lab.selected, step, remedy);
      if (found) this.lastExplanation = found;
    }
    return this.lastExplanation ?? null;
  }

  get theme() {
    return currentTheme();
  }

  get format() {
    return formatNumber;
  }
}
