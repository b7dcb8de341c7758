/** Paths as one makes them on a canvas, written as SVG has them: every point where it lies on the sheet. */

import { number } from "./svg-text.js";

/** a, b, c, d, e, f as in `setTransform`. @typedef {[number, number, number, number, number, number]} Matrix */

/** A turned or moved part of the sheet. @param {Matrix} matrix */
export function turned(matrix) {
  const [a, b, c, d] = matrix.slice(0, 4).map((part) => Math.round(1e5 * part) / 1e5);
  const [e, f] = matrix.slice(4).map(number);
  return `matrix(${[a, b, c, d, e, f].join(" ")})`;
}

export class SvgPath {
  constructor() {
    /** @type {{matrix: Matrix}} */
    this.state = { matrix: [1, 0, 0, 1, 0, 0] };
    this.d = "";
  }

  // Places

  /** @param {Matrix} matrix */
  setTransform(...matrix) {
    this.state.matrix = matrix;
  }

  /** @param {Matrix} next */
  transform(...[a, b, c, d, e, f]) {
    const [A, B, C, D, E, F] = this.state.matrix;
    this.state.matrix = [
      A * a + C * b,
      B * a + D * b,
      A * c + C * d,
      B * c + D * d,
      A * e + C * f + E,
      B * e + D * f + F,
    ];
  }

  /** @param {number} x @param {number} y */
  translate(x, y) {
    this.transform(1, 0, 0, 1, x, y);
  }

  /** @param {number} angle */
  rotate(angle) {
    const [s, k] = [Math.sin(angle), Math.cos(angle)];
    this.transform(k, s, -s, k, 0, 0);
  }

  /** @param {number} x @param {number} y */
  at(x, y) {
    const [a, b, c, d, e, f] = this.state.matrix;
    return `${number(a * x + c * y + e)} ${number(b * x + d * y + f)}`;
  }

  /** How much larger lengths are on the sheet. */
  get scale() {
    const [a, b, c, d] = this.state.matrix;
    return Math.sqrt(Math.abs(a * d - b * c));
  }

  // Paths

  beginPath() {
    this.d = "";
  }

  closePath() {
    if (this.d) this.d += "Z";
  }

  /** @param {number} x @param {number} y */
  moveTo(x, y) {
    this.d += `M${this.at(x, y)}`;
  }

  /** @param {number} x @param {number} y */
  lineTo(x, y) {
    this.d += `${this.d ? "L" : "M"}${this.at(x, y)}`;
  }

  /** @param {number} x1 @param {number} y1 @param {number} x2 @param {number} y2 @param {number} x @param {number} y */
  bezierCurveTo(x1, y1, x2, y2, x, y) {
    this.d += `C${this.at(x1, y1)} ${this.at(x2, y2)} ${this.at(x, y)}`;
  }

  /** @param {number} x @param {number} y @param {number} width @param {number} height */
  rect(x, y, width, height) {
    this.moveTo(x, y);
    this.lineTo(x + width, y);
    this.lineTo(x + width, y + height);
    this.lineTo(x, y + height);
    this.closePath();
  }

  /**
   * In halves: one arc cannot be a whole circle.
   * @param {number} x @param {number} y @param {number} r @param {number} from @param {number} to
   */
  arc(x, y, r, from, to) {
    const size = number(r * this.scale);
    const end = (/** @type {number} */ a) => this.at(x + r * Math.cos(a), y + r * Math.sin(a));
    this.d += `${this.d ? "L" : "M"}${end(from)}`;
    for (const a of [(from + to) / 2, to]) this.d += `A${size} ${size} 0 0 1 ${end(a)}`;
    if (to - from >= 2 * Math.PI - 1e-6) this.closePath();
  }
}
