/** What somebody has asked for comes into sight, gently, and no further than it must. */

/**
 * The styles say what of the window is covered (`scroll-padding`). What is higher than the window begins at its top.
 * @param {Element} element
 */
export function bringIntoSight(element) {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const room = innerHeight - COVERED;
  const block = element.getBoundingClientRect().height > room ? "start" : "nearest";
  element.scrollIntoView({ block, behavior: still ? "instant" : "smooth" });
}

/** About what the bars of a phone cover at the window's head and foot, pixels. */
const COVERED = 180;
