/**
 * Drawing on canvases: sizes in CSS pixels, markers, dashes, casings, arrows and labels with a halo.
 * @import {Marker} from "../types.js"
 */
import { pixelRatio } from "./magnified.js";
import { recordingOf } from "./recording.js";

export const SANS = '"Source Sans 3", "Source Sans Pro", system-ui, sans-serif';
export const SERIF = '"Source Serif 4", "Source Serif Pro", Georgia, serif';

/**
 * A canvas child of `parent`, hidden from assistive technology: the figure's label speaks for it.
 * @param {HTMLElement} parent
 * @param {string} className
 */
export function addCanvas(parent, className) {
  const canvas = document.createElement("canvas");
  canvas.className = className;
  canvas.setAttribute("aria-hidden", "true");
  parent.append(canvas);
  return canvas;
}

/**
 * Gives a canvas its size in CSS pixels, with as many device pixels as the screen has, and returns its
 * context in CSS units. Keeps the contents when the size is unchanged. While drawing is written down the canvas stays as it is.
 * @param {HTMLCanvasElement} canvas
 * @param {number} width
 * @param {number} height
 */
export function fitCanvas(canvas, width, height) {
  const recording = recordingOf(canvas);
  if (recording) return recording;
  const ratio = pixelRatio();
  const w = Math.max(1, Math.round(width * ratio));
  const h = Math.max(1, Math.round(height * ratio));
  if (canvas.width !== w || canvas.height !== h) {
    canvas.width = w;
    canvas.height = h;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  context.setTransform(w / width, 0, 0, h / height, 0, 0);
  return context;
}

/**
 * Traces a marker's outline as the current path, of the same visual size for every shape.
 * @param {CanvasRenderingContext2D} c
 * @param {Marker} shape
 * @param {number} x
 * @param {number} y
 * @param {number} r radius of the circle it is as large as
 */
export function tracePath(c, shape, x, y, r) {
  c.beginPath();
  if (shape === "circle") c.arc(x, y, r, 0, 2 * Math.PI);
  else if (shape === "square") c.rect(x - 0.9 * r, y - 0.9 * r, 1.8 * r, 1.8 * r);
  else if (shape === "triangle") polygon(c, x, y + 0.15 * r, 1.25 * r, 3, -Math.PI / 2);
  else if (shape === "triangle-down") polygon(c, x, y - 0.15 * r, 1.25 * r, 3, Math.PI / 2);
  else if (shape === "diamond") polygon(c, x, y, 1.25 * r, 4, 0);
  else if (shape === "pentagon") polygon(c, x, y, 1.12 * r, 5, -Math.PI / 2);
  else cross(c, x, y, 1.15 * r, shape === "cross" ? Math.PI / 4 : 0);
}

/**
 * @param {CanvasRenderingContext2D} c
 * @param {number} x
 * @param {number} y
 * @param {number} r
 * @param {number} sides
 * @param {number} turn
 */
function polygon(c, x, y, r, sides, turn) {
  for (let k = 0; k < sides; k++) {
    const a = turn + (2 * Math.PI * k) / sides;
    c.lineTo(x + r * Math.cos(a), y + r * Math.sin(a));
  }
  c.closePath();
}

/**
 * A fat plus, turned.
 * @param {CanvasRenderingContext2D} c
 * @param {number} x
 * @param {number} y
 * @param {number} r
 * @param {number} turn
 */
function cross(c, x, y, r, turn) {
  const t = 0.38;
  const outline = [
    -t,
    -1,
    t,
    -1,
    t,
    -t,
    1,
    -t,
    1,
    t,
    t,
    t,
    t,
    1,
    -t,
    1,
    -t,
    t,
    -1,
    t,
    -1,
    -t,
    -t,
    -t,
  ];
  const [s, k] = [Math.sin(turn) * r, Math.cos(turn) * r];
  for (let i = 0; i < outline.length; i += 2) {
    c.lineTo(x + outline[i] * k - outline[i + 1] * s, y + outline[i] * s + outline[i + 1] * k);
  }
  c.closePath();
}

/**
 * A marker with a ring of paper round it; hollow ones are filled with paper.
 * @param {CanvasRenderingContext2D} c
 * @param {Marker} shape
 * @param {number} x
 * @param {number} y
 * @param {number} r
 * @param {string} color
 * @param {string} paper
 * @param {boolean} hollow
 */
export function drawMarker(c, shape, x, y, r, color, paper, hollow = false) {
  c.setLineDash([]);
  c.lineJoin = "round";
  tracePath(c, shape, x, y, r);
  c.strokeStyle = paper;
  c.lineWidth = hollow ? 4 : 3;
  c.stroke();
  c.fillStyle = hollow ? paper : color;
  c.fill();
  if (hollow) {
    c.strokeStyle = color;
    c.lineWidth = 1.5;
    c.stroke();
  }
}

/**
 * A text with a halo that keeps it legible on lines.
 * @param {CanvasRenderingContext2D} c
 * @param {string} text
 * @param {number} x
 * @param {number} y
 * @param {string} color
 * @param {string} halo
 * @param {number} width of the halo
 */
export function haloText(c, text, x, y, color, halo, width = 4) {
  c.setLineDash([]);
  c.lineJoin = "round";
  c.strokeStyle = halo;
  c.lineWidth = width;
  c.strokeText(text, x, y);
  c.fillStyle = color;
  c.fillText(text, x, y);
}

/**
 * An arrow with a casing of paper.
 * @param {CanvasRenderingContext2D} c
 * @param {number} x0
 * @param {number} y0
 * @param {number} x1
 * @param {number} y1
 * @param {string} color
 * @param {number} width of the shaft
 * @param {string} paper
 */
export function drawArrow(c, x0, y0, x1, y1, color, width, paper) {
  const length = Math.hypot(x1 - x0, y1 - y0);
  if (!(length > 1)) return;
  const head = Math.min(length * 0.7, 5 + 2.6 * width);
  const half = head * 0.42;
  const [ux, uy] = [(x1 - x0) / length, (y1 - y0) / length];
  const [bx, by] = [x1 - ux * head, y1 - uy * head];
  c.setLineDash([]);
  c.lineCap = "butt";
  c.lineJoin = "round";
  const shaft = () => {
    c.beginPath();
    c.moveTo(x0, y0);
    c.lineTo(bx + ux, by + uy);
  };
  const tip = () => {
    c.beginPath();
    c.moveTo(x1, y1);
    c.lineTo(bx - uy * half, by + ux * half);
    c.lineTo(bx + uy * half, by - ux * half);
    c.closePath();
  };
  c.strokeStyle = paper;
  shaft();
  c.lineWidth = width + 3;
  c.stroke();
  tip();
  c.lineWidth = 3;
  c.stroke();
  c.strokeStyle = color;
  c.fillStyle = color;
  shaft();
  c.lineWidth = width;
  c.stroke();
  tip();
  c.fill();
}

/**
 * The × where a run diverged.
 * @param {CanvasRenderingContext2D} c
 * @param {number} x
 * @param {number} y
 * @param {number} r
 * @param {string} color
 * @param {string} paper
 */
export function drawDivergence(c, x, y, r, color, paper) {
  c.setLineDash([]);
  c.lineCap = "round";
  c.beginPath();
  c.moveTo(x - r, y - r);
  c.lineTo(x + r, y + r);
  c.moveTo(x + r, y - r);
  c.lineTo(x - r, y + r);
  c.strokeStyle = paper;
  c.lineWidth = 6;
  c.stroke();
  c.strokeStyle = color;
  c.lineWidth = 2.75;
  c.stroke();
  c.lineCap = "butt";
}

/**
 * Calls back, at most once per animation frame, however often it is asked.
 * @param {() => void} work
 * @returns {{ask: () => void, cancel: () => void}}
 */
export function oncePerFrame(work) {
  let handle = 0;
  return {
    ask() {
      handle ||= requestAnimationFrame(() => {
        handle = 0;
        work();
      });
    },
    cancel() {
      cancelAnimationFrame(handle);
      handle = 0;
    },
  };
}

/**
 * A setter of an element's accessible description that speaks at most once a second; the last text of a
 * burst is always set.
 * @param {HTMLElement} element
 * @returns {{set: (text: () => string) => void, cancel: () => void}}
 */
export function quietLabel(element) {
  let spoken = Number.NEGATIVE_INFINITY;
  let timer = 0;
  /** @type {() => string} */
  let latest = () => "";
  const speak = () => {
    timer = 0;
    spoken = performance.now();
    const text = latest();
    if (element.getAttribute("aria-label") !== text) element.setAttribute("aria-label", text);
  };
  return {
    set(text) {
      latest = text;
      const wait = 1000 - (performance.now() - spoken);
      if (wait <= 0) speak();
      else timer ||= window.setTimeout(speak, wait);
    },
    cancel() {
      window.clearTimeout(timer);
    },
  };
}
