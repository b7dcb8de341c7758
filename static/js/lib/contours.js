/**
 * Heights, contour levels and the places of contour labels. No DOM in here.
 * @import {HeightField, Levels, Surface} from "../types.js"
 */
import { digitsFor, formatNumber, formatPower } from "./format.js";
import { filled, refineAxis, refineGrid, refineHoles } from "./resample.js";
import { niceStep } from "./scales.js";

/** Levels are decades only where the highest loss is so many times the lowest: closely looked at, all is nearly straight. */
const SPREAD = 2;

/**
 * Heights of a surface: log10(z − offset) or z, and NaN where the loss is not finite.
 * Losses, not heights, are interpolated on a refined grid: a narrow valley's floor is smooth only there.
 * @param {Surface} surface
 * @param {boolean} log
 * @param {number} times cells of the grid for each cell of the surface, along an axis
 * @returns {HeightField}
 */
export function heightField(surface, log, times = 1) {
  const { offset } = surface;
  const [nx, ny] = [surface.x.length, surface.y.length];
  const whole = surface.z.every(Number.isFinite);
  const coarse = whole ? surface.z : filled(surface.z, nx, ny);
  const z = times > 1 ? refineGrid(coarse, nx, ny, times) : coarse;
  let [floor, top] = [Number.POSITIVE_INFINITY, 0];
  for (const value of surface.z) {
    if (!(value > offset) || !Number.isFinite(value)) continue;
    floor = Math.min(floor, value - offset);
    top = Math.max(top, value - offset);
  }
  const like = surface.like && heightField(surface.like, log, times);
  const decades = like ? like.log : log && top > SPREAD * floor;
  // The finer grid comes nearer to the minimum than any given value, and may overshoot it.
  if (times > 1) floor /= 4;
  const smooth = decades ? z.map((value) => Math.log10(Math.max(value - offset, floor))) : z;
  const height = whole ? smooth : pierced(smooth, refineHoles(surface.z, nx, ny, times));
  let [minimum, maximum] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const h of height) {
    if (h < minimum) minimum = h;
    if (h > maximum) maximum = h;
  }
  if (minimum > maximum) [minimum, maximum] = [0, 1];
  const [x, y] = [surface.x, surface.y].map((axis) => refineAxis(axis, times));
  return { x, y, height, smooth, log: decades, minimum, maximum, ...(like && { like }) };
}

/** @param {Float64Array} height @param {Uint8Array} holes */
function pierced(height, holes) {
  return height.map((value, k) => (holes[k] ? Number.NaN : value));
}

/**
 * Values at the given shares (0 … 1) of the sorted heights that are there, from a sample of at most 4,000.
 * @param {Float64Array} height
 * @param {number[]} shares
 */
export function quantiles(height, shares) {
  const stride = Math.max(1, Math.floor(height.length / 4000));
  const sample = new Float64Array(Math.ceil(height.length / stride));
  let count = 0;
  for (let i = 0; i < height.length; i += stride)
    if (!Number.isNaN(height[i])) sample[count++] = height[i];
  const sorted = sample.subarray(0, count).sort();
  return shares.map((share) => (count > 0 ? sorted[Math.round(share * (count - 1))] : 0));
}

/**
 * Contour levels. Logarithmic: four a decade, every whole decade labelled, fewer or more when that
 * would crowd or starve the map. Linear: about fourteen round levels, every fourth or fifth labelled.
 * @param {HeightField} field
 * @returns {Levels}
 */
export function contourLevels(field) {
  const [low, high] = quantiles(field.height, [0.002, field.log ? 0.998 : 0.97]);
  const span = high - low || 1;
  let step = niceStep(span, 14);
  let indexStep =
    step * (Math.round(step / 10 ** Math.floor(Math.log10(step) + 1e-9)) === 5 ? 4 : 5);
  if (field.log) {
    step = 0.25;
    while (span / step > 34) step *= 2;
    while (span / step < 5 && step > 1 / 64) step /= 2;
    indexStep = step === 0.5 ? 1 : step * 4;
  }
  const start = Math.ceil(low / step + 1e-6) * step;
  // A plain at the top has no lines: there the level would follow rounding errors.
  const top = field.log ? high : high - 0.02 * span;
  return { start, end: Math.floor(top / step) * step, step, indexStep, log: field.log };
}

/**
 * The labelled levels.
 * @param {Levels} levels
 * @returns {number[]}
 */
export function indexLevels({ start, end, indexStep }) {
  const values = [];
  for (let k = Math.ceil(start / indexStep - 1e-6); k <= end / indexStep + 1e-6; k++) {
    values.push(k * indexStep);
  }
  return values;
}

/**
 * A level as its label says it: 100, 0.1, 10⁻⁴; with as many digits as tell it from the next.
 * @param {number} level in units of height
 * @param {boolean} log
 * @param {number} [step]  to the next
 */
export function levelText(level, log, step = level) {
  if (!log) return formatNumber(level, digitsFor(level, step));
  const whole = Math.round(level);
  if (Math.abs(level - whole) > 1e-9) return formatNumber(10 ** level, 2);
  return whole >= -3 && whole <= 4 ? formatNumber(10 ** whole) : formatPower(whole);
}

/**
 * What the caption of the map says about its lines.
 * @param {Levels} levels
 */
export function contourCaption({ log, step }) {
  if (!log) return `contours every ${formatNumber(step, 3)}`;
  if (step > 1) return `contours every ${step} decades`;
  if (step < 0.125) return `contours ${Math.round(1 / step)} a decade`;
  const values = [];
  for (let k = 0; k < 1 - 1e-9; k += step) values.push(Number((10 ** k).toPrecision(2)));
  return `contours at ${values.length > 1 ? `${values.join(", ")}\u202f×\u202f` : ""}10ⁿ`;
}

