/**
 * The losses along a path: the run's own, and dashed those of its projection onto the plane.
 * @import {LabModel, RunTrace} from "../types.js"
 */
import { addCanvas, fitCanvas, SANS } from "../lib/canvas.js";
import { palette as readColors } from "../lib/colors.js";
import { h } from "../lib/dom.js";
import { formatNumber } from "../lib/format.js";
import { readRoom } from "./frame.js";
import { runStyles } from "./styles.js";

const DASH = [4, 3];

/** @param {HTMLElement} element */
export function mountPlaneLosses(element) {
  const root = h("div", {
    class: "plane-losses",
    role: "img",
    "aria-label":
      "Losses along the path: the run’s own, and dashed those of its projection onto the plane",
  });
  const canvas = addCanvas(root, "figure-layer");
  element.append(root);
  return {
    /** @param {LabModel} model @param {RunTrace} trace */
    render(model, trace) {
      const { width, height } = readRoom(root, model.projector);
      if (width < 80 || height < 20) return;
      const c = fitCanvas(canvas, width, height);
      c.clearRect(0, 0, width, height);
      paint(c, model, trace, { width, height });
    },
    dispose: () => root.remove(),
  };
}

/**
 * @param {CanvasRenderingContext2D} c
 * @param {LabModel} model
 * @param {RunTrace} trace
 * @param {{width: number, height: number}} room
 */
function paint(c, model, trace, { width, height }) {
  const palette = readColors(model.theme);
  const [style] = runStyles(model);
  const scale = model.projector ? 1.75 : 1;
  const { loss, projected_loss: projected } = trace.columns;
  const finite = [...loss, ...projected].filter(Number.isFinite);
  if (finite.length === 0) return;
  const [low, high] = [Math.min(...finite), Math.max(...finite)];
  const log = low > 0 && high > 20 * low;
  const tall = (/** @type {number} */ value) => (log ? Math.log(value) : value);
  const text = 11.5 * scale;
  const legend = 150 * scale;
  const last = Math.max(1, trace.rows - 1);
  const toX = (/** @type {number} */ row) => 4 + (row / last) * (width - legend - 8);
  const span = tall(high) - tall(low) || 1;
  const toY = (/** @type {number} */ value) =>
    height - 4 - ((tall(value) - tall(low)) / span) * (height - 8);
  c.lineJoin = "round";
  for (const { values, dash } of [
    { values: loss, dash: [] },
    { values: projected, dash: DASH },
  ]) {
    c.setLineDash(dash);
    c.strokeStyle = dash.length ? palette.ink2 : style.color;
    c.lineWidth = (dash.length ? 1.3 : 2) * scale;
    c.beginPath();
    values.forEach((value, row) => {
      if (Number.isFinite(value)) c.lineTo(toX(row), toY(value));
    });
    c.stroke();
  }
  c.setLineDash([]);
  c.strokeStyle = palette.rule;
  c.lineWidth = 1;
  c.beginPath();
  c.moveTo(toX(model.step), 0);
  c.lineTo(toX(model.step), height);
  c.stroke();
  c.font = `${text}px ${SANS}`;
  c.textBaseline = "middle";
  const say = (
    /** @type {string} */ name,
    /** @type {number} */ value,
    /** @type {string} */ color,
    /** @type {number} */ y,
  ) => {
    c.fillStyle = color;
    c.fillText(`${name} ${formatNumber(value, 3)}`, width - legend + 8, y);
  };
  say("loss of the run", loss[model.step], style.color, height / 2 - 0.7 * text);
  say("– – on the plane", projected[model.step], palette.ink2, height / 2 + 0.7 * text);
}
