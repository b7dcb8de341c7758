/**
 * Measures of the curves: ranges of the axes and places of the strips.
 * @import {CurvesModel, RunTrace} from "../types.js"
 */
import { countAxis, shareOf } from "../lib/count-axis.js";
import { logOffset, logTicks, lossAxis, lossKinds, lossRange, valueAtStep } from "../lib/scales.js";
import { readRoom } from "./frame.js";

/** @type {Record<string, string>} */
const COLUMNS = { step: "step", epoch: "epoch", evaluations: "evaluations" };

/** Between the axes of two losses, in units of the type's size. */
const GAP = 1.2;
/** The lowest axis on which a curve can be read, in the same units; of several targets those that have it are shown. */
const LEAST = 3;

/**
 * The axis of one kind of loss, or of how far the answers to one target are off.
 * @typedef {object} Panel
 * @property {string} name  of the loss, or of the target
 * @property {boolean} isError
 * @property {string} column
 * @property {string | null} tested  the column of the test samples, drawn thin
 * @property {number} offset subtracted from the losses on a logarithmic axis
 * @property {[number, number]} loss ends of the axis, log10 when logarithmic
 */

/**
 * @typedef {object} Measures
 * @property {unknown[]} key
 * @property {string} xColumn
 * @property {import("../lib/count-axis.js").CountAxis} x
 * @property {Panel[]} panels one for each kind of loss that is shown, one at least; then one for each target
 * @property {[number, number]} strip ends of the lower axis: log10 of learning rates, or shares of right answers
 */

/**
 * Ranges of all axes; computed again only when traces, scale or x axis changed.
 * @param {CurvesModel} model
 * @param {Measures | null} known
 * @returns {Measures}
 */
export function measureCurves(model, known) {
  const shown = model.runs.filter(({ muted }) => !muted);
  const traces = tracesOf(shown);
  const kinds = lossKinds(shown);
  const key = [
    model.lossScale,
    model.xAxis,
    model.steps,
    model.strip,
    errorsBelow(model).length,
    ...shown.map(({ lossName }) => lossName),
    ...traces,
    ...traces.map(({ rows }) => rows),
  ];
  if (known && known.key.length === key.length && key.every((part, k) => part === known.key[k])) {
    return known;
  }
  const losses = (kinds.length ? kinds : [""]).map((name) =>
    panelFor(
      { name, isError: false, column: "loss", tested: "test_loss" },
      tracesOf(shown.filter(({ lossName }) => lossName === name)),
      model,
    ),
  );
  const errors = errorsBelow(model).map((curve) =>
    panelFor({ ...curve, isError: true }, traces, model),
  );
  const xColumn = COLUMNS[model.xAxis];
  return {
    key,
    xColumn,
    x: axisOf(model, traces, xColumn),
    panels: [...losses, ...errors],
    strip: model.strip === "right" ? shareAxis(traces, model.steps / 20) : rateAxis(traces),
  };
}

/** How far answers are off stands where the accuracy of classes would. @param {CurvesModel} model */
export function errorsBelow({ strip, errors = [] }) {
  return strip === "right" ? errors : [];
}

/** What is counted, to where the longest run ends. @param {CurvesModel} model @param {RunTrace[]} traces @param {string} xColumn */
function axisOf(model, traces, xColumn) {
  if (model.xAxis === "step") return { max: model.steps || 1, unit: 0, whole: true };
  const ends = traces.map(({ columns, rows }) => columns[xColumn]?.[rows - 1] ?? 0);
  const chosen = model.runs[model.selected]?.trace;
  if (chosen) ends.push(valueAtStep(chosen.columns[xColumn], chosen.rows, model.steps));
  if (model.xAxis === "epoch") return { max: Math.max(0, ...ends) || 1, unit: 0 };
  const units = traces.map(({ columns, rows }) => (rows > 1 ? columns[xColumn]?.[1] : 0) ?? 0);
  return { ...countAxis(ends.filter(Boolean), units), whole: true };
}

/**
 * @param {Omit<Panel, "offset" | "loss">} panel
 * @param {RunTrace[]} traces  of the runs that it shows
 * @param {CurvesModel} model
 * @returns {Panel}
 */
function panelFor(panel, traces, { lossScale, landscape }) {
  const values = [panel.column, panel.tested ?? ""].flatMap((column) =>
    traces.flatMap(({ columns, rows }) =>
      columns[column] ? [columns[column].subarray(0, rows)] : [],
    ),
  );
  const log = lossScale === "log";
  const offset = log && !panel.isError ? logOffset(values, landscape?.minima[0]?.value) : 0;
  return { ...panel, offset, loss: lossAxis(lossRange(values, offset), log) };
}

/** @param {CurvesModel["runs"]} runs @returns {RunTrace[]} */
function tracesOf(runs) {
  const out = [];
  for (const { trace, ghost } of runs) {
    if (trace?.rows) out.push(trace);
    if (ghost?.rows) out.push(ghost);
  }
  return out;
}

/**
 * Ends of the learning-rate axis; rates that fall to zero leave at the bottom.
 * @param {RunTrace[]} traces
 * @returns {[number, number]}
 */
