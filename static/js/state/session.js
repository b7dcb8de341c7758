/**
 * One lab as it lives: the experiment, the clock, what is explained, what is looked at, what can be taken back. Knows
 * neither the DOM nor the address: whoever shows it listens.
 */

import { Events } from "../lib/events.js";
import { withValue } from "../lib/setting-paths.js";
import { Newest } from "../transport/again.js";
import { Examples } from "./examples.js";
import { Explainer } from "./explainer.js";
import { Explaining } from "./explaining.js";
import { neighbour } from "./neighbours.js";
import { OutcomeMaps } from "./outcome-maps.js";
import { Player } from "./player.js";
import { RateTests } from "./rate-tests.js";
import { Undo } from "./undo.js";
import { withOwn } from "./view-text.js";

export const REFUSED = "This experiment cannot be shown";
const HELD = "It would change what this lesson holds fixed.";
/** The step at which a first visit stands still: far enough for something to be seen. */
export const FIRST_LOOK = 0.4;

/** @typedef {import("../experiments.js").Request} Request */
/** @typedef {import("../experiments.js").Preset} Preset */
/** @template P @typedef {import("./lab-state.js").Moment<P>} Moment */
/** @typedef {import("./kinds.js").LabKind} LabKind */
/** @typedef {import("./kinds.js").Trouble} Trouble */
/** @typedef {import("./kinds.js").View} View */

/** What every lab begins with. @type {import("./kinds.js").Looks} */
export const FIRST_LOOKS = {
  lossScale: "log",
  xAxis: "step",
  projector: false,
  large: null,
  tab: "figure",
  figure: "main",
  mapX: null,
  mapY: null,
  measure: null,
  rates: null,
};

/**
 * @template {LabKind} [K=any]
 * @typedef {object} SessionOptions
 * @property {import("../transport/server.js").Source} server
 * @property {K["catalog"]} catalog
 * @property {Preset[]} presets
 * @property {{[verdict: string]: string}} [chapters]  what of the course explains a diagnosis
 * @property {readonly string[]} [locks]
 * @property {(callback: (time: number) => void) => number} [frame]  the clock of the playback
 */

/** How many drags there have been: each has its number. */
let drags = 0;

/** @template {LabKind} [K=any] */
export class Session {
  /**
   * @param {SessionOptions<K>} options
   * @param {(host: ConstructorParameters<typeof import("./lab.js").Lab<K["problem"]>>[0]) => import("./lab.js").Lab<K["problem"]>} makeLab
   */
  constructor({ server, catalog, presets, chapters = {}, locks = [], frame }, makeLab) {
    this.server = server;
    this.catalog = catalog;
    this.presets = presets;
    this.chapters = chapters;
    this.examples = new Examples(presets);
    /** @type {Events<import("./kinds.js").Told>} */
    this.events = new Events();
    this.rows = server.stream.lane({
      onFrame: (frame, wanted) => this.lab.store.receive(frame, wanted),
      onProblem: (problem, wanted) => this.refused(problem, wanted),
    });
    this.lab = makeLab({
      onChange: () => this.draw(),
      onRows: () => this.rowsCame(),
      onEdit: () => this.edited(),
      onLook: (look) => this.undo.amend(look),
      step: () => this.player.step,
      ask: (wanted) => this.rows.ask(wanted),
      drop: () => this.rows.drop(),
      now: server.timers.now,
    });
    this.lab.optimizers = catalog.optimizers;
    this.lab.locks = new Set(locks);
    /** @type {Undo<Moment<K["problem"]>>} */
    this.undo = new Undo();
    /** The drag that a hand is at. @type {number | null} */
    this.hand = null;
    /** The drag by which something is being done. @type {number | null} */
    this.drag = null;
    /** The problem that is on its way, with the drag that it is a part of. @type {{drag: number | null} | null} */
    this.coming = null;
    /** What a visitor looks at, beside the experiment. */
    this.view = this.firstView();
    /** @type {Trouble | null} */
    this.error = null;
    /** @type {import("../transport/stream.js").State} */
    this.connection = "connecting";
    /** What is to be opened; a later choice wins. */
    this.opening = new Newest(server.timers, () => this.draw());
    /** Rows have come that are not drawn yet. */
    this.fresh = false;
    /** It is out of sight: nothing is asked for. */
    this.asleep = false;
    this.player = new Player({ onStep: () => this.draw(), onState: () => this.paused(), frame });
    /** @type {Explainer<K["explanation"]>} */
    this.explainer = new Explainer({
      ask: (question, signal) => server.post("/api/v1/explanations", question, signal),
      timers: server.timers,
      onAnswer: () => this.draw(),
    });
    /** @type {Explaining<K>} */
    this.explaining = new Explaining();
    this.outcomes = new OutcomeMaps({
      lines: (url, body, onLine, signal) => server.lines(url, body, onLine, signal),
      timers: server.timers,
      onChange: () => this.draw(),
    });
    this.rateTests = new RateTests({
      ask: (body, signal) => server.post("/api/v1/rate-tests", body, signal),
      timers: server.timers,
      onAnswer: () => this.draw(),
    });
    this.deaf = server.stream.onState((state) => this.connected(state));
  }

