/** What kind of data a network's problem is about. No DOM in here. */

/** @typedef {"plane" | "field" | "line" | "images" | "texts" | "table"} Kind */

/**
 * What kind of data a problem is about, by the probes that it offers.
 * @param {readonly string[]} probes
 * @returns {Kind}
 */
export function kindOf(probes) {
  if (probes.includes("boundary")) return "plane";
  if (probes.includes("field")) return "field";
  if (probes.includes("curve")) return "line";
  if (probes.includes("first_layer")) return "images";
  if (probes.includes("words")) return "texts";
  return "table";
}
