/**
 * Typed numbers. One place decides for all fields: what is typed is taken, held at the end of what is allowed with a
 * word, or refused with a word. No DOM in here.
 */

import { formatNumber } from "../lib/format.js";

/**
 * @typedef {object} Bounds
 * @property {number} [min]
 * @property {number} [max]
 * @property {boolean} [openMin]  the minimum itself is excluded
 * @property {boolean} [openMax]
 * @property {boolean} [whole]
 * @property {Record<string, number>} [words]  that stand for a number: "full"
 */

/** What becomes of a typed text: null where it is refused. @template T @typedef {{value: T | null, word: string}} Typed */

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const THOUSANDS = /^[+-]?\d{1,3}(,\d{3})+$/;
/** Longer texts are not repeated whole. */
const MOST = 20;

/**
 * The number that a text stands for: with a comma or a point, a real minus or a hyphen.
 * @param {string} text
 * @param {Bounds} [bounds]
 * @returns {Typed<number>}
 */
export function readNumber(text, bounds = {}) {
  const plain = plainOf(text);
  const known = bounds.words?.[plain.toLowerCase()];
  if (known !== undefined) return { value: known, word: "" };
  const grouped = bounds.whole && THOUSANDS.test(plain);
  const written = grouped ? plain.replaceAll(",", "") : plain.replace(",", ".");
  const value = NUMBER.test(written) ? Number(written) : Number.NaN;
  return held(value, text, bounds);
}

/**
 * Several numbers, such as "(−1.5, 2)", "-1.5 2" or "1,5; 2". Commas separate, unless semicolons or spaces do or a
 * single number is expected.
 * @param {string} text
 * @param {number | null} count  null takes any number of them, one at least
 * @param {(index: number) => Bounds} [boundsOf]
 * @returns {Typed<number[]>}
 */
export function readNumbers(text, count, boundsOf = () => ({})) {
  const inner = text.replace(/[()[\]]/g, " ").trim();
  const parts = count === 1 ? [inner] : inner.split(inner.includes(";") ? /\s*;\s*/ : /[\s,]+/);
  const found = parts.filter((part, i) => part !== "" || i === 0 || count !== null);
  if (count !== null && (found.length !== count || found[0] === "")) {
    const noun = count === 1 ? "a number" : `${count} numbers`;
    return refused(`${noun}${count === 1 ? "" : ", separated by commas"}`, text);
  }
  const read = found.map((part, index) => readNumber(part, boundsOf(index)));
  const bad = read.find(({ value }) => value === null);
  if (bad) return { value: null, word: bad.word };
  const words = read.map(({ word }) => word).filter(Boolean);
  return { value: read.map(({ value }) => Number(value)), word: words[0] ?? "" };
}

/**
 * A number held against the bounds. An end that is excluded holds nothing: there is no nearest number.
 * @param {number} value  NaN where the text is no number
 * @param {string} text
 * @param {Bounds} bounds
 * @returns {Typed<number>}
 */
function held(value, text, bounds) {
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = bounds;
  const below = bounds.openMin ? value <= min : value < min;
  const above = bounds.openMax ? value >= max : value > max;
  const beyond = below ? bounds.openMin : above && bounds.openMax;
  const nearest = below ? min : above ? max : value;
  if (Number.isNaN(value) || beyond || !Number.isFinite(nearest))
    return refused(expectation(bounds), text);
  if (below) return { value: min, word: `${formatNumber(min)} is the smallest here.` };
  if (above) return { value: max, word: `${formatNumber(max)} is the largest here.` };
  if (!bounds.whole || Number.isInteger(value)) return { value, word: "" };
  const whole = Math.round(value);
  return { value: whole, word: `Rounded to ${formatNumber(whole)}: whole numbers only.` };
}

/** @param {string} expected @param {string} text @returns {{value: null, word: string}} */
export function refused(expected, text) {
  const typed = text.trim();
  const shown = typed.length > MOST ? `${typed.slice(0, MOST)}…` : typed;
  return { value: null, word: `Expected ${expected}, got ${shown || "nothing"}.` };
}

/**
 * What a field takes, in words: "a number > 0", "a whole number ≥ 1 and ≤ 50".
 * @param {Bounds} bounds
 */
export function expectation({ min, max, openMin, openMax, whole }) {
  const parts = [];
  if (min !== undefined && Number.isFinite(min))
    parts.push(`${openMin ? ">" : "≥"} ${formatNumber(min)}`);
  if (max !== undefined && Number.isFinite(max))
    parts.push(`${openMax ? "<" : "≤"} ${formatNumber(max)}`);
  return [whole ? "a whole number" : "a number", parts.join(" and ")].filter(Boolean).join(" ");
}

/** Without spaces, and with a hyphen for every kind of minus. @param {string} text */
function plainOf(text) {
  return text.replace(/\s/g, "").replace(/[−–]/g, "-");
}
