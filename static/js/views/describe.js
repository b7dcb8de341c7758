/**
 * What the figures show, in words, for those who do not see them. No DOM in here.
 * @import {CurvesModel, LabModel, RunView} from "../types.js"
 */
import { bestTest } from "../lib/best-test.js";
import { wordOf } from "../lib/data-words.js";
import { formatCount, formatMeasure, formatNumber, formatVector } from "../lib/format.js";
import { errorText } from "../lib/own-units.js";
import { lossKinds } from "../lib/scales.js";
import { sidesOf } from "../lib/window.js";

/**
 * The map or the curve of a one-dimensional landscape.
 * @param {LabModel} model
 */
export function describeMap(model) {
  const { landscape, zoom, axes = model.landscape.letters } = model;
  const [x, y] = sidesOf(zoom, /** @type {[number, number][]} */ (landscape.window));
  const [across, up] = axes;
  const range = (/** @type {[number, number]} */ [low, high]) =>
    `from ${formatNumber(low)} to ${formatNumber(high)}`;
  const plane =
    landscape.dimension === 1
      ? `Curve of ${landscape.title}, ${across} ${range(x)}.`
      : `Contour map of ${landscape.title}, ${across} ${range(x)}, ${up} ${range(y)}.`;
  return [
    plane,
    `Start ${formatVector(model.start)}.`,
    stepText(stepOf(model)),
    ...runTexts(model, true),
  ].join(" ");
}

/**
 * The surface.
 * @param {LabModel} model
 */
export function describeSurface(model) {
  const height = model.landscape.log ? "logarithm of the loss" : "loss";
  const plane = `Three-dimensional surface of ${model.landscape.title}, height is the ${height}.`;
  return [plane, stepText(stepOf(model)), ...runTexts(model, true)].join(" ");
}

/**
 * The curves.
 * @param {CurvesModel} model
 */
export function describeCurves(model) {
  const by = { step: "step", epoch: "epoch", evaluations: "gradient evaluations" }[model.xAxis];
  const scale = model.lossScale === "log" ? "logarithmic" : "linear";
  const kinds = lossKinds(model.runs.filter(({ muted }) => !muted));
  const axes =
    kinds.length > 1 ? `${kinds.length} different losses, each on an axis of its own` : "";
  const plane = `Loss by ${by}, ${scale} scale, ${formatCount(model.steps)} steps.`;
  const sentences = [plane, axes && `${axes}.`, stepText(model.step), ...runTexts(model, false)];
  return sentences.filter(Boolean).join(" ");
}

/** The step shown, which is that of a row where rows are some steps of a run. @param {LabModel} model */
function stepOf({ runs, selected, step }) {
  return runs[selected]?.trace?.steps?.[step] ?? step;
}

/** @param {number} step */
function stepText(step) {
  return `At step ${formatCount(step)}:`;
}

/**
 * One sentence for each run shown.
 * @param {CurvesModel} model
 * @param {boolean} place
 */
function runTexts(model, place) {
  return model.runs.filter(({ muted }) => !muted).map((run) => runText(run, model, place));
}

/**
 * @param {RunView} run
 * @param {CurvesModel} model
 * @param {boolean} place
 */
function runText({ label, lossName, trace, changes }, { step, runs, errors = [] }, place) {
  if (!trace?.rows) return `${label} has not been computed yet.`;
  const last = trace.rows - 1;
  if (trace.outcome.status === "diverged" && step >= last) {
    return `${label} diverged at step ${formatCount(trace.outcome.step ?? last)}.`;
  }
  const row = Math.max(0, Math.min(step, last));
  const d = trace.dimension;
  const { loss, parameters, learning_rate: rates } = trace.columns;
  const at = place ? ` at ${formatVector(parameters.subarray(row * d, (row + 1) * d))}` : "";
  const rate = place || !rates ? "" : `, learning rate ${formatNumber(rates[row])}`;
  const changed = changes.findLast((change) => change.at <= step);
  const note = changed ? `, changed at step ${formatCount(changed.at)}: ${changed.text}` : "";
  // Between two measurements the last one counts.
  let measured = row;
  while (measured > 0 && trace.measured && Number.isNaN(loss[measured])) measured -= 1;
  const best = !place && trace.columns.test_loss ? bestTest(trace) : -1;
  const test = best < 0 ? "–" : formatNumber(trace.columns.test_loss[best]);
  const lowest = best < 0 ? "" : `, lowest test loss ${test} at step ${formatCount(best)}`;
  const off = errors.map(({ column, tested, name }) => {
    const test = tested ? trace.columns[tested]?.[measured] : null;
    const text = errorText(trace.columns[column]?.[measured] ?? null, test ?? null);
    return `, root mean squared error${name && ` of ${name}`} ${text}`;
  });
  const which = lossKinds(runs).length > 1 ? wordOf(lossName) : "loss";
  return `${label}${at}, ${which} ${formatMeasure(loss[measured])}${off.join("")}${rate}${lowest}${note}.`;
}
