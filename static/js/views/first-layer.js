/**
 * The weights that lead into each neuron of the first layer as a picture, all in one scale of colour. One that is
 * pointed at is shown larger.
 * @import {NetworkCommon, ProbeView} from "./network-models.js"
 */
import { addCanvas, fitCanvas, oncePerFrame, quietLabel } from "../lib/canvas.js";
import { weightLut } from "../lib/colors.js";
import { h, on } from "../lib/dom.js";
import { formatNumber } from "../lib/format.js";
import {
  colorWeights,
  columnsFor,
  commonScale,
  FEW,
  gridMove,
  MOST,
  rangeOf,
} from "../lib/weight-images.js";
import { mountWeightScale } from "./weight-scale.js";

/** @typedef {NetworkCommon & {images: ProbeView | null}} FirstLayerModel */
/** @typedef {{cell: number, gap: number, columns: number, count: number}} Grid */

/** Paper between two pictures, as a share of a cell. */
const GAP = 1 / 16;

let serial = 0;

/**
 * @param {HTMLElement} element
 * @param {object} [_callbacks]
 * @returns {{render: (model: FirstLayerModel) => void, dispose: () => void}}
 */
export function mountFirstLayer(element, _callbacks = {}) {
  const id = `first-layer-${++serial}`;
  const parts = build(id);
  const { root, caption, box, canvas, options, glass, large, name, range, more } = parts;
  const scaleBar = mountWeightScale(parts.scale);
  element.append(root);
  const speaker = quietLabel(box);
  const source = document.createElement("canvas");

  /** @type {FirstLayerModel | null} */
  let model = null;
  /** @type {Grid} */
  let grid = { cell: 48, gap: 3, columns: 8, count: 0 };
  let all = false;
  /** @type {number | null} the neuron that is shown larger */
  let active = null;
  let current = 0;
  /** @type {{data: unknown, scale: number}} */
  let known = { data: null, scale: 1 };
  /** @type {unknown[]} */
  let drawn = [];

  const tensor = () => model?.images?.arrays.images ?? null;
  const units = () => tensor()?.shape[0] ?? model?.sizes[1] ?? 0;

  function arrange() {
    const most = Math.min(MOST, units());
    const count = all ? most : Math.min(FEW, most);
    const columns = columnsFor(count);
    const wide = (columns * (model?.projector ? 80 : 48) * 8) / columns;
    const width = Math.min(box.parentElement?.clientWidth ?? 0, wide);
    const cell = width / columns;
    grid = { cell, gap: Math.max(1, Math.round(cell * GAP)), columns, count };
    box.style.width = `${width}px`;
    box.style.height = `${cell * Math.ceil(count / columns)}px`;
    arrangeOptions();
  }

  function arrangeOptions() {
    while (options.length > grid.count) options.pop()?.remove();
    while (options.length < grid.count) {
      const at = options.length;
      const option = h("div", {
        class: "weight-option",
        role: "option",
        id: `${id}-${at}`,
        "aria-selected": "false",
        "aria-label": `neuron ${at + 1}`,
      });
      options.push(option);
      box.append(option);
    }
    options.forEach((option, at) => {
      const { cell, gap, columns } = grid;
      option.style.width = `${cell - gap}px`;
      option.style.height = `${cell - gap}px`;
      option.style.transform = `translate(${(at % columns) * cell}px, ${Math.floor(at / columns) * cell}px)`;
    });
  }

  function draw() {
    if (!model) return;
    const images = tensor();
    const key = [images?.data, model.theme, model.projector, all, box.parentElement?.clientWidth];
    key.push(units(), window.devicePixelRatio);
    if (drawn.length && key.every((part, k) => part === drawn[k])) return;
    drawn = key;
    if (images && known.data !== images.data)
      known = { data: images.data, scale: commonScale(images.data) };
    root.classList.toggle("is-projector", model.projector);
    arrange();
    renderWords();
    if (grid.cell > 1) paint();
    showGlass();
  }

  function paint() {
    const { theme } = /** @type {FirstLayerModel} */ (model);
    const { cell, gap, columns, count } = grid;
    const width = cell * columns;
    const height = cell * Math.ceil(count / columns);
    const c = fitCanvas(canvas, width, Math.max(1, height));
    c.clearRect(0, 0, width, height);
    const images = tensor();
    const table = weightLut(theme);
    const [rows, side] = images?.shape.slice(1) ?? [28, 28];
    if (images) paintSource(images, count, table);
    c.imageSmoothingQuality = "high";
    c.fillStyle = `rgb(${table.subarray(381, 384).join(" ")})`;
    for (let k = 0; k < count; k++) {
      const [x, y] = [(k % columns) * cell, Math.floor(k / columns) * cell];
      if (images) c.drawImage(source, 0, k * rows, side, rows, x, y, cell - gap, cell - gap);
      else c.fillRect(x, y, cell - gap, cell - gap);
    }
  }

  /** All pictures below each other, one pixel a weight. @param {import("./network-models.js").Tensor} images @param {number} count @param {Uint8Array} table */
  function paintSource({ shape, data }, count, table) {
    const [, rows, columns] = shape;
    source.width = columns;
    source.height = rows * count;
    const context = /** @type {CanvasRenderingContext2D} */ (source.getContext("2d"));
    const image = context.createImageData(columns, rows * count);
    colorWeights(data, 0, rows * columns * count, known.scale, table, image.data);
    context.putImageData(image, 0, 0);
  }

  function renderWords() {
    const count = units();
    caption.textContent = `${count} ${ofOutput() ? "answers" : "neurons"}; blue adds, orange subtracts`;
    const theme = model?.theme ?? "light";
    scaleBar.render({ theme, scale: tensor() ? known.scale : null });
    more.hidden = count <= FEW;
    more.textContent = all ? `show ${FEW}` : `show ${count > MOST ? MOST : "all"} of ${count}`;
    more.setAttribute("aria-expanded", String(all));
  }

  /** Without hidden layers the first is the last: its pictures are those of the classes. */
  function ofOutput() {
    return model?.sizes.length === 2;
  }

  /** @param {number} at */
  function nameOf(at) {
    if (ofOutput()) return `answer ${model?.samples?.classes?.[at] ?? at}`;
    return `neuron ${at + 1}`;
  }

  /** @param {number | null} at */
  function choose(at) {
    const next = at !== null && at >= 0 && at < grid.count ? at : null;
    if (next === active) return;
    if (active !== null) {
      options[active]?.classList.remove("is-active");
      options[active]?.setAttribute("aria-selected", "false");
    }
    active = next;
    showGlass();
  }

  function showGlass() {
    const images = tensor();
    const shown = active !== null && images !== null && active < grid.count;
    glass.hidden = !shown;
    if (!shown || active === null || !images || !model) return;
    const option = options[active];
    option.classList.add("is-active");
    option.setAttribute("aria-selected", "true");
    const [, rows, columns] = images.shape;
    const size = rows * columns;
    const [low, high] = rangeOf(images.data, active * size, size).map((v) => formatNumber(v, 3));
    name.textContent = nameOf(active);
    range.textContent = `${low} to ${high}`;
    option.setAttribute("aria-label", `${nameOf(active)}: weights from ${low} to ${high}`);
    glass.classList.toggle("is-left", active % grid.columns >= grid.columns / 2);
    large.width = columns;
    large.height = rows;
    const context = /** @type {CanvasRenderingContext2D} */ (large.getContext("2d"));
    const image = context.createImageData(columns, rows);
    colorWeights(
      images.data,
      active * size,
      size,
      known.scale,
      weightLut(model.theme),
      image.data,
    );
    context.putImageData(image, 0, 0);
  }

  /** @param {PointerEvent} event */
  function pointed(event) {
    const { left, top } = box.getBoundingClientRect();
    const column = Math.floor((event.clientX - left) / grid.cell);
    const row = Math.floor((event.clientY - top) / grid.cell);
    return column >= 0 && column < grid.columns ? row * grid.columns + column : null;
  }

  /** @param {number | null} at */
  function aim(at) {
    if (at !== null) current = Math.min(at, grid.count - 1);
    box.setAttribute("aria-activedescendant", `${id}-${current}`);
    choose(at === null ? null : current);
  }

  on(box, "pointermove", (event) => choose(pointed(event)));
  on(box, "pointerdown", (event) => choose(pointed(event)));
  on(box, "pointerleave", () => choose(null));
  on(box, "focus", () => {
    if (box.matches(":focus-visible")) aim(current);
  });
  on(box, "blur", () => choose(null));
  on(box, "keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const next = gridMove(current, event.key, grid.columns, grid.count);
    if (next === null && (event.key !== "Escape" || active === null)) return;
    event.preventDefault();
    event.stopPropagation();
    aim(next);
  });
  on(more, "click", () => {
    all = !all;
    current = Math.min(current, FEW - 1);
    choose(null);
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
      scaleBar.dispose();
      root.remove();
    },
  };

  function describe() {
    if (!tensor()) return "Weights of the first layer as pictures: nothing computed yet";
    const what = ofOutput() ? "answers" : "neurons of the first layer";
    const scale = formatNumber(known.scale, 3);
    return `Weights into ${units()} ${what} as pictures at step ${model?.images?.step}, from −${scale} in orange to ${scale} in blue`;
  }
}

