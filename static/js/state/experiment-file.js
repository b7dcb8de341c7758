/** An experiment and what is on screen of it, as a file: `{"experiment": …, "view": "step=37&run=1"}`. */

import { readView, writeView } from "./view-text.js";

export const FILE_NAME = "fall-line-experiment.json";
const NOT_ONE = "The file holds no experiment; expected JSON as “Download experiment” gives it.";

/**
 * @param {unknown} experiment
 * @param {Partial<import("./kinds.js").View>} view
 */
export function fileText(experiment, view) {
  return `${JSON.stringify({ experiment, view: writeView(view).slice(1) })}\n`;
}

/**
 * Takes an experiment alone, too, and answers of the API that hold one. The server says whether it is one.
 * @param {string} text
 * @returns {{experiment: import("../experiments.js").Request, view: string}} the view as it follows the experiment in an address
 */
export function readFileText(text) {
  const value = parsed(text);
  const experiment = value?.experiment ?? (value?.problem ? value : null);
  if (typeof experiment !== "object" || experiment === null) throw new Error(NOT_ONE);
  const view = typeof value.view === "string" ? value.view : "";
  return { experiment, view: writeView(readView(new URLSearchParams(view))) };
}

/** @param {string} text */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(NOT_ONE);
  }
}
