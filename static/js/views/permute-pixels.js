/** Permute all pixels in the same way: people can read nothing any more, the network learns as before. */

import { h } from "../lib/dom.js";
import { holdFixed } from "../lib/fixed.js";

/**
 * @param {HTMLElement} element
 * @param {{onPermute: (permuted: boolean) => void}} callbacks
 * @returns {{render: (model: {permuted: boolean, locked?: boolean}) => void, dispose: () => void}}
 */
export function mountPermutePixels(element, { onPermute }) {
  const input = h("input", { type: "checkbox", class: "form-check" });
  input.addEventListener("change", () => onPermute(input.checked));
  const root = h(
    "section",
    { class: "permute", "aria-label": "Permute all pixels" },
    h("header", { class: "section-head" }, h("h2", {}, "Shuffle the pixels")),
    h(
      "label",
      {
        class: "point-editor-switch",
        title: "Move the pixels of all images to other places, in all the same ones",
      },
      input,
      h("span", {}, "permute all pixels"),
    ),
    h(
      "p",
      { class: "permute-words" },
      "Nobody could read such digits. The network learns them as well: to it, no two pixels are neighbours.",
    ),
  );
  element.append(root);
  return {
    render({ permuted, locked = false }) {
      input.checked = permuted;
      holdFixed(input, locked);
    },
    dispose: () => root.remove(),
  };
}
