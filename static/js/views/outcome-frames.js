/**
 * Where the maps of a figure lie, and their axes.
 * @import {Palette} from "../types.js"
 */
import { SANS } from "../lib/canvas.js";
import { formatNumber } from "../lib/format.js";
import { linearTicks, logTicks } from "../lib/scales.js";
import { placeOf } from "../state/map-axes.js";

/** @typedef {{title: string, scale: "linear" | "log", values: number[], whole: boolean}} Axis */
/** @typedef {{left: number, top: number, width: number, height: number, nx: number, ny: number, first: boolean, last: boolean}} MapFrame  first of its row, last of its column */

/** Room round each map, in letters. */
const AROUND = { left: 3.9, bottom: 2.7, title: 1.6, right: 0.8, top: 0.6 };

/**
 * Frames of so many maps in a room, in rows. Numbers stand only at the left and below.
 * @param {{width: number, height: number, fontSize: number}} room
 * @param {number} count
 * @param {{nx: number, ny: number, named: boolean, legend: number}} what  legend: its height
 * @returns {MapFrame[]}
 */
export function mapFrames({ width, height, fontSize }, count, { nx, ny, named, legend }) {
  const top = (named ? AROUND.title : AROUND.top) * fontSize;
  const right = AROUND.right * fontSize;
  const sized = (/** @type {number} */ columns) => {
    const rows = Math.ceil(count / columns);
    return {
      columns,
      rows,
      width: (width - AROUND.left * fontSize) / columns - right,
      height: (height - legend - AROUND.bottom * fontSize) / rows - top,
    };
  };
  const ways = Array.from({ length: count }, (_, k) => sized(k + 1));
  const side = (/** @type {ReturnType<typeof sized>} */ way) => Math.min(way.width, way.height);
  const best = ways.reduce((one, other) => (side(other) > side(one) ? other : one));
  return Array.from({ length: count }, (_, k) => {
    const [column, row] = [k % best.columns, Math.floor(k / best.columns)];
    return {
      left: AROUND.left * fontSize + column * (best.width + right),
      top: top + row * (best.height + top),
      width: best.width,
      height: best.height,
      nx,
      ny,
      first: column === 0,
      last: k + best.columns >= count,
    };
  });
}

/** The pixel of a place: 0, 0 is the middle of the first cell. @param {MapFrame} frame @param {number} x @param {number} y @returns {[number, number]} */
export function pixelAt({ left, top, width, height, nx, ny }, x, y) {
  return [left + ((x + 0.5) / nx) * width, top + height - ((y + 0.5) / ny) * height];
}

/** @param {MapFrame} frame @param {[number, number]} pixel @returns {[number, number]} */
export function placeAt({ left, top, width, height, nx, ny }, [x, y]) {
  return [((x - left) / width) * nx - 0.5, ((top + height - y) / height) * ny - 0.5];
}

/** @param {MapFrame} frame @param {[number, number]} pixel */
export function within({ left, top, width, height }, [x, y]) {
  return x >= left && x <= left + width && y >= top && y <= top + height;
}

/** @param {Axis} axis @param {number} count */
function ticksOf({ scale, values }, count) {
  const [low, high] = [values[0], values[values.length - 1]];
  if (scale === "linear") return linearTicks(low, high, count);
  return logTicks(Math.log10(low), Math.log10(high), count).map((tick) =>
    Number((10 ** tick).toPrecision(12)),
  );
}

/** @param {number} value */
export function tickText(value) {
  return formatNumber(value, 3)
    .replace(/(\.\d*?)0+$/, "$1")
    .replace(/\.$/, "");
}

/**
 * The frame's line, its ticks and the names of its axes.
 * @param {CanvasRenderingContext2D} c
 * @param {MapFrame} frame
 * @param {{x: Axis, y: Axis | null, palette: Palette, fontSize: number, title: string}} what
 */
export function drawAxes(c, frame, { x, y, palette, fontSize, title }) {
  const { left, top, width, height } = frame;
  c.setLineDash([]);
  c.strokeStyle = palette.rule;
  c.lineWidth = 1;
  c.strokeRect(left, top, width, height);
  c.fillStyle = palette.ink2;
  c.font = `${fontSize}px ${SANS}`;
  c.beginPath();
  if (frame.last) xTicks(c, frame, x, fontSize);
  if (y && frame.first) yTicks(c, frame, y, fontSize);
  c.stroke();
  c.fillStyle = palette.ink;
  c.textAlign = "right";
  c.textBaseline = "top";
  if (frame.last) c.fillText(x.title, left + width, top + height + 1.5 * fontSize);
  if (y && frame.first) {
    c.save();
    c.translate(left - 3.7 * fontSize, top);
    c.rotate(-Math.PI / 2);
    c.fillText(y.title, 0, 0);
    c.restore();
  }
  if (!title) return;
  c.font = `600 ${fontSize}px ${SANS}`;
  c.textAlign = "left";
  c.textBaseline = "bottom";
  c.fillText(title, left, top - 0.25 * fontSize, width);
}

/** @param {CanvasRenderingContext2D} c @param {MapFrame} frame @param {Axis} axis @param {number} fontSize */
function xTicks(c, frame, axis, fontSize) {
  const bottom = frame.top + frame.height;
  c.textAlign = "center";
  c.textBaseline = "top";
  let free = Number.NEGATIVE_INFINITY;
  for (const tick of ticksOf(axis, Math.max(2, frame.width / (5 * fontSize)))) {
    const [px] = pixelAt(frame, placeOf(axis.values, axis.scale, tick), 0);
    if (px < frame.left - 1 || px > frame.left + frame.width + 1) continue;
    c.moveTo(px, bottom);
    c.lineTo(px, bottom + 4);
    const half = c.measureText(tickText(tick)).width / 2;
    if (px - half < free) continue;
    free = px + half + 0.6 * fontSize;
    c.fillText(tickText(tick), px, bottom + 5);
  }
}

/** @param {CanvasRenderingContext2D} c @param {MapFrame} frame @param {Axis} axis @param {number} fontSize */
function yTicks(c, frame, axis, fontSize) {
  c.textAlign = "right";
  c.textBaseline = "middle";
  for (const tick of ticksOf(axis, Math.max(2, frame.height / (3 * fontSize)))) {
    const [, py] = pixelAt(frame, 0, placeOf(axis.values, axis.scale, tick));
    if (py < frame.top - 1 || py > frame.top + frame.height + 1) continue;
    c.moveTo(frame.left, py);
    c.lineTo(frame.left - 4, py);
    c.fillText(tickText(tick), frame.left - 6, py);
  }
}
