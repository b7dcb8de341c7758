/**
 * The line of a path in pixels, without what cannot be seen: points close to the one before, and stretches that lie where
 * the path has been several times already. A run that bounces about its noise floor for ten thousands of steps would
 * else take seconds to stroke. No DOM in here.
 * @import {Box} from "../types.js"
 */
import { RowList } from "./row-list.js";

/** Points closer than this to the one before are left out, square pixels. */
const CLOSE = 0.1;
/** So often a place is drawn on: dashes have no gaps left by then. */
const OFTEN = 4;
/** Longer stretches are drawn in any case, pixels. */
const LONG = 2048;

export class Trail {
  /** @param {Box} box where the path is seen */
  constructor(box) {
    this.box = box;
    this.across = Math.max(1, Math.ceil(box.width));
    /** How often the line has been on each pixel of the box. */
    this.visits = new Uint8Array(this.across * Math.max(1, Math.ceil(box.height)));
    this.kept = new RowList();
    this.row = 0;
    this.x = Number.NaN;
    this.y = Number.NaN;
    this.up = false;
  }

  /**
   * Goes on to the next row.
   * @param {number} row
   * @param {number} x NaN where there is no point
   * @param {number} y
   */
  add(row, x, y) {
    const [dx, dy] = [x - this.x, y - this.y];
    if (dx * dx + dy * dy < CLOSE) return;
    if (this.isTrodden(dx, dy)) {
      if (!this.up) this.kept.lift();
      this.up = true;
    } else {
      if (this.up) this.kept.push(this.row);
      this.up = false;
      this.kept.push(row);
    }
    this.row = row;
    this.x = x;
    this.y = y;
  }

  /**
   * Whether the way on leads only where the line has been often; it is counted.
   * @param {number} dx
   * @param {number} dy
   */
  isTrodden(dx, dy) {
    const steps = Math.ceil(Math.max(Math.abs(dx), Math.abs(dy)));
    if (!(steps < LONG)) return false;
    let trodden = true;
    for (let k = 0; k < steps; k++) {
      const share = (k + 0.5) / steps;
      const at = this.pixelAt(this.x + share * dx, this.y + share * dy);
      if (at >= 0 && this.visits[at] === OFTEN) continue;
      trodden = false;
      if (at >= 0) this.visits[at]++;
    }
    return trodden;
  }

  /** Place of a pixel in the box, −1 outside. @param {number} x @param {number} y */
  pixelAt(x, y) {
    const [column, line] = [Math.floor(x - this.box.x), Math.floor(y - this.box.y)];
    if (column < 0 || column >= this.across || line < 0) return -1;
    const at = line * this.across + column;
    return at < this.visits.length ? at : -1;
  }
}
