/** What somebody has asked for comes into sight, gently, and no further than it must. */

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
