/** What a knob is made of. */

import { h } from "../lib/dom.js";

/** Places of the range input on a knob's track. */
export const KNOB_STEPS = 1000;

/** The elements of a knob. @param {string} id @param {boolean} compact */
export function createKnobParts(id, compact) {
  const title = h("span", { class: "knob-title" });
  const symbol = h("span", { class: "knob-symbol", "aria-hidden": "true" });
  const name = h("label", { class: "knob-name", for: id }, title, symbol);
  const about = h("span", { class: "knob-about" });
  const value = h("button", { class: "knob-value", type: "button" });
  const entry = h("input", {
    class: "knob-entry",
    type: "text",
    inputmode: "decimal",
    hidden: true,
  });
  const range = h("input", {
    class: "knob-range",
    type: "range",
    id: id,
    min: 0,
    max: KNOB_STEPS,
    step: 1,
    "aria-describedby": `${id}-help`,
  });
  const marks = h("div", { class: "knob-marks", "aria-hidden": "true" });
  const track = h(
    "div",
    { class: "knob-track" },
    h("span", { class: "knob-line" }),
    h("span", { class: "knob-beyond" }),
    h("span", { class: "knob-fill" }),
    h("span", { class: "knob-over" }),
    marks,
    h("span", { class: "knob-limit" }),
    h("span", { class: "knob-before" }),
    h("span", { class: "knob-handle" }),
  );
  const help = h("span", { class: "visually-hidden", id: `${id}-help` });
  const head = h("div", { class: "knob-head" }, name, about, value, entry);
  const root = h(
    "div",
    { class: compact ? "knob knob-compact" : "knob" },
    head,
    h("div", { class: "knob-body" }, range, track),
    help,
  );
  return { title, symbol, name, about, value, entry, range, marks, track, help, head, root };
}
