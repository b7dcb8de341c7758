/**
 * A regression with one input: the samples, the curve the network has found, and the answer of one neuron beside it.
 * @import {Palette} from "../types.js"
 * @import {Neuron} from "../lib/network-layout.js"
 * @import {NetworkCommon, ProbeView, Tensor} from "./network-models.js"
 * @import {PlaneFrame} from "./plane-frame.js"
 */
import { addCanvas, fitCanvas, oncePerFrame, quietLabel, SANS } from "../lib/canvas.js";
import { palette as readColors, runStyle } from "../lib/colors.js";
import { h, setText } from "../lib/dom.js";
import { formatMeasure, formatNumber } from "../lib/format.js";
import { neuronText } from "../lib/network-words.js";
import { amongTargets } from "../lib/own-units.js";
import { airyRange, samplePoints } from "../lib/points.js";
import { sample as valueOnCurve } from "./curve1d.js";
import { readRoom } from "./frame.js";
import { layerAnswers, namesOf } from "./network-models.js";
import { drawFrame, drawRing, toPixel } from "./plane-frame.js";
import { attachPointPicking } from "./plane-picking.js";
import { readPlane } from "./plane-reading.js";
import { keepPoints } from "./point-layer.js";

/** So few points would vanish under the curve: they lie upon it. */
const FEW = 30;

/** @typedef {Neuron | {title: string, data: Tensor} | null} CurveNeuron */
/** @typedef {NetworkCommon & {curve: ProbeView | null, neurons: ProbeView | null, neuron: CurveNeuron, point: number | null, editing: boolean}} CurveModel */
/** @typedef {{x: ArrayLike<number>, y: ArrayLike<number>}} Line */

/**
 * @param {HTMLElement} element
 * @param {{onPoint?: (index: number | null) => void, onAdd?: (point: [number, number]) => void, onRemove?: (index: number) => void, heading?: boolean}} callbacks
 * @returns {{render: (model: CurveModel) => void, dispose: () => void}}
 */
