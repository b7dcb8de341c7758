/** Sentences as bags of words: other orders of the same words, and what is said about them. No DOM in here. */
import { formatFixed } from "./format.js";

/** @typedef {{text: string, known: boolean}} Token */
/** @typedef {{tokens: string[], step: number, values: number[], answer: number}} Answer of a network to a sentence */

/** Two sentences that only order tells apart. */
export const TWINS = ["not bad, good", "not good, bad"];

/**
 * The words of a text in another order. Null when every order reads the same.
 * @param {string} text
 * @param {number} seed each seed has its own order
 * @returns {string | null}
 */
export function shuffled(text, seed) {
  const words = text.split(/\s+/).filter(Boolean);
  if (new Set(words).size < 2) return null;
  const before = words.join(" ");
  const random = mulberry(seed);
  for (let k = words.length - 1; k > 0; k--) {
    const other = Math.floor(random() * (k + 1));
    [words[k], words[other]] = [words[other], words[k]];
  }
  // Chance may give back the order it began with. Words that are not all the same differ once turned by one.
  if (words.join(" ") === before) words.push(/** @type {string} */ (words.shift()));
  return words.join(" ");
}

/**
 * A small generator of numbers from 0 to 1, the same for the same seed.
 * @param {number} seed
 */
function mulberry(seed) {
  let state = (seed + 0x9e3779b9) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * "2 of 9 words unknown", "all 9 words known".
 * @param {readonly Token[]} tokens
 */
export function knownText(tokens) {
  const unknown = tokens.filter(({ known }) => !known).length;
  const count = tokens.length;
  if (count === 0) return "no words";
  if (count === 1) return unknown ? "the word is unknown" : "the word is known";
  if (unknown === 0) return `all ${count} words known`;
  if (unknown === count) return `all ${count} words unknown`;
  return `${unknown} of ${count} words unknown`;
}

/**
 * What became of the answer when the words changed places: said only of the same words at the same step.
 * @param {Answer | null} before
 * @param {Answer | null} after
 * @param {readonly string[]} classes
 */
export function shuffleText(before, after, classes) {
  if (!before || !after || before.step !== after.step) return "";
  if (before.tokens.join(" ") === after.tokens.join(" ")) return "";
  if (before.tokens.toSorted().join(" ") !== after.tokens.toSorted().join(" ")) return "";
  const name = classes[before.answer] ?? "";
  const [was, is] = [before, after].map(({ values }) => formatFixed(values[before.answer], 4));
  const same = was === is;
  return same
    ? `Other order, same answer: ${name} ${is} as before.`
    : `Other order: ${name} ${is}, before ${was}.`;
}

/**
 * A few short examples of different classes, others with each turn.
 * @param {readonly string[]} texts
 * @param {readonly number[]} labels
 * @param {number} turn
 * @param {{count?: number, longest?: number}} [limits]
 * @returns {{text: string, label: number}[]}
 */
export function pickTexts(texts, labels, turn, { count = 3, longest = 90 } = {}) {
  const all = texts.map((text, k) => ({ text: text.trim(), label: labels[k] }));
  const short = all.filter(({ text }) => text.length > 12 && text.length <= longest);
  const pool = short.length >= count ? short : all;
  const kinds = [...new Set(pool.map(({ label }) => label))].sort((a, b) => a - b);
  const groups = kinds.map((kind) => pool.filter(({ label }) => label === kind));
  const total = Math.min(count, pool.length);
  const places = Array.from({ length: total }, (_, k) => {
    const group = groups[k % groups.length];
    const round = Math.floor(k / groups.length);
    const perTurn = Math.ceil(total / groups.length);
    return group[(turn * perTurn + round) % group.length];
  });
  return [...new Set(places)];
}
