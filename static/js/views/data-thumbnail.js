/** Small pictures of data sets: points by class, a curve's samples, digits, words. */

import { SANS, tracePath } from "../lib/canvas.js";
import { classStyle, palette as readColors } from "../lib/colors.js";
import { firstOf } from "../lib/points.js";

/** @typedef {import("../experiments.js").Samples} Samples */

const MOST = 160;
const SIZE = 4.6;

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Samples} samples
 * @param {import("../types.js").Theme} theme
 */
export function drawDataThumbnail(canvas, samples, theme) {
  const c = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const palette = readColors(theme);
  const { width, height } = canvas;
  c.clearRect(0, 0, width, height);
  if (samples.examples?.images?.length) drawDigits(c, samples, palette, width, height);
  else if (samples.examples?.texts?.length) drawTexts(c, samples, palette, width, height);
  else if (samples.inputs) drawSamples(c, samples, theme, width, height);
}

/** @param {CanvasRenderingContext2D} c @param {Samples} samples @param {import("../types.js").Theme} theme @param {number} width @param {number} height */
function drawSamples(c, samples, theme, width, height) {
  const { inputs, targets } = samples;
  if (!inputs) return;
  const plane = samples.features?.length === 2;
  const curve = samples.task === "regression" && !plane;
  const points = inputs.slice(0, MOST).map((row, i) => ({
    x: row[0],
    y: curve ? firstOf(targets[i]) : (row[1] ?? 0),
    ...markOf(samples, i),
  }));
  const [x0, x1] = span(points.map(({ x }) => x));
  const [y0, y1] = span(points.map(({ y }) => y));
  const unit = Math.min((width - 24) / (x1 - x0), (height - 24) / (y1 - y0));
  const equal = plane && samples.window;
  const sx = equal ? unit : (width - 24) / (x1 - x0);
  const sy = equal ? unit : (height - 24) / (y1 - y0);
  for (const { x, y, kind, size } of points) {
    const { color, marker } = classStyle(kind, theme);
    tracePath(
      c,
      marker,
      width / 2 + (x - (x0 + x1) / 2) * sx,
      height / 2 - (y - (y0 + y1) / 2) * sy,
      size,
    );
    c.fillStyle = color;
    c.fill();
  }
}

/** A sample's class; where a number is predicted over a plane, its sign, and the larger the farther from 0. @param {Samples} samples @param {number} index */
function markOf({ task, features, targets }, index) {
  const firsts = (targets ?? []).map(firstOf);
  if (task !== "regression") return { kind: firsts[index] ?? 0, size: SIZE };
  if (features?.length !== 2) return { kind: 0, size: SIZE };
  const value = firsts[index] ?? 0;
  const most = Math.max(...firsts.map(Math.abs)) || 1;
  return { kind: value > 0 ? 1 : 0, size: 1.5 + (1.4 * SIZE - 1.5) * (Math.abs(value) / most) };
}

/** @param {number[]} values @returns {[number, number]} */
function span(values) {
  const low = Math.min(...values);
  const high = Math.max(...values);
  return high > low ? [low, high] : [low - 1, high + 1];
}

/** @param {CanvasRenderingContext2D} c @param {Samples} samples @param {import("../types.js").Palette} palette @param {number} width @param {number} height */
function drawDigits(c, samples, palette, width, height) {
  const [rows, columns] = samples.image ?? [0, 0];
  const images = samples.examples?.images ?? [];
  const size = height / 2;
  const across = Math.floor(width / size);
  const left = (width - across * size) / 2;
  const dot = (size * 0.9) / columns;
  c.fillStyle = palette.ink;
  for (let place = 0; place < 2 * across; place += 1) {
    const image = images[place];
    const x = left + (place % across) * size;
    const y = Math.floor(place / across) * size;
    for (let k = 0; image && k < rows * columns; k += 1) {
      if (image[k] < 16) continue;
      c.globalAlpha = image[k] / 255;
      c.fillRect(x + (k % columns) * dot, y + Math.floor(k / columns) * dot, dot + 0.5, dot + 0.5);
    }
  }
  c.globalAlpha = 1;
}

/** @param {CanvasRenderingContext2D} c @param {Samples} samples @param {import("../types.js").Palette} palette @param {number} width @param {number} height */
function drawTexts(c, samples, palette, width, height) {
  c.font = `22px ${SANS}`;
  c.textBaseline = "middle";
  c.fillStyle = palette.ink2;
  const lines = samples.examples?.texts.slice(0, 5) ?? [];
  for (const [row, text] of lines.entries())
    c.fillText(text, 10, (height * (row + 0.5)) / lines.length, width * 4);
}
