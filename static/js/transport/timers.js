/** Time and chance, handed in so that tests have their own; and pauses between attempts. */

/**
 * @typedef {object} Timers
 * @property {() => number} now  milliseconds
 * @property {(work: () => void, milliseconds: number) => unknown} setTimeout
 * @property {(timer: unknown) => void} clearTimeout
 * @property {() => number} random  from 0 to 1
 */

/** @type {Timers} */
export const realTimers = {
  now: () => performance.now(),
  setTimeout: (work, milliseconds) => setTimeout(work, milliseconds),
  clearTimeout: (timer) => clearTimeout(/** @type {number} */ (timer)),
  random: () => Math.random(),
};

/** Pauses between attempts: each about twice as long as the one before, and never the same for two clients. */
export class Pauses {
  /** @param {Timers} timers @param {{first?: number, most?: number}} [lengths]  milliseconds */
  constructor(timers, { first = 250, most = 15_000 } = {}) {
    this.timers = timers;
    this.first = first;
    this.most = most;
    this.attempts = 0;
  }

  /** How long to wait before the next attempt. @param {number} [least] */
  next(least = 0) {
    const plain = Math.min(this.most, Math.max(least, this.first * 2 ** this.attempts));
    this.attempts += 1;
    return plain * (0.5 + this.timers.random());
  }

  reset() {
    this.attempts = 0;
  }
}

/**
 * Waits; an abort ends the waiting.
 * @param {Timers} timers
 * @param {number} milliseconds
 * @param {AbortSignal} [signal]
 * @returns {Promise<void>}
 */
export function pause(timers, milliseconds, signal) {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const end = () => {
      timers.clearTimeout(timer);
      signal?.removeEventListener("abort", end);
      resolve();
    };
    const timer = timers.setTimeout(end, milliseconds);
    signal?.addEventListener("abort", end);
  });
}
