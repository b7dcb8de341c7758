/** The axes of a map of outcomes: which values there are, and where a value lies among them. No DOM in here. */

/** @typedef {import("./map-settings.js").MapSetting} MapSetting */
/** @typedef {{path: string, from: number, to: number, scale: "linear" | "log"}} MapAxis */

/** A map about the present reaches so many decades down and up. */
const DECADES = 2;
/** About whole numbers there are so many others, at least, up and down. */
const FEW = 10;

/**
 * The axis on which a setting is varied at first: four decades about the power of ten nearest to the present, or all that
 * it may be.
 * @param {MapSetting} setting
 * @returns {MapAxis}
 */
export function usualAxis({ path, log, whole, usual, value, low, high }) {
  const scale = log ? "log" : "linear";
  if (usual) return { path, from: usual[0], to: usual[1], scale };
  const size = Math.max(Math.abs(value), whole ? FEW : 0) || 1;
  if (!log)
    return { path, from: Math.max(low, value - size), to: Math.min(high, value + size), scale };
  const middle = Math.round(Math.log10(size));
  const power = (/** @type {number} */ exponent) => Number(`1e${exponent}`);
  const [from, to] = [power(middle - DECADES), power(middle + DECADES)];
  return { path, from: Math.max(low, from), to: Math.min(high, to), scale };
}

/** Whether values can be spread on it. @param {MapAxis} axis */
export function isAxis({ path, from, to, scale }) {
  const finite = Number.isFinite(from) && Number.isFinite(to) && from < to;
  return path !== "" && finite && (scale === "linear" || from > 0);
}

/**
 * Its values in order: whole ones each once, all others with no more digits than tell them apart.
 * @param {MapAxis} axis
 * @param {number} count
 * @param {boolean} whole
 * @returns {number[]}
 */
export function valuesOf({ from, to, scale }, count, whole) {
  const [low, high] = scale === "log" ? [Math.log(from), Math.log(to)] : [from, to];
  const at = (/** @type {number} */ k) => low + ((high - low) * k) / (count - 1);
  const exact = Array.from({ length: count }, (_, k) =>
    scale === "log" ? Math.exp(at(k)) : at(k),
  );
  if (whole) return [...new Set(exact.map(Math.round))];
  const gap = (/** @type {number} */ k) => (k > 0 ? exact[k] - exact[k - 1] : exact[1] - exact[0]);
  return exact.map((value, k) => (k === 0 ? from : k === count - 1 ? to : rounded(value, gap(k))));
}

/**
 * A value with the digits that can be told apart where values lie so far from each other.
 * @param {number} value
 * @param {number} gap
 */
export function rounded(value, gap) {
  const last = Math.floor(Math.log10(gap)) - 1;
  if (Math.abs(value) < 10 ** last) return 0;
  const digits = Math.floor(Math.log10(Math.abs(value))) - last + 1;
  return Number(value.toPrecision(Math.max(1, Math.min(15, digits))));
}

/** @param {number[]} values @param {"linear" | "log"} scale */
function spread(values, scale) {
  return scale === "log" ? values.map(Math.log) : values;
}

/**
 * Where a value lies among the values: 0 is the first; between two, and beyond the ends, by the scale.
 * @param {number[]} values
 * @param {"linear" | "log"} scale
 * @param {number} value
 */
export function placeOf(values, scale, value) {
  if (values.length < 2) return value === values[0] ? 0 : Number.NaN;
  if (scale === "log" && value <= 0) return Number.NEGATIVE_INFINITY;
  const places = spread(values, scale);
  const at = scale === "log" ? Math.log(value) : value;
  const next = places.findIndex((place) => place > at);
  const k = next < 0 ? places.length - 2 : Math.max(0, Math.min(places.length - 2, next - 1));
  return k + (at - places[k]) / (places[k + 1] - places[k]);
}

/**
 * The value at a place between the values, with the digits that can be seen there.
 * @param {number[]} values
 * @param {"linear" | "log"} scale
 * @param {number} place
 * @param {boolean} whole
 */
export function valueFrom(values, scale, place, whole) {
  const within = Math.max(0, Math.min(values.length - 1, place));
  const k = Math.min(values.length - 2, Math.floor(within));
  if (k < 0) return values[0];
  const [low, high] = spread([values[k], values[k + 1]], scale);
  const at = low + (within - k) * (high - low);
  const value = scale === "log" ? Math.exp(at) : at;
  if (whole) return Math.round(value);
  return rounded(value, Math.abs(values[k + 1] - values[k]));
}

/** The cell at a place; null outside. @param {number} place @param {number} count */
export function cellAt(place, count) {
  const cell = Math.round(place) + 0; // no −0
  return cell >= 0 && cell < count && Number.isFinite(place) ? cell : null;
}

/**
 * What is varied at first: the learning rate, and the momentum, else the batch size, else the next number there is.
 * @param {MapSetting[]} settings
 * @returns {MapSetting[]}
 */
export function usualSettings(settings) {
  const [rate, ...others] = settings;
  const second =
    others.find(({ title }) => title === "momentum") ??
    others.find(({ path }) => path === "batch_size") ??
    others[0];
  return second ? [rate, second] : [rate];
}

/** Whether a map shows where runs from each start end. @param {{path: string}} x @param {{path: string} | null} y */
export function isBasins(x, y) {
  return x.path.startsWith("start[") && (y?.path.startsWith("start[") ?? false);
}
