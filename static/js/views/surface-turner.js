/** Around the surface: what turns it, and tells when it is let go. */

import { h, on } from "../lib/dom.js";

/** Radians about the vertical axis, radians of tilt, factor of the distance. @type {Record<string, [number, number, number]>} */
const TURNS = {
  ArrowLeft: [-0.12, 0, 1],
  ArrowRight: [0.12, 0, 1],
  ArrowUp: [0, 0.08, 1],
  ArrowDown: [0, -0.08, 1],
  "+": [0, 0, 0.9],
  "-": [0, 0, 1.1],
};

/**
 * Dragging is Plotly's own work; the keys are handled here.
 * @param {HTMLElement} picture
 * @param {object} callbacks
 * @param {() => void} callbacks.onMove  it may have been moved, and may move on
 * @param {() => void} callbacks.onLetGo  a drag has ended
 * @param {(turn: [number, number, number]) => void} callbacks.onTurn
 * @param {() => void} callbacks.onReset
 */
export function surfaceTurner(picture, { onMove, onLetGo, onTurn, onReset }) {
  const words =
    "Surface: arrow keys turn it, plus and minus zoom, Home resets; Enter reads with the arrow keys, comma and full stop go along the chosen run, Escape ends";
  const element = h(
    "div",
    { class: "surface-turner", tabindex: 0, role: "group", "aria-label": words },
    picture,
  );
  let held = false;
  const letGo = () => {
    if (!held) return;
    held = false;
    onLetGo();
  };
  const stops = [on(window, "pointerup", letGo), on(window, "pointercancel", letGo)];
  element.addEventListener("pointerdown", () => {
    held = true;
  });
  element.addEventListener("pointermove", onMove);
  element.addEventListener("wheel", onMove, { passive: true });
  element.addEventListener("dblclick", onReset);
  element.addEventListener("keydown", (event) => {
    const turn = TURNS[event.key];
    if ((!turn && event.key !== "Home") || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    if (turn) onTurn(turn);
    else onReset();
  });
  return {
    element,
    turn: onTurn,
    reset: onReset,
    /** Whether somebody is dragging. */
    get held() {
      return held;
    },
    dispose() {
      for (const stop of stops) stop();
    },
  };
}
