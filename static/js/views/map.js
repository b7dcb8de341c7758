/**
 * The map of a two-dimensional landscape: coloured ground, Plotly's axes and contours, and above them a
 * canvas for everything that moves. Click or drag in it to choose the start; it is read and zoomed.
 * @import {Box, FigureReport, LabModel, Palette, Surface, View} from "../types.js"
 * @import {Frame} from "../lib/plotly.js"
 * @import {Scene} from "./map-scene.js"
 * @import {Zoom} from "../lib/window.js"
 */
import { addCanvas, fitCanvas, haloText, oncePerFrame, quietLabel, SANS } from "../lib/canvas.js";
import { palette as readColors } from "../lib/colors.js";
import {
  contourCaption,
  contourLevels,
  heightField,
  indexLevels,
  levelText,
  placeLineLabels,
  traceLevel,
} from "../lib/contours.js";
import { drawContours, purge } from "../lib/plotly.js";
import { lossOn } from "../lib/readings.js";
import { spans } from "../lib/window.js";
import { describeMap } from "./describe.js";
import { fitFrame, readRoom } from "./frame.js";
import { landscapeTools, seenOf } from "./landscape-tools.js";
import { drawArrows } from "./map-arrows.js";
import { keepGround, pixelOf } from "./map-ground.js";
import { drawChanges, drawHeads } from "./map-heads.js";
import { drawLabels } from "./map-labels.js";
import { drawMinima, drawStart } from "./map-marks.js";
import { drawPaths } from "./map-paths.js";
import { attachPicking } from "./picking.js";
import { runStyles } from "./styles.js";

/**
 * Mounts the map. The host's box holds the frame and, below it, the axis; tick labels hang to its left.
 * @param {HTMLElement} element
 * @param {{onStart?: (point: number[], done?: boolean) => void, onZoom?: (zoom: Zoom | null) => void}} deps
 * @returns {View<FigureReport>}
 */
