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
export const LONGEST_NAME = 80;
/** Settings of a network's problem that a run may change: a change at step 0 gives it one of its own. */
export const PENALTIES = ["l1", "l2"];

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
 * A knob's value from the start: into the run's own settings. Changes on the way that set it too are dropped. A penalty
 * is the problem's, and a change of it at step 0 the run's own.
 * @param {Run} run
 * @param {string} name learning_rate, batch_size or a hyperparameter of the optimizer
 * @param {Json} value
 * @param {number} [standard]  what null stands for
 * @returns {Run} the same one where nothing is altered
 */
export function setFromStart(run, name, value, standard) {
  if (PENALTIES.includes(name)) return setFromStep(run, 0, name, value, standard);
  const own = name === "learning_rate" || name === "batch_size";
  const changes = withoutSetting(run, name, 0);
  const was = own ? run[name] : run.optimizer[name];
  const rate = isSchedule(was) && typeof value === "number" ? { ...was, initial: value } : value;
  const same = isSchedule(was) ? was.initial === value : (was ?? standard) === value;
  if (same) return changes === run.changes ? run : { ...run, changes };
  if (own) return { ...run, changes, [name]: rate };
  return { ...run, changes, optimizer: { ...run.optimizer, [name]: value } };
}

/**
 * A knob's value from a step on: a change of the run. Later changes of the same setting are dropped, and a change to
 * the value that holds anyway is none.
 * @param {Run} run
 * @param {number} step
 * @param {string} name
 * @param {Json} value
 * @param {number} [standard]  what null stands for
 * @returns {Run} the same one where nothing is altered
 */
export function setFromStep(run, step, name, value, standard) {
  const changes = withoutSetting(run, name, step);
  if ((settingAt({ ...run, changes }, name, step) ?? standard) === value)
    return changes === run.changes ? run : { ...run, changes };
  const here = changes.find((change) => change.at === step);
  const others = changes.filter((change) => change !== here);
  const merged = { ...(here ?? { at: step }), [name]: value };
  const sorted = [...others, merged].sort((a, b) => a.at - b.at);
  return { ...run, changes: sorted };
}

/**
 * The changes of a run without those of a setting from a step on; the same list where there are none.
 * @param {Run} run
 * @param {string} name
 * @param {number} step
 */
function withoutSetting({ changes = [] }, name, step) {
  if (!changes.some((change) => change.at >= step && name in change)) return changes;
  return changes
    .map((change) => (change.at >= step ? without(change, name) : change))
    .filter((change) => Object.keys(change).length > 1);
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

/** The penalties that a run begins with, as a change at step 0; none where they are the problem's. @param {Run} run @returns {Change[]} */
export function ownPenalties({ changes }) {
  const given = changes
    .filter(({ at }) => at === 0)
    .flatMap((change) => PENALTIES.map((name) => [name, change[name] ?? null]))
    .filter(([, value]) => value !== null);
  return given.length > 0 ? [{ at: 0, ...Object.fromEntries(given) }] : [];
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
 * A name that none of the others has: the wanted one, or it with a number.
 * @param {string} wanted
 * @param {readonly string[]} taken
 */
export function freeName(wanted, taken) {
  const name = wanted.slice(0, LONGEST_NAME);
  if (!taken.includes(name)) return name;
  const bare = name.replace(/ \d+$/, "");
  for (let number = 2; ; number += 1) {
    const next = `${bare.slice(0, LONGEST_NAME - 1 - String(number).length)} ${number}`;
    if (!taken.includes(next)) return next;
  }
}

/** The name of a copy; a copy of a copy is one more of the same. @param {string} name */
export function copyName(name) {
  const [, original] = /^(.*) copy( \d+)?$/.exec(name) ?? [];
  return `${(original ?? name).slice(0, LONGEST_NAME - " copy".length)} copy`;
}

/**
 * @template P
 * @param {Experiment<P>} experiment
 * @param {number} index
 * @param {string} label  of the copy
 */
export function duplicateRun(experiment, index, label) {
  if (experiment.runs.length >= MAX_RUNS) return experiment;
  const copy = { ...structuredClone(experiment.runs[index]), label };
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
 * @param {(name: string) => number | undefined} [standardOf]  what holds where a run says nothing
 */
export function changeText(run, change, format, standardOf = () => undefined) {
  const before = {
    ...run,
    changes: run.changes.filter(({ at }) => at < change.at),
  };
  return Object.keys(change)
    .filter((name) => name !== "at" && change[name] !== null && change[name] !== undefined)
    .map((name) => {
      const standard = name === "batch_size" ? undefined : standardOf(name);
      const was = settingAt(before, name, change.at) ?? standard;
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
    l1: "L1",
    l2: "L2",
  });
  return symbols[name] ?? name.replaceAll("_", " ");
}
