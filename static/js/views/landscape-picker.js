/** The head of the left rail: what is descended, what it teaches, its formula, start, samples and noise. */

import { mountEditable } from "../controls/editable.js";
import { icon } from "../controls/icons.js";
import { readNumber, readNumbers } from "../controls/typed.js";
import { h } from "../lib/dom.js";
import { holdFixed } from "../lib/fixed.js";
import { formatShort } from "../lib/format.js";
import { createDialog, createTabs } from "./dialog.js";
import { typesetToFit } from "./formula.js";
import { mountGallery } from "./gallery.js";
import { mountOwnFormula } from "./own-formula.js";
import { entryMark } from "./reference-link.js";

/** @typedef {import("../types.d.ts").LandscapeInfo} LandscapeInfo */
/** @typedef {import("./own-formula.js").FormulaAnswer} FormulaAnswer */
/** @typedef {import("./own-formula.js").FormulaRead} FormulaRead */
/** @typedef {import("./own-formula.js").Window} Window */

/** Runs start within so many window widths of the window's middle, as the server has it. */
const START_REACH = 1e3;
const SAMPLES = { min: 1, max: 4096, whole: true };
const NOISE = { min: 0, max: 1e4 };

/**
 * @typedef {object} PickerModel
 * @property {LandscapeInfo} landscape
 * @property {LandscapeInfo[]} landscapes  the same array while the catalog does not change
 * @property {number[]} start
 * @property {number} samples
 * @property {number} noise
 * @property {{expression: string, window: Window} | null} [formula]  when the landscape is one's own
 * @property {boolean} [locked]
 * @property {boolean} [startLocked]
 */

/**
 * @typedef {object} PickerCallbacks
 * @property {(name: string) => void} onChoose
 * @property {(start: number[]) => void} onStart
 * @property {(samples: number) => void} onSamples
 * @property {(noise: number) => void} onNoise
 * @property {(formula: {expression: string, window: Window}) => void} onFormula
 * @property {(expression: string) => Promise<FormulaRead>} readFormula
 * @property {(expression: string, window: Window | null) => Promise<FormulaAnswer>} checkFormula
 * @property {(canvas: HTMLCanvasElement, name: string) => void} thumbnail
 */

/**
 * @param {HTMLElement} element
 * @param {PickerCallbacks} callbacks
 * @returns {{render: (model: PickerModel) => void, open: () => void, dispose: () => void}}
 */
export function mountPicker(element, callbacks) {
  const title = h("span", { class: "picker-name" });
  const opener = h(
    "button",
    {
      type: "button",
      class: "picker-title",
      "aria-haspopup": "dialog",
      title: "Choose a landscape or type a formula",
      onclick: () => open(),
    },
    title,
    icon("chevron", 18),
  );
  const about = entryMark("landscape");
  const lesson = h("p", { class: "picker-lesson" });
  const formula = h("div", { class: "picker-formula" });
  const settings = mountSettings(callbacks);
  const root = h(
    "section",
    { class: "picker" },
    h("h2", {}, opener),
    h("div", { class: "picker-words" }, lesson, about.element),
    formula,
    settings.element,
  );
  element.append(root);
  const chooser = createChooser(callbacks);
  /** @type {PickerModel | null} */
  let model = null;
  let typesetFor = "";

  function open() {
    if (model) chooser.open(model);
  }

  return {
    open,
    render(next) {
      model = next;
      const { landscape } = next;
      if (title.textContent !== landscape.title) title.textContent = landscape.title;
      about.render(next.formula ? null : landscape);
      lesson.textContent = landscape.lesson;
      holdFixed(opener, next.locked ?? false);
      const named = withName(landscape, Boolean(next.formula));
      if (typesetFor !== named) {
        typesetFor = named;
        typesetToFit(formula, named, { ours: !next.formula, least: 0.62 });
      }
      settings.render(next);
    },
    dispose() {
      chooser.dispose();
      root.remove();
    },
  };
}

