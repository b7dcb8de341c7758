/** What a map of outcomes says in words: of one cell, and as a whole. No DOM in here. */

import { formatCount, formatNumber, formatPercent } from "./format.js";

/** @typedef {import("../state/outcome-maps.js").OutcomeMap} OutcomeMap */
/** @typedef {{title: string, values: number[]}} AxisWords */
/**
 * @typedef {object} Terms
 * @property {AxisWords} x
 * @property {AxisWords | null} y
 * @property {{name: string, title: string, better?: "less" | "more" | null}} measure  title as in a sentence
 * @property {number[][]} minima  known ones of the landscape
 * @property {(row: number) => number | null} limit  the value of x from which on theory has a row diverge
 */

/** Whole numbers as counts, all others with four digits. @param {number} value */
export function settingText(value) {
  return Number.isInteger(value) && Math.abs(value) >= 1000
    ? formatCount(value)
    : formatNumber(value)
        .replace(/(\.\d*?)0+$/, "$1")
        .replace(/\.$/, "");
}

/** The settings of a cell. @param {Terms} terms @param {number} cell */
export function placeText({ x, y }, cell) {
  const column = cell % x.values.length;
  const across = `${x.title} ${settingText(x.values[column])}`;
  if (!y) return across;
  return `${across}, ${y.title} ${settingText(y.values[Math.floor(cell / x.values.length)])}`;
}

/** What becomes of a cell's run. @param {Terms} terms @param {OutcomeMap} map @param {number} cell */
export function answerText({ measure, minima }, { values, outcomes, known, unit }, cell) {
  if (!known[cell]) return "not computed yet";
  const [value, outcome] = [values[cell], outcomes[cell]];
  if (outcome === null) return "these values do not fit together";
  if (measure.name === "outcome" || outcome === "diverged") return outcome;
  if (value === null) return `${measure.title}: never; ${outcome}`;
  if (measure.name === "nearest_minimum")
    return `ends nearest to ${pointText(minima[Number(value)])}; ${outcome}`;
  return `${measure.title} ${valueText(value)}${unit ? ` ${unit}` : ""}; ${outcome}`;
}

/** @param {Terms} terms @param {OutcomeMap} map @param {number} cell */
export function readingText(terms, map, cell) {
  return `${placeText(terms, cell)}: ${answerText(terms, map, cell)}`;
}

/** @param {number | string} value */
function valueText(value) {
  if (typeof value === "string") return value;
  return Number.isInteger(value) ? formatCount(value) : formatNumber(value);
}

/** @param {number[] | undefined} point */
export function pointText(point) {
  return point ? `(${point.map((part) => formatNumber(part, 3)).join(", ")})` : "a minimum";
}

/**
 * The map in one sentence, once all of it is there.
 * @param {Terms} terms
 * @param {OutcomeMap} map
 * @param {number | null} row  the one whose edge is named: where the run is
 * @param {Pick<import("../state/outcome-maps.js").Found, "going" | "stopped">} [state]
 */
export function captionText(terms, map, row, { going = null, stopped = false } = {}) {
  const { measure } = terms;
  if (map.come < map.known.length) {
    const come = `${formatCount(map.come)} of ${formatCount(map.known.length)} runs`;
    const left = going?.seconds_left ? `, about ${durationText(going.seconds_left)} left` : "";
    return stopped ? `Stopped at ${come}.` : `Computing: ${come}${left}.`;
  }
  const ends = [edgeText(terms, map, row)];
  const best = bestText(terms, map);
  if (best) ends.push(best);
  if (measure.name === "outcome") ends.push(outcomeShares(map));
  const words = ends.filter(Boolean).join("; ");
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}

/** From which value of x on all runs of a row diverge. @param {Terms} terms @param {OutcomeMap} map @param {number | null} row */
function edgeText({ x, y, limit }, { outcomes }, row) {
  if (!outcomes.includes("diverged")) return "no run diverges here";
  const width = x.values.length;
  const at = row ?? 0;
  const ends = outcomes.slice(at * width, (at + 1) * width);
  const last = ends.findLastIndex((outcome) => outcome !== "diverged");
  const theory = limit(at);
  const expected = theory === null ? "" : ` (by theory from ${settingText(theory)})`;
  const where = `${y ? ` at ${y.title} ${settingText(y.values[at])}` : ""}${expected}`;
  if (last === width - 1)
    return ends.includes("diverged")
      ? `some runs diverge${where}`
      : `no run diverges${where}, others do`;
  if (last < 0) return `all runs diverge${where}`;
  return `diverges from ${x.title} ${settingText(x.values[last + 1])} on${where}`;
}

