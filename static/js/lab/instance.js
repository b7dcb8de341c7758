/** One lab in one element: its parts, drawn once a frame while somebody sees them; its keys; its notice. */

import { actionForKey } from "../controls/transport-keys.js";
import { h } from "../lib/dom.js";
import { Events } from "../lib/events.js";
import { firstPictureDrawn, noFirstPicture } from "../lib/first-picture.js";
import { formatNumber } from "../lib/format.js";
import { bringIntoSight, watchOpening } from "../lib/into-sight.js";
import { lazy } from "../lib/lazy.js";
import { runCards } from "../state/models.js";
import { soundView } from "../state/view-text.js";
import { currentTheme, onThemeChange } from "../theme.js";
import { isHeld } from "../transport/problems.js";
import { mountNotice } from "../views/notice.js";
import { singleKeys, takeKeys, wasPointedAt } from "./keys.js";
import { chosen, columnsOf } from "./options.js";
import { Shell } from "./shell.js";
import { watchSight } from "./sight.js";
import { watchSize } from "./size.js";

/** @typedef {import("../state/kinds.js").View} View */
/** @typedef {import("../state/kinds.js").LabKind} LabKind */
/** @typedef {import("../parts/part.js").AnyPart} Part */
/** @typedef {import("../experiments.js").Request} Request */
/** @typedef {import("../experiments.js").Preset} Preset */
/** @template K @typedef {import("../parts/part.js").CommonFrame<K>} CommonFrame */
/** @template Values @typedef {import("../parts/part.js").Makers<Values>} Makers */
/** @typedef {import("../state/kinds.js").Told & {drawn: undefined, projector: boolean, stage: import("../parts/stage/tools.js").Tool}} Told */

/** @typedef {import("./options.js").LabOptions} LabOptions */
/** @typedef {import("./options.js").First} First */

/** What the session tells is told on. @type {("edited" | "rest" | "opened" | "trouble" | "shown")[]} */
const PASSED = ["edited", "rest", "opened", "trouble", "shown"];

/** @template {LabKind} K @template {import("../state/session.js").Session<K>} [Session=import("../state/session.js").Session<K>] */
export class Instance {
  /** @type {string} the class of the root, and where its data come from */
  static kind = "";
  /** The example that a first visit sees. */
  static firstPreset = "";
  /** @type {readonly Part[]} */
  static parts = [];
  /** @type {new (options: any) => import("../state/session.js").Session} */
  static Session;

  /**
   * @param {HTMLElement} root
   * @param {import("./labs.js").Labs} labs
   * @param {LabOptions} options
   */
  constructor(root, labs, options) {
    const { kind, parts } = /** @type {typeof Instance} */ (this.constructor);
    this.root = root;
    this.labs = labs;
    this.options = options;
    this.layout = options.layout ?? (options.parts ? "figure" : "page");
    /** @type {Session} */
    this.session = /** @type {never} */ (null);
    /** @type {Shell | null} */
    this.shell = null;
    this.parts = chosen(parts, options);
    /** @type {Events<Told>} */
    this.events = new Events();
    this.seen = true;
    this.frameRequest = 0;
    this.draws = 0;
    this.classes = ["lab", `${kind}-lab`, `layout-${this.layout}`];
    root.classList.add(...this.classes);
    this.place = h("div", { class: "notice-place" });
    this.notice = mountNotice(this.place, { onDismiss: () => this.dismiss() });
    this.size = watchSize(this, () => this.draw());
    /** @type {(() => void)[]} what is stopped in the end */
    this.stops = [this.size.stop, onThemeChange(() => this.draw())];
    labs.add(this);
    /** Resolves when the first experiment is shown, or cannot be. @type {Promise<boolean>} */
    this.ready = this.begin();
  }

