/** The path of a run on a surface: the rows that make its line, their pixels and what hides them. No DOM in here. */
import { heightAt, isHidden, project } from "./project3d.js";
import { RowList } from "./row-list.js";

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
    /** Rows whose points make the line. */
    this.kept = new RowList();
    /** The sight that the first `seen` points belong to. */
    this.key = "";
    this.seen = 0;
    /** x, y and depth of each kept row, in pixels. */
    this.points = new Float64Array(0);
    this.hidden = new Uint8Array(0);
  }

  /**
   * Takes up the rows that are new, and looks at all of them when the camera has moved.
   * @param {Rows} trace
   * @param {Sight} sight
   */
  extend(trace, sight) {
    this.keep(trace);
    if (sight.key !== this.key) this.seen = 0;
    this.key = sight.key;
    this.reserve();
    for (; this.seen < this.kept.length; this.seen++) {
      const row = this.kept.rows[this.seen];
      const hidden = this.place(trace, row, sight, this.points, 3 * this.seen);
      this.hidden[this.seen] = hidden ? 1 : 0;
    }
  }

  /** @param {Rows} trace */
  keep({ rows, columns: { parameters }, dimension }) {
    const [nearX, nearY] = this.near;
    for (let row = this.rows; row < rows; row++) {
      const [at, last] = [row * dimension, this.kept.last * dimension];
      const dx = Math.abs(parameters[at] - parameters[last]);
      const dy = Math.abs(parameters[at + 1] - parameters[last + 1]);
      if (!(dx < nearX && dy < nearY)) this.kept.push(row);
    }
    this.rows = Math.max(this.rows, rows);
  }

  /** As much room for points as for rows. */
  reserve() {
    const room = this.kept.rows.length;
    if (room === this.hidden.length) return;
    const { points, hidden } = this;
    this.points = new Float64Array(3 * room);
    this.points.set(points);
    this.hidden = new Uint8Array(room);
    this.hidden.set(hidden);
  }

  /**
   * Writes x, y and depth of a row into `out` and says whether the surface hides it.
   * @param {Rows} trace
   * @param {number} row
   * @param {Sight} sight
   * @param {Float64Array} out
   * @param {number} [at]
   */
  place({ columns: { parameters }, dimension }, row, { matrix, eye, width, height }, out, at = 0) {
    const { grid } = this;
    const x = parameters[row * dimension];
    const y = parameters[row * dimension + 1];
    const z = heightAt(grid, x, y);
    project(matrix, x, y, z, width, height, out, at);
    const slack = SLACK * (grid.maximum - grid.minimum);
    return eye !== null && isHidden(grid, eye, x, y, z, slack);
  }
}
