/** How a run is recognised without its colour: a piece of its line with its dash, and its marker. */

import { runStyle } from "../lib/colors.js";
import { h, svg } from "../lib/dom.js";

/** Marker outlines around (0, 0) in a box of 14 units. @type {Record<import("../types.d.ts").Marker, string>} */
const OUTLINES = {
  circle: "M-5.6 0a5.6 5.6 0 1 0 11.2 0a5.6 5.6 0 1 0 -11.2 0",
  square: "M-5 -5H5V5H-5Z",
  triangle: "M0 -6L6 4.8H-6Z",
  diamond: "M0 -6.8L6.8 0L0 6.8L-6.8 0Z",
  "triangle-down": "M0 6L6 -4.8H-6Z",
  plus: "M-2 -6H2V-2H6V2H2V6H-2V2H-6V-2H-2Z",
  pentagon: "M0 -6.2L5.9 -1.9L3.65 5H-3.65L-5.9 -1.9Z",
  cross:
    "M-4.5 -6.5L0 -2L4.5 -6.5L6.5 -4.5L2 0L6.5 4.5L4.5 6.5L0 2L-4.5 6.5L-6.5 4.5L-2 0L-6.5 -4.5Z",
};

/**
 * The outline of a marker around (0, 0), as path data.
 * @param {import("../types.d.ts").Marker} name
 */
export function outline(name) {
  return OUTLINES[name];
}

/**
 * The marker of a slot in the colour `--run`, with a paper edge so that it reads on lines.
 * @param {number} slot
 * @param {number} [size]  in px
 */
export function marker(slot, size = 14) {
  return svg(
    "svg",
    { viewBox: "-8 -8 16 16", width: size, height: size, class: "marker", "aria-hidden": "true" },
    shape(slot),
  );
}

/** @param {number} slot */
function shape(slot) {
  const { marker: name } = runStyle(slot);
  const outline = OUTLINES[name];
  return svg("path", { d: outline, class: "marker-shape" });
}

/**
 * A piece of the run's line with its dash and marker. The parent bears data-slot.
 * @param {number} slot
 * @param {number} [width]  in px
 */
export function swatch(slot, width = 38) {
  const { dash } = runStyle(slot);
  const half = width / 2;
  const line = svg("path", {
    d: `M${-half} 0H${half}`,
    class: "swatch-line",
    "stroke-dasharray": dash.length > 0 ? dash.join(" ") : "none",
  });
  const picture = svg(
    "svg",
    { viewBox: `${-half} -8 ${width} 16`, width, height: 16, "aria-hidden": "true" },
    line,
    shape(slot),
  );
  return h("span", { class: "swatch", "data-slot": slot }, picture);
}