  /** Once what there is to choose from has come, the first experiment is opened. */
  async begin() {
    const { kind, Session } = /** @type {typeof Instance} */ (this.constructor);
    const onTrouble = (/** @type {unknown} */ error) =>
      this.notice.render({ connection: isHeld(error) ? "busy" : "lost", error: null });
    this.root.append(this.place);
    const found = await this.labs.data(kind, onTrouble).catch((error) => {
      if (this.labs.has(this)) throw error;
    });
    if (!found || !this.labs.has(this)) return false;
    const { presets } = found;
    const { server } = this.labs;
    const session = new Session({ server, ...found, locks: this.options.lock });
    this.session = /** @type {Session} */ (session);
    session.lab.columns = columnsOf(this.parts);
    this.shell = new Shell(this.root, this, this.parts);
    this.root.append(this.place);
    this.listen();
    const first = await (this.options.first?.(presets) ?? this.first(presets));
    if (!this.labs.has(this)) return false;
    return session.open(first.experiment, first);
  }

  /**
   * What is opened first.
   * @param {Preset[]} presets
   * @returns {First}
   */
  first(presets) {
    const { experiment, preset, step, run, view } = this.options;
    const { firstPreset } = /** @type {typeof Instance} */ (this.constructor);
    const wanted = presets.find(({ name }) => name === (preset ?? firstPreset)) ?? presets[0];
    const look = { ...view, ...(step === undefined ? {} : { step }), ...(run ? { run } : {}) };
    return { experiment: experiment ?? wanted.experiment, view: look };
  }

  listen() {
    const { session } = this;
    const { events } = session;
    /** @template {keyof import("../state/kinds.js").Told} Name @param {Name} name */
    const pass = (name) =>
      events.on(name, (told) => this.events.tell(name, /** @type {Told[Name]} */ (told)));
    events.on("draw", () => this.draw());
    events.on("trouble", noFirstPicture);
    for (const name of PASSED) pass(name);
    this.stops.push(
      takeKeys({
        root: this.root,
        onKey: (event) => this.key(event),
        modest: this.options.keys === "focus",
      }),
      watchOpening(this.root, (opened) => this.bring(opened)),
      watchSight(this.root, (seen) => this.look(seen)),
    );
  }

  /** Everything that is on screen, as a link carries it. */
  get state() {
    return { experiment: this.session.lab.experiment, ...this.session.state };
  }

  /**
   * Shows something else; what is locked stays as it is, and what is malformed is passed over.
   * @param {Partial<View> & {experiment?: Request, playing?: boolean}} part
   */
  async set({ experiment, playing, ...part }) {
    const { session } = this;
    const view = soundView(part);
    if (experiment) await session.open(experiment, { view, held: true });
    else {
      const { step, run, apply, muted, ...look } = session.thereOf(view);
      if (step !== undefined && step !== null) session.seek(step);
      if (run !== undefined) session.lab.select(run);
      if (apply !== undefined) session.lab.applyMode = apply;
      if (muted) session.lab.mutedAre(muted);
      session.look(/** @type {Partial<K["view"]>} */ (look));
    }
    if (playing !== undefined && playing !== session.player.playing) session.act("toggle");
  }

  /**
   * Listens: "rest" (the state has settled), "opened" (another experiment), "shown" (new rows), "trouble", "drawn".
   * @template {keyof Told} Name
   * @param {Name} name
   * @param {(told: Told[Name]) => void} listener
   * @returns {() => void} stops it
   */
  on(name, listener) {
    return this.events.on(name, listener);
  }

  get theme() {
    return currentTheme();
  }

  /** What lies ahead of the step shown is not drawn. */
  get veiled() {
    return this.options.ahead === "hidden";
  }

  /** It fills the screen for those who sit far away. */
  get presenting() {
    return this.session?.view.projector ?? false;
  }

  /** @param {boolean} on */
  setProjector(on) {
    this.root.classList.toggle(`layout-${this.layout}`, !on);
    this.root.classList.toggle("layout-projector", on);
    this.session.look(/** @type {Partial<K["view"]>} */ ({ projector: on }));
    this.shell?.setUp();
    this.size.apply();
    this.events.tell("projector", on);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const target = event.target instanceof HTMLElement ? event.target : null;
    const action = actionForKey(event, target, singleKeys(), wasPointedAt());
    if (!action || !this.shows("transport")) return;
    event.preventDefault();
    this.session.act(action);
  }

  /** @param {string} name  of a part */
  shows(name) {
    return this.parts.some((part) => part.name === name);
  }

