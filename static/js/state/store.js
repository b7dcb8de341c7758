/** @typedef {import("../types.js").RunTrace} RunTrace */

/** Columns that the lab asks for. */
export const COLUMNS = [
  "step",
  "epoch",
  "evaluations",
  "loss",
  "batch_loss",
  "learning_rate",
  "batch_size",
  "gradient_norm",
  "sharpness",
  "stability_limit",
  "parameters",
  "gradient",
  "batch_gradient",
  "update",
];

/**
 * Puts the frames of one advance together.
 * @typedef {{metadata: Record<string, string>, tensors: Record<string, {shape: number[], data: Float64Array}>}} Frame
 */
export class Assembly {
  /** @param {number} runs */
  constructor(runs) {
    this.runs = runs;
    /** @type {Frame[]} */
    this.frames = [];
  }

  /** @param {Frame} frame */
  add(frame) {
    this.frames.push(frame);
  }

  /** @returns {RunTrace[]} */
  traces() {
    const last = this.frames[this.frames.length - 1];
    const outcomes = JSON.parse(last.metadata.outcomes);
    return Array.from({ length: this.runs }, (_, run) => this.trace(run, outcomes[run]));
  }

  /**
   * @param {number} run
   * @param {import("../types.js").Outcome} outcome
   * @returns {RunTrace}
   */
  trace(run, outcome) {
    /** @type {Record<string, Float64Array>} */
    const columns = {};
    let dimension = 1;
    for (const name of COLUMNS) {
      const parts = this.frames
        .map((frame) => frame.tensors[`runs.${run}.${name}`])
        .filter(Boolean);
      if (name === "parameters" && parts.length) dimension = parts[0].shape[1] ?? 1;
      columns[name] = joined(parts.map((part) => part.data));
    }
    return { rows: columns.step.length, dimension, columns, outcome };
  }
}

/**
 * @param {Float64Array[]} parts
 * @returns {Float64Array}
 */
export function joined(parts) {
  if (parts.length === 1) return parts[0];
  const whole = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
