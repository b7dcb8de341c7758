/** Which explanation a lab shows: when to ask for one, and which stays in sight until it comes. */

import { textOf } from "./changes.js";

/** @template {import("./kinds.js").LabKind} K @typedef {import("./session.js").Session<K>} Session */

/** While training goes on, explaining takes a small part of the server's time: at most one in so many. */
const SHARE = 8;
const SELDOM = 250;
/** Up to this speed every step can be read. */
const READABLE = 15;
/** Steps that follow each other faster than this, in milliseconds, are passed by: the last one is explained. */
const PASSING = 120;

/** @template {import("./kinds.js").LabKind} K */
export class Explaining {
  constructor() {
    this.askedAt = Number.NEGATIVE_INFINITY;
    this.movedAt = Number.NEGATIVE_INFINITY;
    this.step = -1;
    this.passing = false;
    /** @type {unknown} */
    this.timer = null;
    /** @type {{answer: K["explanation"], problem: string, slot: number} | null} */
    this.last = null;
    /** What is shown is about the step and the experiment on screen. */
    this.current = false;
  }

  /** What was explained is about another problem. */
  forget() {
    this.last = null;
  }

  /**
   * The explanation of the step shown; the last one of this run stays in sight while the next is on its way.
   * @param {Session<K>} session
   */
  of(session) {
    const { lab, player, explainer } = session;
    const problem = textOf(lab.experiment.problem);
    const slot = lab.slots[lab.selected];
    const found = this.found(session);
    this.current = found !== null;
    if (found) this.last = { answer: found, problem, slot };
    if (this.last && (this.last.problem !== problem || this.last.slot !== slot)) this.last = null;
    const recent = player.playing ? explainer.recent(lab.experiment, lab.selected) : null;
    return recent ?? this.last?.answer ?? null;
  }

  /** Asks for the step's explanation, and gives it if it is there. @param {Session<K>} session */
  found(session) {
    const { lab, player, explainer, training, server, sample } = session;
    const rows = lab.traces[lab.selected]?.rows ?? 0;
    if (rows === 0 || lab.shown !== lab.experiment) return null;
    const step = Math.min(player.step, rows - 1);
    if (!player.playing && this.passes(step, session)) return null;
    const readable = !player.playing || player.speed <= READABLE;
    const now = server.timers.now();
    const rested = now - this.askedAt > Math.max(SELDOM, SHARE * explainer.cost);
    if (!(lab.drag === null && !training && readable) && !rested) return null;
    this.askedAt = now;
    const remedy = lab.drag === null && !player.playing;
    return explainer.get(lab.experiment, lab.selected, step, remedy, sample);
  }

  /**
   * Whether the step shown is one of many that are passed by quickly; when they rest it is drawn again.
   * @param {number} step
   * @param {Session<K>} session
   */
  passes(step, session) {
    const { timers } = session.server;
    const now = timers.now();
    if (step !== this.step) {
      this.passing = now - this.movedAt < PASSING;
      this.movedAt = now;
      this.step = step;
    }
    if (!this.passing || now - this.movedAt >= PASSING) return false;
    timers.clearTimeout(this.timer);
    this.timer = timers.setTimeout(() => session.draw(), PASSING);
    return true;
  }

  /** @param {import("../transport/timers.js").Timers} timers */
  stop(timers) {
    timers.clearTimeout(this.timer);
  }
}
