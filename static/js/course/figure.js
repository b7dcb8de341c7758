/** A figure of a chapter: a lab in small, the numbers that a reader moves in it, and what is measured of its runs. */

import { createLab } from "../lab/create.js";
import { Events } from "../lib/events.js";
import { payloadAtHand } from "../state/payload.js";
import { postJSON } from "../transport/rest.js";
import { settingOf, withSetting } from "./paths.js";

/** @typedef {import("../lab/instance.js").Instance<any>} Lab */
/** @typedef {import("./track.js").Range & {label: string, symbol: string, path: string, runs: number[]}} Knob */
/**
 * @typedef {object} FigureData
 * @property {string} id
 * @property {keyof typeof KINDS} lab
 * @property {import("../experiments.js").Request} experiment
 * @property {string[]} parts
 * @property {number | null} step
 * @property {number} run
 * @property {object} view
 * @property {string[]} lock
 * @property {{[name: string]: Knob}} knobs
 * @property {{[name: string]: {measure: object, run: number, digits: number}}} measures
 */
/** @typedef {import("../experiments.js").Measured} Measured */

/** How long a change has to stand before it is measured, milliseconds. */
const CALM = 200;
/** How long a print waits for a figure that does not come, milliseconds. */
const PATIENCE = 20_000;

/** Which lab a figure is of, fetched when the first one of the kind is shown. */
const KINDS = {
  landscapes: () => import("../lab/landscape.js").then((found) => found.LandscapeInstance),
  networks: () => import("../lab/network.js").then((found) => found.NetworkInstance),
};

export class LiveFigure {
  /** @param {HTMLElement} element */
  constructor(element) {
    this.element = element;
    /** @type {FigureData} */
    this.data = JSON.parse(element.dataset.figure ?? "{}");
    /** "changed": another experiment; "measured": numbers of the present one. @type {Events<{changed: undefined, measured: undefined}>} */
    this.events = new Events();
    /** @type {Lab | null} */
    this.lab = null;
    /** @type {import("../experiments.js").Request} */
    this.experiment = this.data.experiment;
    /** @type {{[name: string]: Measured}} */
    this.measured = {};
    this.timer = 0;
    this.question = 0;
  }

  /** Makes the lab, once. */
  async show() {
    if (this.lab) return;
    const { lab, experiment, parts, step, run, view, lock } = this.data;
    const place = /** @type {HTMLElement} */ (this.element.querySelector(".live-lab"));
    const kind = await KINDS[lab]();
    if (this.lab) return;
    const look = step === null ? {} : { step };
    const options = {
      kind,
      experiment,
      parts,
      run,
      view,
      lock,
      keys: "focus",
      ahead: "hidden",
      ...look,
    };
    this.lab = createLab(place, /** @type {any} */ (options));
    // On a page of many figures no part of one is a landmark of the page.
    this.lab.on("drawn", () => {
      for (const part of place.querySelectorAll("section:not([role]), [role='region']"))
        part.setAttribute("role", "group");
    });
    this.lab.on("edited", () => this.follow());
    let opened = false;
    this.lab.on("opened", () => {
      // What opens first is the chapter's own, with all that is usual filled in: nobody has changed anything.
      if (opened) this.follow();
      else this.experiment = this.lab?.session.lab.experiment ?? this.experiment;
      opened = true;
    });
    await this.lab.ready;
    this.measureSoon();
  }

  /** What the lab shows now is what is measured. */
  follow() {
    const now = this.lab?.session.lab.experiment;
    if (!now || now === this.experiment) return;
    const isOther = JSON.stringify(now) !== JSON.stringify(this.experiment);
    this.experiment = now;
    if (!isOther) return;
    this.events.tell("changed", undefined);
    this.measureSoon();
  }

  /** The address of the whole lab with what is shown here, without the host. */
  get link() {
    return `/${this.data.lab}#${payloadAtHand(this.experiment)}`;
  }

  /** @param {string} name  of a knob */
  value(name) {
    const { path, runs } = this.data.knobs[name];
    return Number(settingOf(this.experiment, runs[0], path));
  }

