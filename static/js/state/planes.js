/**
 * Planes through a network's parameters, as the server computes them: the newest wish is asked for, the last few answers
 * are remembered. While a run trains, its plane is asked for again only when it has left the one that is there.
 */

import { Asker } from "../transport/asker.js";
import { planeAsked, planeText } from "./plane-choice.js";

/** @typedef {import("./kinds.js").PlaneChoice} PlaneChoice */
/** @typedef {import("../experiments.js").PlaneAnswer} PlaneAnswer */
/** @typedef {[[number, number], [number, number]]} Window  its sides */
/**
 * @typedef {object} PlaneWish
 * @property {PlaneChoice} choice
 * @property {import("../experiments.js").Experiment} experiment
 * @property {string} version  of the experiment
 * @property {number} run
 * @property {number} reach  the last row that is there
 * @property {number} step  the one that is shown
 * @property {boolean} going  more rows are coming
 * @property {number} parameters
 * @property {number} samples  that are measured, at most
 * @property {Window | null} window  the part that is seen; null is the whole
 */
/** @typedef {{answer: PlaneAnswer, choice: PlaneChoice, run: number, until: number, batch: number | null}} FoundPlane */

const KEPT = 24;
/** A path that has become longer by this share has left its plane. */
const GROWTH = 1.3;
const FEWEST_STEPS = 10;
/** Products that a plane may take, a second's work; points of its sides, and samples where those are too many. */
const PRODUCTS = 2e9;
const SIDES = { most: 64, least: 17 };
const LEAST_SAMPLES = 100;

export class Planes {
  /**
   * @param {object} host
   * @param {(body: unknown, signal: AbortSignal) => Promise<PlaneAnswer>} host.ask
   * @param {import("../transport/timers.js").Timers} host.timers
   * @param {() => void} host.onAnswer
   */
  constructor({ ask, timers, onAnswer }) {
    /** @type {{about: string, plane: FoundPlane} | null} the last that came, and of which runs and choice */
    this.last = null;
    /** Why there is none, of the same. @type {{about: string, said: string} | null} */
    this.refusal = null;
    /** @type {{about: string, until: number, batch: number | null} | null} what was wished for last */
    this.wished = null;
    /** @type {Asker<{about: string, body: Record<string, unknown>, made: Omit<FoundPlane, "answer">}, PlaneAnswer>} */
    this.asker = new Asker({
      ask: ({ body }, signal) => ask(body, signal),
      timers,
      keep: KEPT,
      onAnswer: (answer, { about, made }) => {
        this.last = { about, plane: { answer, ...made } };
        this.refusal = null;
        onAnswer();
      },
      onRefused: (error, { about }) => {
        this.refusal = { about, said: String(/** @type {Error} */ (error).message) };
        onAnswer();
      },
    });
  }

  /**
   * The plane that is wished for, if it has come, else the last one of the same run and kind; stale: of another
   * experiment.
   * @param {PlaneWish} wish
   * @returns {{plane: FoundPlane | null, stale: boolean, refused: string}}
   */
  of(wish) {
    const { choice, version, run, experiment, window } = wish;
    const which = ` ${run} ${planeText({ ...choice, solid: false, beside: false })}`;
    const about = `${version}${which}`;
    const before = this.wished?.about === about ? this.wished : null;
    const until = pathEnd(wish, before?.until ?? 0);
    const batch = choice.over === "batch" ? batchOf(wish, before?.batch ?? null) : null;
    this.wished = { about, until, batch };
    if (until > 0) {
      const made = { choice, run, until, batch };
      const body = {
        experiment,
        run,
        until,
        plane: planeAsked(choice, run, until),
        over: batch === null ? choice.over : { batch },
        vectors: false,
        ...(window && { window }),
        ...finenessOf(wish.parameters, wish.samples),
      };
      const key = `${about} ${until} ${batch} ${window}`;
      const answer = this.asker.want(key, { about, body, made });
      if (answer && this.last?.plane.answer !== answer)
        this.last = { about, plane: { answer, ...made } };
    }
    return {
      plane: this.last?.about.endsWith(which) ? this.last.plane : null,
      stale: this.last?.about !== about,
      refused: this.refusal?.about === about ? this.refusal.said : "",
    };
  }

  /** Nobody looks at a plane any more. */
  rest() {
    this.asker.rest();
  }
}

/**
 * The last step of the path: all of it once the run has come to rest, else what was asked for before until the run has
 * left that plane.
 * @param {Pick<PlaneWish, "reach" | "going">} wish
 * @param {number} before
 */
export function pathEnd({ reach, going }, before) {
  if (!going || reach < before) return reach;
  return reach >= Math.max(before + FEWEST_STEPS, GROWTH * before) ? reach : before;
}

/** The step whose batch is looked at: the one shown, but while more rows come the one before. @param {PlaneWish} wish @param {number | null} before */
function batchOf({ step, going }, before) {
  return going && before !== null ? before : step;
}

/**
 * How many points and samples take no longer than a second.
 * @param {number} parameters
 * @param {number} samples
 * @returns {{resolution: number, samples: number}}
 */
export function finenessOf(parameters, samples) {
  const side = Math.floor(Math.sqrt(PRODUCTS / (parameters * samples)));
  const resolution = Math.max(SIDES.least, Math.min(SIDES.most, side));
  const most = Math.floor(PRODUCTS / (parameters * resolution ** 2));
  return { resolution, samples: Math.min(samples, Math.max(LEAST_SAMPLES, most)) };
}
