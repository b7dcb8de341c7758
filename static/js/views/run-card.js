/** The card of one run: chosen, with full knobs and everything that can be done to it; or one row of small live knobs. */

import { mountEditable } from "../controls/editable.js";
import { icon } from "../controls/icons.js";
import { mountKnob } from "../controls/knob.js";
import { wordOf } from "../lib/data-words.js";
import { h, setText } from "../lib/dom.js";
import { holdFixed } from "../lib/fixed.js";
import { formatMeasure } from "../lib/format.js";
import { errorText } from "../lib/own-units.js";
import { valueAt } from "../state/models.js";
import { entryMark } from "./reference-link.js";
import { knobsOf } from "./run-knobs.js";
import { mountRunSettings, settingsLabel } from "./run-settings.js";
import { swatch } from "./swatch.js";

/** @typedef {import("./run-knobs.js").RunCard} RunCard */
/** @typedef {import("./run-cards.js").RunCardsCallbacks} RunCardsCallbacks */
/** @typedef {import("./run-cards.js").RunCardsModel} RunCardsModel */

/**
 * @param {RunCard} run
 * @param {boolean} chosen
 * @param {RunCardsCallbacks} callbacks
 */
export function createRunCard(run, chosen, callbacks) {
  return chosen ? new ChosenCard(run, callbacks) : new SmallCard(run, callbacks);
}

/** What both kinds of card have: swatch, name, loss and knobs. */
class Card {
  /** @param {RunCard} run @param {RunCardsCallbacks} callbacks @param {boolean} compact */
  constructor(run, callbacks, compact) {
    this.run = run;
    this.callbacks = callbacks;
    this.compact = compact;
    this.slot = 0;
    this.picture = h("span", { class: "run-swatch" });
    this.loss = h("span", { class: "run-loss" });
    this.lossName = h("p", { class: "run-loss-name", hidden: true });
    this.errors = h("div", {
      class: "run-errors",
      title: "Root mean squared error in the table’s own units",
    });
    this.knobs = h("div", { class: compact ? "run-knobs run-knobs-small" : "run-knobs" });
    this.root = h("article", { class: compact ? "run" : "run run-chosen" });
    /** @type {Map<string, ReturnType<typeof mountKnob>>} */
    this.mounted = new Map();
  }

  /** @param {RunCard} run @param {RunCardsModel} model */
  render(run, model) {
    this.run = run;
    this.root.setAttribute("aria-label", run.label);
    this.root.dataset.slot = String(run.slot);
    this.root.classList.toggle("is-muted", run.muted);
    if (this.slot !== run.slot) {
      this.slot = run.slot;
      this.picture.replaceChildren(swatch(run.slot));
    }
    this.renderLoss(run, model);
    this.renderErrors(run, model);
    this.renderKnobs(run, model);
  }

  /** @param {RunCard} run @param {RunCardsModel} model */
  renderLoss({ loss, lossName, outcome }, { step, unlike = false }) {
    const diverged =
      outcome?.status === "diverged" && outcome.step !== null && step >= outcome.step;
    this.root.classList.toggle("is-diverged", diverged);
    const text = diverged
      ? `× diverged at ${outcome.step}`
      : loss === null
        ? "–"
        : formatMeasure(loss);
    setText(this.loss, text);
    const name = lossName || "Loss";
    this.loss.title = diverged ? outcome.message : `${name} over all samples at this step`;
    this.lossName.hidden = !unlike;
    setText(this.lossName, wordOf(lossName));
  }

  /** @param {RunCard} run @param {RunCardsModel} model */
  renderErrors({ trace, outcome }, { step, errors = [] }) {
    const ended = outcome?.status === "diverged" && outcome.step !== null && step >= outcome.step;
    const shown = ended ? [] : errors;
    const lines = shown.map(({ column, tested, name }) => {
      const text = errorText(
        valueAt(trace, column, step),
        tested ? valueAt(trace, tested, step) : null,
      );
      return `${name} off by ${text}`;
    });
    const text = lines.join("\n");
    if (this.errors.textContent !== text) setText(this.errors, text);
    this.errors.hidden = lines.length === 0;
  }

  /** @param {RunCard} run @param {RunCardsModel} model */
  renderKnobs(run, model) {
    const knobs = knobsOf(run, model);
    const wanted = new Set(knobs.map((knob) => knob.setting));
    for (const [setting, knob] of this.mounted)
      if (!wanted.has(setting)) {
        knob.dispose();
        this.mounted.delete(setting);
      }
    for (const { setting, model: knobModel } of knobs) {
      let knob = this.mounted.get(setting);
      if (!knob) {
        knob = this.mountKnob(setting);
        this.mounted.set(setting, knob);
      }
      knob.render(knobModel);
    }
  }

  /** @param {string} setting */
  mountKnob(setting) {
    const { callbacks } = this;
    return mountKnob(
      this.knobs,
      {
        onInput: (value) => callbacks.onInput(this.run.index, setting, value),
        onChange: (value) => callbacks.onChange(this.run.index, setting, value),
      },
      { compact: this.compact },
    );
  }

  focus() {}

  dispose() {
    for (const knob of this.mounted.values()) knob.dispose();
    this.root.remove();
  }
}

class SmallCard extends Card {
  /** @param {RunCard} run @param {RunCardsCallbacks} callbacks */
  constructor(run, callbacks) {
    super(run, callbacks, true);
    this.name = h("span", { class: "run-name" });
    this.head = h(
      "button",
      {
        type: "button",
        class: "run-head run-choose",
        title: "Choose this run",
        onclick: () => callbacks.onSelect(this.run.index),
      },
      this.picture,
      this.name,
      this.loss,
    );
    this.root.append(this.head, this.lossName, this.errors, this.knobs);
  }

