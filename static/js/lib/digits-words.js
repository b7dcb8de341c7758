/** Answers against truths: how often, how strongly coloured, and in which words. No DOM in here. */
import { rgb } from "./colors.js";
import { formatCount, formatPercent } from "./format.js";

/** A single error must already be seen beside none. */
const FAINTEST = 0.12;

/** What normal text needs against its ground (WCAG 2.2, 1.4.3). */
const LEGIBLE = 4.5;

/** @typedef {{truth: number, answer: number, count: number}} Confused */

/**
 * The largest number off the diagonal.
 * @param {ArrayLike<number>} counts (classes, classes), row truth, column answer
 * @param {number} classes
 */
export function largestError(counts, classes) {
  return commonest(counts, classes)?.count ?? 0;
}

/**
 * The commonest mistake, the first one of several; null where all is right.
 * @param {ArrayLike<number>} counts
 * @param {number} classes
 * @returns {Confused | null}
 */
export function commonest(counts, classes) {
  /** @type {Confused | null} */
  let found = null;
  for (let k = 0; k < classes * classes; k++) {
    const truth = Math.floor(k / classes);
    const answer = k % classes;
    if (truth !== answer && counts[k] > (found?.count ?? 0))
      found = { truth, answer, count: counts[k] };
  }
  return found;
}

/**
 * How strongly an error is coloured, 0 … 1: nothing for none, full for the largest.
 * @param {number} count
 * @param {number} largest
 */
export function cellStrength(count, largest) {
  return count > 0 && largest > 0 ? FAINTEST + (1 - FAINTEST) * (count / largest) : 0;
}

/**
 * The colour of an error of a strength: the orange side of the colours of weights.
 * @param {number} strength 0 … 1
 * @param {Uint8Array} table 255 × (red, green, blue), 127 is zero
 * @returns {[number, number, number]}
 */
export function errorColor(strength, table) {
  const at = 3 * (127 - Math.round(127 * Math.min(1, Math.max(0, strength))));
  return [table[at], table[at + 1], table[at + 2]];
}

/**
 * The first of some colours that is legible on a ground; the most legible one where none is.
 * @param {readonly string[]} colors "#rrggbb"
 * @param {readonly number[]} ground
 */
export function legible(colors, ground) {
  const contrasts = colors.map((color) => contrast(rgb(color), ground));
  const first = contrasts.findIndex((value) => value >= LEGIBLE);
  return colors[first >= 0 ? first : contrasts.indexOf(Math.max(...contrasts))];
}

/**
 * Contrast of two colours after WCAG, 1 … 21.
 * @param {readonly number[]} a
 * @param {readonly number[]} b
 */
export function contrast(a, b) {
  const [x, y] = [luminance(a), luminance(b)];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}

/** @param {readonly number[]} color */
function luminance(color) {
  const [r, g, b] = color.map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/**
 * One cell in words: "a 5 read as a 3: 36 times", "Adelie taken for Gentoo: never".
 * @param {readonly string[]} names of the classes
 * @param {number} truth
 * @param {number} answer
 * @param {ArrayLike<number>} counts
 * @param {boolean} [read] images and texts are read, other samples are taken for something
 */
export function cellWords(names, truth, answer, counts, read = true) {
  const count = counts[truth * names.length + answer];
  if (truth === answer) {
    const all = rowTotal(counts, names.length, truth);
    return `${named(names[truth])} ${read ? "read" : "recognised"} as such: ${formatCount(count)} of ${formatCount(all)} times`;
  }
  const verb = read ? "read as" : "taken for";
  return `${named(names[truth])} ${verb} ${named(names[answer])}: ${times(count)}`;
}

/** @param {ArrayLike<number>} counts @param {number} classes @param {number} truth */
function rowTotal(counts, classes, truth) {
  let sum = 0;
  for (let k = 0; k < classes; k++) sum += counts[truth * classes + k];
  return sum;
}

/**
 * A class within a sentence: digits get their article, names stand as they are.
 * @param {string} name
 */
export function named(name) {
  if (!/^\d+$/.test(name)) return name;
  return `${/^(8|11$|18$)/.test(name) ? "an" : "a"} ${name}`;
}

/** @param {number} count */
export function times(count) {
  if (count === 0) return "never";
  if (count === 1) return "once";
  return count === 2 ? "twice" : `${formatCount(count)} times`;
}

/**
 * How many were right: "95.1 % of 10,000 test samples right".
 * @param {{set: string, right: number, total: number}} note
 */
export function rightWords({ set, right, total }) {
  const share = total > 0 ? right / total : Number.NaN;
  const kind = set === "train" ? "training" : set;
  return `${formatPercent(share)} of ${formatCount(total)} ${kind} samples right`;
}

/**
 * A number within a small cell: nothing for none, thousands where it would not fit.
 * @param {number} count
 */
export function cellText(count) {
  if (count === 0) return "";
  return count < 10000 ? String(count) : `${Math.round(count / 1000)}k`;
}

/**
 * Below a misread image: "0, not 5".
 * @param {readonly string[]} names
 * @param {number} truth
 * @param {number} answer
 */
export function mistakeWords(names, truth, answer) {
  return `${names[answer] ?? answer}, not ${names[truth] ?? truth}`;
}

/**
 * Below a misread sentence: "read as positive, is negative".
 * @param {readonly string[]} names
 * @param {number} truth
 * @param {number} answer
 */
export function misreadWords(names, truth, answer) {
  return `read as ${names[answer] ?? answer}, is ${names[truth] ?? truth}`;
}
