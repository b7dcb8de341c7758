/** The mark of a class among words: its shape in its colour. */

import { classStyle } from "../lib/colors.js";
import { svg } from "../lib/dom.js";
import { outline } from "./swatch.js";

/**
 * @param {number} index of the class
 * @param {import("../types.js").Theme} theme
 * @param {number} [size] in px
 */
export function marker(index, theme, size = 14) {
  const { color, marker: shape, pale } = classStyle(index, theme);
  const path = svg("path", { d: outline(shape), fill: color });
  if (pale) path.setAttribute("stroke", "currentColor");
  return svg(
    "svg",
    { viewBox: "-8 -8 16 16", width: size, height: size, "aria-hidden": "true" },
    path,
  );
}
