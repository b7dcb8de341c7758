/** From which step on two runs differ, and which of several runs a new one shares most with. No DOM in here. */

/** @typedef {import("../experiments.js").Run} Run */

/** @type {WeakMap<object, string>} */
const texts = new WeakMap();

/** The JSON of a value that is never altered, written once. @param {unknown} value */
export function textOf(value) {
  if (typeof value !== "object" || !value) return "";
  const known = texts.get(value);
  if (known !== undefined) return known;
  const text = JSON.stringify(value);
  texts.set(value, text);
  return text;
}

/**
 * The first step whose row may differ between two runs of the same problem; Infinity where none does.
 * A change at step k acts on the step from row k on, so row k may differ in its learning rate.
 * @param {Run} one
 * @param {Run} other
 */
export function differsFrom(one, other) {
  if (one === other) return Number.POSITIVE_INFINITY;
  if (settingsOf(one) !== settingsOf(other)) return 0;
  const changes = [...(one.changes ?? []), ...(other.changes ?? [])];
  const texts = [one, other].map(
    (run) => new Set((run.changes ?? []).map((change) => JSON.stringify(change))),
  );
  return changes
    .filter((change) => {
      const text = JSON.stringify(change);
      return !(texts[0].has(text) && texts[1].has(text));
    })
    .reduce((first, { at }) => Math.min(first, at), Number.POSITIVE_INFINITY);
}

/** Everything of a run but its name and its changes. @param {Run} run */
function settingsOf({ label: _, changes: __, ...settings }) {
  return JSON.stringify(settings);
}

/**
 * The run among `known` that shares the longest past with `run`.
 * @param {Run} run
 * @param {Run[]} known
 * @param {number} prefer  the one to take where several share as much
 * @returns {{index: number, from: number}} `from` is the first step that may differ; 0 where nothing is shared
 */
export function bestPast(run, known, prefer) {
  let best = { index: -1, from: 0 };
  const order = known.map((_, index) => index);
  order.sort((a, b) => Number(b === prefer) - Number(a === prefer));
  for (const index of order) {
    const from = differsFrom(run, known[index]);
    if (from > best.from) best = { index, from };
  }
  return best;
}
