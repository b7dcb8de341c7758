/** From what all chance is drawn, and the ways to begin again: with the same seed, or with another. */

import { mountEditable } from "../controls/editable.js";
import { readNumber } from "../controls/typed.js";
import { h, setText } from "../lib/dom.js";
import { holdFixed } from "../lib/fixed.js";

/** The largest whole number that is one in every language. */
const MOST = 2 ** 31 - 1;

/**
 * @typedef {object} SeedCallbacks
 * @property {(seed: number) => void} onSeed
 * @property {() => void} onReset
 * @property {() => void} onReseed
 */

/**
 * @param {HTMLElement} element
 * @param {SeedCallbacks} callbacks
 */
export function mountSeedLine(element, { onSeed, onReset, onReseed }) {
  /** @param {string} text @param {string} help @param {() => void} act */
  const button = (text, help, act) =>
    h("button", { type: "button", class: "text-button", title: help, onclick: act }, text);
  const place = h("span", { class: "picker-setting" }, h("span", {}, "seed"));
  const seed = mountEditable(place, {
    label: "Seed",
    help: "From what all chance is drawn; another one begins again",
    numeric: true,
    onText(text) {
      const typed = readNumber(text, { min: 0, max: MOST, whole: true });
      if (typed.value !== null) onSeed(typed.value);
      return typed;
    },
  });
  const anew = button("", "", onReseed);
  const root = h(
    "p",
    { class: "picker-actions" },
    place,
    anew,
    button("reset", "Begin again with the same seed; changes on the way are dropped (R)", onReset),
  );
  element.append(root);
  return {
    /**
     * @param {{seed: number, drawn: string, anew: string, fixed: boolean}} model  drawn: what is drawn from it, if
     *   anything is; anew: what the button draws
     */
    render(model) {
      place.hidden = anew.hidden = model.drawn === "";
      setText(anew, `new ${model.drawn.split(/\W/)[0]}`);
      if (!model.fixed) anew.title = `Draw other ${model.anew} (Shift+R)`;
      seed.render({ text: String(model.seed), fixed: model.fixed });
      holdFixed(anew, model.fixed);
    },
    dispose() {
      seed.dispose();
      root.remove();
    },
  };
}
