/**
 * A regression of two inputs over their plane: the answer as colours, and the samples in the colours of their targets,
 * by one scale. In place of the answer it shows that of a neuron.
 * @import {Palette} from "../types.js"
 * @import {NetworkCommon, ProbeView} from "./network-models.js"
 * @import {NeuronAnswer} from "./boundary.js"
 * @import {PlaneFrame} from "./plane-frame.js"
 */
import { addCanvas, fitCanvas, oncePerFrame, quietLabel } from "../lib/canvas.js";
import { palette as readColors } from "../lib/colors.js";
import { valueAt } from "../lib/decision.js";
import { h, setText } from "../lib/dom.js";
import { formatNumber } from "../lib/format.js";
import { firstOf, samplePoints } from "../lib/points.js";
import { colorAt, paintTargets, rangeOf, shareOf, targetLut } from "../lib/target-scale.js";
import { keepPicture, paintNeuron } from "./boundary-ground.js";
import { readRoom } from "./frame.js";
import { drawAxisNames, drawFrame, drawRing } from "./plane-frame.js";
import { attachPointPicking } from "./plane-picking.js";
import { readPlane } from "./plane-reading.js";
import { keepPoints } from "./point-layer.js";
import { mountTargetBar } from "./target-bar.js";

/** @typedef {NetworkCommon & {field: ProbeView | null, neuron: NeuronAnswer | null, point: number | null}} FieldModel */
/** @typedef {import("./point-layer.js").Point & {color: string}} Colored */

/**
 * @param {HTMLElement} element
 * @param {{onPoint?: (index: number | null) => void}} callbacks
 * @returns {{render: (model: FieldModel) => void, dispose: () => void}}
 */
