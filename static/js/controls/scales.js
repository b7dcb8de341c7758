/**
 * Scales of the knobs: a value, its position 0 … 1 on the track, and the values between which a handle or a key moves.
 *
 * Learning rates are logarithmic. Batch sizes are logarithmic and whole. Momentum is linear in −log(1 − β), so that
 * 0.9, 0.99 and 0.999, which average over 10, 100 and 1000 steps, stand at equal distances.
 */

import { formatPower } from "../lib/format.js";

/**
 * @typedef {object} Mark
 * @property {number} value
 * @property {string} label  text under the tick; empty for a tick alone
 */

/**
 * @typedef {object} Scale
 * @property {number} min
 * @property {number} max
 * @property {Mark[]} marks  in ascending order
 * @property {(value: number) => number} toPosition  position 0 … 1 of a value; values outside are clamped
 * @property {(position: number) => number} toValue  the round value nearest to a position
 * @property {(value: number, direction: 1 | -1, large?: boolean) => number} next  the value one key press away
 * @property {import("./typed.js").Bounds} typed  what may be typed, beyond the ends of the track as well
 */

/** Positions closer than this to a mark snap to it. */
const MAGNET = 0.012;

/**
 * `value` held between `min` and `max`.
 * @param {number} value
 * @param {number} min
 * @param {number} max
 */
export function clamp(value, min, max) {
  return Math.min(max, Math.max(min, value));
}

/**
 * `value` rounded to `digits` significant digits, without the noise of binary fractions.
 * @param {number} value
 * @param {number} digits
 */
export function significant(value, digits) {
  return Number(value.toPrecision(digits));
}

/**
 * 10^exponent as a label: plain from 0.01 to 1000, else as a power.
 * @param {number} exponent
 */
export function powerLabel(exponent) {
  if (exponent >= -2 && exponent <= 3) return String(significant(10 ** exponent, 1));
  return formatPower(exponent);
}

/**
 * The next number of the series 1, 2, 5, 10, … above or below `value` > 0.
 * @param {number} value
 * @param {1 | -1} direction
 */
export function nextRound(value, direction) {
  const base = Math.floor(Math.log10(value)) - 1;
  const series = [];
  for (let exponent = base; exponent <= base + 3; exponent += 1)
    for (const lead of [1, 2, 5]) series.push(Number(`${lead}e${exponent}`));
  const margin = 1 + direction * 1e-9;
  const found =
    direction > 0
      ? series.find((number) => number > value * margin)
      : series.reverse().find((number) => number < value * margin);
  return found ?? value;
}

/**
 * Two-digit neighbour of `value` > 0, about 12 % away.
 * @param {number} value
 * @param {1 | -1} direction
 */
function nextTwoDigits(value, direction) {
  const moved = significant(value * 10 ** (direction * 0.05), 2);
  if ((moved - value) * direction > 0) return moved;
  const unit = 10 ** (Math.floor(Math.log10(value)) - 1);
  return significant(value + direction * unit, 2);
}

/** @param {number} min @param {number} max @returns {Mark[]} */
function decades(min, max) {
  const marks = [];
  const last = Math.floor(Math.log10(max) + 1e-9);
  for (let exponent = Math.ceil(Math.log10(min) - 1e-9); exponent <= last; exponent += 1)
    marks.push({ value: Number(`1e${exponent}`), label: powerLabel(exponent) });
  return marks;
}

/**
 * Logarithmic scale, 0 < min < max; dragging gives numbers of two significant digits.
 * @param {number} min
 * @param {number} max
 * @param {import("./typed.js").Bounds} [typed]  what may be typed beyond the ends of the track
 * @returns {Scale}
 */
export function logScale(min, max, typed = { min: 0, openMin: true, max: 1e6 }) {
  const low = Math.log(min);
  const span = Math.log(max) - low;
  const within = (/** @type {number} */ value) => clamp(value, min, max);
  return {
    min,
    max,
    marks: decades(min, max),
    toPosition: (value) => (value > 0 ? clamp((Math.log(value) - low) / span, 0, 1) : 0),
    toValue: (position) => within(significant(Math.exp(low + span * clamp(position, 0, 1)), 2)),
    next: (value, direction, large = false) =>
      within((large ? nextRound : nextTwoDigits)(within(value), direction)),
    typed,
  };
}

/**
 * Logarithmic scale with a zero: the first tenth of the track belongs to 0, the rest runs from `min` to `max`.
 * @param {number} min  smallest value that is not zero
 * @param {number} max
 * @param {import("./typed.js").Bounds} [typed]
 * @returns {Scale}
 */
export function logZeroScale(min, max, typed = { min: 0, max }) {
  const inner = logScale(min, max);
  const start = 0.1;
  return {
    min: 0,
    max,
    marks: [{ value: 0, label: "0" }, ...inner.marks],
    toPosition: (value) => (value <= 0 ? 0 : start + (1 - start) * inner.toPosition(value)),
    toValue: (position) =>
      position < start / 2 ? 0 : inner.toValue((position - start) / (1 - start)),
    next: (value, direction, large = false) => {
      if (value <= 0) return direction > 0 ? min : 0;
      if (value <= min && direction < 0) return 0;
      return inner.next(value, direction, large);
    },
    typed,
  };
}

