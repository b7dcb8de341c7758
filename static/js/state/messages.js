/** What a frame and the page around it say to each other. No DOM in here. */

import { checkedView } from "./view-text.js";

/** @typedef {import("./session.js").View} View */
/** @typedef {import("../experiments.js").Request} Request */
/** @typedef {Partial<View> & {experiment?: Request, playing?: boolean}} Wish */

/**
 * What a host may say: `{target: "fall-line", type: "set", state}`, `play` or `pause`.
 * @param {unknown} data
 * @returns {Wish | null} what is to be shown; null where it is not meant for the frame, or malformed
 */
export function readMessage(data) {
  if (!isPlain(data) || data.target !== "fall-line") return null;
  if (data.type === "play") return { playing: true };
  if (data.type === "pause") return { playing: false };
  return data.type === "set" && isPlain(data.state) ? readState(data.state) : null;
}

/** @param {Record<string, unknown>} state @returns {Wish | null} */
function readState({ experiment, playing, ...rest }) {
  const view = checkedView(rest);
  if (!view || (playing !== undefined && typeof playing !== "boolean")) return null;
  const copy = experiment === undefined ? undefined : copyOf(experiment);
  if (copy === null) return null;
  return { ...view, ...(copy && { experiment: copy }), ...(playing !== undefined && { playing }) };
}

/** Of what is JSON. @param {unknown} value @returns {Request | null} */
function copyOf(value) {
  try {
    return isPlain(value) && isPlain(value.problem) ? JSON.parse(JSON.stringify(value)) : null;
  } catch {
    return null;
  }
}

/** @param {unknown} value @returns {value is Record<string, unknown>} */
function isPlain(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What a frame says. @param {string} type @param {Record<string, unknown>} [content] */
export function told(type, content = {}) {
  return { source: "fall-line", type, ...content };
}
