/**
 * The samples whose wrong answers cost most: pictures in ink, or sentences.
 * @import {Palette} from "../types.js"
 * @import {NetworkCommon, ProbeView} from "./network-models.js"
 */
import { palette as readColors, rgb } from "../lib/colors.js";
import { h } from "../lib/dom.js";
import { formatMeasure } from "../lib/format.js";
import { paintPixels } from "./pixels.js";

/** @typedef {NetworkCommon & {mistakes: ProbeView | null}} MistakesModel */
/** @typedef {{truth: string, answer: string, loss: number, at: number}} Mistake */

/** Places that are kept for mistakes before there are any. */
const PLACES = 14;

let serial = 0;

/**
 * @param {HTMLElement} element
 * @param {object} [_callbacks]
 * @returns {{render: (model: MistakesModel) => void, dispose: () => void}}
 */
export function mountMistakes(element, _callbacks = {}) {
  const id = `mistakes-${++serial}`;
  const caption = h("span", { class: "figure-caption" });
  const head = h("header", { class: "figure-head" }, h("h2", { id }, "Worst mistakes"), caption);
  const pictures = h("ol", { class: "mistake-pictures", "aria-labelledby": id });
  const sentences = h("ol", { class: "mistake-sentences", "aria-labelledby": id, tabindex: "0" });
  const empty = h("p", { class: "figure-note" });
  const root = h("section", { class: "mistakes", "aria-labelledby": id }, head);
  root.append(pictures, sentences, empty);
  element.append(root);
  const cells = Array.from({ length: PLACES }, makePicture);
  pictures.append(...cells.map(({ item }) => item));
  /** @type {Palette | null} */
  let palette = null;
  /** @type {unknown[]} */
  let drawn = [];

  return {
    render(model) {
      const { mistakes, theme, projector, samples } = model;
      const key = [mistakes?.arrays.index?.data, mistakes?.note, theme, projector, samples];
      if (drawn.length && key.every((part, k) => part === drawn[k])) return;
      drawn = key;
      if (palette?.theme !== theme) palette = readColors(theme);
      root.classList.toggle("is-projector", projector);
      const found = readMistakes(model);
      const texts = !isPictured(model);
      caption.textContent = texts ? "the dearest wrong answers" : "its answer, not the truth";
      empty.textContent = mistakes && !found.length ? "There are none: every answer is right." : "";
      pictures.hidden = texts || Boolean(empty.textContent);
      sentences.hidden = !texts || !found.length;
      if (texts) renderSentences(sentences, found, mistakes?.note?.texts ?? []);
      else renderPictures(cells, found, mistakes, rgb(palette.ink));
    },
    dispose: () => root.remove(),
  };
}

/** @param {MistakesModel} model */
function isPictured({ mistakes, samples }) {
  return Boolean(mistakes ? mistakes.arrays.images : (samples?.image ?? !samples));
}

/** @param {MistakesModel} model @returns {Mistake[]} */
function readMistakes({ mistakes, samples }) {
  const { truth, answer, loss } = mistakes?.arrays ?? {};
  if (!truth || !answer || !loss) return [];
  const name = (/** @type {number} */ at) => samples?.classes?.[at] ?? String(at);
  return Array.from(truth.data, (value, at) => ({
    truth: name(Number(value)),
    answer: name(Number(answer.data[at])),
    loss: Number(loss.data[at]),
    at,
  }));
}

/** @typedef {{item: HTMLElement, picture: HTMLCanvasElement, words: HTMLElement, more: HTMLElement}} Cell */

/** @returns {Cell} */
function makePicture() {
  const picture = h("canvas", { class: "mistake-picture", "aria-hidden": "true" });
  const words = h("span", { class: "mistake-words" });
  const more = h("span", { class: "visually-hidden" });
  return { item: h("li", { hidden: true }, picture, words, more), picture, words, more };
}

/** @param {Cell[]} cells @param {Mistake[]} found @param {ProbeView | null} probe @param {[number, number, number]} ink */
function renderPictures(cells, found, probe, ink) {
  const images = probe?.arrays.images ?? null;
  const size = images?.shape[1] ?? 784;
  const side = Math.round(Math.sqrt(size));
  cells.forEach(({ item, picture, words, more }, k) => {
    const mistake = found[k];
    // Before the first answer all places are kept, so that nothing jumps when it comes.
    item.hidden = probe !== null && !mistake;
    paintPixels(picture, mistake && images ? images.data : null, k * size, side, ink);
    words.textContent = mistake ? `${mistake.answer}, not ${mistake.truth}` : "–";
    more.textContent = mistake ? `, loss ${formatMeasure(mistake.loss)}` : "";
    const index = probe?.arrays.index?.data[k];
    item.title = mistake
      ? `Sample ${Number(index) + 1}: a ${mistake.truth} read as ${mistake.answer}, loss ${formatMeasure(mistake.loss)}`
      : "";
  });
}

/** @param {HTMLElement} list @param {Mistake[]} found @param {string[]} texts */
function renderSentences(list, found, texts) {
  const items = found.map(({ truth, answer, loss, at }) =>
    h(
      "li",
      {},
      h("p", { class: "mistake-text" }, texts[at] ?? ""),
      h(
        "p",
        { class: "mistake-judgement" },
        h("span", {}, h("b", {}, answer), `, not ${truth}`),
        h("span", { class: "number" }, `loss ${formatMeasure(loss)}`),
      ),
    ),
  );
  list.replaceChildren(...items);
}
