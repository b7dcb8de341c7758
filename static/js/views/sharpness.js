/**
 * The largest curvature of the loss along the runs, and the one that each run's rule takes at its learning rate: at the
 * edge of stability the first rises to the second and stays there.
 * @import {Palette, Theme} from "../types.js"
 * @import {Point} from "../state/sharpness.js"
 * @import {Room} from "./frame.js"
 */
import { addCanvas, fitCanvas, oncePerFrame, quietLabel, SANS } from "../lib/canvas.js";
import { palette as readColors, runStyle } from "../lib/colors.js";
import { freshId, h } from "../lib/dom.js";
import { formatCount, formatNumber } from "../lib/format.js";
import { pointAt, sharpnessScale, sharpnessWords } from "../lib/sharpness.js";
import { readRoom } from "./frame.js";
import { prose, setProse, spokenProse } from "./prose.js";

/** @typedef {{index: number, label: string, slot: number, muted: boolean, batch: number | null, points: Point[], refused: string | null}} SharpRun */
/**
 * @typedef {object} SharpnessModel
 * @property {Theme} theme
 * @property {boolean} projector
 * @property {number} step
 * @property {number} steps
 * @property {number} selected
 * @property {boolean} veiled  what lies ahead is not drawn
 * @property {() => SharpRun[]} runs  what is known of them; what is missing is asked for
 */
/** @typedef {{c: CanvasRenderingContext2D, palette: Palette, model: SharpnessModel, xOf: (step: number) => number, yOf: (value: number) => number, font: number}} Sheet */

const EMPTY = "The curvature along the runs stands here once it is there.";

/**
 * @param {HTMLElement} element
 * @returns {{render: (model: SharpnessModel) => void, dispose: () => void}}
 */