  /** @abstract @returns {K["view"]} */
  firstView() {
    throw new Error("a lab says what is looked at first");
  }

  /** Whether there is a problem to show. @returns {boolean} */
  get ready() {
    return false;
  }

  /** Whether rows are still coming up to the step that is to be shown. @returns {boolean} */
  get training() {
    return false;
  }

  /** The example that is shown, if it is one. */
  get example() {
    return this.ready ? this.examples.of(this.lab.experiment) : null;
  }

  /** What it is called: the example, the landscape or the data. @returns {string} */
  get title() {
    return this.example?.title ?? this.problemTitle;
  }

  /** What the landscape or the data are called. @returns {string} */
  get problemTitle() {
    return "";
  }

  /** What else there is to say of it in a few words, settings first of all. @returns {string[]} */
  get problemWords() {
    const { problemTitle, title } = this;
    return problemTitle === title ? [] : [problemTitle];
  }

  /** What is known of the settings of its runs. @returns {import("./map-settings.js").Around} */
  get around() {
    const { catalog, lab } = this;
    return {
      optimizers: catalog.optimizers,
      schedules: catalog.schedules,
      clipping: catalog.gradient_clipping.schema,
      whole: catalog.experiment.schema,
      problem: {},
      experiment: lab.experiment,
      samples: lab.sampleCount,
      letters: [],
      window: [],
      start: [],
    };
  }

  /** What kind of data it is about, as `points.js` tells them apart. @returns {string} */
  get kind() {
    return "";
  }

  /** What there is to be asked for, as measures need it. @returns {Set<string>} */
  get offers() {
    return new Set();
  }

  /** What is drawn from the seed, in words; empty where nothing is. @returns {string} */
  get chance() {
    return "";
  }

  /** What is drawn anew when one begins again with other numbers, in words. */
  get anew() {
    return `${this.chance}: another seed`;
  }

  /** The sample whose way through the network is explained. @returns {number | null} */
  get sample() {
    return null;
  }

  /**
   * Begin with an experiment: the server completes it, then the page shows it.
   * @param {Request} experiment
   * @param {{view?: Partial<View>, error?: Trouble | null, chosen?: boolean, held?: boolean}} [how]  what to look at,
   *   why this one is shown instead of another, whether a visitor chose it, whether locks hold against it
   * @returns {Promise<boolean>} whether it is shown: a later choice may have overtaken it
   */
  async open(experiment, { view = {}, error = null, chosen = false, held = false } = {}) {
    try {
      const answer = await this.opening.run((signal) => this.described(experiment, signal));
      if (!answer) return false;
      const whole = /** @type {import("../experiments.js").Experiment<K["problem"]>} */ (
        answer.experiment
      );
      if (held && this.ready && !this.lab.permits(whole)) {
        this.fail(REFUSED, HELD);
        return false;
      }
      this.error = error;
      this.player.pause();
      // Nobody takes back what whoever holds it has opened.
      if (!this.lab.permits(answer.experiment)) this.undo.forget();
      const example = this.examples.found(experiment, view.example);
      this.examples.note(example);
      this.begin(answer, example?.experiment === experiment ? begun(example, view) : view);
      this.events.tell("opened", { chosen });
      return true;
    } catch (problem) {
      const detail = this.wordsOf(problem);
      this.fail(REFUSED, detail);
      this.keepShown();
      const [first] = this.presets;
      if (this.ready || experiment === first.experiment) return false;
      return this.open(first.experiment, { error: { title: REFUSED, detail } });
    }
  }

  /** The experiment, completed. @param {Request} experiment @param {AbortSignal} [signal] */
  normalized(experiment, signal) {
    return this.server.post("/api/v1/experiments/normalize", experiment, signal);
  }

