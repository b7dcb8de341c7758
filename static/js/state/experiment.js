/**
 * Changes of an experiment as pure functions: each takes one and returns another.
 * @typedef {"step" | "start"} ApplyMode
 */

/** @typedef {import("../experiments.js").Run} Run */
/** @typedef {import("../experiments.js").Change} Change */
/** @typedef {import("../experiments.js").Json} Json */
/** @typedef {import("../experiments.js").Schedule} Schedule */
/** @template [P=unknown] @typedef {import("../experiments.js").Experiment<P>} Experiment */

export const MAX_RUNS = 8;

/**
 * @template P
 * @param {Experiment<P>} experiment
 * @param {number} index
 * @param {(run: Run) => Run} edit
 * @returns {Experiment<P>}
 */
export function editRun(experiment, index, edit) {
  return {
    ...experiment,
    runs: experiment.runs.map((run, i) => (i === index ? edit(run) : run)),
  };
}

/**
 * A knob's value from the start: into the run's own settings. Changes on the way that set it too are dropped.
 * @param {Run} run
 * @param {string} name learning_rate, batch_size or a hyperparameter of the optimizer
 * @param {Json} value
 * @returns {Run}
 */
export function setFromStart(run, name, value) {
  const changes = (run.changes ?? [])
    .map((change) => without(change, name))
    .filter((change) => Object.keys(change).length > 1);
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
 * @param {Json} value
 * @returns {Run}
 */
export function setFromStep(run, step, name, value) {
  const changes = (run.changes ?? [])
    .map((change) => (change.at >= step ? without(change, name) : change))
    .filter((change) => Object.keys(change).length > 1);
  const here = changes.find((change) => change.at === step);
  const others = changes.filter((change) => change !== here);
  const merged = { ...(here ?? { at: step }), [name]: value };
  const sorted = [...others, merged].sort((a, b) => a.at - b.at);
  return { ...run, changes: sorted };
}

/**
 * @param {Change} change
 * @param {string} name  of anything but its step
 * @returns {Change}
 */
function without({ at, ...settings }, name) {
  const { [name]: _, ...rest } = settings;
  return { at, ...rest };
}

/**
 * A run without one setting of its changes at a step.
 * @param {Run} run
 * @param {number} at
 * @param {string} name
 * @returns {Run}
 */
export function withoutChange(run, at, name) {
  const changes = run.changes
    .map((change) => (change.at === at ? without(change, name) : change))
    .filter((change) => Object.keys(change).length > 1);
  return { ...run, changes };
}

/** @param {unknown} rate @returns {rate is Schedule} */
export function isSchedule(rate) {
  return rate !== null && typeof rate === "object";
}

/**
 * What a setting is at a step, changes included.
 * @param {Run} run
 * @param {string} name
 * @param {number} step
 * @returns {Json | undefined}
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
    changes: (run.changes ?? []).filter((change) => change.at < step),
  };
}

/**
 * @template P
 * @param {Experiment<P>} experiment
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
 * @template P
 * @param {Experiment<P>} experiment
 * @param {number} index
 */
export function removeRun(experiment, index) {
  if (experiment.runs.length <= 1) return experiment;
  return {
    ...experiment,
    runs: experiment.runs.filter((_, i) => i !== index),
  };
}

/**
 * What a change says, in words: "η 0.0005 → 0.006".
 * @param {Run} run
 * @param {Change} change
 * @param {(value: number) => string} format
 */
export function changeText(run, change, format) {
  const before = {
    ...run,
    changes: run.changes.filter(({ at }) => at < change.at),
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
 * @param {Json | undefined} value
 * @param {(value: number) => string} format
 */
function valueText(value, format) {
  if (value === null || value === undefined) return "full";
  if (isSchedule(value)) return value.name.replaceAll("_", " ");
  return format(Number(value));
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
