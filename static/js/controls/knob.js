/**
 * The knob: a labelled hairline track with a round handle, and the value as a number that can be typed.
 *
 * Underneath lies an ordinary range input, unseen but focusable, so that keyboard, touch and screen readers find what
 * they know. Arrows move finely, Page up and Page down in round numbers, Home and End to the ends, Delete or a double
 * click to the default.
 */

import { h, setText } from "../lib/dom.js";
import { FIXED } from "../lib/fixed.js";
import { formatNumber } from "../lib/format.js";
import { typeset } from "../views/formula.js";
import { wordMark } from "../views/reference-link.js";
import { createFieldWord } from "./field-word.js";
import { createKnobParts, KNOB_STEPS } from "./knob-parts.js";
import { readNumber } from "./typed.js";

/** @typedef {import("./scales.js").Scale} Scale */

/**
 * @typedef {object} KnobModel
 * @property {string} name       plain words: "learning rate"
 * @property {string} symbol     LaTeX: "\\eta"; may be empty
 * @property {string} help       one sentence
 * @property {string} [about]    the word of the reference that explains it
 * @property {Scale} scale
 * @property {number} value
 * @property {number} [standard] the default, to which Delete returns
 * @property {number | null} [before]  the value before the last change: a hollow dot
 * @property {number | null} [limit]   beyond it the track is dotted
 * @property {string} [context]  said after the name to a screen reader: the run
 * @property {boolean} [disabled]
 * @property {boolean} [fixed]  a lesson holds it
 * @property {(value: number) => string} [text]  how the value is written
 */

/**
 * @typedef {object} KnobCallbacks
 * @property {(value: number) => void} [onInput]   while the handle moves
 * @property {(value: number) => void} [onChange]  when it is let go
 */

/** @param {KnobModel} model */
const isOff = ({ disabled, fixed }) => Boolean(disabled || fixed);
/** @type {Record<string, [1 | -1, boolean]>} */
const KEYS = {
  ArrowRight: [1, false],
  ArrowUp: [1, false],
  ArrowLeft: [-1, false],
  ArrowDown: [-1, false],
  PageUp: [1, true],
  PageDown: [-1, true],
};
let serial = 0;

/**
 * @param {HTMLElement} element
 * @param {KnobCallbacks} callbacks
 * @param {{compact?: boolean}} [options]
 * @returns {{render: (model: KnobModel) => void, focus: () => void, dispose: () => void}}
 */
export function mountKnob(element, callbacks, { compact = false } = {}) {
  const knob = new Knob(callbacks, compact);
  element.append(knob.root);
  return {
    render: (model) => knob.render(model),
    focus: () => knob.range.focus(),
    dispose: () => knob.dispose(),
  };
}

class Knob {
  /** @param {KnobCallbacks} callbacks @param {boolean} compact */
  constructor(callbacks, compact) {
    this.callbacks = callbacks;
    this.compact = compact;
    this.id = `knob-${++serial}`;
    /** @type {KnobModel | null} */
    this.model = null;
    /** The value under the hand; null when nothing is being moved. @type {number | null} */
    this.moving = null;
    /** The marks shown. */
    this.marked = "";
    /** The value shown. @type {unknown[]} */
    this.told = [];
    this.width = 0;
    /** Half of a letter of a label, px. */
    this.letter = 3.2;
    const parts = createKnobParts(this.id, compact);
    this.title = parts.title;
    this.symbol = parts.symbol;
    this.name = parts.name;
    this.about = parts.about;
    this.value = parts.value;
    this.entry = parts.entry;
    this.word = createFieldWord(parts.entry);
    /** What was typed last: the word is about it. @type {number | null} */
    this.typed = null;
    this.range = parts.range;
    this.marks = parts.marks;
    this.track = parts.track;
    this.help = parts.help;
    this.root = parts.root;
    parts.head.after(this.word.element);
    this.listen();
    this.watcher = new ResizeObserver(([entry]) => this.resized(entry.contentRect.width));
    this.watcher.observe(this.track);
  }