export function mountFittedCurve(element, callbacks) {
  const caption = h("span", { class: "figure-caption" });
  const head = h("header", { class: "figure-head" }, h("h2", {}, "Fitted curve"), caption);
  const picture = h("div", { class: "figure-picture", role: "img", "aria-label": "Fitted curve" });
  const body = h("div", { class: "plane-body" }, picture);
  const reading = h("p", { class: "plane-reading" });
  const root = h("section", { class: "fitted-curve", "aria-label": "Fitted curve" });
  root.append(head, body, reading);
  head.hidden = callbacks.heading === false;
  const canvas = addCanvas(picture, "figure-layer");
  element.append(root);
  const speaker = quietLabel(picture);

  /** @type {CurveModel | null} */
  let model = null;
  /** @type {Palette | null} */
  let palette = null;
  /** @type {PlaneFrame | null} */
  let frame = null;
  /** @type {{samples: unknown, points: ReturnType<typeof samplePoints>, y: [number, number]}} */
  let data = { samples: null, points: [], y: [-1, 1] };
  const points = keepPoints();

  const picking = attachPointPicking(body, {
    frame: () => frame,
    pixels: () => points.pixels,
    chosen: () => model?.point ?? null,
    editing: () => model?.editing ?? false,
    describe: pointWords,
    onPoint: (index) => callbacks.onPoint?.(index),
    onAdd: (point) => callbacks.onAdd?.(point),
    onRemove: (index) => callbacks.onRemove?.(index),
  });
  const reader = readPlane(body, picture, reading, {
    name: "Fitted curve",
    frame: () => frame,
    pixels: () => points.pixels,
    curve(x) {
      const line = model && curveOf(model);
      return line ? valueOnCurve(line, x) : Number.NaN;
    },
    words,
    rest: hint,
  });

  function arrange() {
    frame = null;
    if (!model) return;
    const room = readRoom(body, model.projector);
    const width = room.width - room.left - room.right;
    const height = room.height - room.top - room.bottom;
    const window = model.samples?.window;
    if (width < 40 || height < 40 || window?.length !== 1) return;
    if (data.samples !== model.samples) {
      const found = samplePoints(model.samples, false);
      // The range is that of the data alone: it stays still while the curve moves.
      data = {
        samples: model.samples,
        points: found,
        y: airyRange(
          found.map(({ y }) => y),
          0.12,
        ),
      };
    }
    const { left, top, fontSize } = room;
    const ticks = room.bottom > 8;
    frame = { left, top, width, height, x: window[0], y: data.y, fontSize, ticks };
    points.place(frame, data.points);
  }

  function draw() {
    if (!model) return;
    if (palette?.theme !== model.theme) palette = readColors(model.theme);
    root.classList.toggle("is-projector", model.projector);
    root.classList.toggle("is-editing", model.editing);
    arrange();
    if (!frame) return;
    const room = readRoom(body, model.projector);
    const c = fitCanvas(canvas, room.width, room.height);
    c.clearRect(0, 0, room.width, room.height);
    const scale = model.projector ? 1.5 : 1;
    c.save();
    c.beginPath();
    c.rect(frame.left, frame.top, frame.width, frame.height);
    c.clip();
    paintZero(c, frame, palette);
    const few = data.points.length <= FEW;
    if (!few) points.draw(c, room, 3 * scale, palette, 0.75);
    const neuron = neuronLine(model, data.points);
    if (neuron) {
      c.setLineDash([5, 3]);
      paintLine(c, frame, neuron.line, palette.ink, 1.4 * scale, palette.paper);
      c.setLineDash([]);
    }
    const line = curveOf(model);
    const color = runStyle(model.run?.slot ?? 1).color;
    if (line) paintLine(c, frame, line, color, 2.75 * scale, palette.paper);
    if (few) points.draw(c, room, 3.5 * scale, palette, 1);
    paintChosen(c, frame, line, palette, scale);
    c.restore();
    drawFrame(c, frame, palette);
    if (neuron) paintNeuronName(c, frame, neuron.title, palette);
    picking.place();
  }

  /** The chosen sample with its distance from the curve. @param {CanvasRenderingContext2D} c @param {PlaneFrame} at @param {Line | null} line @param {Palette} colors @param {number} scale */
  function paintChosen(c, at, line, colors, scale) {
    const index = model?.point ?? null;
    const sample = index === null ? null : data.points[index];
    if (!sample || index === null) return;
    const pixel = points.pixels[index];
    if (line) {
      const answer = valueOnCurve(line, sample.x);
      const [, py] = toPixel(at, sample.x, answer);
      c.strokeStyle = colors.ink;
      c.lineWidth = 1.5 * scale;
      c.beginPath();
      c.moveTo(pixel.x, pixel.y);
      c.lineTo(pixel.x, py);
      c.stroke();
    }
    drawRing(c, pixel.x, pixel.y, colors, scale);
  }

  /** What the network answers at a place. @param {number[]} point @param {number | null} index */
  function words([x], index) {
    const line = model && curveOf(model);
    const sample = index === null ? null : data.points[index];
    const at = sample?.x ?? x;
    const answer = line ? `answer ${formatNumber(valueOnCurve(line, at), 3)}` : "";
    const target = sample ? `target ${formatNumber(sample.y, 3)}` : "";
    return [`x ${formatNumber(at, 3)}`, target, answer].filter(Boolean).join(", ");
  }

  function hint() {
    if (model?.editing) return "click adds a point, or removes the one it meets";
    return model?.point == null ? "click a point to follow it" : "";
  }

  /** @param {number} index */
  function pointWords(index) {
    const sample = data.points[index];
    if (!sample) return "";
    const kind = sample.train ? "Training" : "Test";
    return `${kind} point x ${formatNumber(sample.x)}, target ${formatNumber(sample.y)}`;
  }

  const refresh = oncePerFrame(draw);
  const observer = new ResizeObserver(refresh.ask);
  observer.observe(body);
  document.fonts?.ready.then(refresh.ask);

  return {
    render(next) {
      model = next;
      const tests = (next.samples?.test ?? 0) > 0;
      setText(caption, tests ? "filled train, open test" : "");
      draw();
      reader.render();
      speaker.set(() => (model ? describe(model) : ""));
    },
    dispose() {
      observer.disconnect();
      refresh.cancel();
      speaker.cancel();
      reader.dispose();
      root.remove();
    },
  };
}

