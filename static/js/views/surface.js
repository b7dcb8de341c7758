/**
 * The landscape in three dimensions, with the runs in the colours and markers of the map. What lies behind the surface
 * is dimmed.
 * @import {Camera, HeightField, LabModel, Palette, RunTrace, View} from "../types.js"
 * @import {Sight} from "../lib/surface-path.js"
 */
import { drawMarker } from "../lib/canvas.js";
import { palette as readColors } from "../lib/colors.js";
import { contourLevels, heightField } from "../lib/contours.js";
import { heightAt, project } from "../lib/project3d.js";
import { SurfacePath } from "../lib/surface-path.js";
import { describeSurface } from "./describe.js";
import { drawingOrder, headRow } from "./map-scene.js";
import { mountScene } from "./scene.js";
import { runStyles } from "./styles.js";
import {
  clipped,
  colorScale,
  lineColor,
  stretches,
  strokeCasing,
  strokeRun,
  tints,
} from "./surface-paint.js";
import { readSurface } from "./surface-reading.js";

/**
 * @param {HTMLElement} element
 * @param {{onTurn: (camera: Camera | null) => void}} callbacks  somebody has turned it; null is the usual camera
 * @returns {View}
 */
export function mountSurface(element, { onTurn }) {
  /** @type {LabModel | null} */
  let model = null;
  /** The surface that the field is of. @type {LabModel["surface"]} */
  let source = null;
  /** @type {HeightField | null} */
  let field = null;
  /** @type {WeakMap<RunTrace, SurfacePath>} */
  let paths = new WeakMap();

  const scene = mountScene(element, {
    label: "Surface of the landscape",
    without: "The map shows the same.",
    onTurn,
    paint(c, sight, { palette }, scale) {
      paintRuns(c, sight, palette, scale);
      paintStart(c, sight, palette, scale);
      reading?.render();
    },
  });
  const reading =
    scene.handle &&
    readSurface(scene.root, scene.handle, {
      model: () => model,
      field: () => field,
      sight: () => scene.sight,
      pathOf: (trace) => paths.get(trace),
    });

  /** @returns {import("./scene.js").Drawing | null} */
  function draw() {
    if (!model?.surface) return null;
    const { surface, landscape, theme } = model;
    if (surface !== source || !field) {
      source = surface;
      field = clipped(heightField(surface, landscape.log));
      paths = new WeakMap();
    }
    const palette = readColors(theme);
    const [line, scale] = [lineColor(palette), colorScale(model)];
    return { field, tint: tints(field), levels: contourLevels(field), scale, line, palette };
  }

  /** @param {CanvasRenderingContext2D} c @param {Sight} sight @param {Palette} palette @param {number} scale */
  function paintRuns(c, sight, palette, scale) {
    if (!model) return;
    const styles = runStyles(model);
    const { step } = model;
    const lines = drawingOrder({ model, styles }).map(({ trace, index, chosen }) => ({
      ...lineOf(trace, step, sight),
      style: styles[index],
      chosen,
    }));
    c.lineJoin = "round";
    for (const line of lines) strokeCasing(c, line, palette.paper, scale);
    for (const line of lines) strokeRun(c, line, scale);
    for (const { head, dim, style } of [...lines.slice(1), ...lines.slice(0, 1)]) {
      if (!Number.isFinite(head[0])) continue;
      c.globalAlpha = dim ? 0.45 : 1;
      drawMarker(c, style.marker, head[0], head[1], 5.2 * scale, style.color, palette.paper);
    }
    c.globalAlpha = 1;
  }

  /**
   * The line of a run up to the step shown.
   * @param {RunTrace} trace
   * @param {number} step
   * @param {Sight} sight
   */
  function lineOf(trace, step, sight) {
    let path = paths.get(trace);
    if (!path) {
      path = new SurfacePath(/** @type {HeightField} */ (field));
      paths.set(trace, path);
    }
    path.extend(trace, sight);
    const row = headRow(trace, step);
    const head = new Float64Array(3);
    path.place(trace, row, sight, head);
    const dim = path.isCovered(trace, row, sight);
    return { ...stretches(path, path.upTo(row), head, dim), head, dim };
  }

  /** @param {CanvasRenderingContext2D} c @param {Sight} sight @param {Palette} palette @param {number} scale */
  function paintStart(c, { matrix, width, height }, palette, scale) {
    if (!model || !field) return;
    const [x, y] = model.start;
    const at = new Float64Array(3);
    project(matrix, x, y, heightAt(field, x, y), width, height, at);
    if (!Number.isFinite(at[0])) return;
    c.beginPath();
    c.arc(at[0], at[1], 4.6 * scale, 0, 2 * Math.PI);
    c.fillStyle = palette.paper;
    c.fill();
    c.strokeStyle = palette.ink;
    c.lineWidth = 1.8 * scale;
    c.stroke();
  }

  return {
    render(next) {
      model = next;
      const { surface, theme, projector, camera = null } = next;
      if (next.landscape.dimension !== 2) return;
      scene.render({ key: [surface, theme], projector, camera, draw }, () => describeSurface(next));
    },
    dispose() {
      reading?.dispose();
      scene.dispose();
    },
  };
}
