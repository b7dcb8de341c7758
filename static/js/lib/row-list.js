/** Rows of a trace in rising order: those that make a line, while the others are left out. No DOM in here. */
export class RowList {
  constructor() {
    this.rows = new Int32Array(64);
    this.length = 0;
  }

  /** @param {number} row behind all others */
  push(row) {
    if (this.length === this.rows.length) {
      const rows = new Int32Array(2 * this.length);
      rows.set(this.rows);
      this.rows = rows;
    }
    this.rows[this.length] = row;
    this.length++;
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
