/**
 * A sheet that is drawn upon like a canvas and is written as SVG: lines and marks are paths, text is text, and what is made
 * of pixels is an image within. It has of a canvas's context what the figures use.
 */

import { SvgPath, turned } from "./svg-path.js";
import { attributes, element, number, paintOf, textOf } from "./svg-text.js";

/** @typedef {import("./svg-path.js").Matrix} Matrix */
/** A path as SVG writes it. @typedef {{d: string}} PathText */
/**
 * @typedef {object} State
 * @property {Matrix} matrix
 * @property {number} groups  opened since the state was saved
 * @property {string} fillStyle
 * @property {string} strokeStyle
 * @property {number} lineWidth
 * @property {CanvasLineCap} lineCap
 * @property {CanvasLineJoin} lineJoin
 * @property {number} globalAlpha
 * @property {string} font
 * @property {CanvasTextAlign} textAlign
 * @property {CanvasTextBaseline} textBaseline
 * @property {string} letterSpacing
 * @property {boolean} imageSmoothingEnabled
 * @property {readonly number[]} dash
 */

/** @returns {State} as a canvas begins */
const first = () => ({
  matrix: [1, 0, 0, 1, 0, 0],
  groups: 0,
  fillStyle: "#000000",
  strokeStyle: "#000000",
  lineWidth: 1,
  lineCap: "butt",
  lineJoin: "miter",
  globalAlpha: 1,
  font: "10px sans-serif",
  textAlign: "start",
  textBaseline: "alphabetic",
  letterSpacing: "0px",
  imageSmoothingEnabled: true,
  dash: [],
});

/** How many pixels an image has along one of the sheet, where it is enlarged smoothly. */
const FINE = 2;

export class SvgSheet extends SvgPath {
  constructor() {
    super();
    /** @type {string[]} */
    this.parts = [];
    /** Paths that clip, by what they are. @type {Map<string, string>} */
    this.clips = new Map();
    this.state = first();
    /** @type {State[]} */
    this.saved = [];
    const ruler = document.createElement("canvas").getContext("2d");
    /** Measures text. */
    this.ruler = /** @type {CanvasRenderingContext2D} */ (ruler);
  }

  /** All that has been drawn. */
  get content() {
    const defs = [...this.clips].map(([d, id]) =>
      element("clipPath", { id }, element("path", { d })),
    );
    return [element("defs", {}, defs.join("")), ...this.parts].join("\n");
  }

  save() {
    this.saved.push(this.state);
    this.state = { ...this.state, groups: 0 };
  }

  restore() {
    if (this.state.groups > 0) this.parts.push("</g>".repeat(this.state.groups));
    this.state = this.saved.pop() ?? this.state;
  }

  /** @param {PathText} [path] */
  fill(path) {
    const how = { ...paintOf("fill", this.state.fillStyle, this.state.globalAlpha), stroke: null };
    this.draw(path, how);
  }

  /** @param {PathText} [path] */
  stroke(path) {
    const { strokeStyle, globalAlpha } = this.state;
    this.draw(path, {
      fill: "none",
      ...paintOf("stroke", strokeStyle, globalAlpha),
      ...this.line(path),
    });
  }

  /** @param {PathText} [path]  its lengths are in its own units */
  line(path) {
    const { lineWidth, lineCap, lineJoin, dash } = this.state;
    const scale = path ? 1 : this.scale;
    return {
      "stroke-width": number(lineWidth * scale),
      "stroke-linecap": lineCap === "butt" ? null : lineCap,
      "stroke-linejoin": lineJoin === "miter" ? null : lineJoin,
      "stroke-dasharray": dash.map((length) => number(length * scale)).join(" ") || null,
    };
  }

  /** @param {PathText | undefined} path @param {Record<string, string | null>} how */
  draw(path, how) {
    const d = path?.d ?? this.d;
    const nothing = /** @type {(string | null)[]} */ ([how.fill, how.stroke]).every(
      (color) => !color || color === "none",
    );
    if (!d || nothing) return;
    const transform = path ? turned(this.state.matrix) : null;
    this.parts.push(element("path", { ...how, transform, d }));
  }

