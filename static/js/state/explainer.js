/** Explanations of steps: one question is under way, the newest wish is next; the last few answers are remembered. */

import { Asker } from "../transport/asker.js";
import { textOf } from "./changes.js";

/** @typedef {import("../experiments.js").Experiment} Experiment */
/** @typedef {import("../experiments.js").Explanation} Explanation */
/** @typedef {{experiment: Experiment, run: number, step: number, remedy: boolean, sample?: number}} Question */

const KEPT = 60;

/** @param {Question} question @returns {string} */
function keyOf({ experiment, run, step, remedy, sample }) {
  return `${run} ${step} ${remedy} ${sample ?? null} ${textOf(experiment)}`;
}

/** @template {Explanation} [Answer=Explanation] */
export class Explainer {
  /**
   * @param {object} host
   * @param {(question: Question, signal: AbortSignal) => Promise<Answer>} host.ask
   * @param {import("../transport/timers.js").Timers} host.timers
   * @param {() => void} host.onAnswer
   */
  constructor({ ask, timers, onAnswer }) {
    /** The answer that came last, and to what. @type {{question: Question, answer: Answer} | null} */
    this.newest = null;
    /** How long the last answer took, milliseconds. */
    this.cost = 0;
    /** @type {Asker<Question, Answer>} */
    this.asker = new Asker({
      timers,
      keep: KEPT,
      ask: async (question, signal) => {
        const asked = timers.now();
        const answer = await ask(question, signal);
        this.cost = timers.now() - asked;
        return answer;
      },
      onAnswer: (answer, question) => {
        this.newest = { question, answer };
        onAnswer();
      },
    });
  }

  /**
   * The explanation of a step, if it has come; else it is asked for.
   * @param {Experiment} experiment
   * @param {number} run
   * @param {number} step
   * @param {boolean} remedy whether to try remedies: not while playing
   * @param {number | null} [sample] of a network's data, to be followed through it
   * @returns {Answer | null}
   */
  get(experiment, run, step, remedy, sample = null) {
    const question = { experiment, run, step, remedy, ...(sample === null ? {} : { sample }) };
    const full = this.asker.get(keyOf({ ...question, remedy: true }));
    return full ?? this.asker.want(keyOf(question), question);
  }

  /**
   * The answer that came last, where it is about this run: while playing the step is always further on.
   * @param {Experiment} experiment
   * @param {number} run
   */
  recent(experiment, run) {
    const { question, answer } = this.newest ?? {};
    return question?.experiment === experiment && question.run === run ? answer : null;
  }
}
