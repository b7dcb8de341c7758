/**
 * How much room a figure has, and where the frame of a plane figure lies within its element.
 * @import {Frame} from "../lib/plotly.js"
 */

import { screenRatio } from "../lib/magnified.js";

/**
 * The size of an element and the room for axes in it; ratio is of the screen's pixels to those of the layout.
 * @typedef {{width: number, height: number, left: number, right: number, top: number, bottom: number, fontSize: number, ratio: number}} Room
 */

/** What was read of each element last. @type {WeakMap<Element, {projector: boolean, room: Room, times: number}>} */
const rooms = new WeakMap();
/** Elements that have not changed their size since. @type {WeakSet<Element>} */
let still = new WeakSet();
/** @type {ResizeObserver | null} */
let observer = null;
/** Counts how often everything was to be drawn anew. */
let times = 0;

/** Everything is drawn anew, though nothing has changed: a room is known by its identity, and each will be another one. */
export function drawAnew() {
  times += 1;
}

/**
 * The size of an element, and the room for axes round the frame in it, from the style sheet, so that a phone can do
 * without. To read them at every frame would have the browser lay out the page in the middle of drawing.
 * @param {HTMLElement} element
 * @param {boolean} projector
 * @returns {Room} the same object as long as nothing changes
 */
export function readRoom(element, projector) {
  const kept = rooms.get(element);
  const before = kept?.times === times ? kept : null;
  if (before?.projector === projector && still.has(element)) return before.room;
  const found = measure(element, projector);
  const room = before && isSame(before.room, found) ? before.room : found;
  rooms.set(element, { projector, room, times });
  observer ??= watch();
  observer.observe(element);
  // What is hidden is looked at again.
  if (room.width > 0) still.add(element);
  return room;
}

function watch() {
  addEventListener("resize", () => {
    still = new WeakSet();
  });
  return new ResizeObserver((entries) => {
    for (const { target } of entries) still.delete(target);
  });
}

/** @param {Room} one @param {Room} other */
function isSame(one, other) {
  return Object.entries(one).every(([name, value]) => Reflect.get(other, name) === value);
}

/**
 * @param {HTMLElement} element
 * @param {boolean} projector
 * @returns {Room}
 */
function measure(element, projector) {
  const style = getComputedStyle(element);
  const read = (/** @type {string} */ name) => Number.parseFloat(style.getPropertyValue(name)) || 0;
  return {
    width: element.clientWidth,
    height: element.clientHeight,
    left: read("--gutter-left"),
    right: read("--gutter-right"),
    top: read("--gutter-top"),
    bottom: read("--gutter-bottom"),
    fontSize: projector ? 20 : 12.5,
    ratio: screenRatio(),
  };
}

/**
 * The largest frame. Scales are equal when that leaves at least four fifths of the room in use; windows of
 * another shape fill the room. Null when there is no room yet.
 * @param {Room} room
 * @param {[number, number]} x
 * @param {[number, number]} y
 * @param {boolean} equal
 * @returns {Frame | null}
 */
export function fitFrame(room, x, y, equal = true) {
  const { width, height, left, top, fontSize } = room;
  const roomX = width - left - room.right;
  const roomY = height - top - room.bottom;
  if (roomX < 20 || roomY < 20) return null;
  const unit = Math.min(roomX / (x[1] - x[0]), roomY / (y[1] - y[0]));
  const fitX = unit * (x[1] - x[0]);
  const fitY = unit * (y[1] - y[0]);
  const axes = left > 1;
  const shrink = equal && (fitX * fitY) / (roomX * roomY) >= (axes ? 0.8 : 0.97);
  return {
    left,
    top,
    width: shrink ? fitX : roomX,
    height: shrink ? fitY : roomY,
    outerWidth: width,
    outerHeight: height,
    x,
    y,
    axes,
    fontSize,
  };
}