  listen() {
    const { range, value, entry } = this;
    range.addEventListener("input", () => {
      this.word.clear();
      this.told = []; // the hand has moved the range, perhaps to between two values
      this.move(this.scale().toValue(range.valueAsNumber / KNOB_STEPS));
    });
    range.addEventListener("change", () => this.settle());
    range.addEventListener("keydown", (event) => this.key(event));
    range.addEventListener("keyup", () => this.settle());
    range.addEventListener("blur", () => this.settle());
    range.addEventListener("pointercancel", () => this.settle());
    range.addEventListener("dblclick", () => this.reset());
    value.addEventListener("click", () => this.openEntry());
    entry.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === "Escape") {
        event.preventDefault(); // the value that gets the focus back is a button: the key must not press it
        this.closeEntry(event.key === "Enter", true);
      }
      event.stopPropagation();
    });
    entry.addEventListener("blur", () => this.closeEntry(true, false));
  }

  scale() {
    if (!this.model) throw new Error("The knob has not been rendered yet.");
    return this.model.scale;
  }

  /** @param {KnobModel} model */
  render(model) {
    const last = this.model;
    this.model = model;
    if (last && last.value !== model.value && model.value !== this.typed) this.word.clear();
    if (!last || last.name !== model.name || last.symbol !== model.symbol) this.showName(model);
    if (!this.compact && last?.about !== model.about) this.showAbout(model);
    if (!last || last.help !== model.help || last.fixed !== model.fixed) this.showHelp(model);
    if (!last || isOff(last) !== isOff(model)) this.showDisabled(isOff(model));
    if (!last || last.scale !== model.scale || last.limit !== model.limit) this.showMarks();
    if (!last || last.before !== model.before || last.scale !== model.scale) this.showBefore();
    // What the hand holds is not moved by an answer that left before it.
    if (this.moving === null) this.show(model.value);
  }

  /** @param {KnobModel} model */
  showName(model) {
    this.title.textContent = model.name;
    typeset(this.symbol, model.symbol);
    this.name.classList.toggle("knob-name-plain", !model.symbol);
    const context = model.context ? `, ${model.context}` : "";
    this.range.setAttribute("aria-label", `${model.name}${context}`);
    this.entry.setAttribute("aria-label", `${model.name}${context}, as a number`);
  }

  /** @param {KnobModel} model */
  showAbout({ about, name }) {
    this.about.replaceChildren(...(about ? [wordMark(about, name)] : []));
  }

  /** @param {KnobModel} model */
  showHelp(model) {
    this.help.textContent = model.help;
    this.name.title = model.help;
    this.value.title = model.fixed ? FIXED : `${model.help} Click to type a number.`;
    this.range.title = model.fixed ? FIXED : "";
  }

  /** @param {boolean} disabled */
  showDisabled(disabled) {
    this.root.classList.toggle("knob-disabled", disabled);
    this.range.disabled = disabled;
    this.value.disabled = disabled;
  }

  /** @param {number} value */
  show(value) {
    const model = /** @type {KnobModel} */ (this.model);
    const text = (model.text ?? formatNumber)(value);
    const key = [value, text, model.name, model.scale, model.limit];
    if (key.every((part, k) => part === this.told[k])) return;
    this.told = key;
    const at = model.scale.toPosition(value);
    setText(this.value, text);
    this.value.setAttribute("aria-label", `${model.name} ${text}, type a number`);
    this.range.value = String(Math.round(at * KNOB_STEPS));
    const limit = model.limit ?? Infinity;
    const warning = value > limit ? `, above the limit ${formatNumber(limit)}` : "";
    this.range.setAttribute("aria-valuetext", text + warning);
    this.root.classList.toggle("knob-above", value > limit);
    this.track.style.setProperty("--at", String(at));
  }

  showBefore() {
    const { before, scale } = /** @type {KnobModel} */ (this.model);
    const known = before !== null && before !== undefined;
    this.track.classList.toggle("has-before", known);
    if (known) this.track.style.setProperty("--before", String(scale.toPosition(before)));
  }

  showMarks() {
    const { scale, limit } = /** @type {KnobModel} */ (this.model);
    const at = limit ? scale.toPosition(limit) : 1;
    const known = Boolean(limit) && Number(limit) < scale.max;
    this.track.classList.toggle("has-limit", known);
    this.track.style.setProperty("--limit", String(known ? at : 1));
    const taken = /** @type {[number, number][]} */ ([]);
    /** @type {{at: number, text?: string, kind?: string}[]} */
    const wanted = [];
    if (known && limit && !this.compact) {
      const label = `limit ${formatNumber(limit)}`;
      taken.push(this.extent(at, label));
      wanted.push({ at, text: label, kind: "knob-mark-limit" });
    }
    const last = scale.marks.length - 1;
    for (const [index, mark] of scale.marks.entries()) {
      const place = scale.toPosition(mark.value);
      const end = index === 0 || index === last;
      if (place <= at || index === last || !known) wanted.push({ at: place });
      if (this.compact || !mark.label) continue;
      const extent = this.extent(place, mark.label);
      if (taken.some(([from, to]) => extent[0] < to && extent[1] > from)) continue;
      if (!end && this.hitsLast(extent)) continue;
      taken.push(extent);
      wanted.push({ at: place, text: mark.label, kind: "" });
    }
    const key = JSON.stringify([wanted, this.width]);
    if (key === this.marked) return;
    this.marked = key;
    this.marks.replaceChildren(
      ...wanted.map(({ at, text, kind = "" }) =>
        text === undefined ? tick(at) : this.label(at, text, kind),
      ),
    );
  }

  /** @param {[number, number]} extent */
  hitsLast(extent) {
    const { marks, toPosition } = this.scale();
    const last = marks[marks.length - 1];
    return extent[1] > this.extent(toPosition(last.value), last.label)[0];
  }

  /**
   * From where to where a label reaches, in px with a gap; at the ends it is held inside the track.
   * @param {number} at
   * @param {string} label
   * @returns {[number, number]}
   */
  extent(at, label) {
    const width = this.width || 260;
    const half = label.length * this.letter + 3;
    const centre = Math.min(Math.max(at * width, half), width - half);
    return [centre - half, centre + half];
  }

  /**
   * A label under the track, centred on its place as far as the ends allow.
   * @param {number} at
   * @param {string} text
   * @param {string} kind
   */
  label(at, text, kind) {
    const [from, to] = this.extent(at, text);
    const edge = from <= 0 ? "knob-mark-first" : to >= (this.width || 260) ? "knob-mark-last" : "";
    const label = h("span", { class: `knob-mark ${edge} ${kind}` }, text);
    label.style.setProperty("--mark", String(at));
    return label;
  }

  /** @param {number} width */
  resized(width) {
    if (Math.abs(width - this.width) < 1) return;
    this.width = width;
    this.letter = 0.256 * Number.parseFloat(getComputedStyle(this.marks).fontSize);
    if (this.model) this.showMarks();
  }

  /** @param {number} value */
  move(value) {
    if (value === (this.moving ?? this.model?.value)) return;
    this.moving = value;
    this.show(value);
    this.callbacks.onInput?.(value);
  }

  settle() {
    const value = this.moving;
    if (value === null) return;
    this.moving = null;
    if (this.model) this.model = { ...this.model, value };
    this.callbacks.onChange?.(value);
  }

  reset() {
    const standard = this.model?.standard;
    if (standard === undefined || !this.model || isOff(this.model)) return;
    this.move(standard);
    this.settle();
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const scale = this.scale();
    this.word.clear();
    const value = this.moving ?? this.model?.value ?? scale.min;
    const step = KEYS[event.key];
    if (step) this.move(scale.next(value, ...step));
    else if (event.key === "Home") this.move(scale.min);
    else if (event.key === "End") this.move(scale.max);
    else if (event.key === "Delete" || event.key === "Backspace") this.reset();
    else if (event.key === "Enter") this.openEntry();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  openEntry() {
    if (!this.model || isOff(this.model)) return;
    this.word.clear();
    this.entry.value = String(this.model.value);
    this.entry.hidden = false;
    this.value.hidden = true;
    this.entry.focus();
    this.entry.select();
  }

  /**
   * @param {boolean} keep  whether the typed number is taken
   * @param {boolean} stay  what is refused can be typed again at once
   */
  closeEntry(keep, stay) {
    if (this.entry.hidden) return;
    const { value: typed } = this.entry;
    const same = typed === String(this.model?.value);
    const said = keep && !same ? readNumber(typed, this.scale().typed) : { value: null, word: "" };
    this.word.show(said);
    this.typed = said.value;
    if (stay && said.value === null && said.word) return;
    this.entry.hidden = true;
    this.value.hidden = false;
    if (stay) this.value.focus();
    if (said.value === null) return;
    this.move(said.value);
    this.settle();
  }

  dispose() {
    this.watcher.disconnect();
    this.root.remove();
  }
}

/** @param {number} at */
function tick(at) {
  const mark = h("span", { class: "knob-tick" });
  mark.style.setProperty("--mark", String(at));
  return mark;
}
