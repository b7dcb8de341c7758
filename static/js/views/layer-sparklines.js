/**
 * The size of each layer's gradient over the steps, below the weights it belongs to, or where there is room for more
 * than a line, in rows. All layers share one logarithmic scale, so that a vanishing or exploding gradient shows as curves
 * at very different heights.
 * @import {Palette} from "../types.js"
 * @import {NetworkCommon} from "./network-models.js"
 * @import {Room} from "./frame.js"
 */
import { addCanvas, fitCanvas, oncePerFrame, quietLabel, SANS } from "../lib/canvas.js";
import { palette as readColors } from "../lib/colors.js";
import { levelText } from "../lib/contours.js";
import { h } from "../lib/dom.js";
import { formatMeasure, formatNumber } from "../lib/format.js";
import { GradientCurve, gradientLine, gradientScale } from "../lib/gradient-scale.js";
import { readRoom } from "./frame.js";

/** @typedef {{steps: ArrayLike<number>, values: ArrayLike<number>, rows: number, layers: number}} Norms */
/** Where a layer's curve is drawn. @typedef {{x: number, width: number, top: number, bottom: number}} Place */
/** The scale and the curves of these values. @typedef {{values: ArrayLike<number> | null, rows: number, scale: [number, number], key: string, curves: GradientCurve[]}} Kept */
/** @typedef {NetworkCommon & {norms: Norms | null}} SparklinesModel */

/**
 * @param {HTMLElement} element
 * @param {object} [_callbacks]
 * @returns {{render: (model: SparklinesModel) => void, dispose: () => void}}
 */
export function mountLayerSparklines(element, _callbacks = {}) {
  const body = h("div", { class: "sparklines-body", role: "img", "aria-label": "Gradient size" });
  const root = h("div", { class: "layer-sparklines" }, body);
  const canvas = addCanvas(body, "figure-layer");
  element.append(root);
  const speaker = quietLabel(body);
  /** @type {SparklinesModel | null} */
  let model = null;
  /** @type {Palette | null} */
  let palette = null;
  /** @type {Kept} */
  const kept = { values: null, rows: -1, scale: [-2, 0], key: "", curves: [] };

  function draw() {
    if (!model) return;
    if (palette?.theme !== model.theme) palette = readColors(model.theme);
    root.classList.toggle("is-projector", model.projector);
    const { width, height } = readRoom(body, model.projector);
    if (width < 120 || height < 30) return;
    const c = fitCanvas(canvas, width, height);
    c.clearRect(0, 0, width, height);
    paint(c, model, palette, readRoom(body, model.projector), kept);
  }

  const refresh = oncePerFrame(draw);
  const observer = new ResizeObserver(refresh.ask);
  observer.observe(body);
  document.fonts?.ready.then(refresh.ask);
  return {
    render(next) {
      model = next;
      draw();
      speaker.set(() => (model ? describe(model) : ""));
    },
    dispose() {
      observer.disconnect();
      refresh.cancel();
      speaker.cancel();
      root.remove();
    },
  };
}

/**
 * @param {CanvasRenderingContext2D} c
 * @param {SparklinesModel} model
 * @param {Palette} palette
 * @param {Room} room
 * @param {Kept} kept
 */
function paint(c, model, palette, room, kept) {
  const { norms, sizes } = model;
  const { width, height } = room;
  const font = room.fontSize;
  const layers = norms?.layers ?? sizes.length - 1;
  const tall = height > 5 * font;
  const titleWidth = paintTitle(
    c,
    palette,
    tall ? 0 : room.left,
    font,
    tall ? font : height / 2 + 2,
    tall,
  );
  const places = tall
    ? gridPlaces(layers, width, height, font)
    : columnPlaces(sizes.length, width, height, room, titleWidth, font);
  if (norms) keep(kept, norms, places);
  const { scale } = kept;
  paintScale(c, palette, places, scale, font);
  if (!norms?.rows) return;
  const row = lastRow(norms.steps, norms.rows, model.step);
  for (const [layer, curve] of kept.curves.slice(0, layers).entries())
    paintLayer(c, palette, norms, layer, row, places[layer], curve, { scale, font });
}

