/** The three big knobs of a run as models: learning rate, batch size and momentum, in this order everywhere. */

import { batchScale, learningRateScale, momentumScale } from "../controls/scales.js";
import { formatCount } from "../lib/format.js";

/** @typedef {import("../controls/knob.js").KnobModel} KnobModel */

/** @typedef {import("../experiments.js").OptimizerInfo} OptimizerInfo */
/** @typedef {import("../experiments.js").Schedule} Schedule */
/** @typedef {import("../controls/scales.js").Scale} Scale */

/**
 * @typedef {object} RunCard
 * @property {number} index
 * @property {string} label
 * @property {number} slot
 * @property {boolean} muted
 * @property {number | null} loss   at the head; the last finite one after a divergence
 * @property {import("../types.d.ts").Outcome | null} outcome
 * @property {import("../types.js").RunTrace | null} [trace]
 * @property {import("../experiments.js").Optimizer} optimizer  settings in force at the head
 * @property {number} learningRate  the rate, or the initial rate of the schedule
 * @property {Schedule | null} schedule
 * @property {number | null} batchSize  null is the full batch
 * @property {number} [given]  how many batches are given one by one, if any
 * @property {number | null} limit  largest stable learning rate here
 * @property {Record<string, number | null>} [before]  values before the last change, by setting name
 * @property {import("../experiments.js").Clipping | null} [clipping]
 * @property {import("../experiments.js").Named | null} ownLoss  null is the problem's
 * @property {string} lossName  what its loss is called; empty where there is no other one
 * @property {{[name: string]: number | undefined}} [penalties]  in force at the head
 */

/**
 * @typedef {object} RunContext
 * @property {OptimizerInfo[]} optimizers
 * @property {number} samples
 * @property {number} standardRate  the learning rate that the problem suggests
 * @property {number[]} [rates]  others that the knob's scale must hold
 * @property {boolean} [unlike]  runs descend different losses
 * @property {readonly import("../types.js").ErrorCurve[]} [errors]  of a table: how far its answers are off
 * @property {ReadonlySet<string>} [locks]  names of settings that a lesson holds fixed
 */

/** @typedef {{setting: string, model: KnobModel}} RunKnob */

/** Scales are kept, so that a knob can tell by identity that its marks have not changed. @type {Map<string, Scale>} */
const scales = new Map();

/** @param {string} key @param {() => Scale} make */
function kept(key, make) {
  const scale = scales.get(key) ?? make();
  scales.set(key, scale);
  return scale;
}

/**
 * @param {RunCard} run
 * @param {RunContext} context
 * @returns {RunKnob[]} two or three; an optimizer without momentum has no third
 */
export function knobsOf(run, context) {
  const knobs = [rateKnob(run, context), batchKnob(run, context)];
  const momentum = momentumKnob(run, context);
  if (momentum) knobs.push(momentum);
  return knobs;
}

/** @param {RunCard} run @param {RunContext} context @returns {RunKnob} */
function rateKnob(run, { standardRate, rates = [], locks }) {
  return {
    setting: "learning_rate",
    model: {
      name: run.schedule ? "initial rate" : "learning rate",
      about: "learning-rate",
      symbol: run.schedule ? "\\eta_0" : "\\eta",
      help: run.limit
        ? "How far a step goes along the gradient. Beyond the limit it overshoots, where the loss curves most, by more than it came."
        : "How far a step goes along the gradient.",
      context: run.label,
      scale: kept(`rate ${standardRate} ${rates}`, () =>
        learningRateScale([standardRate, ...rates]),
      ),
      value: run.learningRate,
      standard: standardRate,
      before: run.before?.learning_rate,
      limit: run.limit,
      fixed: locks?.has("learning_rate"),
    },
  };
}

/** @param {RunCard} run @param {RunContext} context @returns {RunKnob} */
function batchKnob(run, { samples, locks }) {
  return {
    setting: "batch_size",
    model: {
      name: "batch size",
      about: "batch-size",
      symbol: "B",
      help: run.given
        ? `The batches of this run are given, ${run.given} of them, one after the other and again.`
        : "How many samples a step's gradient is the mean of: few are cheap and noisy, all are exact.",
      context: run.label,
      scale: kept(`batch ${samples}`, () => batchScale(samples)),
      value: run.batchSize ?? samples,
      standard: samples,
      before: run.before?.batch_size,
      fixed: locks?.has("batch_size"),
      disabled: samples <= 1 || Boolean(run.given),
      text: (value) => (value >= samples ? "full" : formatCount(value)),
    },
  };
}

/** @param {RunCard} run @param {RunContext} context @returns {RunKnob | null} */
function momentumKnob(run, { optimizers, locks }) {
  const info = optimizers.find((item) => item.name === run.optimizer.name);
  const field = info?.momentum_field;
  if (!info || !field) return null;
  const property = info.schema.properties?.[field] ?? {};
  const standard = Number(property.default ?? 0);
  return {
    setting: field,
    model: {
      name: "momentum",
      about: "momentum",
      symbol: property.symbol || "\\beta",
      help: property.description || "How much of the last step's velocity is kept.",
      context: run.label,
      scale: kept("momentum", momentumScale),
      value: Number(run.optimizer[field] ?? standard),
      standard,
      before: run.before?.[field],
      fixed: locks?.has(field) || locks?.has("momentum"),
    },
  };
}
