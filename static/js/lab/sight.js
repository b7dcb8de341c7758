/** Whether anybody can see an element: it is near the window's part of the page, and the page is not behind others. */

import { on } from "../lib/dom.js";

/** So far outside the window an element counts as seen: scrolling finds it ready. */
const MARGIN = "120px";

/**
 * @param {HTMLElement} element
 * @param {(seen: boolean) => void} onSight
 * @returns {() => void} stops it
 */
export function watchSight(element, onSight) {
  let near = true;
  const tell = () => onSight(near && document.visibilityState === "visible");
  const observer = new IntersectionObserver(
    ([...entries]) => {
      near = entries.at(-1)?.isIntersecting ?? near;
      tell();
    },
    { rootMargin: MARGIN },
  );
  observer.observe(element);
  const stop = on(document, "visibilitychange", tell);
  return () => {
    observer.disconnect();
    stop();
  };
}
