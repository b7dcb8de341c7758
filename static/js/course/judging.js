/** How far a prediction is from what the run gave. */

import { heightOf } from "./track.js";

/**
 * @typedef {object} Option
 * @property {string | number | null} value
 * @property {number | null} least
 * @property {number | null} most
 * @property {string} text  HTML
 * @property {string} because  HTML
 */
/** @typedef {{kind: "choice", options: Option[]}} Choice */
/**
 * @typedef {object} NumberAnswer
 * @property {"number" | "slider"} kind
 * @property {number} low
 * @property {number} high
 * @property {boolean} log
 * @property {number | null} step
 * @property {string} unit
 * @property {string} symbol
 * @property {number} right
 * @property {number} close
 * @property {string} below  HTML
 * @property {string} above  HTML
 */
/**
 * @typedef {object} PlaneAnswer
 * @property {"point" | "curve"} kind
 * @property {[number, number]} low
 * @property {[number, number]} high
 * @property {[string, string]} axes
 * @property {boolean} log
 * @property {number} right
 * @property {number} close
 * @property {string} far  HTML
 */
/** @typedef {Choice | NumberAnswer | PlaneAnswer} Answer */
/** The number of an option, a number, a point, or the heights of a curve. @typedef {number | number[]} Given */
/** @typedef {{value: string | number | null, numbers: {[name: string]: unknown}}} Found */
/** @typedef {{grade: "right" | "close" | "wrong", off: number | null, because: string}} Judgement */

/** Whether an option is the one that the run chose. @param {Option} option @param {string | number | null} found */
export function fits({ value, least, most }, found) {
  if (least === null && most === null) return value === found;
  if (typeof found !== "number") return false;
  return (
    found >= (least ?? Number.NEGATIVE_INFINITY) && found <= (most ?? Number.POSITIVE_INFINITY)
  );
}

/** @param {Answer} answer @param {Given} given @param {Found} found @returns {Judgement} */
export function judged(answer, given, found) {
  if (answer.kind === "choice") {
    const option = answer.options[Number(given)];
    return {
      grade: fits(option, found.value) ? "right" : "wrong",
      off: null,
      because: option.because,
    };
  }
  if ("far" in answer) {
    const off = awayInPlane(answer, /** @type {number[]} */ (given), truthOf(answer, found));
    return graded(answer, off, answer.far);
  }
  if (typeof found.value !== "number") return { grade: "wrong", off: null, because: "" };
  const off = Math.abs(Number(given) - found.value) / (Math.abs(found.value) || 1);
  return graded(answer, off, Number(given) < found.value ? answer.below : answer.above);
}

/** The point, or the heights, that the measure found. @param {PlaneAnswer} answer @param {Found} found @returns {number[]} */
export function truthOf({ kind }, { numbers }) {
  const truth = kind === "point" ? numbers.point : numbers.values;
  return Array.isArray(truth) ? truth : [];
}

/** @param {{right: number, close: number}} bounds @param {number} off @param {string} because @returns {Judgement} */
function graded({ right, close }, off, because) {
  if (off <= right) return { grade: "right", off, because: "" };
  return { grade: off <= close ? "close" : "wrong", off, because };
}

/** As a share of the plane's side: the distance of two points, or the mean distance of two curves. @param {PlaneAnswer} answer @param {number[]} given @param {number[]} truth */
function awayInPlane(answer, given, truth) {
  if (truth.length === 0) return Number.POSITIVE_INFINITY;
  if (answer.kind === "point") {
    const [across, up] = [0, 1].map(
      (k) => (given[k] - truth[k]) / (answer.high[k] - answer.low[k]),
    );
    return Math.hypot(across, up);
  }
  // Curves of different numbers of points are compared where the truth has its own.
  const away = truth.map((value, k) => {
    const drawn = given[Math.round((k / (truth.length - 1)) * (given.length - 1))];
    return Math.abs(heightOf(answer, drawn) - heightOf(answer, value));
  });
  return away.reduce((sum, part) => sum + part, 0) / away.length;
}
