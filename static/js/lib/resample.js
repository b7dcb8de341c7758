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
 * A grid in which each value that is not finite is that of the nearest finite one along its row, or else its column: what
 * is smoothed beside a hole is not drawn into it.
 * @param {Float64Array} values ny · nx, row-major
 * @param {number} nx
 * @param {number} ny
 */
export function filled(values, nx, ny) {
  const out = values.slice();
  for (let j = 0; j < ny; j++) spread(out, j * nx, 1, nx);
  for (let i = 0; i < nx; i++) spread(out, i, nx, ny);
  return out.map((value) => (Number.isFinite(value) ? value : 0));
}

/** @param {Float64Array} out @param {number} from @param {number} stride @param {number} count */
function spread(out, from, stride, count) {
  const places = Array.from({ length: count }, (_, k) => from + k * stride);
  const known = places.filter((at) => Number.isFinite(out[at]));
  if (known.length === 0 || known.length === count) return;
  let next = 0;
  for (const at of places) {
    while (next + 1 < known.length && known[next + 1] - at <= at - known[next]) next += 1;
    if (!Number.isFinite(out[at])) out[at] = out[known[next]];
  }
}

/**
 * Which nodes of the finer grid lie in a cell with a corner that is not finite.
 * @param {Float64Array} values ny · nx, row-major
 * @param {number} nx
 * @param {number} ny
 * @param {number} times
 */
export function refineHoles(values, nx, ny, times) {
  const wide = (nx - 1) * times + 1;
  const high = (ny - 1) * times + 1;
  const holes = new Uint8Array(wide * high);
  for (let j = 0; j < high; j++)
    for (let i = 0; i < wide; i++) {
      let sum = 0;
      for (const b of [Math.floor(j / times), Math.ceil(j / times)])
        for (const a of [Math.floor(i / times), Math.ceil(i / times)]) sum += values[b * nx + a];
      if (!Number.isFinite(sum)) holes[j * wide + i] = 1;
    }
  return holes;
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
