/**
 * The samples of a figure, painted once on a canvas of their own: while a network trains they stay where they are, and
 * hundreds of markers are more work than all else in the figure.
 * @import {Palette} from "../types.js"
 * @import {PlaneFrame} from "./plane-frame.js"
 */
import { fitCanvas } from "../lib/canvas.js";
import { drawPoints, toPixel } from "./plane-frame.js";

/** @typedef {{x: number, y: number, kind: number, train: boolean, color?: string}} Point  of a colour of its own, or that of its class */

export function keepPoints() {
  const canvas = document.createElement("canvas");
  /** @type {unknown[]} */
  let placed = [];
  /** @type {Point[]} in pixels */
  let pixels = [];
  /** @type {unknown[]} */
  let drawn = [];

  return {
    get pixels() {
      return pixels;
    },
    /** Where the samples are in a frame. @param {PlaneFrame} frame @param {Point[]} points */
    place(frame, points) {
      const { left, top, width, height, x, y } = frame;
      const key = [points, left, top, width, height, ...x, ...y];
      if (key.every((part, k) => part === placed[k])) return;
      placed = key;
      pixels = points.map((item) => {
        const [px, py] = toPixel(frame, item.x, item.y);
        return { ...item, x: px, y: py };
      });
    },
    /**
     * @param {CanvasRenderingContext2D} c
     * @param {import("./frame.js").Room} room of the figure
     * @param {number} radius
     * @param {Palette} palette
     * @param {number} strength
     */
    draw(c, room, radius, palette, strength) {
      const { width, height } = room;
      const key = [pixels, room, radius, palette.theme, strength];
      if (!key.every((part, k) => part === drawn[k])) {
        drawn = key;
        const own = fitCanvas(canvas, width, height);
        own.clearRect(0, 0, width, height);
        drawPoints(own, pixels, radius, palette, strength);
      }
      c.save();
      c.setTransform(1, 0, 0, 1, 0, 0);
      c.drawImage(canvas, 0, 0);
      c.restore();
    },
  };
}
