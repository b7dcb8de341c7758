/**
 * The coloured ground of the map, painted once and drawn wherever the part that is seen wants it.
 * @import {HeightField, Palette} from "../types.js"
 * @import {Frame} from "../lib/plotly.js"
 */
import { lut } from "../lib/colors.js";
import { pixelRatio } from "../lib/magnified.js";
import { paintRelief } from "../lib/relief.js";

/** Where a place is seen. @param {Frame} frame @param {number[]} point @returns {[number, number]} */
export function pixelOf({ left, top, width, height, x, y }, point) {
  return [
    left + ((point[0] - x[0]) / (x[1] - x[0])) * width,
    top + ((y[1] - point[1]) / (y[1] - y[0])) * height,
  ];
}

export function keepGround() {
  const ink = document.createElement("canvas");
  /** What stands on it. @type {unknown[]} */
  let inked = [];

  /** @param {Frame} frame @param {HeightField} field @param {Palette} palette */
  function prepare(frame, field, { theme }) {
    const ratio = Math.min(2, pixelRatio());
    const [width, height] = [Math.round(frame.width * ratio), Math.round(frame.height * ratio)];
    const key = [field, theme, width, height];
    if (key.every((part, k) => part === inked[k])) return;
    inked = key;
    ink.width = width;
    ink.height = height;
    const c = /** @type {CanvasRenderingContext2D} */ (ink.getContext("2d"));
    const image = c.createImageData(width, height);
    paintRelief(field, lut(theme), image, theme);
    c.putImageData(image, 0, 0);
  }

  /** @param {CanvasRenderingContext2D} c @param {Frame} frame @param {HeightField} field @param {Palette} palette */
  function draw(c, frame, field, palette) {
    prepare(frame, field, palette);
    const { x, y } = field;
    const [left, bottom] = pixelOf(frame, [x[0], y[0]]);
    const [right, top] = pixelOf(frame, [x[x.length - 1], y[y.length - 1]]);
    c.save();
    c.beginPath();
    c.rect(frame.left, frame.top, frame.width, frame.height);
    c.clip();
    c.drawImage(ink, left, top, right - left, bottom - top);
    c.restore();
  }

  return {
    draw,
    /** Covers, with paper, the contours where the ground is empty. @type {typeof draw} */
    cover(c, frame, field, palette) {
      if (!field.height.some(Number.isNaN)) return;
      c.fillStyle = palette.paper;
      c.fillRect(frame.left + 1, frame.top + 1, frame.width - 2, frame.height - 2);
      c.globalCompositeOperation = "destination-out";
      draw(c, frame, field, palette);
      c.globalCompositeOperation = "source-over";
    },
  };
}
