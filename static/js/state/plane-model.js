/** A plane of losses as the landscape's figures draw one: a ground, a window, and a path of two coordinates. */

import { formatPercent } from "../lib/format.js";

/** @typedef {import("./planes.js").FoundPlane} FoundPlane */
/** @typedef {import("../types.js").LabModel} LabModel */
/** @typedef {import("../types.js").RunTrace} RunTrace */
/** @typedef {import("../types.js").RunView} RunView */

/** Losses whose largest is more than so many times the smallest are drawn by their logarithm. */
const WIDE = 20;

/** What each answer was made into. @type {WeakMap<object, ReturnType<typeof madeOf>>} */
const known = new WeakMap();

/**
 * What is drawn of an answer; the same objects as long as it is the same answer.
 * @param {FoundPlane} plane
 */
export function drawnOf(plane) {
  const before = known.get(plane.answer);
  if (before) return before;
  const made = madeOf(plane);
  known.set(plane.answer, made);
  return made;
}

/** @param {FoundPlane} plane */
function madeOf({ answer }) {
  const { a, values, path, whole } = answer;
  const b = /** @type {number[]} */ (answer.b);
  const z = Float64Array.from(values.flat(), (value) => value ?? Number.NaN);
  const { log, offset } = scaleOf(z);
  const landscape = {
    name: "loss plane",
    title: "the loss on a plane through the network’s parameters",
    formula: `${whole}`,
    dimension: 2,
    minima: [],
    window: whole,
    log,
  };
  return {
    landscape: /** @type {LabModel["landscape"]} */ (/** @type {unknown} */ (landscape)),
    surface: { x: Float64Array.from(a), y: Float64Array.from(b), z, offset },
    trace: pathOf(answer),
    marks: answer.marks.map((mark, k) => traceOf([mark], [], [answer.marks_loss[k]])),
    start: path[0],
  };
}

/** Whether heights are logarithms, and of what. @param {Float64Array} values */
export function scaleOf(values) {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return { log: low > 0 && high > WIDE * low, offset: 0 };
}

/**
 * Names of the axes, with the share of the path's movement that goes along each.
 * @param {number[] | null} shares
 * @param {string[]} [names]
 * @returns {[string, string]}
 */
export function axesOf(shares, names = ["a", "b"]) {
  const said = names.map((name, k) =>
    shares ? `${name}: ${formatPercent(shares[k])} of the path’s variance` : name,
  );
  return [said[0], said[1]];
}

/** @param {FoundPlane["answer"]} answer @returns {RunTrace} */
function pathOf({ path, path_steps, path_loss, path_projected_loss }) {
  const trace = traceOf(path, path_steps, path_loss);
  trace.columns.projected_loss = numbers(path_projected_loss);
  return trace;
}

/**
 * @param {number[][]} places
 * @param {number[]} steps
 * @param {(number | null)[]} losses
 * @returns {RunTrace}
 */
function traceOf(places, steps, losses) {
  return {
    rows: places.length,
    dimension: 2,
    steps,
    columns: { parameters: Float64Array.from(places.flat()), loss: numbers(losses) },
    outcome: { status: "running", step: null, message: "" },
  };
}

/** @param {(number | null)[]} values */
function numbers(values) {
  return Float64Array.from(values, (value) => value ?? Number.NaN);
}

/**
 * The number of the last point of a path up to a step.
 * @param {number[]} steps
 * @param {number} step
 */
export function pointAt(steps, step) {
  return Math.max(
    0,
    steps.findLastIndex((at) => at <= step),
  );
}

/**
 * The runs on a plane: the chosen one with its path, and where another one is that the plane goes through.
 * @param {FoundPlane} plane
 * @param {RunView[]} views
 */
export function runsOn(plane, views) {
  const { trace, marks } = drawnOf(plane);
  const bare = { ghost: null, ghostFrom: 0, changes: [], muted: false };
  const runs = [{ ...views[plane.run], ...bare, trace }];
  const other = plane.choice.kind === "points" ? views[plane.choice.other] : undefined;
  if (other) runs.push({ ...other, ...bare, trace: marks[0] });
  return runs;
}
