/** Settings of an experiment by their JSON path, as the server has them: app/engine/setting_paths.py. */

/** @typedef {import("../experiments.js").Request} Request */

/** What a path may begin with that belongs to the whole. */
const WHOLE = ["problem", "steps", "seed"];

/** @param {string} path @returns {(string | number)[]} */
export function keysOf(path) {
  return path.split(".").flatMap((part) => {
    const [name, ...places] = part.split("[");
    return [name, ...places.map((place) => Number.parseInt(place, 10))];
  });
}

/** @param {string} path */
export function isOfWhole(path) {
  return WHOLE.includes(String(keysOf(path)[0]));
}

/** @param {unknown} value @param {string | number} key @returns {unknown} */
function partOf(value, key) {
  return typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
}

/** @param {Request} experiment @param {number} run @param {string} path @returns {unknown} */
export function settingOf(experiment, run, path) {
  const start = isOfWhole(path) ? experiment : partOf(experiment.runs, run);
  return keysOf(path).reduce(partOf, /** @type {unknown} */ (start));
}

/** @template T @param {T} value @param {(string | number)[]} keys @param {unknown} next @returns {T} */
function changed(value, [key, ...rest], next) {
  const inner = rest.length === 0 ? next : changed(partOf(value, key), rest, next);
  const copy = Array.isArray(value) ? value.with(Number(key), inner) : { ...value, [key]: inner };
  return /** @type {T} */ (copy);
}

/**
 * The experiment with a setting of some runs, or of the whole, at another value.
 * @template {Request} E
 * @param {E} experiment
 * @param {readonly number[]} runs
 * @param {string} path
 * @param {unknown} value
 * @returns {E}
 */
export function withSetting(experiment, runs, path, value) {
  const keys = keysOf(path);
  if (isOfWhole(path)) return changed(experiment, keys, value);
  const all = (experiment.runs ?? []).map((run, k) =>
    runs.includes(k) ? changed(run, keys, value) : run,
  );
  return { ...experiment, runs: all };
}