  /** @param {boolean} seen */
  look(seen) {
    if (this.seen === seen) return;
    this.seen = seen;
    this.session.sleep(!seen);
    cancelAnimationFrame(this.frameRequest);
    this.frameRequest = 0;
    this.draw();
  }

  dismiss() {
    this.session.error = null;
    this.draw();
  }

  /** Draw at the next frame, once however often it is asked; out of sight nothing is drawn. */
  draw() {
    if (!this.session || !this.seen) return;
    this.frameRequest ||= requestAnimationFrame(() => {
      this.frameRequest = 0;
      this.render();
    });
  }

  render() {
    const { session, shell } = this;
    if (session.ready && shell) {
      this.prepare();
      this.drawShell();
      this.sayDrawn();
      this.events.tell("drawn", undefined);
    }
    const broken = [...(shell?.broken.keys() ?? [])];
    const failed = broken.length > 0 ? { title: `Not drawn: ${broken.join(", ")}` } : null;
    this.notice.render({ connection: session.reachable, error: session.error ?? failed });
  }

  /** The parts, as all is now. */
  drawShell() {
    this.shell?.render(this.frame());
  }

  /** What has to be asked for, or to stand on the root, before it can be drawn. */
  prepare() {
    this.root.dataset.tab = this.tab;
  }

  /** The panels of a phone. @returns {import("../views/phone-tabs.js").Tabs} */
  get tabs() {
    return [
      ["figure", "Figure"],
      ["step", "Step"],
      ["why", "Why"],
      ["runs", "Runs"],
    ];
  }

  /** The panel that a phone shows; one that other data have had is none of these. */
  get tab() {
    const { tab } = this.session.view;
    return this.tabs.some(([name]) => name === tab) ? tab : "figure";
  }

  /**
   * Another panel of a phone, from its beginning on or from one of its parts.
   * @param {import("../types.js").PhoneTab} tab
   * @param {string} [part]  a name
   */
  showPanel(tab, part) {
    this.session.look(/** @type {Partial<K["view"]>} */ ({ tab }));
    this.render();
    scrollTo(0, 0);
    if (part) this.bring(`.part-${part}`);
  }

  /** On a phone, what has come by somebody's tap is brought into sight. @param {string | Element} place  or its selector */
  bring(place) {
    const element = typeof place === "string" ? this.root.querySelector(place) : place;
    if (element && this.root.classList.contains("is-phone")) bringIntoSight(element);
  }

  /** What the parts show. @returns {object} */
  frame() {
    return lazy(this.makers());
  }

  /** Every value that parts may read, by name. @returns {Makers<CommonFrame<K["explanation"]>>} */
  makers() {
    const { session } = this;
    const { lab, player, catalog } = session;
    return {
      step: () => player.step,
      selected: () => lab.selected,
      views: () => lab.views(formatNumber),
      cards: () => runCards(lab, player.step, formatNumber),
      explanation: () => {
        const found = session.explanation();
        return found && found.run === lab.selected ? found : null;
      },
      context: () => ({
        optimizers: catalog.optimizers,
        schedules: catalog.schedules,
        clippingSchema: catalog.gradient_clipping.schema,
        samples: this.samples,
        standardRate: lab.standardRate,
        rates: lab.rates,
        locks: lab.locks,
      }),
      lossNote: () => undefined,
    };
  }

  /** How many samples batches are drawn from. */
  get samples() {
    return 1;
  }

  /** Says that rows are on screen, and how often new ones have been drawn: tests measure by it. */
  sayDrawn() {
    const { fresh } = this.session;
    this.session.drawn();
    if (!fresh) return;
    this.draws += 1;
    this.root.dataset.drawn = String(this.draws);
    firstPictureDrawn();
  }

  /** Nothing is left of it but the element. */
  dispose() {
    this.labs.forget(this);
    this.session?.dispose();
    cancelAnimationFrame(this.frameRequest);
    for (const stop of this.stops) stop();
    this.shell?.dispose();
    this.notice.dispose();
    this.place.remove();
    this.events.clear();
    const added = [...this.root.classList].filter((name) => /^(is|no)-/.test(name));
    this.root.classList.remove(...this.classes, ...added);
    for (const name of ["drawn", "dimension", "network", "tab"]) delete this.root.dataset[name];
  }
}