export function rateAxis(traces) {
  let low = Number.POSITIVE_INFINITY;
  let high = 0;
  for (const { columns, rows } of traces) {
    const rates = columns.learning_rate;
    for (let k = 0; rates && k < rows; k++) if (rates[k] > high) high = rates[k];
  }
  if (!(high > 0) || !Number.isFinite(high)) return [-3, 0];
  for (const { columns, rows } of traces) {
    const rates = columns.learning_rate;
    for (let k = 0; rates && k < rows; k++) {
      if (rates[k] > high * 1e-5 && rates[k] < low) low = rates[k];
    }
  }
  const [a, b] = [Math.log10(low), Math.log10(high)];
  const pad = Math.max(0.15 * (b - a), 0.5 * (1.6 - (b - a)), 0.1);
  return [a - pad, b + pad];
}

/**
 * Ends of the axis of right answers: up to all of them, down to a round share below the worst. The first steps, which
 * are as good as guessing, may leave at the bottom.
 * @param {RunTrace[]} traces
 * @param {number} [first]  row from which on shares must be in sight
 * @returns {[number, number]}
 */
export function shareAxis(traces, first = 0) {
  let low = 1;
  for (const { columns, rows } of traces) {
    const begin = first < rows - 1 ? Math.ceil(first) : 0;
    for (const name of ["accuracy", "test_accuracy"]) {
      const shares = columns[name];
      for (let k = begin; shares && k < rows; k++) if (shares[k] < low) low = shares[k];
    }
  }
  return [Math.max(0, Math.min(0.95, Math.floor(low * 20 - 0.4) / 20)), 1.02];
}

/**
 * Ticks of right answers: 100 % and, evenly below it, as many as have room.
 * @param {[number, number]} range
 * @param {number} height of the strip, px
 * @param {number} room   that a tick needs, px
 */
export function shareTicks([low, high], height, room) {
  const step = [0.01, 0.02, 0.05, 0.1, 0.2, 0.25].find((s) => (s / (high - low)) * height >= room);
  const every = step ?? 0.5;
  const ticks = [];
  for (let k = 0; 1 - k * every >= low - 1e-9; k++) ticks.push(1 - k * every);
  return ticks;
}

/**
 * Whole decades of the learning rate, two at most in so low a strip; a range within a decade gets one value.
 * @param {[number, number]} range
 * @returns {number[]} log10 of the ticks
 */
export function rateTicks([low, high]) {
  const last = Math.floor(high);
  return Math.ceil(low) === last ? [last] : logTicks(low, high, last > low ? 2 : 1);
}

/**
 * Places of the strips in the body's pixels; null when there is no room yet. Low or narrow figures go
 * without the learning rate.
 * @param {HTMLElement} body
 * @param {CurvesModel} model
 * @param {Measures} measures
 */
export function layoutCurves(body, model, measures) {
  const room = readRoom(body, model.projector);
  const { width, height, left, fontSize } = room;
  const right = width - room.right;
  if (right - left < 40 || height < 80) return null;
  // Measures are of the usual letters; on a projector all of it is larger.
  const k = fontSize / 12.5;
  const track = height - 24 * k;
  const errors = errorsBelow(model).length > 0;
  const several = measures.panels.length > 1 && !errors;
  // Of different losses only what is right can be compared: that is shown wherever there is height for it.
  const hasRate =
    !errors &&
    height >= (several ? 190 : 220) * k &&
    (several || width >= 520 || model.strip === "right");
  const strip = hasRate
    ? { top: track - (model.strip === "right" ? 80 : 68) * k, bottom: track - 24 * k }
    : null;
  const marked = model.runs.some(({ muted, changes }) => !muted && changes.length);
  const top = hasRate || marked || errors ? 1.9 * fontSize : 10;
  const bottom = strip ? strip.top - 24 * k : track - 22 * k;
  const gap = GAP * fontSize;
  const places = Math.max(1, Math.floor((bottom - top + gap) / (LEAST * fontSize + gap)));
  const shown = measures.panels.slice(0, places);
  const each = (bottom - top + gap) / shown.length;
  const panels = shown.map((panel, place) =>
    placed(panel, top + place * each, top + (place + 1) * each - gap),
  );
  const [least, most] = measures.strip;
  return {
    width,
    height,
    left,
    right,
    top,
    bottom,
    panels,
    strip,
    track,
    fontSize,
    toX: (/** @type {number} */ value) => left + shareOf(measures.x, value) * (right - left),
    toStripY: (/** @type {number} */ value) =>
      strip ? strip.bottom - ((value - least) / (most - least)) * (strip.bottom - strip.top) : 0,
  };
}

/** @typedef {ReturnType<typeof placed>} PlacedPanel */

/** Where something of a run is drawn above the strip. @param {{layout: {panels: PlacedPanel[]}, model: CurvesModel}} sheet @param {number} index */
export function panelsOf(sheet, index) {
  return [panelOf(sheet, index), ...sheet.layout.panels.filter(({ isError }) => isError)];
}

/**
 * Where the losses of a run are drawn.
 * @param {{layout: {panels: PlacedPanel[]}, model: CurvesModel}} sheet
 * @param {number} index
 */
export function panelOf({ layout: { panels }, model }, index) {
  const { lossName } = model.runs[index];
  return panels.find(({ name, isError }) => !isError && name === lossName) ?? panels[0];
}

/** An axis in its place. @param {Panel} panel @param {number} top @param {number} bottom */
function placed(panel, top, bottom) {
  const [low, high] = panel.loss;
  const toY = (/** @type {number} */ value) =>
    bottom - ((value - low) / (high - low)) * (bottom - top);
  return { ...panel, top, bottom, toY };
}
