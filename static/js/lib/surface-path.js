/** The path of a run on a surface: the rows that make its line, their pixels and what hides them. No DOM in here. */
import { heightAt, isHidden, project } from "./project3d.js";
import { RowList } from "./row-list.js";
import { Trail } from "./trail.js";

/** @typedef {{x: Float64Array, y: Float64Array, height: Float64Array, minimum: number, maximum: number}} Grid */
/**
 * @typedef {{matrix: Float64Array, eye: [number, number, number] | null, width: number, height: number, key: string}} Sight
 *   how the camera sees the surface; the key differs when it moves
 */
/** @typedef {{rows: number, columns: Record<string, ArrayLike<number>>, dimension: number}} Rows */

/** Rows are left out of the line while the run stays within this share of the window. */
const CLOSE = 1 / 3000;
/** How far a ray may dip below the surface and still count as free, as a share of its height. */
const SLACK = 0.045;

export class SurfacePath {
  /** @param {Grid} grid */
  constructor(grid) {
    this.grid = grid;
    this.near = [grid.x, grid.y].map((axis) => CLOSE * Math.abs(axis[axis.length - 1] - axis[0]));
    this.rows = 0;
    /** Rows that any camera may need. */
    this.places = new RowList();
    /** x, y and depth of each of these places, in pixels. */
    this.points = new Float64Array(0);
    /** Whether the surface hides a place, where the line has it. */
    this.hidden = new Uint8Array(0);
    this.key = "";
    this.seen = 0;
    this.trail = new Trail({ x: 0, y: 0, width: 1, height: 1 });
  }

  /** Places that make the line as the camera sees it. */
  get kept() {
    return this.trail.kept;
  }

  /**
   * Takes up the rows that are new, and looks at all of them when the camera has moved.
   * @param {Rows} trace
   * @param {Sight} sight
   */
  extend(trace, sight) {
    this.keep(trace);
    if (sight.key !== this.key) {
      this.key = sight.key;
      this.seen = 0;
      this.trail = new Trail({ x: 0, y: 0, width: sight.width, height: sight.height });
    }
    this.reserve();
    const { points, kept } = this;
    let { length } = kept;
    for (; this.seen < this.places.length; this.seen++) {
      const at = 3 * this.seen;
      this.place(trace, this.places.rows[this.seen], sight, points, at);
      this.trail.add(this.seen, points[at], points[at + 1]);
      for (; length < kept.length; length++) {
        const place = kept.rows[length];
        this.hidden[place] = this.isCovered(trace, this.places.rows[place], sight) ? 1 : 0;
      }
    }
  }

  /** How many places of the line come up to a row. @param {number} row */
  upTo(row) {
    return this.kept.after(this.places.after(row) - 1);
  }

  /** @param {Rows} trace */
  keep({ rows, columns: { parameters }, dimension }) {
    const [nearX, nearY] = this.near;
    for (let row = this.rows; row < rows; row++) {
      const [at, last] = [row * dimension, this.places.last * dimension];
      const dx = Math.abs(parameters[at] - parameters[last]);
      const dy = Math.abs(parameters[at + 1] - parameters[last + 1]);
      if (!(dx < nearX && dy < nearY)) this.places.push(row);
    }
    this.rows = Math.max(this.rows, rows);
  }

  /** As much room for points as for places. */
  reserve() {
    const room = this.places.rows.length;
    if (room === this.hidden.length) return;
    const { points, hidden } = this;
    this.points = new Float64Array(3 * room);
    this.points.set(points);
    this.hidden = new Uint8Array(room);
    this.hidden.set(hidden);
  }

  /**
   * Writes x, y and depth of a row into `out`.
   * @param {Rows} trace
   * @param {number} row
   * @param {Sight} sight
   * @param {Float64Array} out
   * @param {number} [at]
   */
  place(trace, row, { matrix, width, height }, out, at = 0) {
    const [x, y, z] = this.pointOf(trace, row);
    project(matrix, x, y, z, width, height, out, at);
  }

  /** Whether the surface hides a row. @param {Rows} trace @param {number} row @param {Sight} sight */
  isCovered(trace, row, { eye }) {
    const { grid } = this;
    const slack = SLACK * (grid.maximum - grid.minimum);
    return eye !== null && isHidden(grid, eye, ...this.pointOf(trace, row), slack);
  }

  /** @param {Rows} trace @param {number} row @returns {[number, number, number]} */
  pointOf({ columns: { parameters }, dimension }, row) {
    const [x, y] = [parameters[row * dimension], parameters[row * dimension + 1]];
    return [x, y, heightAt(this.grid, x, y)];
  }
}
