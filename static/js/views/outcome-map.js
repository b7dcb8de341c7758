/**
 * The map of outcomes: what becomes of a run at every pair of values of two settings.
 * @import {Palette, Theme} from "../types.js"
 * @import {Axis, MapFrame} from "./outcome-frames.js"
 * @import {Mark, Theory} from "./outcome-marks.js"
 */
import { addCanvas, fitCanvas, oncePerFrame, quietLabel } from "../lib/canvas.js";
import { palette as readColors } from "../lib/colors.js";
import { h, setText } from "../lib/dom.js";
import { cellAt } from "../state/map-axes.js";
import { readRoom } from "./frame.js";
import { drawAxes, mapFrames, placeAt, within } from "./outcome-frames.js";
import { attachHands } from "./outcome-hands.js";
import { drawLegend, keepCells, legendEntries } from "./outcome-ink.js";
import { drawCursor, drawKnown, drawMarks, drawTheory, markPixel } from "./outcome-marks.js";

/** @typedef {import("../state/outcome-maps.js").OutcomeMap} OutcomeMap */
/** @typedef {import("./outcome-hands.js").Cell} Cell */
/**
 * One map of several runs.
 * @typedef {object} Panel
 * @property {number} run
 * @property {string} title  empty where there is only one
 * @property {OutcomeMap | null} map
 * @property {boolean} fresh  it is of what is on screen
 * @property {Mark[]} marks
 */
/**
 * @typedef {object} OutcomeModel
 * @property {Theme} theme
 * @property {boolean} projector
 * @property {Axis} x
 * @property {Axis | null} y
 * @property {Panel[]} panels
 * @property {import("../lib/outcome-colors.js").Coloring} coloring
 * @property {string} measure  its name in the legend
 * @property {(value: number | string) => string} className
 * @property {Theory | null} theory
 * @property {[number, number][]} known  places of minima
 * @property {string} trouble  what the server said no to
 * @property {string} caption
 * @property {"coming" | "stopped" | null} pace  of a map that takes long
 * @property {(map: OutcomeMap, cell: number) => string} words  of a cell
 */

/** A line of a legend that is shorter than so many letters is two. */
const SHORT = 34;
const HINT = "Arrows read, Enter runs a cell.";

/**
 * @param {HTMLElement} element
 * @param {object} callbacks
 * @param {(panel: Panel, cell: number, more: boolean) => void} callbacks.onChoose
 * @param {(run: number, place: [number, number], done: boolean) => void} callbacks.onDrag
 * @param {(factor: number, place: [number, number] | null) => void} callbacks.onZoom  so many times as wide; 0 is all of it
 * @param {(on: boolean) => void} callbacks.onPace  stop what takes long, or go on with it
 */