export function mountSharpness(element) {
  const title = freshId("sharpness");
  const body = h("div", { class: "sharpness-body", role: "img", "aria-label": "Sharpness" });
  const words = h("p", { class: "layer-words" });
  const note = h("span", { class: "section-note" }, ...prose("λₘₐₓ solid, its limit thin").flat());
  const root = h(
    "section",
    { class: "sharpness", "aria-labelledby": title },
    h("header", { class: "figure-head" }, h("h2", { id: title }, "Sharpness"), note),
    body,
    words,
  );
  const canvas = addCanvas(body, "figure-layer");
  element.append(root);
  const speaker = quietLabel(body);
  /** @type {SharpnessModel | null} */
  let model = null;
  /** @type {Palette | null} */
  let palette = null;

  function draw() {
    if (!model) return;
    const room = readRoom(body, model.projector);
    const { width, height } = room;
    // What nobody sees is not asked for.
    if (width < 120 || height < 30) return;
    if (palette?.theme !== model.theme) palette = readColors(model.theme);
    const runs = model.runs();
    const c = fitCanvas(canvas, width, height);
    c.clearRect(0, 0, width, height);
    paint(c, palette, model, runs, room);
    const said = wordsOf(runs, model);
    setProse(words, said);
    speaker.set(() => spokenProse(said));
  }

  const refresh = oncePerFrame(draw);
  const observer = new ResizeObserver(refresh.ask);
  observer.observe(body);
  document.fonts?.ready.then(refresh.ask);
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

/** @param {SharpRun[]} runs @param {SharpnessModel} model */
function wordsOf(runs, { selected, step }) {
  const run = runs.find(({ index }) => index === selected);
  if (!run) return EMPTY;
  if (run.refused) return run.refused;
  const point = pointAt(run.points, step);
  return point ? sharpnessWords(point, run.batch) : EMPTY;
}

/**
 * @param {CanvasRenderingContext2D} c
 * @param {Palette} palette
 * @param {SharpnessModel} model
 * @param {SharpRun[]} runs
 * @param {Room} room
 */
function paint(c, palette, model, runs, { width, height, fontSize: font }) {
  const shown = runs.filter(({ muted, index }) => !muted || index === model.selected);
  const scale = sharpnessScale(shown.map(({ points }) => points));
  const [right, top, bottom] = [width - 3 * font, 0.8 * font, height - 1.6 * font];
  /** @type {Sheet} */
  const sheet = {
    c,
    palette,
    model,
    font,
    xOf: (step) => 1 + (step / model.steps) * (right - 2),
    yOf: (value) => bottom - ((value - scale.low) / (scale.high - scale.low)) * (bottom - top),
  };
  paintAxes(sheet, scale.ticks, right, bottom);
  c.save();
  c.beginPath();
  c.rect(0, top - 4, right, bottom - top + 8);
  c.clip();
  const chosen = (/** @type {SharpRun} */ run) => Number(run.index === model.selected);
  for (const run of shown.toSorted((a, b) => chosen(a) - chosen(b))) paintRun(sheet, run);
  c.restore();
  const x = Math.round(sheet.xOf(model.step)) + 0.5;
  c.strokeStyle = palette.ink3;
  c.lineWidth = 1;
  c.beginPath();
  c.moveTo(x, top - 4);
  c.lineTo(x, bottom);
  c.stroke();
}

/** @param {Sheet} sheet @param {number[]} ticks @param {number} right @param {number} bottom */
function paintAxes({ c, palette, model, yOf, font }, ticks, right, bottom) {
  c.font = `${font}px ${SANS}`;
  c.fillStyle = palette.ink3;
  c.strokeStyle = palette.hair;
  c.lineWidth = 1;
  c.textAlign = "left";
  c.textBaseline = "middle";
  c.beginPath();
  for (const tick of ticks) {
    const y = Math.round(yOf(tick)) + 0.5;
    c.moveTo(0, y);
    c.lineTo(right, y);
    c.fillText(formatNumber(tick, 3), right + 5, y);
  }
  c.stroke();
  c.textBaseline = "top";
  c.fillText("step 0", 0, bottom + 4);
  c.textAlign = "right";
  c.fillText(formatCount(model.steps), right, bottom + 4);
}

/** The curve until the step shown, paler beyond it; its limit as a thin line. @param {Sheet} sheet @param {SharpRun} run */
function paintRun({ c, model, xOf, yOf, font, palette }, { index, slot, points }) {
  const style = runStyle(slot);
  const chosen = index === model.selected;
  const behind = points.filter(({ step }) => step <= model.step);
  c.strokeStyle = c.fillStyle = style.color;
  c.lineJoin = "round";
  const stroke = (/** @type {Point[]} */ part, /** @type {"sharpness" | "most"} */ name) => {
    c.beginPath();
    let pen = false;
    for (const point of part) {
      const value = point[name];
      if (!Number.isFinite(value)) pen = false;
      else if (pen) c.lineTo(xOf(point.step), yOf(value));
      else c.moveTo(xOf(point.step), yOf(value));
      pen = Number.isFinite(value);
    }
    c.stroke();
  };
  c.lineWidth = 1;
  c.globalAlpha = chosen ? 0.9 : 0.5;
  stroke(model.veiled ? behind : points, "most");
  c.setLineDash(style.dash);
  c.lineWidth = chosen ? 2 : 1.3;
  c.globalAlpha = 0.35;
  if (!model.veiled) stroke(points.slice(Math.max(0, behind.length - 1)), "sharpness");
  c.globalAlpha = chosen ? 1 : 0.75;
  stroke(behind, "sharpness");
  c.setLineDash([]);
  c.globalAlpha = 1;
  const last = behind.at(-1);
  if (!chosen || !last || !Number.isFinite(last.sharpness)) return;
  c.beginPath();
  c.arc(xOf(last.step), yOf(last.sharpness), 0.26 * font, 0, 2 * Math.PI);
  c.strokeStyle = palette.paper;
  c.lineWidth = 2.5;
  c.stroke();
  c.fill();
}
