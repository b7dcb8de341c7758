/** The menu above a figure: which of several that take turns is looked at. */

import { h } from "../lib/dom.js";

/** @typedef {import("../state/kinds.js").Figure} Figure */
/** @typedef {{figure: Figure, word: string, title: string}} Choice */

/**
 * @param {HTMLElement} element
 * @param {{onChoose: (figure: Figure) => void}} options
 * @returns {{render: (model: {figure: Figure, choices: Choice[]}) => void, dispose: () => void}}
 */
export function mountFigureChoice(element, { onChoose }) {
  const menu = h("select", {
    class: "plain-select figure-choice",
    "aria-label": "Main figure",
    onchange: () => onChoose(/** @type {Figure} */ (menu.value)),
  });
  element.append(menu);
  return {
    render({ figure, choices }) {
      const key = JSON.stringify(choices);
      if (menu.dataset.choices !== key) {
        menu.dataset.choices = key;
        menu.replaceChildren(
          ...choices.map(({ figure: value, word, title }) => h("option", { value, title }, word)),
        );
      }
      const chosen = choices.find((choice) => choice.figure === figure) ?? choices[0];
      if (!chosen) return;
      menu.value = chosen.figure;
      menu.title = chosen.title;
    },
    dispose: () => menu.remove(),
  };
}
