/** JSON Schema, as pydantic writes it, read as a list of fields that a form can show. No list of fields is kept by hand. */

import { batchScale, linearScale, logScale, logZeroScale, momentumScale } from "./scales.js";
import { readNumber, readNumbers } from "./typed.js";

/** @typedef {import("./scales.js").Scale} Scale */
/** @typedef {import("../experiments.js").Schema} Schema */
/** @typedef {import("../experiments.js").FieldSchema} FieldSchema */
/** @typedef {import("../experiments.js").Json} Json */

/**
 * @typedef {object} Field
 * @property {string} name     as in the experiment: "weight_decay"
 * @property {string} title    as on the page: "weight decay"
 * @property {string} symbol   LaTeX, or empty
 * @property {string} help
 * @property {string} unit
 * @property {"number" | "integer" | "boolean" | "choice" | "list" | "text"} kind
 * @property {boolean} nullable
 * @property {Json | undefined} standard    the default; undefined when there is none
 * @property {number} min
 * @property {number} max
 * @property {boolean} openMin  the minimum itself is excluded
 * @property {boolean} openMax
 * @property {string} empty     what stands for null
 * @property {Json[]} choices
 * @property {Scale | null} scale  for a track; null when only a number field makes sense
 */

/**
 * The fields of an object's schema in their order. Constants, such as the name of an optimizer, are not settings.
 * @param {Schema} schema
 * @param {readonly string[]} [omit]  names that another control sets
 * @returns {Field[]}
 */
export function fieldsOf(schema, omit = []) {
  const fields = [];
  for (const [name, raw] of Object.entries(schema.properties ?? {})) {
    const property = resolve(raw, schema);
    if (omit.includes(name) || "const" in property) continue;
    fields.push(fieldOf(name, property));
  }
  return fields;
}

/**
 * The numbers of a value, with the fields that say what they may be: those of the objects and lists of objects within it,
 * too, such as the layers of a network. What a schema leaves open is read off the value.
 * @param {FieldSchema} schema
 * @param {unknown} value
 * @param {string} path  at which the value stands
 * @param {Schema} [root]
 * @returns {{path: string, field: Field, log: boolean, value: number}[]}
 */
export function numbersIn(schema, value, path, root = /** @type {Schema} */ (schema)) {
  const found = [];
  const property = fittingTo(schema, value, root);
  if (Array.isArray(value) && property.items) {
    const item = property.items;
    for (const [k, one] of value.entries()) {
      if (one === null || typeof one !== "object") break;
      found.push(...numbersIn(item, one, `${path}[${k}]`, root));
    }
  } else if (value !== null && typeof value === "object") {
    for (const [name, raw] of Object.entries(property.properties ?? {})) {
      const inner = path ? `${path}.${name}` : name;
      found.push(...numbersIn(raw, Reflect.get(value, name) ?? raw.default, inner, root));
    }
  } else if (
    typeof value === "number" &&
    (property.type === "number" || property.type === "integer")
  ) {
    const name = path.split(".").at(-1) ?? "";
    found.push({ path, field: fieldOf(name, property), log: property.log === true, value });
  }
  return found;
}

/** The branch of a schema that a value is of. @param {FieldSchema} schema @param {unknown} value @param {Schema} root @returns {FieldSchema} */
function fittingTo(schema, value, root) {
  const { $ref, anyOf, oneOf, discriminator, ...rest } = schema;
  if ($ref) return fittingTo({ ...definition($ref, root), ...rest }, value, root);
  const named = discriminator && value !== null && typeof value === "object";
  const branch = named && discriminator.mapping?.[Reflect.get(value, discriminator.propertyName)];
  if (branch) return fittingTo(definition(branch, root), value, root);
  const kind = Array.isArray(value) ? "array" : typeof value;
  for (const option of anyOf ?? oneOf ?? []) {
    const whole = fittingTo(option, value, root);
    if (whole.type === kind || (kind === "number" && whole.type === "integer"))
      return { ...whole, ...rest };
  }
  return schema;
}

/** An object's schema with some of its fields alone. @param {Schema} schema @param {readonly string[]} names @returns {Schema} */
export function partOf(schema, names) {
  const properties = Object.entries(schema.properties ?? {});
  return {
    ...schema,
    properties: Object.fromEntries(properties.filter(([name]) => names.includes(name))),
  };
}

/**
 * Something that is chosen by its name, with the defaults of its settings.
 * @param {{name: string, schema: Schema}} info
 * @returns {import("../experiments.js").Named}
 */
export function namedDefaults({ name, schema }) {
  /** @type {import("../experiments.js").Named} */
  const settings = { name };
  for (const [key, field] of Object.entries(schema.properties ?? {}))
    if (key !== "name") settings[key] = field.default ?? null;
  return settings;
}

