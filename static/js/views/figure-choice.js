/** The words above the main figure: the network itself, or histograms of its numbers. */

import { h } from "../lib/dom.js";

/** @typedef {"main" | "histograms"} Figure */

/** What the main figure is called. @type {Record<string, string>} */
const NAMES = { images: "pictures", texts: "words" };

/**
 * @param {HTMLElement} element
 * @param {{onChoose: (figure: Figure) => void}} callbacks
 * @returns {{render: (model: {figure: Figure, kind: string}) => void, dispose: () => void}}
 */
export function mountFigureChoice(element, { onChoose }) {
  /** @param {Figure} figure @param {string} title */
  const word = (figure, title) =>
    h("button", { type: "button", title, onclick: () => onChoose(figure) });
  const main = word("main", "What the network has learned");
  const histograms = word("histograms", "How weights, activations and gradients are spread");
  const root = h(
    "div",
    { class: "segmented figure-choice", role: "group", "aria-label": "Main figure" },
    main,
    histograms,
  );
  element.append(root);
  setWord(histograms, "histograms");
  return {
    render({ figure, kind }) {
      setWord(main, NAMES[kind] ?? "network");
      main.setAttribute("aria-pressed", String(figure === "main"));
      histograms.setAttribute("aria-pressed", String(figure === "histograms"));
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
