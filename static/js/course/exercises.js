/** A text of the reader's own, with figures put in by a click; the worked answer can be unfolded once one stands there. */

import { h, on } from "../lib/dom.js";

/** From so many characters on a text counts as an answer. */
const LEAST = 20;

/** @typedef {{text: string, pictures: string[]}} Own */

/**
 * @param {HTMLElement} element
 * @param {{own: Own, words: {[name: string]: string}, picture: (() => Promise<string>) | null, onChange: (own: Own) => void}} host
 *   picture: the exercise's figure as a data address
 */
export function mountExercise(element, { own, words, picture, onChange }) {
  const field = /** @type {HTMLTextAreaElement} */ (element.querySelector(".exercise-text"));
  const locked = /** @type {HTMLElement} */ (element.querySelector(".exercise-locked"));
  const worked = /** @type {HTMLDetailsElement} */ (element.querySelector(".exercise-worked"));
  const shown = h("div", { class: "exercise-pictures" });
  let pictures = own.pictures;
  const refresh = () => {
    const there = field.value.trim().length >= LEAST;
    locked.hidden = there;
    worked.hidden = !there;
    shown.replaceChildren(...pictures.map((address, k) => pictureOf(address, k)));
  };
  const changed = () => {
    refresh();
    onChange({ text: field.value, pictures });
  };
  /** @param {string} address @param {number} k */
  const pictureOf = (address, k) =>
    h(
      "figure",
      { class: "exercise-picture" },
      h("img", { src: address, alt: words.own_figure }),
      h(
        "button",
        {
          type: "button",
          class: "text-button",
          onclick() {
            pictures = pictures.filter((_, other) => other !== k);
            changed();
          },
        },
        words.take_out,
      ),
    );
  field.value = own.text;
  on(field, "input", changed);
  field.after(shown);
  if (picture)
    shown.before(
      h(
        "button",
        {
          type: "button",
          class: "text-button",
          async onclick() {
            pictures = [...pictures, await picture()];
            changed();
          },
        },
        words.put_in,
      ),
    );
  refresh();
}
