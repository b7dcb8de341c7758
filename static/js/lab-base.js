/** What the page of every lab does: the address, the clock, the actions of the transport, drawing once a frame. */

import { formatNumber } from "./lib/format.js";
import { Explainer } from "./state/explainer.js";
import { readHash, readOptions, writeHash } from "./state/link.js";
import { Player } from "./state/player.js";
import { currentTheme, onThemeChange } from "./theme.js";

const BROKEN_LINK = {
  title: "This experiment cannot be shown",
  detail: "The link is incomplete or damaged; here is the first example instead.",
};

/** The address of the server's stream. */
export function streamAddress() {
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  return `${scheme}://${location.host}/api/v1/stream`;
}

export class LabBase {
  /**
   * @param {any} catalog
   * @param {any[]} presets
   * @param {import("./state/lab.js").Lab} lab
   */
  constructor(catalog, presets, lab) {
    this.catalog = catalog;
    this.presets = presets;
    this.lab = lab;
    lab.titles = new Map(catalog.optimizers.map((/** @type {any} */ o) => [o.name, o.title]));
    this.options = readOptions(location.search);
    /** @type {{title: string, detail?: string} | null} */
    this.error = null;
    /** @type {"open" | "connecting" | "lost"} */
    this.connection = "connecting";
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
    this.explainer = new Explainer({ onAnswer: () => this.draw(), onProblem: () => {} });
  }

  /** Whether there is a problem to show. @returns {boolean} */
  get ready() {
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
   * @returns {Promise<void>}
   */
  async open(_experiment, _step, _run, _error) {}

  async start() {
    onThemeChange(() => this.draw());
    addEventListener("hashchange", () => this.openAddress());
    await this.openAddress();
  }

  /** What the address says, or else the first preset. */
  async openAddress() {
    if (location.hash && location.hash === this.written) return;
    const { experiment, broken, step, run } = readHash(location.hash);
    const preset = new URLSearchParams(location.search).get("preset");
    const chosen = this.presets.find((item) => item.name === (preset ?? this.firstPreset));
    const first = experiment ?? chosen?.experiment ?? this.presets[0].experiment;
    await this.open(first, step, run ?? 0, broken ? BROKEN_LINK : null);
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
    // While training goes on, explaining takes a small part of the server's time.
    if (calm || now - this.explainedAt > Math.max(250, 8 * this.explainer.cost)) {
      this.explainedAt = now;
      const remedy = lab.drag === null && !player.playing;
      const found = this.explainer.get(lab.experiment, lab.selected, step, remedy, this.sample);
      if (found) this.lastExplanation = found;
    }
    if (player.playing)
      this.lastExplanation =
        this.explainer.recent(lab.experiment, lab.selected) ?? this.lastExplanation;
    return this.lastExplanation ?? null;
  }

  get theme() {
    return currentTheme();
  }

  get format() {
    return formatNumber;
  }
}
