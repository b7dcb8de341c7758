/** Buttons in a corner of a figure: nearer, farther, and back to all of it; what has nothing to do is not there. */

import { icon } from "../controls/icons.js";
import { h } from "../lib/dom.js";

/**
 * @param {HTMLElement} root
 * @param {string} figure  what it is called
 * @param {{onZoom: (times: number) => void, onWhole: () => void, onLost: () => void}} deps  times as wide; lost: the
 *   button that had the focus has gone
 */
export function zoomTools(root, figure, { onZoom, onWhole, onLost }) {
  const button = (
    /** @type {string} */ shape,
    /** @type {string} */ name,
    /** @type {string} */ key,
    /** @type {() => void} */ act,
  ) =>
    h(
      "button",
      {
        type: "button",
        class: "zoom-tool",
        "aria-label": name,
        title: `${name} (${key})`,
        onclick: act,
      },
      icon(shape),
    );
  const nearer = button("plus", "Zoom in", "+", () => onZoom(1 / STEP));
  const farther = button("minus", "Zoom out", "−", () => onZoom(STEP));
  const whole = button("whole", "Show all", "0", onWhole);
  const element = h(
    "div",
    { class: "zoom-tools", role: "group", "aria-label": `Zoom of the ${figure}` },
    nearer,
    farther,
    whole,
  );
  root.append(element);

  return {
    element,
    /** @param {{nearer: boolean, farther: boolean, whole: boolean}} possible */
    render(possible) {
      const { activeElement } = document;
      nearer.hidden = !possible.nearer;
      farther.hidden = !possible.farther;
      whole.hidden = !possible.whole;
      const used = [nearer, farther, whole].find((tool) => tool === activeElement);
      if (used?.hidden) onLost();
    },
  };
}

/** A button or a key makes what is seen so many times as wide. */
export const STEP = 2;
