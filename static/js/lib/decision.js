/**
 * From answers over the plane to pictures: the strength of a class, the borders where classes meet, the colours of a
 * neuron's answer. Grids are row-major with y ascending; pictures have their first row on top. No DOM in here.
 */
import { traceLevel } from "./contours.js";

/** @typedef {{shape: number[], data: ArrayLike<number>}} Grid */

const TINY = 1e-12;

/**
 * Do scores (classes, …) add up to 1 everywhere, as probabilities do? Some points are looked at.
 * @param {Grid} scores
 */
export function areProbabilities({ shape, data }) {
  const classes = shape[0];
  const points = data.length / classes;
  if (classes < 2) return false;
  const stride = Math.max(1, Math.floor(points / 61));
  for (let i = 0; i < points; i += stride) {
    let sum = 0;
    for (let c = 0; c < classes; c++) {
      const value = data[c * points + i];
      if (!(value >= 0)) return false;
      sum += value;
    }
    if (Math.abs(sum - 1) > 1e-3) return false;
  }
  return true;
}

/**
 * How strongly each class claims each point, 0 … 1: nothing where it is no likelier than by chance. Without
 * probabilities, the lead of the best score counts; a lead of 1 is full.
 * @param {Grid} scores
 * @param {number} classes
 * @returns {Float32Array} (classes, points)
 */
export function claims(scores, classes) {
  const rows = scores.shape[0];
  const points = scores.data.length / rows;
  const out = new Float32Array(classes * points);
  if (areProbabilities(scores)) {
    const chance = 1 / classes;
    for (let k = 0; k < out.length; k++) {
      out[k] = Math.max(0, (scores.data[k] - chance) / (1 - chance));
    }
    return out;
  }
  for (let i = 0; i < points; i++) {
    const [best, lead] = winner(scores.data, rows, points, i);
    out[best * points + i] = Math.min(1, lead);
  }
  return out;
}

/**
 * The best class at a point and its lead over the next. A lone output says class 1 above zero.
 * @param {ArrayLike<number>} data
 * @param {number} rows
 * @param {number} points
 * @param {number} i
 * @returns {[number, number]}
 */
function winner(data, rows, points, i) {
  if (rows === 1) return [data[i] > 0 ? 1 : 0, Math.abs(data[i]) || 0];
  let best = 0;
  let second = Number.NEGATIVE_INFINITY;
  for (let c = 1; c < rows; c++) {
    const value = data[c * points + i];
    if (value > data[best * points + i]) {
      second = data[best * points + i];
      best = c;
    } else if (value > second) second = value;
  }
  const lead = data[best * points + i] - second;
  return [best, Math.max(lead, 0) || 0];
}

/**
 * Writes areas into a picture: paper, and over it each class's colour as strong as its claim.
 * @param {Uint8ClampedArray} pixels red, green, blue, alpha
 * @param {Float32Array} strength (classes, points)
 * @param {number} width of a row
 * @param {number[][]} colors of the classes
 * @param {number[]} paper
 */
export function paintClaims(pixels, strength, width, colors, paper) {
  const points = strength.length / colors.length;
  const height = points / width;
  for (let j = 0; j < height; j++) {
    for (let i = 0; i < width; i++) {
      const from = (height - 1 - j) * width + i;
      const to = 4 * (j * width + i);
      for (let part = 0; part < 3; part++) {
        let value = paper[part];
        for (let c = 0; c < colors.length; c++) {
          value += strength[c * points + from] * (colors[c][part] - paper[part]);
        }
        pixels[to + part] = value;
      }
      pixels[to + 3] = 255;
    }
  }
}

/**
 * The lines where the best class changes, in grid units, x and y alternately.
 * @param {Grid} scores (classes, r, r)
 * @returns {number[][]}
 */
export function borders({ shape, data }) {
  const classes = shape[0];
  const [height, width] = shape.slice(-2);
  const points = width * height;
  if (classes === 1) return traceLevel(Float64Array.from(data), width, height, 0);
  const shares = areProbabilities({ shape, data });
  // Logarithms of probabilities are nearly straight across a border: the line is smooth even where it is steep.
  const at = shares ? (/** @type {number} */ v) => Math.log(Math.max(v, TINY)) : Number;
  const lines = [];
  const lead = new Float64Array(points);
  // Borders between two classes show in the fields of both, so the last field brings nothing new.
  for (let c = 0; c < classes - 1; c++) {
    for (let i = 0; i < points; i++) {
      let other = Number.NEGATIVE_INFINITY;
      for (let d = 0; d < classes; d++) {
        if (d !== c) other = Math.max(other, data[d * points + i]);
      }
      lead[i] = at(data[c * points + i]) - at(other);
    }
    lines.push(...traceLevel(lead, width, height, 0));
  }
  return lines;
}

/**
 * The value that gets the full colour: 1 for neurons that stay within −1 … 1, else their largest size.
 * @param {ArrayLike<number>} data
 * @param {number} [from]
 * @param {number} [count]
 */
