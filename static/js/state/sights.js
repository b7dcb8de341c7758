/** Which figures a network's problem has, and which probes they need. No DOM in here. */

/** @typedef {"plane" | "line" | "images" | "texts" | "table"} Kind */

/**
 * What kind of data a problem is about, by the probes that it offers.
 * @param {readonly string[]} probes
 * @returns {Kind}
 */
export function kindOf(probes) {
  if (probes.includes("boundary")) return "plane";
  if (probes.includes("curve")) return "line";
  if (probes.includes("first_layer")) return "images";
  if (probes.includes("words")) return "texts";
  return "table";
}

/** Figures of each kind beside the histograms, which all have. @type {Record<Kind, string[]>} */
const FIGURES = {
  plane: ["diagram", "sparklines", "boundary", "one-point"],
  line: ["diagram", "sparklines", "fitted", "one-point"],
  images: ["first-layer", "mistakes", "confusion", "draw", "shift", "permute"],
  texts: ["words", "mistakes", "confusion", "sentence"],
  table: ["diagram", "sparklines", "confusion", "one-point"],
};

/** Figures that histograms take the place of. */
const BEHIND = ["diagram", "sparklines", "first-layer", "words", "mistakes"];

/**
 * @param {Kind} kind
 * @param {readonly string[]} probes
 * @param {"main" | "histograms"} figure
 * @returns {Set<string>} names of the places that are shown
 */
export function shownPlaces(kind, probes, figure) {
  const places = new Set(FIGURES[kind]);
  if (!probes.includes("confusion")) places.delete("confusion");
  if (!probes.includes("mistakes")) places.delete("mistakes");
  if (figure === "histograms") {
    for (const name of BEHIND) places.delete(name);
    places.add("histograms");
  }
  return places;
}

/** Probes by the place that shows them. @type {Record<string, {name: string}[]>} */
const PROBES = {
  diagram: [{ name: "weights" }, { name: "neurons" }],
  boundary: [{ name: "boundary" }, { name: "neurons" }],
  fitted: [{ name: "curve" }, { name: "neurons" }],
  "first-layer": [{ name: "first_layer" }],
  words: [{ name: "words" }],
  mistakes: [{ name: "mistakes" }],
  confusion: [{ name: "confusion" }],
  histograms: [{ name: "histograms" }],
};

/**
 * The probes that the places shown need, each once.
 * @param {Iterable<string>} places
 * @param {readonly string[]} offered
 * @param {{prediction?: object | null, shift?: {dx: number, dy: number} | null}} [inputs]  what a visitor has drawn,
 *   typed or moved
 * @returns {({name: string} & Record<string, any>)[]}
 */
export function wantedProbes(places, offered, { prediction = null, shift = null } = {}) {
  /** @type {Map<string, {name: string}>} */
  const wanted = new Map();
  for (const place of places)
    for (const probe of PROBES[place] ?? [])
      if (offered.includes(probe.name)) wanted.set(probe.name, probe);
  const list = [...wanted.values()];
  if (prediction && offered.includes("prediction"))
    list.push({ name: "prediction", ...prediction });
  if (shift && offered.includes("shift")) list.push({ name: "shift", ...shift });
  return list;
}
