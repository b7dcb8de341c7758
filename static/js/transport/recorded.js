/**
 * In place of the server: what has been recorded of one experiment. Whatever was not recorded is refused, and nothing
 * is asked twice.
 */

import { persistently } from "./again.js";
import { ProblemError } from "./problems.js";
import { rowsFrom } from "./stream.js";

/** @typedef {import("./lane.js").Frame} Frame */
/** @typedef {import("./lane.js").Wanted} Wanted */
/** @typedef {import("./lane.js").LaneEvents} LaneEvents */
/** @typedef {import("./timers.js").Timers} Timers */

const MISSING = { status: 404, title: "This was not recorded." };

/** Rows of the one experiment there is. */
class Rows {
  /** @param {(columns: readonly string[]) => Promise<Frame>} whole  all rows */
  constructor(whole) {
    this.whole = whole;
    this.ended = false;
  }

  /** @param {LaneEvents} events */
  lane(events) {
    /** @type {Wanted | null} */
    let last = null;
    return {
      ask: async (/** @type {Wanted} */ wanted) => {
        last = wanted;
        const found =
          wanted.probes || wanted.every ? null : await this.whole(wanted.columns).catch(() => null);
        await null; // an answer never comes before its question has been put
        if (last !== wanted || this.ended) return;
        last = null;
        if (found) events.onFrame(rowsFrom(found, wanted.from), wanted);
        else events.onProblem(MISSING, wanted);
      },
      drop() {
        last = null;
      },
      close() {
        last = null;
      },
    };
  }

  /** @param {(state: import("./stream.js").State) => void} listener */
  onState(listener) {
    listener("open");
    return () => {};
  }

  wake() {}

  end() {
    this.ended = true;
  }
}

/** @implements {Source} */
export class Recorded {
  /**
   * @typedef {import("./server.js").Source} Source
   * @param {object} record
   * @param {Record<string, unknown>} record.answers  by address
   * @param {(columns: readonly string[]) => Promise<Frame>} record.whole  all rows of the experiment
   * @param {(url: string) => Promise<ArrayBuffer>} record.bytes  what else there is to read
   * @param {Timers} record.timers
   */
  constructor({ answers, whole, bytes, timers }) {
    this.timers = timers;
    this.answers = answers;
    this.read = bytes;
    this.control = new AbortController();
    this.stream = new Rows((columns) => this.once("rows", () => whole(columns)));
    /** @type {Map<string, Promise<unknown>>} */
    this.kept = new Map();
  }

  /**
   * @template T
   * @param {string} key
   * @param {() => Promise<T>} work
   * @returns {Promise<T>}
   */
  once(key, work) {
    const { timers, kept } = this;
    const made = kept.get(key) ?? persistently(work, { timers, signal: this.control.signal });
    kept.set(key, made);
    return /** @type {Promise<T>} */ (made);
  }

  /**
   * @template {string} Path
   * @param {Path} url
   * @returns {Promise<import("../experiments.js").AnswerAt<Path>>}
   */
  async post(url) {
    if (!(url in this.answers)) throw new ProblemError(MISSING);
    return /** @type {import("../experiments.js").AnswerAt<Path>} */ (this.answers[url]);
  }

  /** @returns {Promise<void>} */
  async lines() {
    throw new ProblemError(MISSING);
  }

  /** @param {string} url */
  bytes(url) {
    return this.once(url, () => this.read(url));
  }

  /** @param {string} url */
  bytesOf(url) {
    return this.bytes(url);
  }

  /** @template Answer @param {string} url @returns {Promise<Answer>} */
  async json(url) {
    return /** @type {Promise<Answer>} */ (this.post(url));
  }

  end() {
    this.control.abort();
    this.stream.end();
  }
}
