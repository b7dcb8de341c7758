/** Which example an experiment is: it keeps its name and sentence as long as its problem is the example's. No DOM in here. */

/** @typedef {import("../experiments.js").Preset} Preset */

/**
 * Whether a complete value says all that a short one says: what the short one leaves out is as usual, and a bare name
 * stands for a choice with its usual settings.
 * @param {unknown} short
 * @param {unknown} whole
 * @returns {boolean}
 */
export function covers(short, whole) {
  if (short === null || short === undefined) return (whole ?? null) === null;
  if (typeof short !== "object")
    return short === whole || short === /** @type {{name?: unknown} | null} */ (whole)?.name;
  if (typeof whole !== "object" || whole === null) return false;
  if (Array.isArray(short))
    return (
      Array.isArray(whole) &&
      short.length === whole.length &&
      short.every((part, k) => covers(part, whole[k]))
    );
  const there = /** @type {Record<string, unknown>} */ (whole);
  return Object.entries(short).every(([key, part]) => covers(part, there[key]));
}

/** The examples that have been opened, the newest first. */
export class Examples {
  /** @param {Preset[]} presets */
  constructor(presets) {
    this.presets = presets;
    /** @type {Preset[]} */
    this.opened = [];
  }

  /** @param {string | null | undefined} name @returns {Preset | null} */
  named(name) {
    return this.presets.find((preset) => preset.name === name) ?? null;
  }

  /**
   * The example that is opened, if it is one.
   * @param {unknown} experiment  as it is asked for
   * @param {string | null} [name]  as a link has it
   */
  found(experiment, name) {
    return this.presets.find((preset) => preset.experiment === experiment) ?? this.named(name);
  }

  /** @param {Preset | null} preset */
  note(preset) {
    if (preset) this.opened = [preset, ...this.opened.filter((other) => other !== preset)];
  }

  /**
   * What an experiment is called, and whether its runs are those of the example.
   * @param {{problem: unknown, runs: unknown} | null} experiment
   */
  of(experiment) {
    const preset = this.opened.find((one) => covers(one.experiment.problem, experiment?.problem));
    if (!preset || !experiment) return null;
    const { name, title, lesson } = preset;
    return { name, title, lesson, changed: !covers(preset.experiment.runs, experiment.runs) };
  }
}
