/** The icons of the controls, drawn as inline SVG in the colour of the text. */

import { svg } from "../lib/dom.js";

/**
 * What each icon is made of, in a box of 24 units: filled outlines and stroked ones.
 * @type {Record<string, {fill?: string, stroke?: string}>}
 */
const SHAPES = {
  back: { fill: "M19 5.5v13L8.5 12z", stroke: "M6 5.5v13" },
  forward: { fill: "M5 5.5v13L15.5 12z", stroke: "M18 5.5v13" },
  play: { fill: "M8 5v14l11-7z" },
  pause: { fill: "M7 5.5h3.6v13H7zM13.4 5.5H17v13h-3.6z" },
  fork: {
    stroke: "M3 12h6c4 0 4.5-5.5 9-5.5M9 12c4 0 4.5 5.5 9 5.5M16 3.5l3 3-3 3M16 14.5l3 3-3 3",
  },
  loop: {
    stroke:
      "M4 12V9.5A2.5 2.5 0 0 1 6.5 7H19M16 4l3 3-3 3M20 12v2.5a2.5 2.5 0 0 1-2.5 2.5H5M8 20l-3-3 3-3",
  },
  undo: { stroke: "M8 5L4 9l4 4M4.5 9H14a5 5 0 0 1 0 10H9" },
  redo: { stroke: "M16 5l4 4-4 4M19.5 9H10a5 5 0 0 0 0 10h5" },
  close: { stroke: "M6 6l12 12M18 6L6 18" },
  chevron: { stroke: "M5 9l7 7 7-7" },
  reset: { stroke: "M5 12a7 7 0 1 0 2.5-5.4M5 4v4h4" },
  warning: { stroke: "M12 4L21.5 20h-19zM12 10v5M12 17.2v.6" },
  left: { stroke: "M15 5l-7 7 7 7" },
  right: { stroke: "M9 5l7 7-7 7" },
  code: {
    fill: "M6.5 6.5h2v2h-2zM15.5 6.5h2v2h-2zM6.5 15.5h2v2h-2zM14 14h2.5v2.5H14zM18 18h2.5v2.5H18zM18 14h2.5v1.5H18zM14 19h1.5v1.5H14z",
    stroke: "M3.5 3.5h8v8h-8zM12.5 3.5h8v8h-8zM3.5 12.5h8v8h-8z",
  },
  pointer: { fill: "M12 8.5a3.5 3.5 0 1 0 .01 0z", stroke: "M12 4.5a7.5 7.5 0 1 0 .01 0z" },
  theme: { fill: "M12 3.5a8.5 8.5 0 0 1 0 17z", stroke: "M12 3.5a8.5 8.5 0 1 0 .01 0z" },
  question: { stroke: "M8.5 9a3.5 3.5 0 1 1 5 3.2c-1 .6-1.5 1.2-1.5 2.3M12 18v.4" },
  plus: { stroke: "M12 5v14M5 12h14" },
  minus: { stroke: "M5 12h14" },
  whole: { stroke: "M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5" },
  gallery: { stroke: "M4 5h6v6H4zM14 5h6v6h-6zM4 15h6v4H4zM14 15h6v4h-6z" },
  save: { stroke: "M12 4v11M7.5 11l4.5 4.5 4.5-4.5M5 20h14" },
  link: {
    stroke:
      "M10 14a4 4 0 0 0 5.7 0l3-3a4 4 0 0 0-5.7-5.7l-1 1M14 10a4 4 0 0 0-5.7 0l-3 3a4 4 0 0 0 5.7 5.7l1-1",
  },
};

/**
 * An icon without a name of its own: the control around it is labelled.
 * @param {string} name
 * @param {number} [size]  in px
 * @returns {SVGElement}
 */
export function icon(name, size = 20) {
  const shape = SHAPES[name];
  if (!shape) throw new Error(`unknown icon: ${name}`);
  const parts = [];
  if (shape.fill) parts.push(svg("path", { d: shape.fill, fill: "currentColor" }));
  if (shape.stroke)
    parts.push(
      svg("path", {
        d: shape.stroke,
        fill: "none",
        stroke: "currentColor",
        "stroke-width": 1.8,
        "stroke-linejoin": "round",
        "stroke-linecap": "round",
      }),
    );
  return svg(
    "svg",
    { viewBox: "0 0 24 24", width: size, height: size, "aria-hidden": "true", class: "icon" },
    ...parts,
  );
}
