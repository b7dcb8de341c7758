/** Numbers in sentences: those that a reader moves, and those that a run gives. */

import { h, on } from "../lib/dom.js";
import { formatNumber } from "../lib/format.js";
import { typeset } from "../views/formula.js";
import { next, positionOf, valueAt } from "./track.js";

/** @typedef {import("./figure.js").LiveFigure} LiveFigure */
/** Pixels of a drag across the whole range of a number in a sentence. */
const REACH = 240;
/** @type {{[key: string]: number}} */
const KEYS = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 5, PageDown: -5 };

/**
 * A number that is dragged in its sentence.
 * @param {HTMLElement} element
 * @param {LiveFigure} figure
 * @param {string} name
 * @param {string} how  said under the mouse
 */
export function mountMovedNumber(element, figure, name, how) {
  const knob = figure.data.knobs[name];
  element.classList.add("is-moved");
  element.classList.remove("is-waiting");
  element.tabIndex = 0;
  element.setAttribute("role", "slider");
  element.setAttribute("aria-label", knob.label);
  element.setAttribute("aria-valuemin", String(knob.low));
  element.setAttribute("aria-valuemax", String(knob.high));
  element.title = how;
  if (!/^(problem|steps|seed)/.test(knob.path)) element.dataset.slot = String(knob.runs[0] + 1);
  const render = () => {
    const value = figure.value(name);
    element.textContent = formatNumber(value, 3);
    element.setAttribute("aria-valuenow", String(value));
  };
  on(element, "pointerdown", (event) => {
    const from = { x: event.clientX, position: positionOf(knob, figure.value(name)) };
    element.setPointerCapture(event.pointerId);
    const stop = on(element, "pointermove", (moved) => {
      const position = from.position + (moved.clientX - from.x) / REACH;
      void figure.set(name, valueAt(knob, position));
    });
    for (const end of /** @type {const} */ (["pointerup", "pointercancel"]))
      element.addEventListener(end, stop, { once: true });
    event.preventDefault();
    element.focus();
  });
  on(element, "keydown", (event) => {
    const direction = KEYS[event.key];
    if (!direction) return;
    event.preventDefault();
    event.stopPropagation();
    void figure.set(name, next(knob, figure.value(name), direction));
  });
  figure.events.on("changed", render);
  render();
}

/** The same number below its figure, as a slider. @param {HTMLElement} element @param {LiveFigure} figure @param {string} name */
export function mountKnobBelow(element, figure, name) {
  const knob = figure.data.knobs[name];
  const symbol = h("span", { class: "tex-symbol" });
  if (knob.symbol) typeset(symbol, knob.symbol);
  const track = h("input", {
    type: "range",
    class: "live-track",
    min: "0",
    max: "1",
    step: "any",
    "aria-label": knob.label,
  });
  const value = h("output", { class: "live-value" });
  if (!/^(problem|steps|seed)/.test(knob.path)) element.dataset.slot = String(knob.runs[0] + 1);
  element.append(
    h("span", { class: "live-label" }, knob.label, knob.symbol ? " " : null, symbol),
    track,
    value,
  );
  on(track, "input", () => void figure.set(name, valueAt(knob, Number(track.value))));
  on(track, "keydown", (event) => {
    const direction = KEYS[event.key];
    if (!direction) return;
    event.preventDefault();
    void figure.set(name, next(knob, figure.value(name), direction));
  });
  const render = () => {
    const now = figure.value(name);
    value.textContent = formatNumber(now, 3);
    track.value = String(positionOf(knob, now));
    track.setAttribute("aria-valuetext", formatNumber(now, 3));
    track.style.setProperty("--share", String(positionOf(knob, now)));
  };
  figure.events.on("changed", render);
  render();
}

/** What a run gives, in a sentence. @param {HTMLElement} element @param {LiveFigure} figure @param {string} name */
export function mountMeasured(element, figure, name) {
  const { digits } = figure.data.measures[name];
  element.classList.add("is-measured");
  const render = () => {
    const found = figure.measured[name];
    if (!found) return;
    element.classList.remove("is-waiting");
    element.textContent = measuredText(found, digits);
    element.title = found.sentence;
  };
  figure.events.on("measured", render);
  figure.events.on("changed", () => element.classList.add("is-stale"));
  figure.events.on("measured", () => element.classList.remove("is-stale"));
  render();
}

/** @param {import("./figure.js").Measured} found @param {number} digits */
export function measuredText({ value, unit }, digits) {
  if (value === null) return "none";
  const text = typeof value === "number" ? formatNumber(value, digits) : value;
  return unit ? `${text}\u00a0${value === 1 ? unit.replace(/s$/, "") : unit}` : text;
}
