/**
 * What lies on a map of outcomes: the runs at their settings, what theory says, known minima and the cell that is read.
 * @import {Palette} from "../types.js"
 * @import {MapFrame} from "./outcome-frames.js"
 */
import { drawDivergence, drawMarker, haloText, SANS } from "../lib/canvas.js";
import { drawPointer } from "../lib/pointer.js";
import { pixelAt } from "./outcome-frames.js";

/** @typedef {{index: number, label: string, x: number, y: number, chosen: boolean, other: boolean, color: string, marker: import("../types.js").Marker}} Mark  x and y are its place; the cell there is no run of another kind */
/** @typedef {{line: [number, number][], best: [number, number] | null, text: string}} Theory  by places */

/**
 * Where a mark is drawn: at the edge where it lies outside.
 * @param {MapFrame} frame
 * @param {{x: number, y: number}} mark
 * @param {number} inset
 */
export function markPixel(frame, { x, y }, inset) {
  const at = pixelAt(frame, x, y);
  const hold = (
    /** @type {number} */ value,
    /** @type {number} */ low,
    /** @type {number} */ size,
  ) => Math.max(low + inset, Math.min(low + size - inset, value));
  const inside = x >= -0.5 && x <= frame.nx - 0.5 && y >= -0.5 && y <= frame.ny - 0.5;
  const held = [hold(at[0], frame.left, frame.width), hold(at[1], frame.top, frame.height)];
  const [px, py] = inside ? at : held;
  const angle = Math.atan2(
    Math.max(-1e6, Math.min(1e6, at[1])) - py,
    Math.max(-1e6, Math.min(1e6, at[0])) - px,
  );
  return { px, py, inside, angle };
}

/** @param {CanvasRenderingContext2D} c @param {MapFrame} frame @param {Mark[]} marks @param {Palette} palette @param {number} scale */
export function drawMarks(c, frame, marks, palette, scale) {
  for (const mark of [...marks].sort((a, b) => Number(a.chosen) - Number(b.chosen))) {
    if (Number.isNaN(mark.x) || Number.isNaN(mark.y)) continue;
    const { px, py, inside, angle } = markPixel(frame, mark, 9 * scale);
    if (!inside) drawPointer({ c, palette }, px, py, angle, 7 * scale, mark.color);
    else
      drawMarker(
        c,
        mark.marker,
        px,
        py,
        (mark.chosen ? 7.4 : 5.6) * scale,
        mark.color,
        palette.paper,
        mark.other,
      );
  }
}

/** @param {CanvasRenderingContext2D} c @param {MapFrame} frame @param {Theory} theory @param {Palette} palette @param {number} fontSize */
export function drawTheory(c, frame, { line, best, text }, palette, fontSize) {
  c.save();
  c.beginPath();
  c.rect(frame.left, frame.top, frame.width, frame.height);
  c.clip();
  for (const [color, width] of /** @type {[string, number][]} */ ([
    [palette.paper, 4.5],
    [palette.ink, 1.75],
  ])) {
    c.beginPath();
    for (const [x, y] of line) c.lineTo(...pixelAt(frame, x, y));
    c.setLineDash(color === palette.ink ? [6, 4] : []);
    c.strokeStyle = color;
    c.lineWidth = width;
    c.stroke();
  }
  c.setLineDash([]);
  if (best && markPixel(frame, { x: best[0], y: best[1] }, 0).inside) {
    const [x, y] = pixelAt(frame, ...best);
    drawDivergence(c, x, y, 4.5, palette.ink, palette.paper);
    label(c, frame, "best, by theory", [x, y], palette, fontSize);
  }
  const inside = line
    .map((place) => pixelAt(frame, ...place))
    .filter(
      ([x, y]) =>
        x > frame.left &&
        x < frame.left + frame.width &&
        y > frame.top &&
        y < frame.top + frame.height,
    );
  const clear = best ? pixelAt(frame, ...best)[1] : Number.NEGATIVE_INFINITY;
  const at = [0.3, 0.15, 0.5, 0.7, 0.85]
    .map((share) => inside[Math.floor(share * inside.length)])
    .find((pixel) => pixel && Math.abs(pixel[1] - clear) > 1.8 * fontSize);
  if (at) label(c, frame, text, at, palette, fontSize);
  c.restore();
}

/** A few words beside a place, on the side where there is room. @param {CanvasRenderingContext2D} c @param {MapFrame} frame @param {string} text @param {[number, number]} at @param {Palette} palette @param {number} fontSize */
function label(c, frame, text, [x, y], palette, fontSize) {
  c.font = `${fontSize}px ${SANS}`;
  c.textBaseline = "middle";
  const wide = c.measureText(text).width + 12;
  const right = x + wide < frame.left + frame.width;
  c.textAlign = right ? "left" : "right";
  const py = Math.max(frame.top + fontSize, Math.min(frame.top + frame.height - fontSize, y));
  haloText(c, text, x + (right ? 10 : -10), py, palette.ink, palette.paper);
}

/** @param {CanvasRenderingContext2D} c @param {MapFrame} frame @param {[number, number][]} places @param {Palette} palette @param {number} scale */
export function drawKnown(c, frame, places, palette, scale) {
  for (const [x, y] of places) {
    const { px, py, inside } = markPixel(frame, { x, y }, 0);
    if (!inside) continue;
    c.beginPath();
    c.arc(px, py, 3.4 * scale, 0, 2 * Math.PI);
    c.fillStyle = palette.ink;
    c.strokeStyle = palette.paper;
    c.lineWidth = 3;
    c.setLineDash([]);
    c.stroke();
    c.fill();
  }
}

/** The cell that is read. @param {CanvasRenderingContext2D} c @param {MapFrame} frame @param {number} cell @param {Palette} palette */
export function drawCursor(c, frame, cell, palette) {
  const [column, row] = [cell % frame.nx, Math.floor(cell / frame.nx)];
  const [x0, y0] = pixelAt(frame, column - 0.5, row + 0.5);
  const [x1, y1] = pixelAt(frame, column + 0.5, row - 0.5);
  c.setLineDash([]);
  for (const [color, width, out] of /** @type {[string, number, number][]} */ ([
    [palette.paper, 4, 2],
    [palette.ink, 1.75, 2],
  ])) {
    c.strokeStyle = color;
    c.lineWidth = width;
    c.strokeRect(x0 - out, y0 - out, x1 - x0 + 2 * out, y1 - y0 + 2 * out);
  }
}
