/** What somebody has asked for comes into sight, gently, and no further than it must. */

import { on } from "./dom.js";

/** About what the bars of a phone cover of its window, pixels; `scroll-padding` in the styles says it exactly. */
const COVERED = 180;

/**
 * What is higher than the window begins at its top.
 * @param {Element} element
 */
export function bringIntoSight(element) {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const block = element.clientHeight > innerHeight - COVERED ? "start" : "nearest";
  element.scrollIntoView({ block, behavior: still ? "instant" : "smooth" });
}

/**
 * Tells of what a line has opened below itself, once that is filled.
 * @param {HTMLElement} root
 * @param {(opened: Element) => void} onOpen
 * @returns {() => void} stops it
 */
export function watchOpening(root, onOpen) {
  return on(root, "click", ({ target }) => {
    const details = target instanceof Element ? target.closest("summary")?.parentElement : null;
    const tell = () => {
      if (details?.matches("[open]")) requestAnimationFrame(() => onOpen(details));
    };
    details?.addEventListener("toggle", tell, { once: true });
  });
}