  /** @param {string} name @param {number} value */
  async set(name, value) {
    await this.show();
    const { lab } = this;
    if (!lab) return;
    await lab.ready;
    const { path, runs } = this.data.knobs[name];
    if (this.value(name) === value) return;
    const next = withSetting(lab.session.lab.experiment, runs, path, value);
    this.experiment = next;
    this.events.tell("changed", undefined);
    this.measureSoon();
    // What belongs to a run needs no look at the problem.
    if (
      next.problem === lab.session.lab.experiment.problem &&
      next.seed === lab.session.lab.experiment.seed
    )
      lab.session.lab.put(next);
    else await lab.set({ experiment: next });
  }

  /** As the chapter has it. */
  async reset() {
    const { experiment, step } = this.data;
    await this.lab?.set({ experiment, ...(step === null ? {} : { step }) });
  }

  get isChanged() {
    return Object.keys(this.data.knobs).some((name) => {
      const { path, runs } = this.data.knobs[name];
      return this.value(name) !== settingOf(this.data.experiment, runs[0], path);
    });
  }

  measureSoon() {
    clearTimeout(this.timer);
    this.question += 1;
    this.timer = window.setTimeout(() => void this.measure(), CALM);
  }

  async measure() {
    const { question } = this;
    const names = Object.keys(this.data.measures);
    const found = await Promise.all(
      names.map((name) => {
        const { measure, run } = this.data.measures[name];
        return this.ask(measure, run).catch(() => null);
      }),
    );
    if (question !== this.question) return;
    this.measured = Object.fromEntries(
      names.flatMap((name, k) => (found[k] ? [[name, /** @type {Measured} */ (found[k])]] : [])),
    );
    this.events.tell("measured", undefined);
  }

  /** One answer about the present experiment. @param {object} measure @param {number} run @param {number | null} [steps] @returns {Promise<Measured>} */
  ask(measure, run, steps = null) {
    const experiment = steps === null ? this.experiment : { ...this.experiment, steps };
    return postJSON("/api/v1/measures", { experiment, run, measure });
  }

  /** Makes it, draws it although nobody sees it, and has its numbers: it is to be printed. */
  async draw() {
    await this.show();
    const { lab } = this;
    const until = performance.now() + PATIENCE;
    while (lab && lab.root.dataset.drawn === undefined && performance.now() < until) {
      // Whoever watches what is in sight lays it to rest again.
      lab.look(true);
      await nextFrame();
    }
    clearTimeout(this.timer);
    await this.measure();
    // Plotly and the canvases follow a frame later.
    await nextFrame();
    await nextFrame();
  }

  /** What is on screen of it, with title and settings, as a data address: small enough for a browser to keep several. */
  async picture() {
    await this.show();
    const { lab } = this;
    if (!lab || !(await lab.ready)) throw new Error("The figure is not there.");
    const { figureFile, seenFigures } = await import("../lab/saving.js");
    const { file } = await figureFile(lab, seenFigures(lab), "png");
    const image = await createImageBitmap(file);
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(image.width / 2);
    canvas.height = Math.round(image.height / 2);
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return canvas.toDataURL("image/png");
  }

  /**
   * Shows what a question asked about: its first step, the run from there on, or its end where there is no play button.
   * @param {{step?: number | null, run?: number}} asked  the step at which is measured, null after the run; the run, 0 is any
   */
  async reveal({ step = null, run = 0 }) {
    this.uncover();
    await this.show();
    await this.lab?.ready;
    const chosen = { run: run || this.data.run };
    if (step === 0) await this.lab?.set({ ...chosen, step, playing: false });
    else if (this.data.parts.includes("transport"))
      await this.lab?.set({ ...chosen, step: 0, playing: true });
    else await this.lab?.set({ ...chosen, step: this.experiment.steps });
  }

  /** What would give an answer away is seen from now on. */
  uncover() {
    this.element.classList.remove("is-covered");
  }
}

function nextFrame() {
  return new Promise((resolve) => requestAnimationFrame(resolve));
}
