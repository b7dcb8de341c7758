/**
 * Zooming and moving a plane figure: by wheel, by two fingers, by dragging with Shift or the middle button, by buttons,
 * and by the keys +, − and 0 of whoever has the focus.
 * @import {Frame} from "../lib/plotly.js"
 * @import {Side, Zoom} from "../lib/window.js"
 */
import { on } from "../lib/dom.js";
import { pointIn } from "../lib/magnified.js";
import { middleOf, moved, reachOf, sidesOf, zoomed, zoomOf } from "../lib/window.js";
import { STEP, zoomTools } from "./zoom-tools.js";

/** A wheel's lines in pixels. */
const LINE = 16;
/** How much a pixel of the wheel does. */
const WHEEL = 0.005;

/**
 * @typedef {object} Zooming
 * @property {string} figure  what it is called
 * @property {() => Frame | null} frame
 * @property {() => {home: Side[], zoom: Zoom | null} | null} seen  the landscape's window, and the part of it
 * @property {((zoom: Zoom | null) => void) | undefined} onZoom  without it nothing can be zoomed
 * @property {() => void} onLost  the button that had the focus has gone
 * @property {() => number[] | null} about  what keys zoom about; the middle if null
 */

/**
 * @param {HTMLElement} root
 * @param {HTMLElement} surface  where wheel and fingers count
 * @param {Zooming} options
 */
