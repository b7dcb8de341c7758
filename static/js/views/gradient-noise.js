/**
 * How far the gradients of batches are from the one of all samples: layer by layer, and as a cloud around it.
 * @import {ProbeView, NetworkCommon} from "./network-models.js"
 * @import {Room} from "./frame.js"
 */
import { addCanvas, drawArrow, fitCanvas, oncePerFrame, quietLabel } from "../lib/canvas.js";
import { palette as readColors, runStyle } from "../lib/colors.js";
import { freshId, h, setText } from "../lib/dom.js";
import { formatMeasure } from "../lib/format.js";
import { cloudFrame, noiseWords } from "../lib/gradient-noise.js";
import { readRoom } from "./frame.js";

/** @typedef {NetworkCommon & {noise: ProbeView | null, batch: number, train: number}} NoiseModel */

/**
 * @param {HTMLElement} element
 * @returns {{render: (model: NoiseModel) => void, dispose: () => void}}
 */
export function mountGradientNoise(element) {
  const title = freshId("gradient-noise");
  const note = h("span", { class: "section-note" });
  const rows = h("tbody", {});
  const heads = [
    ["gradient", "Length of the gradient over all samples"],
    ["noise", "Typical distance of a batch’s gradient from it"],
    ["ratio", "Gradient over noise"],
  ].map(([text, help]) => h("th", { scope: "col", class: "number", title: help }, text));
  const table = h(
    "table",
    { class: "layer-table" },
    h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "length"), ...heads)),
    rows,
  );
  const body = h("div", { class: "noise-body", role: "img", "aria-label": UNKNOWN });
  const words = h("p", { class: "layer-words" });
  const root = h(
    "section",
    { class: "gradient-noise", "aria-labelledby": title },
    h("header", { class: "figure-head" }, h("h2", { id: title }, "Noise of batches"), note),
    table,
    body,
    words,
  );
  const canvas = addCanvas(body, "figure-layer");
  element.append(root);
  const speaker = quietLabel(body);
  /** @type {NoiseModel | null} */
  let model = null;
  /** @type {unknown[]} */
  let shown = [];

  function draw() {
    if (!model) return;
    const room = readRoom(body, model.projector);
    const key = [model.noise, model.theme, model.run?.slot, room];
    if (room.width < 60 || key.every((item, k) => item === shown[k])) return;
    shown = key;
    const c = fitCanvas(canvas, room.width, room.height);
    c.clearRect(0, 0, room.width, room.height);
    const { noise } = model;
    const said = noise ? noiseWords(valuesOf(noise), model.train) : "";
    setText(note, noise ? `batches of ${model.batch}, step ${noise.step}` : "");
    setText(words, said);
    speaker.set(() => said || UNKNOWN);
    rows.replaceChildren(...(noise ? rowsOf(valuesOf(noise)) : []));
    if (noise) paint(c, room, model, valuesOf(noise));
  }

  const refresh = oncePerFrame(draw);
  const observer = new ResizeObserver(refresh.ask);
  observer.observe(body);
  return {
    render(next) {
      model = next;
      draw();
    },
    dispose() {
      observer.disconnect();
      refresh.cancel();
      speaker.cancel();
      root.remove();
    },
  };
}

/** What is said before anything is known. */
const UNKNOWN = "Gradients of batches";

/** @param {ProbeView} noise @returns {import("../lib/gradient-noise.js").Noise} */
function valuesOf({ arrays: { signal, noise, scale, cloud } }) {
  return { signal: signal.data, noise: noise.data, scale: scale.data[0], cloud: cloud.data };
}

/** @param {import("../lib/gradient-noise.js").Noise} values */
function rowsOf({ signal, noise }) {
  const number = (/** @type {number} */ value) =>
    h("td", { class: "number" }, Number.isFinite(value) ? formatMeasure(value, 3) : "–");
  return Array.from(signal, (length, layer) =>
    h(
      "tr",
      {},
      h("th", { scope: "row" }, `layer ${layer + 1}`),
      number(length),
      number(noise[layer]),
      number(length / noise[layer]),
    ),
  );
}

/**
 * The gradient over all samples as an arrow to the right, those of batches as dots around its end.
 * @param {CanvasRenderingContext2D} c
 * @param {Room} room
 * @param {NoiseModel} model
 * @param {import("../lib/gradient-noise.js").Noise} values
 */
function paint(c, { width, height }, model, values) {
  const palette = readColors(model.theme);
  const { toX, toY } = cloudFrame(values, width, height);
  if (!Number.isFinite(toX(0))) return;
  c.strokeStyle = palette.hair;
  c.lineWidth = 1;
  c.beginPath();
  c.moveTo(Math.round(toX(0)) + 0.5, 0);
  c.lineTo(Math.round(toX(0)) + 0.5, height);
  c.moveTo(0, Math.round(toY(0)) + 0.5);
  c.lineTo(width, Math.round(toY(0)) + 0.5);
  c.stroke();
  c.fillStyle = runStyle(model.run?.slot ?? 1).color;
  c.globalAlpha = 0.55;
  const radius = model.projector ? 5 : 2.6;
  for (let k = 0; k < values.cloud.length; k += 2) {
    c.beginPath();
    c.arc(toX(values.cloud[k]), toY(values.cloud[k + 1]), radius, 0, 2 * Math.PI);
    c.fill();
  }
  c.globalAlpha = 1;
  const end = toX(Math.hypot(...Array.from(values.signal)));
  drawArrow(c, toX(0), toY(0), end, toY(0), palette.ink, 2, palette.paper);
}
