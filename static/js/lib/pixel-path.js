/** The path of a run in pixels, kept while rows are appended. No DOM in here. */
import { RowList } from "./row-list.js";

const FAR = 1e7;
/** Points closer than this to the one before are left out of the line, square pixels. */
const CLOSE = 0.1;

export class PixelPath {
  constructor() {
    this.rows = 0;
    /** x and y alternately; NaN where a point is not finite. */
    this.pixels = new Float32Array(512);
    /** Rows whose points make the line. */
    this.kept = new RowList();
  }

  /**
   * Takes up the rows that are new.
   * @param {number} rows that there are
   * @param {(row: number) => [number, number]} toPixel
   */
  extend(rows, toPixel) {
    if (rows <= this.rows) return;
    this.reserve(rows);
    const { pixels, kept } = this;
    for (let row = this.rows; row < rows; row++) {
      const [x, y] = toPixel(row);
      const finite = Number.isFinite(x) && Number.isFinite(y);
      pixels[2 * row] = finite ? Math.max(-FAR, Math.min(FAR, x)) : Number.NaN;
      pixels[2 * row + 1] = finite ? Math.max(-FAR, Math.min(FAR, y)) : Number.NaN;
      const dx = pixels[2 * row] - pixels[2 * kept.last];
      const dy = pixels[2 * row + 1] - pixels[2 * kept.last + 1];
      if (!(dx * dx + dy * dy < CLOSE)) kept.push(row);
    }
    this.rows = rows;
  }

  /** @param {number} rows */
  reserve(rows) {
    if (2 * rows <= this.pixels.length) return;
    const pixels = new Float32Array(2 * Math.max(rows, this.pixels.length));
    pixels.set(this.pixels.subarray(0, 2 * this.rows));
    this.pixels = pixels;
  }
}
