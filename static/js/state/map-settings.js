/** The settings of a run that a map can vary, read off the schemas that its knobs are made from. No DOM in here. */

import { numbersIn } from "../controls/schema.js";
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
 * @property {Schema} whole  of what belongs to an experiment beside its problem and its runs
 * @property {Schema} problem
 * @property {{problem: unknown, steps: number, seed: number}} experiment
 * @property {number} samples
 * @property {string[]} letters  of the coordinates; none of a network
 * @property {[number, number][]} window  what is seen of the coordinates
 * @property {number[]} start
 */

/** Beyond, a run hardly forgets anything. */
const MOST_MOMENTUM = 0.99;
/** How far learning rates go. */
const RATES = /** @type {[number, number]} */ ([1e-12, 1e6]);

/** A learning rate that a schedule begins with is the first of all. */
const INITIAL = "learning_rate.initial";
/** Whole numbers that reach farther than this are varied about the present. */
const NEAR = 100;

/**
 * All of them, the learning rate first.
 * @param {Run} run
 * @param {Around} around
 * @returns {MapSetting[]}
 */
export function mapSettings(run, around) {
  const { optimizers, schedules, clipping, whole, problem, experiment } = around;
  const optimizer = optimizers.find(({ name }) => name === run.optimizer.name);
  const rate = run.learning_rate;
  const schedule = isSchedule(rate) ? schedules.find(({ name }) => name === rate.name) : null;
  return [
    ...rateOf(rate),
    ...ofSchema(optimizer?.schema, run.optimizer, "optimizer", optimizer?.momentum_field),
    ...batchOf(run, around.samples),
    ...(isSchedule(rate) ? ofSchema(schedule?.schema, rate, "learning_rate") : []),
    ...ofSchema(clipping, run.gradient_clipping, "gradient_clipping"),
    ...ofSchema(problem, experiment.problem, "problem").map(fitting(run, experiment.problem)),
    ...startOf(run, around),
    ...ofSchema(whole, experiment, ""),
  ];
}

/** A batch of the run fits into the fewest samples that are tried. @param {Run} run @param {unknown} problem */
function fitting({ batch_size: batch }, problem) {
  const { test_fraction: tested = 0 } =
    /** @type {{dataset?: {test_fraction?: number}}} */ (problem).dataset ?? {};
  const least = Math.ceil((batch ?? 1) / (1 - tested)) + 1;
  return (/** @type {MapSetting} */ setting) => {
    if (!setting.path.endsWith("samples") || setting.low >= least) return setting;
    const usual = setting.usual && /** @type {[number, number]} */ ([least, setting.usual[1]]);
    return { ...setting, low: least, usual: usual && usual[0] < usual[1] ? usual : null };
  };
}

/**
 * The setting of another run that is the same to whoever turns it, under whatever name its optimizer has it.
 * @param {readonly MapSetting[]} settings  of that run
 * @param {MapSetting} setting
 */
export function settingLike(settings, setting) {
  const isRate = (/** @type {MapSetting} */ { path }) =>
    path === "learning_rate" || path === INITIAL;
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
      path: isSchedule(rate) ? INITIAL : "learning_rate",
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
 * The numbers of a value.
 * @param {Schema | undefined} schema
 * @param {unknown} value
 * @param {string} prefix  at which it stands
 * @param {string | null} [momentum]  the field that is the momentum
 * @returns {MapSetting[]}
 */
function ofSchema(schema, value, prefix, momentum = null) {
  return numbersIn(schema ?? {}, value, prefix)
    .filter(({ path }) => path !== INITIAL)
    .map(({ path, field, log, value: present }) => ({
      path,
      title: field.name === momentum ? "momentum" : titleOf(path, field.title, prefix),
      log,
      whole: field.kind === "integer",
      low: inside(field.min, field.openMin, 1),
      high: inside(field.max, field.openMax, -1),
      usual: usualOf(field, log, field.name === momentum),
      value: present,
    }));
}

/** A layer's settings are called by its number, those of a loss by the loss; those of the data are called as everybody does. @param {string} path @param {string} title @param {string} prefix */
function titleOf(path, title, prefix) {
  const [within = ""] = path.slice(prefix.length + (prefix ? 1 : 0)).split(/\.[a-z_0-9]+$/);
  if (!path.slice(prefix.length + 1).includes(".") || within === "dataset") return title;
  const layer = /^hidden\[(\d+)\]/.exec(within);
  return layer
    ? `${title}, layer ${Number(layer[1]) + 1}`
    : `${title}, ${within.replaceAll("_", " ")}`;
}

/** @param {number} end @param {boolean} open @param {1 | -1} inwards */
function inside(end, open, inwards) {
  if (!open || !Number.isFinite(end)) return end;
  return end === 0 ? inwards * 1e-12 : end + inwards * 1e-6 * Math.abs(end);
}

/** @param {import("../controls/schema.js").Field} field @param {boolean} log @param {boolean} momentum @returns {[number, number] | null} */
function usualOf({ kind, scale, min, max, openMax }, log, momentum) {
  if (kind === "integer" && !log && max - min > NEAR) return null;
  if (momentum) return [Math.max(0, min), MOST_MOMENTUM];
  if (scale && log) return [scale.min > 0 ? scale.min : scale.toValue(0.11), scale.max];
  if (scale) return [scale.min, openMax ? Math.min(scale.max, max - 1e-3) : scale.max];
  return null;
}
