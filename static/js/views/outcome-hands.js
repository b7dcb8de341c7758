/** The ways to use a map of outcomes: a pointer reads, chooses and drags; keys move over the cells. */

import { on } from "../lib/dom.js";
import { pointIn } from "../lib/magnified.js";
import { takesWheel } from "./zooming.js";

/** @typedef {[number, number]} Pixel */
/** @typedef {{map: number, cell: number}} Cell  of which map */
/**
 * @typedef {object} Hands
 * @property {(pixel: Pixel) => Cell | null} cellAt
 * @property {(pixel: Pixel, reach: number) => number | null} markAt  the run whose mark is there
 * @property {(from: Cell | null, across: number, up: number) => Cell | null} next  the cell so many away
 * @property {(cell: Cell | null, held: boolean) => void} onRead  held: by the keys
 * @property {(cell: Cell, more: boolean) => void} onChoose
 * @property {(run: number, pixel: Pixel, done: boolean) => void} onDrag
 * @property {(factor: number, pixel: Pixel | null) => void} onZoom
 */

/** @type {Record<string, [number, number]>} */
const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const REACH = { mouse: 12, touch: 22 };
/** A pointer that has gone so far drags. */
const STILL = 4;
const ZOOM = 1.5;

/**
 * @param {HTMLElement} root  has the focus
 * @param {Hands} hands
 */
export function attachHands(root, hands) {
  /** @type {{at: Pixel, run: number | null, moved: boolean} | null} */
  let down = null;
  /** @type {Cell | null} */
  let held = null;

  /** @param {PointerEvent} event */
  function onDown(event) {
    if (event.button !== 0 || !event.isPrimary) return;
    const at = pointIn(root, event);
    const run = hands.markAt(at, event.pointerType === "touch" ? REACH.touch : REACH.mouse);
    down = { at, run, moved: false };
    if (run !== null) root.setPointerCapture(event.pointerId);
  }

  /** @param {PointerEvent} event */
  function onMove(event) {
    const at = pointIn(root, event);
    if (!down) {
      root.classList.toggle("is-over-mark", hands.markAt(at, REACH.mouse) !== null);
      if (event.pointerType !== "touch") hands.onRead(hands.cellAt(at), false);
      return;
    }
    down.moved ||= Math.hypot(at[0] - down.at[0], at[1] - down.at[1]) > STILL;
    if (!down.moved || down.run === null) return;
    hands.onDrag(down.run, at, false);
    hands.onRead(hands.cellAt(at), false);
  }

  /** @param {PointerEvent} event */
  function onUp(event) {
    const at = pointIn(root, event);
    const was = down;
    down = null;
    if (!was) return;
    if (was.run !== null && was.moved) return hands.onDrag(was.run, at, true);
    const cell = hands.cellAt(at);
    if (was.moved || !cell) return;
    hands.onRead(cell, false);
    if (was.run === null || event.shiftKey) hands.onChoose(cell, event.shiftKey);
  }

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    if (event.target !== root || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!isUsed(event)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  /** @param {KeyboardEvent} event */
  function isUsed({ key, shiftKey }) {
    if (key in MOVES) {
      const [across, up] = MOVES[key];
      const times = shiftKey ? 5 : 1;
      held = hands.next(held, across * times, up * times);
      hands.onRead(held, true);
    } else if (key === "Enter" && held) hands.onChoose(held, shiftKey);
    else if (key === "+" || key === "=") hands.onZoom(1 / ZOOM, null);
    else if (key === "-" || key === "−") hands.onZoom(ZOOM, null);
    else if (key === "0") hands.onZoom(0, null);
    else if (key === "Escape" && held) end();
    else return false;
    return true;
  }

  function end() {
    held = null;
    hands.onRead(null, true);
  }

  /** @param {WheelEvent} event */
  function onWheel(event) {
    if (!takesWheel(root, event)) return;
    event.preventDefault();
    hands.onZoom(event.deltaY > 0 ? 1.15 : 1 / 1.15, pointIn(root, event));
  }

  const stops = [
    on(root, "pointerdown", onDown),
    on(root, "pointermove", onMove),
    on(root, "pointerup", onUp),
    on(root, "pointercancel", () => {
      down = null;
    }),
    on(root, "pointerleave", () => {
      if (!down) hands.onRead(null, false);
    }),
    on(root, "keydown", onKey, { capture: true }),
    on(root, "blur", end),
    on(root, "wheel", onWheel, { passive: false }),
  ];
  return {
    dispose() {
      for (const stop of stops) stop();
    },
  };
}
