import { latestOnly, postJSON } from "../transport/rest.js";

/**
 * Asks for explanations of steps, one at a time, the newest first; remembers the last few.
 */
export class Explainer {
  /** @param {{onAnswer: () => void, onProblem: (error: unknown) => void}} events */
  constructor(events) {
    this.events = events;
    /** @type {Map<string, any>} */
    this.answers = new Map();
    /** The answer that came last, and to what. @type {{body: any, answer: any} | null} */
    this.newest = null;
    /** How long the last answer took, milliseconds. */
    this.cost = 0;
    this.ask = latestOnly((/** @type {any} */ wish) => this.fetch(wish));
  }

  /** @param {any} experiment @param {number} run @param {number} step @param {boolean} remedy @param {number | null} sample */
  static key(experiment, run, step, remedy, sample) {
    return `${run} ${step} ${remedy} ${sample} ${JSON.stringify(experiment)}`;
  }

  /**
   * The explanation of a step, if it has come; else it is asked for.
   * @param {any} experiment
   * @param {number} run
   * @param {number} step
   * @param {boolean} remedy whether to try remedies: not while playing
   * @param {number | null} [sample] of a network's data, to be followed through it
   * @returns {any | null}
   */
  get(experiment, run, step, remedy, sample = null) {
    const full = this.answers.get(Explainer.key(experiment, run, step, true, sample));
    if (full) return full;
    const key = Explainer.key(experiment, run, step, remedy, sample);
    const known = this.answers.get(key);
    const chosen = sample === null ? {} : { sample };
    if (!known) this.ask({ key, body: { experiment, run, step, remedy, ...chosen } });
    return known ?? null;
  }

  /**
   * The answer that came last, where it is about this run: while playing the step is always further on.
   * @param {any} experiment
   * @param {number} run
   */
  recent(experiment, run) {
    const { body, answer } = this.newest ?? {};
    return body?.experiment === experiment && body.run === run ? answer : null;
  }

  /** @param {{key: string, body: any}} wish */
  async fetch({ key, body }) {
    if (this.answers.has(key)) return;
    const asked = performance.now();
    try {
      const answer = await postJSON("/api/v1/explanations", body);
      this.answers.set(key, answer);
      this.newest = { body, answer };
      this.cost = performance.now() - asked;
      const oldest = this.answers.keys().next().value;
      if (this.answers.size > 60 && oldest !== undefined) this.answers.delete(oldest);
      this.events.onAnswer();
    } catch (error) {
      this.events.onProblem(error);
    }
  }
}
