/**
 * Where the frame of a plane figure lies within its element.
 * @import {Frame} from "../lib/plotly.js"
 */

/**
 * Room for axes round the frame, from the style sheet, so that a phone can do without.
 * @param {HTMLElement} element
 * @param {boolean} projector
 */
export function readGutters(element, projector) {
  const style = getComputedStyle(element);
  const read = (/** @type {string} */ name) => Number.parseFloat(style.getPropertyValue(name)) || 0;
  return {
    left: read("--gutter-left"),
    right: read("--gutter-right"),
    top: read("--gutter-top"),
    bottom: read("--gutter-bottom"),
    fontSize: projector ? 20 : 12.5,
  };
}

/**
 * The largest frame. Scales are equal when that leaves at least four fifths of the room in use; windows of
 * another shape fill the room. Null when there is no room yet.
 * @param {number} width
 * @param {number} height
 * @param {{left: number, right: number, top: number, bottom: number, fontSize: number}} gutters
 * @param {[number, number]} x
 * @param {[number, number]} y
 * @param {boolean} equal
 * @returns {Frame | null}
 */
export function fitFrame(width, height, gutters, x, y, equal = true) {
  const roomX = width - gutters.left - gutters.right;
  const roomY = height - gutters.top - gutters.bottom;
  if (roomX < 20 || roomY < 20) return null;
  const unit = Math.min(roomX / (x[1] - x[0]), roomY / (y[1] - y[0]));
  const fitX = unit * (x[1] - x[0]);
  const fitY = unit * (y[1] - y[0]);
  const axes = gutters.left > 1;
  const shrink = equal && (fitX * fitY) / (roomX * roomY) >= (axes ? 0.8 : 0.97);
  return {
    left: gutters.left,
    top: gutters.top,
    width: shrink ? fitX : roomX,
    height: shrink ? fitY : roomY,
    outerWidth: width,
    outerHeight: height,
    x,
    y,
    axes,
    fontSize: gutters.fontSize,
  };
}
