/**
 * The frame of the decision and of the fitted curve: a square with a few ticks, points with their classes' markers,
 * and the pointer and keys that choose, add and remove points.
 * @import {Palette} from "../types.js"
 */
import { SANS, SERIF, tracePath } from "../lib/canvas.js";
import { classStyle } from "../lib/colors.js";
import { formatBrief, formatNumber } from "../lib/format.js";
import { linearTicks } from "../lib/scales.js";

/**
 * @typedef {object} PlaneFrame
 * @property {number} left
 * @property {number} top
 * @property {number} width
 * @property {number} height
 * @property {[number, number]} x
 * @property {[number, number]} y
 * @property {number} fontSize
 * @property {boolean} ticks
 */

/** @param {PlaneFrame} frame @param {number} x @param {number} y @returns {[number, number]} */
export function toPixel({ left, top, width, height, x: [x0, x1], y: [y0, y1] }, x, y) {
  return [left + ((x - x0) / (x1 - x0)) * width, top + ((y1 - y) / (y1 - y0)) * height];
}

/** @param {PlaneFrame} frame @param {number} px @param {number} py @returns {[number, number]} */
export function toPoint({ left, top, width, height, x: [x0, x1], y: [y0, y1] }, px, py) {
  return [x0 + ((px - left) / width) * (x1 - x0), y1 - ((py - top) / height) * (y1 - y0)];
}

/** @param {PlaneFrame} frame @param {number} px @param {number} py */
export function isInside({ left, top, width, height }, px, py) {
  return px >= left && px <= left + width && py >= top && py <= top + height;
}

/**
 * The frame's line, with ticks below and, where there is room beside the neighbours, on the right.
 * @param {CanvasRenderingContext2D} c
 * @param {PlaneFrame} frame
 * @param {Palette} palette
 */
export function drawFrame(c, frame, palette) {
  const { left, top, width, height, fontSize } = frame;
  c.setLineDash([]);
  c.strokeStyle = palette.rule;
  c.lineWidth = 1;
  c.strokeRect(left, top, width, height);
  if (!frame.ticks) return;
  c.fillStyle = palette.ink3;
  c.font = `${fontSize}px ${SANS}`;
  c.beginPath();
  c.textAlign = "center";
  c.textBaseline = "top";
  const bottom = top + height;
  for (const tick of linearTicks(...frame.x, 4)) {
    const [px] = toPixel(frame, tick, 0);
    if (px < left + 6 || px > left + width - 6) continue;
    c.moveTo(px, bottom);
    c.lineTo(px, bottom + 4);
    c.fillText(formatNumber(tick, 3), px, bottom + 6);
  }
  c.textAlign = "left";
  c.textBaseline = "middle";
  for (const tick of linearTicks(...frame.y, 4)) {
    const [, py] = toPixel(frame, 0, tick);
    if (py < top + 6 || py > bottom - 6) continue;
    c.moveTo(left + width, py);
    c.lineTo(left + width + 4, py);
    c.fillText(formatBrief(tick), left + width + 7, py);
  }
  c.stroke();
}

/**
 * What the axes are: below the ticks at the right, and above the frame.
 * @param {CanvasRenderingContext2D} c
 * @param {PlaneFrame} frame
 * @param {Palette} palette
 * @param {readonly string[]} names
 * @param {number} clear  pixels at the right end that something else takes
 */
export function drawAxisNames(c, frame, palette, [across = "", up = ""], clear) {
  const { left, top, width, height, fontSize } = frame;
  c.fillStyle = palette.ink2;
  c.font = `italic ${Math.round(1.15 * fontSize)}px ${SERIF}`;
  c.textAlign = "right";
  c.textBaseline = "top";
  const [right, room] = [left + width - (clear && 4), width - clear];
  c.fillText(fitted(c, across, room), right, top + height + 1.9 * fontSize);
  c.textBaseline = "bottom";
  c.fillText(fitted(c, up, room), left + width - clear, top - 3);
}

/** A name as far as there is room. @param {CanvasRenderingContext2D} c @param {string} name @param {number} room */
function fitted(c, name, room) {
  let text = name;
  while (text.length > 1 && c.measureText(text).width > room) text = `${text.slice(0, -2)}…`;
  return text;
}

/**
 * Samples as markers: training ones filled, test ones open. Pale colours have an outline of ink.
 * @param {CanvasRenderingContext2D} c
 * @param {import("./point-layer.js").Point[]} points kind −1 is no class
 * @param {number} radius
 * @param {Palette} palette
 * @param {number} strength 1, less where another picture matters more
 */
export function drawPoints(c, points, radius, palette, strength = 1) {
  c.setLineDash([]);
  c.lineJoin = "round";
  c.globalAlpha = strength;
  const order = [...points].sort((a, b) => Number(a.train) - Number(b.train));
  for (const { x, y, kind, train, color: own } of order) {
    const style = kind < 0 ? null : classStyle(kind, palette.theme);
    const color = own ?? style?.color ?? palette.ink;
    const marker = style?.marker ?? "circle";
    const pale = Boolean(own) || style?.pale;
    tracePath(c, marker, x, y, radius);
    if (train) {
      c.strokeStyle = pale ? outlineOf(palette) : palette.paper;
      c.lineWidth = pale ? 1.3 : 1.2;
      c.stroke();
      c.fillStyle = color;
      c.fill();
    } else {
      c.fillStyle = palette.paper;
      c.fill();
      if (pale) {
        c.strokeStyle = outlineOf(palette);
        c.lineWidth = 2.4;
        c.stroke();
      }
      c.strokeStyle = color;
      c.lineWidth = 1.25;
      c.stroke();
    }
  }
  c.globalAlpha = 1;
}

/** Ink thin enough to leave pale colours their colour. @param {Palette} palette */
function outlineOf({ ink2 }) {
  return `${ink2}b0`;
}

/**
 * The ring round the chosen point.
 * @param {CanvasRenderingContext2D} c
 * @param {number} x
 * @param {number} y
 * @param {Palette} palette
 * @param {number} scale
 */
export function drawRing(c, x, y, palette, scale) {
  for (const [color, width] of /** @type {[string, number][]} */ ([
    [palette.paper, 5],
    [palette.ink, 2],
  ])) {
    c.beginPath();
    c.arc(x, y, 8.5 * scale, 0, 2 * Math.PI);
    c.strokeStyle = color;
    c.lineWidth = width * scale;
    c.stroke();
  }
}
