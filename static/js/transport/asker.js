/** The one way in which an answer of the server comes to a page: by what it is about. */

import { isTrouble, restOf } from "./problems.js";
import { Pauses, pause } from "./timers.js";

/** What was refused is asked again after so long, if anybody still wants it, milliseconds. */
const REFUSED_FOR = 60_000;
const MOST_REFUSED = 50;

/**
 * Answers by their keys. One question is under way; of those that wait the newest is asked next. What failed for want
 * of a server is asked again after a pause, unless something newer is wanted by then.
 * @template Question, Answer
 */
export class Asker {
  /**
   * @param {object} host
   * @param {(question: Question, signal: AbortSignal) => Promise<Answer>} host.ask
   * @param {import("./timers.js").Timers} host.timers
   * @param {(answer: Answer, question: Question) => void} host.onAnswer
   * @param {(error: unknown, question: Question) => void} [host.onRefused]
   * @param {number} [host.keep]  how many answers are remembered
   * @param {boolean} [host.overtake]  a newer question ends the one under way
   */
  constructor({ ask, timers, onAnswer, onRefused = () => {}, keep = 1, overtake = false }) {
    this.host = { ask, timers, onAnswer, onRefused };
    this.keep = keep;
    this.overtake = overtake;
    this.pauses = new Pauses(timers);
    /** @type {Map<string, Answer>} the last used last */
    this.known = new Map();
    /** @type {Map<string, number>} until when a key is not asked again */
    this.refused = new Map();
    /** @type {{key: string, control: AbortController} | null} */
    this.open = null;
    /** @type {{key: string, question: Question} | null} */
    this.next = null;
    this.resting = new AbortController();
    this.working = false;
  }

  /** Whether a question is under way. */
  get busy() {
    return this.open !== null;
  }

  /** @param {string} key */
  get(key) {
    return this.known.get(key) ?? null;
  }

  /**
   * The answer, if it is there; else it is asked for.
   * @param {string} key
   * @param {Question} question
   * @returns {Answer | null}
   */
  want(key, question) {
    const known = this.known.get(key);
    if (known !== undefined) {
      this.known.delete(key);
      this.known.set(key, known);
      this.next = null;
      return known;
    }
    if (this.open?.key === key) this.next = null;
    else if (this.host.timers.now() >= (this.refused.get(key) ?? 0)) {
      this.next = { key, question };
      if (this.overtake) this.abandon();
      void this.work();
    }
    return null;
  }

  /** Nothing that is known or under way is of use any more. */
  drop() {
    this.known.clear();
    this.refused.clear();
    this.rest();
  }

  /** Nobody waits for an answer. */
  rest() {
    this.next = null;
    this.abandon();
    this.wake();
  }

  /** The question under way is of no use any more. */
  abandon() {
    this.open?.control.abort();
    this.open = null;
  }

  /** The server is there again: no pause is needed. */
  wake() {
    this.resting.abort();
  }

  async work() {
    if (this.working) return;
    this.working = true;
    while (this.next) {
      const { key, question } = this.next;
      this.next = null;
      const rest = await this.tried(key, question);
      if (rest === null) continue;
      this.next ??= { key, question };
      this.resting = new AbortController();
      await pause(this.host.timers, this.pauses.next() + rest, this.resting.signal);
    }
    this.working = false;
  }

  /**
   * @param {string} key
   * @param {Question} question
   * @returns {Promise<number | null>} how long the server wants to be left alone; null at the end of the question
   */
  async tried(key, question) {
    const control = new AbortController();
    this.open = { key, control };
    const { answer, error } = await this.host.ask(question, control.signal).then(
      (answer) => ({ answer, error: null }),
      (error) => ({ answer: null, error }),
    );
    if (control.signal.aborted) return null;
    this.open = null;
    if (isTrouble(error)) return restOf(error);
    if (error === null) this.answered(key, question, /** @type {Answer} */ (answer));
    else this.refuse(key, question, error);
    return null;
  }

  /** @param {string} key @param {Question} question @param {Answer} answer */
  answered(key, question, answer) {
    this.pauses.reset();
    keepNewest(this.known, key, answer, this.keep);
    this.refused.delete(key);
    this.host.onAnswer(answer, question);
  }

  /** @param {string} key @param {Question} question @param {unknown} error */
  refuse(key, question, error) {
    keepNewest(this.refused, key, this.host.timers.now() + REFUSED_FOR, MOST_REFUSED);
    this.host.onRefused(error, question);
  }
}

/**
 * @template Value
 * @param {Map<string, Value>} map
 * @param {string} key
 * @param {Value} value
 * @param {number} most
 */
function keepNewest(map, key, value, most) {
  map.delete(key);
  map.set(key, value);
  const oldest = map.keys().next().value;
  if (map.size > most && oldest !== undefined) map.delete(oldest);
}
