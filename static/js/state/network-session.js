/** The network lab as it lives: rows come progressively, the problem has many parts, probes look into the network. */

import {
  activationText,
  dataTitle,
  formulaText,
  lossText,
  samplesText,
  sizesText,
} from "../lib/data-words.js";
import { answerOf } from "../transport/lane.js";
import { ProblemError } from "../transport/problems.js";
import { ErrorSurface } from "./error-surface.js";
import { NetworkLab, thereIn } from "./network-lab.js";
import { OWN_PATH } from "./plane-choice.js";
import { Planes } from "./planes.js";
import { Prober } from "./prober.js";
import { FIRST_LOOK, FIRST_LOOKS, Session } from "./session.js";
import { Sharpness } from "./sharpness.js";
import { kindOf } from "./sights.js";

/** @typedef {import("../experiments.js").NetworkProblem} NetworkProblem */
/** @typedef {import("../experiments.js").Request} Request */
/** @typedef {import("./kinds.js").NetworkKind} NetworkKind */
/** @typedef {NetworkKind["described"]} Described */
/** @typedef {import("./kinds.js").View} View */

/** Networks with more parameters begin at step 0 and at full speed: to compute is to watch. */
const SMALL = 20_000;
const MAX_SPEED = 1e6;

/** @extends {Session<NetworkKind>} */
export class NetworkSession extends Session {
  /** @param {import("./session.js").SessionOptions<NetworkKind>} options */
  constructor(options) {
    super(options, (host) => new NetworkLab(host));
    const { server } = options;
    this.network = /** @type {NetworkLab} */ (this.lab);
    this.network.losses = options.catalog.losses;
    /** The step that was asked for and whose row is still to come. @type {number | null} */
    this.target = null;
    /** How often the problem or a run has changed: probes know by it what their answers are about. */
    this.version = 0;
    /** @type {object | null} */
    this.versionOf = null;
    this.errorSurface = new ErrorSurface(this);
    this.prober = new Prober({
      ask: (wanted, signal) => answerOf(server.stream, wanted, signal),
      onFound: () => this.draw(),
      timers: server.timers,
    });
    this.planes = new Planes({
      ask: (body, signal) => server.post("/api/v1/planes", body, signal),
      timers: server.timers,
      onAnswer: () => this.draw(),
    });
    /** Those of one batch, which stand beside the others. */
    this.batchPlanes = new Planes({
      ask: (body, signal) => server.post("/api/v1/planes", body, signal),
      timers: server.timers,
      onAnswer: () => this.draw(),
    });
    this.sharpness = new Sharpness({
      ask: (wanted, signal, onFrame) => answerOf(server.stream, wanted, signal, onFrame),
      onPoints: () => this.draw(),
      timers: server.timers,
    });
  }

  /** @returns {NetworkKind["view"]} */
  firstView() {
    return {
      ...FIRST_LOOKS,
      strip: "right",
      plane: null,
      lesson: null,
      title: null,
      point: null,
      hovered: null,
      hoveredLink: null,
      neuron: null,
      editing: false,
      editClass: 0,
      prediction: null,
      shift: { dx: 0, dy: 0 },
      zoom: null,
      camera: null,
    };
  }

  get ready() {
    return this.network.outline !== null;
  }

  get training() {
    return this.target !== null;
  }

  get outline() {
    return /** @type {import("./network-lab.js").Outline} */ (this.network.outline);
  }

  get kind() {
    return kindOf(this.outline.probes);
  }

  /** Of its error surface: 2 where there are a weight and a bias, else none is drawn. */
  get dimension() {
    return this.outline.surface ? 2 : 0;
  }

  get around() {
    return { ...super.around, problem: this.catalog.network.schema };
  }

  get offers() {
    const { columns, probes } = this.outline;
    const classes = columns.includes("accuracy") ? ["classes"] : [];
    const test = (this.network.samples?.test ?? 0) > 0 ? ["test"] : [];
    return new Set(["network", ...classes, ...test, ...probes]);
  }

  get chance() {
    return "weights, samples and batches";
  }

  get anew() {
    return "weights; points and batches stay";
  }

