/** How far a prediction is from what the run gave. */

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
/** @typedef {{grade: "right" | "close" | "wrong", off: number | null, because: string}} Judgement */

/** Whether an option is the one that the run chose. @param {Option} option @param {string | number | null} found */
export function fits({ value, least, most }, found) {
  if (least === null && most === null) return value === found;
  if (typeof found !== "number") return false;
  return (
    found >= (least ?? Number.NEGATIVE_INFINITY) && found <= (most ?? Number.POSITIVE_INFINITY)
  );
}

/**
 * @param {Choice | NumberAnswer} answer
 * @param {number} given  the number of the option, or the number predicted
 * @param {string | number | null} found  what the measure gave
 * @returns {Judgement}
 */
export function judged(answer, given, found) {
  if (answer.kind === "choice") {
    const option = answer.options[given];
    return { grade: fits(option, found) ? "right" : "wrong", off: null, because: option.because };
  }
  if (typeof found !== "number") return { grade: "wrong", off: null, because: "" };
  const off = Math.abs(given - found) / (Math.abs(found) || 1);
  const because = given < found ? answer.below : answer.above;
  if (off <= answer.right) return { grade: "right", off, because: "" };
  return { grade: off <= answer.close ? "close" : "wrong", off, because };
}
