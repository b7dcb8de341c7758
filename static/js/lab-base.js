/** What the page of every lab does: the address, the clock, the actions of the transport, drawing once a frame. */

import { firstPictureDrawn, noFirstPicture } from "./lib/first-picture.js";
import { formatNumber } from "./lib/format.js";
import { textOf } from "./state/changes.js";
import { Explainer } from "./state/explainer.js";
import { readHash, readOptions, writeHash } from "./state/link.js";
import { Player } from "./state/player.js";
import { currentTheme, onThemeChange } from "./theme.js";
import { Newest } from "./transport/again.js";
import { postJSON } from "./transport/rest.js";

const BROKEN_LINK = {
  title: "This experiment cannot be shown",
  detail: "The link is incomplete or damaged; here is the first example instead.",
};

export class LabBase {
  /**
   * @param {import("./transport/server.js").Server} server
   * @param {any} catalog
   * @param {any[]} presets
   * @param {(host: ConstructorParameters<typeof import("./state/lab.js").Lab>[0]) => import("./state/lab.js").Lab} makeLab
   */
  constructor(server, catalog, presets, makeLab) {
    this.server = server;
    this.rows = server.stream.lane({
      onFrame: (frame, wanted) => this.lab.store.receive(frame, wanted),
      onProblem: (problem, wanted) => this.refused(problem, wanted),
    });
    const lab = makeLab({
      onChange: () => this.draw(),
      onRows: () => this.rowsCame(),
      step: () => this.player.step,
      ask: (wanted) => this.rows.ask(wanted),
      drop: () => this.rows.drop(),
      now: server.timers.now,
    });
    this.catalog = catalog;
    this.presets = presets;
    this.lab = lab;
    lab.titles = new Map(catalog.optimizers.map((/** @type {any} */ o) => [o.name, o.title]));
    this.options = readOptions(location.search);
    /** @type {{title: string, detail?: string, rows?: boolean} | null} */
    this.error = null;
    /** @type {import("./transport/stream.js").State} */
    this.connection = "connecting";
    /** What is to be opened; a later choice wins. */
    this.opening = new Newest(server.timers, () => this.draw());
    this.projector = false;
    /** @type {import("./types.js").LossScale} */
    this.lossScale = "log";
    /** @type {import("./types.js").XAxis} */
    this.xAxis = "step";
    /** The preset that a first visit sees. */
    this.firstPreset = presets[0]?.name;
    this.drawing = false;
    /** Rows have come that are not drawn yet. */
    this.fresh = false;
    this.draws = 0;
    this.explainedAt = 0;
    /** @type {number | null} the sample whose way through the network is explained */
    this.sample = null;
    this.player = new Player({ onStep: () => this.draw(), onState: () => this.paused() });
    this.explainer = new Explainer({
      ask: (question, signal) => postJSON("/api/v1/explanations", question, signal),
      timers: server.timers,
      onAnswer: () => this.draw(),
    });
    /** @type {{answer: any, problem: string, slot: number} | null} */
    this.lastExplanation = null;
  }

  /** Whether there is a problem to show. @returns {boolean} */
  get ready() {
    return false;
  }

  /** Whether rows are still coming up to the step that is to be shown. @returns {boolean} */
  get training() {
    return false;
  }

  render() {}

  renderNotice() {}

  /**
   * Begin with an experiment: the server completes it, then the page shows it.
   * @param {any} _experiment
   * @param {number | null} [_step]
   * @param {number} [_run]
   * @param {{title: string, detail?: string} | null} [_error]  why this one is shown instead of another
   * @returns {Promise<boolean>} whether it is shown: a later choice may have overtaken it
   */
  async open(_experiment, _step, _run, _error) {
    return false;
  }

  async start() {
    this.server.stream.onState((state) => this.connected(state));
    onThemeChange(() => this.draw());
    addEventListener("hashchange", () => this.openAddress());
    addEventListener("pagehide", () => this.writeAddress());
    await this.openAddress();
  }

  /** What the address says, or else the first preset. */
  async openAddress() {
    if (location.hash && location.hash === this.written) return;
    const { experiment, broken, step, run } = readHash(location.hash);
    // A link within the page, such as the one to its content, is no experiment.
    if (this.ready && !experiment && !broken) return;
    this.written = location.hash;
    const preset = new URLSearchParams(location.search).get("preset");
    const chosen = this.presets.find((item) => item.name === (preset ?? this.firstPreset));
    const first = experiment ?? chosen?.experiment ?? this.presets[0].experiment;
    await this.open(first, step, run ?? 0, broken ? BROKEN_LINK : null);
  }

  /** @param {import("./transport/stream.js").State} state */
  connected(state) {
    this.connection = state;
    if (state === "open") this.explainer.wake();
    this.draw();
  }

  /** What the notice says of the connection. */
  get reachable() {
    return this.opening.troubled ? "lost" : this.connection;
  }

  /** Rows on screen have changed. */
  rowsCame() {
    if (this.error?.rows && this.lab.shown === this.lab.experiment) this.error = null;
    this.draw();
  }

  /** @param {import("./transport/problems.js").Problem} problem @param {object} wanted */
  refused({ title = "The server refused the request.", detail }, wanted) {
    if (!this.lab.store.refused(wanted)) return;
    this.fail(title, detail, true);
  }

  /** @param {string} title @param {string} [detail] @param {boolean} [rows]  it is over when rows come */
  fail(title, detail, rows = false) {
    this.error = { title, detail, rows };
    noFirstPicture();
    this.draw();
  }

  paused() {
    this.writeAddress();
    this.draw();
  }

  /** The address is that of what is shown, or of what is being opened. */
  writeAddress() {
    if (!this.ready || this.opening.busy) return;
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
      if (!this.ready) return this.renderNotice();
      this.render();
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
    firstPictureDrawn();
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

  /** The explanation of the step shown; the last one of this run stays in sight while the next is on its way. */
  explanation() {
    const { lab, player } = this;
    const problem = textOf(lab.experiment.problem);
    const slot = lab.slots[lab.selected];
    const found = this.foundExplanation();
    if (found) this.lastExplanation = { answer: found, problem, slot };
    const last = this.lastExplanation;
    if (last && (last.problem !== problem || last.slot !== slot)) this.lastExplanation = null;
    const recent = player.playing ? this.explainer.recent(lab.experiment, lab.selected) : null;
    return recent ?? this.lastExplanation?.answer ?? null;
  }

  /** Asks for the step's explanation, and gives it if it is there. */
  foundExplanation() {
    const { lab, player } = this;
    const rows = lab.traces[lab.selected]?.rows ?? 0;
    if (rows === 0 || lab.shown !== lab.experiment) return null;
    const step = Math.min(player.step, rows - 1);
    const calm = lab.drag === null && !this.training && (!player.playing || player.speed <= 15);
    const now = performance.now();
    // While training goes on, explaining takes a small part of the server's time.
    if (!calm && now - this.explainedAt <= Math.max(250, 8 * this.explainer.cost)) return null;
    this.explainedAt = now;
    const remedy = lab.drag === null && !player.playing;
    return this.explainer.get(lab.experiment, lab.selected, step, remedy, this.sample);
  }

  get theme() {
    return currentTheme();
  }

  get format() {
    return formatNumber;
  }
}
