/**
 * What the probes found at the step shown, asked for as often as answers come: one request is under way, the newest
 * wish is next. Knows neither the page nor the socket.
 */

import { Asker } from "../transport/asker.js";

/** @typedef {import("../transport/lane.js").Tensor} Tensor */
/** @typedef {import("../transport/lane.js").Frame} Frame */
/** @typedef {import("../transport/lane.js").Wanted} Wanted */
/** @typedef {{name: string} & Record<string, unknown>} ProbeWish */
/** @typedef {{arrays: Record<string, Tensor>, note: unknown, step: number, wish: ProbeWish}} Found */
/** @typedef {import("../experiments.js").ProbeNotes} ProbeNotes */
/** @typedef {import("../experiments.js").ProbeQuestions} ProbeQuestions */
/**
 * @template {string} Name
 * @typedef {Omit<Found, "note" | "wish"> & {
 *   note: (Name extends keyof ProbeNotes ? ProbeNotes[Name] : unknown) | null,
 *   wish: ProbeWish & (Name extends keyof ProbeQuestions ? ProbeQuestions[Name] : unknown),
 * }} FoundOf
 */
/** @typedef {{wanted: Wanted, version: string, run: number, step: number, due: ProbeWish[]}} Question */

/** Probes that look at many samples: while playing they are asked for at this interval, milliseconds. */
const COSTLY = new Set(["confusion", "mistakes", "shift", "histograms", "gradient_noise"]);
const COSTLY_EVERY = 2000;
/** While playing, probes take at most one part in this many of the time: the rest is for training. */
const SHARE = 6;

export class Prober {
  /**
   * @param {object} host
   * @param {(wanted: Wanted, signal: AbortSignal) => Promise<Frame>} host.ask
   * @param {() => void} host.onFound
   * @param {import("../transport/timers.js").Timers} host.timers
   */
  constructor({ ask, onFound, timers }) {
    this.timers = timers;
    this.onFound = onFound;
    /** @type {Map<string, Found>} the newest of each probe */
    this.found = new Map();
    /** @type {Map<string, string>} for each probe what its newest answer is about */
    this.about = new Map();
    /** @type {Map<string, number>} when each probe was asked for last */
    this.askedAt = new Map();
    /** What was wiped out while its answer was under way. @type {Set<string>} */
    this.wiped = new Set();
    /** Until when probes rest while playing. */
    this.rest = 0;
    this.sentAt = 0;
    /** @type {Asker<Question, Frame>} */
    this.asker = new Asker({
      timers,
      ask: ({ wanted }, signal) => {
        this.sentAt = timers.now();
        return ask(wanted, signal);
      },
      onAnswer: (frame, question) => this.receive(frame, question),
      keep: 0,
    });
  }

  /** Another problem: what was found says nothing any more. */
  clear() {
    this.found.clear();
    this.about.clear();
    this.askedAt.clear();
    this.asker.drop();
  }

  /** What a visitor had drawn is wiped out. @param {string} name */
  forget(name) {
    this.found.delete(name);
    this.about.delete(name);
    if (this.asker.busy) this.wiped.add(name);
  }

  /** @template {string} Name @param {Name} name @returns {FoundOf<Name> | null} */
  get(name) {
    return /** @type {FoundOf<Name> | undefined} */ (this.found.get(name)) ?? null;
  }

  /**
   * What the page wants to see now. Probes whose answer is there, or on its way, are not asked for again.
   * @param {object} wish
   * @param {object} wish.experiment
   * @param {string} wish.version  of the experiment's chosen run: differs when its rows may differ
   * @param {number} wish.run
   * @param {number} wish.step
   * @param {ProbeWish[]} wish.probes
   * @param {boolean} wish.playing
   */
  want({ experiment, version, run, step, probes, playing }) {
    if (this.asker.busy) return;
    const now = this.timers.now();
    if (playing && now < this.rest) return;
    const due = probes.filter((probe) => {
      if (this.about.get(probe.name) === keyOf(version, run, step, [probe])) return false;
      const asked = this.askedAt.get(probe.name) ?? Number.NEGATIVE_INFINITY;
      return !(playing && COSTLY.has(probe.name) && now - asked < COSTLY_EVERY);
    });
    if (due.length === 0) return;
    for (const probe of due) this.askedAt.set(probe.name, now);
    const asked = due.map((probe) => ({ ...probe, runs: [run] }));
    const wanted = { experiment, from: step, to: step, columns: ["step"], probes: asked };
    this.asker.want(keyOf(version, run, step, due), { wanted, version, run, step, due });
  }

  /** @param {Frame} frame @param {Question} question */
  receive(frame, { version, run, step, due }) {
    const now = this.timers.now();
    this.rest = now + (SHARE - 1) * Math.max(0, now - this.sentAt - 15);
    const notes = JSON.parse(frame.metadata.notes ?? "{}")[run] ?? {};
    for (const wish of due) {
      const { name } = wish;
      if (this.wiped.has(name)) continue;
      const arrays = arraysOf(frame.tensors, `probes.${run}.${name}.`);
      this.about.set(name, keyOf(version, run, step, [wish]));
      this.found.set(name, { arrays, note: notes[name] ?? null, step, wish });
    }
    this.wiped.clear();
    this.onFound();
  }
}

/** @param {string} version @param {number} run @param {number} step @param {ProbeWish[]} probes */
function keyOf(version, run, step, probes) {
  return `${version} ${run} ${step} ${JSON.stringify(probes)}`;
}

/** @param {Record<string, Tensor>} tensors @param {string} prefix */
function arraysOf(tensors, prefix) {
  /** @type {Record<string, Tensor>} */
  const arrays = {};
  for (const [name, tensor] of Object.entries(tensors))
    if (name.startsWith(prefix)) arrays[name.slice(prefix.length)] = tensor;
  return arrays;
}