export function attachZooming(root, surface, { figure, frame, seen, onZoom, onLost, about }) {
  /** Two fingers, and what was between them when they came. @type {{sides: Side[], point: number[], apart: number} | null} */
  let pinch = null;
  /** @type {{x: number, y: number, sides: Side[]} | null} */
  let drag = null;

  /** What has been asked for, and what was drawn then: several keys may come before the next frame. @type {{from: Zoom | null, zoom: Zoom | null} | null} */
  let asked = null;

  const whole = () => tell(null);

  /** @param {Zoom | null} zoom */
  function tell(zoom) {
    asked = { from: seen()?.zoom ?? null, zoom };
    onZoom?.(zoom);
  }

  /** The landscape's window, and the part of it that is asked for. */
  function wanted() {
    const now = seen();
    return (
      now && {
        home: now.home,
        sides: sidesOf(asked?.from === now.zoom ? asked.zoom : now.zoom, now.home),
      }
    );
  }

  /** @param {(sides: Side[], home: Side[]) => Side[]} change */
  function show(change) {
    const now = wanted();
    if (now) tell(zoomOf(change(now.sides, now.home), now.home));
  }

  /** @param {number} times @param {number[] | null} [point] */
  function zoom(times, point) {
    show((sides, home) => zoomed(sides, home, times, point ?? middleOf(sides)));
  }

  /**
   * Shares of the frame's width and height, from below left.
   * @param {{clientX: number, clientY: number}} event
   * @returns {[number, number] | null}
   */
  function sharesAt(event) {
    const at = frame();
    if (!at) return null;
    const [x, y] = pointIn(root, event);
    return [(x - at.left) / at.width, 1 - (y - at.top) / at.height];
  }

  /** @param {number[]} shares @param {Side[]} sides */
  const pointOf = (shares, sides) => sides.map(([low, high], k) => low + shares[k] * (high - low));

  /** @param {WheelEvent} event */
  function onWheel(event) {
    const shares = sharesAt(event);
    if (!shares?.every((share) => share >= 0 && share <= 1)) return;
    if (!takesWheel(root, event)) return;
    event.preventDefault();
    const delta = event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? 1 : LINE);
    const times = Math.exp(Math.max(-60, Math.min(60, delta)) * WHEEL);
    show((sides, home) => zoomed(sides, home, times, pointOf(shares, sides)));
  }

  /** @param {TouchEvent} event */
  function onTouch(event) {
    const [one, other] = event.touches;
    const now = wanted();
    if (event.touches.length !== 2 || !now) {
      pinch = null;
      return;
    }
    if (event.cancelable) event.preventDefault();
    const apart = Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
    const shares = sharesAt({
      clientX: (one.clientX + other.clientX) / 2,
      clientY: (one.clientY + other.clientY) / 2,
    });
    if (!shares || apart === 0) return;
    const held = pinch;
    if (held) show((_, home) => zoomed(held.sides, home, held.apart / apart, held.point, shares));
    else pinch = { sides: now.sides, point: pointOf(shares, now.sides), apart };
  }

  /** @param {PointerEvent} event */
  function onDown(event) {
    const now = wanted();
    if (!now || !isDrag(event)) return;
    drag = { x: event.clientX, y: event.clientY, sides: now.sides };
    surface.setPointerCapture(event.pointerId);
    event.preventDefault();
  }

  /** @param {PointerEvent} event */
  function onMove(event) {
    const at = frame();
    if (!drag || !at) return;
    const [x0, y0] = pointIn(root, { clientX: drag.x, clientY: drag.y });
    const [x, y] = pointIn(root, event);
    const shares = [(x0 - x) / at.width, (y - y0) / at.height];
    const { sides } = drag;
    show(() => moved(sides, shares));
  }

  const letGo = () => {
    drag = null;
  };
  const stops = onZoom
    ? [
        on(root, "wheel", onWheel, { passive: false }),
        on(surface, "touchstart", onTouch, { passive: false }),
        on(surface, "touchmove", onTouch, { passive: false }),
        on(surface, "touchend", onTouch),
        on(surface, "touchcancel", onTouch),
        on(surface, "pointerdown", onDown),
        on(surface, "pointermove", onMove),
        on(surface, "pointerup", letGo),
        on(surface, "pointercancel", letGo),
        on(surface, "dblclick", whole),
      ]
    : [];
  const tools = onZoom ? zoomTools(root, figure, { onZoom: zoom, onWhole: whole, onLost }) : null;

  return {
    /** @param {KeyboardEvent} event @returns {boolean} whether it was one of the keys */
    key({ key }) {
      if (!onZoom) return false;
      if (key === "+" || key === "=") zoom(1 / STEP, about());
      else if (key === "-" || key === "−") zoom(STEP, about());
      else if (key === "0") whole();
      else return false;
      return true;
    },
    /** Moves what is seen by shares of its width. @param {number[]} shares */
    move(shares) {
      show((sides) => moved(sides, shares));
    },
    /** Puts the buttons into the frame's corner, and gives the room that they take. */
    place() {
      const now = seen();
      const at = frame();
      asked = null;
      if (!tools || !now || !at) return null;
      const [least, most] = reachOf(sidesOf(now.zoom, now.home), now.home);
      const possible = { nearer: least < 0.99, farther: most > 1.01, whole: now.zoom !== null };
      tools.render(possible);
      const right = root.clientWidth - at.left - at.width;
      tools.element.style.setProperty("--right", `${right + 6}px`);
      tools.element.style.setProperty("--top", `${at.top + 6}px`);
      const {
        offsetLeft: x,
        offsetTop: y,
        offsetWidth: width,
        offsetHeight: height,
      } = tools.element;
      return { x, y, width, height };
    },
    dispose() {
      for (const stop of stops) stop();
      tools?.element.remove();
    },
  };
}

/** Whether a drag moves what is seen. @param {PointerEvent} event */
export function isDrag({ button, shiftKey, pointerType }) {
  return pointerType !== "touch" && (button === 1 || (button === 0 && shiftKey));
}

/**
 * Whether a wheel zooms: with Ctrl or ⌘ always, and without where it would else do nothing, since nothing scrolls.
 * @param {Element} root
 * @param {WheelEvent} event
 */
export function takesWheel(root, { ctrlKey, metaKey }) {
  if (ctrlKey || metaKey) return true;
  if (window.parent !== window) return false;
  for (let at = root.parentElement; at; at = at.parentElement) {
    if (at.scrollHeight <= at.clientHeight) continue;
    if (at === document.documentElement) return false;
    if (/auto|scroll/.test(getComputedStyle(at).overflowY)) return false;
  }
  return true;
}
