/**
 * Choosing the start on a plane figure by pointer or keys.
 * @import {Box, LabModel} from "../types.js"
 * @import {Frame} from "../lib/plotly.js"
 */
import { oncePerFrame } from "../lib/canvas.js";
import { formatVector } from "../lib/format.js";
import { pointIn } from "../lib/magnified.js";
import { isDrag } from "./zooming.js";

/**
 * @typedef {object} Picking
 * @property {() => Frame | null} frame
 * @property {((point: number[], done?: boolean) => void) | undefined} [onStart]  done: the hand lets go
 * @property {1 | 2} [dimension]
 */

/**
 * Attaches the handle at the start and the pointer's meanings: press or drag chooses the start, a tap does
 * on touch screens (so that the page still scrolls).
 * @param {HTMLElement} root
 * @param {HTMLElement} surface
 * @param {Picking} options
 */
export function attachPicking(root, surface, options) {
  const { onStart } = options;
  const handle = document.createElement("button");
  handle.type = "button";
  handle.className = "start-handle";
  handle.hidden = true;
  if (onStart) root.append(handle);
  root.classList.toggle("is-pickable", Boolean(onStart));

  /** @type {LabModel | null} */
  let model = null;
  /** @type {number[] | null} */
  let wanted = null;
  let dragging = false;
  const send = oncePerFrame(() => {
    if (wanted && onStart) onStart(wanted, !dragging);
  });

  /**
   * @param {{clientX: number, clientY: number}} event
   * @returns {{point: number[], inside: boolean} | null}
   */
  function pointAt(event) {
    const frame = options.frame();
    if (!frame) return null;
    const [x, y] = pointIn(root, event);
    const u = (x - frame.left) / frame.width;
    const v = 1 - (y - frame.top) / frame.height;
    const inside = u >= 0 && u <= 1 && v >= 0 && v <= 1;
    const at = (/** @type {number} */ t, /** @type {[number, number]} */ [low, high]) =>
      round(low + Math.max(0, Math.min(1, t)) * (high - low), high - low);
    const point = [at(u, frame.x), at(v, frame.y)];
    return { point: options.dimension === 1 ? point.slice(0, 1) : point, inside };
  }

  const choose = (/** @type {PointerEvent | MouseEvent} */ event) => {
    const hit = pointAt(event);
    if (!hit) return;
    wanted = hit.point;
    send.ask();
  };

  const onDown = (/** @type {PointerEvent} */ event) => {
    const onHandle = event.currentTarget === handle;
    if (
      !onStart ||
      event.button !== 0 ||
      isDrag(event) ||
      (event.pointerType === "touch" && !onHandle)
    )
      return;
    if (!onHandle && !pointAt(event)?.inside) return;
    dragging = true;
    /** @type {HTMLElement} */ (event.currentTarget).setPointerCapture(event.pointerId);
    if (!onHandle) choose(event);
    handle.focus({ preventScroll: true });
    event.preventDefault();
  };
  const onMove = (/** @type {PointerEvent} */ event) => {
    if (dragging) choose(event);
  };
  const onUp = () => {
    if (dragging && wanted) send.ask();
    dragging = false;
  };
  const onTap = (/** @type {MouseEvent} */ event) => {
    const touch = /** @type {PointerEvent} */ (event).pointerType === "touch";
    if (onStart && touch && pointAt(event)?.inside) choose(event);
  };
  const onKey = (/** @type {KeyboardEvent} */ event) => {
    const frame = options.frame();
    const moves = /** @type {Record<string, [number, number]>} */ ({
      ArrowLeft: [-1, 0],
      ArrowRight: [1, 0],
      ArrowUp: [0, 1],
      ArrowDown: [0, -1],
    });
    const move = moves[event.key];
    if (!move || !frame || !model || !onStart || event.ctrlKey || event.metaKey || event.altKey)
      return;
    event.preventDefault();
    event.stopPropagation();
    const share = event.shiftKey ? 0.1 : 0.01;
    const ranges = [frame.x, frame.y];
    onStart(
      model.start.map((value, i) => {
        const [low, high] = ranges[i];
        const span = high - low;
        return round(Math.max(low, Math.min(high, value + move[i] * share * span)), span);
      }),
    );
  };

  for (const target of [surface, handle]) {
    target.addEventListener("pointerdown", onDown);
    target.addEventListener("pointermove", onMove);
    target.addEventListener("pointerup", onUp);
    target.addEventListener("pointercancel", onUp);
  }
  surface.addEventListener("click", onTap);
  handle.addEventListener("keydown", onKey);

  return {
    /**
     * Puts the handle on the ring.
     * @param {[number, number]} pixel
     * @param {Box} frame
     * @param {LabModel} current
     */
    place(pixel, frame, current) {
      model = current;
      const x = Math.max(frame.x, Math.min(frame.x + frame.width, pixel[0]));
      const y = Math.max(frame.y, Math.min(frame.y + frame.height, pixel[1]));
      handle.hidden = false;
      handle.style.transform = `translate(${x}px, ${y}px)`;
      const text = `Start ${formatVector(current.start)}. Arrow keys move it, with Shift in large steps.`;
      if (handle.getAttribute("aria-label") !== text) handle.setAttribute("aria-label", text);
    },
    dispose() {
      send.cancel();
      handle.remove();
    },
  };
}

/**
 * Rounds to a thousandth of the span, so that a dragged start has a short name.
 * @param {number} value
 * @param {number} span
 */
function round(value, span) {
  const unit = 10 ** Math.floor(Math.log10(span / 500));
  return Number((Math.round(value / unit) * unit).toPrecision(12));
}