/** @param {CurveModel} model @returns {Line | null} */
function curveOf({ curve }) {
  const { x, y } = curve?.arrays ?? {};
  return x && y ? { x: x.data, y: y.data } : null;
}

/**
 * The answer of the neuron that is pointed at, over the window.
 * @param {CurveModel} model
 * @param {ReturnType<typeof samplePoints>} points
 * @returns {{title: string, line: Line} | null}
 */
function neuronLine(model, points) {
  const { neuron, neurons, samples, sizes } = model;
  if (!neuron || !samples?.window) return null;
  let title = "";
  /** @type {ArrayLike<number>} */
  let values = [];
  if ("data" in neuron) {
    title = neuron.title;
    values = neuron.data.data;
  } else {
    const tensor = layerAnswers(neurons, neuron.layer, sizes.length - 1);
    if (!tensor || neuron.layer === 0) return null;
    const places = tensor.shape[1];
    title = neuronText(neuron, namesOf(model));
    values = Array.from({ length: places }, (_, k) => tensor.data[neuron.unit * places + k]);
    if (neuron.layer < sizes.length - 1)
      values = Array.from(values, amongTargets(model.problem.dataset, points));
  }
  if (values.length < 2) return null;
  const [low, high] = samples.window[0];
  const x = Array.from(
    { length: values.length },
    (_, k) => low + ((high - low) * k) / (values.length - 1),
  );
  return { title, line: { x, y: values } };
}

/** @param {CanvasRenderingContext2D} c @param {PlaneFrame} frame @param {Palette} palette */
function paintZero(c, frame, palette) {
  if (frame.y[0] >= 0 || frame.y[1] <= 0) return;
  const [, y] = toPixel(frame, 0, 0);
  c.strokeStyle = palette.hair;
  c.lineWidth = 1;
  c.beginPath();
  c.moveTo(frame.left, y);
  c.lineTo(frame.left + frame.width, y);
  c.stroke();
}

/**
 * @param {CanvasRenderingContext2D} c
 * @param {PlaneFrame} frame
 * @param {Line} line
 * @param {string} color
 * @param {number} width
 * @param {string} paper
 */
function paintLine(c, frame, { x, y }, color, width, paper) {
  const far = 4 * frame.height;
  c.lineJoin = "round";
  c.beginPath();
  for (let k = 0; k < x.length; k++) {
    const [px, py] = toPixel(frame, x[k], y[k]);
    if (Number.isFinite(py)) c.lineTo(px, Math.max(-far, Math.min(far, py)));
  }
  const dash = c.getLineDash();
  c.setLineDash([]);
  c.strokeStyle = paper;
  c.lineWidth = width + 2.5;
  c.stroke();
  c.setLineDash(dash);
  c.strokeStyle = color;
  c.lineWidth = width;
  c.stroke();
}

/** @param {CanvasRenderingContext2D} c @param {PlaneFrame} frame @param {string} title @param {Palette} palette */
function paintNeuronName(c, frame, title, palette) {
  c.font = `600 ${frame.fontSize}px ${SANS}`;
  c.textAlign = "left";
  c.textBaseline = "top";
  const [x, y] = [frame.left + 8, frame.top + 7];
  c.lineJoin = "round";
  c.strokeStyle = palette.paper;
  c.lineWidth = 4;
  c.strokeText(title, x, y);
  c.fillStyle = palette.ink;
  c.fillText(title, x, y);
}

/** @param {CurveModel} model */
function describe(model) {
  const line = curveOf(model);
  const { samples, step } = model;
  const count = samples?.inputs?.length ?? 0;
  if (!line) return `Fitted curve: ${count} samples, nothing computed yet`;
  const last = line.x.length - 1;
  const parts = [0, Math.round(last / 2), last].map(
    (k) => `${formatMeasure(line.y[k], 3)} at x ${formatNumber(line.x[k], 3)}`,
  );
  return `Fitted curve at step ${step} through ${count} samples: ${parts.join(", ")}`;
}
