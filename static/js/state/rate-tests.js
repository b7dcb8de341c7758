/** Tests of learning rates as the server makes them: the newest wish is asked for, the last few are remembered. No DOM in here. */

import { Asker } from "../transport/asker.js";
import { ProblemError } from "../transport/problems.js";

/** @typedef {import("./kinds.js").RateChoice} RateChoice */
/** @typedef {import("../experiments.js").RateTestAnswer} RateTestAnswer */
/** @typedef {import("../experiments.js").Experiment} Experiment */
/** @typedef {{answer: RateTestAnswer | null, stale: boolean, refused: string}} FoundRates  stale: of other settings */

const KEPT = 12;

export class RateTests {
  /**
   * @param {object} host
   * @param {(body: unknown, signal: AbortSignal) => Promise<RateTestAnswer>} host.ask
   * @param {import("../transport/timers.js").Timers} host.timers
   * @param {() => void} host.onAnswer
   */
  constructor({ ask, timers, onAnswer }) {
    /** What came last. @type {RateTestAnswer | null} */
    this.last = null;
    /** Why there is none, by key. @type {{key: string, said: string} | null} */
    this.refusal = null;
    /** @type {Asker<{key: string, body: unknown}, RateTestAnswer>} */
    this.asker = new Asker({
      ask: ({ body }, signal) => ask(body, signal),
      timers,
      keep: KEPT,
      onAnswer,
      onRefused: (error, { key }) => {
        this.refusal = { key, said: refusalOf(error) };
        onAnswer();
      },
    });
  }

  /**
   * The test that is wished for, if it has come, else the last one.
   * @param {Experiment} experiment
   * @param {number} run
   * @param {RateChoice} choice
   * @returns {FoundRates}
   */
  of(experiment, run, choice) {
    const body = { experiment: testedOf(experiment, run), ...choice };
    const key = JSON.stringify(body);
    const answer = this.asker.want(key, { key, body });
    if (answer) this.last = answer;
    const refused = this.refusal?.key === key && !answer ? this.refusal.said : "";
    return { answer: refused ? null : this.last, stale: !answer, refused };
  }

  /** Nobody looks: nothing is computed. */
  rest() {
    if (this.asker.busy || this.asker.next) this.asker.rest();
  }
}

/**
 * The experiment as far as a test depends on it: its rates, steps, changes and other runs do not matter.
 * @param {Experiment} experiment
 * @param {number} run
 */
export function testedOf({ problem, runs, seed }, run) {
  const { learning_rate: _rate, changes: _changes, label: _label, ...tested } = runs[run];
  return { problem, runs: [tested], steps: 1, seed };
}

/** @param {unknown} error */
function refusalOf(error) {
  if (error instanceof ProblemError) {
    const [first] = error.problem.errors ?? [];
    if (first?.expected) return `No test: expected ${first.expected}.`;
  }
  return String(/** @type {Error} */ (error).message);
}
