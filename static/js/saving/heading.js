/** What stands above and below a saved figure: title, step and settings, with each run's line and marker; the link. */

import { drawMarker, SANS, SERIF } from "../lib/canvas.js";
import { runStyle } from "../lib/colors.js";

/** @typedef {import("./replaying.js").Sheet} Sheet */
/** @typedef {import("../types.js").Palette} Palette */
/** @typedef {{text: string, x: number, y: number, font: string, color: "ink" | "ink2" | "ink3"}} Piece */
/** @typedef {{slot: number, y: number}} Sample */
/** @typedef {{pieces: Piece[], samples: Sample[], foot: Piece[], height: number, footHeight: number}} Heading */

const FONTS = {
  title: `600 20px ${SERIF}`,
  words: `13px ${SANS}`,
  name: `600 13px ${SANS}`,
  foot: `11px ${SANS}`,
};
/** From one line to the next. */
const LINE = 19;
/** Room for a piece of the run's line. */
const SAMPLE = 40;
/** A link is printed where somebody might type it. */
const LONGEST_LINK = 200;

const ruler = /** @type {Sheet} */ (document.createElement("canvas").getContext("2d"));

/** @param {string} text @param {string} font */
function widthOf(text, font) {
  ruler.font = font;
  return ruler.measureText(text).width;
}

/**
 * @param {Pick<import("./saving.js").Saving, "title" | "step" | "words" | "runs" | "link">} saving
 * @param {number} width
 * @returns {Heading}
 */
export function layHeading({ title, step, words, runs, link }, width) {
  /** @type {Piece[]} */
  const pieces = [];
  /** @type {Sample[]} */
  const samples = [];
  const titleEnd = flow(pieces, title.split(" "), {
    x: 0,
    y: 17,
    width,
    font: FONTS.title,
    line: 26,
    between: " ",
  });
  let y = flow(pieces, [step, ...words], { x: 0, y: titleEnd + 22, width });
  y += 6;
  for (const run of runs) {
    y += LINE;
    samples.push({ slot: run.slot, y: y - 4.5 });
    pieces.push({ text: run.name, x: SAMPLE, y, font: FONTS.name, color: "ink" });
    const indent = Math.min(widthOf(`${run.name}  `, FONTS.name), width / 2);
    y = flow(pieces, run.words, { x: SAMPLE, y, width, indent });
  }
  const foot = footOf(link, width);
  return {
    pieces,
    samples,
    foot,
    height: y + 18,
    footHeight: foot.length ? 16 + 14 * foot.length : 0,
  };
}

/** Room that a run's name needs: it stands on one line. @param {readonly {name: string}[]} runs */
export function widestName(runs) {
  return Math.max(0, ...runs.map(({ name }) => SAMPLE + widthOf(name, FONTS.name)));
}

/**
 * Sets parts on as many lines as they need; each stays whole where a line is wide enough for it.
 * @param {Piece[]} pieces
 * @param {readonly string[]} parts
 * @param {{x: number, y: number, width: number, indent?: number, font?: string, line?: number, between?: string}} place
 * @returns {number} where the last line stands
 */
function flow(pieces, parts, place) {
  const { x, width, indent = 0, font = FONTS.words, line = LINE, between = " · " } = place;
  const color = font === FONTS.title ? "ink" : "ink2";
  let [from, y, text] = [x + indent, place.y, ""];
  for (const part of parts.flatMap((whole) => cut(whole, width - x, font))) {
    const longer = text ? `${text}${between}${part}` : part;
    const wraps = text !== "" && from + widthOf(longer, font) > width;
    if (wraps) {
      pieces.push({ text, x: from, y, font, color });
      [from, y] = [x, y + line];
    }
    text = wraps ? part : longer;
  }
  if (text) pieces.push({ text, x: from, y, font, color });
  return y;
}

/** A text in pieces that fit on a line, such as a long formula or a link. @param {string} text @param {number} width @param {string} font */
function cut(text, width, font) {
  const lines = [""];
  for (const letter of text) {
    if (widthOf(lines[lines.length - 1] + letter, font) > width) lines.push("");
    lines[lines.length - 1] += letter;
  }
  return lines.filter(Boolean);
}

/** @param {{short: string}} link @param {number} width @returns {Piece[]} */
function footOf({ short }, width) {
  const shown = short.length <= LONGEST_LINK ? short.replace(/^https?:\/\//, "") : "Fall Line";
  return cut(shown, width, FONTS.foot).map((text, k) => ({
    text,
    x: 0,
    y: 26 + 14 * k,
    font: FONTS.foot,
    color: "ink3",
  }));
}

/** @param {Sheet} sheet @param {Heading} heading @param {Palette} colors */
export function paintHeading(sheet, { pieces, samples }, colors) {
  paintPieces(sheet, pieces, colors);
  for (const { slot, y } of samples) {
    const { color, dash, marker } = runStyle(slot);
    sheet.setLineDash(dash);
    sheet.lineCap = dash[0] === 1 ? "round" : "butt";
    sheet.strokeStyle = color;
    sheet.lineWidth = 2.5;
    sheet.beginPath();
    sheet.moveTo(0, y);
    sheet.lineTo(SAMPLE - 8, y);
    sheet.stroke();
    sheet.lineCap = "butt";
    drawMarker(sheet, marker, (SAMPLE - 8) / 2, y, 5, color, colors.paper);
  }
}

/** @param {Sheet} sheet @param {Heading} heading @param {Palette} colors */
export function paintFoot(sheet, { foot }, colors) {
  paintPieces(sheet, foot, colors);
}

/** @param {Sheet} sheet @param {readonly Piece[]} pieces @param {Palette} colors */
function paintPieces(sheet, pieces, colors) {
  sheet.textAlign = "left";
  sheet.textBaseline = "alphabetic";
  for (const { text, x, y, font, color } of pieces) {
    sheet.font = font;
    sheet.fillStyle = colors[color];
    sheet.fillText(text, x, y);
  }
}