  get problemTitle() {
    const { dataset } = this.lab.experiment.problem;
    const info = this.catalog.datasets.find(({ name }) => name === dataset.name);
    return this.view.title ?? dataTitle(info, dataset);
  }

  get problemWords() {
    const { problem } = this.lab.experiment;
    const { activations, losses } = this.catalog;
    const activation = activationText(problem.hidden ?? [], activations);
    const loss = losses.find(({ name }) => name === problem.loss?.name)?.title ?? "";
    return [
      ...super.problemWords,
      [sizesText(this.outline.sizes), activation].filter(Boolean).join(" "),
      lossText(loss, problem),
      formulaText(problem.dataset, this.network.samples),
      samplesText(this.network.samples, problem.dataset),
    ].filter(Boolean);
  }

  /** @returns {View} */
  get state() {
    const { strip, plane, point, neuron, zoom, camera } = this.view;
    const step = this.target ?? this.player.step;
    return { ...super.state, step, strip, plane, point, neuron, zoom, camera };
  }

  /** The experiment, completed, with its data. @param {Request} request @param {AbortSignal} [signal] */
  async described(request, signal) {
    const { problem, seed = 0 } = request;
    const [answer, samples] = await Promise.all([
      this.normalized(request, signal),
      this.server.post("/api/v1/samples", { problem, seed }, signal),
    ]);
    return { ...networkOf(answer), samples };
  }

  /** @param {Described} answer @param {Partial<View>} view */
  begin(answer, view) {
    const { point, neuron } = thereIn(answer, view);
    const { plane = null, camera = null } = view;
    const zoom = view.zoom?.y ? view.zoom : null;
    const parts = { lesson: null, title: null, editing: false, hovered: null, hoveredLink: null };
    Object.assign(this.view, parts, { point, neuron, plane, zoom, camera });
    this.show(answer, { step: view.step ?? null, run: view.run ?? 0 });
    if (view.apply) this.lab.applyMode = view.apply;
    if (view.strip) this.view.strip = view.strip;
    this.adopt(view);
  }

  /** @template {Partial<View>} V @param {V} view @returns {V} */
  thereOf(view) {
    const { outline, network } = this;
    const { samples } = network;
    const found = samples && thereIn({ outline, samples }, { ...this.view, ...view });
    return { ...super.thereOf(view), ...found };
  }

  /**
   * @param {Described} answer
   * @param {{step: number | null, run: number, same?: boolean, fresh?: boolean}} how  step null is the first look; same:
   *   the runs are those from before; fresh: all else begins as on a first visit
   */
  show({ experiment, outline, samples }, { step, run, same = false, fresh = !same }) {
    const small = outline.parameters <= SMALL;
    const first = small ? Math.round(FIRST_LOOK * experiment.steps) : 0;
    const scaled = experiment.problem.dataset.target_scaling === "standard";
    const judged = outline.columns.includes("accuracy") || scaled;
    this.target = Math.min(step ?? first, experiment.steps);
    this.prober.clear();
    this.explaining.forget();
    if (fresh) {
      this.player.speed = small ? 30 : MAX_SPEED;
      this.lab.applyMode = step !== null && step > 0 ? "step" : "start";
      const strip = judged ? "right" : "rate";
      Object.assign(this.view, { strip, prediction: null, shift: { dx: 0, dy: 0 } });
    } else if (!judged) this.view.strip = "rate";
    this.player.setLast(experiment.steps);
    this.network.show(experiment, outline, samples, run, same);
  }

  /**
   * Another problem under the same runs: the newest of several changes in a row wins.
   * @param {Partial<NetworkProblem>} part  of the problem
   * @param {{fresh?: boolean, seed?: number}} [how]  fresh: begin as on a first visit
   */
  changeProblem(part, { fresh = false, seed } = {}) {
    const { experiment } = this.lab;
    const problem = { ...experiment.problem, initial_parameters: null, ...part };
    const next = { ...experiment, problem, seed: seed ?? experiment.seed };
    if (!this.lab.permits(next)) return;
    // Shown at once, so that a form does not jump back while the server answers.
    this.lab.experiment = next;
    void this.loadProblem(fresh);
    this.draw();
  }

