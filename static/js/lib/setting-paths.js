/** Settings of a run by the paths by which the server varies them: `learning_rate.initial`, `start[0]`. No DOM in here. */

/** @param {string} path */
export function keysOf(path) {
  return path.split(/[.[\]]+/).filter((key) => key !== "");
}

/** Whether a setting is the experiment's, not one run's. @param {string} path */
export function isShared(path) {
  return path === "steps" || path === "seed" || path.startsWith("problem.");
}

/**
 * What stands at a path; undefined where it leads nowhere.
 * @param {unknown} tree
 * @param {string} path
 * @returns {unknown}
 */
export function valueAt(tree, path) {
  let here = tree;
  for (const key of keysOf(path)) {
    if (here === null || typeof here !== "object") return undefined;
    here = Reflect.get(here, key);
  }
  return here;
}

/**
 * The same with another value at a path; what lies beside it is shared.
 * @template Tree
 * @param {Tree} tree
 * @param {string} path
 * @param {unknown} value
 * @returns {Tree}
 */
export function withValue(tree, path, value) {
  return /** @type {Tree} */ (replaced(tree, keysOf(path), value));
}

/** @param {unknown} tree @param {string[]} keys @param {unknown} value @returns {unknown} */
function replaced(tree, [key, ...more], value) {
  if (key === undefined) return value;
  const inner = replaced(
    tree && typeof tree === "object" ? Reflect.get(tree, key) : null,
    more,
    value,
  );
  return Array.isArray(tree)
    ? tree.with(Number(key), inner)
    : { .../** @type {object} */ (tree), [key]: inner };
}
