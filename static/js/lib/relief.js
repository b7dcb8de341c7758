/**
 * The coloured ground of the map: heights resampled smoothly, coloured by loss, with a faint hillshade.
 * @import {HeightField, Theme} from "../types.js"
 */
import { quantiles } from "./contours.js";
import { resample } from "./resample.js";

/** How much the shaded side of a slope is darkened at most. */
const SHADE = 0.16;
const BINS = 1024;
/** Share of the rank in the choice of a colour. */
const RANK = 0.22;

/**
 * A table from height to colour index 0 (lowest) … 255 (highest): mostly by value, partly by rank, so that
 * neither a steep wall nor a wide plain takes all the colours.
 * @param {HeightField} field
 * @returns {{low: number, high: number, index: Uint8Array}}
 */
export function balance(field) {
  const [low, high] = quantiles(field.height, [0.002, 0.995]);
  const span = high - low || 1;
  const counts = new Float64Array(BINS);
  let all = 0;
  for (const h of field.height) {
    if (Number.isNaN(h)) continue;
    counts[Math.max(0, Math.min(BINS - 1, Math.floor(((h - low) / span) * BINS)))]++;
    all++;
  }
  const index = new Uint8Array(BINS);
  let below = 0;
  for (let bin = 0; bin < BINS; bin++) {
    below += counts[bin];
    index[bin] = Math.round(255 * ((1 - RANK) * (bin / (BINS - 1)) + RANK * (below / (all || 1))));
  }
  return { low, high: low + span, index };
}

/**
 * Fills an image with the ground; row 0 is the top, where y is largest. Where the loss is not finite it stays empty.
 * @param {HeightField} field
 * @param {Uint8Array} colors 256 · rgb, lowest loss first
 * @param {ImageData} image
 * @param {Theme} theme
 */
export function paintRelief(field, colors, image, theme) {
  const { width, height } = image;
  const nx = field.x.length;
  const ny = field.y.length;
  const holes = field.height.some(Number.isNaN);
  const wide = resample(field.smooth, ny, nx, 1, nx, width);
  const full = resample(wide, width, ny, width, 1, height);
  const { low, high, index } = balance(field.like ?? field);
  const toBin = BINS / (high - low);
  // A slope counts as steep relative to the whole range over a fifth of the map.
  const steep = (0.2 * Math.max(width, height)) / (high - low);
  const strength = theme === "dark" ? 1.25 * SHADE : SHADE;
  const data = image.data;
  for (let row = 0, at = 0; row < height; row++) {
    const j = height - 1 - row;
    const up = Math.min(j + 1, height - 1);
    const down = Math.max(j - 1, 0);
    for (let i = 0; i < width; i++, at += 4) {
      const right = Math.min(i + 1, width - 1);
      const left = Math.max(i - 1, 0);
      const h = full[i * height + j];
      const bin = Math.max(0, Math.min(BINS - 1, Math.floor((h - low) * toBin)));
      const gx = ((full[right * height + j] - full[left * height + j]) / 2) * steep;
      const gy = ((full[i * height + up] - full[i * height + down]) / 2) * steep;
      // Light from the upper left: slopes that fall to the lower right lie in shade.
      const away = (gy - gx) / Math.SQRT2 / Math.sqrt(1 + gx * gx + gy * gy);
      const light = 1 - strength * Math.max(0, Math.min(1, 0.15 + away));
      const color = 3 * index[bin];
      data[at] = colors[color] * light;
      data[at + 1] = colors[color + 1] * light;
      data[at + 2] = colors[color + 2] * light;
      data[at + 3] = holes && isHole(field, i / (width - 1), j / (height - 1)) ? 0 : 255;
    }
  }
}

/** @param {HeightField} field @param {number} u share of the width @param {number} v share of the height */
function isHole({ x, y, height }, u, v) {
  return Number.isNaN(
    height[Math.round(v * (y.length - 1)) * x.length + Math.round(u * (x.length - 1))],
  );
}
