/** The examples before and after the one shown. No DOM in here. */

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("../experiments.js").Preset} Preset */

/**
 * The example after the one shown, or before it; round and round. From something else on it begins at an end.
 * @param {Pick<Session, "presets" | "examples" | "example">} session
 * @param {1 | -1} direction
 * @returns {Preset}
 */
export function neighbour({ presets, examples, example }, direction) {
  const shown = examples.named(example?.name);
  const at = shown ? presets.indexOf(shown) : direction > 0 ? -1 : 0;
  return presets[(at + direction + presets.length) % presets.length];
}
