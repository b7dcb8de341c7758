/**
 * A one-dimensional landscape: its curve, the runs on it, and the tangent at the chosen run's head. Click or
 * drag to choose the start; it is read and zoomed.
 * @import {FigureReport, LabModel, Palette, View} from "../types.js"
 * @import {Frame} from "../lib/plotly.js"
 * @import {Zoom} from "../lib/window.js"
 * @import {Scene} from "./map-scene.js"
 */
import { addCanvas, fitCanvas, oncePerFrame, quietLabel } from "../lib/canvas.js";
import { lut, palette as readColors } from "../lib/colors.js";
import { quantiles } from "../lib/contours.js";
import { formatNumber } from "../lib/format.js";
import { drawCurve, purge } from "../lib/plotly.js";
import { spreadOf } from "../lib/readings.js";
import { spans } from "../lib/window.js";
import { describeMap } from "./describe.js";
import { fitFrame, readRoom } from "./frame.js";
import { landscapeTools, seenOf } from "./landscape-tools.js";
import { drawArrows } from "./map-arrows.js";
import { drawChanges, drawHeads } from "./map-heads.js";
import { drawLabels, label, nameFont } from "./map-labels.js";
import { drawMinima, drawStart } from "./map-marks.js";
import { drawPaths } from "./map-paths.js";
import { headRow } from "./map-scene.js";
import { attachPicking } from "./picking.js";
import { runStyles } from "./styles.js";

/**
 * Mounts the curve; the same interface as the map.
 * @param {HTMLElement} element
 * @param {{onStart?: (point: number[], done?: boolean) => void, onZoom?: (zoom: Zoom | null) => void}} deps
 * @returns {View<FigureReport>}
 */
