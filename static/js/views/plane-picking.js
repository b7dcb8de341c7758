/**
 * Choosing points of a plane figure with pointer or keys; while data are edited, adding and removing them.
 * @import {PlaneFrame} from "./plane-frame.js"
 */
import { h } from "../lib/dom.js";
import { pointIn } from "../lib/magnified.js";
import { nearestPoint, pointInDirection } from "../lib/points.js";
import { isInside, toPixel, toPoint } from "./plane-frame.js";

/** Pixels from which a point is met. */
export const REACH = 11;

/** @typedef {{x: number, y: number}[]} Pixels */

/**
 * @typedef {object} Picking
 * @property {() => PlaneFrame | null} frame
 * @property {() => Pixels} pixels of all points, in their order
 * @property {() => number | null} chosen
 * @property {() => boolean} editing
 * @property {(index: number) => string} describe
 * @property {(index: number | null) => void} onPoint
 * @property {(point: [number, number]) => void} onAdd
 * @property {(index: number) => void} onRemove
 */

/**
 * @param {HTMLElement} element
 * @param {Picking} options
 */
export function attachPointPicking(element, options) {
  const handle = h("button", { type: "button", class: "point-handle", "aria-label": "Points" });
  element.append(handle);
  /** Where the keys add a point. @type {[number, number] | null} */
  let cursor = null;

  /** @param {MouseEvent} event */
  function at(event) {
    const [px, py] = pointIn(element, event);
    const frame = options.frame();
    if (!frame || !isInside(frame, px, py)) return null;
    return {
      point: toPoint(frame, px, py),
      index: nearestPoint(options.pixels(), px, py, REACH),
    };
  }

  element.addEventListener("pointermove", (event) => {
    const hit = event.pointerType === "touch" ? null : at(event);
    element.classList.toggle("is-over-point", hit?.index != null);
  });
  element.addEventListener("click", (event) => {
    if (event.target === handle && event.detail === 0) return; // a key, not the pointer
    const hit = at(event);
    if (!hit) return;
    if (!options.editing()) options.onPoint(hit.index === options.chosen() ? null : hit.index);
    else if (hit.index === null) options.onAdd(hit.point);
    else options.onRemove(hit.index);
  });

  handle.addEventListener("keydown", (event) => {
    const frame = options.frame();
    if (!frame || event.ctrlKey || event.metaKey || event.altKey) return;
    const used = options.editing() ? editKey(event, frame) : chooseKey(event);
    if (!used) return;
    event.preventDefault();
    event.stopPropagation();
    place();
  });

  /** @param {KeyboardEvent} event */
  function chooseKey(event) {
    const pixels = options.pixels();
    if (event.key === "Escape") options.onPoint(null);
    else if (event.key === "Enter" || event.key === " ") {
      if (options.chosen() === null && pixels.length) options.onPoint(0);
    } else if (event.key.startsWith("Arrow")) {
      const next = pointInDirection(pixels, options.chosen(), event.key);
      if (next !== null) options.onPoint(next);
    } else return false;
    return true;
  }

  /** @param {KeyboardEvent} event @param {PlaneFrame} frame */
  function editKey(event, frame) {
    const moves = /** @type {Record<string, [number, number]>} */ ({
      ArrowLeft: [-1, 0],
      ArrowRight: [1, 0],
      ArrowUp: [0, 1],
      ArrowDown: [0, -1],
    });
    const move = moves[event.key];
    const [x, y] = cursor ?? middleOf(frame);
    if (move) {
      const share = event.shiftKey ? 0.1 : 0.02;
      const clip = (/** @type {number} */ v, /** @type {[number, number]} */ [low, high]) =>
        Math.max(low, Math.min(high, v));
      cursor = [
        clip(x + move[0] * share * (frame.x[1] - frame.x[0]), frame.x),
        clip(y + move[1] * share * (frame.y[1] - frame.y[0]), frame.y),
      ];
    } else if (event.key === "Enter" || event.key === " ") options.onAdd([x, y]);
    else if (event.key === "Delete" || event.key === "Backspace") {
      const index = nearestPoint(options.pixels(), ...toPixel(frame, x, y), 2 * REACH);
      if (index !== null) options.onRemove(index);
    } else return false;
    return true;
  }

  function place() {
    const frame = options.frame();
    if (!frame) return;
    const chosen = options.chosen();
    const pixels = options.pixels();
    const spot = chosen === null ? null : pixels[chosen];
    const [x, y] = options.editing()
      ? toPixel(frame, ...(cursor ?? middleOf(frame)))
      : spot
        ? [spot.x, spot.y]
        : toPixel(frame, ...middleOf(frame));
    handle.style.transform = `translate(${x}px, ${y}px)`;
    handle.hidden = !options.editing() && !pixels.length;
    const label = options.editing()
      ? "Edit points: arrow keys move, Enter adds one here, Delete removes the nearest"
      : chosen === null
        ? "No point chosen. Enter or an arrow key chooses one"
        : `${options.describe(chosen)}. Arrow keys go to the next point that way, Escape leaves it`;
    if (handle.getAttribute("aria-label") !== label) handle.setAttribute("aria-label", label);
  }

  return { place };
}

/** @param {PlaneFrame} frame @returns {[number, number]} */
function middleOf({ x, y }) {
  return [(x[0] + x[1]) / 2, (y[0] + y[1]) / 2];
}
