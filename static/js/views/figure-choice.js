/** The words above the main figure: the network itself, histograms of its numbers, or the loss around its path. */

import { h } from "../lib/dom.js";

/** @typedef {import("../state/kinds.js").NetworkLooks["figure"]} Figure */

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
  const plane = word(
    "plane",
    "The loss on a plane through the network’s parameters, with the run’s path",
  );
  const root = h(
    "div",
    { class: "segmented figure-choice", role: "group", "aria-label": "Main figure" },
    main,
    histograms,
    plane,
  );
  element.append(root);
  setWord(histograms, "histograms");
  setWord(plane, "loss plane");
  return {
    render({ figure, kind }) {
      setWord(main, NAMES[kind] ?? "network");
      main.setAttribute("aria-pressed", String(figure === "main"));
      histograms.setAttribute("aria-pressed", String(figure === "histograms"));
      plane.setAttribute("aria-pressed", String(figure === "plane"));
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
