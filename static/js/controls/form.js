/** A form made from a JSON Schema: one row for each setting, in the order in which they are declared. */

import { h } from "../lib/dom.js";
import { holdFixed } from "../lib/fixed.js";
import { typeset } from "../views/formula.js";
import { createFieldWord } from "./field-word.js";
import { mountKnob } from "./knob.js";
import { fieldsOf, parseField } from "./schema.js";

/** @typedef {import("./schema.js").Field} Field */
/** @typedef {import("../experiments.js").Json} Json */

/**
 * @typedef {object} FormModel
 * @property {import("./schema.js").Schema} schema  of an object
 * @property {object} values  by field name; what is missing shows its default
 * @property {readonly string[]} [omit]    fields that another control sets
 * @property {(name: string) => boolean} [fixed]  fields that a lesson holds
 */

/**
 * @typedef {object} FormCallbacks
 * @property {(name: string, value: Json) => void} [onInput]  while a handle moves
 * @property {(name: string, value: Json) => void} onChange
 */

/** @typedef {{render: (value: Json | undefined, fixed: boolean) => void, dispose: () => void}} Row */

let serial = 0;

/**
 * @param {HTMLElement} element
 * @param {FormCallbacks} callbacks
 * @returns {{render: (model: FormModel) => void, dispose: () => void}}
 */
export function mountForm(element, callbacks) {
  const root = h("div", { class: "form" });
  element.append(root);
  /** @type {Map<string, {row: Row, field: Field}>} */
  const rows = new Map();
  /** @type {{schema: object, omit: string} | null} */
  let built = null;

  /** @param {FormModel} model */
  function build(model) {
    clear();
    for (const field of fieldsOf(model.schema, model.omit)) {
      const row = mountRow(root, field, callbacks);
      rows.set(field.name, { row, field });
    }
    root.hidden = rows.size === 0;
  }

  function clear() {
    for (const { row } of rows.values()) row.dispose();
    rows.clear();
  }

  return {
    render(model) {
      const omit = (model.omit ?? []).join();
      if (!built || built.schema !== model.schema || built.omit !== omit) {
        build(model);
        built = { schema: model.schema, omit };
      }
      /** @type {Map<string, Json>} */
      const values = new Map(Object.entries(model.values));
      for (const [name, { row, field }] of rows)
        row.render(
          values.has(name) ? values.get(name) : field.standard,
          model.fixed?.(name) ?? false,
        );
    },
    dispose() {
      clear();
      root.remove();
    },
  };
}

/** @param {HTMLElement} parent @param {Field} field @param {FormCallbacks} callbacks @returns {Row} */
function mountRow(parent, field, callbacks) {
  if (field.scale) return knobRow(parent, field, callbacks);
  if (field.kind === "boolean") return switchRow(parent, field, callbacks);
  if (field.kind === "choice") return choiceRow(parent, field, callbacks);
  return textRow(parent, field, callbacks);
}

/** @param {HTMLElement} parent @param {Field} field @param {FormCallbacks} callbacks @returns {Row} */
function knobRow(parent, field, callbacks) {
  const knob = mountKnob(
    parent,
    {
      onInput: (value) => callbacks.onInput?.(field.name, value),
      onChange: (value) => callbacks.onChange(field.name, value),
    },
    { compact: true },
  );
  const scale = /** @type {import("./scales.js").Scale} */ (field.scale);
  return {
    render: (value, fixed) =>
      knob.render({
        name: field.title,
        symbol: field.symbol,
        help: helpOf(field),
        scale,
        value: typeof value === "number" ? value : scale.min,
        standard: typeof field.standard === "number" ? field.standard : undefined,
        fixed,
      }),
    dispose: knob.dispose,
  };
}

/** @param {HTMLElement} parent @param {Field} field @param {FormCallbacks} callbacks @returns {Row} */
function switchRow(parent, field, callbacks) {
  const input = h("input", { type: "checkbox", class: "form-check" });
  input.addEventListener("change", () => callbacks.onChange(field.name, input.checked));
  const row = labelled(field, input);
  parent.append(row);
  return {
    render: (value, fixed) => {
      input.checked = value === true;
      holdFixed(input, fixed);
    },
    dispose: () => row.remove(),
  };
}

/** @param {HTMLElement} parent @param {Field} field @param {FormCallbacks} callbacks @returns {Row} */
function choiceRow(parent, field, callbacks) {
  const options = field.choices.map((choice, index) =>
    h("option", { value: String(index) }, String(choice).replaceAll("_", " ")),
  );
  const input = h("select", { class: "plain-select" }, ...options);
  input.addEventListener("change", () =>
    callbacks.onChange(field.name, field.choices[Number(input.value)]),
  );
  const row = labelled(field, input);
  parent.append(row);
  return {
    render: (value, fixed) => {
      input.value = String(value === undefined ? -1 : field.choices.indexOf(value));
      holdFixed(input, fixed);
    },
    dispose: () => row.remove(),
  };
}

/** @param {HTMLElement} parent @param {Field} field @param {FormCallbacks} callbacks @returns {Row} */
function textRow(parent, field, callbacks) {
  const input = h("input", {
    type: "text",
    class: "form-text",
    inputmode: field.kind === "text" ? "text" : "decimal",
    placeholder: field.nullable ? field.empty : "",
    autocomplete: "off",
    spellcheck: "false",
  });
  input.addEventListener("change", () => {
    const { value, word } = parseField(field, input.value);
    said.show({ value: value === undefined ? null : "", word });
    if (value !== undefined) callbacks.onChange(field.name, value);
  });
  const row = labelled(field, input);
  const said = createFieldWord(input);
  row.append(said.element);
  parent.append(row);
  return {
    render: (value, fixed) => {
      holdFixed(input, fixed);
      if (document.activeElement === input || input.hasAttribute("aria-invalid")) return;
      input.value = Array.isArray(value)
        ? value.join(", ")
        : value === null || value === undefined
          ? ""
          : String(value);
    },
    dispose: () => row.remove(),
  };
}

/** @param {Field} field @param {HTMLElement} control */
function labelled(field, control) {
  const id = `field-${++serial}`;
  control.id = id;
  control.setAttribute("aria-describedby", `${id}-help`);
  const symbol = h("span", { class: "knob-symbol", "aria-hidden": "true" });
  typeset(symbol, field.symbol);
  return h(
    "div",
    { class: "form-row", title: helpOf(field) },
    h("label", { class: "knob-name", for: id }, field.title, symbol),
    control,
    h("span", { class: "visually-hidden", id: `${id}-help` }, helpOf(field)),
  );
}

/** @param {Field} field */
function helpOf(field) {
  return field.unit ? `${field.help} In ${field.unit}.` : field.help;
}
