/** Questions that are asked until they are answered. */

import { isHeld, isTrouble, restOf } from "./problems.js";
import { Pauses, pause } from "./timers.js";

/** @typedef {import("./timers.js").Timers} Timers */

/**
 * Does a piece of work again, with growing pauses, until it succeeds or is refused.
 * @template T
 * @param {(signal: AbortSignal | undefined) => Promise<T>} work
 * @param {object} how
 * @param {Timers} how.timers
 * @param {AbortSignal} [how.signal]
 * @param {(error: unknown) => void} [how.onTrouble]  after each attempt in vain
 * @returns {Promise<T>} rejects where the server refuses, or after an abort
 */
export async function persistently(work, { timers, signal, onTrouble }) {
  const pauses = new Pauses(timers);
  for (;;) {
    try {
      return await work(signal);
    } catch (error) {
      if (signal?.aborted || !isTrouble(error)) throw error;
      onTrouble?.(error);
      await pause(timers, pauses.next() + restOf(error), signal);
    }
    signal?.throwIfAborted();
  }
}

/** What has been overtaken is given so much time to end by itself: a slider does not start work at every pixel. */
const GRACE = 1000;

/** Of several pieces of work the newest wins; one is under way at a time. */
export class Newest {
  /** @param {Timers} timers @param {() => void} [onTrouble]  it has begun, is another or is over */
  constructor(timers, onTrouble = () => {}) {
    this.timers = timers;
    this.onTrouble = onTrouble;
    this.turn = 0;
    /** @type {Promise<unknown> | null} */
    this.busy = null;
    this.control = new AbortController();
    /** @type {"busy" | "lost" | null} */
    this.troubled = null;
    /** Something is wanted that has not come yet. */
    this.wanted = false;
    /** @type {unknown} the end of the patience with what has been overtaken */
    this.grace = null;
  }

  /**
   * @template T
   * @param {(signal: AbortSignal | undefined) => Promise<T>} work
   * @returns {Promise<T | null>} null where something newer has overtaken it; rejects where the server refuses
   */
  async run(work) {
    this.turn += 1;
    const { turn } = this;
    this.wanted = true;
    this.hurry();
    while (this.busy) await this.busy;
    if (turn !== this.turn) return null;
    this.control = new AbortController();
    const { signal } = this.control;
    const attempt = persistently(work, {
      timers: this.timers,
      signal,
      onTrouble: (error) => this.say(isHeld(error) ? "busy" : "lost"),
    });
    this.busy = attempt.catch(() => {});
    try {
      const value = await attempt;
      return turn === this.turn ? value : null;
    } catch (error) {
      if (turn !== this.turn) return null;
      throw error;
    } finally {
      this.busy = null;
      if (turn === this.turn) this.wanted = false;
      this.timers.clearTimeout(this.grace);
      this.grace = null;
      this.say(null);
    }
  }

  /** What is under way ends soon: at once where it only waits. */
  hurry() {
    const { control } = this;
    if (this.troubled) control.abort();
    else if (this.busy) this.grace ??= this.timers.setTimeout(() => control.abort(), GRACE);
  }

  /** Nothing of it is wanted any more. */
  drop() {
    this.turn += 1;
    this.wanted = false;
    this.control.abort();
  }

  /** @param {"busy" | "lost" | null} troubled */
  say(troubled) {
    if (this.troubled === troubled) return;
    this.troubled = troubled;
    this.onTrouble();
  }
}
