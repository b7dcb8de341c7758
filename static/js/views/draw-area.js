/**
 * A square of paper to draw on with mouse, finger or pen. It also shows a picture of 28 × 28 pixels as blocks.
 * @import {Drawing, Point} from "../lib/drawing.js"
 */
import { addCanvas, fitCanvas } from "../lib/canvas.js";
import { rgb } from "../lib/colors.js";
import { on } from "../lib/dom.js";
import { PEN, SEEN, smoothed } from "../lib/drawing.js";
import { pointIn } from "../lib/magnified.js";
import { paintPixels } from "./pixels.js";

/**
 * @typedef {object} DrawHandlers
 * @property {(point: Point) => void} onStart
 * @property {(points: Point[]) => void} onMove
 * @property {() => void} onEnd
 */

/**
 * Follows one pointer at a time; other fingers are ignored until it is lifted.
 * @param {HTMLElement} element
 * @param {DrawHandlers} handlers
 * @returns {() => void} stops it
 */
export function followPen(element, { onStart, onMove, onEnd }) {
  /** @type {number | null} */
  let active = null;

  /** On the paper: a pen that leaves it goes along its edge. @param {PointerEvent} event @returns {Point} */
  const placeOf = (event) => {
    const [x, y] = pointIn(element, event);
    const { clientLeft, clientTop, clientWidth, clientHeight } = element;
    return { x: share(x - clientLeft, clientWidth), y: share(y - clientTop, clientHeight) };
  };
  const end = (/** @type {PointerEvent} */ event) => {
    if (event.pointerId !== active) return;
    active = null;
    onEnd();
  };
  const stops = [
    on(element, "pointerdown", (event) => {
      if (active !== null || event.button !== 0) return;
      active = event.pointerId;
      element.setPointerCapture(event.pointerId);
      onStart(placeOf(event));
    }),
    on(element, "pointermove", (event) => {
      if (event.pointerId !== active) return;
      const between = event.getCoalescedEvents?.() ?? [];
      onMove((between.length ? between : [event]).map(placeOf));
    }),
    on(element, "pointerup", end),
    on(element, "pointercancel", end),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

/** @param {number} place @param {number} size */
function share(place, size) {
  return Math.min(1, Math.max(0, place / size));
}

/**
 * The canvas of the square.
 * @param {HTMLElement} element
 */
export function makeSheet(element) {
  const canvas = addCanvas(element, "figure-layer");
  const blocks = document.createElement("canvas");
  const side = () => element.clientWidth;

  /** @param {ArrayLike<number>} picture @param {string} ink @param {CanvasRenderingContext2D} c */
  function paintBlocks(picture, ink, c) {
    paintPixels(blocks, picture, 0, SEEN, rgb(ink));
    c.imageSmoothingEnabled = false;
    c.drawImage(blocks, 0, 0, side(), side());
  }

  function clean() {
    const c = fitCanvas(canvas, side(), side());
    c.clearRect(0, 0, side(), side());
    return c;
  }

  return {
    ready: () => side() > 20,
    /** @param {ArrayLike<number>} picture @param {string} ink */
    showPicture(picture, ink) {
      paintBlocks(picture, ink, clean());
    },
    /** @param {Drawing} drawing @param {string} ink */
    showDrawing({ strokes, picture }, ink) {
      const c = clean();
      if (picture) paintBlocks(picture, ink, c);
      c.strokeStyle = ink;
      c.lineCap = "round";
      c.lineJoin = "round";
      c.lineWidth = PEN * side();
      for (const [first, ...rest] of strokes.map(smoothed)) {
        c.beginPath();
        c.moveTo(first.x * side(), first.y * side());
        // A dot is a line to where it began.
        for (const { x, y } of rest.length ? rest : [first]) c.lineTo(x * side(), y * side());
        c.stroke();
      }
    },
  };
}
