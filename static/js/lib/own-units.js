/** A table's own units: how far answers are off in them, and what is shown of the scaled problem. No DOM in here. */

import { groupOf } from "./data-words.js";
import { formatMeasure, formatNumber } from "./format.js";

/** @typedef {import("../types.js").ErrorCurve} ErrorCurve */
/** @typedef {import("../experiments.js").NetworkProblem} NetworkProblem */

/**
 * The columns that say how far a regression's answers are off, one or two for each target.
 * @param {readonly string[]} columns  that the problem has
 * @param {readonly string[]} targets  names of what is predicted
 * @returns {ErrorCurve[]}
 */
export function errorCurves(columns, targets) {
  const found = columns.filter((name) => /^rmse(\.\d+)?$/.test(name));
  return found.map((column, place) => ({
    column,
    tested: columns.includes(`test_${column}`) ? `test_${column}` : null,
    name: targets[place] ?? (found.length > 1 ? `t${place + 1}` : ""),
  }));
}

/**
 * "5,903, test 6,012".
 * @param {number | null} train
 * @param {number | null} test
 */
export function errorText(train, test) {
  if (train === null) return "–";
  return test === null
    ? formatMeasure(train)
    : `${formatMeasure(train)}, test ${formatMeasure(test)}`;
}

/**
 * What weights, gradients and the loss are of, where they are not of the table's own numbers: "standardised inputs and
 * targets"; empty where nothing is scaled, or the data are no table.
 * @param {Pick<NetworkProblem, "scaling" | "dataset">} problem
 */
export function scaledWords({ scaling, dataset }) {
  if (dataset.name !== "custom" && groupOf(dataset.name) !== "tables") return "";
  const targets = dataset.target_scaling === "standard";
  if (scaling === "standard") return `standardised inputs${targets ? " and targets" : ""}`;
  const divided = scaling === "unit" ? "inputs divided by the largest" : "";
  return [divided, targets ? "standardised targets" : ""].filter(Boolean).join(" and ");
}

/**
 * Where a number of the network's own is drawn among a table's targets: it learns them less the training mean, by their
 * deviation.
 * @param {NetworkProblem["dataset"]} dataset
 * @param {readonly {y: number, train: boolean}[]} points
 * @returns {(value: number) => number}
 */
export function amongTargets(dataset, points) {
  const known = points.filter(({ train }) => train).map(({ y }) => y);
  if (dataset.target_scaling !== "standard" || known.length === 0) return (value) => value;
  const mean = known.reduce((sum, y) => sum + y, 0) / known.length;
  const variance = known.reduce((sum, y) => sum + (y - mean) ** 2, 0) / known.length;
  const deviation = Math.sqrt(variance) || 1;
  return (value) => mean + deviation * value;
}

const TERMS = 6;

/**
 * "Salary = 9,490 · YearsExperience + 25,893".
 * @param {import("../experiments.js").LinearAnswer} line
 */
export function lineText({ target, terms, constant }) {
  const shown = terms.slice(0, TERMS).map(({ input, slope }) => ({ slope, text: ` · ${input}` }));
  const rest = terms.length - shown.length;
  const parts = [...shown, { slope: constant, text: "" }].map(({ slope, text }, k) => {
    const size = formatNumber(slope === null ? null : Math.abs(slope), 5);
    const minus = slope !== null && slope < 0;
    return `${k ? (minus ? " − " : " + ") : minus ? "−" : ""}${size}${text}`;
  });
  if (rest > 0) parts.splice(TERMS, 0, ` + … ${rest} more`);
  return `${target} = ${parts.join("")}`;
}