export function mountMap(element, deps = {}) {
  const root = document.createElement("div");
  root.className = "figure-plane";
  const picture = document.createElement("div");
  picture.className = "figure-picture";
  picture.setAttribute("role", "img");
  picture.setAttribute("aria-label", "Map of the landscape");
  const ground = addCanvas(picture, "figure-ground");
  const plot = document.createElement("div");
  plot.className = "figure-plot";
  picture.append(plot);
  const names = addCanvas(picture, "figure-layer");
  const overlay = addCanvas(picture, "figure-layer");
  root.append(picture);
  element.append(root);

  /** @type {LabModel | null} */
  let model = null;
  /** @type {Frame | null} */
  let frame = null;
  /** @type {Palette | null} */
  let palette = null;
  /** @type {ReturnType<typeof survey> | null} */
  let relief = null;
  /** @type {unknown[]} */
  let drawn = [];
  /** @type {import("./map-scene.js").Paths} */
  let paths = new WeakMap();
  /** What the buttons cover. @type {Box[]} */
  let corners = [];
  let plotBusy = false;
  let plotStale = false;
  const memory = new Map();
  const speaker = quietLabel(picture);
  const ink = keepGround();

  /** Lays out, and redraws what depends on surface, theme, size or zoom when one of them changed. */
  function still() {
    if (model?.landscape.dimension !== 2) return;
    const { landscape, surface, theme, projector, zoom } = model;
    root.classList.toggle("is-projector", projector);
    const room = readRoom(root, projector);
    const key = [landscape, surface, theme, projector, zoom, room];
    if (key.every((part, k) => part === drawn[k])) return;
    const ground = surface !== drawn[1] || theme !== drawn[2];
    drawn = key;
    const [x, y] = seenOf(model);
    frame = fitFrame(room, x, y);
    paths = new WeakMap();
    palette = readColors(theme);
    if (!frame) return;
    if (ground || !relief) relief = surface ? survey(model) : null;
    root.classList.toggle(
      "is-stretched",
      surface !== null && !(spans(surface.x, x) && spans(surface.y, y)),
    );
    paintGround();
    paintNames();
    redrawPlot();
    const corner = tools.place();
    corners = corner ? [corner] : [];
  }

  /** Draws the coloured ground, cut and stretched until that of the part shown has come. */
  function paintGround() {
    if (!frame || !palette) return;
    const c = fitCanvas(ground, frame.outerWidth, frame.outerHeight);
    c.clearRect(0, 0, frame.outerWidth, frame.outerHeight);
    if (relief) ink.draw(c, frame, relief.field, palette);
  }

  /** Writes the values of the index contours into their lines. */
  function paintNames() {
    if (!frame || !palette || !model) return;
    const c = fitCanvas(names, frame.outerWidth, frame.outerHeight);
    c.clearRect(0, 0, frame.outerWidth, frame.outerHeight);
    if (!relief) return;
    ink.cover(c, frame, relief.field, palette);
    const scale = model.projector ? 1.6 : 1;
    const size = 12.5 * scale;
    const { field, levels } = relief;
    const at = frame;
    const toX = (/** @type {number} */ i) => gridPixel(field.x, i, at.x, at.width);
    const toY = (/** @type {number} */ j) => at.height - gridPixel(field.y, j, at.y, at.height);
    const lines = relief.lines.flatMap(({ level, lines }) =>
      lines.map((line) => ({
        text: levelText(level, field.log, levels.indexStep),
        line: line.map((value, k) => (k % 2 ? toY(value) : toX(value))),
      })),
    );
    lines.sort((a, b) => b.line.length - a.line.length);
    c.font = `${size}px ${SANS}`;
    c.textAlign = "center";
    c.textBaseline = "middle";
    for (const { text, x, y, angle } of placeLineLabels(lines, at, size).slice(0, 14)) {
      c.save();
      c.translate(at.left + x, at.top + y);
      c.rotate(angle);
      haloText(c, text, 0, 0, palette.contour, palette.paper, 4 * scale);
      c.restore();
    }
  }

  /** Gives Plotly the latest axes and contours; while it is busy, only the last request counts. */
  async function redrawPlot() {
    if (plotBusy) {
      plotStale = true;
      return;
    }
    plotBusy = true;
    do {
      plotStale = false;
      if (frame && palette) {
        const { field = null, levels = null } = relief ?? {};
        const names = model?.axes ?? model?.landscape.letters ?? [];
        await drawContours(plot, frame, field, levels, palette, names);
      }
    } while (plotStale);
    plotBusy = false;
  }

  /** Draws what moves. */
  function moving() {
    const report = { arrowScale: 0, caption: relief ? contourCaption(relief.levels) : "" };
    if (!model || !frame || !palette) return report;
    const at = frame;
    const c = fitCanvas(overlay, at.outerWidth, at.outerHeight);
    c.clearRect(0, 0, at.outerWidth, at.outerHeight);
    const kx = at.width / (at.x[1] - at.x[0]);
    const ky = at.height / (at.y[1] - at.y[0]);
    /** @type {Scene} */
    const scene = {
      c,
      frame: { x: at.left, y: at.top, width: at.width, height: at.height },
      toPixel: (point, from = 0) => [
        at.left + (point[from] - at.x[0]) * kx,
        at.top + at.height - (point[from + 1] - at.y[0]) * ky,
      ],
      toVector: (vector) => [vector[0] * kx, -vector[1] * ky],
      paths,
      model,
      palette,
      styles: runStyles(model),
      scale: model.projector ? 1.6 : 1,
      labels: [],
      obstacles: corners.slice(),
    };
    c.save();
    c.beginPath();
    c.rect(at.left, at.top, at.width, at.height);
    c.clip();
    drawPaths(scene);
    drawMinima(scene);
    drawStart(scene);
    drawChanges(scene);
    c.restore();
    c.setLineDash([]);
    if (!at.axes) {
      c.strokeStyle = palette.rule;
      c.lineWidth = 1;
      c.strokeRect(at.left, at.top, at.width, at.height);
    }
    report.arrowScale = drawArrows(scene);
    drawHeads(scene);
    drawLabels(scene, memory);
    picking.place(scene.toPixel(model.start), scene.frame, model);
    tools.render();
    return report;
  }

  const picking = attachPicking(root, overlay, {
    frame: () => frame,
    onStart: deps.onStart,
  });
  const tools = landscapeTools(root, picture, overlay, {
    name: "Map",
    model: () => model,
    frame: () => frame,
    paths: () => paths,
    pixelOf: (point) => pixelOf(/** @type {Frame} */ (frame), point),
    lossAt: (point) => (model?.surface ? lossOn(model.surface, model.landscape, point) : null),
    onZoom: deps.onZoom,
  });

  const refresh = oncePerFrame(() => {
    still();
    moving();
  });
  const observer = new ResizeObserver(refresh.ask);
  observer.observe(root);
  document.fonts?.ready.then(() => {
    drawn = [];
    refresh.ask();
  });

  return {
    render(next) {
      model = next;
      still();
      const report = moving();
      speaker.set(() => (model ? describeMap(model) : ""));
      return report;
    },
    dispose() {
      observer.disconnect();
      refresh.cancel();
      speaker.cancel();
      picking.dispose();
      tools.dispose();
      purge(plot);
      root.remove();
    },
  };
}

/**
 * Heights, levels, traced index lines and losses of a model's surface.
 * @param {LabModel} model
 */
function survey(model) {
  const surface = /** @type {Surface} */ (model.surface);
  const field = heightField(surface, model.landscape.log, 2);
  const levels = contourLevels(field.like ?? field);
  const lines = indexLevels(levels).map((level) => ({
    level,
    lines: traceLevel(field.height, field.x.length, field.y.length, level),
  }));
  return { field, levels, lines };
}

/**
 * Pixel, from the low end of a range, of a fractional index on an axis of the grid.
 * @param {Float64Array} axis
 * @param {number} index
 * @param {[number, number]} range
 * @param {number} pixels
 */
function gridPixel(axis, index, range, pixels) {
  const [low, high] = [axis[0], axis[axis.length - 1]];
  const value = low + ((high - low) * index) / (axis.length - 1);
  return ((value - range[0]) / (range[1] - range[0])) * pixels;
}
