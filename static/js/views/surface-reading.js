/**
 * Reading the surface: the place under a pixel is where the line of sight meets it.
 * @import {HeightField, LabModel, RunTrace} from "../types.js"
 * @import {Sight, SurfacePath} from "../lib/surface-path.js"
 * @import {Mark, Pixel} from "./reading.js"
 */
import { h } from "../lib/dom.js";
import { heightAt, hitSurface, project } from "../lib/project3d.js";
import { lossOn, nearestRow } from "../lib/readings.js";
import { headRow } from "./map-scene.js";
import { attachReading } from "./reading.js";
import { chosenRow, markWords, runOf, seenRuns } from "./reading-runs.js";

/**
 * @typedef {object} Figure
 * @property {() => LabModel | null} model
 * @property {() => HeightField | null} field
 * @property {() => Sight | null} sight
 * @property {(trace: RunTrace) => SurfacePath | undefined} pathOf
 */

/**
 * @param {HTMLElement} root
 * @param {HTMLElement} turner  has the focus
 * @param {Figure} figure
 */
export function readSurface(root, turner, { model, field, sight, pathOf }) {
  const line = h("p", { class: "figure-reading" });
  root.append(line);

  /** @returns {[number, number][] | null} */
  function sides() {
    const now = field();
    return now && [now.x, now.y].map((axis) => [axis[0], axis[axis.length - 1]]);
  }

  /** @param {Pixel} pixel */
  function at([px, py]) {
    const [now, seen] = [field(), sight()];
    return now && seen && hitSurface(now, seen, px, py);
  }

  /** @param {Mark} mark @returns {Pixel | null} */
  function place(mark) {
    const [now, seen] = [field(), sight()];
    if (!now || !seen) return null;
    const out = new Float64Array(3);
    if ("point" in mark) {
      const [x, y] = mark.point;
      project(seen.matrix, x, y, heightAt(now, x, y), seen.width, seen.height, out);
    } else {
      const trace = runOf(model(), mark)?.trace;
      const path = trace && pathOf(trace);
      if (!path || mark.row >= trace.rows) return null;
      path.place(trace, mark.row, seen, out);
    }
    return Number.isFinite(out[0]) ? [out[0], out[1]] : null;
  }

  /** @param {Pixel} pixel @param {number} reach */
  function near(pixel, reach) {
    const seen = sight();
    let best = { slot: 0, row: -1, distance: reach };
    for (const { slot, trace } of seen ? seenRuns(model()) : []) {
      const path = pathOf(trace);
      if (!path || !seen) continue;
      const head = headRow(trace, model()?.step ?? 0);
      const found = nearestRow(path.points, path.places.after(head), pixel, 3);
      if (!(found.distance < best.distance)) continue;
      const row = path.places.rows[found.row];
      if (!path.isCovered(trace, row, seen)) best = { slot, row, distance: found.distance };
    }
    return best.row < 0 ? null : { slot: best.slot, row: best.row };
  }

  return attachReading(root, turner, turner, line, {
    name: "Surface",
    at,
    place,
    sides,
    asked: true,
    rows: { near, chosen: () => chosenRow(model()) },
    words: (mark) =>
      markWords(model(), mark, sides() ?? [], (point) => {
        const now = model();
        return now?.surface ? lossOn(now.surface, now.landscape, point) : null;
      }),
    begin() {
      const trace = model()?.runs[model()?.selected ?? 0]?.trace;
      const row = chosenRow(model())?.row ?? -1;
      if (!trace || row < 0) return null;
      const d = trace.dimension;
      const point = Array.from(trace.columns.parameters.subarray(row * d, (row + 1) * d));
      const within = sides()?.every(([low, high], k) => low <= point[k] && point[k] <= high);
      return within ? point : null;
    },
  });
}
