/**
 * How activations, weights and gradients of each layer are spread: a table of small bar charts.
 * @import {Palette} from "../types.js"
 * @import {NetworkCommon, ProbeView} from "./network-models.js"
 * @import {Histogram, LayerHistograms} from "../lib/histograms.js"
 */
import { fitCanvas, oncePerFrame } from "../lib/canvas.js";
import { palette as readColors, weightMap } from "../lib/colors.js";
import { h } from "../lib/dom.js";
import { bars, barWords, byLayer, short, spreadWords, WHAT, zeroAt } from "../lib/histograms.js";
import { readRoom } from "./frame.js";

/** What is said while no bar is pointed at. */
const HINT = "each on its own scale; a broken bar is taller";

/** @typedef {NetworkCommon & {histograms: ProbeView | null}} HistogramsModel */
/** @typedef {{canvas: HTMLCanvasElement, low: HTMLElement, high: HTMLElement, words: HTMLElement, name: string}} Cell */

/**
 * @param {HTMLElement} element
 * @param {object} [_callbacks]
 * @returns {{render: (model: HistogramsModel) => void, dispose: () => void}}
 */
export function mountHistograms(element, _callbacks = {}) {
  const { root, body, reading } = build();
  element.append(root);
  /** @type {HistogramsModel | null} */
  let model = null;
  /** @type {Cell[][]} */
  let cells = [];
  /** @type {LayerHistograms[]} */
  let layers = [];
  /** @type {unknown[]} */
  let shown = [];
  let known = "";

  function makeRows() {
    const count = (model?.sizes.length ?? 1) - 1;
    if (known === String(count)) return;
    known = String(count);
    root.style.setProperty("--layers", known);
    root.classList.toggle("is-crowded", count > 4);
    const rows = Array.from({ length: count }, (_, k) => makeRow(k + 1, k + 1 === count));
    cells = rows.map((row) => row.cells);
    body.replaceChildren(...rows.map((row) => row.element));
  }

  function draw() {
    if (!model) return;
    const palette = readColors(model.theme);
    cells.forEach((row, k) => {
      WHAT.forEach((what, column) => {
        const cell = row[column];
        if (cell) paintCell(cell, layers[k]?.[what] ?? null, palette);
      });
    });
  }

  /** Says what the bar under the pointer counts. @param {PointerEvent} event */
  function read(event) {
    const canvas = event.target;
    for (const [k, row] of cells.entries()) {
      const column = row.findIndex((cell) => cell?.canvas === canvas);
      const histogram = column < 0 ? null : layers[k]?.[WHAT[column]];
      if (!histogram) continue;
      const box = row[column].canvas.getBoundingClientRect();
      const share = (event.clientX - box.left) / box.width;
      const last = histogram.counts.length - 1;
      const at = Math.max(0, Math.min(last, Math.floor(share * (last + 1))));
      reading.textContent = `${row[column].name}: ${barWords(histogram, at)}`;
      return;
    }
    reading.textContent = HINT;
  }

  root.addEventListener("pointermove", read);
  root.addEventListener("pointerleave", () => {
    reading.textContent = HINT;
  });
  const refresh = oncePerFrame(draw);
  const observer = new ResizeObserver(refresh.ask);
  observer.observe(root);

  return {
    render(next) {
      model = next;
      root.classList.toggle("is-projector", next.projector);
      const room = readRoom(root, next.projector);
      const key = [next.histograms, next.theme, next.sizes.length, room];
      if (key.every((item, k) => item === shown[k])) return;
      shown = key;
      makeRows();
      layers = byLayer(next.histograms?.arrays ?? {}, next.sizes.length - 1);
      draw();
    },
    dispose() {
      observer.disconnect();
      refresh.cancel();
      root.remove();
    },
  };
}

function build() {
  const head = h("div", { class: "figure-head" }, h("h2", {}, "Histograms"));
  const columns = WHAT.map((what) => h("th", { scope: "col" }, what));
  const body = h("tbody", {});
  const table = h(
    "table",
    { class: "histogram-table" },
    h("caption", { class: "visually-hidden" }, "Spread of the numbers in each layer"),
    h("thead", {}, h("tr", {}, h("td", {}), columns)),
    body,
  );
  const scroller = h(
    "div",
    {
      class: "histogram-scroller",
      role: "region",
      tabindex: 0,
      "aria-label": "Histograms by layer",
    },
    table,
  );
  const reading = h("p", { class: "histogram-reading" }, HINT);
  const root = h("section", { class: "histograms", "aria-label": "Histograms" }, head, scroller);
  root.append(reading);
  return { root, body, reading };
}

/** @param {number} layer @param {boolean} last */
function makeRow(layer, last) {
  const name = last ? "output" : `layer ${layer}`;
  const element = h("tr", {}, h("th", { scope: "row" }, name));
  const cells = WHAT.map((what) => {
    const canvas = h("canvas", { class: "histogram-bars", "aria-hidden": "true" });
    const low = h("span", {});
    const high = h("span", {});
    const ends = h("div", { class: "histogram-ends", "aria-hidden": "true" }, low, high);
    const words = h("span", { class: "visually-hidden" });
    element.append(h("td", {}, canvas, ends, words));
    return { canvas, low, high, words, name: `${name}, ${what}` };
  });
  return { element, cells };
}

/** @param {Cell} cell @param {Histogram | null} histogram @param {Palette} palette */
function paintCell({ canvas, low, high, words }, histogram, palette) {
  const width = canvas.parentElement?.clientWidth ?? 0;
  const height = canvas.clientHeight;
  low.textContent = histogram ? short(histogram.edges[0]) : "";
  high.textContent = histogram ? short(histogram.edges[histogram.edges.length - 1]) : "";
  words.textContent = spreadWords(histogram);
  if (width < 20 || height < 10) return;
  const room = width - 10;
  const c = fitCanvas(canvas, room, height);
  c.clearRect(0, 0, room, height);
  if (histogram) paintBars(c, histogram, room, height, palette);
}

/**
 * @param {CanvasRenderingContext2D} c
 * @param {Histogram} histogram
 * @param {number} width
 * @param {number} height
 * @param {Palette} palette
 */
function paintBars(c, histogram, width, height, palette) {
  const map = weightMap(palette.theme);
  const floor = height - 1;
  const colors = { "-1": map[1], 0: palette.ink3, 1: map[9] };
  for (const bar of bars(histogram, width, floor - 2)) {
    c.fillStyle = colors[bar.sign];
    const across = Math.max(1, bar.width - 0.75);
    c.fillRect(bar.x, floor - bar.height, across, bar.height);
    if (bar.cut) breakBar(c, bar.x, floor - bar.height + 5, across, palette.paper);
  }
  c.fillStyle = palette.rule;
  c.fillRect(0, floor, width, 1);
  const zero = zeroAt(histogram.edges);
  if (zero === null) return;
  c.fillStyle = palette.ink;
  c.fillRect(Math.min(width - 1, Math.round(zero * width - 0.5)), floor - 3, 1, 4);
}

/**
 * A slanted gap: the bar goes on beyond.
 * @param {CanvasRenderingContext2D} c
 * @param {number} x
 * @param {number} y
 * @param {number} width
 * @param {string} paper
 */
function breakBar(c, x, y, width, paper) {
  c.strokeStyle = paper;
  c.lineWidth = 2;
  c.beginPath();
  c.moveTo(x - 2, y + 2);
  c.lineTo(x + width + 2, y - 2);
  c.stroke();
}
