/**
 * A small picture of a landscape, with the paths of finished runs if there are any. For pickers and galleries.
 * @import {LandscapeInfo, Palette, Theme} from "../types.js"
 * @import {Ground} from "../state/ground.js"
 */
import { drawDivergence, drawMarker, fitCanvas } from "../lib/canvas.js";
import { lut, palette, runStyle } from "../lib/colors.js";
import { contourLevels, heightField, traceLevel } from "../lib/contours.js";
import { paintRelief } from "../lib/relief.js";

/**
 * A finished run.
 * @typedef {object} Path
 * @property {Float64Array} parameters rows × dimension, row-major
 * @property {number} dimension
 * @property {number} slot from 1: its colour and marker
 */

/**
 * From parameters to CSS pixels; y points up in the one and down in the other.
 * @typedef {(x: number, y: number) => [number, number]} ToPixel
 */

const FAR = 1e5;
/** Length of contours, in pixels for each pixel, from which on they hide the colours. */
const CROWDED = 0.3;

/**
 * Draws loss as colour, contours and paths; in one dimension the curve with the paths on it.
 * The canvas keeps the size that it has on the page.
 * @param {HTMLCanvasElement} canvas
 * @param {Ground} ground losses over the part shown
 * @param {Pick<LandscapeInfo, "log" | "dimension">} landscape
 * @param {Theme} theme
 * @param {Path[]} [runs]
 */
export function drawThumbnail(canvas, ground, landscape, theme, runs = []) {
  const width = canvas.clientWidth || canvas.width;
  const height = canvas.clientHeight || canvas.height;
  const c = fitCanvas(canvas, width, height);
  c.clearRect(0, 0, width, height);
  const colors = palette(theme);
  if (ground.surface) {
    const { x, y } = ground.surface;
    const field = heightField(ground.surface, landscape.log, 2);
    paintColors(c, field, width, height, theme);
    drawLevels(c, field, width, height, colors.contour);
    const toPixel = scale([x[0], x[x.length - 1]], [y[0], y[y.length - 1]], width, height);
    drawPaths(c, runs.map(planePath), toPixel, colors);
  } else if (ground.curve) {
    drawProfile(c, ground.curve, width, height, colors, runs);
  }
}

/**
 * The map from ranges of parameters to a picture's pixels.
 * @param {[number, number]} x
 * @param {[number, number]} y
 * @param {number} width
 * @param {number} height
 * @returns {ToPixel}
 */
export function scale(x, y, width, height) {
  return (a, b) => [
    ((a - x[0]) / (x[1] - x[0])) * width,
    height - ((b - y[0]) / (y[1] - y[0])) * height,
  ];
}

/**
 * Points of a path in pixels, up to the first that is not finite. What lies far outside is brought nearer,
 * since canvases lose precision there.
 * @param {ArrayLike<number>[]} points
 * @param {ToPixel} toPixel
 * @returns {[number, number][]}
 */
export function pixelsOf(points, toPixel) {
  const pixels = [];
  for (const point of points) {
    const [x, y] = toPixel(point[0], point[1]);
    if (!Number.isFinite(x) || !Number.isFinite(y)) break;
    pixels.push(/** @type {[number, number]} */ ([clamp(x), clamp(y)]));
  }
  return pixels;
}

/** @param {number} value */
function clamp(value) {
  return Math.max(-FAR, Math.min(FAR, value));
}

/** @param {Path} run */
function planePath({ parameters, dimension, slot }) {
  const rows = Math.floor(parameters.length / dimension);
  const points = Array.from({ length: rows }, (_, k) =>
    parameters.subarray(k * dimension, k * dimension + 2),
  );
  return { points, slot };
}

/**
 * @param {CanvasRenderingContext2D} c
 * @param {import("../types.js").HeightField} field
 * @param {number} width
 * @param {number} height
 * @param {Theme} theme
 */
function paintColors(c, field, width, height, theme) {
  const sheet = document.createElement("canvas");
  sheet.width = Math.max(2, Math.round(width));
  sheet.height = Math.max(2, Math.round(height));
  const ink = /** @type {CanvasRenderingContext2D} */ (sheet.getContext("2d"));
  const image = ink.createImageData(sheet.width, sheet.height);
  paintRelief(field, lut(theme), image, theme);
  ink.putImageData(image, 0, 0);
  c.drawImage(sheet, 0, 0, width, height);
}

/**
 * Contours; every fourth or fifth is an index contour. Where lines would cover the colours, they grow fainter,
 * and only index contours stay.
 * @param {CanvasRenderingContext2D} c
 * @param {import("../types.js").HeightField} field
 * @param {number} width
 * @param {number} height
 * @param {string} color
 */
