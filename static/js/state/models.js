import { isSchedule, settingAt, symbol } from "./experiment.js";

/** @typedef {import("../types.js").RunTrace} RunTrace */

/**
 * A scalar column of a run at a step; the last finite value where the run ended before it.
 * @param {RunTrace | null | undefined} trace
 * @param {string} name
 * @param {number} step
 * @returns {number | null}
 */
export function valueAt(trace, name, step) {
  if (!trace || trace.rows === 0) return null;
  const column = trace.columns[name];
  if (!column) return null;
  for (let row = Math.min(step, trace.rows - 1); row >= 0; row -= 1) {
    if (Number.isFinite(column[row])) return column[row];
    if (name === "stability_limit") return null;
  }
  return null;
}

/**
 * The cards of the runs as the page shows them at a step.
 * @param {import("./lab.js").Lab} lab
 * @param {number} step
 * @param {(value: number) => string} format
 */
export function runCards(lab, step, format) {
  return lab.views(format).map((/** @type {any} */ view) => {
    const run = lab.experiment.runs[view.index];
    const rate = settingAt(run, "learning_rate", step);
    return {
      ...view,
      loss: valueAt(view.trace, "loss", step),
      outcome: view.trace?.outcome ?? null,
      optimizer: optimizerAt(run, step),
      learningRate: isSchedule(rate) ? rate.initial : (rate ?? lab.standardRate),
      schedule: isSchedule(rate) ? rate : null,
      batchSize: settingAt(run, "batch_size", step),
      limit: valueAt(view.trace, "stability_limit", step),
      before: before(run, step),
      clipping: run.gradient_clipping ?? null,
    };
  });
}

/** @param {any} run @param {number} step */
function optimizerAt(run, step) {
  const settings = { ...run.optimizer };
  for (const name of Object.keys(settings)) settings[name] = settingAt(run, name, step);
  return settings;
}

/** Values before the last change up to this step, by setting. @param {any} run @param {number} step */
function before(run, step) {
  /** @type {Record<string, number | null>} */
  const values = {};
  const past = (run.changes ?? []).filter((/** @type {any} */ change) => change.at <= step);
  for (const change of past) {
    for (const name of Object.keys(change)) {
      if (name === "at" || change[name] === null) continue;
      const was = settingAt(run, name, change.at - 1);
      values[name] = typeof was === "number" ? was : null;
    }
  }
  return values;
}

/**
 * Hyperparameters worth naming beside a step's arithmetic.
 * @param {Record<string, any>} optimizer
 */
export function namedSettings(optimizer) {
  return ["momentum", "beta1", "beta2", "alpha", "rho"]
    .filter((name) => typeof optimizer[name] === "number" && optimizer[name] !== 0)
    .map((name) => ({ symbol: symbol(name), value: optimizer[name] }));
}

/**
 * The arrows of an explained step: its terms, and the step itself.
 * @param {{terms: {role: string, label: string, value: number[]}[], update: number[] | null} | null} explanation
 * @returns {import("../types.js").Arrow[]}
 */
export function arrowsOf(explanation) {
  if (!explanation?.update) return [];
  const terms = explanation.terms
    .filter((term) => term.value.some((value) => value !== 0))
    .map((term) => ({
      role: /** @type {any} */ (term.role),
      label: term.label,
      vector: term.value,
    }));
  return [...terms, { role: "step", label: "step", vector: explanation.update }];
}
