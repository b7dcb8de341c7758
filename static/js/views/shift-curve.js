/**
 * How many digits are read right at each shift to the side, with the present one marked.
 * @import {Palette} from "../types.js"
 */
import { addCanvas, drawMarker, fitCanvas, haloText, quietLabel, SANS } from "../lib/canvas.js";
import { runStyle } from "../lib/colors.js";
import { h, on } from "../lib/dom.js";
import { formatNumber, formatPercent } from "../lib/format.js";
import { pointIn } from "../lib/magnified.js";

/**
 * @typedef {object} ShiftCurveModel
 * @property {number[] | null} along shares from −reach to reach
 * @property {number} dx
 * @property {number} dy
 * @property {number} slot
 * @property {Palette} palette
 * @property {boolean} projector
 */

/**
 * @param {HTMLElement} element
 * @param {{reach: number, onPick: (dx: number) => void}} options
 */
export function mountShiftCurve(element, { reach, onPick }) {
  const title = h("p", { class: "label" });
  const picture = h("div", { class: "shift-curve", role: "img", title: "Click: move that far" });
  const root = h("div", { class: "shift-along" }, title, picture);
  const canvas = addCanvas(picture, "figure-layer");
  const speaker = quietLabel(picture);
  element.append(root);
  /** @type {ReturnType<typeof frameOf> | null} */
  let frame = null;
  let dragged = false;
  /** @type {number | null} */
  let picked = null;

  /** @param {PointerEvent} event */
  function pick(event) {
    if (!frame) return;
    const [x] = pointIn(picture, event);
    const share = (x - frame.left) / frame.width;
    const dx = Math.max(-reach, Math.min(reach, Math.round((2 * share - 1) * reach)));
    if (dx === picked) return;
    picked = dx;
    onPick(dx);
  }
  on(picture, "pointerdown", (event) => {
    if (event.button !== 0) return;
    dragged = true;
    picked = null;
    picture.setPointerCapture(event.pointerId);
    pick(event);
  });
  on(picture, "pointermove", (event) => dragged && pick(event));
  on(picture, "lostpointercapture", () => {
    dragged = false;
  });

  return {
    /** @param {ShiftCurveModel} model */
    render(model) {
      const way = vertical(model.dy);
      title.textContent = `Read right, moved to the side${way}`;
      speaker.set(() => describe(model, reach, way));
      const [width, height] = [picture.clientWidth, picture.clientHeight];
      if (width < 60 || height < 40) return;
      frame = frameOf(width, height, model.projector);
      const c = fitCanvas(canvas, width, height);
      c.clearRect(0, 0, width, height);
      paintAxes(c, frame, model.palette, reach);
      if (model.along) paintCurve(c, frame, model, reach);
    },
    dispose() {
      speaker.cancel();
      root.remove();
    },
  };
}

/** @param {number} dy */
function vertical(dy) {
  if (dy === 0) return "";
  return `, ${Math.abs(dy)} ${dy > 0 ? "down" : "up"}`;
}

/** @param {number} width @param {number} height @param {boolean} projector */
function frameOf(width, height, projector) {
  const size = projector ? 20 : 12.5;
  const left = Math.round(size * 3.1);
  const top = Math.round(size * 0.8);
  return {
    left,
    top,
    width: width - left - 8,
    height: height - top - Math.round(size * 2),
    size,
  };
}

/** @typedef {ReturnType<typeof frameOf>} CurveFrame */

/** @param {CurveFrame} frame @param {number} share */
const yOf = ({ top, height }, share) => top + (1 - share) * height;

/** @param {CanvasRenderingContext2D} c @param {CurveFrame} frame @param {Palette} palette @param {number} reach */
function paintAxes(c, frame, palette, reach) {
  const { left, top, width, height, size } = frame;
  c.font = `${size}px ${SANS}`;
  c.fillStyle = palette.ink3;
  c.lineWidth = 1;
  c.textBaseline = "middle";
  c.textAlign = "right";
  for (const share of [0, 0.5, 1]) {
    const y = Math.round(yOf(frame, share)) + 0.5;
    c.strokeStyle = share === 0 ? palette.rule : palette.hair;
    c.beginPath();
    c.moveTo(left, y);
    c.lineTo(left + width, y);
    c.stroke();
    c.fillText(formatPercent(share, 0), left - 6, y);
  }
  c.textBaseline = "top";
  c.textAlign = "center";
  for (let dx = -reach; dx <= reach; dx += reach / 2) {
    const x = left + ((dx + reach) / (2 * reach)) * width;
    c.fillText(formatNumber(dx), x, top + height + 0.6 * size);
  }
}

/** @param {CanvasRenderingContext2D} c @param {CurveFrame} frame @param {ShiftCurveModel} model @param {number} reach */
function paintCurve(c, frame, { along, dx, slot, palette, projector }, reach) {
  if (!along) return;
  const { color, dash, marker } = runStyle(slot);
  const scale = projector ? 1.5 : 1;
  const points = along.map((share, k) => ({
    x: frame.left + (k / (2 * reach)) * frame.width,
    y: yOf(frame, share),
  }));
  c.strokeStyle = color;
  c.lineWidth = 2 * scale;
  c.lineJoin = "round";
  c.setLineDash(dash.map((part) => part * scale));
  c.beginPath();
  for (const { x, y } of points) c.lineTo(x, y);
  c.stroke();
  c.setLineDash([]);
  const at = points[dx + reach];
  if (!at) return;
  drawMarker(c, marker, at.x, at.y, 5 * scale, color, palette.paper);
  const share = along[dx + reach];
  c.font = `600 ${frame.size}px ${SANS}`;
  c.textBaseline = "middle";
  c.textAlign = dx > reach / 2 ? "right" : "left";
  const aside = dx > reach / 2 ? -10 : 10;
  const y = Math.max(frame.top + 2, at.y - 0.9 * frame.size);
  haloText(c, formatPercent(share), at.x + aside * scale, y, palette.ink, palette.paper);
}

/** @param {ShiftCurveModel} model @param {number} reach @param {string} way */
function describe({ along, dx }, reach, way) {
  if (!along) return "Share of digits read right at each shift to the side: not measured yet";
  const text = (/** @type {number} */ at) => formatPercent(along[at + reach]);
  const ends = `${text(-reach)} ${reach} pixels to the left, ${text(0)} not moved, ${text(reach)} ${reach} pixels to the right`;
  return `Share of digits read right at each shift to the side${way}: ${ends}; now ${text(dx)}`;
}
