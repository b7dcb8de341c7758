/** The words above the main figure: the network itself, its error surface, histograms of its numbers, or the loss around its path. */

import { h } from "../lib/dom.js";

/** @typedef {import("../state/kinds.js").Figure} Figure */

/** What the main figure is called. @type {Record<string, string>} */
const NAMES = { images: "pictures", texts: "words" };
/** What is said of the figures. @type {Record<Figure, string>} */
const TITLES = {
  main: "What the network has learned",
  surface: "The surface, in three dimensions",
  network: "The network itself",
  histograms: "How weights, activations and gradients are spread",
  plane: "The loss on a plane through the network’s parameters, with the run’s path",
};
const FIGURES = /** @type {Figure[]} */ (Object.keys(TITLES));

/**
 * @param {HTMLElement} element
 * @param {{onChoose: (figure: Figure) => void}} callbacks
 * @returns {{render: (model: {figure: Figure, kind: string, there: Figure[]}) => void, dispose: () => void}}
 */
export function mountFigureChoice(element, { onChoose }) {
  const words = FIGURES.map((figure) => {
    const onclick = () => onChoose(figure);
    const word = figure === "plane" ? "loss plane" : figure;
    return h("button", { type: "button", title: TITLES[figure], onclick }, word);
  });
  const root = h(
    "div",
    { class: "segmented figure-choice", role: "group", "aria-label": "Main figure" },
    words,
  );
  element.append(root);
  return {
    render({ figure, kind, there }) {
      const shown = there.includes(figure) ? figure : "main";
      for (const [k, word] of words.entries()) {
        word.hidden = !there.includes(FIGURES[k]);
        word.setAttribute("aria-pressed", String(FIGURES[k] === shown));
      }
      setWord(words[0], there.includes("network") ? "map" : (NAMES[kind] ?? "network"));
    },
    dispose: () => root.remove(),
  };
}

/** @param {HTMLElement} button @param {string} text */
function setWord(button, text) {
  if (button.dataset.text === text) return;
  button.dataset.text = text;
  button.textContent = text;
}