export function mountCurve1d(element, deps = {}) {
  const root = document.createElement("div");
  root.className = "figure-plane figure-curve1d";
  const picture = document.createElement("div");
  picture.className = "figure-picture";
  picture.setAttribute("role", "img");
  picture.setAttribute("aria-label", "Curve of the landscape");
  const ground = addCanvas(picture, "figure-ground");
  const plot = document.createElement("div");
  plot.className = "figure-plot";
  picture.append(plot);
  const overlay = addCanvas(picture, "figure-layer");
  root.append(picture);
  element.append(root);

  /** @type {LabModel | null} */
  let model = null;
  /** @type {Frame | null} */
  let frame = null;
  /** @type {Palette | null} */
  let palette = null;
  /** @type {unknown[]} */
  let drawn = [];
  /** @type {import("./map-scene.js").Paths} */
  let paths = new WeakMap();
  /** What the buttons cover. @type {import("../types.js").Box[]} */
  let corners = [];
  let busy = false;
  let stale = false;
  const memory = new Map();
  const speaker = quietLabel(picture);

  function still() {
    if (model?.landscape.dimension !== 1) return;
    const { curve, theme, projector, landscape, zoom } = model;
    root.classList.toggle("is-projector", projector);
    const room = readRoom(root, projector);
    const key = [curve, landscape.name, theme, projector, zoom, room];
    if (key.every((part, k) => part === drawn[k])) return;
    drawn = key;
    const [low, high] = curve ? heightRange(curve.y) : [0, 1];
    const [x] = seenOf(model);
    root.classList.toggle("is-stretched", curve !== null && !spans(curve.x, x));
    frame = fitFrame(room, x, [low, high], false);
    paths = new WeakMap();
    palette = readColors(theme);
    if (!frame) return;
    paintGround();
    redraw();
    const corner = tools.place();
    corners = corner ? [corner] : [];
  }

  /** Fills the ground under the curve with the colour of its loss. */
  function paintGround() {
    if (!frame || !palette || !model) return;
    const c = fitCanvas(ground, frame.outerWidth, frame.outerHeight);
    c.clearRect(0, 0, frame.outerWidth, frame.outerHeight);
    const { curve } = model;
    if (!curve) return;
    const colors = lut(palette.theme);
    const [low, high] = frame.y;
    const bottom = frame.top + frame.height;
    for (let column = 0; column < frame.width; column++) {
      const w = frame.x[0] + ((column + 0.5) / frame.width) * (frame.x[1] - frame.x[0]);
      const value = sample(curve, w);
      if (!Number.isFinite(value) || w < curve.x[0] || w > curve.x[curve.x.length - 1]) continue;
      const share = Math.max(0, Math.min(1, (value - low) / (high - low)));
      const at = 3 * Math.round(255 * Math.sqrt(share));
      c.fillStyle = `rgb(${colors[at]},${colors[at + 1]},${colors[at + 2]})`;
      c.globalAlpha = 0.85;
      c.fillRect(frame.left + column, bottom - share * frame.height, 1.02, share * frame.height);
    }
    c.globalAlpha = 1;
  }

  async function redraw() {
    if (busy) {
      stale = true;
      return;
    }
    busy = true;
    do {
      stale = false;
      if (frame && palette) {
        const letters = model?.landscape.letters ?? [];
        await drawCurve(plot, frame, model?.curve ?? null, palette, letters);
      }
    } while (stale);
    busy = false;
  }

  function moving() {
    const report = { arrowScale: 0, caption: "tangent at the chosen run" };
    if (!model || !frame || !palette) return report;
    const { curve } = model;
    const at = frame;
    const c = fitCanvas(overlay, at.outerWidth, at.outerHeight);
    c.clearRect(0, 0, at.outerWidth, at.outerHeight);
    const kx = at.width / (at.x[1] - at.x[0]);
    const ky = at.height / (at.y[1] - at.y[0]);
    const toY = (/** @type {number} */ value) => at.top + at.height - (value - at.y[0]) * ky;
    const losses = lossesOf(model);
    /** @type {Scene} */
    const scene = {
      c,
      frame: { x: at.left, y: at.top, width: at.width, height: at.height },
      toPixel: (point, from = 0) => {
        const w = point[from];
        const known = losses.get(point)?.[from];
        const loss = Number.isFinite(known) ? known : curve ? sample(curve, w) : at.y[0];
        return [at.left + (w - at.x[0]) * kx, toY(Number(loss))];
      },
      toVector: (vector) => [vector[0] * kx, 0],
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
    drawTangent(scene, toY);
    drawMinima(scene);
    drawStart(scene);
    drawChanges(scene);
    c.restore();
    report.arrowScale = drawArrows(scene);
    drawHeads(scene);
    drawLabels(scene, memory);
    picking.place(scene.toPixel(model.start), scene.frame, model);
    tools.render();
    return report;
  }

  const picking = attachPicking(root, overlay, {
    frame: () => frame,
    dimension: 1,
    onStart: deps.onStart,
  });
  const tools = landscapeTools(root, picture, overlay, {
    name: "Curve",
    model: () => model,
    frame: () => frame,
    paths: () => paths,
    pixelOf([w]) {
      const { left, top, width, height, x, y } = /** @type {Frame} */ (frame);
      const loss = model?.curve ? sample(model.curve, w) : Number.NaN;
      const share = Number.isFinite(loss) ? (loss - y[0]) / (y[1] - y[0]) : 0;
      const within = Math.max(0, Math.min(1, share));
      return [left + ((w - x[0]) / (x[1] - x[0])) * width, top + height * (1 - within)];
    },
    lossAt([w]) {
      const curve = model?.curve;
      const known = curve && w >= curve.x[0] && w <= curve.x[curve.x.length - 1];
      return known ? { loss: sample(curve, w), spread: spreadOf(curve.y) } : null;
    },
    onZoom: deps.onZoom,
  });
  const refresh = oncePerFrame(() => {
    still();
    moving();
  });
  const observer = new ResizeObserver(refresh.ask);
  observer.observe(root);
  document.fonts?.ready.then(refresh.ask);

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
 * The losses of rows, by their parameters: where a run has left the curve shown, it is drawn to where it is.
 * @param {LabModel} model
 */
function lossesOf({ runs }) {
  /** @type {Map<ArrayLike<number> | undefined, ArrayLike<number> | undefined>} */
  const losses = new Map();
  for (const { trace, ghost } of runs)
    for (const shown of [trace, ghost]) losses.set(shown?.columns.parameters, shown?.columns.loss);
  return losses;
}

/**
 * Loss of a sampled curve between its samples; goes on straight beyond its ends.
 * @param {{x: ArrayLike<number>, y: ArrayLike<number>}} curve
 * @param {number} at
 */
export function sample({ x, y }, at) {
  const last = x.length - 1;
  const u = ((at - x[0]) / (x[last] - x[0])) * last;
  const i = Math.max(0, Math.min(last - 1, Math.floor(u)));
  return Number.isFinite(u) ? y[i] + (u - i) * (y[i + 1] - y[i]) : Number.NaN;
}

/**
 * The range of losses shown, with a little air; a steep end does not flatten the rest.
 * @param {Float64Array} values
 * @returns {[number, number]}
 */
export function heightRange(values) {
  const finite = values.filter(Number.isFinite);
  if (!finite.length) return [0, 1];
  const [low, typical, high] = quantiles(finite, [0, 0.9, 1]);
  const top = Math.min(high, low + 3 * (typical - low || high - low || 1));
  const span = top - low || 1;
  return [low - 0.12 * span, top + 0.06 * span];
}

/**
 * The tangent at the chosen run's head with its slope.
 * @param {Scene} scene
 * @param {(value: number) => number} toY
 */
function drawTangent(scene, toY) {
  const { c, model, palette, scale, frame } = scene;
  const run = model.runs[model.selected];
  if (!run?.trace || run.muted || !run.trace.columns.gradient) return;
  const row = headRow(run.trace, model.step);
  const w = run.trace.columns.parameters[row];
  const slope = run.trace.columns.gradient[row];
  const [x, y] = scene.toPixel([w]);
  if (!Number.isFinite(slope) || x < frame.x || x > frame.x + frame.width) return;
  const unit = scene.toPixel([w + 1])[0] - x;
  const fall = (toY(slope) - toY(0)) / unit;
  const reach = 74 * scale;
  const dx = reach / Math.hypot(1, fall);
  c.setLineDash([]);
  for (const [color, width] of /** @type {[string, number][]} */ ([
    [palette.paper, 5],
    [palette.gradient, 2],
  ])) {
    c.strokeStyle = color;
    c.lineWidth = width * scale;
    c.beginPath();
    c.moveTo(x - dx, y - fall * dx);
    c.lineTo(x + dx, y + fall * dx);
    c.stroke();
  }
  const font = nameFont(scale);
  const up = fall < 0 ? 1 : -1;
  const text = `slope ${formatNumber(slope)}`;
  const [tx, ty] = [x + up * dx, y + up * fall * dx];
  scene.labels.push(
    label(scene, "tangent", text, tx, ty, palette.gradient, font, 6 * scale, up > 0 ? 0 : 180),
  );
}
