/**
 * From pixels to classes: one of the shown pictures on its way, raw, scaled, flattened, in a batch; then the layers as
 * blocks with the number of weights between them.
 * @import {NetworkCommon} from "./network-models.js"
 */
import { palette as readColors, rgb } from "../lib/colors.js";
import { h } from "../lib/dom.js";
import { formatCount, formatNumber } from "../lib/format.js";
import { layerBlocks, tellingPixel } from "../lib/layer-blocks.js";
import { paintPixels } from "./pixels.js";
import { wordLink } from "./reference-link.js";

/** @typedef {NetworkCommon & {batch: number}} PictureWayModel */
/** Rows of a batch that are drawn. */
const MOST_ROWS = 12;

/**
 * @param {HTMLElement} element
 * @returns {{render: (model: PictureWayModel) => void, dispose: () => void}}
 */
export function mountPictureWay(element) {
  const another = h(
    "button",
    { type: "button", class: "text-button", onclick: () => turn(1) },
    "another",
  );
  const head = h(
    "header",
    { class: "section-head" },
    h("h2", {}, "From pixels to classes"),
    another,
  );
  const way = h("ol", { class: "way" });
  const blocks = h("ol", { class: "blocks", "aria-label": "Layers" });
  const total = h("p", { class: "blocks-total" });
  const root = h("section", { class: "picture-way", "aria-label": "From pixels to classes" }, head);
  root.append(way, blocks, total);
  element.append(root);
  /** @type {PictureWayModel | null} */
  let model = null;
  /** @type {unknown[]} */
  let shown = [];
  let at = 0;

  /** @param {number} by */
  function turn(by) {
    at += by;
    if (model) render(model);
  }

  /** @param {PictureWayModel} next */
  function render(next) {
    model = next;
    const { samples, problem, sizes, theme, batch } = next;
    const key = [samples, JSON.stringify(problem.hidden), sizes.join(), theme, batch, at];
    if (key.every((part, k) => part === shown[k])) return;
    shown = key;
    const images = samples?.examples?.images ?? [];
    another.hidden = images.length < 2;
    way.hidden = images.length === 0;
    if (samples && images.length) way.replaceChildren(...stages(next, images));
    const activations = (problem.hidden ?? []).map(({ activation }) => activation.name);
    const layers = layerBlocks(sizes, activations, samples?.output ?? "");
    blocks.replaceChildren(...layers.flatMap(blockRows));
    total.textContent = samples ? `${formatCount(samples.parameters)} parameters in all` : "";
  }

  /** @param {PictureWayModel} model @param {number[][]} images */
  function stages({ samples, problem, theme, batch }, images) {
    const index = at % images.length;
    const picture = images[index];
    const side = Math.round(Math.sqrt(picture.length));
    const ink = rgb(readColors(theme).ink);
    const label = samples?.classes[samples.examples?.labels[index] ?? -1] ?? "";
    const pixel = tellingPixel(picture);
    const place = `pixel (${Math.floor(pixel / side) + 1}, ${(pixel % side) + 1})`;
    const flat = painted([picture], ink);
    const rows = Array.from(
      { length: Math.min(batch, MOST_ROWS, images.length) },
      (_, k) => images[(index + k) % images.length],
    );
    const square = h("canvas", {
      class: "way-square",
      role: "img",
      "aria-label": `A picture of ${label}`,
    });
    paintPixels(square, picture, 0, side, ink);
    const raw = `${side} × ${side} grey values from 0 to 255; ${place} is ${picture[pixel]}`;
    const width = formatCount(picture.length);
    const more = batch > rows.length ? `, ${rows.length} of them drawn` : "";
    return [
      stage("Raw", raw, square),
      stage(wordLink("scaled-input", "Scaled"), scaledText(problem.scaling, picture[pixel]), null),
      stage("Flattened", `its ${side} rows one after the other: ${width} inputs`, flat),
      stage(
        wordLink("batch-size", "Batch"),
        `${formatCount(batch)} samples × ${width} inputs a step${more}`,
        painted(rows, ink),
      ),
    ];
  }

  return { render, dispose: () => root.remove() };
}

/** @param {string | null | undefined} scaling @param {number} value */
function scaledText(scaling, value) {
  if (scaling === "unit")
    return `each divided by 255: ${value} / 255 = ${formatNumber(value / 255, 3)}`;
  if (scaling === "standard") return "each minus its mean, divided by its standard deviation";
  return "taken as it is";
}

/** @param {string | Node} name @param {string} text @param {HTMLCanvasElement | null} picture */
function stage(name, text, picture) {
  return h("li", { class: "way-stage" }, h("b", {}, name), h("span", {}, text), picture);
}

/** Pictures as rows of pixels. @param {number[][]} rows @param {[number, number, number]} ink */
function painted(rows, [red, green, blue]) {
  const canvas = h("canvas", { class: "way-rows", width: rows[0].length, height: rows.length });
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const image = context.createImageData(rows[0].length, rows.length);
  for (const [k, value] of rows.flat().entries()) image.data.set([red, green, blue, value], 4 * k);
  context.putImageData(image, 0, 0);
  canvas.style.height = `${Math.max(10, 5 * rows.length)}px`;
  return canvas;
}

/** @param {import("../lib/layer-blocks.js").Block} block */
function blockRows({ units, activation, share, before }) {
  const width = h("span", { class: "block-bar" });
  width.style.width = `${100 * share}%`;
  const name = activation ? `${formatCount(units)} ${activation}` : `${formatCount(units)} inputs`;
  const block = h("li", { class: "block" }, width, h("span", { class: "block-name" }, name));
  if (!before) return [block];
  const count = before.weights + before.biases;
  const text = `${formatCount(before.weights)} weights + ${formatCount(before.biases)} biases`;
  const link = h(
    "li",
    { class: "block-link" },
    text,
    h("span", { class: "number" }, formatCount(count)),
  );
  return [link, block];
}