/** The formula with its name: of w, or of the letters that somebody typed. @param {LandscapeInfo} landscape @param {boolean} typed */
function withName({ latex, letters }, typed) {
  if (/^\s*f\s*(\\left)?\(/.test(latex)) return latex;
  return `f(${typed ? letters.join(", ") : "w"}) = ${latex}`;
}

/** Start, samples and noise, each a dotted value. @param {PickerCallbacks} callbacks */
function mountSettings(callbacks) {
  let dimension = 2;
  /** @type {LandscapeInfo["window"]} */
  let sides = [];
  const item = (/** @type {string} */ label) =>
    h("span", { class: "picker-setting" }, h("span", {}, label));
  const places = { start: item("start"), samples: item("samples"), noise: item("noise") };
  const start = mountEditable(places.start, {
    label: "Start",
    onText: (text) =>
      accept(
        readNumbers(text, dimension, (axis) => around(sides[axis])),
        callbacks.onStart,
      ),
  });
  const samples = mountEditable(places.samples, {
    label: "Samples",
    help: "How many samples the loss is the mean of.",
    numeric: true,
    onText: (text) => accept(readNumber(text, SAMPLES), callbacks.onSamples),
  });
  const noise = mountEditable(places.noise, {
    label: "Noise",
    help: "How far the samples' gradients scatter about their mean.",
    numeric: true,
    onText: (text) => accept(readNumber(text, NOISE), callbacks.onNoise),
  });
  const element = h(
    "div",
    { class: "picker-settings" },
    places.start,
    places.samples,
    places.noise,
  );
  return {
    element,
    /** @param {PickerModel} model */
    render(model) {
      dimension = model.landscape.dimension;
      sides = model.landscape.window;
      const fixed = model.locked ?? false;
      const point = model.start.map(formatShort).join(", ");
      start.render({
        text: dimension === 1 ? point : `(${point})`,
        typed: model.start.join(", "),
        help: `Where every run begins, as ${model.landscape.letters.join(", ")}; also by a click on the ${dimension === 1 ? "curve" : "map"}.`,
        fixed: model.startLocked ?? false,
      });
      samples.render({ text: String(model.samples), fixed });
      noise.render({
        text: Number.isInteger(model.noise * 10)
          ? model.noise.toFixed(1)
          : formatShort(model.noise),
        typed: String(model.noise),
        fixed,
      });
    },
  };
}

/**
 * @template T
 * @param {import("../controls/typed.js").Typed<T>} typed
 * @param {(value: T) => void} use
 */
function accept(typed, use) {
  if (typed.value !== null) use(typed.value);
  return typed;
}

/** Where a run may start along an axis. @param {readonly [number, number]} side of the window */
function around([low, high]) {
  const middle = (low + high) / 2;
  const reach = START_REACH * (high - low);
  return { min: middle - reach, max: middle + reach };
}

/** The dialog: all landscapes by family, or one's own formula. @param {PickerCallbacks} callbacks */
function createChooser(callbacks) {
  const sheet = createDialog("Choose a landscape", "sheet-wide");
  const known = h("div", { class: "gallery" });
  const own = h("div", {});
  const tabs = createTabs([
    { name: "known", label: "Landscapes", panel: known },
    { name: "own", label: "Your own formula", panel: own },
  ]);
  sheet.body.append(tabs.element, known, own);
  const choose = (/** @type {string} */ name) => {
    sheet.close();
    callbacks.onChoose(name);
  };
  const gallery = mountGallery(known, {
    onChoose: choose,
    searchLabel: "Search by name or by what it teaches",
    thumbnail: callbacks.thumbnail,
  });
  const formula = mountOwnFormula(own, {
    readFormula: callbacks.readFormula,
    checkFormula: callbacks.checkFormula,
    onFormula: (value) => {
      sheet.close();
      callbacks.onFormula(value);
    },
  });
  /** @type {{from: LandscapeInfo[], choices: import("./gallery.js").Choice[]} | null} */
  let cached = null;

  return {
    /** @param {PickerModel} model */
    open(model) {
      if (cached?.from !== model.landscapes)
        cached = { from: model.landscapes, choices: model.landscapes.map(choiceOf) };
      sheet.open();
      tabs.choose(model.formula ? "own" : "known");
      gallery.render(cached.choices, model.formula ? null : model.landscape.name);
      formula.render(model.formula ?? null);
      if (!model.formula) gallery.focus();
    },
    dispose() {
      formula.dispose();
      sheet.dispose();
    },
  };
}

/** @param {LandscapeInfo} landscape @returns {import("./gallery.js").Choice} */
function choiceOf({ name, title, lesson, family, dimension }) {
  return {
    name,
    title,
    lesson,
    group: family ?? "Landscapes",
    note: dimension === 1 ? "one dimension" : "",
  };
}
