/**
 * Maps of outcomes as they come from the server: piece by piece, the coarse picture first. The newest wish wins as soon
 * as the one before has given its first picture; what was drawn is kept for a while. No DOM in here.
 */

import { isShared, withValue } from "../lib/setting-paths.js";
import { Asker } from "../transport/asker.js";
import { ProblemError, Unreachable } from "../transport/problems.js";

/** @typedef {import("../experiments.js").Named} Named */
/** @typedef {{path: string, values: number[]}} Varied */
/**
 * @typedef {object} Wish
 * @property {{problem: import("../experiments.js").Problem, runs: import("../experiments.js").Run[], steps: number, seed: number}} experiment  of one run
 * @property {Varied} x
 * @property {Varied | null} y
 * @property {Named} measure
 */
/** @typedef {"running" | "converged" | "stalled" | "stopped" | "diverged"} Status */
/**
 * @typedef {object} OutcomeMap
 * @property {Wish} wish
 * @property {string} unit
 * @property {(number | string | null)[]} values  row by row
 * @property {(Status | null)[]} outcomes  null where two values do not fit together
 * @property {Uint8Array} known  cells that have come
 * @property {number} come  how many
 * @property {number} revision  another one whenever cells have come
 */
/**
 * The heading, which has the unit, a piece, which has cells, how far it is, or what went wrong on the way.
 * @typedef {{unit?: string, cells?: number[], values?: OutcomeMap["values"], outcomes?: OutcomeMap["outcomes"]} & Partial<Going> & {error?: import("../transport/problems.js").Problem}} Line
 */
/** How far a map is that takes a while. @typedef {{done: number, of: number, seconds_left: number | null}} Going */
/**
 * @typedef {object} Found
 * @property {OutcomeMap | null} map
 * @property {boolean} fresh  it is of what was wished
 * @property {string} trouble
 * @property {Going | null} [going]  while it comes, if that takes a while
 * @property {boolean} [stopped]  nobody asks for the rest of it
 */

/** So many maps are remembered. */
const KEPT = 24;
/** Titles of problems that the server's owner has to see to. */
const LASTING = new Set(["Nobody computes", "Computation lost"]);

export class OutcomeMaps {
  /**
   * @param {object} host
   * @param {(url: string, body: unknown, onLine: (line: Line) => void, signal: AbortSignal) => Promise<void>} host.lines
   * @param {import("../transport/timers.js").Timers} host.timers
   * @param {() => void} host.onChange
   */
  constructor({ lines, timers, onChange }) {
    this.lines = lines;
    this.onChange = onChange;
    /** Ranges about what was there when they were first looked at. @type {Map<string, import("./map-axes.js").MapAxis>} */
    this.anchors = new Map();
    /** What has come of the one under way. @type {{key: string, map: OutcomeMap} | null} */
    this.partial = null;
    /** How far that is, as the server says of what takes long. @type {Going | null} */
    this.going = null;
    /** What had come of those that were stopped, by key. @type {Map<string, OutcomeMap | null>} */
    this.stopped = new Map();
    /** What the server said no to, by key. @type {Map<string, string>} */
    this.refusals = new Map();
    /** @type {Asker<{key: string, wish: Wish}, OutcomeMap>} */
    this.asker = new Asker({
      ask: (question, signal) => this.draw(question, signal),
      timers,
      onAnswer: onChange,
      onRefused: (error, { key }) => {
        this.refusals.set(key, wordsOf(error));
        onChange();
      },
      keep: KEPT,
    });
  }

  /**
   * The maps of several wishes; the first that has not come is asked for.
   * @param {Wish[]} wishes
   * @returns {Found[]}
   */
  of(wishes) {
    const keys = wishes.map(keyOf);
    const found = keys.map((key) => this.found(key));
    const next = found.findIndex(
      ({ fresh, map, trouble, stopped }) => !trouble && !stopped && !(fresh && isWhole(map)),
    );
    if (next >= 0) this.asker.want(keys[next], { key: keys[next], wish: wishes[next] });
    else this.asker.rest();
    return found;
  }

  /** Nobody looks: nothing is computed. */
  rest() {
    if (this.asker.busy || this.asker.next) this.asker.rest();
  }

  /** The rest of what is under way is not wanted. */
  stop() {
    const key = this.asker.open?.key;
    if (!key) return;
    if (this.stopped.size >= KEPT) this.stopped.delete([...this.stopped.keys()][0]);
    this.stopped.set(key, this.partial?.key === key ? this.partial.map : null);
    this.asker.rest();
    this.onChange();
  }

  /** Whatever was stopped is wanted again. */
  goOn() {
    this.stopped.clear();
    this.onChange();
  }

