/** The settings of a run that a map can vary, read off the schemas that its knobs are made from. No DOM in here. */

import { fieldsOf } from "../controls/schema.js";
import { valueAt } from "../lib/setting-paths.js";
import { isSchedule } from "./experiment.js";

/** @typedef {import("../experiments.js").Run} Run */
/** @typedef {import("../experiments.js").Schema} Schema */

/**
 * @typedef {object} MapSetting
 * @property {string} path  as the server varies it
 * @property {string} title
 * @property {boolean} log  its values lie evenly by ratio
 * @property {boolean} whole
 * @property {number} low  the least that it may be
 * @property {number} high
 * @property {[number, number] | null} usual  the range that is shown at first; null is about the present
 * @property {number} value  at present
 */

/**
 * What is known of a run and of what it may be.
 * @typedef {object} Around
 * @property {readonly import("../experiments.js").OptimizerInfo[]} optimizers
 * @property {readonly import("../experiments.js").ScheduleInfo[]} schedules
 * @property {Schema} clipping
 * @property {Schema | null} network  of the problem; null of a landscape
 * @property {unknown} problem
 * @property {number} samples
 * @property {string[]} letters  of the coordinates; none of a network
 * @property {[number, number][]} window  what is seen of the coordinates
 * @property {number[]} start
 */

/** Beyond, a run hardly forgets anything. */
const MOST_MOMENTUM = 0.99;
/** How far learning rates go. */
const RATES = /** @type {[number, number]} */ ([1e-12, 1e6]);

/**
 * All of them, the learning rate first.
 * @param {Run} run
 * @param {Around} around
 * @returns {MapSetting[]}
 */
export function mapSettings(run, around) {
  const { optimizers, schedules, clipping, network, problem } = around;
  const optimizer = optimizers.find(({ name }) => name === run.optimizer.name);
  const rate = run.learning_rate;
  const schedule = isSchedule(rate) ? schedules.find(({ name }) => name === rate.name) : null;
  return [
    ...rateOf(rate),
    ...ofSchema(optimizer?.schema, "optimizer", run, optimizer?.momentum_field ?? null),
    ...batchOf(run, around.samples),
    ...ofSchema(schedule?.schema, "learning_rate", run),
    ...(run.gradient_clipping ? ofSchema(clipping, "gradient_clipping", run) : []),
    ...ofSchema(network ?? undefined, "problem", { problem }),
    ...startOf(run, around),
  ];
}

/**
 * The setting of another run that is the same to whoever turns it, under whatever name its optimizer has it.
 * @param {readonly MapSetting[]} settings  of that run
 * @param {MapSetting} setting
 */
export function settingLike(settings, setting) {
  const isRate = (/** @type {MapSetting} */ { path }) =>
    path === "learning_rate" || path === "learning_rate.initial";
  return settings.find(
    (other) =>
      other.path === setting.path ||
      (isRate(other) && isRate(setting)) ||
      (other.title === "momentum" && setting.title === "momentum"),
  );
}

/** @param {Run["learning_rate"]} rate @returns {MapSetting[]} */
function rateOf(rate) {
  const initial = isSchedule(rate) ? rate.initial : rate;
  if (typeof initial !== "number") return [];
  return [
    {
      path: isSchedule(rate) ? "learning_rate.initial" : "learning_rate",
      title: isSchedule(rate) ? "initial rate" : "learning rate",
      log: true,
      whole: false,
      low: RATES[0],
      high: RATES[1],
      usual: null,
      value: initial,
    },
  ];
}

/** @param {Run} run @param {number} samples @returns {MapSetting[]} */
function batchOf(run, samples) {
  if (samples <= 1) return [];
  const value = run.batch_size ?? samples;
  const bounds = { low: 1, high: samples, usual: /** @type {[number, number]} */ ([1, samples]) };
  return [{ path: "batch_size", title: "batch size", log: true, whole: true, ...bounds, value }];
}

/** @param {Run} run @param {Around} around @returns {MapSetting[]} */
function startOf(run, { letters, window, start }) {
  return letters.map((letter, k) => ({
    path: `start[${k}]`,
    title: `start ${letter}`,
    log: false,
    whole: false,
    low: -1e6,
    high: 1e6,
    usual: window[k],
    value: (run.start ?? start)[k],
  }));
}

/**
 * The numbers among the fields of a schema, where they have a value.
 * @param {Schema | undefined} schema
 * @param {string} prefix
 * @param {unknown} tree  in which the path leads to the value
 * @param {string | null} [momentum]  the field that is the momentum
 * @returns {MapSetting[]}
 */
function ofSchema(schema, prefix, tree, momentum = null) {
  if (!schema) return [];
  const found = [];
  for (const field of fieldsOf(schema, ["name", "initial"])) {
    const path = `${prefix}.${field.name}`;
    const value = valueAt(tree, path) ?? field.standard;
    if ((field.kind !== "number" && field.kind !== "integer") || typeof value !== "number")
      continue;
    const log = Reflect.get(schema.properties?.[field.name] ?? {}, "log") === true;
    found.push({
      path,
      title: field.name === momentum ? "momentum" : field.title,
      log,
      whole: field.kind === "integer",
      low: inside(field.min, field.openMin, 1),
      high: inside(field.max, field.openMax, -1),
      usual: usualOf(field, log, field.name === momentum),
      value,
    });
  }
  return found;
}

/** @param {number} end @param {boolean} open @param {1 | -1} inwards */
function inside(end, open, inwards) {
  if (!open || !Number.isFinite(end)) return end;
  return end === 0 ? inwards * 1e-12 : end + inwards * 1e-6 * Math.abs(end);
}

/** @param {import("../controls/schema.js").Field} field @param {boolean} log @param {boolean} momentum @returns {[number, number] | null} */
function usualOf({ scale, min, max, openMax }, log, momentum) {
  if (momentum) return [Math.max(0, min), MOST_MOMENTUM];
  if (scale && log) return [scale.min > 0 ? scale.min : scale.toValue(0.11), scale.max];
  if (scale) return [scale.min, openMax ? Math.min(scale.max, max - 1e-3) : scale.max];
  return null;
}