/** @param {number} log @param {[number, number]} scale @param {Place} place */
function heightAt(log, scale, { top, bottom }) {
  return bottom - ((log - scale[0]) / (scale[1] - scale[0])) * (bottom - top);
}

/**
 * Makes scale and curves anew where rows have come, or where the places have changed.
 * @param {Kept} kept
 * @param {Norms} norms
 * @param {Place[]} places
 */
function keep(kept, norms, places) {
  const { values, rows, layers } = norms;
  const key = places.flatMap(({ x, width, top, bottom }) => [x, width, top, bottom]).join();
  if (values === kept.values && rows === kept.rows && key === kept.key) return;
  const scale = gradientScale(values);
  Object.assign(kept, { values, rows, scale, key });
  kept.curves = places.slice(0, layers).map((place, layer) => {
    const xOf = placeOf(norms, place);
    const yOf = (/** @type {number} */ log) => heightAt(log, scale, place);
    return new GradientCurve(rows, xOf, (from, to) =>
      gradientLine(values, layers, layer, from, to, xOf, yOf, scale),
    );
  });
}

/** Where a row is. @param {Norms} norms @param {{x: number, width: number}} place */
function placeOf({ steps, rows }, { x, width }) {
  const full = steps[rows - 1] - steps[0] || 1;
  return (/** @type {number} */ row) => x + ((steps[row] - steps[0]) / full) * width;
}

/**
 * On two lines beside the curves, or on one above them.
 * @param {CanvasRenderingContext2D} c
 * @param {Palette} palette
 * @param {number} left
 * @param {number} font
 * @param {number} y of the first line
 * @param {boolean} one line
 */
function paintTitle(c, palette, left, font, y, one) {
  c.textAlign = "left";
  c.textBaseline = "alphabetic";
  c.font = `600 ${font + 0.5}px ${SANS}`;
  c.fillStyle = palette.ink;
  c.fillText("gradient", left, y);
  const beside = one ? c.measureText("gradient ").width : 0;
  c.font = `${font + 0.5}px ${SANS}`;
  c.fillStyle = palette.ink2;
  c.fillText("size per layer", left + beside, one ? y : y + font + 3.5);
  return left + c.measureText("size per layer").width;
}

/**
 * Where the curves stand: each below the squares its weights lead to, as in the diagram.
 * @param {number} columns
 * @param {number} width
 * @param {number} height
 * @param {{left: number, right: number}} gutters
 * @param {number} titleEnd
 * @param {number} font
 * @returns {Place[]}
 */
function columnPlaces(columns, width, height, gutters, titleEnd, font) {
  const layers = columns - 1;
  const begin = gutters.left + 18;
  const end = width - gutters.right - 24;
  const step = (end - begin) / layers;
  const from = Math.max(titleEnd + 12, begin + step / 2);
  const to = Math.min(width - 2.6 * font, end + step / 2);
  const room = (to - from) / layers;
  const gap = Math.min(18, 0.2 * room);
  const [top, bottom] = [font + 9, height - 5];
  return Array.from({ length: layers }, (_, k) => ({
    x: from + k * room,
    width: room - gap,
    top,
    bottom,
  }));
}

/**
 * In rows below the title, each wide enough for its name and a number.
 * @param {number} layers
 * @param {number} width
 * @param {number} height
 * @param {number} font
 * @returns {Place[]}
 */
function gridPlaces(layers, width, height, font) {
  const [right, head, gap] = [2.8 * font, 1.8 * font, 1.2 * font];
  const most = Math.max(1, Math.floor((width - right + gap) / (7 * font + gap)));
  const rows = Math.ceil(layers / most);
  const columns = Math.ceil(layers / rows);
  const across = (width - right + gap) / columns;
  const down = (height - head) / rows;
  return Array.from({ length: layers }, (_, k) => {
    const y = head + Math.floor(k / columns) * down;
    const x = (k % columns) * across;
    return { x, width: across - gap, top: y + font + 12, bottom: y + down - 0.6 * font };
  });
}

