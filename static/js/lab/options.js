/** What a lab is asked to show, and what follows from that. */

/** @typedef {import("../state/kinds.js").View} View */
/** @typedef {import("../parts/part.js").AnyPart} Part */
/** @typedef {import("../experiments.js").Request} Request */
/** @typedef {import("../experiments.js").Preset} Preset */

/**
 * @typedef {object} LabOptions
 * @property {Request} [experiment]  the first example when absent
 * @property {string} [preset]  the name of an example, in place of an experiment
 * @property {number} [step]
 * @property {number} [run]  which is chosen
 * @property {Partial<View>} [view]  all else that a link carries
 * @property {readonly string[]} [parts]  names; all when absent
 * @property {readonly string[]} [controls]  names of parts that are shown besides
 * @property {readonly string[]} [hide]  names of parts and panels that are not shown
 * @property {readonly string[]} [lock]  what cannot be changed: see state/locks.js
 * @property {"page" | "figure"} [layout]  figure where only some parts are asked for
 * @property {"seen" | "hidden"} [ahead]  whether curves show what lies ahead of the step
 * @property {"page" | "focus"} [keys]  focus: it takes no keys but those of its own elements
 * @property {(presets: Preset[]) => First | Promise<First>} [first]  what is opened first, in place of all this
 */
/** @typedef {{experiment: Request, view?: Partial<View>, error?: import("../state/kinds.js").Trouble | null}} First */

/** The parts that are shown. @param {readonly Part[]} all @param {LabOptions} options */
export function chosen(all, { parts, controls = [], hide = [] }) {
  const named = parts && new Set([...parts, ...controls]);
  const hidden = new Set(hide);
  return all.filter(
    ({ name, panel }) =>
      (named?.has(name) ?? true) && !hidden.has(name) && !(panel && hidden.has(panel)),
  );
}

/** The columns that the parts need of the rows. @param {readonly Part[]} parts */
export function columnsOf(parts) {
  return [...new Set(["step", "loss", ...parts.flatMap(({ columns = [] }) => columns)])];
}
