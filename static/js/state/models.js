import { isSchedule, PENALTIES, settingAt, symbol } from "./experiment.js";

/** @typedef {import("../types.js").RunTrace} RunTrace */
/** @typedef {import("../experiments.js").Run} Run */

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
  return lab.views(format).map((view) => {
    const run = lab.experiment.runs[view.index];
    const rate = settingAt(run, "learning_rate", step);
    return {
      ...view,
      loss: valueAt(view.trace, "loss", step),
      outcome: view.trace?.outcome ?? null,
      optimizer: optimizerAt(run, step),
      learningRate: isSchedule(rate) ? rate.initial : (asNumber(rate) ?? lab.standardRate),
      schedule: isSchedule(rate) ? rate : null,
      batchSize: run.batches
        ? (valueAt(view.trace, "batch_size", step) ?? run.batches[0].length)
        : asNumber(settingAt(run, "batch_size", step)),
      given: run.batches?.length ?? 0,
      limit: valueAt(view.trace, "stability_limit", step),
      before: before(run, step),
      clipping: run.gradient_clipping ?? null,
      ownLoss: run.loss ?? null,
      penalties: penaltiesAt(lab, run, step),
    };
  });
}

/** @param {unknown} value */
function asNumber(value) {
  return typeof value === "number" ? value : null;
}

/** The penalties in force; none where there are no weights. @param {import("./lab.js").Lab} lab @param {Run} run @param {number} step */
function penaltiesAt(lab, run, step) {
  return Object.fromEntries(
    PENALTIES.map((name) => [name, asNumber(settingAt(run, name, step)) ?? lab.standardOf(name)]),
  );
}

/** @param {Run} run @param {number} step */
function optimizerAt(run, step) {
  const settings = { ...run.optimizer };
  for (const name of Object.keys(settings)) settings[name] = settingAt(run, name, step) ?? null;
  return settings;
}

/** Values before the last change up to this step, by setting. @param {Run} run @param {number} step */
function before(run, step) {
  /** @type {Record<string, number | null>} */
  const values = {};
  const past = (run.changes ?? []).filter((change) => change.at <= step);
  for (const change of past) {
    for (const name of Object.keys(change)) {
      if (name === "at" || change[name] === null) continue;
      const was = settingAt(run, name, change.at - 1);
      values[name] = asNumber(was);
    }
  }
  return values;
}

/**
 * Hyperparameters worth naming beside a step's arithmetic.
 * @param {import("../experiments.js").Optimizer} optimizer
 */
export function namedSettings(optimizer) {
  return ["momentum", "beta1", "beta2", "alpha", "rho"]
    .map((name) => ({ symbol: symbol(name), value: asNumber(optimizer[name]) ?? 0 }))
    .filter(({ value }) => value !== 0);
}

/**
 * The arrows of an explained step: its terms, and the step itself.
 * @param {import("../experiments.js").LandscapeExplanation | null} explanation
 * @returns {import("../types.js").Arrow[]}
 */
export function arrowsOf(explanation) {
  if (!explanation?.update) return [];
  const terms = explanation.terms
    .filter((term) => term.value.some((value) => value !== 0))
    .map(({ role, label, value }) => ({ role, label, vector: value }));
  // A single term is the whole step, and its arrow bears both names.
  const label = terms.length === 1 ? `step ${terms[0].label}` : "step";
  return [...terms, { role: "step", label, vector: explanation.update }];
}