export function mountFieldMap(element, callbacks) {
  const caption = h("span", { class: "figure-caption" });
  const head = h("header", { class: "figure-head" }, h("h2", {}, "Answer"), caption);
  const picture = h("div", { class: "figure-picture", role: "img", "aria-label": "Answer" });
  const body = h("div", { class: "plane-body" }, picture);
  const reading = h("p", { class: "plane-reading" });
  const root = h("section", { class: "field-map", "aria-label": "Answer" }, head, body, reading);
  const canvas = addCanvas(picture, "figure-layer");
  const bar = mountTargetBar(root);
  element.append(root);
  const ground = keepPicture();
  const speaker = quietLabel(picture);

  /** @type {FieldModel | null} */
  let model = null;
  /** @type {Palette | null} */
  let palette = null;
  /** @type {PlaneFrame | null} */
  let frame = null;
  /** @type {{key: unknown[], points: Colored[], range: [number, number]}} */
  let data = { key: [], points: [], range: [-1, 1] };
  const points = keepPoints();

  const picking = attachPointPicking(body, {
    frame: () => frame,
    pixels: () => points.pixels,
    chosen: () => model?.point ?? null,
    editing: () => false,
    describe: pointWords,
    onPoint: (index) => callbacks.onPoint?.(index),
    onAdd: () => {},
    onRemove: () => {},
  });
  const reader = readPlane(body, picture, reading, {
    name: "Answer",
    frame: () => frame,
    pixels: () => points.pixels,
    words: read,
    rest: () => (model?.point === null ? "click a point to follow it" : ""),
  });

  function arrange() {
    frame = null;
    if (!model) return;
    const room = readRoom(body, model.projector);
    const width = room.width - room.left - room.right;
    const height = room.height - room.top - room.bottom;
    const window = model.samples?.window;
    if (width < 40 || height < 40 || window?.length !== 2) return;
    const { left, top, fontSize } = room;
    const ticks = room.bottom > 8;
    frame = { left, top, width, height, x: window[0], y: window[1], fontSize, ticks };
    data = coloured(model, data);
    points.place(frame, data.points);
  }

  function draw() {
    if (!model) return;
    if (palette?.theme !== model.theme) palette = readColors(model.theme);
    root.classList.toggle("is-projector", model.projector);
    arrange();
    if (!frame) return;
    const room = readRoom(body, model.projector);
    const c = fitCanvas(canvas, room.width, room.height);
    c.clearRect(0, 0, room.width, room.height);
    const { neuron, point, projector } = model;
    const scale = projector ? 1.5 : 1;
    c.save();
    c.beginPath();
    c.rect(frame.left, frame.top, frame.width, frame.height);
    c.clip();
    paintGround(c, frame);
    points.draw(c, room, 3.6 * scale, palette, neuron ? 0.75 : 1);
    const chosen = point === null ? null : points.pixels[point];
    if (chosen) drawRing(c, chosen.x, chosen.y, palette, scale);
    c.restore();
    drawFrame(c, frame, palette);
    // Edge to edge on a phone, the button that saves the figure stands in its corner.
    const clear = room.right < 10 ? 42 : 0;
    if (room.bottom > 30) drawAxisNames(c, frame, palette, model.samples?.features ?? [], clear);
    picking.place();
  }

  /** @param {CanvasRenderingContext2D} c @param {PlaneFrame} at */
  function paintGround(c, at) {
    const { neuron, field, theme } = /** @type {FieldModel} */ (model);
    const tensor = neuron?.data ?? field?.arrays.z;
    if (!tensor) return;
    const { range } = data;
    ground.keep([tensor.data, theme, range], tensor, (pixels, width, height) => {
      if (neuron) paintNeuron(pixels, tensor, width, height, theme);
      else paintTargets(pixels, tensor.data, width, height, range, targetLut(theme));
    });
    ground.draw(c, at);
  }

  /** What the network answers at a place. @param {number[]} point @param {number | null} index */
  function read(point, index) {
    const sample = index === null ? null : data.points[index];
    const { neuron, samples } = /** @type {FieldModel} */ (model);
    const at = sample ? [sample.x, sample.y] : point;
    const where = at.map((v, k) => `${nameOf(k)} ${formatNumber(Number(v.toPrecision(3)))}`);
    const answer = answerAt(at);
    const said = Number.isFinite(answer) ? formatNumber(answer, 4) : "";
    if (neuron) return `${where.join(", ")}: ${neuron.title} answers ${said}`;
    const target =
      index === null
        ? ""
        : `, target ${formatNumber(firstOf(samples?.targets?.[index] ?? Number.NaN), 4)}`;
    return `${where.join(", ")}: answer ${said}${target}`;
  }

  /** @param {number} k */
  function nameOf(k) {
    return model?.samples?.features?.[k] ?? ["x", "y"][k];
  }

  /** @param {number[]} point */
  function answerAt([x, y]) {
    const tensor = model?.neuron?.data ?? model?.field?.arrays.z;
    if (!tensor || !frame) return Number.NaN;
    const [height, width] = tensor.shape.slice(-2);
    const u = (x - frame.x[0]) / (frame.x[1] - frame.x[0]);
    const v = (y - frame.y[0]) / (frame.y[1] - frame.y[0]);
    return valueAt(tensor.data, 0, width, height, u, v);
  }

  /** @param {number} index */
  function pointWords(index) {
    const sample = data.points[index];
    if (!sample) return "";
    const target = formatNumber(firstOf(model?.samples?.targets?.[index] ?? Number.NaN));
    const where = [sample.x, sample.y].map((v, k) => `${nameOf(k)} ${formatNumber(v)}`);
    return `${sample.train ? "Training" : "Test"} point ${where.join(", ")}, target ${target}`;
  }

  const refresh = oncePerFrame(draw);
  const observer = new ResizeObserver(refresh.ask);
  observer.observe(body);
  document.fonts?.ready.then(refresh.ask);

  return {
    render(next) {
      model = next;
      const tests = (next.samples?.test ?? 0) > 0;
      setText(caption, next.neuron?.title ?? (tests ? "filled train, open test" : ""));
      caption.classList.toggle("is-neuron", Boolean(next.neuron));
      draw();
      bar.render(next.theme, next.samples?.target || "target", data.range);
      reader.render();
      speaker.set(() => (model ? describe(model, data.range) : ""));
    },
    dispose() {
      observer.disconnect();
      refresh.cancel();
      speaker.cancel();
      bar.dispose();
      reader.dispose();
      root.remove();
    },
  };
}

/**
 * The samples in the colours of their targets; the last ones where nothing has changed.
 * @param {FieldModel} model
 * @param {{key: unknown[], points: Colored[], range: [number, number]}} last
 */
function coloured({ samples, theme }, last) {
  const key = [samples, theme];
  if (key.every((part, k) => part === last.key[k])) return last;
  const targets = (samples?.targets ?? []).map(firstOf);
  const range = rangeOf(targets);
  const table = targetLut(theme);
  const points = samplePoints(samples, true).map((point, index) => ({
    ...point,
    kind: -1,
    color: `rgb(${colorAt(table, shareOf(targets[index], range)).join()})`,
  }));
  return { key, points, range };
}

/** @param {FieldModel} model @param {[number, number]} range */
function describe({ samples, field, neuron, step }, range) {
  const count = samples?.inputs?.length ?? 0;
  const what = neuron ? `Answer of ${neuron.title}` : `Answer for ${samples?.target || "target"}`;
  const over = `over ${(samples?.features ?? []).join(" and ")}`;
  if (!field) return `${what} ${over}: ${count} samples, nothing computed yet`;
  const ends = range.map((value) => formatNumber(value, 4)).join(" to ");
  return `${what} ${over} at step ${step}; ${count} samples with targets from ${ends}`;
}