  /** @param {string} key @returns {Found} */
  found(key) {
    const trouble = this.refusals.get(key) ?? "";
    const coming = this.partial?.key === key ? this.partial.map : null;
    const map = this.asker.get(key) ?? coming ?? this.stopped.get(key) ?? null;
    const going = this.asker.open?.key === key ? this.going : null;
    return { map, fresh: map !== null, trouble, going, stopped: this.stopped.has(key) };
  }

  /** @param {{key: string, wish: Wish}} question @param {AbortSignal} signal @returns {Promise<OutcomeMap>} */
  async draw({ key, wish }, signal) {
    /** @type {OutcomeMap | null} */
    let map = null;
    /** @type {import("../transport/problems.js").Problem | null} */
    let failure = null;
    this.going = null;
    const { experiment, x, y, measure } = wish;
    const coming = this.lines(
      "/api/v1/sweeps",
      { experiment, x, y, measure },
      (line) => {
        if (signal.aborted) return;
        if (line.error) failure = line.error;
        if (line.of !== undefined) this.going = /** @type {Going} */ (line);
        if (!map) map = begun(wish, line.unit ?? "");
        if (line.cells) take(map, line);
        else if (!this.going) return;
        if (map.come > 0) this.partial = { key, map };
        this.onChange();
        if (this.asker.next) this.asker.abandon();
      },
      signal,
    );
    await coming.catch((error) => {
      throw lasting(error);
    });
    if (failure) throw lasting(new ProblemError(failure));
    const whole = /** @type {OutcomeMap | null} */ (map);
    if (!whole || !isWhole(whole)) throw new Unreachable("the map ended early");
    this.refusals.clear();
    return whole;
  }
}

/** Where nobody computes, asking again soon does not help: it is said. @param {unknown} error */
function lasting(error) {
  const nobody = error instanceof ProblemError && LASTING.has(error.problem.title ?? "");
  return nobody ? new ProblemError({ ...error.problem, status: undefined }) : error;
}

/** @param {OutcomeMap | null} map */
export function isWhole(map) {
  return map !== null && map.come === map.known.length;
}

/**
 * What a wish is about: the settings that are varied are whatever they are.
 * @param {Wish} wish
 */
export function keyOf({ experiment, x, y, measure }) {
  let bare = { ...experiment, runs: experiment.runs.map((run) => ({ ...run, label: "" })) };
  for (const axis of [x, y]) if (axis) bare = without(bare, axis.path);
  return JSON.stringify([bare, x, y, measure]);
}

/** @template {{runs: import("../experiments.js").Run[]}} E @param {E} experiment @param {string} path @returns {E} */
function without(experiment, path) {
  if (isShared(path)) return withValue(experiment, path, null);
  // Where a run starts may be said or be the problem's own.
  const run = path.startsWith("start[")
    ? { ...experiment.runs[0], start: experiment.runs[0].start ?? [null, null] }
    : experiment.runs[0];
  return { ...experiment, runs: [withValue(run, path, null)] };
}

/** @param {Wish} wish @param {string} unit @returns {OutcomeMap} */
function begun(wish, unit) {
  const count = wish.x.values.length * (wish.y?.values.length ?? 1);
  const known = new Uint8Array(count);
  const [values, outcomes] = [new Array(count).fill(null), new Array(count).fill(null)];
  return { wish, unit, values, outcomes, known, come: 0, revision: 0 };
}

/** @param {OutcomeMap} map @param {Line} piece */
function take(map, { cells = [], values = [], outcomes = [] }) {
  cells.forEach((cell, k) => {
    map.come += 1 - map.known[cell];
    map.known[cell] = 1;
    map.values[cell] = values[k];
    map.outcomes[cell] = outcomes[k];
  });
  map.revision += 1;
}

/**
 * The cell whose numbers are shown at a cell: itself, or the nearest before it of a coarser picture.
 * @param {OutcomeMap} map
 * @param {number} column
 * @param {number} row
 * @returns {number} −1 where nothing has come yet
 */
export function sourceOf({ wish, known }, column, row) {
  const width = wish.x.values.length;
  for (let stride = 1; stride <= 256; stride *= 2) {
    const cell = (row - (row % stride)) * width + column - (column % stride);
    if (known[cell]) return cell;
  }
  return -1;
}

/** What the server says is wrong, and where. @param {unknown} error */
function wordsOf(error) {
  if (error instanceof ProblemError) {
    const first = /** @type {{path?: string, expected?: string, got?: string} | undefined} */ (
      error.problem.errors?.[0]
    );
    if (first?.expected) {
      const got = first.got ? `, got ${first.got}` : "";
      return `${first.path ?? ""}: expected ${first.expected}${got}`.replace(/^\$?\.?/, "");
    }
  }
  return String(/** @type {Error} */ (error).message);
}
