/**
 * What is shown larger than it is laid out: while presenting, a lab of always the same size fills whatever screen there
 * is. Canvases are as sharp as the screen all the same, and a pointer is where it is seen.
 */

let times = 1;
let least = 0;

/** @param {number} next  how many times larger everything is shown; 1 outside of presenting */
export function magnify(next) {
  times = next;
}

/** How many pixels of the screen there are along one of the layout. */
export function screenRatio() {
  return (window.devicePixelRatio || 1) * times;
}

/** How many pixels are drawn along one of the layout: those of the screen, or more for a file. */
export function pixelRatio() {
  return Math.max(least, screenRatio());
}

/**
 * Draws at no fewer pixels than `ratio` along one of the layout.
 * @param {number} ratio
 * @param {() => void} work
 */
export function drawnAt(ratio, work) {
  least = ratio;
  try {
    work();
  } finally {
    least = 0;
  }
}

/**
 * Where a pointer is, in the pixels in which an element is laid out, from its top left corner.
 * @param {HTMLElement} element
 * @param {{clientX: number, clientY: number}} event
 * @returns {[number, number]}
 */
export function pointIn(element, { clientX, clientY }) {
  const box = element.getBoundingClientRect();
  const scale = element.offsetWidth > 0 ? box.width / element.offsetWidth : 1;
  return [(clientX - box.left) / scale, (clientY - box.top) / scale];
}