  /** @param {RunCard} run @param {RunCardsModel} model */
  render(run, model) {
    super.render(run, model);
    if (this.name.textContent !== run.label) this.name.textContent = run.label;
  }

  focus() {
    this.head.focus();
  }
}

class ChosenCard extends Card {
  /** @param {RunCard} run @param {RunCardsCallbacks} callbacks */
  constructor(run, callbacks) {
    super(run, callbacks, false);
    const place = h("span", { class: "run-name" });
    this.name = mountEditable(place, {
      label: "Name of the run",
      help: "Click to rename this run",
      kind: "run-rename",
      onText: (text) => callbacks.onRename(this.run.index, text),
    });
    this.optimizer = this.optimizerMenu();
    this.about = entryMark("optimizer");
    this.word = h("p", { class: "field-word optimizer-word", role: "status" });
    /** What the word is about: it goes with the next change. */
    this.said = "";
    const actions = createActions(
      callbacks,
      () => this.run.index,
      () => this.toggle(),
    );
    this.more = actions.more;
    this.duplicate = actions.duplicate;
    this.mute = actions.mute;
    this.remove = actions.remove;
    this.actions = h("div", { class: "run-actions" }, this.more, this.duplicate, this.mute);
    this.panel = h("div", { class: "run-panel", hidden: true });
    this.settings = mountRunSettings(this.panel, {
      onSetting: (name, value, done) =>
        (done ? callbacks.onChange : callbacks.onInput)(this.run.index, name, value),
      onSchedule: (schedule, done) => callbacks.onSchedule(this.run.index, schedule, done),
      onClipping: (clipping, done) => callbacks.onClipping?.(this.run.index, clipping, done),
      onLoss: (loss, done) => callbacks.onLoss?.(this.run.index, loss, done),
    });
    const head = h("div", { class: "run-head" }, this.picture, place, this.loss);
    const line = h(
      "div",
      { class: "run-optimizer" },
      this.optimizer,
      this.about.element,
      this.remove,
    );
    this.root.append(head, this.lossName, this.errors, line);
    this.root.append(this.word, this.knobs, this.actions, this.panel);
    /** @type {RunCardsModel | null} */
    this.model = null;
    /** @type {object | null} */
    this.menuFor = null;
  }

  optimizerMenu() {
    const menu = h("select", {
      class: "plain-select",
      "aria-label": "Optimizer",
      title: "The rule by which this run steps",
    });
    menu.addEventListener("change", () => {
      this.word.textContent = "";
      this.said = "";
      this.word.textContent = this.callbacks.onOptimizer(this.run.index, menu.value);
    });
    return menu;
  }

  toggle() {
    this.panel.hidden = !this.panel.hidden;
    this.more.setAttribute("aria-expanded", String(!this.panel.hidden));
    if (!this.panel.hidden && this.model) this.settings.render(this.run, this.model);
  }

  /** @param {RunCard} run @param {RunCardsModel} model */
  render(run, model) {
    super.render(run, model);
    this.model = model;
    const locks = model.locks ?? new Set();
    this.name.render({ text: run.label });
    if (this.menuFor !== model.optimizers) {
      this.menuFor = model.optimizers;
      this.optimizer.replaceChildren(
        ...model.optimizers.map((item) => h("option", { value: item.name }, item.title)),
      );
    }
    this.optimizer.value = run.optimizer.name;
    holdFixed(this.optimizer, locks.has("optimizer"));
    const about = `${run.index} ${run.optimizer.name} ${run.learningRate}`;
    if (this.said === "") this.said = about;
    else if (this.said !== about) this.word.textContent = "";
    const info = model.optimizers.find((item) => item.name === run.optimizer.name);
    this.about.render(info);
    setText(this.more, settingsLabel(info, model.losses !== undefined));
    setText(this.mute, run.muted ? "show" : "mute");
    holdFixed(this.duplicate, locks.has("runs"), model.runs.length >= model.most);
    holdFixed(this.remove, locks.has("runs"), model.runs.length <= 1);
    if (!this.panel.hidden) this.settings.render(run, model);
  }

  focus() {
    /** @type {HTMLElement | null} */ (this.root.querySelector(".run-name button"))?.focus();
  }

  dispose() {
    this.settings.dispose();
    super.dispose();
  }
}

/**
 * What can be done to the chosen run.
 * @param {RunCardsCallbacks} callbacks
 * @param {() => number} indexOf
 * @param {() => void} toggle  opens and closes the settings
 */
function createActions(callbacks, indexOf, toggle) {
  const more = h("button", {
    type: "button",
    class: "text-button run-more",
    "aria-expanded": "false",
    onclick: () => toggle(),
    title: "The schedule and the other settings of the optimizer",
  });
  const duplicate = h(
    "button",
    {
      type: "button",
      class: "text-button",
      title: "Add a copy of this run",
      onclick: () => callbacks.onDuplicate(indexOf()),
    },
    "duplicate",
  );
  const mute = h("button", {
    type: "button",
    class: "text-button run-mute",
    title: "Hide this run in the figures, or show it again",
    onclick: () => callbacks.onMute(indexOf()),
  });
  const remove = h(
    "button",
    {
      type: "button",
      class: "icon-button run-remove",
      "aria-label": "Remove this run",
      title: "Remove this run",
      onclick: () => callbacks.onRemove(indexOf()),
    },
    icon("close", 16),
  );
  return { more, duplicate, mute, remove };
}
