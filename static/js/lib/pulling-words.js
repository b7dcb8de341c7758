/** Words and how far each pulls an answer up or down. No DOM in here. */

/** @typedef {{name: string, up: [string, number][], down: [string, number][]}} ClassWords */

/**
 * The first few words of each direction, strongest first.
 * @param {ClassWords} words
 * @param {number} count
 */
export function strongest({ up, down }, count) {
  return { up: up.slice(0, count), down: down.slice(0, count) };
}

/**
 * The strongest effect of all, so that bars of all classes can be compared.
 * @param {readonly ClassWords[]} classes
 */
export function strongestEffect(classes) {
  const sizes = classes.flatMap(({ up, down }) => [...up, ...down].map(([, v]) => Math.abs(v)));
  return sizes.reduce((most, size) => (Number.isFinite(size) ? Math.max(most, size) : most), 0);
}

/**
 * A class in one sentence.
 * @param {ClassWords} words
 */
export function pullWords({ name, up, down }) {
  const list = (/** @type {[string, number][]} */ items) =>
    items.map(([word]) => word).join(", ") || "nothing";
  return `${name}: up by ${list(up)}; down by ${list(down)}`;
}
