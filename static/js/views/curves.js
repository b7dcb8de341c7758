/**
 * Loss, learning rate and timeline on one x scale. One line through all of them, the playhead, ends in the
 * handle of the scrubber.
 * @import {CurvesModel, LossScale, Palette, Strip, XAxis} from "../types.js"
 */
import { addCanvas, fitCanvas, oncePerFrame, quietLabel } from "../lib/canvas.js";
import { palette as readColors } from "../lib/colors.js";
import { countAt } from "../lib/count-axis.js";
import { setText } from "../lib/dom.js";
import { formatCount } from "../lib/format.js";
import { pointIn } from "../lib/magnified.js";
import { stepAtValue } from "../lib/scales.js";
import { layoutCurves, measureCurves } from "./curves-layout.js";
import { paintCurves } from "./curves-paint.js";
import { mountReading } from "./curves-reading.js";
import { describeCurves } from "./describe.js";
import { runStyles } from "./styles.js";

let mounted = 0;

/**
 * Mounts the curves with their heading.
 * @param {HTMLElement} element
 * @param {{onSeek: (step: number) => void, onScale: (scale: LossScale) => void, onAxis: (axis: XAxis) => void, onStrip?: (strip: Strip) => void}} deps
 * @returns {{render: (model: CurvesModel) => void, dispose: () => void}}
 */
export function mountCurves(element, { onSeek, onScale, onAxis, onStrip }) {
  const id = ++mounted;
  const root = document.createElement("div");
  root.className = "curves";
  const head = heading(id, onScale, onAxis, onStrip);
  const body = document.createElement("div");
  body.className = "curves-body";
  const picture = document.createElement("div");
  picture.className = "figure-picture";
  picture.setAttribute("role", "img");
  picture.setAttribute("aria-label", "Loss curves");
  const canvas = addCanvas(picture, "figure-layer");
  const slider = document.createElement("input");
  slider.type = "range";
  slider.className = "scrubber";
  slider.min = "0";
  slider.step = "1";
  slider.setAttribute("aria-label", "Step shown");
  body.append(picture, slider);
  const reading = mountReading(body);
  root.append(head.element, body);
  element.append(root);

  /** @type {CurvesModel | null} */
  let model = null;
  /** @type {Palette | null} */
  let palette = null;
  /** @type {ReturnType<typeof measureCurves> | null} */
  let measures = null;
  /** @type {ReturnType<typeof layoutCurves> | null} */
  let layout = null;
  let focused = false;
  /** @type {import("./curves-stroke.js").Lines} */
  const lines = new WeakMap();
  const speaker = quietLabel(picture);

  function draw() {
    if (!model) return;
    if (palette?.theme !== model.theme) palette = readColors(model.theme);
    root.classList.toggle("is-projector", model.projector);
    measures = measureCurves(model, measures);
    layout = layoutCurves(body, model, measures);
    if (!layout) return;
    const c = fitCanvas(canvas, layout.width, layout.height);
    const styles = runStyles(model);
    paintCurves({ c, model, palette, styles, layout, measures, lines, focused });
    slider.max = String(model.steps);
    slider.valueAsNumber = model.step;
    slider.setAttribute("aria-valuetext", `step ${formatCount(model.step)} of ${model.steps}`);
    slider.style.left = `${layout.left - 16}px`;
    slider.style.width = `${layout.right - layout.left + 32}px`;
    slider.style.top = `${layout.track - 22}px`;
  }

  /** The step under a pointer. @param {PointerEvent} event @returns {number | null} */
  function stepUnder(event) {
    if (!model || !layout || !measures) return null;
    const [x] = pointIn(body, event);
    const share = Math.max(0, Math.min(1, (x - layout.left) / (layout.right - layout.left)));
    const value = countAt(measures.x, share);
    const trace = model.runs[model.selected]?.trace;
    const column = model.xAxis === "step" ? undefined : trace?.columns[measures.xColumn];
    return Math.round(stepAtValue(column, trace?.rows ?? 0, value, model.steps));
  }

  /** @param {PointerEvent} event */
  function seek(event) {
    const step = stepUnder(event);
    if (step !== null && step !== model?.step) onSeek(step);
  }

  /** A mouse reads without changing anything; nothing is read beside the plot. @param {PointerEvent} event */
  function read(event) {
    const step = stepUnder(event);
    const [x, y] = pointIn(body, event);
    if (step === null || !layout || !model || event.pointerType === "touch") return;
    const { left, right, top, track, width } = layout;
    const inside = x >= left && x <= right && y >= top && y < track - 8;
    if (inside && !dragging)
      reading.show({ step, x, top, bottom: track, width }, model.runs, model.errors);
    else reading.hide();
  }

  let dragging = false;
  body.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    // A finger may scroll the page on the curves; only the track holds on to it.
    if (event.pointerType === "touch" && event.target !== slider) return;
    event.preventDefault();
    dragging = true;
    body.setPointerCapture(event.pointerId);
    slider.focus({ preventScroll: true });
    seek(event);
  });
  body.addEventListener("pointermove", (event) => {
    if (dragging) seek(event);
    read(event);
  });
  body.addEventListener("pointerleave", () => reading.hide());
  for (const end of /** @type {const} */ (["pointerup", "pointercancel"])) {
    body.addEventListener(end, () => {
      dragging = false;
    });
  }
  body.addEventListener("click", (event) => {
    if (/** @type {PointerEvent} */ (event).pointerType === "touch") {
      seek(/** @type {PointerEvent} */ (event));
    }
  });
  slider.addEventListener("input", () => {
    if (model && slider.valueAsNumber !== model.step) onSeek(slider.valueAsNumber);
  });
  const onFocus = () => {
    focused = slider.matches(":focus-visible");
    refresh.ask();
  };
  slider.addEventListener("focus", onFocus);
  slider.addEventListener("keydown", onFocus);
  slider.addEventListener("blur", onFocus);

  const refresh = oncePerFrame(draw);
  const observer = new ResizeObserver(refresh.ask);
  observer.observe(body);
  document.fonts?.ready.then(refresh.ask);

  return {
    render(next) {
      model = next;
      draw();
      const offset = measures?.panels.some((panel) => panel.offset !== 0) ?? false;
      head.update(next, offset, (measures?.panels.length ?? 0) - (layout?.panels.length ?? 0));
      speaker.set(() => (model ? describeCurves(model) : ""));
    },
    dispose() {
      observer.disconnect();
      refresh.cancel();
      speaker.cancel();
      root.remove();
    },
  };
}

