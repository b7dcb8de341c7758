/**
 * Reading the decision and the fitted curve: the figure gets the focus, and one line says what the network answers.
 * @import {PlaneFrame} from "./plane-frame.js"
 * @import {Mark, Pixel} from "./reading.js"
 */
import { h } from "../lib/dom.js";
import { nearestPoint } from "../lib/points.js";
import { isInside, toPixel, toPoint } from "./plane-frame.js";
import { REACH } from "./plane-picking.js";
import { attachReading } from "./reading.js";

/** Pixels within which a place is that of a sample. */
const EXACT = 1;

/**
 * @typedef {object} Figure
 * @property {string} name
 * @property {() => PlaneFrame | null} frame
 * @property {() => {x: number, y: number}[]} pixels  of the samples
 * @property {(x: number) => number} [curve]  a figure of one input: its answer
 * @property {(point: number[], sample: number | null) => string} words
 * @property {() => string} rest
 */

/**
 * @param {HTMLElement} body
 * @param {HTMLElement} picture
 * @param {HTMLElement} line
 * @param {Figure} figure
 */
export function readPlane(body, picture, line, { name, frame, pixels, curve, words, rest }) {
  const focus = h("div", {
    class: "figure-reader",
    tabindex: 0,
    role: "group",
    "aria-label": `${name}: arrow keys read the answer, with Shift in large steps, Escape ends`,
  });
  picture.replaceWith(focus);
  focus.append(picture);

  /** @param {number[]} point @returns {Pixel | null} */
  function pixelOf(point) {
    const at = frame();
    if (!at) return null;
    const y = point[1] ?? curve?.(point[0]) ?? Number.NaN;
    const [px, py] = toPixel(at, point[0], Math.max(at.y[0], Math.min(at.y[1], y)));
    return Number.isFinite(py) ? [px, py] : null;
  }

  /** @param {Mark} mark */
  const place = (mark) => ("point" in mark ? pixelOf(mark.point) : null);

  return attachReading(body, body, focus, line, {
    name,
    place,
    rest,
    at(pixel) {
      const at = frame();
      if (!at || !isInside(at, ...pixel)) return null;
      const met = nearestPoint(pixels(), ...pixel, REACH);
      const { x, y } = met === null ? { x: pixel[0], y: pixel[1] } : pixels()[met];
      return toPoint(at, x, y).slice(0, curve ? 1 : 2);
    },
    sides() {
      const at = frame();
      return at && (curve ? [at.x] : [at.x, at.y]);
    },
    words(mark) {
      const pixel = place(mark);
      if (!pixel || !("point" in mark)) return "";
      return words(mark.point, nearestPoint(pixels(), ...pixel, EXACT));
    },
  });
}
