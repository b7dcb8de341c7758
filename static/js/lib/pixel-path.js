/**
 * The path of a run in pixels, kept while rows are appended. No DOM in here.
 * @import {Box} from "../types.js"
 */
import { Trail } from "./trail.js";

/** So far away a point still lies in its direction, however closely one looks. */
const FAR = 1e12;

export class PixelPath {
  /** @param {Box} frame */
  constructor(frame) {
    this.rows = 0;
    /** x and y alternately; NaN where a point is not finite. */
    this.pixels = new Float64Array(512);
    this.trail = new Trail(frame);
  }

  /** Rows whose points make the line. */
  get kept() {
    return this.trail.kept;
  }

  /**
   * Takes up the rows that are new.
   * @param {number} rows that there are
   * @param {(row: number) => [number, number]} toPixel
   */
  extend(rows, toPixel) {
    if (rows <= this.rows) return;
    this.reserve(rows);
    const { pixels, trail } = this;
    for (let row = this.rows; row < rows; row++) {
      const [x, y] = toPixel(row);
      const finite = Number.isFinite(x) && Number.isFinite(y);
      pixels[2 * row] = finite ? Math.max(-FAR, Math.min(FAR, x)) : Number.NaN;
      pixels[2 * row + 1] = finite ? Math.max(-FAR, Math.min(FAR, y)) : Number.NaN;
      trail.add(row, pixels[2 * row], pixels[2 * row + 1]);
    }
    this.rows = rows;
  }

  /** @param {number} rows */
  reserve(rows) {
    if (2 * rows <= this.pixels.length) return;
    const pixels = new Float64Array(2 * Math.max(rows, this.pixels.length));
    pixels.set(this.pixels.subarray(0, 2 * this.rows));
    this.pixels = pixels;
  }
}
