/** A text of the reader's own; the worked answer can be unfolded once one stands there. */

import { on } from "../lib/dom.js";

/** From so many characters on a text counts as an answer. */
const LEAST = 20;

/** @param {HTMLElement} element @param {string} kept @param {(text: string) => void} onText */
export function mountExercise(element, kept, onText) {
  const field = /** @type {HTMLTextAreaElement} */ (element.querySelector(".exercise-text"));
  const locked = /** @type {HTMLElement} */ (element.querySelector(".exercise-locked"));
  const worked = /** @type {HTMLDetailsElement} */ (element.querySelector(".exercise-worked"));
  const refresh = () => {
    const there = field.value.trim().length >= LEAST;
    locked.hidden = there;
    worked.hidden = !there;
  };
  field.value = kept;
  on(field, "input", () => {
    refresh();
    onText(field.value);
  });
  refresh();
}