/**
 * One level of $ref and of "this or null", with what stands beside the reference kept.
 * @param {FieldSchema} property
 * @param {Schema} root
 * @returns {FieldSchema}
 */
function resolve(property, root) {
  const { $ref, anyOf, ...rest } = property;
  if ($ref) return resolve({ ...definition($ref, root), ...rest }, root);
  if (!anyOf) return property;
  const options = anyOf.filter((option) => option.type !== "null");
  const nullable = options.length < anyOf.length;
  // "integer or number" is a number; the first that is not whole says which.
  const chosen = options.find((option) => option.type === "number") ?? options[0] ?? {};
  return { ...resolve(chosen, root), ...rest, nullable };
}

/** @param {string} reference @param {Schema} root */
function definition(reference, root) {
  const name = reference.split("/").pop() ?? "";
  return root.$defs?.[name] ?? {};
}

/** @param {string} name @param {FieldSchema} property @returns {Field} */
function fieldOf(name, property) {
  /** @type {Field} */
  const field = {
    name,
    title: name.replaceAll("_", " "),
    symbol: property.symbol ?? "",
    help: property.description ?? "",
    unit: property.unit ?? "",
    kind: kindOf(property),
    nullable: property.nullable === true,
    empty: property.empty ?? "none",
    standard: property.default,
    min: property.exclusiveMinimum ?? property.minimum ?? Number.NEGATIVE_INFINITY,
    max: property.exclusiveMaximum ?? property.maximum ?? Number.POSITIVE_INFINITY,
    openMin: "exclusiveMinimum" in property,
    openMax: "exclusiveMaximum" in property,
    choices: property.enum ?? [],
    scale: null,
  };
  return { ...field, scale: scaleOf(field, property.log === true) };
}

/** @param {FieldSchema} property @returns {Field["kind"]} */
function kindOf(property) {
  if (property.enum) return "choice";
  if (property.type === "array") return "list";
  const { type } = property;
  return type === "number" || type === "integer" || type === "boolean" ? type : "text";
}

/**
 * A track for a number: logarithmic when the schema says so, in −log(1 − β) for what lies in [0, 1), else linear
 * between finite bounds.
 * @param {Field} field
 * @param {boolean} log
 * @returns {Scale | null}
 */
function scaleOf(field, log) {
  const { kind, min, max, openMax, standard, nullable } = field;
  if ((kind !== "number" && kind !== "integer") || nullable) return null;
  const known = typeof standard === "number" && standard > 0 ? standard : null;
  if (log && kind === "integer" && Number.isFinite(max) && max <= 1e6) return batchScale(max);
  if (log && kind === "number") {
    const top = Math.min(max, known ? Math.max(1, 10 ** Math.ceil(Math.log10(known) + 1)) : 1);
    const bottom =
      min > 0 ? min : Math.min(1e-6, known ? 10 ** (Math.floor(Math.log10(known)) - 2) : 1e-6);
    if (top <= bottom) return null;
    return min === 0 && !field.openMin
      ? logZeroScale(bottom, top, boundsOf(field))
      : logScale(bottom, top, boundsOf(field));
  }
  if (kind === "number" && min === 0 && max === 1 && openMax) return momentumScale(0.9999);
  if (!Number.isFinite(min) || !Number.isFinite(max) || max - min > 1e5) return null;
  return field.openMin || openMax
    ? openLinear(min, max, field)
    : linearScale(min, max, boundsOf(field));
}

/** A linear track that stops just inside excluded bounds. @param {number} min @param {number} max @param {Field} field */
function openLinear(min, max, field) {
  const inset = (max - min) / 1000;
  const low = field.openMin ? min + inset : min;
  return linearScale(low, field.openMax ? max - inset : max, boundsOf(field));
}

/** What may be typed. @param {Field} field @returns {import("./typed.js").Bounds} */
function boundsOf({ kind, min, max, openMin, openMax }) {
  return { min, max, openMin, openMax, whole: kind === "integer" };
}

/**
 * The value that a typed text stands for; `value` is undefined where it is refused, for null is a value here.
 * @param {Field} field
 * @param {string} text
 * @returns {{value: Json | undefined, word: string}}
 */
export function parseField(field, text) {
  const typed = text.trim();
  if (field.nullable && (typed === "" || typed === "none" || typed === field.empty))
    return { value: null, word: "" };
  if (field.kind === "text") return { value: typed, word: "" };
  const { value, word } =
    field.kind === "list" ? readNumbers(text, null) : readNumber(text, boundsOf(field));
  return { value: value ?? undefined, word };
}
