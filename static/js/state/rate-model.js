/** What the figure of a rate test shows: where rates and losses lie, and what is said of them. No DOM in here. */

import { formatNumber } from "../lib/format.js";
import { lossAxis, lossRange } from "../lib/scales.js";

/** @typedef {import("../experiments.js").RateTestAnswer} RateTestAnswer */
/** @typedef {import("./kinds.js").RateChoice} RateChoice */
/** @typedef {{x: [number, number], y: [number, number], log: boolean}} RateScales  x is log10 of rates, y log10 of losses where log */

/** Losses whose largest is more than so many times the smallest are drawn by their logarithm. */
const WIDE = 20;
/** What is farther above the first loss than so many times it is beyond the figure. */
const HEADROOM = 3;
const EXPONENT = /\d+(?:\.\d+)?e[+-]\d+/g;

/**
 * @param {RateTestAnswer} answer
 * @param {RateChoice} choice
 * @returns {RateScales}
 */
export function scalesOf(answer, { low, high }) {
  const first = answer.first_loss ?? Number.NaN;
  const columns = [answer.losses, answer.smoothed].map((values) =>
    Float64Array.from([first, ...values]),
  );
  const range = lossRange(columns, 0, HEADROOM);
  const log = range.low > 0 && range.high > WIDE * range.low;
  return { x: [Math.log10(low), Math.log10(high)], y: lossAxis(range, log), log };
}

/** How far along an axis something lies, from 0 to 1. @param {[number, number]} side @param {number} value */
export function shareOf([low, high], value) {
  return (value - low) / (high - low);
}

/** The number of the rate nearest to a place along the axis. @param {number[]} rates @param {number} log  log10 of a rate */
export function nearestRate(rates, log) {
  let best = 0;
  for (const [k, rate] of rates.entries())
    if (Math.abs(Math.log10(rate) - log) < Math.abs(Math.log10(rates[best]) - log)) best = k;
  return best;
}

/** What is read of one rate. @param {RateTestAnswer} answer @param {number} k */
export function readingText(answer, k) {
  const { rates, losses, smoothed, smoothing } = answer;
  const mean = smoothing > 0 ? `, smoothed ${formatNumber(smoothed[k])}` : "";
  return `Learning rate ${formatNumber(rates[k])}: ${lossTitle(answer)} ${formatNumber(losses[k])}${mean}.`;
}

/** What the test says, with numbers as the page writes them. @param {RateTestAnswer} answer */
export function reasonText({ ending, ended, interval, reason }) {
  const told = interval || ended === "range" ? reason : `${ending} ${reason}`;
  return told.replace(EXPONENT, (number) => formatNumber(Number(number)));
}

/** What the axis of losses is called. @param {RateTestAnswer} answer */
export function lossTitle({ loss }) {
  return loss === "batch_loss" ? "loss of the next batch" : "loss";
}

/** What the lines are; empty where there is only one. @param {RateTestAnswer} answer */
export function linesText({ smoothing }) {
  return smoothing > 0 ? `thick: mean of ${2 * smoothing + 1} losses` : "";
}