/** The cell with the best number; −1 where there is none. @param {Terms} terms @param {OutcomeMap} map */
export function bestCell({ measure }, { values, outcomes }) {
  if (!measure.better) return -1;
  let best = -1;
  values.forEach((value, cell) => {
    if (typeof value !== "number" || !Number.isFinite(value) || outcomes[cell] === "diverged")
      return;
    const before = Number(values[best]);
    if (best < 0 || (measure.better === "less" ? value < before : value > before)) best = cell;
  });
  return best;
}

/** @param {Terms} terms @param {OutcomeMap} map */
function bestText(terms, map) {
  const { measure, x, y } = terms;
  const cell = bestCell(terms, map);
  if (cell < 0) return "";
  const value = map.values[cell];
  const alike = map.values.filter((other) => other === value).length;
  const most = measure.better === "less" ? "least" : "most";
  const here = [x.values[cell % x.values.length]];
  if (y) here.push(y.values[Math.floor(cell / x.values.length)]);
  const amount = `${Number.isInteger(value) ? formatCount(Number(value)) : formatNumber(Number(value), 2)}${map.unit ? ` ${map.unit}` : ""}`;
  const more = alike > 1 ? ` (as in ${formatCount(alike - 1)} other cells)` : "";
  return `${most} ${measure.title}: ${amount} at ${here.map(settingText).join(" and ")}${more}`;
}

/** @param {OutcomeMap} map */
function outcomeShares({ outcomes }) {
  const names = ["converged", "running", "stalled", "stopped", "diverged"];
  return names
    .map((name) => [name, outcomes.filter((outcome) => outcome === name).length / outcomes.length])
    .filter(([, share]) => Number(share) > 0)
    .map(([name, share]) => `${formatPercent(Number(share), 0)} ${name}`)
    .join(", ");
}

/**
 * Several runs' maps in one sentence.
 * @param {Terms} terms
 * @param {{run: string, map: OutcomeMap}[]} maps
 */
export function severalText(terms, maps) {
  const come = maps.reduce((sum, { map }) => sum + map.come, 0);
  const all = maps.reduce((sum, { map }) => sum + map.known.length, 0);
  if (come < all || all === 0)
    return `Computing: ${formatCount(come)} of ${formatCount(all)} runs.`;
  const basins = terms.measure.name === "nearest_minimum";
  const [first, ...others] = maps.map(({ run, map }) => {
    const found = basins
      ? map.values.map((value, cell) => value === nearest(terms, cell))
      : map.outcomes.map((outcome) => outcome === "diverged");
    return { run, part: formatPercent(shareOf(terms, found), 0) };
  });
  const what = basins ? "ends nearest to the minimum it began nearest to" : "diverges";
  const more = others.map(({ run, part }) => `, ${run} from ${part}`).join("");
  return `${first.run} ${what} from ${first.part} of starts${more}.`;
}

/** The share of a window in which something is so: cells at its edge stand for half as much. @param {Terms} terms @param {boolean[]} found */
function shareOf({ x, y }, found) {
  const [width, height] = [x.values.length, y?.values.length ?? 1];
  const edge = (/** @type {number} */ k, /** @type {number} */ count) =>
    count > 1 && (k === 0 || k === count - 1) ? 0.5 : 1;
  let [sum, all] = [0, 0];
  found.forEach((is, cell) => {
    const weight = edge(cell % width, width) * edge(Math.floor(cell / width), height);
    all += weight;
    if (is) sum += weight;
  });
  return sum / all;
}

/** The minimum nearest to a start. @param {Terms} terms @param {number} cell */
function nearest({ x, y, minima }, cell) {
  const row = Math.floor(cell / x.values.length);
  const start = [x.values[cell % x.values.length], y?.values[row] ?? 0];
  const away = minima.map((point) => Math.hypot(point[0] - start[0], point[1] - start[1]));
  return away.indexOf(Math.min(...away));
}

/** Seconds up to a minute and a half, then minutes, then hours. @param {number} seconds */
export function durationText(seconds) {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
