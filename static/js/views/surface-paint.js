/**
 * How the surface looks: its heights and colours, and the lines of the runs on it.
 * @import {HeightField, LabModel, Palette} from "../types.js"
 * @import {RunStyle} from "../lib/colors.js"
 * @import {SurfacePath} from "../lib/surface-path.js"
 */
import { interpolate, lossMap } from "../lib/colors.js";
import { quantiles } from "../lib/contours.js";
import { newPath } from "../lib/recording.js";
import { balance } from "../lib/relief.js";

/**
 * A run's past, where it is seen and where the surface hides it, and its head.
 * @typedef {{free: Path2D, covered: Path2D, head: Float64Array, dim: boolean, chosen: boolean, style: RunStyle}} Line
 */

/**
 * The casing that parts a run from what it crosses.
 * @param {CanvasRenderingContext2D} c
 * @param {Line} line
 * @param {string} paper
 * @param {number} scale
 */
export function strokeCasing(c, { free, chosen }, paper, scale) {
  c.setLineDash([]);
  c.strokeStyle = paper;
  c.lineWidth = (chosen ? 5 : 3.6) * scale;
  c.stroke(free);
}

/**
 * A run's past, dimmed where hidden, without dashes: they would crumble in perspective.
 * @param {CanvasRenderingContext2D} c
 * @param {Line} line
 * @param {number} scale
 */
export function strokeRun(c, { free, covered, chosen, style }, scale) {
  c.setLineDash([]);
  c.strokeStyle = style.color;
  c.lineWidth = (chosen ? 2.6 : 1.8) * scale;
  c.stroke(free);
  c.globalAlpha = 0.35;
  c.lineWidth = 1.2 * scale;
  c.stroke(covered);
  c.globalAlpha = 1;
}

/**
 * The stretches of a line that are seen and those that are hidden: its first `count` places, and its head, which need
 * not be one of them.
 * @param {Pick<SurfacePath, "points" | "hidden" | "kept">} path
 * @param {number} count
 * @param {Float64Array} head
 * @param {boolean} dim whether the head is hidden
 */
export function stretches({ points, hidden, kept: { rows, lifted } }, count, head, dim) {
  const both = { free: newPath(), covered: newPath() };
  /** @type {Path2D | null} the stretch that goes on */
  let open = null;
  let [x, y] = points;
  for (let k = 1; k <= count; k++) {
    const [end, at] = k < count ? [points, 3 * rows[k]] : [head, 0];
    const behind = Boolean(k < count ? hidden[rows[k]] : dim) || hidden[rows[k - 1]] === 1;
    const stretch = behind ? both.covered : both.free;
    const drawn = !lifted[k - 1] && Number.isFinite(end[at] + x);
    if (drawn && stretch !== open) stretch.moveTo(x, y);
    x = end[at];
    y = end[at + 1];
    if (drawn) stretch.lineTo(x, y);
    open = drawn ? stretch : null;
  }
  return both;
}

/**
 * Heights without the extremes that would flatten the rest: the corners of a polynomial, the pit of a
 * logarithm.
 * @param {HeightField} field
 * @returns {HeightField}
 */
export function clipped(field) {
  const [low, high] = quantiles(field.height, field.log ? [0.006, 1] : [0, 0.985]);
  const height = field.height.map((value) => Math.max(low, Math.min(high, value)));
  return { ...field, height, minimum: low, maximum: high };
}

/**
 * The colour of each node, 0 … 1, by the same table as the map.
 * @param {HeightField} field
 */
export function tints(field) {
  const { low, high, index } = balance(field);
  return field.smooth.map((h) => {
    const bin = Math.floor(((h - low) / (high - low)) * index.length);
    return index[Math.max(0, Math.min(index.length - 1, bin))] / 255;
  });
}

/**
 * Colour stops, lowest loss first. The highest are a shade off the paper, so that the rim stays visible.
 * @param {LabModel} model
 * @returns {[string, string][]}
 */
export function colorScale({ theme }) {
  const colors = lossMap(theme).toReversed().slice(0, 10);
  const table = interpolate(colors, 16);
  return Array.from({ length: 16 }, (_, k) => [
    String(k / 15),
    `rgb(${table[3 * k]},${table[3 * k + 1]},${table[3 * k + 2]})`,
  ]).map(([at, color]) => /** @type {[string, string]} */ ([at, color]));
}

/**
 * The contours' colour, softened: WebGL draws lines of one pixel, and no thinner.
 * @param {Palette} palette
 */
export function lineColor({ contour, theme }) {
  const middle = lossMap(theme)[theme === "dark" ? 4 : 3];
  const table = interpolate([contour, middle], 101);
  const at = 3 * (theme === "dark" ? 60 : 50);
  return `rgb(${table[at]},${table[at + 1]},${table[at + 2]})`;
}