/**
 * Hairlines at the ends of the scale, with their values at the right.
 * @param {CanvasRenderingContext2D} c
 * @param {Palette} palette
 * @param {Place[]} places
 * @param {[number, number]} scale
 * @param {number} font
 */
function paintScale(c, palette, places, scale, font) {
  c.font = `${font}px ${SANS}`;
  c.textBaseline = "middle";
  c.textAlign = "left";
  c.lineWidth = 1;
  for (const level of scale) {
    c.strokeStyle = palette.hair;
    c.fillStyle = palette.ink3;
    c.beginPath();
    for (const [k, place] of places.entries()) {
      const { x, width, top } = place;
      const y = Math.round(heightAt(level, scale, place)) + 0.5;
      c.moveTo(x, y);
      c.lineTo(x + width, y);
      const lastOfRow = places[k + 1]?.top !== top;
      if (lastOfRow) c.fillText(levelText(level, true), x + width + 5, y);
    }
    c.stroke();
  }
}

/**
 * @param {CanvasRenderingContext2D} c
 * @param {Palette} palette
 * @param {Norms} norms
 * @param {number} layer
 * @param {number} row of the step shown
 * @param {Place} place
 * @param {GradientCurve} curve
 * @param {{scale: [number, number], font: number}} frame
 */
function paintLayer(c, palette, norms, layer, row, place, curve, frame) {
  const { scale, font } = frame;
  const { values, rows, layers } = norms;
  const { x, width, top, bottom } = place;
  const stroke = (/** @type {number} */ from, /** @type {number} */ to) => {
    const line = curve.between(from, to);
    c.beginPath();
    for (let k = 0; k < line.length; k += 2) c.lineTo(line[k], line[k + 1]);
    c.stroke();
  };
  c.lineJoin = "round";
  c.strokeStyle = palette.ink;
  c.globalAlpha = 0.4;
  c.lineWidth = 1;
  stroke(row, rows - 1);
  c.globalAlpha = 1;
  c.lineWidth = 1.6;
  stroke(0, row);
  const px = placeOf(norms, place)(row);
  c.lineWidth = 1;
  c.beginPath();
  c.moveTo(px, top - 2);
  c.lineTo(px, bottom + 3);
  c.stroke();
  const value = values[row * layers + layer];
  const log = value > 0 ? Math.log10(value) : scale[0];
  c.beginPath();
  const shown = Math.max(scale[0], Math.min(scale[1], log || 0));
  c.arc(px, heightAt(shown, scale, place), 0.24 * font, 0, 2 * Math.PI);
  c.strokeStyle = palette.paper;
  c.lineWidth = 2.5;
  c.stroke();
  c.fillStyle = Number.isFinite(value) ? palette.ink : palette.diverged;
  c.fill();
  c.textBaseline = "alphabetic";
  c.textAlign = "right";
  c.font = `600 ${font + 0.5}px ${SANS}`;
  const numbers = [3, 2, 1].map((digits) => formatMeasure(value, digits));
  const number = numbers.find((text) => c.measureText(text).width <= width - 2);
  if (number === undefined) return;
  const numberWidth = c.measureText(number).width;
  const line = top - 9;
  c.fillText(number, x + width, line);
  c.font = `${font}px ${SANS}`;
  c.fillStyle = palette.ink2;
  c.textAlign = "left";
  const names = [`layer ${layer + 1}`, String(layer + 1)];
  const fits = names.find((name) => c.measureText(name).width + numberWidth + 6 <= width);
  if (fits) c.fillText(fits, x, line);
}

/** The last row at or before a step. @param {ArrayLike<number>} steps @param {number} rows @param {number} step */
function lastRow(steps, rows, step) {
  let low = 0;
  let high = rows - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (steps[middle] <= step) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** @param {SparklinesModel} model */
function describe({ norms, step }) {
  if (!norms?.rows) return "Gradient size per layer: nothing computed yet";
  const row = lastRow(norms.steps, norms.rows, step);
  const parts = Array.from(
    { length: norms.layers },
    (_, layer) => `layer ${layer + 1}: ${formatNumber(norms.values[row * norms.layers + layer])}`,
  );
  return `Gradient size per layer at step ${step}. ${parts.join(", ")}`;
}
