/** Settings of an experiment by their JSON path, as the server has them: app/engine/setting_paths.py. */

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

/** @param {any} experiment @param {number} run @param {string} path @returns {any} */
export function settingOf(experiment, run, path) {
  let here = isOfWhole(path) ? experiment : experiment.runs[run];
  for (const key of keysOf(path)) here = here?.[key];
  return here;
}

/** @param {any} value @param {(string | number)[]} keys @param {unknown} next @returns {any} */
function changed(value, [key, ...rest], next) {
  const inner = rest.length === 0 ? next : changed(value[key], rest, next);
  if (Array.isArray(value)) return value.with(/** @type {number} */ (key), inner);
  return { ...value, [key]: inner };
}

/**
 * The experiment with a setting of some runs, or of the whole, at another value.
 * @param {any} experiment
 * @param {readonly number[]} runs
 * @param {string} path
 * @param {unknown} value
 */
export function withSetting(experiment, runs, path, value) {
  const keys = keysOf(path);
  if (isOfWhole(path)) return changed(experiment, keys, value);
  return {
    ...experiment,
    runs: experiment.runs.map((/** @type {any} */ run, /** @type {number} */ k) =>
      runs.includes(k) ? changed(run, keys, value) : run,
    ),
  };
}