/** @param {string} id */
function build(id) {
  const caption = h("span", { class: "figure-caption" });
  const head = h("header", { class: "figure-head" }, h("h2", { id }, "First layer"), caption);
  const box = h("div", {
    class: "weight-grid",
    role: "listbox",
    tabindex: "0",
    "aria-label": "Weights of the first layer",
    title: "Point at a picture, or walk with the arrow keys, to see it larger",
  });
  const canvas = addCanvas(box, "weight-canvas");
  const large = h("canvas", { class: "weight-large", "aria-hidden": "true" });
  const name = h("span", { class: "weight-name" });
  const range = h("span", { class: "weight-range" });
  const words = h("p", {}, name, range);
  const glass = h("div", { class: "weight-glass", "aria-hidden": "true", hidden: true }, large, words);
  const scale = h("div", { class: "weight-scale-place" });
  const more = h("button", {
    type: "button",
    class: "text-button weight-more",
    title: "Show more or fewer neurons of the first layer",
    "aria-expanded": "false",
  });
  const foot = h("div", { class: "weight-foot" }, scale, more);
  const body = h("div", { class: "weight-body" }, box, glass);
  const root = h("section", { class: "first-layer", "aria-labelledby": id }, head, body, foot);
  /** @type {HTMLElement[]} */
  const options = [];
  return { root, caption, box, canvas, options, glass, large, name, range, scale, more };
}
