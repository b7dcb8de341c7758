/**
 * The samples whose wrong answers cost most, worst first: images in ink, or sentences.
 * @import {Palette} from "../types.js"
 * @import {ProbeNotes} from "../experiments.js"
 * @import {NetworkCommon, ProbeView} from "./network-models.js"
 */
import { palette as readColors, rgb } from "../lib/colors.js";
import { misreadWords, mistakeWords } from "../lib/digits-words.js";
import { h } from "../lib/dom.js";
import { formatMeasure } from "../lib/format.js";
import { paintPixels } from "./pixels.js";

/** @typedef {NetworkCommon & {mistakes: ProbeView<ProbeNotes["mistakes"]> | null}} MistakesModel */
/** @typedef {{truth: number, answer: number, loss: number, index: number, at: number}} Mistake */

/** Places kept before the first answer, so that nothing jumps when it comes. */
const PLACES = 14;

/**
 * @param {HTMLElement} element
 * @param {object} [_callbacks]
 * @returns {{render: (model: MistakesModel) => void, dispose: () => void}}
 */
export function mountMistakes(element, _callbacks = {}) {
  const caption = h("span", { class: "figure-caption" });
  const head = h("header", { class: "figure-head" }, h("h2", {}, "Worst mistakes"), caption);
  const list = h("ol", { class: "mistakes-list", "aria-label": "Worst mistakes" });
  const empty = h("p", { class: "mistakes-empty", hidden: true }, "None: every answer is right.");
  const root = h("section", { class: "mistakes", "aria-label": "Worst mistakes" }, head);
  root.append(list, empty);
  element.append(root);
  /** @type {Palette | null} */
  let palette = null;
  /** @type {unknown[]} */
  let drawn = [];

  return {
    render(model) {
      const { mistakes, theme, projector, samples } = model;
      const key = [mistakes, theme, projector, samples];
      if (drawn.length && key.every((part, k) => part === drawn[k])) return;
      drawn = key;
      if (palette?.theme !== theme) palette = readColors(theme);
      root.classList.toggle("is-projector", projector);
      const found = readMistakes(mistakes);
      const texts = isText(model);
      root.classList.toggle("has-texts", texts);
      caption.textContent = texts ? "highest loss first" : "its answer, not the truth";
      empty.hidden = mistakes === null || found.length > 0;
      // A list of sentences scrolls, and whoever has no mouse must get at it.
      if (texts) list.tabIndex = 0;
      else list.removeAttribute("tabindex");
      const names = samples?.classes ?? [];
      if (texts) list.replaceChildren(...found.map((item) => misread(item, names, mistakes)));
      else renderPictures(list, found, names, mistakes, rgb(palette.ink));
    },
    dispose: () => root.remove(),
  };
}

/** @param {MistakesModel} model */
function isText({ mistakes, samples }) {
  if (mistakes) return !mistakes.arrays.images && Boolean(mistakes.note?.texts);
  return Boolean(samples?.examples?.texts?.length) && !samples?.image;
}

/** @param {ProbeView<ProbeNotes["mistakes"]> | null} mistakes @returns {Mistake[]} */
function readMistakes(mistakes) {
  const { index, truth, answer, loss } = mistakes?.arrays ?? {};
  if (!index || !truth || !answer || !loss) return [];
  return Array.from(truth.data, (value, at) => ({
    truth: Number(value),
    answer: Number(answer.data[at]),
    loss: Number(loss.data[at]),
    index: Number(index.data[at]),
    at,
  }));
}

/**
 * Canvases stay where they are, and are painted anew.
 * @param {HTMLElement} list
 * @param {Mistake[]} found
 * @param {readonly string[]} names
 * @param {ProbeView<ProbeNotes["mistakes"]> | null} mistakes
 * @param {[number, number, number]} ink
 */
function renderPictures(list, found, names, mistakes, ink) {
  const count = mistakes ? found.length : PLACES;
  while (list.children.length > count || list.querySelector(".misread")) list.lastChild?.remove();
  while (list.children.length < count) list.append(makePicture());
  const images = mistakes?.arrays.images ?? null;
  const size = images?.shape[1] ?? 784;
  const side = Math.round(Math.sqrt(size));
  [...list.children].forEach((item, k) => {
    const [canvas, words, more] = item.children;
    const mistake = found[k];
    const data = mistake && images ? images.data : null;
    paintPixels(/** @type {HTMLCanvasElement} */ (canvas), data, k * size, side, ink);
    words.textContent = mistake ? mistakeWords(names, mistake.truth, mistake.answer) : "–";
    const loss = mistake ? `loss ${formatMeasure(mistake.loss)}` : "";
    more.textContent = loss && `, ${loss}`;
    /** @type {HTMLElement} */ (item).title = loss && `${loss}, sample ${mistake.index + 1}`;
  });
}

function makePicture() {
  return h(
    "li",
    { class: "mistake" },
    h("canvas", { "aria-hidden": "true" }),
    h("span", {}),
    h("span", { class: "visually-hidden" }),
  );
}

/** @param {Mistake} mistake @param {readonly string[]} names @param {ProbeView<ProbeNotes["mistakes"]> | null} mistakes */
function misread({ truth, answer, loss, at }, names, mistakes) {
  return h(
    "li",
    { class: "misread" },
    h("p", { class: "misread-text" }, mistakes?.note?.texts?.[at] ?? ""),
    h("span", { class: "misread-words" }, misreadWords(names, truth, answer)),
    h("span", { class: "number misread-loss" }, `loss ${formatMeasure(loss)}`),
  );
}
