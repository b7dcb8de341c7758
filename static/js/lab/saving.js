/** Saves figures of a lab as they stand on screen: what the file says, and what has to be there before it is drawn. */

import { formatCount } from "../lib/format.js";
import { loadLate } from "../lib/late.js";
import { drawnAt } from "../lib/magnified.js";
import { picturesOf } from "../lib/plotly-surface.js";
import { recorded } from "../lib/recording.js";
import { linksOf, save } from "../parts/actions.js";
import { drawAnew } from "../views/frame.js";
import { runWords } from "../views/run-words.js";

/** @typedef {import("../parts/part.js").Instance} Instance */
/** @typedef {import("../views/save-menu.js").Format} Format */
/** @typedef {import("./shell.js").Slot} Slot */

/** What draws the file; the page names it. */
const MODULE = "saving";
/** Pixels along one of the layout of what is a picture by nature, and of the surface. */
const FINE = 2;

/** Whether this page has what draws files. */
export function canSave() {
  return document.querySelector(`meta[name="module:${MODULE}"]`) !== null;
}

/** Saves one figure or all that are seen. @param {Instance} host @param {readonly Slot[]} slots @param {Format} format */
export async function saveFigures(host, slots, format) {
  const { file, name } = await figureFile(host, slots, format);
  save(file, name);
}

/**
 * One figure or all that are seen, as a file with its name.
 * @param {Instance} host
 * @param {readonly Slot[]} slots
 * @param {Format} format
 */
export async function figureFile(host, slots, format) {
  if (slots.length === 0) throw new Error("No figure is on screen.");
  const { session } = host;
  const figures = slots.map(({ element }) => element);
  const [draw, links, pictures] = await Promise.all([
    /** @type {Promise<typeof import("../saving/saving.js").default>} */ (loadLate(MODULE)),
    linksOf(session),
    picturesOf(figures, FINE),
    document.fonts.ready,
  ]);
  const { step } = session.player;
  const which = slots.length > 1 ? [] : [slots[0].part.name];
  const name = nameOf([session.title, ...which], step);
  const file = inside(host, () =>
    draw({
      format,
      theme: host.theme,
      title: session.title,
      step: `step ${formatCount(step)}`,
      words: session.problemWords,
      runs: runsOf(host, step),
      link: { short: links.short(), whole: links.whole() },
      figures,
      pictures,
      record: () => recorded(() => drawnAt(FINE, () => host.drawShell())),
    }),
  );
  return { file: await file, name: `${name}.${format}` };
}

/** The figures on screen; of one that is folded there is only its name. @param {Instance} host */
export function seenFigures({ shell }) {
  const seen = (/** @type {Element} */ element) =>
    element.checkVisibility() && !element.classList.contains("is-folded");
  return shell?.slots.filter(({ part, element }) => part.figure && seen(element)) ?? [];
}

/**
 * For a moment that nobody sees, the lab is laid out as it is to be saved: without what is there to be used. Layers are
 * kept as they were drawn last, so all is drawn anew on the way out, too.
 * @template T
 * @param {Instance} host
 * @param {() => T} work
 */
function inside(host, work) {
  host.root.classList.add("is-saving");
  drawAnew();
  try {
    return work();
  } finally {
    host.root.classList.remove("is-saving");
    drawAnew();
    host.drawShell();
  }
}

/** @param {Instance} host @param {number} step @returns {import("../saving/saving.js").SavedRun[]} */
function runsOf(host, step) {
  const { cards, context } = /** @type {import("../parts/part.js").CommonFrame} */ (host.frame());
  return cards
    .filter(({ muted }) => !muted)
    .map((run) => ({ slot: run.slot, name: run.label, words: runWords(run, context, step) }));
}

/** "fall-line-the-ravine-map-step-40". @param {readonly string[]} words @param {number} step */
function nameOf(words, step) {
  const parts = ["fall line", ...words, "step", String(step)];
  const plain = parts
    .join(" ")
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/\p{M}|[’']/gu, "");
  return plain.replaceAll(/[^\p{L}\p{N}]+/gu, "-").replaceAll(/^-|-$/g, "");
}
