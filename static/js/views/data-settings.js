/**
 * The settings of the data: made from their schema, and the formula that they may follow; what is done to them before the
 * first step; editing of points.
 */

import { mountForm } from "../controls/form.js";
import { h } from "../lib/dom.js";
import { holdFixed } from "../lib/fixed.js";
import { marker } from "./class-mark.js";
import { mountOwnFormula } from "./own-formula.js";

/** @typedef {import("./own-formula.js").Window} Window */

/** Settings that are no sliders: rows of one's own data, a formula and its window. */
const OMIT = [
  ...["name", "inputs", "targets", "task", "feature_names", "class_names", "target_names"],
  ...["input_scaling", "missing", "fill", "table_columns", "formula", "window"],
];
const PLANE = ["x", "y"];

/**
 * @param {HTMLElement} parent
 * @param {import("./data-picker.js").DataPickerCallbacks} callbacks
 */
export function mountDataSettings(parent, callbacks) {
  const formula = mountDataFormula(callbacks);
  const place = h("div", {});
  const form = mountForm(place, {
    onInput: (name, value) => callbacks.onData({ [name]: value }, false),
    onChange: (name, value) => callbacks.onData({ [name]: value }),
  });
  const points = mountPointEditor(callbacks);
  const steps = h("ol", { class: "preprocessing" });
  const element = h(
    "div",
    { class: "data-settings" },
    formula.element,
    place,
    points.element,
    h("h3", {}, "Before the first step"),
    steps,
  );
  parent.append(element);
  let shown = "";

  return {
    element,
    /** @param {import("./data-picker.js").DataPickerModel} model @param {import("../experiments.js").DeclaredInfo | undefined} info */
    render(model, info) {
      const { problem, samples } = model;
      formula.render(model, info);
      if (info)
        form.render({
          schema: info.schema,
          values: problem.dataset,
          omit: OMIT,
          fixed: () => model.locked ?? false,
        });
      points.render(model);
      const key = JSON.stringify(samples?.preprocessing);
      if (key === shown) return;
      shown = key;
      steps.replaceChildren(
        ...(samples?.preprocessing ?? []).map((step) =>
          h("li", {}, h("b", {}, step.name), ` ${step.text}`),
        ),
      );
    },
  };
}

/**
 * The formula that the data follow, where they follow one.
 * @param {import("./data-picker.js").DataPickerCallbacks} callbacks
 */
function mountDataFormula({ readFormula, checkFormula, onFormula }) {
  const element = h("div", {});
  /** Whether classes of points in the plane lie about the formula: then its window has two sides. */
  let plane = false;
  let shown = "";
  const view = mountOwnFormula(element, {
    readFormula,
    checkFormula,
    onFormula: ({ expression, window }, sides) => onFormula({ formula: expression, window }, sides),
    sidesOf: (letters) => (plane ? PLANE : letters),
  });
  return {
    element,
    /** @param {import("./data-picker.js").DataPickerModel} model @param {import("../experiments.js").DeclaredInfo | undefined} info */
    render({ problem, locked = false }, info) {
      const { name, formula, window } = problem.dataset;
      element.hidden = typeof formula !== "string";
      const key = JSON.stringify([name, formula, window, locked]);
      if (key === shown || element.hidden) return;
      shown = key;
      const { formula: typed, window: sides } = info?.schema.properties ?? {};
      plane = sides?.anyOf?.every(({ minItems }) => minItems !== 1) ?? false;
      view.render(
        { expression: String(formula), window: /** @type {Window | null} */ (window) },
        { fixed: locked, examples: typed?.description },
      );
    },
  };
}

/**
 * "Edit points": a click in the figure adds a point of the chosen class, a click on a point removes it.
 * @param {import("./data-picker.js").DataPickerCallbacks} callbacks
 */
function mountPointEditor({ onEditing, onEditClass }) {
  const input = h("input", { type: "checkbox", class: "form-check" });
  input.addEventListener("change", () => onEditing(input.checked));
  const classes = h("div", { class: "edit-classes", role: "group", "aria-label": "Class to add" });
  const element = h(
    "div",
    { class: "point-editor" },
    h(
      "label",
      {
        class: "point-editor-switch",
        title: "Click in the figure to add a point, click on a point to remove it",
      },
      input,
      h("span", {}, "edit points"),
    ),
    classes,
  );
  let shown = "";
  return {
    element,
    /** @param {import("./data-picker.js").DataPickerModel} model */
    render({ kind, samples, editing, editClass, theme, locked }) {
      element.hidden = kind !== "plane" && kind !== "line";
      input.checked = editing;
      holdFixed(input, locked ?? false);
      classes.hidden = !editing || kind !== "plane";
      const key = JSON.stringify([samples?.classes, editClass, theme]);
      if (key === shown) return;
      shown = key;
      classes.replaceChildren(
        ...(samples?.classes ?? []).map((name, index) =>
          h(
            "button",
            {
              type: "button",
              class: "edit-class",
              "aria-pressed": String(index === editClass),
              title: `A click adds a point of ${name}`,
              onclick: () => onEditClass(index),
            },
            marker(index, theme),
            name,
          ),
        ),
      );
    },
  };
}