  clip() {
    const id = this.clips.get(this.d) ?? `clip-${this.clips.size + 1}`;
    this.clips.set(this.d, id);
    this.parts.push(`<g${attributes({ "clip-path": `url(#${id})` })}>`);
    this.state.groups += 1;
  }

  /** @param {number[]} dash */
  setLineDash(dash) {
    this.state.dash = dash;
  }

  /** @param {number} x @param {number} y @param {number} width @param {number} height */
  fillRect(x, y, width, height) {
    this.apart(() => {
      this.rect(x, y, width, height);
      this.fill();
    });
  }

  /** @param {number} x @param {number} y @param {number} width @param {number} height */
  strokeRect(x, y, width, height) {
    this.apart(() => {
      this.rect(x, y, width, height);
      this.stroke();
    });
  }

  /** Draws without touching the path that is being made. @param {() => void} work */
  apart(work) {
    const { d } = this;
    this.d = "";
    work();
    this.d = d;
  }

  // Texts

  /** @param {string} text @param {number} x @param {number} y */
  fillText(text, x, y) {
    this.write(text, x, y, paintOf("fill", this.state.fillStyle, this.state.globalAlpha));
  }

  /** The halo of a text, without anything to be read. @param {string} text @param {number} x @param {number} y */
  strokeText(text, x, y) {
    const { strokeStyle, globalAlpha } = this.state;
    const paint = paintOf("stroke", strokeStyle, globalAlpha);
    this.write(text, x, y, { fill: "none", ...paint, ...this.line(), "aria-hidden": "true" });
  }

  /** @param {string} text @param {number} x @param {number} y @param {Record<string, string | null>} how */
  write(text, x, y, how) {
    const { matrix, font, textAlign, textBaseline, letterSpacing } = this.state;
    const { ruler } = this;
    ruler.font = font;
    ruler.letterSpacing = letterSpacing;
    ruler.textBaseline = "alphabetic";
    const low = ruler.measureText(text);
    ruler.textBaseline = textBaseline;
    // SVG programs disagree about other baselines than the letters' own.
    const down = low.fontBoundingBoxAscent - ruler.measureText(text).fontBoundingBoxAscent;
    const [a, b, c, d] = matrix;
    const upright = a === 1 && b === 0 && c === 0 && d === 1;
    const [px, py] = upright ? [x + matrix[4], y + down + matrix[5]] : [x, y + down];
    const transform = upright ? null : turned(matrix);
    const place = { x: number(px), y: number(py), transform };
    const part = textOf(text, { font: ruler.font, textAlign, letterSpacing, width: low.width });
    if (part) this.parts.push(element("text", { ...place, ...part.how, ...how }, part.content));
  }

  // Images

  /**
   * As a canvas has it, with the size where it is drawn: the whole image, or a part of it.
   * @param {HTMLCanvasElement | HTMLImageElement} image
   * @param {number[]} numbers
   */
  drawImage(image, ...numbers) {
    const whole = [0, 0, image.width, image.height];
    const [sx, sy, sw, sh, x, y, width, height] =
      numbers.length === 8 ? numbers : [...whole, ...numbers];
    if (!(sw > 0 && sh > 0 && width > 0 && height > 0)) return;
    const smooth = this.state.imageSmoothingEnabled;
    // What is enlarged smoothly is enlarged here: other programs show squares.
    const larger = smooth ? Math.max(1, Math.min(FINE * width, 4096) / sw) : 1;
    const taller = smooth ? Math.max(1, Math.min(FINE * height, 4096) / sh) : 1;
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(sw * larger);
    canvas.height = Math.round(sh * taller);
    const c = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    c.imageSmoothingQuality = "high";
    c.drawImage(image, sx, sy, sw, sh, 0, 0, canvas.width, canvas.height);
    const { matrix, globalAlpha } = this.state;
    this.parts.push(
      element("image", {
        x: number(x),
        y: number(y),
        width: number(width),
        height: number(height),
        transform: turned(matrix),
        preserveAspectRatio: "none",
        opacity: globalAlpha === 1 ? null : number(globalAlpha),
        style: smooth ? null : "image-rendering:pixelated",
        href: canvas.toDataURL("image/png"),
      }),
    );
  }
}

// Properties are set as a canvas's are.
for (const name of /** @type {(keyof State)[]} */ (Object.keys(first())))
  Object.defineProperty(SvgSheet.prototype, name, {
    get() {
      return this.state[name];
    },
    set(value) {
      this.state[name] = value;
    },
  });
