/**
 * The cells of a map of outcomes and their legend. Cells are painted once and drawn wherever they are seen.
 * @import {Palette} from "../types.js"
 */
import { SANS } from "../lib/canvas.js";
import { lut } from "../lib/colors.js";
import { formatNumber } from "../lib/format.js";
import { pixelRatio } from "../lib/magnified.js";
import { inkOf, STATUSES, statusInk } from "../lib/outcome-colors.js";
import { sourceOf } from "../state/outcome-maps.js";

/** @typedef {import("../lib/outcome-colors.js").Coloring} Coloring */
/** @typedef {import("../lib/outcome-colors.js").Texture} Texture */
/** @typedef {import("../state/outcome-maps.js").OutcomeMap} OutcomeMap */
/** @typedef {import("./outcome-frames.js").MapFrame} MapFrame */
/** @typedef {{text: string, color: string, texture: Texture}} Entry */

export function keepCells() {
  const ink = document.createElement("canvas");
  /** @type {unknown[]} */
  let inked = [];

  /** @param {MapFrame} frame @param {OutcomeMap} map @param {Coloring} coloring @param {Palette} palette */
  function prepare(frame, map, coloring, palette) {
    const ratio = Math.min(2, pixelRatio());
    const size = [Math.round(frame.width * ratio), Math.round(frame.height * ratio)];
    const key = [map, map.revision, coloring, palette.theme, ...size];
    if (key.every((part, k) => part === inked[k])) return;
    inked = key;
    [ink.width, ink.height] = size;
    const c = /** @type {CanvasRenderingContext2D} */ (ink.getContext("2d"));
    paintCells(c, map, coloring, palette, ratio);
  }

  return {
    /** @param {CanvasRenderingContext2D} c @param {MapFrame} frame @param {OutcomeMap} map @param {Coloring} coloring @param {Palette} palette */
    draw(c, frame, map, coloring, palette) {
      prepare(frame, map, coloring, palette);
      c.drawImage(ink, frame.left, frame.top, frame.width, frame.height);
    },
  };
}

/** @param {CanvasRenderingContext2D} c @param {OutcomeMap} map @param {Coloring} coloring @param {Palette} palette @param {number} ratio */
function paintCells(c, map, coloring, palette, ratio) {
  const [nx, ny] = [map.wish.x.values.length, map.wish.y?.values.length ?? 1];
  const { width, height } = c.canvas;
  const edge = (/** @type {number} */ k, /** @type {number} */ count, /** @type {number} */ size) =>
    Math.round((k / count) * size);
  /** @type {Map<Texture, Path2D>} */
  const textures = new Map();
  for (let row = 0; row < ny; row++)
    for (let column = 0; column < nx; column++) {
      const cell = sourceOf(map, column, row);
      const found =
        cell < 0 ? null : inkOf(coloring, map.values[cell], map.outcomes[cell], palette.theme);
      if (!found) continue;
      const [x0, x1] = [edge(column, nx, width), edge(column + 1, nx, width)];
      const [y0, y1] = [height - edge(row + 1, ny, height), height - edge(row, ny, height)];
      c.fillStyle = `rgb(${found.color.join()})`;
      c.fillRect(x0, y0, x1 - x0, y1 - y0);
      if (!found.texture) continue;
      if (!textures.has(found.texture)) textures.set(found.texture, new Path2D());
      textures.get(found.texture)?.rect(x0, y0, x1 - x0, y1 - y0);
    }
  for (const [texture, path] of textures) {
    c.save();
    c.clip(path);
    drawTexture(c, texture, [0, 0, width, height], palette, ratio);
    c.restore();
  }
}

/**
 * @param {CanvasRenderingContext2D} c
 * @param {Texture} texture
 * @param {[number, number, number, number]} box
 * @param {Palette} palette
 * @param {number} ratio
 */
function drawTexture(c, texture, [left, top, width, height], palette, ratio) {
  const gap = 7 * ratio;
  c.beginPath();
  c.lineWidth = 1.1 * ratio;
  c.strokeStyle = texture === "hatch" ? palette.diverged : palette.ink3;
  c.fillStyle = palette.ink3;
  c.globalAlpha = texture === "hatch" ? 0.5 : 0.75;
  if (texture === "hatch")
    for (let x = -height; x < width; x += gap) {
      c.moveTo(left + x, top + height);
      c.lineTo(left + x + height, top);
    }
  else if (texture === "bars")
    for (let y = gap / 2; y < height; y += gap) {
      c.moveTo(left, top + y);
      c.lineTo(left + width, top + y);
    }
  else if (texture === "dots")
    for (let y = gap / 2, k = 0; y < height; y += gap, k++)
      for (let x = k % 2 ? gap / 2 : gap; x < width; x += gap)
        c.fillRect(left + x - ratio / 2, top + y - ratio / 2, 1.4 * ratio, 1.4 * ratio);
  c.stroke();
  c.globalAlpha = 1;
}