export function answerScale(data, from = 0, count = data.length - from) {
  let largest = 0;
  for (let i = from; i < from + count; i++) {
    const size = Math.abs(data[i]);
    if (size > largest && Number.isFinite(size)) largest = size;
  }
  return largest <= 1.0001 ? 1 : largest;
}

/**
 * Writes a neuron's answers into a picture, in the colours of weights.
 * @param {Uint8ClampedArray} pixels
 * @param {ArrayLike<number>} data
 * @param {number} from first value
 * @param {number} width
 * @param {number} height
 * @param {number} scale
 * @param {Uint8Array} table 255 × (red, green, blue)
 */
export function paintAnswer(pixels, data, from, width, height, scale, table) {
  for (let j = 0; j < height; j++) {
    for (let i = 0; i < width; i++) {
      const value = data[from + (height - 1 - j) * width + i] / scale;
      const step = Number.isNaN(value) ? 0 : Math.max(-1, Math.min(1, value));
      const color = 3 * Math.round(127 + 127 * step);
      const to = 4 * (j * width + i);
      pixels[to] = table[color];
      pixels[to + 1] = table[color + 1];
      pixels[to + 2] = table[color + 2];
      pixels[to + 3] = 255;
    }
  }
}

/**
 * Probabilities of the classes from a network's last layer, where its activation gives them that meaning; else null.
 * @param {Grid} raw (outputs, …)
 * @param {string} activation  of the outputs
 * @param {number} classes
 * @returns {Float32Array | null} (classes, points)
 */
export function shares({ shape, data }, activation, classes) {
  const outputs = shape[0];
  const points = data.length / outputs;
  const binary = activation === "sigmoid";
  if ((!binary && activation !== "softmax") || classes < 2) return null;
  const out = new Float32Array(classes * points);
  for (let i = 0; i < points; i++) {
    if (outputs === 1) {
      out[points + i] = sigmoid(data[i]);
      out[i] = 1 - out[points + i];
      continue;
    }
    let top = Number.NEGATIVE_INFINITY;
    for (let c = 0; c < outputs; c++) top = Math.max(top, data[c * points + i]);
    let sum = 0;
    for (let c = 0; c < outputs; c++) {
      const value = data[c * points + i];
      out[c * points + i] = binary ? sigmoid(value) : Math.exp(value - top);
      sum += out[c * points + i];
    }
    for (let c = 0; c < outputs; c++) out[c * points + i] /= sum || 1;
  }
  return out;
}

/** @param {number} o */
function sigmoid(o) {
  return 1 / (1 + Math.exp(-o));
}

/** What features are made of, as the engine has them. @type {Record<string, (x: number, y: number) => number>} */
const FEATURES = {
  x: (x) => x,
  y: (_, y) => y,
  "x^2": (x) => x * x,
  "y^2": (_, y) => y * y,
  "x^3": (x) => x * x * x,
  "x*y": (x, y) => x * y,
  "sin(x)": (x) => Math.sin(Math.PI * x),
  "sin(y)": (_, y) => Math.sin(Math.PI * y),
};

/**
 * An input's values over the window, as a share of the largest; null for features that are no function of the plane.
 * @param {string} name
 * @param {number} index of the input: names that are not known stand for the axes, in their order
 * @param {[number, number][]} window
 * @param {number} resolution
 * @returns {{shape: number[], data: Float32Array} | null}
 */
export function inputAnswer(name, index, window, resolution) {
  const feature = FEATURES[name] ?? [FEATURES.x, FEATURES.y][index];
  if (!feature || window.length > 2) return null;
  const planar = window.length === 2;
  const at = (/** @type {[number, number]} */ [low, high], /** @type {number} */ k) =>
    low + ((high - low) * k) / (resolution - 1);
  const data = new Float32Array(planar ? resolution * resolution : resolution);
  for (let k = 0; k < data.length; k++) {
    const x = at(window[0], k % resolution);
    data[k] = feature(x, planar ? at(window[1], Math.floor(k / resolution)) : 0);
  }
  let largest = 0;
  for (const value of data) largest = Math.max(largest, Math.abs(value));
  for (let k = 0; k < data.length; k++) data[k] /= largest || 1;
  return { shape: planar ? [resolution, resolution] : [resolution], data };
}

/**
 * A value between the points of a grid (bilinear), at a share of its width and height from the lower left.
 * @param {ArrayLike<number>} data
 * @param {number} from
 * @param {number} width
 * @param {number} height
 * @param {number} u 0 … 1
 * @param {number} v 0 … 1
 */
export function valueAt(data, from, width, height, u, v) {
  const x = Math.max(0, Math.min(1, u)) * (width - 1);
  const y = Math.max(0, Math.min(1, v)) * (height - 1);
  const i = Math.min(width - 2, Math.floor(x));
  const j = Math.min(height - 2, Math.floor(y));
  const [s, t] = [x - i, y - j];
  const at = (/** @type {number} */ di, /** @type {number} */ dj) =>
    data[from + (j + dj) * width + i + di];
  return (1 - t) * ((1 - s) * at(0, 0) + s * at(1, 0)) + t * ((1 - s) * at(0, 1) + s * at(1, 1));
}