/**
 * Title, caption and the two choices.
 * @param {number} id
 * @param {(scale: LossScale) => void} onScale
 * @param {(axis: XAxis) => void} onAxis
 * @param {(strip: Strip) => void} [onStrip]
 */
function heading(id, onScale, onAxis, onStrip) {
  const element = document.createElement("div");
  element.className = "figure-head";
  const title = document.createElement("h2");
  title.textContent = "Loss";
  const caption = document.createElement("span");
  caption.className = "figure-caption";
  const scale = choice(`loss-scale-${id}`, "Scale of the loss", "", ["log", "linear"], (value) =>
    onScale(/** @type {LossScale} */ (value)),
  );
  const axis = choice(`x-axis-${id}`, "Count by", "by", ["step", "epoch", "evaluations"], (value) =>
    onAxis(/** @type {XAxis} */ (value)),
  );
  const choices = document.createElement("div");
  choices.className = "figure-choices";
  const strip = choice(`strip-${id}`, "Strip below the loss", "below", ["right", "rate"], (value) =>
    onStrip?.(/** @type {Strip} */ (value)),
  );
  choices.append(scale.element, axis.element);
  if (onStrip) choices.append(strip.element);
  element.append(title, caption, choices);
  return {
    element,
    /**
     * @param {CurvesModel} model
     * @param {boolean} above  heights are drawn
     * @param {number} left  targets without an axis
     */
    update(model, above, left) {
      scale.set(model.lossScale);
      axis.set(model.xAxis);
      strip.set(model.strip ?? "rate");
      strip.name("right", model.errors?.length ? "error" : "accuracy");
      const samples = model.samples ? `mean over ${formatCount(model.samples)} samples` : "";
      const mean = model.caption ?? samples;
      const less = model.lossScale === "log" && above ? "height above the lowest loss" : "";
      const many = model.errors?.length ?? 0;
      const few = layoutLacks(many, left);
      const text = [mean, less, few].filter(Boolean).join(" · ");
      if (caption.textContent !== text) caption.textContent = text;
    },
  };
}

/** Where there is no room for an axis of every target. @param {number} targets @param {number} left */
function layoutLacks(targets, left) {
  return left > 0 && left <= targets ? `errors of ${targets - left} of ${targets} targets` : "";
}

/**
 * Radio buttons that look like words; the chosen one is underlined.
 * @param {string} name
 * @param {string} legend
 * @param {string} lead
 * @param {string[]} values
 * @param {(value: string) => void} onChange
 */
function choice(name, legend, lead, values, onChange) {
  const element = document.createElement("fieldset");
  element.className = "word-choice";
  const hidden = document.createElement("legend");
  hidden.className = "visually-hidden";
  hidden.textContent = legend;
  element.append(hidden);
  if (lead) {
    const word = document.createElement("span");
    word.textContent = lead;
    word.setAttribute("aria-hidden", "true");
    element.append(word);
  }
  const inputs = values.map((value) => {
    const label = document.createElement("label");
    const input = document.createElement("input");
    input.type = "radio";
    input.name = name;
    input.value = value;
    input.addEventListener("change", () => onChange(value));
    const text = document.createElement("span");
    text.textContent = value;
    label.append(input, text);
    element.append(label);
    return { input, text };
  });
  return {
    element,
    /** @param {string} value */
    set(value) {
      for (const { input } of inputs) input.checked = input.value === value;
    },
    /** What a choice is called. @param {string} value @param {string} word */
    name(value, word) {
      for (const { input, text } of inputs) if (input.value === value) setText(text, word);
    },
  };
}
