/** What is on screen beyond the experiment, as text in an address: `step=37&run=1&mute=0,2&scale=linear`. */

import { isSide, roundedSide, sidesOf } from "../lib/window.js";
import { MAX_RUNS } from "./experiment.js";
import { isAxis } from "./map-axes.js";
import { OWN_PATH, planeOf, planeText } from "./plane-choice.js";
import { ratesOf, ratesText, USUAL_RATES } from "./rate-choice.js";

/** @typedef {import("./session.js").View} View */

const NUMBER = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/;
/** Of a camera: the least and the most of azimuth, elevation, distance and the three shifts. */
const ANGLES = [
  [-180, 180],
  [-89, 89],
  [0.1, 10],
  [-10, 10],
  [-10, 10],
  [-10, 10],
];

/**
 * How a field is written and read.
 * @template T
 * @typedef {object} Form
 * @property {(value: T) => string} write
 * @property {(text: string) => T | undefined} read  undefined where the text is malformed
 */

/** @type {Form<number | null>} */
const WHOLE = { write: String, read: (text) => whole(text) };
/** @type {Form<boolean>} */
const SWITCH = { write: () => "1", read: (text) => (text === "1" ? true : undefined) };
/** Indexes of runs: "0,2". @type {Form<number[]>} */
const RUNS = { write: (runs) => runs.join(","), read: runList };
/** A place in the network: "1.3". @type {Form<View["neuron"]>} */
const NEURON = { write: (neuron) => `${neuron?.layer}.${neuron?.unit}`, read: neuronOf };
/** Of an example. @type {Form<string | null>} */
const NAME = {
  write: String,
  read: (text) => (/^[a-z0-9-]{1,40}$/.test(text) ? text : undefined),
};
/** The sides of a rectangle, "-2,2,-1,3", or the ends of a line, "-2,2". @type {Form<View["zoom"]>} */
const WINDOW = { write: windowText, read: windowOf };
/** Where a plane lies, over what, and how it is drawn: "random.3,test,surface". @type {Form<View["plane"]>} */
const PLANE = { write: (plane) => planeText(plane ?? OWN_PATH), read: planeOf };
/** Where the surface is seen from, without what is as usual at the end: "-112.2,48.6,1.3". @type {Form<View["camera"]>} */
const CAMERA = { write: cameraText, read: cameraFrom };

/** From which rate to which, in how many steps: "0.00001,10,100". @type {Form<View["rates"]>} */
const RATES = { write: (rates) => ratesText(rates ?? USUAL_RATES), read: ratesOf };

/** A setting and its values: "learning_rate,0.0001,1,log". @type {Form<View["mapX"]>} */
const AXIS = {
  write: (axis) => (axis ? [axis.path, axis.from, axis.to, axis.scale].join(",") : ""),
  read: axisOf,
};
/** A measure with its settings: "steps_to_loss,loss=0.1", "angle,between=downhill:update". @type {Form<View["measure"]>} */
const MEASURE = { write: measureText, read: measureOf };

/**
 * One of some words.
 * @template {string} W
 * @param {W[]} words
 * @returns {Form<W | undefined>}
 */
const oneOf = (...words) => ({
  write: String,
  read: (text) => words.find((word) => word === text),
});

/**
 * The fields in the order in which they are written: the name in the address, the form, and the usual value, which is
 * left out. What is left out is as usual, but for what the lab chooses itself, by its data.
 * @type {{[F in keyof View]-?: {name: string, form: Form<any>, usual: View[F], chosen?: true}}}
 */
