/**
 * The ground of the home page's figure: colours, hillshade and contours of a part of a surface.
 * @import {HeightField, Theme} from "../types.js"
 */
import { lut } from "../lib/colors.js";
import { traceLevel } from "../lib/contours.js";
import { balance } from "../lib/relief.js";
import { resample } from "../lib/resample.js";

/** The ranges of parameters that are shown. @typedef {{x: [number, number], y: [number, number]}} Part */

/** How much a slope in shade is darkened at most. */
const SHADE = { light: 0.3, dark: 0.42 };
/** Exponent of the share of height that chooses a colour: below one, more of the ground is pale. */
const LIFT = { light: 0.8, dark: 1 };

/**
 * From parameters to CSS pixels.
 * @param {Part} view
 * @param {number} width
 * @param {number} height
 * @returns {(point: [number, number]) => [number, number]}
 */
export function scaler({ x, y }, width, height) {
  return ([a, b]) => [
    ((a - x[0]) / (x[1] - x[0])) * width,
    height - ((b - y[0]) / (y[1] - y[0])) * height,
  ];
}

/**
 * Colours by loss under a hillshade stronger than the lab's: nobody measures on this map.
 * @param {CanvasRenderingContext2D} c
 * @param {HeightField} field
 * @param {Part} view
 * @param {number} width
 * @param {number} height
 * @param {Theme} theme
 */
export function paintGround(c, field, view, width, height, theme) {
  const [nx, ny] = [field.x.length, field.y.length];
  const unit = (view.x[1] - view.x[0]) / width;
  const full = Math.round((field.x[nx - 1] - field.x[0]) / unit);
  const rows = Math.round(height);
  const wide = resample(field.height, ny, nx, 1, nx, full);
  const grid = resample(wide, full, ny, full, 1, rows);
  const columns = Math.round(width);
  const first = Math.max(0, Math.round((view.x[0] - field.x[0]) / unit));
  const sheet = document.createElement("canvas");
  sheet.width = columns;
  sheet.height = rows;
  const ink = /** @type {CanvasRenderingContext2D} */ (sheet.getContext("2d"));
  const image = ink.createImageData(columns, rows);
  const { low, high, index } = balance(field);
  const colors = lut(theme);
  const bins = index.length;
  const at = (/** @type {number} */ i, /** @type {number} */ j) =>
    grid[Math.max(0, Math.min(full - 1, first + i)) * rows + Math.max(0, Math.min(rows - 1, j))];
  for (let row = 0, out = 0; row < rows; row++) {
    const j = rows - 1 - row;
    for (let i = 0; i < columns; i++, out += 4) {
      const share = Math.max(0, Math.min(1, (at(i, j) - low) / (high - low)));
      const color = 3 * index[Math.min(bins - 1, Math.floor(share ** LIFT[theme] * bins))];
      // Light from the upper left; the slope in units of height over length, a little exaggerated.
      const gx = (at(i + 1, j) - at(i - 1, j)) / (2 * unit);
      const gy = (at(i, j + 1) - at(i, j - 1)) / (2 * unit);
      const away = (gy * 0.6 - gx * 0.8) / Math.sqrt(1 + gx * gx + gy * gy);
      const light =
        1 - SHADE[theme] * Math.max(0, Math.min(1, 0.1 + away)) + 0.05 * Math.max(0, -away);
      image.data[out] = Math.min(255, colors[color] * light);
      image.data[out + 1] = Math.min(255, colors[color + 1] * light);
      image.data[out + 2] = Math.min(255, colors[color + 2] * light);
      image.data[out + 3] = 255;
    }
  }
  ink.putImageData(image, 0, 0);
  c.drawImage(sheet, 0, 0, width, height);
}

/**
 * Contours, every fourth an index contour.
 * @param {CanvasRenderingContext2D} c
 * @param {HeightField} field
 * @param {Part} view
 * @param {number} width
 * @param {number} height
 * @param {string} color
 */
export function drawContours(c, field, view, width, height, color) {
  const [nx, ny] = [field.x.length, field.y.length];
  const step = 0.125;
  const toPixel = scaler(view, width, height);
  const [dx, dy] = [field.x[1] - field.x[0], field.y[1] - field.y[0]];
  c.strokeStyle = color;
  for (let k = Math.ceil(field.minimum / step); k * step < field.maximum; k++) {
    c.globalAlpha = k % 4 ? 0.5 : 0.85;
    c.lineWidth = k % 4 ? 0.6 : 1.1;
    c.beginPath();
    for (const line of traceLevel(field.height, nx, ny, k * step)) {
      for (let i = 0; i < line.length; i += 2) {
        const [x, y] = toPixel([field.x[0] + line[i] * dx, field.y[0] + line[i + 1] * dy]);
        if (i) c.lineTo(x, y);
        else c.moveTo(x, y);
      }
    }
    c.stroke();
  }
  c.globalAlpha = 1;
}