function drawLevels(c, field, width, height, color) {
  const [nx, ny] = [field.x.length, field.y.length];
  const { start, end, step, indexStep } = contourLevels(field);
  const levels = [];
  let points = 0;
  for (let k = 0; start + k * step <= end + step * 1e-6; k++) {
    const level = start + k * step;
    const share = level / indexStep;
    const lines = traceLevel(field.height, nx, ny, level);
    points += lines.reduce((sum, line) => sum + line.length / 2, 0);
    levels.push({ lines, index: Math.abs(share - Math.round(share)) < 1e-6 });
  }
  // Length of all lines, in pixels, for each pixel of the picture.
  const density = (0.8 * points) / Math.sqrt(nx * ny) / Math.sqrt(width * height);
  const faint = Math.min(1, CROWDED / density);
  c.setLineDash([]);
  c.strokeStyle = color;
  for (const { lines, index } of levels) {
    if (!index && faint < 1) continue;
    c.globalAlpha = (index ? 0.95 : 0.6) * faint;
    c.lineWidth = index ? 0.9 : 0.45;
    c.beginPath();
    for (const line of lines) {
      for (let i = 0; i < line.length; i += 2) {
        const x = (line[i] / (nx - 1)) * width;
        const y = height - (line[i + 1] / (ny - 1)) * height;
        if (i) c.lineTo(x, y);
        else c.moveTo(x, y);
      }
    }
    c.stroke();
  }
  c.globalAlpha = 1;
}

/**
 * Paths with casings, the first lowest and widest; a ring at each start and a marker at each end.
 * @param {CanvasRenderingContext2D} c
 * @param {{points: ArrayLike<number>[], slot: number}[]} runs
 * @param {ToPixel} toPixel
 * @param {Palette} colors
 */
function drawPaths(c, runs, toPixel, colors) {
  const paths = runs.map(({ points, slot }, k) => ({
    pixels: pixelsOf(points, toPixel),
    complete: points.every((point) => Number.isFinite(point[0])),
    style: runStyle(slot),
    width: k ? 1.5 : 2,
  }));
  c.lineJoin = "round";
  c.lineCap = "butt";
  c.setLineDash([]);
  for (const { pixels, style, width } of paths) {
    for (const [color, extra] of /** @type {[string, number][]} */ ([
      [colors.paper, 1.6],
      [style.color, 0],
    ])) {
      c.strokeStyle = color;
      c.lineWidth = width + extra;
      c.beginPath();
      for (const [x, y] of pixels) c.lineTo(x, y);
      c.stroke();
    }
  }
  for (const { pixels } of paths)
    if (pixels.length) drawMarker(c, "circle", ...pixels[0], 2.9, colors.ink, colors.paper, true);
  for (const { pixels, complete, style } of paths) {
    const last = pixels.at(-1);
    if (!last) continue;
    if (complete) drawMarker(c, style.marker, ...last, 3.6, style.color, colors.paper);
    else drawDivergence(c, ...last, 3, colors.diverged, colors.paper);
  }
}

/**
 * A one-dimensional landscape: the ground below the curve, the curve, and runs on it.
 * @param {CanvasRenderingContext2D} c
 * @param {import("../types.js").Curve} curve
 * @param {number} width
 * @param {number} height
 * @param {Palette} colors
 * @param {Path[]} runs
 */
function drawProfile(c, curve, width, height, colors, runs) {
  const { x, y } = curve;
  const [low, high] = ends(y);
  const room = 0.12 * (high - low || 1);
  const toPixel = scale([x[0], x[x.length - 1]], [low - room, high + room], width, height);
  const table = lut(colors.theme);
  c.fillStyle = colors.wash;
  c.fillRect(0, 0, width, height);
  for (let column = 0; column < width; column++) {
    const value = valueAt(curve, x[0] + ((column + 0.5) / width) * (x[x.length - 1] - x[0]));
    if (!Number.isFinite(value)) continue;
    const shade = 3 * Math.round(255 * Math.max(0, Math.min(1, (value - low) / (high - low || 1))));
    c.fillStyle = `rgb(${table[shade]} ${table[shade + 1]} ${table[shade + 2]})`;
    const top = toPixel(0, value)[1];
    c.fillRect(column, top, 1.02, height - top);
  }
  c.strokeStyle = colors.ink2;
  c.lineWidth = 1.5;
  c.lineJoin = "round";
  c.setLineDash([]);
  c.beginPath();
  for (let k = 0; k < x.length; k++) if (Number.isFinite(y[k])) c.lineTo(...toPixel(x[k], y[k]));
  c.stroke();
  const paths = runs.map(({ parameters, slot }) => ({
    points: Array.from(parameters, (w) => [w, valueAt(curve, w)]),
    slot,
  }));
  drawPaths(c, paths, toPixel, colors);
}

/**
 * Lowest and highest finite value.
 * @param {Float64Array} values
 * @returns {[number, number]}
 */
function ends(values) {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return low <= high ? [low, high] : [0, 1];
}

/**
 * A curve's value between its points; beyond its ends, that of the nearer end.
 * @param {import("../types.js").Curve} curve
 * @param {number} at
 */
export function valueAt({ x, y }, at) {
  const last = x.length - 1;
  const place = ((at - x[0]) / (x[last] - x[0])) * last;
  if (!Number.isFinite(place)) return Number.NaN;
  const k = Math.max(0, Math.min(last - 1, Math.floor(place)));
  const share = Math.max(0, Math.min(1, place - k));
  return y[k] + share * (y[k + 1] - y[k]);
}
