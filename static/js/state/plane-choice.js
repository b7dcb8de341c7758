/** Which plane through a network's parameters is looked at: as text of an address, and as the server is asked for it. */

/** @typedef {import("./kinds.js").PlaneChoice} PlaneChoice */

/** What is looked at where nobody has chosen. @type {Readonly<PlaneChoice>} */
export const OWN_PATH = Object.freeze({
  kind: "pca",
  over: "train",
  seed: 0,
  indices: /** @type {[number, number]} */ ([0, 1]),
  other: 1,
  solid: false,
  beside: false,
});

const FORM =
  /^(pca|random\.\d{1,9}|weights\.\d{1,7}\.\d{1,7}|points\.[0-7]),(train|test|batch)(,surface|,beside)?$/;

/** @param {PlaneChoice} choice */
export function planeText({ kind, over, seed, indices, other, solid, beside }) {
  const numbers = { pca: [], random: [seed], weights: indices, points: [other] }[kind];
  return `${[kind, ...numbers].join(".")},${over}${solid ? ",surface" : beside ? ",beside" : ""}`;
}

/** @param {string} text @returns {PlaneChoice | undefined} undefined where it is malformed */
export function planeOf(text) {
  const found = FORM.exec(text);
  if (!found) return undefined;
  const [kind, ...digits] = found[1].split(".");
  const [first = 0, second = 1] = digits.map(Number);
  const [solid, beside] = [found[3] === ",surface", found[3] === ",beside"];
  const choice = { ...OWN_PATH, over: found[2], kind, solid, beside };
  if (kind === "random") choice.seed = first;
  if (kind === "weights") choice.indices = [first, second];
  if (kind === "points") choice.other = first;
  return /** @type {PlaneChoice} */ (choice);
}

/**
 * The plane of a request. Through another run's point goes a plane that has the start of the chosen one on it, too.
 * @param {PlaneChoice} choice
 * @param {number} run  the chosen one
 * @param {number} step  at which the other run is looked at
 */
export function planeAsked({ kind, seed, indices, other }, run, step) {
  if (kind === "random") return { kind, seed };
  if (kind === "weights") return { kind, indices };
  const others = [
    { run: other, step },
    { run, step: 0 },
  ];
  return kind === "points" ? { kind, others } : { kind };
}