  /**
   * The experiment, completed, with what is known of its problem; rejects where it belongs to another lab.
   * @abstract
   * @param {Request} _experiment
   * @param {AbortSignal} [_signal]
   * @returns {Promise<K["described"]>}
   */
  async described(_experiment, _signal) {
    throw new Error("a lab says what it asks for");
  }

  /** @param {K["described"]} _answer @param {Partial<View>} _view */
  begin(_answer, _view) {}

  /** No other problem comes: the one shown is the lab's. */
  keepShown() {}

  /** @param {unknown} problem */
  wordsOf(problem) {
    return String(/** @type {Error} */ (problem).message);
  }

  /** Everything about the view that a link carries. @returns {View} */
  get state() {
    const { lab, player, view } = this;
    const muted = [...lab.slots.keys()].filter((i) => lab.muted.has(lab.slots[i]));
    const { lossScale, xAxis, tab, figure, mapX, mapY, measure, rates } = view;
    return {
      step: player.step,
      run: lab.selected,
      apply: lab.applyMode,
      muted,
      lossScale,
      xAxis,
      tab,
      figure,
      mapX,
      mapY,
      measure,
      rates,
      example: this.example?.name ?? null,
    };
  }

  /** What was muted and chosen when the link was made; a phone stays at its panel where nothing else is said. @param {Partial<View>} view */
  adopt({ muted = [], lossScale = "log", xAxis = "step", tab = this.view.tab, ...view }) {
    const { lab } = this;
    const { figure = "main", mapX = null, mapY = null, measure = null, rates = null } = view;
    lab.mutedAre(muted);
    this.outcomes.anchors.clear();
    Object.assign(this.view, { lossScale, xAxis, tab, figure, mapX, mapY, measure, rates });
  }

  /** @param {import("../transport/stream.js").State} state */
  connected(state) {
    this.connection = state;
    // The server is there again.
    if (state === "open") for (const asker of this.askers) asker.wake();
    this.draw();
  }

  /** Through whom answers over HTTP and of probes come. @returns {import("../transport/asker.js").Asker<any, any>[]} */
  get askers() {
    return [this.explainer.asker, this.outcomes.asker, this.rateTests.asker];
  }

  /** What the notice says of the connection. */
  get reachable() {
    return this.opening.troubled ?? this.connection;
  }

  /** Rows on screen have changed. */
  rowsCame() {
    if (this.error?.rows && this.lab.shown === this.lab.experiment) this.error = null;
    this.draw();
  }

  /** @param {import("../transport/problems.js").Problem} problem @param {object} wanted */
  refused({ title = "The server refused the request.", detail }, wanted) {
    if (!this.lab.store.refused(wanted)) return;
    this.fail(title, detail, true);
  }

  /** @param {string} title @param {string} [detail] @param {boolean} [rows]  it is over when rows come */
  fail(title, detail, rows = false) {
    this.error = { title, detail, rows };
    this.events.tell("trouble", this.error);
    this.draw();
  }

  /**
   * What helps a run, as it was tried.
   * @param {number} index
   * @param {import("./lab.js").Remedy} remedy
   * @param {number} at
   */
  remedy(index, remedy, at) {
    this.lab.remedy(index, remedy, at);
  }

  /**
   * Settings of a run, and of what it learns, by their paths: one edit.
   * @param {number} index
   * @param {Record<string, number>} settings
   */
  vary(index, settings) {
    this.lab.vary(index, settings);
    const { steps, seed, ...others } = settings;
    if (steps !== undefined) this.lengthen(steps);
    const { experiment } = this.lab;
    const problem = Object.entries(others)
      .filter(([path]) => path.startsWith("problem."))
      .reduce((tree, [path, value]) => withValue(tree, path, value), {
        problem: experiment.problem,
      }).problem;
    const anew = seed !== undefined && seed !== experiment.seed;
    if (problem !== experiment.problem || anew)
      this.varyProblem(problem, anew ? seed : experiment.seed);
  }

  /** Another problem of the same kind, or another seed, by settings of it. @param {K["problem"]} _problem @param {number} _seed */
  varyProblem(_problem, _seed) {}

  /**
   * What is done while a hand is at it is one edit, however often the hand moves.
   * @param {boolean} done  whether it lets go with this
   * @param {() => void} work
   */
  byHand(done, work) {
    this.hand ??= ++drags;
    const drag = this.hand;
    if (done) this.hand = null;
    this.during(drag, work);
  }

  /** @param {number | null} drag @param {() => void} work */
  during(drag, work) {
    const before = this.drag;
    this.drag = drag;
    try {
      work();
    } finally {
      this.drag = before;
    }
  }

