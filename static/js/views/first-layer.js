/**
 * The weights that lead into each neuron of the first layer as an image, all in one scale of colour. One that is
 * pointed at, or walked to with the arrow keys, is shown larger.
 * @import {NetworkCommon, ProbeView} from "./network-models.js"
 * @import {Tiling} from "../lib/weight-images.js"
 */
import { addCanvas, fitCanvas, oncePerFrame, quietLabel } from "../lib/canvas.js";
import { token, weightLut } from "../lib/colors.js";
import { h, on, setText } from "../lib/dom.js";
import { formatNumber, formatSigned } from "../lib/format.js";
import { pointIn } from "../lib/magnified.js";
import {
  COLUMNS,
  commonScale,
  imageAt,
  paintWeights,
  rangeOf,
  stepTo,
  tiling,
} from "../lib/weight-images.js";
import { readRoom } from "./frame.js";
import { mountLens } from "./weight-lens.js";

/** @typedef {NetworkCommon & {images: ProbeView | null}} FirstLayerModel */

/** Images before all are asked for, and then. */
const FEW = 32;
const MOST = 1024;

/** Side of an image and the paper between two, pixels. */
const SIDE = { page: 46, projector: 96 };
const GAP = 2;

/**
 * @param {HTMLElement} element
 * @param {object} [_callbacks]
 * @returns {{render: (model: FirstLayerModel) => void, dispose: () => void}}
 */
export function mountFirstLayer(element, _callbacks = {}) {
  const { root, caption, scroller, tiles, canvas, low, bar, high, more } = build();
  element.append(root);
  const lens = mountLens(root);
  const speaker = quietLabel(tiles);
  /** The images in sight below each other, one pixel a weight. */
  const store = document.createElement("canvas");

  /** @type {FirstLayerModel | null} */
  let model = null;
  /** @type {Tiling} */
  let grid = tiling(0, 0, SIDE.page, GAP);
  let scale = 1;
  let all = false;
  /** @type {number | null} the image that is shown larger */
  let active = null;
  let current = 0;
  /** @type {unknown[]} */
  let drawn = [];
  /** @type {unknown[]} what the store holds */
  let stored = [];

  const tensor = () => model?.images?.arrays.images ?? null;
  const units = () => tensor()?.shape[0] ?? model?.sizes[1] ?? 0;
  const count = () => Math.min(all && !model?.projector ? MOST : FEW, units());
  /** Where the images in sight begin and end. */
  const sight = () => {
    const first = Math.floor(scroller.scrollTop / grid.pitch) * COLUMNS;
    const rows = Math.ceil(scroller.clientHeight / grid.pitch) + 1;
    return [first, Math.min(count(), first + rows * COLUMNS)];
  };
  /** Without hidden layers the first is the last: its images are those of the answers. */
  const ofAnswers = () => model?.sizes.length === 2;

  function draw() {
    if (!model) return;
    const room = readRoom(root, model.projector);
    const { width } = room;
    const key = [tensor()?.data, model.theme, room, model.samples, units(), all, active];
    key.push(scroller.scrollTop);
    if (drawn.length && key.every((part, k) => part === drawn[k])) return;
    drawn = key;
    root.classList.toggle("is-projector", model.projector);
    root.classList.toggle("is-all", all && !model.projector);
    const most = model.projector ? SIDE.projector : SIDE.page;
    grid = tiling(width, count(), most, GAP);
    scroller.style.height = `${tiling(width, Math.min(FEW, count()), most, GAP).height}px`;
    tiles.style.height = `${grid.height}px`;
    fillStore();
    renderFoot();
    if (width > 40 && grid.height > 0) paint();
    showLens();
  }

  function fillStore() {
    const images = tensor();
    const [first, end] = sight();
    const key = [images?.data, model?.theme, first, end];
    if (!images || end <= first || key.every((part, k) => part === stored[k])) return;
    if (stored[0] !== images.data) scale = commonScale(images.data);
    stored = key;
    const [, rows, columns] = images.shape;
    store.width = columns;
    store.height = rows * (end - first);
    const context = contextOf(store);
    const image = context.createImageData(columns, store.height);
    const table = weightLut(model?.theme ?? "light");
    paintWeights(image.data, images.data, first * rows * columns, scale, table);
    context.putImageData(image, 0, 0);
  }

  function paint() {
    const width = COLUMNS * grid.pitch;
    const height = scroller.clientHeight;
    const c = fitCanvas(canvas, width, height);
    c.clearRect(0, 0, width, height);
    c.save();
    c.translate(0, -scroller.scrollTop);
    const [, rows, columns] = tensor()?.shape ?? [0, 28, 28];
    const [first, end] = sight();
    c.imageSmoothingQuality = "high";
    c.fillStyle = token("wash");
    for (let k = first; k < end; k++) {
      const [x, y] = cornerOf(k);
      const from = (k - first) * rows;
      if (!tensor()) c.fillRect(x, y, grid.tile, grid.tile);
      else c.drawImage(store, 0, from, columns, rows, x, y, grid.tile, grid.tile);
    }
    if (active !== null && active < count()) {
      const [x, y] = cornerOf(active);
      c.strokeStyle = token("ink");
      c.lineWidth = 1.5;
      c.strokeRect(x + 0.75, y + 0.75, grid.tile - 1.5, grid.tile - 1.5);
    }
    c.restore();
  }

  /** @param {number} k @returns {[number, number]} */
  function cornerOf(k) {
    return [(k % COLUMNS) * grid.pitch, Math.floor(k / COLUMNS) * grid.pitch];
  }

  function renderFoot() {
    const images = tensor();
    caption.textContent = `${units()} ${ofAnswers() ? "answers" : "neurons"}; blue adds, orange subtracts`;
    setText(low, images ? formatNumber(-scale, 3) : "");
    setText(high, images ? formatSigned(scale, 3) : "");
    paintBar(bar, weightLut(model?.theme ?? "light"));
    more.hidden = units() <= FEW;
    more.textContent = all ? `show ${FEW}` : `show ${units() > MOST ? MOST : "all"} of ${units()}`;
    more.setAttribute("aria-expanded", String(all));
  }

  function showLens() {
    const images = tensor();
    const [first, end] = sight();
    if (!images || active === null || active < first || active >= end) {
      lens.hide();
      return;
    }
    const [, height, width] = images.shape;
    const size = height * width;
    const range = rangeOf(images.data, active * size, size);
    const words = range?.map((value) => formatNumber(value, 3)).join(" to ") ?? "no numbers";
    const name = model?.samples?.classes?.[active] ?? active;
    const title = ofAnswers() ? `answer ${name}` : `neuron ${active + 1}`;
    const [x, y] = cornerOf(active);
    const top = scroller.offsetTop - scroller.scrollTop;
    lens.show({
      store,
      row: (active - first) * height,
      width,
      height,
      title,
      words,
      x: x + grid.tile / 2,
      y: y + top,
      tile: grid.tile,
      bottom: scroller.offsetTop + scroller.clientHeight,
    });
  }

  /** @param {number | null} next */
  function choose(next) {
    if (next === active) return;
    active = next;
    draw();
  }

  /** @param {PointerEvent} event */
  function pointed(event) {
    const [x, y] = pointIn(tiles, event);
    choose(imageAt(x, y, grid, count()));
  }

  function reveal() {
    const top = cornerOf(current)[1];
    const room = scroller.clientHeight - grid.tile;
    scroller.scrollTop = Math.max(top - room, Math.min(scroller.scrollTop, top));
  }

  on(scroller, "scroll", () => refresh.ask());
  on(tiles, "pointermove", pointed);
  on(tiles, "pointerdown", pointed);
  on(tiles, "pointerleave", () => choose(null));
  on(tiles, "blur", () => choose(null));
  on(tiles, "focus", () => {
    if (tiles.matches(":focus-visible")) choose(Math.min(current, count() - 1));
  });
  on(tiles, "keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const next = stepTo(event.key, current, count());
    if (next === null && (event.key !== "Escape" || active === null)) return;
    event.preventDefault();
    event.stopPropagation();
    current = next ?? current;
    reveal();
    choose(next);
  });
  on(more, "click", () => {
    all = !all;
    current = 0;
    scroller.scrollTop = 0;
    active = null;
    draw();
  });

  const refresh = oncePerFrame(draw);
  const observer = new ResizeObserver(refresh.ask);
  observer.observe(root);

  return {
    render(next) {
      model = next;
      draw();
      speaker.set(describe);
    },
    dispose() {
      observer.disconnect();
      refresh.cancel();
      speaker.cancel();
      root.remove();
    },
  };

  function describe() {
    if (!tensor()) return "Weights of the first layer as images: nothing computed yet";
    const what = ofAnswers() ? "answers" : "neurons";
    const end = formatNumber(scale, 3);
    return `Weights into ${units()} ${what} as images at step ${model?.images?.step}, from −${end} in orange to ${end} in blue. Arrow keys enlarge one.`;
  }
}

