/** What is behind "schedule, weight decay …": the schedule of a run, its penalties, the rest of its optimizer, clipping. */

import { mountForm } from "../controls/form.js";
import { fieldsOf } from "../controls/schema.js";
import { wordOf } from "../lib/data-words.js";
import { h } from "../lib/dom.js";
import { holdFixed } from "../lib/fixed.js";
import { holds } from "../state/locks.js";
import { mountLossChoice } from "./loss-choice.js";
import { entryMark } from "./reference-link.js";

/** @typedef {import("./run-knobs.js").RunCard} RunCard */
/** @typedef {import("../experiments.js").ScheduleInfo} ScheduleInfo */
/** @typedef {import("../experiments.js").OptimizerInfo} OptimizerInfo */
/** @typedef {import("../experiments.js").Json} Json */

/**
 * @typedef {object} SettingsContext
 * @property {OptimizerInfo[]} optimizers
 * @property {ScheduleInfo[]} schedules
 * @property {import("../experiments.js").Schema} [clippingSchema]
 * @property {ReadonlySet<string>} [locks]
 * @property {{choices: readonly import("../experiments.js").LossInfo[], problem: string, classes: readonly string[]}} [losses]
 *   that a run may have of its own, what the problem's is called, and the classes; without them there is no choice
 * @property {import("../experiments.js").Schema} [penaltySchema]  of a network
 */

/**
 * @typedef {object} SettingsCallbacks
 * @property {(name: string, value: Json, done: boolean) => void} onSetting  a hyperparameter of the optimizer, a penalty
 * @property {(schedule: import("../experiments.js").Schedule | null, done: boolean) => void} onSchedule
 * @property {(clipping: import("../experiments.js").Clipping | null, done: boolean) => void} [onClipping]
 * @property {(loss: import("../experiments.js").Named | null, done: boolean) => void} [onLoss]  null is the problem's
 */

let serial = 0;

/**
 * @param {HTMLElement} element
 * @param {SettingsCallbacks} callbacks
 * @returns {{render: (run: RunCard, context: SettingsContext) => void, dispose: () => void}}
 */
