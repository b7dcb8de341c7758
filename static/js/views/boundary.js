/**
 * The decision over the plane: areas in the colours of the classes, as strong as the probability, border lines where
 * classes meet, and the samples. In place of the decision it shows the answer of a neuron.
 * @import {Palette} from "../types.js"
 * @import {NetworkCommon, ProbeView, Tensor} from "./network-models.js"
 * @import {PlaneFrame} from "./plane-frame.js"
 */
import { addCanvas, fitCanvas, oncePerFrame, quietLabel } from "../lib/canvas.js";
import { palette as readColors } from "../lib/colors.js";
import { areProbabilities, valueAt } from "../lib/decision.js";
import { h, setText } from "../lib/dom.js";
import { formatNumber, formatPercent, formatVector } from "../lib/format.js";
import { sharesText } from "../lib/network-words.js";
import { samplePoints } from "../lib/points.js";
import { mountColorBar } from "./answer-bar.js";
import { paintBorders, prepareGround } from "./boundary-ground.js";
import { readRoom } from "./frame.js";
import { drawFrame, drawRing } from "./plane-frame.js";
import { attachPointPicking } from "./plane-picking.js";
import { readPlane } from "./plane-reading.js";
import { keepPoints } from "./point-layer.js";

/** @typedef {{title: string, data: Tensor}} NeuronAnswer */
/** @typedef {NetworkCommon & {boundary: ProbeView | null, neuron: NeuronAnswer | null, point: number | null, editing: boolean, editClass: number, accuracy: {train: number | null, test: number | null} | null}} BoundaryModel */

/**
 * @param {HTMLElement} element
 * @param {{onPoint?: (index: number | null) => void, onAdd?: (point: [number, number], kind: number) => void, onRemove?: (index: number) => void, heading?: boolean}} callbacks
 * @returns {{render: (model: BoundaryModel) => void, dispose: () => void}}
 */
