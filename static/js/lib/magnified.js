/**
 * What is shown larger than it is laid out: while presenting, a lab of always the same size fills whatever screen there
 * is. Canvases are as sharp as the screen all the same, and a pointer is where it is seen.
 */

let times = 1;

/** @param {number} next  how many times larger everything is shown; 1 outside of presenting */
export function magnify(next) {
  times = next;
}

/** How many pixels of the screen there are along one of the layout. */
export function pixelRatio() {
  return (window.devicePixelRatio || 1) * times;
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
