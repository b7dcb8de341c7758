/**
 * Paper for a digit of one's own, what the network sees of it, and what it answers.
 * @import {Palette} from "../types.js"
 * @import {Drawing, Question} from "../lib/drawing.js"
 * @import {NetworkCommon, ProbeView} from "./network-models.js"
 */
import { oncePerFrame, quietLabel } from "../lib/canvas.js";
import { palette as readColors, rgb } from "../lib/colors.js";
import { h, on } from "../lib/dom.js";
import { asked, atMostEvery, blank, isBlank, nudged, SEEN } from "../lib/drawing.js";
import { formatFixed } from "../lib/format.js";
import { mountBars, readAnswer } from "./bars.js";
import { followPen, makeSheet } from "./draw-area.js";
import { paintPixels } from "./pixels.js";

/** @typedef {NetworkCommon & {prediction: ProbeView | null}} DrawDigitModel */

/** Milliseconds between two pictures while drawing. */
const PACE = 60;

const DIGITS = Array.from({ length: 10 }, (_, k) => String(k));

/** @type {Record<string, [number, number]>} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

let serial = 0;

/**
 * @param {HTMLElement} element
 * @param {{onDraw?: (drawing: Question | null) => void}} callbacks
 * @returns {{render: (model: DrawDigitModel) => void, dispose: () => void}}
 */