/**
 * The lines on which a grid has one level, by marching squares, as polylines of alternating x and y in
 * grid units.
 * @param {Float64Array} height
 * @param {number} nx
 * @param {number} ny
 * @param {number} level
 * @returns {number[][]}
 */
export function traceLevel(height, nx, ny, level) {
  /** @type {Map<number, number[]>} edge → the edges it is joined to */
  const joined = new Map();
  const join = (/** @type {number} */ a, /** @type {number} */ b) => {
    const list = joined.get(a);
    if (list) list.push(b);
    else joined.set(a, [b]);
  };
  // Edge numbers: 2·node for the edge to the right of a node, 2·node + 1 for the edge above it.
  for (let j = 0; j + 1 < ny; j++) {
    for (let i = 0; i + 1 < nx; i++) {
      const node = j * nx + i;
      const a = height[node] > level;
      const b = height[node + 1] > level;
      const c = height[node + nx + 1] > level;
      const d = height[node + nx] > level;
      const hole = Number.isNaN(
        height[node] + height[node + 1] + height[node + nx] + height[node + nx + 1],
      );
      if (hole) continue;
      const cuts = [];
      if (a !== b) cuts.push(2 * node);
      if (b !== c) cuts.push(2 * (node + 1) + 1);
      if (c !== d) cuts.push(2 * (node + nx));
      if (d !== a) cuts.push(2 * node + 1);
      for (let k = 0; k + 1 < cuts.length; k += 2) {
        join(cuts[k], cuts[k + 1]);
        join(cuts[k + 1], cuts[k]);
      }
    }
  }
  return chain(joined).map((edges) => edges.flatMap((edge) => cut(height, nx, level, edge)));
}

/**
 * Joins pairs of edges into lines: open ones from their ends, then the rings.
 * @param {Map<number, number[]>} joined
 * @returns {number[][]}
 */
function chain(joined) {
  const seen = new Set();
  const lines = [];
  const ends = [...joined.keys()].filter((edge) => joined.get(edge)?.length === 1);
  for (const first of [...ends, ...joined.keys()]) {
    if (seen.has(first)) continue;
    const line = [];
    /** @type {number | undefined} */
    let edge = first;
    while (edge !== undefined) {
      seen.add(edge);
      line.push(edge);
      edge = joined.get(edge)?.find((next) => !seen.has(next));
    }
    if (!ends.includes(first) && line.length > 2) line.push(first);
    lines.push(line);
  }
  return lines;
}

/**
 * Where a level cuts an edge of the grid.
 * @param {Float64Array} height
 * @param {number} nx
 * @param {number} level
 * @param {number} edge
 */
function cut(height, nx, level, edge) {
  const node = edge >> 1;
  const other = edge & 1 ? node + nx : node + 1;
  const share = (level - height[node]) / (height[other] - height[node]);
  const i = node % nx;
  const j = Math.floor(node / nx);
  return edge & 1 ? [i, j + share] : [i + share, j];
}

/**
 * Places for in-line labels: on each long line where it bends least, away from the frame and from each other.
 * @param {{text: string, line: number[]}[]} lines in pixels of the frame
 * @param {{width: number, height: number}} frame
 * @param {number} size height of the text in pixels
 * @returns {{text: string, x: number, y: number, angle: number}[]}
 */
export function placeLineLabels(lines, frame, size) {
  /** @type {{text: string, x: number, y: number, angle: number}[]} */
  const placed = [];
  const inset = size * 1.4;
  for (const { text, line } of lines) {
    const points = line.length / 2;
    const reach = size * (0.35 * text.length + 0.5);
    let best = null;
    let bestCost = 0.5;
    for (let k = 1; k + 1 < points; k++) {
      const x = line[2 * k];
      const y = line[2 * k + 1];
      if (x < inset || y < inset || x > frame.width - inset || y > frame.height - inset) continue;
      const before = walk(line, k, -1, reach);
      const after = walk(line, k, 1, reach);
      if (!before || !after) continue;
      const chord = Math.hypot(after[0] - before[0], after[1] - before[1]);
      const near = placed.reduce((d, p) => Math.min(d, Math.hypot(p.x - x, p.y - y)), 1e9);
      if (near < size * 3.4) continue;
      const cost = 1 - chord / (2 * reach) + 0.25 * Math.exp(-near / (8 * size));
      if (cost < bestCost) {
        bestCost = cost;
        best = {
          text,
          x,
          y,
          angle: upright(Math.atan2(after[1] - before[1], after[0] - before[0])),
        };
      }
    }
    if (best) placed.push(best);
  }
  return placed;
}

/**
 * The point `reach` along a line from point k, or null when the line ends before.
 * @param {number[]} line
 * @param {number} k
 * @param {1 | -1} direction
 * @param {number} reach
 */
function walk(line, k, direction, reach) {
  let left = reach;
  for (let i = k; ; i += direction) {
    const next = i + direction;
    if (next < 0 || 2 * next >= line.length) return null;
    left -= Math.hypot(line[2 * next] - line[2 * i], line[2 * next + 1] - line[2 * i + 1]);
    if (left <= 0) return [line[2 * next], line[2 * next + 1]];
  }
}

/**
 * @param {number} angle
 */
function upright(angle) {
  if (angle > Math.PI / 2) return angle - Math.PI;
  return angle < -Math.PI / 2 ? angle + Math.PI : angle;
}
