/**
 * Numbers as a book prints them: four significant digits, a real minus sign, powers of ten as powers. No DOM in here.
 */

const MINUS = "−";
const NARROW = "\u202f";
const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** From here on, and below `SMALL`, a number is written as a power of ten. */
const LARGE = 1e6;
const SMALL = 1e-4;

/**
 * Four significant digits, without zeros at the end: 0.006, 4.29, 1,184, 3.2 × 10⁻⁵. Whole digits are never dropped.
 * @param {number | null | undefined} value null and undefined give "–"
 * @param {number} [digits] significant digits
 * @returns {string}
 */
export function formatNumber(value, digits = 4) {
  return write(value, digits, true);
}

/** Where there is little room, as beside a frame: 120,000 is 120K there. @param {number} value */
export function formatBrief(value) {
  const short = Math.abs(value) >= 1e4 && Math.abs(value) < 1e15;
  return short ? value.toLocaleString("en", { notation: "compact" }) : formatNumber(value, 3);
}

/**
 * Like `formatNumber`, with all its digits, for values that change in place or stand in a column: 0.2130, 4.290.
 * @param {number | null | undefined} value
 * @param {number} [digits] significant digits
 * @returns {string}
 */
export function formatMeasure(value, digits = 4) {
  return write(value, digits, false);
}

/**
 * Like `formatNumber`, with its sign: +0.0157, −0.0167. Zero has none.
 * @param {number | null | undefined} value
 * @param {number} [digits] significant digits
 * @returns {string}
 */
export function formatSigned(value, digits = 4) {
  const text = formatNumber(value, digits);
  return Number(value) > 0 && text !== "0" ? `+${text}` : text;
}

/**
 * A fixed number of decimals: −0.0167, 8.563.
 * @param {number | null | undefined} value
 * @param {number} decimals
 * @returns {string}
 */
export function formatFixed(value, decimals) {
  const special = notFinite(value);
  if (special !== null) return special;
  return signed(group(Math.abs(Number(value)).toFixed(decimals)), Number(value));
}

/**
 * Two decimals, more where a small number would be lost in them: 0.50, −1.20, 0.001.
 * @param {number} value
 * @returns {string}
 */
export function formatShort(value) {
  return value !== 0 && Math.abs(value) < 0.1 ? formatNumber(value, 2) : formatFixed(value, 2);
}

/**
 * How many significant digits tell a value from one that is a step away, three at least.
 * @param {number} value
 * @param {number} step
 */
export function digitsFor(value, step) {
  const size = Math.abs(value / step);
  return Number.isFinite(size) ? Math.min(15, Math.max(3, Math.ceil(Math.log10(size)) + 1)) : 3;
}

/**
 * A count, with separators: 1,184.
 * @param {number} value
 * @returns {string}
 */
export function formatCount(value) {
  return formatFixed(value, 0);
}

/**
 * A share as a percentage: 0.934 is 93.4 %.
 * @param {number | null | undefined} value
 * @param {number} [decimals]
 * @returns {string}
 */
export function formatPercent(value, decimals = 1) {
  const special = notFinite(value);
  return special ?? `${formatFixed(Number(value) * 100, decimals)}${NARROW}%`;
}

/**
 * A power of ten: 10⁻⁴.
 * @param {number} exponent a whole number
 * @returns {string}
 */
export function formatPower(exponent) {
  return `10${superscript(exponent)}`;
}

/**
 * A point: (−1.5, 2).
 * @param {ArrayLike<number>} values
 * @param {number} [digits] significant digits
 * @returns {string}
 */
export function formatVector(values, digits = 4) {
  return `(${Array.from(values, (value) => formatNumber(value, digits)).join(", ")})`;
}

/**
 * A whole number in superscript digits.
 * @param {number} value
 * @returns {string}
 */
export function superscript(value) {
  const digits = String(Math.abs(value)).replace(/\d/g, (digit) => SUPERSCRIPTS[Number(digit)]);
  return value < 0 ? `⁻${digits}` : digits;
}

/**
 * @param {number | null | undefined} value
 * @param {number} digits
 * @param {boolean} short drop zeros at the end
 * @returns {string}
 */
function write(value, digits, short) {
  const special = notFinite(value);
  if (special !== null) return special;
  const number = Number(value);
  // Rounding first, so that 0.99996 is judged, and written, as the 1.000 it becomes.
  const rounded = Math.abs(Number(number.toPrecision(digits)));
  if (rounded === 0) return "0";
  if (rounded < SMALL || Math.round(Math.abs(number)) >= LARGE)
    return signed(scientific(rounded, digits, short), number);
  const decimals = Math.max(0, digits - 1 - Math.floor(Math.log10(rounded)));
  const text = Math.abs(number).toFixed(decimals);
  return signed(group(short ? trim(text) : text), number);
}

/**
 * @param {number} size
 * @param {number} digits
 * @param {boolean} short
 */
function scientific(size, digits, short) {
  const [mantissa, exponent] = size.toExponential(digits - 1).split("e");
  const power = formatPower(Number(exponent));
  const factor = short ? trim(mantissa) : mantissa;
  return factor === "1" ? power : `${factor}${NARROW}×${NARROW}${power}`;
}

/**
 * What is written for values that are no finite number; null for those that are.
 * @param {number | null | undefined} value
 */
function notFinite(value) {
  if (value === null || value === undefined) return "–";
  if (Number.isFinite(value)) return null;
  if (Number.isNaN(value)) return "NaN";
  return value > 0 ? "∞" : `${MINUS}∞`;
}

/**
 * A minus sign before negative numbers, but never before a zero.
 * @param {string} text of the absolute value
 * @param {number} value
 */
function signed(text, value) {
  return value < 0 && /[1-9]/.test(text) ? MINUS + text : text;
}

/** @param {string} text */
function trim(text) {
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

/** @param {string} text */
function group(text) {
  const [whole, fraction] = text.split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}
