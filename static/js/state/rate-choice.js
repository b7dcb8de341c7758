/** From which learning rate to which a test goes, and in how many steps: as text of an address, and what fits. No DOM in here. */

/** @typedef {import("./kinds.js").RateChoice} RateChoice */
/** @typedef {import("../controls/typed.js").Bounds} Bounds */

/** What is tested where nobody has chosen. @type {Readonly<RateChoice>} */
export const USUAL_RATES = Object.freeze({ low: 1e-5, high: 10, steps: 100 });

const LEAST = 1e-12;
const MOST = 1e6;
const STEPS = { least: 5, most: 10_000 };
/** No step more than doubles the rate, and the range is at least so many times as wide. */
const FACTOR = 2;

/** @param {RateChoice} choice @returns {Record<keyof RateChoice, Bounds>} */
export function boundsOf({ low, high }) {
  return {
    low: { min: LEAST, max: high / FACTOR },
    high: { min: FACTOR * low, max: MOST },
    steps: { min: leastSteps(low, high), max: STEPS.most, whole: true },
  };
}

/** @param {number} low @param {number} high */
function leastSteps(low, high) {
  return Math.max(STEPS.least, 1 + Math.ceil(Math.log2(high / low)));
}

/**
 * Another end may need more steps.
 * @param {RateChoice} choice
 * @param {Partial<RateChoice>} part
 * @returns {RateChoice}
 */
export function withPart(choice, part) {
  const next = { ...choice, ...part };
  return { ...next, steps: Math.max(next.steps, leastSteps(next.low, next.high)) };
}

/** @param {RateChoice} choice */
export function ratesText({ low, high, steps }) {
  return [low, high, steps].join(",");
}

const NUMBER = /^\d+(\.\d+)?(e[+-]?\d+)?$/;

/** @param {string} text @returns {RateChoice | undefined} undefined where it is malformed */
export function ratesOf(text) {
  const parts = text.split(",");
  if (parts.length !== 3 || !parts.every((part) => NUMBER.test(part))) return undefined;
  const [low, high, steps] = parts.map(Number);
  const fits =
    low >= LEAST &&
    high <= MOST &&
    high >= FACTOR * low &&
    Number.isInteger(steps) &&
    steps >= leastSteps(low, high) &&
    steps <= STEPS.most;
  return fits ? { low, high, steps } : undefined;
}
