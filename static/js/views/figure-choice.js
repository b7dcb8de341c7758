/** The words above a figure: which of several that take turns is looked at. */

import { h } from "../lib/dom.js";

/** @typedef {import("../state/kinds.js").Figure} Figure */
/** @typedef {{figure: Figure, word: string, title: string}} Choice */

/**
 * @param {HTMLElement} element
 * @param {{figures: Figure[], onChoose: (figure: Figure) => void}} options
 * @returns {{render: (model: {figure: Figure, choices: Choice[]}) => void, dispose: () => void}}
 */
export function mountFigureChoice(element, { figures, onChoose }) {
  const words = new Map(
    figures.map((figure) => [
      figure,
      h("button", { type: "button", onclick: () => onChoose(figure) }),
    ]),
  );
  const root = h(
    "div",
    { class: "segmented figure-choice", role: "group", "aria-label": "Main figure" },
    ...words.values(),
  );
  element.append(root);
  return {
    render({ figure, choices }) {
      const chosen = choices.some((choice) => choice.figure === figure) ? figure : "main";
      for (const [name, button] of words)
        button.hidden = !choices.some((choice) => choice.figure === name);
      for (const { figure: name, word, title } of choices) {
        const button = words.get(name);
        if (!button) continue;
        setWord(button, word);
        button.title = title;
        button.setAttribute("aria-pressed", String(name === chosen));
      }
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
