/**
 * Rows of a trace in rising order: those that make a line, while the others are left out. After some of them the pen is
 * lifted until the next. No DOM in here.
 */
export class RowList {
  constructor() {
    this.rows = new Int32Array(64);
    this.lifted = new Uint8Array(64);
    this.length = 0;
  }

  /** @param {number} row behind all others */
  push(row) {
    if (this.length === this.rows.length) {
      const [rows, lifted] = [new Int32Array(2 * this.length), new Uint8Array(2 * this.length)];
      rows.set(this.rows);
      lifted.set(this.lifted);
      this.rows = rows;
      this.lifted = lifted;
    }
    this.rows[this.length] = row;
    this.lifted[this.length] = 0;
    this.length++;
  }

  /** After the last row the pen is lifted. */
  lift() {
    this.lifted[this.length - 1] = 1;
  }

  /** The last row. */
  get last() {
    return this.rows[this.length - 1];
  }

  /** The place of the first row behind another. @param {number} row */
  after(row) {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.rows[middle] <= row) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