const FIELDS = {
  example: { name: "example", form: NAME, usual: null },
  step: { name: "step", form: WHOLE, usual: null },
  run: { name: "run", form: WHOLE, usual: 0 },
  muted: { name: "mute", form: RUNS, usual: [] },
  lossScale: { name: "scale", form: oneOf("log", "linear"), usual: "log" },
  xAxis: { name: "axis", form: oneOf("step", "epoch", "evaluations"), usual: "step" },
  strip: { name: "strip", form: oneOf("right", "rate"), usual: "right", chosen: true },
  figure: {
    name: "figure",
    form: oneOf("main", "surface", "network", "histograms", "plane", "outcomes", "rates"),
    usual: "main",
  },
  plane: { name: "plane", form: PLANE, usual: null },
  rates: { name: "rates", form: RATES, usual: null },
  mapX: { name: "x", form: AXIS, usual: null },
  mapY: { name: "y", form: AXIS, usual: null },
  measure: { name: "measure", form: MEASURE, usual: null },
  point: { name: "point", form: WHOLE, usual: null },
  neuron: { name: "unit", form: NEURON, usual: null },
  batchSurface: { name: "batch", form: SWITCH, usual: false },
  zoom: { name: "zoom", form: WINDOW, usual: null },
  camera: { name: "camera", form: CAMERA, usual: null },
  tab: {
    name: "tab",
    form: oneOf("figure", "try", "network", "step", "why", "runs"),
    usual: "figure",
  },
  apply: { name: "apply", form: oneOf("step", "start"), usual: "start" },
};

/**
 * What is malformed is passed over.
 * @param {URLSearchParams} parts
 * @returns {Partial<View>}
 */
export function readView(parts) {
  /** @type {Record<string, unknown>} */
  const view = {};
  for (const [field, { name, form, usual, chosen }] of Object.entries(FIELDS)) {
    const text = parts.get(name);
    const value = text === null ? undefined : form.read(text);
    if (value !== undefined) view[field] = value;
    else if (!chosen) view[field] = usual;
  }
  return view;
}

/**
 * @param {Partial<View>} view
 * @returns {string} empty, or with & before each field
 */
export function writeView(view) {
  let text = "";
  for (const [field, { name, form, usual }] of Object.entries(FIELDS)) {
    const value = /** @type {any} */ (view)[field] ?? usual;
    if (value === null || String(value) === String(usual)) continue;
    text += `&${name}=${form.write(value)}`;
  }
  return text;
}

/**
 * The fields of a view as somebody else gives them, as a link would carry them; what is malformed or unknown is passed
 * over.
 * @param {Record<string, unknown>} given
 * @returns {Partial<View>}
 */
export function soundView(given) {
  /** @type {Record<string, unknown>} */
  const view = {};
  for (const [field, value] of Object.entries(given)) {
    const known = Object.hasOwn(FIELDS, field) ? FIELDS[/** @type {keyof View} */ (field)] : null;
    const found = known ? checkedField(known, value) : undefined;
    if (found !== undefined) view[field] = found;
  }
  return view;
}

/**
 * A view in which what is as usual is what an example would have.
 * @param {Partial<View>} view
 * @param {Record<string, unknown>} own  of the example
 * @returns {Partial<View>}
 */
export function withOwn(view, own) {
  const given = Object.entries(view).filter(([field, value]) => {
    const { usual } = FIELDS[/** @type {keyof View} */ (field)];
    return String(value ?? usual) !== String(usual);
  });
  return { ...view, ...soundView(own), ...Object.fromEntries(given) };
}

/**
 * The same, all or nothing.
 * @param {Record<string, unknown>} given
 * @returns {Partial<View> | null} null where anything is malformed or unknown
 */
export function checkedView(given) {
  const view = soundView(given);
  return Object.keys(view).length === Object.keys(given).length ? view : null;
}

/** @param {(typeof FIELDS)[keyof View]} field @param {unknown} value */
function checkedField({ form, usual }, value) {
  if (value === usual || (Array.isArray(usual) && Array.isArray(value) && value.length === 0))
    return value;
  try {
    const found = form.read(form.write(value));
    return typeof found === typeof value && Array.isArray(found) === Array.isArray(value)
      ? found
      : undefined;
  } catch {
    return undefined;
  }
}