export function mountDrawDigit(element, { onDraw }) {
  const id = `draw-digit-${++serial}`;
  const parts = build(id);
  const { root, area, hint, caption, glass, seenPicture, seenText, example, wipe } = parts;
  element.append(root);
  const sheet = makeSheet(area);
  const bars = mountBars(root, { label: "Probability of each digit" });
  const speaker = quietLabel(area);
  const sending = atMostEvery(() => onDraw?.(asked(drawing)), PACE);

  /** @type {DrawDigitModel | null} */
  let model = null;
  /** @type {Palette | null} */
  let palette = null;
  /** @type {Drawing} */
  let drawing = blank();
  /** An answer to what is no longer on the paper. @type {ProbeView | null} */
  let stale = null;
  /** @type {unknown[]} */
  let shown = [];
  let enlarged = false;
  let turn = -1;

  const answered = () =>
    isBlank(drawing) || !model?.prediction || model.prediction === stale ? null : model.prediction;
  const images = () =>
    model?.problem.dataset?.permutation ? [] : (model?.samples?.examples?.images ?? []);

  /** @param {Drawing} next @param {boolean} [atOnce] */
  function change(next, atOnce = true) {
    if (isBlank(drawing) || isBlank(next)) stale = model?.prediction ?? null;
    drawing = next;
    if (atOnce) sending.now();
    else sending.ask();
    refresh.ask();
  }

  function clear() {
    caption.textContent = "";
    enlarged = false;
    change(blank());
  }

  function nextExample() {
    const count = images().length;
    if (!count) return;
    turn = (turn + 1) % count;
    const label = model?.samples?.examples?.labels?.[turn];
    const name = model?.samples?.classes[label ?? -1] ?? String(label ?? "");
    caption.textContent = name ? `example ${turn + 1}, written as ${name}` : `example ${turn + 1}`;
    change({ strokes: [], picture: [...images()[turn]] });
  }

  const stopPen = followPen(area, {
    onStart(point) {
      enlarged = false;
      caption.textContent = "";
      change({ ...drawing, strokes: [...drawing.strokes, [point]] }, false);
    },
    onMove(points) {
      drawing.strokes.at(-1)?.push(...points);
      sending.ask();
      refresh.ask();
    },
    onEnd: () => sending.now(),
  });

  on(area, "keydown", (event) => {
    const by = ARROWS[event.key];
    const wiping = event.key === "Delete" || event.key === "Backspace";
    if ((!by && !wiping) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    if (isBlank(drawing)) return;
    if (wiping) clear();
    else change(nudged(drawing, ...by), false);
  });
  on(wipe, "click", clear);
  on(example, "click", nextExample);
  on(glass, "click", () => {
    enlarged = !enlarged;
    refresh.ask();
  });

  function draw() {
    if (!model) return;
    if (palette?.theme !== model.theme) palette = readColors(model.theme);
    const { ink } = palette;
    const empty = isBlank(drawing);
    const prediction = answered();
    const seen = prediction?.arrays.seen?.data ?? null;
    root.classList.toggle("is-projector", model.projector);
    hint.hidden = !empty;
    wipe.disabled = empty;
    example.disabled = images().length === 0;
    glass.disabled = !seen;
    const big = enlarged && seen !== null;
    glass.setAttribute("aria-pressed", String(big));
    root.classList.toggle("is-enlarged", big);
    seenText.textContent = seenWords(big, empty);
    paintPixels(seenPicture, seen, 0, SEEN, rgb(ink));
    if (sheet.ready()) {
      if (big) sheet.showPicture(/** @type {ArrayLike<number>} */ (seen), ink);
      else sheet.showDrawing(drawing, ink);
    }
    const names = model.samples?.classes?.length ? model.samples.classes : DIGITS;
    const answer = readAnswer(prediction, names.length);
    bars.render({ names, values: answer?.values ?? null, winner: answer?.answer ?? null });
    speaker.set(() => describe(empty, names, answer));
  }

  const refresh = oncePerFrame(draw);
  const observer = new ResizeObserver(refresh.ask);
  observer.observe(area);

  return {
    render(next) {
      if (model && next.samples !== model.samples) turn = -1;
      model = next;
      const key = [next.prediction, next.theme, next.projector, next.samples, next.problem];
      if (shown.length && key.every((part, k) => part === shown[k])) return;
      shown = key;
      draw();
    },
    dispose() {
      stopPen();
      observer.disconnect();
      sending.cancel();
      refresh.cancel();
      speaker.cancel();
      root.remove();
    },
  };
}

/** @param {string} id */
function build(id) {
  const caption = h("span", { class: "probing-note", role: "status" });
  const head = h("div", { class: "figure-head" }, h("h2", { id }, "Draw a digit"), caption);
  const hint = h("p", { class: "empty draw-hint" }, "Draw a digit here");
  const area = h(
    "div",
    {
      class: "draw-area",
      tabindex: "0",
      role: "application",
      "aria-roledescription": "drawing area",
      "aria-label": "Blank paper",
      title: "Draw with the mouse, a finger or a pen; arrow keys move the drawing, Delete clears",
    },
    hint,
  );
  const seenPicture = h("canvas", { class: "draw-seen", "aria-hidden": "true" });
  const glass = h(
    "button",
    {
      type: "button",
      class: "draw-glass",
      "aria-label": "Enlarge what the network sees",
      title: "Enlarge what the network sees",
    },
    seenPicture,
  );
  const seenText = h("p", { class: "draw-words" });
  const wipe = h(
    "button",
    { type: "button", class: "text-button", title: "Clear the paper (Delete)" },
    "clear",
  );
  const example = h(
    "button",
    { type: "button", class: "text-button", title: "Put the next digit of the data on the paper" },
    "use an example",
  );
  const buttons = h("p", { class: "draw-buttons" }, wipe, example);
  const foot = h(
    "div",
    { class: "draw-foot" },
    glass,
    h("div", { class: "draw-said" }, seenText, buttons),
  );
  const root = h("section", { class: "draw-digit", "aria-labelledby": id }, head, area, foot);
  return { root, area, hint, caption, glass, seenPicture, seenText, example, wipe };
}

/** @param {boolean} enlarged @param {boolean} empty */
function seenWords(enlarged, empty) {
  if (enlarged) return "Above is what the network sees. Draw on to see the drawing.";
  if (empty) return "What the network sees will stand here.";
  return "The network sees it scaled to 20 × 20, strokes as wide as MNIST’s, centred in 28 × 28 pixels.";
}

/**
 * @param {boolean} empty
 * @param {readonly string[]} names
 * @param {ReturnType<typeof readAnswer>} answer
 */
function describe(empty, names, answer) {
  if (empty) return "Blank paper. Draw here, or use an example.";
  const keys = "Arrow keys move the drawing by a pixel, Delete clears.";
  if (!answer) return `A drawing. ${keys}`;
  const { values, answer: best, probable } = answer;
  const what = probable ? "with probability" : "with output";
  return `A drawing, read as ${names[best]} ${what} ${formatFixed(values[best], 4)}. ${keys}`;
}
