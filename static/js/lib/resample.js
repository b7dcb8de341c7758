/**
 * Smooth resampling of grids. No DOM in here.
 */

/**
 * Resamples one axis by Catmull-Rom splines.
 * @param {Float64Array} source
 * @param {number} lines number of rows (or columns) to resample
 * @param {number} count samples on each line
 * @param {number} stride from sample to sample
 * @param {number} pitch from line to line
 * @param {number} size samples wanted
 * @returns {Float64Array} lines · size values, line by line
 */
export function resample(source, lines, count, stride, pitch, size) {
  const out = new Float64Array(lines * size);
  for (let k = 0; k < size; k++) {
    const u = size > 1 ? (k / (size - 1)) * (count - 1) : 0;
    const i = Math.min(Math.floor(u), count - 2);
    const t = u - i;
    const a = Math.max(i - 1, 0) * stride;
    const b = i * stride;
    const c = (i + 1) * stride;
    const d = Math.min(i + 2, count - 1) * stride;
    const wa = ((2 - t) * t - 1) * t * 0.5;
    const wb = ((3 * t - 5) * t * t + 2) * 0.5;
    const wc = ((4 - 3 * t) * t + 1) * t * 0.5;
    const wd = (t - 1) * t * t * 0.5;
    for (let line = 0; line < lines; line++) {
      const base = line * pitch;
      out[line * size + k] =
        wa * source[base + a] +
        wb * source[base + b] +
        wc * source[base + c] +
        wd * source[base + d];
    }
  }
  return out;
}

/**
 * A grid with `times` as many cells along each axis, through the same values at its nodes.
 * @param {Float64Array} values ny · nx, row-major
 * @param {number} nx
 * @param {number} ny
 * @param {number} times
 */
export function refineGrid(values, nx, ny, times) {
  const wide = (nx - 1) * times + 1;
  const high = (ny - 1) * times + 1;
  const rows = resample(values, ny, nx, 1, nx, wide);
  const columns = resample(rows, wide, ny, wide, 1, high);
  const out = new Float64Array(wide * high);
  for (let i = 0; i < wide; i++)
    for (let j = 0; j < high; j++) out[j * wide + i] = columns[i * high + j];
  return out;
}

/**
 * An axis with `times` as many intervals.
 * @param {Float64Array} axis evenly spaced
 * @param {number} times
 */
export function refineAxis(axis, times) {
  const last = (axis.length - 1) * times;
  const [low, high] = [axis[0], axis[axis.length - 1]];
  return Float64Array.from({ length: last + 1 }, (_, k) => low + ((high - low) * k) / last);
}