/** @param {string} text */
function whole(text) {
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

/** @param {string} text */
function runList(text) {
  const runs = text.split(",").map(whole);
  const fit = runs.every((run) => run !== undefined && run < MAX_RUNS);
  return fit ? [.../** @type {Set<number>} */ (new Set(runs))].sort((a, b) => a - b) : undefined;
}

/** @param {string} text */
function neuronOf(text) {
  const [layer, unit, ...more] = text.split(".").map(whole);
  return layer === undefined || unit === undefined || more.length > 0 ? undefined : { layer, unit };
}

/** @param {View["zoom"]} zoom */
function windowText(zoom) {
  return sidesOf(zoom, []).flatMap(roundedSide).join(",");
}

/** @param {string} text @returns {View["zoom"] | undefined} */
function windowOf(text) {
  const ends = text.split(",");
  if (![2, 4].includes(ends.length) || !ends.every((end) => NUMBER.test(end))) return undefined;
  const [x0, x1, y0, y1] = ends.map(Number);
  if (!isSide([x0, x1])) return undefined;
  if (ends.length === 2) return { x: [x0, x1] };
  return isSide([y0, y1]) ? { x: [x0, x1], y: [y0, y1] } : undefined;
}

/** @param {View["camera"]} camera */
function cameraText(camera) {
  if (!camera) return "";
  const { azimuth, elevation, distance = 1, shift = [0, 0, 0] } = camera;
  const moved = shift.some((part) => part !== 0);
  const more = moved ? [distance, ...shift] : distance === 1 ? [] : [distance];
  return [azimuth, elevation, ...more].join(",");
}

/** @param {string} text @returns {View["camera"] | undefined} */
function cameraFrom(text) {
  const parts = text.split(",");
  if (![2, 3, 6].includes(parts.length) || !parts.every((part) => NUMBER.test(part)))
    return undefined;
  const numbers = parts.map(Number);
  if (numbers.some((number, k) => number < ANGLES[k][0] || number > ANGLES[k][1])) return undefined;
  const [azimuth, elevation, distance = 1, x = 0, y = 0, z = 0] = numbers;
  return { azimuth, elevation, distance, shift: [x, y, z] };
}

/** @param {string} text @returns {View["mapX"] | undefined} */
function axisOf(text) {
  const [path, from, to, scale, ...more] = text.split(",");
  const ends = [from, to].every((end) => NUMBER.test(end ?? ""));
  if (!/^[a-z_0-9.[\]]{1,120}$/.test(path) || !ends || more.length > 0) return undefined;
  if (scale !== "linear" && scale !== "log") return undefined;
  /** @type {import("./map-axes.js").MapAxis} */
  const axis = { path, from: Number(from), to: Number(to), scale };
  return isAxis(axis) ? axis : undefined;
}

/** @param {View["measure"]} measure */
function measureText(measure) {
  const { name, ...settings } = measure ?? { name: "" };
  const text = (/** @type {unknown} */ value) =>
    Array.isArray(value) ? value.join(":") : String(value);
  return [name, ...Object.entries(settings).map(([key, value]) => `${key}=${text(value)}`)].join(
    ",",
  );
}

/** @param {string} text @returns {View["measure"] | undefined} */
function measureOf(text) {
  const [name, ...settings] = text.split(",");
  const pairs = settings.map((setting) => /^([a-z_]{1,40})=([a-z0-9_.+:-]{1,40})$/.exec(setting));
  if (!/^[a-z_]{1,40}$/.test(name) || pairs.some((pair) => pair === null)) return undefined;
  const read = (/** @type {string} */ value) => {
    if (value === "null") return null;
    if (NUMBER.test(value)) return Number(value);
    return value.includes(":") ? value.split(":") : value;
  };
  return {
    name,
    ...Object.fromEntries(pairs.flatMap((pair) => (pair ? [[pair[1], read(pair[2])]] : []))),
  };
}
