/**
 * What an experiment is about, and so stands large while presenting: what its example names as its point, else what
 * suits its data, unless somebody has chosen another figure. No DOM in here.
 */

/** @typedef {import("./session.js").Session} Session */
/** @typedef {{large: string | null, second: string | null}} Point  names of parts */

/** The figure that is looked at, and the one beside it, for each kind of data. @type {Record<string, string[]>} */
const USUAL = {
  curve: ["curve"],
  map: ["map", "surface"],
  plane: ["boundary", "diagram"],
  field: ["field", "field-surface", "diagram"],
  line: ["map", "fitted", "diagram"],
  table: ["map", "diagram"],
  images: ["confusion", "first-layer"],
  texts: ["words"],
};

/**
 * @param {Session} session
 * @param {Set<string>} there  the parts that may stand large
 * @param {Set<string>} small  those of them that can be read when they are small
 * @returns {Point}
 */
export function pointOf(session, there, small) {
  const wanted = [
    ...(session.examples.named(session.example?.name)?.point ?? []),
    ...(USUAL[session.kind] ?? []),
    "curves",
  ];
  const point = wanted.filter((name) => there.has(name));
  const { large } = session.view;
  const first = large?.of === subjectOf(session) && there.has(large.name) ? large.name : point[0];
  // The losses have a place of their own beside whatever is large.
  const others = point.filter((name) => name !== first && name !== "curves" && small.has(name));
  return { large: first ?? null, second: others[0] ?? null };
}

/** What a choice of what is large holds for: with another subject another figure is its point. @param {Session} session */
export function subjectOf(session) {
  return `${session.example?.name} ${session.kind}`;
}