export function mountRunSettings(element, callbacks) {
  const id = `schedule-${++serial}`;
  const menu = h("select", { class: "plain-select", id });
  const about = entryMark("schedule");
  const forms = {
    schedule: h("div"),
    penalties: h("div"),
    optimizer: h("div"),
    clipping: h("div"),
  };
  const heading = h("h3", {});
  /** @type {ReturnType<typeof mountLossChoice<import("../experiments.js").Named | null>>} */
  const loss = mountLossChoice("own loss", (chosen, done) => callbacks.onLoss?.(chosen, done));
  const root = h(
    "div",
    { class: "run-settings" },
    h(
      "div",
      { class: "form-row" },
      h(
        "span",
        { class: "named" },
        h("label", { class: "knob-name", for: id }, "schedule"),
        about.element,
      ),
      menu,
    ),
    forms.schedule,
    loss.element,
    forms.penalties,
    heading,
    forms.optimizer,
    forms.clipping,
  );
  element.append(root);
  /** @type {RunCard | null} */
  let run = null;
  /** @type {ScheduleInfo[]} */
  let schedules = [];
  const changeSchedule =
    (/** @type {boolean} */ done) => (/** @type {string} */ name, /** @type {Json} */ value) => {
      if (run?.schedule) callbacks.onSchedule({ ...run.schedule, [name]: value }, done);
    };
  const schedule = mountForm(forms.schedule, {
    onInput: changeSchedule(false),
    onChange: changeSchedule(true),
  });
  const set = {
    onInput: (/** @type {string} */ name, /** @type {Json} */ value) =>
      callbacks.onSetting(name, value, false),
    onChange: (/** @type {string} */ name, /** @type {Json} */ value) =>
      callbacks.onSetting(name, value, true),
  };
  const penalties = mountForm(forms.penalties, set);
  const optimizer = mountForm(forms.optimizer, set);
  const clip =
    (/** @type {boolean} */ done) => (/** @type {string} */ name, /** @type {Json} */ value) =>
      callbacks.onClipping?.(value === null ? null : { [name]: value }, done);
  const clipping = mountForm(forms.clipping, { onInput: clip(false), onChange: clip(true) });
  menu.addEventListener("change", () => {
    const name = menu.value;
    if (run) callbacks.onSchedule(name === "" ? null : { name, initial: run.learningRate }, true);
  });

  return {
    render(next, context) {
      run = next;
      if (schedules !== context.schedules) {
        schedules = context.schedules;
        fillMenu(menu, schedules);
      }
      menu.value = run.schedule?.name ?? "";
      holdFixed(menu, context.locks?.has("schedule") ?? false);
      const chosen = schedules.find((item) => item.name === run?.schedule?.name);
      about.render(chosen ?? schedules.find((item) => item.name === "constant"));
      forms.schedule.hidden = !chosen;
      if (chosen && run.schedule)
        schedule.render({
          schema: chosen.schema,
          values: run.schedule,
          omit: ["initial"],
          fixed: () => menu.disabled,
        });
      renderLoss(run, context);
      renderPenalties(run, context);
      renderOptimizer(run, context);
      forms.clipping.hidden = !context.clippingSchema;
      if (context.clippingSchema)
        clipping.render({ schema: context.clippingSchema, values: run.clipping ?? {} });
    },
    dispose() {
      for (const form of [schedule, loss, penalties, optimizer, clipping]) form.dispose();
      root.remove();
    },
  };

  /** @param {RunCard} next @param {SettingsContext} context */
  function renderLoss({ ownLoss }, { losses, locks }) {
    loss.element.hidden = !losses;
    if (!losses) return;
    const none = `as the problem’s: ${wordOf(losses.problem)}`;
    const how = { none, locked: locks?.has("network") };
    loss.render(losses.choices, ownLoss, losses.classes, how);
  }

  /** @param {RunCard} next @param {SettingsContext} context */
  function renderPenalties({ penalties: values }, { penaltySchema: schema, locks }) {
    forms.penalties.hidden = !schema || !values;
    if (!schema || !values) return;
    const fixed = (/** @type {string} */ name) =>
      locks?.has("network") === true || locks?.has(name) === true;
    penalties.render({ schema, values, fixed });
  }

  /** @param {RunCard} next @param {SettingsContext} context */
  function renderOptimizer(next, { optimizers, locks }) {
    const info = optimizers.find((item) => item.name === next.optimizer.name);
    const omit = info?.momentum_field ? [info.momentum_field] : [];
    const some = info !== undefined && fieldsOf(info.schema, omit).length > 0;
    heading.hidden = !some;
    forms.optimizer.hidden = !some;
    heading.textContent = info?.title ?? "";
    if (info)
      optimizer.render({
        schema: info.schema,
        values: next.optimizer,
        omit,
        fixed: (name) => [...(locks ?? [])].some((lock) => holds(lock, name, info.momentum_field)),
      });
  }
}

/** The first entry is a plain number; a schedule called "constant" would be the same. @param {HTMLSelectElement} menu @param {ScheduleInfo[]} schedules */
function fillMenu(menu, schedules) {
  const others = schedules.filter((item) => item.name !== "constant");
  menu.replaceChildren(
    h("option", { value: "" }, "constant"),
    ...others.map((item) => h("option", { value: item.name }, item.title.toLowerCase())),
  );
}

/**
 * The words of the link that opens the settings: "schedule, weight decay …".
 * @param {OptimizerInfo | undefined} info
 * @param {boolean} [losses]  whether the loss can be chosen
 */
export function settingsLabel(info, losses = false) {
  const fields = info
    ? fieldsOf(info.schema, info.momentum_field ? [info.momentum_field] : [])
    : [];
  const shown = fields.find((field) => field.name === "weight_decay") ?? fields[0];
  if (losses) return "schedule, loss, L1, L2 …";
  return shown ? `schedule, ${shown.title} …` : "schedule …";
}
