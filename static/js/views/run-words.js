/** The settings of a run in words, as its card names them. No DOM in here. */

import { fieldsOf } from "../controls/schema.js";
import { wordOf } from "../lib/data-words.js";
import { formatNumber } from "../lib/format.js";
import { knobsOf } from "./run-knobs.js";

/** @typedef {import("./run-knobs.js").RunCard} RunCard */
/** @typedef {import("./run-knobs.js").RunContext & import("./run-settings.js").SettingsContext} Context */
/** @typedef {import("../experiments.js").Json} Json */

/**
 * Optimizer, learning rate, batch size, momentum and whatever else is not as usual, in force at a step.
 * @param {RunCard & {changes: readonly {at: number, text: string}[]}} run
 * @param {Context} context
 * @param {number} step
 */
export function runWords(run, context, step) {
  const info = context.optimizers.find(({ name }) => name === run.optimizer.name);
  const schedule = context.schedules.find(({ name }) => name === run.schedule?.name);
  const knobs = knobsOf(run, context)
    .filter(({ model }) => !model.disabled && (model.name !== "momentum" || model.value !== 0))
    .map(({ model }) => knobWords(model));
  const changes = run.changes.filter(({ at }) => at <= step);
  return [
    info?.title ?? run.optimizer.name,
    ...knobs,
    ...(schedule ? [`${wordOf(schedule.title)} schedule`] : []),
    ...(schedule && run.schedule ? unusual(schedule.schema, run.schedule, "initial") : []),
    ...(info ? unusual(info.schema, run.optimizer, info.momentum_field) : []),
    ...(run.clipping && context.clippingSchema
      ? unusual(context.clippingSchema, run.clipping)
      : []),
    ...(context.unlike ? [`loss ${run.lossName}`] : []),
    ...changes.map(({ at, text }) => `changed at step ${at}: ${text}`),
  ];
}

/** @param {import("../controls/knob.js").KnobModel} model */
function knobWords({ name, value, text = formatNumber }) {
  const words = text(value);
  return words === "full" ? "full batch" : `${name} ${words}`;
}

/** Settings that are not what they are by default. @param {import("../experiments.js").Schema} schema @param {object} values @param {string | null} [omit] */
function unusual(schema, values, omit) {
  return fieldsOf(schema, omit ? [omit] : [])
    .filter(({ name, standard }) => differs(Reflect.get(values, name), standard))
    .map(({ name, title }) => `${title} ${said(Reflect.get(values, name))}`);
}

/** @param {Json | undefined} value @param {Json | undefined} standard */
function differs(value, standard) {
  return (value ?? null) !== null && JSON.stringify(value) !== JSON.stringify(standard);
}

/** @param {Json | undefined} value @returns {string} */
function said(value) {
  if (typeof value === "number") return formatNumber(value);
  if (typeof value === "boolean") return value ? "on" : "off";
  return Array.isArray(value) ? value.map(said).join(" ") : String(value ?? "none");
}