export function mountOutcomeMap(element, { onChoose, onDrag, onZoom, onPace }) {
  const canvasRoot = h("div", { class: "outcome-picture", role: "img" });
  const root = h(
    "div",
    { class: "outcome-map", tabindex: "0", role: "application", "aria-label": "Cells of the map" },
    canvasRoot,
  );
  const line = h("p", { class: "outcome-reading", "aria-live": "polite" });
  const pace = h("button", {
    type: "button",
    class: "quiet-button outcome-pace",
    hidden: true,
    onclick: () => onPace(model?.pace === "stopped"),
  });
  const words = h("div", { class: "outcome-words" }, line, pace);
  element.append(root, words);
  const canvas = addCanvas(canvasRoot, "figure-ground");
  const speaker = quietLabel(canvasRoot);
  /** @type {OutcomeModel | null} */
  let model = null;
  /** @type {MapFrame[]} */
  let frames = [];
  /** @type {ReturnType<typeof keepCells>[]} */
  const inks = [];
  /** @type {Cell | null} */
  let read = null;
  let byKeys = false;

  /** @param {import("./frame.js").Room} room */
  function place(room) {
    if (!model) return;
    const [nx, ny] = [model.x.values.length, model.y?.values.length ?? 1];
    const named = model.panels.some(({ title }) => title !== "");
    frames = mapFrames(room, model.panels.length, { nx, ny, named, legend: legendHeight(room) });
  }

  function draw() {
    const room = model && readRoom(root, model.projector);
    if (!model || !room || room.width < 40 || room.height < 60) return;
    place(room);
    const palette = readColors(model.theme);
    const c = fitCanvas(canvas, room.width, room.height);
    c.clearRect(0, 0, room.width, room.height);
    for (const [k, panel] of model.panels.entries()) drawPanel(c, k, panel, palette, room.fontSize);
    const maps = model.panels.flatMap(({ map }) => map ?? []);
    const { coloring, measure, className } = model;
    const entries = legendEntries(maps, coloring, palette, className);
    if (maps.length > 0)
      drawLegend(c, [frames[0].left, room.height - legendHeight(room), room.width, room.height], {
        coloring,
        entries,
        title: measure,
        palette,
        fontSize: room.fontSize,
      });
    say();
  }

  /** @param {CanvasRenderingContext2D} c @param {number} k @param {Panel} panel @param {Palette} palette @param {number} fontSize */
  function drawPanel(c, k, panel, palette, fontSize) {
    if (!model) return;
    const frame = frames[k];
    if (frame.width < 8 || frame.height < 8) return;
    const scale = model.projector ? 1.6 : 1;
    inks[k] ??= keepCells();
    if (panel.map) {
      c.globalAlpha = panel.fresh ? 1 : 0.6;
      inks[k].draw(c, frame, panel.map, model.coloring, palette);
      c.globalAlpha = 1;
    }
    drawAxes(c, frame, { x: model.x, y: model.y, palette, fontSize, title: panel.title });
    drawKnown(c, frame, model.known, palette, scale);
    if (model.theory) drawTheory(c, frame, model.theory, palette, fontSize);
    if (read?.map === k) drawCursor(c, frame, read.cell, palette);
    drawMarks(c, frame, panel.marks, palette, scale);
  }

  function say() {
    if (!model) return;
    const panel = read && model.panels[read.map];
    const text = panel?.map && read ? titled(panel, model.words(panel.map, read.cell)) : "";
    line.setAttribute("aria-live", byKeys ? "polite" : "off");
    line.classList.toggle("is-reading", text !== "");
    setText(line, text || model.trouble || model.caption);
    line.classList.toggle("is-trouble", text === "" && model.trouble !== "");
    pace.hidden = model.pace === null || model.trouble !== "";
    setText(pace, model.pace === "stopped" ? "Go on" : "Stop");
  }

  const refresh = oncePerFrame(draw);
  const hands = attachHands(root, {
    cellAt: (pixel) => {
      const k = frames.findIndex((frame) => within(frame, pixel));
      if (k < 0) return null;
      const [x, y] = placeAt(frames[k], pixel);
      const [column, row] = [cellAt(x, frames[k].nx), cellAt(y, frames[k].ny)];
      return column === null || row === null ? null : { map: k, cell: row * frames[k].nx + column };
    },
    markAt(pixel, reach) {
      let [found, best] = [/** @type {number | null} */ (null), reach];
      model?.panels.forEach(({ marks }, k) => {
        for (const mark of marks) {
          const { px, py } = markPixel(frames[k], mark, 9);
          const distance = Math.hypot(px - pixel[0], py - pixel[1]) - (mark.chosen ? 0.1 : 0);
          if (distance < best) [found, best] = [mark.index, distance];
        }
      });
      return found;
    },
    next(from, across, up) {
      const k = from?.map ?? 0;
      const frame = frames[k];
      if (!frame || !model) return null;
      const { nx, ny } = frame;
      const start = from?.cell ?? chosenCell(model.panels[k], frame);
      if (!from) return { map: k, cell: start };
      const column = (start % nx) + across;
      const row = Math.floor(start / nx) + up;
      // Beyond the side of one map lies the next.
      const other = k + Math.sign(across);
      if ((column < 0 || column >= nx) && frames[other])
        return { map: other, cell: row * nx + (column < 0 ? nx - 1 : 0) };
      return { map: k, cell: clamp(row, ny) * nx + clamp(column, nx) };
    },
    onRead(cell, held) {
      read = cell;
      byKeys = held;
      refresh.ask();
    },
    onChoose: (cell, more) => {
      const panel = model?.panels[cell.map];
      if (panel) onChoose(panel, cell.cell, more);
    },
    onDrag: (run, pixel, done) => {
      const frame = frames[nearest(frames, pixel)];
      if (frame) onDrag(run, placeAt(frame, pixel), done);
    },
    onZoom: (factor, pixel) =>
      onZoom(factor, pixel && frames[0] ? placeAt(frames[nearest(frames, pixel)], pixel) : null),
  });
  const observer = new ResizeObserver(refresh.ask);
  observer.observe(root);
  document.fonts?.ready.then(refresh.ask);

  return {
    /** How many pixels a map has across and up; null while nobody can see it. @param {number} count @param {boolean} named @param {boolean} projector @returns {[number, number] | null} */
    pixels(count, named, projector) {
      const room = readRoom(root, projector);
      if (room.width < 40 || room.height < 60) return null;
      const legend = legendHeight(room);
      const [{ width, height }] = mapFrames(room, count, { nx: 1, ny: 1, named, legend });
      return [width, height];
    },
    /** @param {OutcomeModel} next */
    render(next) {
      model = next;
      const cells = next.x.values.length * (next.y?.values.length ?? 1);
      if (read && (read.cell >= cells || read.map >= next.panels.length)) read = null;
      draw();
      speaker.set(() =>
        model ? `Map of outcomes, ${axesText(model)}. ${model.caption} ${HINT}` : "",
      );
    },
    dispose() {
      observer.disconnect();
      refresh.cancel();
      speaker.cancel();
      hands.dispose();
      root.remove();
      words.remove();
    },
  };
}

/** One line, or two where they are short. @param {import("./frame.js").Room} room */
function legendHeight({ width, fontSize }) {
  return (width < SHORT * fontSize ? 3.4 : 1.8) * fontSize;
}

/** @param {OutcomeModel} model */
function axesText({ x, y }) {
  return y ? `${x.title} across, ${y.title} up` : `${x.title} across`;
}

/** @param {Panel} panel @param {string} text */
function titled({ title }, text) {
  return title ? `${title}, ${text}` : text;
}

/** @param {number} value @param {number} count */
function clamp(value, count) {
  return Math.max(0, Math.min(count - 1, value));
}

/** Where the keys begin: at the chosen run. @param {Panel} panel @param {MapFrame} frame */
function chosenCell({ marks }, { nx, ny }) {
  const mark = marks.find(({ chosen }) => chosen) ?? marks[0];
  const at = (/** @type {number} */ place, /** @type {number} */ count) =>
    Number.isFinite(place) ? clamp(Math.round(place), count) : count >> 1;
  return mark ? at(mark.y, ny) * nx + at(mark.x, nx) : (ny >> 1) * nx + (nx >> 1);
}

/** The frame nearest to a pixel. @param {MapFrame[]} frames @param {[number, number]} pixel */
function nearest(frames, [x, y]) {
  const away = frames.map(({ left, top, width, height }) =>
    Math.hypot(Math.max(left - x, 0, x - left - width), Math.max(top - y, 0, y - top - height)),
  );
  return away.indexOf(Math.min(...away));
}