export function mountBoundary(element, callbacks) {
  const caption = h("span", { class: "figure-caption" });
  const head = h("header", { class: "figure-head" }, h("h2", {}, "Decision"), caption);
  const picture = h("div", { class: "figure-picture", role: "img", "aria-label": "Decision" });
  const body = h("div", { class: "plane-body" }, picture);
  const reading = h("p", { class: "plane-reading" });
  const facts = h("dl", { class: "plane-facts" });
  const root = h(
    "section",
    { class: "boundary", "aria-label": "Decision" },
    head,
    body,
    reading,
    facts,
  );
  head.hidden = callbacks.heading === false;
  const canvas = addCanvas(picture, "figure-layer");
  const bar = mountColorBar(root);
  element.append(root);
  const ground = prepareGround();
  const speaker = quietLabel(picture);

  /** @type {BoundaryModel | null} */
  let model = null;
  /** @type {Palette | null} */
  let palette = null;
  /** @type {PlaneFrame | null} */
  let frame = null;
  /** @type {{samples: unknown, points: ReturnType<typeof samplePoints>}} */
  let data = { samples: null, points: [] };
  const points = keepPoints();

  const picking = attachPointPicking(body, {
    frame: () => frame,
    pixels: () => points.pixels,
    chosen: () => model?.point ?? null,
    editing: () => model?.editing ?? false,
    describe: (index) => pointWords(index),
    onPoint: (index) => callbacks.onPoint?.(index),
    onAdd: (point) => callbacks.onAdd?.(point, model?.editClass ?? 0),
    onRemove: (index) => callbacks.onRemove?.(index),
  });
  const reader = readPlane(body, picture, reading, {
    name: "Decision",
    frame: () => frame,
    pixels: () => points.pixels,
    words: read,
    rest: hint,
  });

  function arrange() {
    if (!model) return;
    const room = readRoom(body, model.projector);
    const width = room.width - room.left - room.right;
    const height = room.height - room.top - room.bottom;
    const window = model.samples?.window;
    if (width < 40 || height < 40 || window?.length !== 2) {
      frame = null;
      return;
    }
    const { left, top, fontSize } = room;
    const ticks = room.bottom > 8;
    frame = { left, top, width, height, x: window[0], y: window[1], fontSize, ticks };
    if (data.samples !== model.samples)
      data = { samples: model.samples, points: samplePoints(model.samples, true) };
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
    const { neuron, boundary, point, projector } = model;
    const scale = projector ? 1.5 : 1;
    c.save();
    c.beginPath();
    c.rect(frame.left, frame.top, frame.width, frame.height);
    c.clip();
    const { scores } = boundary?.arrays ?? {};
    ground.draw(c, frame, model, palette, neuron?.data ?? null, scores ?? null);
    if (scores && !neuron) paintBorders(c, frame, ground.borders(), palette, scale);
    const many = points.pixels.length > 600 ? 0.8 : 1;
    points.draw(c, room, 3.3 * scale * many, palette, neuron ? 0.75 : 1);
    const chosen = point === null ? null : points.pixels[point];
    if (chosen) drawRing(c, chosen.x, chosen.y, palette, scale);
    c.restore();
    drawFrame(c, frame, palette);
    picking.place();
  }

  /** What the network answers at a place. @param {number[]} point @param {number | null} index */
  function read([x, y], index) {
    const where = formatVector([x, y].map((v) => Number(v.toPrecision(3))));
    const sample = index === null ? null : data.points[index];
    const name = sample ? (model?.samples?.classes?.[sample.kind] ?? "") : "";
    const text = sample ? `${where} ${sample.train ? "train" : "test"} ${name}` : where;
    return `${text}: ${answerAt(x, y)}`;
  }

  /** @param {number} x @param {number} y */
  function answerAt(x, y) {
    const { neuron, boundary, samples } = /** @type {BoundaryModel} */ (model);
    const tensor = neuron?.data ?? boundary?.arrays.scores;
    if (!tensor || !frame) return "";
    const [height, width] = tensor.shape.slice(-2);
    const u = (x - frame.x[0]) / (frame.x[1] - frame.x[0]);
    const v = (y - frame.y[0]) / (frame.y[1] - frame.y[0]);
    const at = (/** @type {number} */ k) =>
      valueAt(tensor.data, k * width * height, width, height, u, v);
    if (neuron) return `${neuron.title} answers ${formatNumber(at(0), 3)}`;
    const values = Array.from({ length: tensor.shape[0] }, (_, k) => at(k));
    if (areProbabilities(tensor)) return sharesText(samples?.classes ?? [], values);
    const word = values.length > 1 ? "outputs" : "output";
    return `${word} ${values.map((value) => formatNumber(value, 3)).join(", ")}`;
  }

  function hint() {
    if (!model) return "";
    if (model.editing) return "click adds a point, or removes the one it meets";
    return model.point === null ? "click a point to follow it" : "";
  }

  /** @param {number} index */
  function pointWords(index) {
    const sample = data.points[index];
    if (!sample) return "";
    const name = model?.samples?.classes?.[sample.kind] ?? "";
    const where = formatVector([sample.x, sample.y]);
    return `${sample.train ? "Training" : "Test"} point ${where}, class ${name}`;
  }

  /** The rows keep their place before there is anything to say. */
  function renderFacts() {
    const { accuracy, samples } = /** @type {BoundaryModel} */ (model);
    const rows = [{ name: "training accuracy", value: accuracy?.train }];
    if (samples?.test !== 0) rows.push({ name: "test accuracy", value: accuracy?.test });
    facts.replaceChildren(
      ...rows.map(({ name, value }) =>
        h(
          "div",
          {},
          h("dt", {}, name),
          h("dd", {}, Number.isFinite(value) ? formatPercent(value) : "–"),
        ),
      ),
    );
  }

  const refresh = oncePerFrame(draw);
  const observer = new ResizeObserver(refresh.ask);
  observer.observe(body);
  document.fonts?.ready.then(refresh.ask);

  return {
    render(next) {
      const changed =
        !model ||
        next.samples !== model.samples ||
        next.accuracy?.train !== model.accuracy?.train ||
        next.accuracy?.test !== model.accuracy?.test;
      model = next;
      const tests = (next.samples?.test ?? 0) > 0;
      setText(caption, next.neuron?.title ?? (tests ? "filled train, open test" : ""));
      caption.classList.toggle("is-neuron", Boolean(next.neuron));
      if (changed) renderFacts();
      bar.render(next, next.neuron?.data ?? null);
      draw();
      reader.render();
      speaker.set(() => (model ? describe(model) : ""));
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

/** @param {BoundaryModel} model */
function describe({ samples, accuracy, neuron, step }) {
  const classes = samples?.classes?.join(", ") ?? "";
  const what = neuron ? `Answer of ${neuron.title}` : `Decision between the classes ${classes}`;
  const right = [
    accuracy?.train != null ? `${formatPercent(accuracy.train)} of the training points right` : "",
    accuracy?.test != null ? `${formatPercent(accuracy.test)} of the test points right` : "",
  ].filter(Boolean);
  return `${what} at step ${step}${right.length ? `: ${right.join(", ")}` : ""}`;
}