/**
 * Learning rates: whole decades around the rates that matter here, four at the least.
 * @param {number[]} landmarks  the suggested rate, the largest stable rate; what is not positive is left out
 * @returns {Scale}
 */
export function learningRateScale(landmarks) {
  const known = landmarks.filter((rate) => Number.isFinite(rate) && rate > 0).map(Math.log10);
  if (known.length === 0) return logScale(1e-4, 1);
  let low = Math.floor(Math.min(...known) - 1);
  let high = Math.ceil(Math.max(...known) + 0.5);
  while (high - low < 4) {
    const roomBelow = Math.min(...known) - low;
    const roomAbove = high - Math.max(...known);
    // More room above than below: it is there that a run begins to diverge.
    if (roomAbove < roomBelow + 1.5) high += 1;
    else low -= 1;
  }
  return logScale(Number(`1e${low}`), Number(`1e${high}`));
}

/**
 * Position snapped to a mark when it is close to one, so that 32, 0.9 or "full" are easy to hit.
 * @param {Mark[]} marks
 * @param {(value: number) => number} toPosition
 * @param {number} position
 * @returns {number | null} the value of the mark
 */
function magnet(marks, toPosition, position) {
  const near = marks.find((mark) => Math.abs(toPosition(mark.value) - position) < MAGNET);
  return near ? near.value : null;
}

/**
 * Batch sizes 1 … samples, logarithmic and whole, with marks 1, 32, 64, 128 and full.
 * @param {number} samples
 * @returns {Scale}
 */
export function batchScale(samples) {
  const max = Math.max(1, Math.round(samples));
  const span = Math.log(max);
  const toPosition = (/** @type {number} */ value) =>
    span === 0 ? 1 : clamp(Math.log(Math.max(1, value)) / span, 0, 1);
  const whole = (/** @type {number} */ value) => clamp(Math.round(value), 1, max);
  const marks = [1, 32, 64, 128]
    .filter((size) => size < max && (size === 1 || toPosition(size) < 0.93))
    .map((size) => ({ value: size, label: String(size) }));
  marks.push({ value: max, label: "full" });
  return {
    min: 1,
    max,
    marks,
    toPosition,
    toValue: (position) =>
      magnet(marks, toPosition, position) ?? whole(Math.exp(span * clamp(position, 0, 1))),
    next: (value, direction, large = false) => {
      if (!large) return whole(value + direction * Math.max(1, Math.round(value * 0.1)));
      const exponent = Math.log2(Math.max(1, value));
      const power =
        direction > 0 ? Math.floor(exponent + 1e-9) + 1 : Math.ceil(exponent - 1e-9) - 1;
      return whole(2 ** power);
    },
    typed: { min: 1, max, whole: true, words: { full: max } },
  };
}

/**
 * Momentum 0 … max < 1, linear in −log(1 − β): equal steps multiply the number of averaged gradients, 1/(1 − β).
 * @param {number} [max]
 * @returns {Scale}
 */
export function momentumScale(max = 0.999) {
  const span = -Math.log(1 - max);
  const toPosition = (/** @type {number} */ value) =>
    clamp(-Math.log(1 - clamp(value, 0, max)) / span, 0, 1);
  const fromRest = (/** @type {number} */ rest) =>
    clamp(significant(1 - significant(rest, 2), 6), 0, max);
  const marks = [0, 0.5, 0.9, 0.99, 0.999, 0.9999]
    .filter((value) => value <= max)
    .map((value) => ({ value, label: String(value) }));
  return {
    min: 0,
    max,
    marks,
    toPosition,
    toValue: (position) =>
      magnet(marks, toPosition, position) ?? fromRest(Math.exp(-span * clamp(position, 0, 1))),
    next: (value, direction, large = false) => {
      if (large) {
        const beyond = marks.filter((mark) => (mark.value - value) * direction > 1e-9);
        const mark = direction > 0 ? beyond[0] : beyond[beyond.length - 1];
        return mark ? mark.value : clamp(value, 0, max);
      }
      const rest = Math.max(1 - value, 1 - max);
      return fromRest(Math.min(1, nextTwoDigits(rest, direction > 0 ? -1 : 1)));
    },
    typed: { min: 0, max: 1, openMax: true },
  };
}

/**
 * Linear scale from `min` to `max`; whole numbers on request.
 * @param {number} min
 * @param {number} max
 * @param {import("./typed.js").Bounds} [typed]  what may be typed; whole numbers on request
 * @returns {Scale}
 */
export function linearScale(min, max, typed = {}) {
  const { whole = false } = typed;
  const span = max - min || 1;
  const rough = 10 ** Math.floor(Math.log10(span) - 1.5);
  const unit = whole ? Math.max(1, Math.round(rough)) : rough;
  const round = (/** @type {number} */ value) =>
    clamp(significant(Math.round(value / unit) * unit, 12), min, max);
  return {
    min,
    max,
    marks: [
      { value: min, label: String(min) },
      { value: max, label: String(max) },
    ],
    toPosition: (value) => clamp((value - min) / span, 0, 1),
    toValue: (position) => round(min + span * clamp(position, 0, 1)),
    next: (value, direction, large = false) => round(value + direction * unit * (large ? 10 : 1)),
    typed: { min, max, ...typed },
  };
}