function build() {
  const caption = h("span", { class: "figure-caption" });
  const head = h("header", { class: "figure-head" }, h("h2", {}, "First layer"), caption);
  const tiles = h("div", {
    class: "weight-tiles",
    role: "group",
    tabindex: "0",
    "aria-label": "Weights of the first layer",
    title: "Point at an image, or use the arrow keys, to see it larger",
  });
  const canvas = addCanvas(tiles, "");
  const scroller = h("div", { class: "weight-scroller" }, tiles);
  const low = h("span", { class: "number" });
  const high = h("span", { class: "number" });
  const bar = h("canvas", { class: "weight-bar", width: 255, height: 1, "aria-hidden": "true" });
  const more = h("button", {
    type: "button",
    class: "text-button weight-more",
    title: "Show more or fewer neurons of the first layer",
  });
  const [less, plus] = [h("span", {}, "subtracts"), h("span", {}, "adds")];
  const foot = h("div", { class: "weight-foot" }, less, low, bar, high, plus, more);
  const props = { class: "first-layer", "aria-label": "First layer" };
  const root = h("section", props, head, scroller, foot);
  return { root, caption, scroller, tiles, canvas, low, bar, high, more };
}

/** @param {HTMLCanvasElement} canvas */
function contextOf(canvas) {
  return /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
}

/** The colours from the most negative to the most positive. @param {HTMLCanvasElement} bar @param {Uint8Array} table */
function paintBar(bar, table) {
  const context = contextOf(bar);
  const image = context.createImageData(255, 1);
  paintWeights(
    image.data,
    Float32Array.from({ length: 255 }, (_, k) => k - 127),
    0,
    127,
    table,
  );
  context.putImageData(image, 0, 0);
}
