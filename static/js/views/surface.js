/**
 * The landscape in three dimensions: Plotly draws the surface once, a canvas above it the runs, with the
 * colours and markers of the map. What lies behind the surface is dimmed.
 * @import {Camera, HeightField, LabModel, Palette, RunTrace, View} from "../types.js"
 * @import {Sight} from "../lib/surface-path.js"
 */
import { addCanvas, drawMarker, fitCanvas, oncePerFrame, quietLabel } from "../lib/canvas.js";
import { palette as readColors } from "../lib/colors.js";
import { contourLevels, heightField } from "../lib/contours.js";
import { purge } from "../lib/plotly.js";
import {
  aimCamera,
  cameraFor,
  cameraNow,
  drawSurface,
  hasWebGL,
  liveCamera,
  onCamera,
  surfaceCamera,
  turnCamera,
} from "../lib/plotly-surface.js";
import { cameraMatrix, eyePosition, heightAt, project } from "../lib/project3d.js";
import { SurfacePath } from "../lib/surface-path.js";
import { describeSurface } from "./describe.js";
import { readRoom } from "./frame.js";
import { drawingOrder, headRow } from "./map-scene.js";
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
import { surfaceTurner } from "./surface-turner.js";
import { zoomTools } from "./zoom-tools.js";

/**
 * Mounts the surface. Drag to turn it, or use the arrow keys, plus and minus; Home turns it back.
 * @param {HTMLElement} element
 * @param {{onTurn: (camera: Camera | null) => void}} callbacks  somebody has turned it; null is the usual camera
 * @returns {View}
 */
