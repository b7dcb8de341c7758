/**
 * Thinning of long curves to what a screen can show, kept while rows are appended. No DOM in here.
 * @typedef {(index: number) => number} Pixel  of a row
 */

/** Points of a pixel column: first, lowest, highest, last. */
const MOST = 4;

/**
 * Thins the rows of one pixel column, which begins with row `from`, to the points that draw the same picture. Writes x
 * and y alternately into `out`.
 * @param {Pixel} xOf not decreasing
 * @param {Pixel} yOf
 * @param {number} from
 * @param {number} to last row there is, inclusive
 * @param {Float64Array} out
 * @param {number} at place of the first point
 * @returns {number} the first row of the next column
 */
function thinColumn(xOf, yOf, from, to, out, at) {
  const x = xOf(from);
  const pixel = Math.floor(x);
  const first = yOf(from);
  let [low, high, last, lastX] = [first, first, first, x];
  let lowFirst = true;
  let k = from + 1;
  for (; k <= to; k++) {
    const next = xOf(k);
    if (Math.floor(next) !== pixel) break;
    last = yOf(k);
    lastX = next;
    if (last < low) {
      low = last;
      lowFirst = false;
    }
    if (last > high) {
      high = last;
      lowFirst = true;
    }
  }
  put(out, at, x, first);
  if (k - from > 2) {
    put(out, at + 1, x, lowFirst ? low : high);
    put(out, at + 2, lastX, lowFirst ? high : low);
  }
  if (k - from > 1) put(out, at + pointsOf(k - from) - 1, lastX, last);
  return k;
}

/** @param {Float64Array} out @param {number} at @param {number} x @param {number} y */
function put(out, at, x, y) {
  out[2 * at] = x;
  out[2 * at + 1] = y;
}

/** How many points so many rows of one pixel column become. @param {number} rows */
function pointsOf(rows) {
  return rows > 2 ? MOST : rows;
}

/**
 * Thins a curve to at most four points for each pixel column. What has no room in `out` is left out.
 * @param {Pixel} xOf not decreasing
 * @param {Pixel} yOf
 * @param {number} from
 * @param {number} to last row, inclusive
 * @param {Float64Array} out
 * @param {number} [at] place of the first point
 * @returns {number} place behind the last point
 */
export function thin(xOf, yOf, from, to, out, at = 0) {
  let count = at;
  for (let k = from; k <= to && 2 * (count + MOST) <= out.length; ) {
    const next = thinColumn(xOf, yOf, k, to, out, count);
    count += pointsOf(next - k);
    k = next;
  }
  return count;
}

/**
 * A curve whose thinned points are kept. Rows may be appended; for another scale another one is made.
 */
export class ThinCurve {
  constructor() {
    this.rows = 0;
    /** Pixel columns that have rows. */
    this.columns = 0;
    /** The first row of each column. */
    this.begins = new Int32Array(64);
    /** The place of each column's first point; behind the last one that of the end. */
    this.places = new Int32Array(65);
    this.points = new Float64Array(512);
  }

  /**
   * Takes up the rows that are new.
   * @param {number} rows that there are
   * @param {Pixel} xOf not decreasing
   * @param {Pixel} yOf
   */
  extend(rows, xOf, yOf) {
    if (rows <= this.rows) return;
    // The last column may go on.
    if (this.columns > 0) this.columns--;
    let k = this.begins[this.columns];
    while (k < rows) {
      this.reserve();
      const place = this.places[this.columns];
      this.begins[this.columns] = k;
      const next = thinColumn(xOf, yOf, k, rows - 1, this.points, place);
      this.columns++;
      this.places[this.columns] = place + pointsOf(next - k);
      k = next;
    }
    this.rows = rows;
  }

  /** Room for one column more. */
  reserve() {
    if (this.columns === this.begins.length) {
      this.begins = grown(this.begins, 2 * this.columns);
      this.places = grown(this.places, 2 * this.columns + 1);
    }
    const points = this.places[this.columns] + MOST;
    if (2 * points > this.points.length) this.points = grown(this.points, 4 * points);
  }

  /** The column that has a row. @param {number} row */
  columnOf(row) {
    let low = 0;
    let high = this.columns - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.begins[middle] <= row) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** Values that the points of any two rows have room in. */
  get room() {
    return this.points.length + 4 * MOST;
  }

  /**
   * The points between two rows, the same as if they were thinned alone: whole pixel columns are copied, those at the
   * ends thinned.
   * @param {number} from
   * @param {number} to inclusive
   * @param {Pixel} xOf
   * @param {Pixel} yOf
   * @param {Float64Array} out with `room`
   * @returns {number} how many
   */
  between(from, to, xOf, yOf, out) {
    const at = this.columnOf(from);
    const first = this.begins[at] < from ? at + 1 : at;
    const last = this.columnOf(to);
    if (to < from || first > last) return thin(xOf, yOf, from, to, out);
    const count = thin(xOf, yOf, from, this.begins[first] - 1, out);
    const [begin, end] = [this.places[first], this.places[last]];
    out.set(this.points.subarray(2 * begin, 2 * end), 2 * count);
    return thin(xOf, yOf, this.begins[last], to, out, count + end - begin);
  }
}

/**
 * @template {Int32Array | Float64Array} T
 * @param {T} list
 * @param {number} length
 * @returns {T}
 */
function grown(list, length) {
  const larger = /** @type {T} */ (
    list instanceof Int32Array ? new Int32Array(length) : new Float64Array(length)
  );
  larger.set(list);
  return larger;
}
