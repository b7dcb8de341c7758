/** How the cells of a map of outcomes are coloured and marked. No DOM in here. */

import { classStyle, lut, rgb } from "./colors.js";

/** @typedef {import("../types.js").Theme} Theme */
/** @typedef {import("../state/outcome-maps.js").OutcomeMap} OutcomeMap */
/** @typedef {import("../state/outcome-maps.js").Status} Status */
/** Strokes that tell cells apart without colour. @typedef {"hatch" | "dots" | "bars" | ""} Texture */
/** @typedef {{color: [number, number, number], texture: Texture}} Ink */
/**
 * What the colours mean: numbers (zero is where logarithms begin) from the best to the worst, words, or how runs end.
 * @typedef {{kind: "number", low: number, high: number, zero: number, log: boolean, more: boolean, clipped: [boolean, boolean]}
 *   | {kind: "class", classes: (number | string)[]} | {kind: "status"}} Coloring
 */

/** Decades that colours tell apart. */
const DECADES = 10;
/** Of the numbers the largest are off the scale: runs that are about to overflow. */
const MOST = 0.95;
/** Beyond this ratio colours go by powers of ten. */
const WIDE = 50;

/** @type {Record<Theme, Record<Status | "never", {color: string, texture: Texture}>>} */
const STATUS = {
  light: {
    converged: { color: "#5f94b0", texture: "" },
    running: { color: "#cadfcb", texture: "" },
    stalled: { color: "#f0d88f", texture: "dots" },
    stopped: { color: "#ceb8f4", texture: "bars" },
    diverged: { color: "#efe6e2", texture: "hatch" },
    never: { color: "#dddcd6", texture: "dots" },
  },
  dark: {
    converged: { color: "#6fb59f", texture: "" },
    running: { color: "#245164", texture: "" },
    stalled: { color: "#594a17", texture: "dots" },
    stopped: { color: "#453a63", texture: "bars" },
    diverged: { color: "#2b2222", texture: "hatch" },
    never: { color: "#30343a", texture: "dots" },
  },
};

/** How runs may end, in the order of a legend. @type {Status[]} */
export const STATUSES = ["converged", "running", "stalled", "stopped", "diverged"];

/**
 * @param {Status | "never"} status
 * @param {Theme} theme
 * @returns {Ink}
 */
export function statusInk(status, theme) {
  const { color, texture } = STATUS[theme][status];
  return { color: rgb(color), texture };
}

/**
 * What colours mean on maps of one measure.
 * @param {OutcomeMap[]} maps
 * @param {{name: string, better?: "less" | "more" | null}} measure
 * @returns {Coloring}
 */
export function coloringOf(maps, { name, better }) {
  if (name === "outcome") return { kind: "status" };
  const values = maps.flatMap((map) =>
    map.values.filter((value, k) => value !== null && map.outcomes[k] !== "diverged"),
  );
  const words = values.some((value) => typeof value === "string");
  if (words || name === "nearest_minimum")
    return { kind: "class", classes: [...new Set(values)].sort().flatMap((value) => value ?? []) };
  const numbers = /** @type {number[]} */ (values).filter(Number.isFinite).sort((a, b) => a - b);
  return numberScale(numbers, better === "more");
}

/** @param {number[]} numbers  in order @param {boolean} more  of it is better @returns {Coloring} */
function numberScale(numbers, more) {
  const none = { low: 0, high: 1, zero: 0, log: false };
  if (numbers.length === 0) return { kind: "number", ...none, more, clipped: [false, false] };
  const [least, most] = [numbers[0], numbers[numbers.length - 1]];
  // Below zero what counts is how far a number is from the least.
  const zero = Math.min(0, least);
  const share = numbers[Math.ceil(MOST * numbers.length) - 1];
  const high = most - zero > WIDE * (share - zero) && share > least ? share : most;
  const next = numbers.find((value) => value > zero) ?? high;
  const log = !more && high - zero > WIDE * (zero < 0 ? next - zero : least);
  const low = log
    ? Math.max(zero < 0 ? next : least, zero + (high - zero) * 10 ** -DECADES)
    : least;
  return { kind: "number", low, high, zero, log, more, clipped: [low > least, high < most] };
}

/**
 * Where a number lies between the best, 0, and the worst, 1.
 * @param {Extract<Coloring, {kind: "number"}>} coloring
 * @param {number} value
 */
export function shareOf({ low, high, zero, log, more }, value) {
  if (high <= low) return 0;
  const share = log
    ? Math.log((Math.max(value, low) - zero) / (low - zero)) /
      Math.log((high - zero) / (low - zero))
    : (value - low) / (high - low);
  const within = Math.max(0, Math.min(1, share));
  return more ? 1 - within : within;
}

/**
 * @param {Coloring} coloring
 * @param {number | string | null} value
 * @param {Status | null} outcome
 * @param {Theme} theme
 * @returns {Ink | null} null where two values do not fit together
 */
export function inkOf(coloring, value, outcome, theme) {
  if (outcome === null) return null;
  if (coloring.kind === "status" || outcome === "diverged") return statusInk(outcome, theme);
  if (value === null) return statusInk("never", theme);
  if (coloring.kind === "class") {
    const at = Math.max(0, coloring.classes.indexOf(value));
    return { color: rgb(`#${classStyle(at, theme).area.replace("#", "")}`), texture: "" };
  }
  const table = lut(theme);
  const at = 3 * Math.round(255 * shareOf(coloring, Number(value)));
  return { color: [table[at], table[at + 1], table[at + 2]], texture: "" };
}
