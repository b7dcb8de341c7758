/**
 * The words that pull each class's answer up or down, strongest first, on one common scale.
 * @import {ProbeNotes} from "../experiments.js"
 * @import {NetworkCommon, ProbeView} from "./network-models.js"
 * @import {ClassWords} from "../lib/pulling-words.js"
 */
import { weightMap } from "../lib/colors.js";
import { h } from "../lib/dom.js";
import { formatFixed } from "../lib/format.js";
import { pullWords, strongest, strongestEffect } from "../lib/pulling-words.js";

/** @typedef {NetworkCommon & {words: ProbeView<ProbeNotes["words"]> | null}} WordsModel */

/** Words of each direction, before and after all are asked for. */
const FEW = 5;
const ALL = 100;

/**
 * @param {HTMLElement} element
 * @param {object} [_callbacks]
 * @returns {{render: (model: WordsModel) => void, dispose: () => void}}
 */
export function mountWords(element, _callbacks = {}) {
  const caption = h("span", { class: "figure-caption" }, "what a word alone changes");
  const head = h("div", { class: "figure-head" }, h("h2", {}, "Words"), caption);
  const columns = h("div", {
    class: "words-columns",
    role: "region",
    tabindex: 0,
    "aria-label": "Words of each class",
  });
  const more = h("button", { type: "button", class: "text-button words-more" }, "more words");
  const foot = h(
    "div",
    { class: "words-foot" },
    h("span", {}, "a word’s own effect; blue up, orange down"),
    more,
  );
  const root = h("section", { class: "words", "aria-label": "Words" }, head, columns, foot);
  element.append(root);
  /** @type {WordsModel | null} */
  let model = null;
  /** @type {unknown[]} */
  let shown = [];
  let all = false;

  function draw() {
    if (!model) return;
    const key = [model.words, model.samples, model.theme, all];
    if (key.every((item, k) => item === shown[k])) return;
    shown = key;
    const classes = readClasses(model);
    const scale = strongestEffect(classes);
    const count = all ? ALL : FEW;
    columns.replaceChildren(
      ...classes.map((item) => makeColumn(item, count, scale, weightMap(model?.theme ?? "light"))),
    );
    more.hidden = !classes.some(({ up, down }) => Math.max(up.length, down.length) > FEW);
  }

  more.addEventListener("click", () => {
    all = !all;
    more.textContent = all ? "fewer words" : "more words";
    more.setAttribute("aria-expanded", String(all));
    columns.scrollTop = 0;
    draw();
  });
  return {
    render(next) {
      model = next;
      root.classList.toggle("is-projector", next.projector);
      draw();
    },
    dispose: () => root.remove(),
  };
}

/** Classes without words before any are known. @param {WordsModel} model @returns {ClassWords[]} */
function readClasses({ words, samples }) {
  const found = words?.note?.classes;
  if (found?.length) return found;
  return (samples?.classes ?? []).map((name) => ({ name, up: [], down: [] }));
}

/**
 * @param {ClassWords} words
 * @param {number} count
 * @param {number} scale
 * @param {string[]} map
 */
function makeColumn(words, count, scale, map) {
  const { up, down } = strongest(words, count);
  return h(
    "section",
    { class: "words-column", "aria-label": pullWords({ ...words, up, down }) },
    h("h3", {}, words.name),
    makeList(up, scale, map[9]),
    makeList(down, scale, map[1]),
  );
}

/** @param {[string, number][]} items @param {number} scale @param {string} color */
function makeList(items, scale, color) {
  const rows = items.map(([word, effect]) => {
    const bar = h("span", { class: "word-bar", "aria-hidden": "true" });
    const share = scale > 0 ? Math.min(1, Math.abs(effect) / scale) : 0;
    bar.style.width = `${100 * share}%`;
    bar.style.backgroundColor = color;
    const sign = effect > 0 ? "+" : "";
    return h(
      "li",
      { class: "word", title: word.length > 10 ? word : null },
      h("span", { class: "word-name" }, word),
      h("span", { class: "number word-effect" }, `${sign}${formatFixed(effect, 2)}`),
      bar,
    );
  });
  return h("ol", { class: "words-list" }, rows);
}