/**
 * What the legend says beside the scale of numbers: only what is on the map.
 * @param {OutcomeMap[]} maps
 * @param {Coloring} coloring
 * @param {Palette} palette
 * @param {(value: number | string) => string} className
 * @returns {Entry[]}
 */
export function legendEntries(maps, coloring, palette, className) {
  const css = (/** @type {[number, number, number]} */ color) => `rgb(${color.join()})`;
  const ended = new Set(maps.flatMap(({ outcomes }) => outcomes));
  const status = (/** @type {import("../state/outcome-maps.js").Status} */ name) => {
    const { color, texture } = statusInk(name, palette.theme);
    return { text: name, color: css(color), texture };
  };
  if (coloring.kind === "status") return STATUSES.filter((name) => ended.has(name)).map(status);
  /** @type {Entry[]} */
  const entries = [];
  if (coloring.kind === "class")
    for (const value of coloring.classes) {
      const found = inkOf(coloring, value, "converged", palette.theme);
      if (found) entries.push({ text: className(value), color: css(found.color), texture: "" });
    }
  const never = maps.some(({ values, outcomes, known }) =>
    values.some(
      (value, k) => known[k] && value === null && outcomes[k] && outcomes[k] !== "diverged",
    ),
  );
  if (never) {
    const { color, texture } = statusInk("never", palette.theme);
    entries.push({ text: "never", color: css(color), texture });
  }
  if (ended.has("diverged")) entries.push(status("diverged"));
  return entries;
}

/**
 * The legend in one line; as much of it as fits.
 * @param {CanvasRenderingContext2D} c
 * @param {[number, number, number, number]} at  left, top, right and bottom: two lines where it is high enough
 * @param {{coloring: Coloring, entries: Entry[], title: string, palette: Palette, fontSize: number}} what
 */
export function drawLegend(
  c,
  [left, top, right, bottom],
  { coloring, entries, title, palette, fontSize },
) {
  c.font = `${fontSize}px ${SANS}`;
  c.textBaseline = "middle";
  c.textAlign = "left";
  let middle = top + 0.95 * fontSize;
  let x = left;
  const write = (/** @type {string} */ text, /** @type {string} */ color) => {
    c.fillStyle = color;
    c.fillText(text, x, middle);
    x += c.measureText(text).width;
  };
  if (coloring.kind === "number") {
    const { low, high, clipped } = coloring;
    write(`${title} ${clipped[0] ? "≤ " : ""}${formatNumber(low, 2)} `, palette.ink2);
    const width = Math.max(40, Math.min(7 * fontSize, right - x - 16 * fontSize));
    drawBar(c, [x + 3, middle - 0.45 * fontSize, width, 0.9 * fontSize], coloring, palette);
    x += width + 9;
    write(`${clipped[1] ? "≥ " : ""}${formatNumber(high, 2)}`, palette.ink2);
    x += 1.2 * fontSize;
    if (bottom - top > 3 * fontSize && entries.length > 0)
      [x, middle] = [left, middle + 1.6 * fontSize];
  }
  for (const { text, color, texture } of entries) {
    const side = 1.05 * fontSize;
    if (x > left && x + side + 6 + c.measureText(text).width > right) {
      [x, middle] = [left, middle + 1.6 * fontSize];
      if (middle > bottom) break;
    }
    const box = /** @type {[number, number, number, number]} */ ([
      x,
      middle - side / 2,
      side,
      side,
    ]);
    c.fillStyle = color;
    c.fillRect(...box);
    c.save();
    c.beginPath();
    c.rect(...box);
    c.clip();
    drawTexture(c, texture, box, palette, 1);
    c.restore();
    c.strokeStyle = palette.rule;
    c.lineWidth = 1;
    c.strokeRect(...box);
    x += side + 0.4 * fontSize;
    write(text, palette.ink2);
    x += fontSize;
  }
}

/** @param {CanvasRenderingContext2D} c @param {[number, number, number, number]} box @param {Extract<Coloring, {kind: "number"}>} coloring @param {Palette} palette */
function drawBar(c, [left, top, width, height], { more }, palette) {
  const table = lut(palette.theme);
  const parts = 32;
  for (let k = 0; k < parts; k++) {
    const share = k / (parts - 1);
    const at = 3 * Math.round(255 * (more ? 1 - share : share));
    c.fillStyle = `rgb(${table[at]}, ${table[at + 1]}, ${table[at + 2]})`;
    c.fillRect(left + (k / parts) * width, top, width / parts + 0.6, height);
  }
  c.strokeStyle = palette.rule;
  c.lineWidth = 1;
  c.strokeRect(left, top, width, height);
}