  /**
   * Another problem is asked for; its first parameters are those that it was tried with.
   * @override
   * @param {number} index
   * @param {import("./lab.js").Remedy} remedy
   * @param {number} at
   */
  remedy(index, remedy, at) {
    const { initial_parameters } = this.lab.experiment.problem;
    if (Object.keys(remedy.problem ?? {}).length === 0) super.remedy(index, remedy, at);
    else this.changeProblem({ initial_parameters, ...remedy.problem });
  }

  /** @param {boolean} fresh */
  async loadProblem(fresh) {
    const { problem, seed } = this.lab.experiment;
    const { drag } = this;
    // One that is overtaken ends later than the next of its drag begins.
    const coming = { drag };
    this.coming = coming;
    try {
      const found = await this.opening.run(async (signal) => {
        const samples = await this.server.post("/api/v1/samples", { problem, seed }, signal);
        // Which losses runs may have of their own is known with the answer.
        const runs = this.network.runsFor(samples.train, []);
        const experiment = { ...this.lab.experiment, runs };
        return { ...networkOf(await this.normalized(experiment, signal)), samples };
      });
      if (found) this.during(drag, () => this.take(found, fresh));
    } catch (error) {
      this.keepShown();
      this.fail("This network cannot be trained", this.wordsOf(error));
    } finally {
      if (this.coming === coming) this.coming = null;
    }
  }

  /** @param {Described} found @param {boolean} fresh */
  take({ experiment, outline, samples }, fresh) {
    // The runs may have been changed meanwhile; another problem would have overtaken this one.
    const runs = this.network.runsFor(samples.train, outline.losses);
    this.error = null;
    const { view, lab } = this;
    const step = fresh ? null : (this.target ?? this.player.step);
    if (view.point !== null && view.point >= (samples.inputs?.length ?? 0)) view.point = null;
    if (fresh) view.neuron = null;
    Object.assign(view, { zoom: null, camera: null });
    const described = { experiment: { ...experiment, runs }, outline, samples };
    this.show(described, { step, run: lab.selected, same: true, fresh });
    this.versionOf = null;
    this.events.tell("opened", { chosen: fresh });
  }

  /** What was done to the problem that does not come goes with it. */
  keepShown() {
    const { present } = this.undo;
    if (present && this.lab.experiment.problem !== this.network.loaded) this.lab.restore(present);
  }

  /** @param {NetworkProblem} problem @param {number} seed */
  varyProblem(problem, seed) {
    this.changeProblem({ ...problem, initial_parameters: null }, { seed });
  }

  /** What the server says is wrong, with the place where it is. @param {unknown} problem */
  wordsOf(problem) {
    if (problem instanceof ProblemError) {
      const first = problem.problem.errors?.[0];
      if (first?.expected) return `${first.path ?? ""}: ${first.expected}`.replace(/^\$\.?/, "");
    }
    return super.wordsOf(problem);
  }