export function mountSurface(element, { onTurn }) {
  const root = document.createElement("div");
  root.className = "figure-surface";
  element.append(root);
  if (!hasWebGL()) return note(root);

  const picture = document.createElement("div");
  picture.className = "figure-picture";
  picture.setAttribute("role", "img");
  picture.setAttribute("aria-label", "Surface of the landscape");
  const plot = document.createElement("div");
  plot.className = "figure-plot";
  picture.append(plot);
  const overlay = addCanvas(picture, "figure-layer");
  const turner = surfaceTurner(picture, {
    onMove: () => watch.ask(),
    onLetGo: tellCamera,
    onTurn: (turn) =>
      turnCamera(plot, ...turn)
        .then(watch.ask)
        .then(tellCamera),
    onReset: () => {
      aim(null);
      onTurn(null);
    },
  });
  root.append(turner.element);
  const tools = zoomTools(root, "surface", {
    onZoom: (times) => turner.turn([0, 0, Math.sqrt(times)]),
    onWhole: () => turner.reset(),
    onLost: () => turner.element.focus({ preventScroll: true }),
  });

  /** @type {LabModel | null} */
  let model = null;
  /** @type {HeightField | null} */
  let field = null;
  /** @type {Palette | null} */
  let palette = null;
  /** @type {unknown[]} */
  let drawn = [];
  let busy = false;
  let stale = false;
  let listening = false;
  let cameraKey = "";
  /** The camera that was last told of, by the model or to whoever listens. @type {Camera | null} */
  let camera = null;
  /** @type {WeakMap<RunTrace, SurfacePath>} */
  let paths = new WeakMap();
  const speaker = quietLabel(picture);
  /** How it was seen last. @type {Sight | null} */
  let sight = null;
  const reading = readSurface(root, turner.element, {
    model: () => model,
    field: () => field,
    sight: () => sight,
    pathOf: (trace) => paths.get(trace),
  });

  function still() {
    if (!model?.surface || model.landscape.dimension !== 2) return;
    const { surface, theme, projector } = model;
    const room = readRoom(root, projector);
    const key = [surface, theme, projector, ...Object.values(room)];
    if (room.width < 20 || room.height < 20) return;
    const wanted = model.camera ?? null;
    if (key.every((part, k) => part === drawn[k])) {
      if (wanted !== camera) aim(wanted);
      return;
    }
    camera = wanted;
    if (surface !== drawn[0] || !field) {
      field = clipped(heightField(surface, model.landscape.log));
      paths = new WeakMap();
    }
    palette = readColors(theme);
    drawn = key;
    redraw();
  }

  const sizeNow = () => ({ width: root.clientWidth, height: root.clientHeight });

  /** @param {Camera | null} wanted */
  function aim(wanted) {
    camera = wanted;
    if (busy) stale = true;
    else if (field) aimCamera(plot, cameraFor(sizeNow(), field, camera)).then(watch.ask);
  }

  /** Where somebody has left the camera is told, once. */
  function tellCamera() {
    const now = field && cameraNow(plot, sizeNow(), field);
    if (JSON.stringify(now) === JSON.stringify(camera)) return;
    camera = now;
    onTurn(now);
  }

  async function redraw() {
    if (busy) {
      stale = true;
      return;
    }
    busy = true;
    do {
      stale = false;
      if (!model || !field || !palette) break;
      const size = sizeNow();
      const options = {
        ...size,
        camera: (turner.held && liveCamera(plot)) || cameraFor(size, field, camera),
        line: lineColor(palette),
        scale: colorScale(model),
      };
      await drawSurface(plot, options, field, tints(field), contourLevels(field), palette);
      if (!listening) {
        listening = true;
        onCamera(plot, refresh.ask);
      }
    } while (stale);
    busy = false;
    cameraKey = "";
    watch.ask();
  }

  function moving() {
    if (!model || !field || !palette) return;
    const plotted = surfaceCamera(plot);
    const { width, height } = readRoom(root, model.projector);
    if (!plotted || width < 20) return;
    const matrix = cameraMatrix(plotted, plotted.dataScale);
    const c = fitCanvas(overlay, width, height);
    c.clearRect(0, 0, width, height);
    cameraKey = `${Array.from(matrix, (v) => v.toPrecision(6))} ${width} ${height}`;
    const styles = runStyles(model);
    const scale = model.projector ? 1.4 : 1;
    sight = { matrix, eye: eyePosition(matrix), width, height, key: cameraKey };
    const { step } = model;
    const seen = sight;
    const lines = drawingOrder({ model, styles }).map(({ trace, index, chosen }) => ({
      ...lineOf(trace, step, seen),
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
    paintStart(c, matrix, width, height, scale);
    reading.render();
    const distance = camera?.distance ?? 1;
    tools.render({ nearer: distance > 0.15, farther: distance < 7, whole: camera !== null });
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

  /**
   * @param {CanvasRenderingContext2D} c
   * @param {Float64Array} matrix
   * @param {number} width
   * @param {number} height
   * @param {number} scale
   */
  function paintStart(c, matrix, width, height, scale) {
    if (!model || !field || !palette) return;
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

  const refresh = oncePerFrame(() => {
    still();
    moving();
  });
  // Plotly renders a moved camera on a later frame of its own: look again until the picture stands.
  const watch = oncePerFrame(() => {
    const before = cameraKey;
    moving();
    if (before !== cameraKey) watch.ask();
  });
  const observer = new ResizeObserver(refresh.ask);
  observer.observe(root);

  return {
    render(next) {
      model = next;
      still();
      moving();
      speaker.set(() => (model ? describeSurface(model) : ""));
    },
    dispose() {
      turner.dispose();
      reading.dispose();
      observer.disconnect();
      refresh.cancel();
      watch.cancel();
      speaker.cancel();
      purge(plot);
      root.remove();
    },
  };
}

/**
 * Without WebGL there is a sentence instead.
 * @param {HTMLElement} root
 * @returns {View}
 */
function note(root) {
  const text = document.createElement("p");
  text.className = "figure-note";
  text.textContent =
    "The surface needs WebGL, which this browser does not offer. The map shows the same.";
  root.append(text);
  return { render() {}, dispose: () => root.remove() };
}