  edited() {
    this.undo.note(this.lab.snapshot(), this.drag);
    this.events.tell("edited", undefined);
  }

  paused() {
    this.events.tell("rest", undefined);
    this.draw();
  }

  draw() {
    this.events.tell("draw", undefined);
  }

  /** What of a view there is here. @template {Partial<View>} V @param {V} view @returns {V} */
  thereOf(view) {
    const { length } = this.lab.experiment.runs;
    return { ...view, ...(view.run === undefined ? {} : { run: Math.min(view.run, length - 1) }) };
  }

  /** Look at something else. @param {Partial<K["view"]>} part */
  look(part) {
    Object.assign(this.view, part);
    this.draw();
  }

  /** Says that rows are on screen. */
  drawn() {
    if (!this.fresh) return;
    this.fresh = false;
    this.events.tell("shown", undefined);
  }

  /** Out of sight nothing is asked for and nothing moves; in sight again it goes on. @param {boolean} asleep */
  sleep(asleep) {
    if (this.asleep === asleep) return;
    this.asleep = asleep;
    this.player.held = asleep;
    if (asleep) {
      this.lab.store.rest();
      for (const asker of this.askers) asker.rest();
    } else this.lab.store.wake();
    this.draw();
  }

  /** Takes the last edit back, or what is on its way and not yet shown. */
  takeBack() {
    const drag = this.coming?.drag ?? null;
    const more = drag !== null && drag === this.undo.drag;
    this.return(this.opening.wanted && !more ? this.undo.present : this.undo.undo());
  }

  /** Does again what was taken back. */
  doAgain() {
    this.return(this.undo.redo());
  }

  /** @param {Moment<K["problem"]> | null} moment */
  return(moment) {
    if (!moment) return;
    this.opening.drop();
    this.player.pause();
    this.player.setLast(moment.experiment.steps);
    this.error = null;
    this.lab.restore(moment);
  }

  /** @param {string} action */
  act(action) {
    const { player } = this;
    if (action === "toggle") player.toggle();
    else if (action === "back") this.seek(player.step - 1);
    else if (action === "forward") this.seek(player.step + 1);
    else if (action === "start") this.seek(0);
    else if (action === "end") this.seek(player.last);
    else if (action === "reset") this.reset();
    else if (action === "reseed") this.reseed(Math.floor(Math.random() * 1e6));
    else if (action === "fork") this.fork();
    else if (action === "undo") this.takeBack();
    else if (action === "redo") this.doAgain();
    else if (action === "next-example") this.turnTo(1);
    else if (action === "previous-example") this.turnTo(-1);
    this.draw();
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

  /** Begins again with other chance. @param {number} seed */
  reseed(seed) {
    this.reset(seed);
  }

  /** Another number of steps; changes beyond the last go with what they changed. @param {number} steps */
  lengthen(steps) {
    const { lab, player } = this;
    const runs = lab.experiment.runs.map((run) => ({
      ...run,
      changes: run.changes.filter(({ at }) => at < steps),
    }));
    const next = { ...lab.experiment, runs, steps };
    if (steps === lab.experiment.steps || !lab.permits(next)) return;
    player.pause();
    player.setLast(steps);
    player.seek(Math.min(player.step, steps));
    lab.put(next);
  }

  /** Another example, in their order; where something is held there is none. @param {1 | -1} direction */
  turnTo(direction) {
    if (this.lab.locks.size > 0) return;
    void this.open(neighbour(this, direction).experiment, { chosen: true });
  }

  /** From here two futures: a copy of the chosen run whose knobs apply from this step. */
  fork() {
    this.player.pause();
    if (this.lab.duplicate(this.lab.selected))
      this.lab.applyMode = this.player.step > 0 ? "step" : "start";
  }

  /** The explanation of the step shown. */
  explanation() {
    return this.explaining.of(this);
  }

  /** Nothing goes on. */
  dispose() {
    this.events.clear();
    this.player.pause();
    this.deaf();
    this.opening.drop();
    for (const asker of this.askers) asker.drop();
    this.explaining.stop(this.server.timers);
    this.rows.close();
  }
}

/** An example may say at which step its point is seen, and in what. @param {Preset} example @param {Partial<View>} view */
function begun({ step, view: own }, view) {
  const look = own ? withOwn(view, own) : view;
  if (step === null || (view.step ?? null) !== null) return look;
  return { ...look, step, apply: view.apply ?? "start" };
}
