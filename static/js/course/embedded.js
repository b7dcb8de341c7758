/** A figure or a question of the course in a frame of another page: it tells how high it is, and leads out of the frame. */

import { told } from "../state/messages.js";

/** @param {HTMLElement} root  all that stands in the frame */
export function tellFrame(root) {
  const tell = (/** @type {string} */ type, /** @type {Record<string, unknown>} */ content = {}) =>
    window.parent.postMessage(told(type, content), "*");
  let last = 0;
  const observer = new ResizeObserver(() => {
    const height = Math.ceil(root.getBoundingClientRect().bottom + window.scrollY);
    if (height === last) return;
    last = height;
    tell("height", { height });
  });
  observer.observe(root);
  for (const link of root.querySelectorAll("a")) {
    link.target = "_blank";
    link.rel = "noopener";
  }
  tell("ready");
}