  /** @param {import("./lab-state.js").Moment<NetworkProblem> | null} moment */
  return(moment) {
    if (!moment) return;
    if (moment.loaded !== this.network.loaded) {
      this.prober.clear();
      Object.assign(this.view, {
        point: null,
        neuron: null,
        hovered: null,
        hoveredLink: null,
        title: null,
        zoom: null,
        camera: null,
      });
    }
    this.target = this.target ?? this.player.step;
    super.return(moment);
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

  get askers() {
    if (!this.prober) return super.askers;
    const { prober, planes, batchPlanes, errorSurface, sharpness } = this;
    return [
      ...super.askers,
      prober.asker,
      planes.asker,
      batchPlanes.asker,
      errorSurface.grounds.asker,
      sharpness.asker,
    ];
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

  /** @param {number} steps */
  lengthen(steps) {
    if (this.target !== null) this.target = Math.min(this.target, steps);
    super.lengthen(steps);
  }

  /** The same weights and samples again, or others. @param {number} [seed] */
  reset(seed) {
    this.seek(0);
    if (seed === undefined) this.lab.reset();
    else this.drawAnew({ weight_seed: null }, seed);
  }

  /** Other first weights on the same samples, in the same batches. @param {number} seed */
  reseed(seed) {
    this.seek(0);
    this.drawAnew({ weight_seed: seed }, this.lab.experiment.seed);
  }

  /** Whoever may not change the seed may not change what follows from it. @param {Partial<NetworkProblem>} part @param {number} seed */
  drawAnew(part, seed) {
    const { experiment } = this.lab;
    const runs = experiment.runs.map((run) => this.lab.bare(run));
    if (!this.lab.permits({ ...experiment, runs, seed: experiment.seed + 1 })) return;
    this.lab.experiment = { ...experiment, runs };
    this.changeProblem(part, { seed });
  }

  /** The step whose row is shown: the last one where rows are still coming. */
  get shownStep() {
    return Math.min(this.player.step, Math.max(0, this.network.store.reach));
  }

  /** Asks for more rows where they run out. */
  goOn() {
    this.network.store.at(this.target ?? this.player.step);
  }

  /**
   * Looks into the chosen run's network at the step shown.
   * @param {import("./prober.js").ProbeWish[]} probes
   */
  probe(probes) {
    const experiment = this.lab.shown;
    if (!experiment || this.network.store.reach < 0 || experiment.runs.length <= this.lab.selected)
      return;
    this.prober.want({
      experiment,
      version: this.versionNow(experiment),
      run: this.lab.selected,
      step: this.shownStep,
      probes: probes.filter(({ name }) => this.outline.probes.includes(name)),
      playing: this.player.playing || this.target !== null || this.lab.drag !== null,
    });
  }

  /** What tells this experiment from those before it. @param {object} experiment */
  versionNow(experiment) {
    if (this.versionOf !== experiment) {
      this.versionOf = experiment;
      this.version += 1;
    }
    return String(this.version);
  }

  /** The chosen run's path on its plane; asked for where it is not there. */
  plane() {
    const wish = this.planeWish();
    return wish && this.planes.of(wish);
  }

  /**
   * The same plane over the batch of the step shown; null where the batch is all of the samples.
   * @param {import("./planes.js").FoundPlane} plane
   */
  batchPlane({ choice, until }) {
    const wish = this.planeWish();
    const size = this.batchSize;
    if (!wish || size === null) return null;
    return this.batchPlanes.of({
      ...wish,
      choice: { ...choice, over: "batch" },
      reach: until,
      going: false,
      samples: size,
    });
  }

  /** Samples of the chosen run's batch at the step shown; null where it is all of them. */
  get batchSize() {
    const size = this.lab.traces[this.lab.selected]?.columns.batch_size?.[this.shownStep];
    return size !== undefined && size < (this.network.samples?.train ?? 0) ? size : null;
  }

  /** @returns {import("./planes.js").PlaneWish | null} */
  planeWish() {
    const { shown: experiment, selected: run } = this.lab;
    const { reach } = this.network.store;
    if (!experiment || reach < 0 || experiment.runs.length <= run) return null;
    const { samples } = this.network;
    const { plane, zoom } = this.view;
    const measured = experiment.problem.evaluate_samples;
    return {
      choice: plane ?? OWN_PATH,
      experiment,
      version: this.versionNow(experiment),
      run,
      reach,
      step: this.shownStep,
      going: this.player.playing || this.target !== null,
      parameters: this.outline.parameters,
      samples: Math.min(measured, Math.max(samples?.train ?? 1, samples?.test ?? 0)),
      window: zoom?.y ? [zoom.x, zoom.y] : null,
    };
  }

  /** The number of the chosen point among all samples. */
  get sample() {
    const { samples } = this.network;
    const { point } = this.view;
    return point === null ? null : (samples?.index?.[point] ?? point);
  }
}

/** What is known of a network; an experiment of the other lab is none. @param {import("../experiments.js").Answers["/api/v1/experiments/normalize"]} answer */
function networkOf({ experiment, problem: outline }) {
  const { problem } = experiment;
  if (problem.kind !== "network" || !outline)
    throw new Error("expected a network, got a landscape: the landscape lab shows it");
  return { experiment: { ...experiment, problem }, outline };
}
