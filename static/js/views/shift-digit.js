/**
 * All test digits moved by some pixels: a person still reads them, the network does not.
 * @import {Palette} from "../types.js"
 * @import {NetworkCommon, ProbeView} from "./network-models.js"
 */
import { oncePerFrame } from "../lib/canvas.js";
import { palette as readColors, rgb } from "../lib/colors.js";
import { h, on } from "../lib/dom.js";
import { answerText, SEEN, shiftText } from "../lib/drawing.js";
import { formatPercent } from "../lib/format.js";
import { paintPixels } from "./pixels.js";
import { mountShiftCurve } from "./shift-curve.js";
import { makeStepper } from "./stepper.js";

/** @typedef {NetworkCommon & {shift: ProbeView<unknown, {dx?: number, dy?: number}> | null}} ShiftDigitModel */

/** How far the digits move in each direction, pixels. */
const REACH = 8;

const EXAMPLES = 8;

let serial = 0;

/**
 * @param {HTMLElement} element
 * @param {{onShift?: (dx: number, dy: number) => void}} callbacks
 * @returns {{render: (model: ShiftDigitModel) => void, dispose: () => void}}
 */
export function mountShiftDigit(element, { onShift }) {
  const id = `shift-digit-${++serial}`;
  const accuracy = h("span", { class: "probing-note" });
  const head = h("div", { class: "figure-head" }, h("h2", { id }, "Move the digits"), accuracy);
  const across = makeStepper({ label: "to the right", reach: REACH, onChange: moved });
  const down = makeStepper({ label: "downwards", reach: REACH, downwards: true, onChange: moved });
  const reset = h(
    "button",
    { type: "button", class: "text-button", title: "Back to where they were written" },
    "reset",
  );
  const steps = h("div", { class: "shift-steps" }, across.element, down.element, reset);
  const cells = Array.from({ length: EXAMPLES }, makeCell);
  const gallery = h("ul", { class: "shift-examples" }, ...cells.map(({ item }) => item));
  const sentence = h("p", { class: "probing-sentence" });
  const root = h("section", { class: "shift-digit", "aria-labelledby": id }, head, steps, gallery);
  const curve = mountShiftCurve(root, {
    reach: REACH,
    onPick(dx) {
      across.set(dx);
      moved();
    },
  });
  root.append(sentence);
  element.append(root);

  /** @type {ShiftDigitModel | null} */
  let model = null;
  /** @type {Palette | null} */
  let palette = null;
  /** What the newest answer is about: it comes later than the wish. @type {[number, number]} */
  let answered = [0, 0];
  /** @type {unknown[]} */
  let shown = [];

  function moved() {
    onShift?.(across.value(), down.value());
    draw();
  }
  on(reset, "click", () => {
    across.set(0);
    down.set(0);
    moved();
  });

  function draw() {
    if (!model) return;
    if (palette?.theme !== model.theme) palette = readColors(model.theme);
    const { shift, samples, projector } = model;
    const [dx, dy] = answered;
    root.classList.toggle("is-projector", projector);
    reset.disabled = across.value() === 0 && down.value() === 0 && shift !== null;
    reset.textContent = shift ? "reset" : "measure";
    const share = shift?.arrays.accuracy ? Number(shift.arrays.accuracy.data[0]) : null;
    accuracy.textContent = share === null ? "" : `${formatPercent(share)} right`;
    renderCells(cells, shift, samples?.classes ?? [], palette);
    const along = shift?.arrays.along ? Array.from(shift.arrays.along.data) : null;
    curve.render({ along, dx, dy, slot: model.run?.slot ?? 1, palette, projector });
    sentence.textContent = verdict(share, along, dx, dy, tested(samples));
  }

  const refresh = oncePerFrame(draw);
  const observer = new ResizeObserver(refresh.ask);
  observer.observe(root);

  return {
    render(next) {
      const { dx = across.value(), dy = down.value() } = next.shift?.wish ?? {};
      if (next.shift !== model?.shift) answered = [dx, dy];
      model = next;
      const key = [next.shift, next.theme, next.projector, next.samples, next.run?.slot];
      if (shown.length && key.every((part, k) => part === shown[k])) return;
      shown = key;
      draw();
    },
    dispose() {
      observer.disconnect();
      refresh.cancel();
      curve.dispose();
      root.remove();
    },
  };
}

/** @typedef {{item: HTMLElement, picture: HTMLCanvasElement, words: HTMLElement}} Cell */

/** @returns {Cell} */
function makeCell() {
  const picture = h("canvas", { class: "shift-picture", "aria-hidden": "true" });
  const words = h("span", { class: "shift-words" });
  return { item: h("li", {}, picture, words), picture, words };
}

/** @param {Cell[]} cells @param {ShiftDigitModel["shift"]} shift @param {readonly string[]} classes @param {Palette} palette */
function renderCells(cells, shift, classes, palette) {
  const { images, truth, answer } = shift?.arrays ?? {};
  const ink = rgb(palette.ink);
  cells.forEach(({ item, picture, words }, k) => {
    const there = Boolean(images && truth && answer && k < images.shape[0]);
    paintPixels(picture, there ? images.data : null, k * SEEN * SEEN, SEEN, ink);
    const name = (/** @type {number} */ at) => classes[at] ?? String(at);
    const right = there && truth.data[k] === answer.data[k];
    item.classList.toggle("is-wrong", there && !right);
    words.textContent = there
      ? answerText(name(Number(answer.data[k])), name(Number(truth.data[k])))
      : "–";
  });
}

/** How many digits are moved. @param {import("../experiments.js").Samples | null} samples */
function tested(samples) {
  return Math.min(1000, samples?.test || samples?.train || 1000);
}

/**
 * @param {number | null} share
 * @param {number[] | null} along
 * @param {number} dx
 * @param {number} dy
 * @param {number} count
 */
function verdict(share, along, dx, dy, count) {
  const lesson = "The network knows pixels, not shapes.";
  if (share === null || !along) return `Move the digits and watch the answers. ${lesson}`;
  const digits = `${count.toLocaleString("en")} digits`;
  const right = `${formatPercent(share)} of ${digits} are read right`;
  if (dx === 0 && dy === 0) return `Not moved, ${right}. ${lesson}`;
  const unmoved = dy === 0 ? `, ${formatPercent(along[REACH])} where they were written` : "";
  return `Moved ${shiftText(dx, dy)}, ${right}${unmoved}. ${lesson}`;
}
