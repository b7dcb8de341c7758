/** The address of a lab: the experiment, and what is on screen of it. */

import { fromDeflated, fromPayload, payloadAtHand } from "./payload.js";
import { readView, writeView } from "./view-text.js";

/** @typedef {import("./session.js").View} View */

/**
 * What an address says.
 * @param {string} hash
 * @returns {Promise<{experiment: import("../experiments.js").Request | null, broken: boolean, view: Partial<View>}>} broken: what should be an experiment cannot
 *   be read
 */
export async function readHash(hash) {
  const parts = new URLSearchParams(hash.replace(/^#/, ""));
  const [plain, deflated] = [parts.get("e"), parts.get("z")];
  let experiment = null;
  if (plain !== null) experiment = fromPayload(plain);
  else if (deflated !== null) experiment = await fromDeflated(deflated);
  const broken = experiment === null && (plain ?? deflated) !== null;
  return { experiment, broken, view: readView(parts) };
}

/**
 * The address at once: a long one is short as soon as `payloadOf` the experiment has been waited for.
 * @param {unknown} experiment
 * @param {Partial<View>} view
 */
export function writeHash(experiment, view) {
  return `#${payloadAtHand(experiment)}${writeView(view)}`;
}

/**
 * Lessons and frames show some parts, hide panels and lock controls: ?parts=map,transport&lock=optimizer.
 * @param {string} search
 * @returns {{hide: string[], lock: string[], controls: string[], parts?: string[]}}
 */
export function readOptions(search) {
  const query = new URLSearchParams(search);
  /** @param {string} name */
  const list = (name) =>
    (query.get(name) ?? "").split(",").filter((word) => /^[a-z_-]+$/.test(word));
  const parts = list("parts");
  return {
    hide: list("hide"),
    lock: list("lock"),
    controls: list("controls"),
    ...(parts.length > 0 ? { parts } : {}),
  };
}
