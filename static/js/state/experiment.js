/**
 * Changes of an experiment as pure functions: each takes one and returns another.
 * @typedef {Record<string, any>} Experiment
 * @typedef {Record<string, any>} Run
 * @typedef {"step" | "start"} ApplyMode
 */

export const MAX_RUNS = 8;

/**
 * @param {Experiment} experiment
 * @param {number} index
 * @param {(run: Run) => Run} edit
 * @returns {Experiment}
 */
export function editRun(experiment, index, edit) {
  return {
    ...experiment,
    runs: experiment.runs.map((/** @type {Run} */ run, /** @type {number} */ i) =>
      i === index ? edit(run) : run,
    ),
  };
}

/**
 * A knob's value from the start: into the run's own settings. Changes on the way that set it too are dropped.
 * @param {Run} run
 * @param {string} name learning_rate, batch_size or a hyperparameter of the optimizer
 * @param {any} value
 * @returns {Run}
 */
export function setFromStart(run, name, value) {
  const changes = (run.changes ?? [])
    .map((/** @type {Record<string, any>} */ change) => without(change, name))
    .filter((/** @type {Record<string, any>} */ change) => Object.keys(change).length > 1);
  if (name === "learning_rate" && isSchedule(run.learning_rate) && typeof value === "number") {
    return { ...run, changes, learning_rate: { ...run.learning_rate, initial: value } };
  }
  if (name === "learning_rate" || name === "batch_size") return { ...run, changes, [name]: value };
  return { ...run, changes, optimizer: { ...run.optimizer, [name]: value } };
}

/**
 * A knob's value from a step on: a change of the run. Later changes of the same setting are dropped.
 * @param {Run} run
 * @param {number} step
 * @param {string} name
 * @param {any} value
 * @returns {Run}
 */
export function setFromStep(run, step, name, value) {
  const changes = (run.changes ?? [])
    .map((/** @type {Record<string, any>} */ change) =>
      change.at >= step ? without(change, name) : change,
    )
    .filter((/** @type {Record<string, any>} */ change) => Object.keys(change).length > 1);
  const here = changes.find((/** @type {Record<string, any>} */ change) => change.at === step);
  const others = changes.filter((/** @type {Record<string, any>} */ change) => change !== here);
  const merged = { ...(here ?? { at: step }), [name]: value };
  const sorted = [...others, merged].sort((a, b) => a.at - b.at);
  return { ...run, changes: sorted };
}

/**
 * @param {Record<string, any>} change
 * @param {string} name
 */
function without(change, name) {
  const { [name]: _, ...rest } = change;
  return rest;
}

/** @param {any} rate */
export function isSchedule(rate) {
  return rate !== null && typeof rate === "object";
}

/**
 * What a setting is at a step, changes included.
 * @param {Run} run
 * @param {string} name
 * @param {number} step
 * @returns {any}
 */
export function settingAt(run, name, step) {
  let value = name === "learning_rate" || name === "batch_size" ? run[name] : run.optimizer?.[name];
  for (const change of run.changes ?? []) {
    if (change.at <= step && change[name] !== undefined && change[name] !== null) {
      value = change[name];
    }
  }
  return value;
}

/**
 * The same run without the changes at or after a step: the future as it would have been.
 * @param {Run} run
 * @param {number} step
 */
export function unchangedFrom(run, step) {
  return {
    ...run,
    changes: (run.changes ?? []).filter((/** @type {{at: number}} */ c) => c.at < step),
  };
}

/**
 * @param {Experiment} experiment
 * @param {number} index
 */
export function duplicateRun(experiment, index) {
  if (experiment.runs.length >= MAX_RUNS) return experiment;
  const copy = structuredClone(experiment.runs[index]);
  copy.label = `${copy.label || "run"} copy`.slice(0, 80);
  const runs = [...experiment.runs];
  runs.splice(index + 1, 0, copy);
  return { ...experiment, runs };
}

/**
 * @param {Experiment} experiment
 * @param {number} index
 */
export function removeRun(experiment, index) {
  if (experiment.runs.length <= 1) return experiment;
  return {
    ...experiment,
    runs: experiment.runs.filter((/** @type {Run} */ _, /** @type {number} */ i) => i !== index),
  };
}

/**
 * What a change says, in words: "η 0.0005 → 0.006".
 * @param {Run} run
 * @param {Record<string, any>} change
 * @param {(value: number) => string} format
 */
export function changeText(run, change, format) {
  const before = {
    ...run,
    changes: run.changes.filter((/** @type {any} */ c) => c.at < change.at),
  };
  return Object.keys(change)
    .filter((name) => name !== "at" && change[name] !== null && change[name] !== undefined)
    .map((name) => {
      const was = settingAt(before, name, change.at);
      return `${symbol(name)} ${valueText(was, format)} → ${valueText(change[name], format)}`;
    })
    .join(", ");
}

/**
 * @param {any} value
 * @param {(value: number) => string} format
 */
function valueText(value, format) {
  if (value === null || value === undefined) return "full";
  if (isSchedule(value)) return value.name.replaceAll("_", " ");
  return format(value);
}

/** @param {string} name */
export function symbol(name) {
  const symbols = /** @type {Record<string, string>} */ ({
    learning_rate: "η",
    batch_size: "B",
    momentum: "β",
    beta1: "β₁",
    beta2: "β₂",
  });
  return symbols[name] ?? name.replaceAll("_", " ");
}
