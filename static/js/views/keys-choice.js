/** Which keys there are, and whether single letters are among them. */

import { h } from "../lib/dom.js";
import { createDialog } from "./dialog.js";

/** @type {[string, string][]} */
const KEYS = [
  ["Space", "play and pause"],
  ["← →", "one step back, one step on"],
  ["Home End", "first step, last step"],
  ["Ctrl Z", "take the last change back; with Shift, do it again"],
];
/** @type {[string, string][]} */
const LETTERS = [
  ["R", "start again, same seed; with Shift, another seed"],
  ["F", "fork: go on from here with a copy of the run"],
  ["?", "this card"],
];
/** @type {[string, string][]} */
const FIGURES = [
  [
    "+ − 0",
    "closer, farther, all of it; so do the wheel (with Ctrl where the page scrolls) and two fingers",
  ],
  [
    "← → ↑ ↓",
    "move a cross that reads; with Shift, farther. The surface turns, and reads after Enter",
  ],
  [", .", "read the chosen run step by step"],
  ["Shift drag", "moves what is seen"],
];
/** @type {[string, string][]} */
const PRESENTING = [
  ["Page Up", "the example before: on a presenter’s remote, back"],
  ["Page Down", "the next example: on a presenter’s remote, forward"],
  ["Q", "a QR code of what is on screen"],
  ["L", "pointer: a dot that all can see; with it, a click puts a part in the light"],
  ["S", "the part under the mouse in the light, all others dim; so does a double click"],
  ["Esc", "back by one: the dialog, the light, the pointer, presenting"],
];

/**
 * @param {HTMLElement} opener
 * @param {{singleKeys: () => boolean, setSingleKeys: (wanted: boolean) => void}} choice
 */
export function mountKeysChoice(opener, { singleKeys, setSingleKeys }) {
  const sheet = createDialog("Keys");
  const input = h("input", { type: "checkbox", onchange: () => setSingleKeys(input.checked) });
  const rows = (/** @type {[string, string][]} */ keys) =>
    h(
      "dl",
      { class: "keys-list" },
      keys.map(([key, use]) => h("div", {}, h("dt", {}, h("kbd", {}, key)), h("dd", {}, use))),
    );
  sheet.body.append(
    rows(KEYS),
    h("label", { class: "keys-choice" }, input, h("span", {}, "single letters are keys, too")),
    rows(LETTERS),
    h("h3", { class: "keys-title" }, "In a figure that has the focus"),
    rows(FIGURES),
    h("h3", { class: "keys-title" }, "While presenting"),
    rows(PRESENTING),
  );
  const open = () => {
    input.checked = singleKeys();
    sheet.open();
  };
  opener.addEventListener("click", open);
  return { open, dispose: () => sheet.dispose() };
}
