/**
 * A figure, or several as they stand, as a file of its own: what is on screen, drawn once more, under the title and the
 * settings, with the link to all of it. Fetched when somebody first saves something.
 */

import { palette } from "../lib/colors.js";
import { layHeading, paintFoot, paintHeading, widestName } from "./heading.js";
import { extentOf, paintElement } from "./paint-page.js";
import { withText } from "./png-text.js";
import { SvgSheet } from "./svg-sheet.js";
import { element, escaped } from "./svg-text.js";

/** @typedef {import("./replaying.js").Sheet} Sheet */
/** @typedef {{slot: number, name: string, words: string[]}} SavedRun */
/**
 * @typedef {object} Saving
 * @property {"png" | "svg"} format
 * @property {import("../types.js").Theme} theme
 * @property {string} title
 * @property {string} step  "step 40"
 * @property {readonly string[]} words  of the problem
 * @property {readonly SavedRun[]} runs
 * @property {{short: string, whole: string}} link
 * @property {readonly Element[]} figures  in the order in which they are drawn
 * @property {ReadonlyMap<Element, HTMLImageElement>} pictures
 * @property {() => import("../lib/recording.js").Records} record  has everything drawn once more
 */
/** @typedef {{width: number, height: number, draw: (sheet: Sheet) => void}} Drawing */

export const MARGIN = 20;
/** A heading needs so much to be read. */
const NARROWEST = 440;
/** Pixels of a picture along one of the screen's layout, and most of all of them: some browsers draw no more. */
const SCALE = 2;
const MOST_PIXELS = 16e6;

/**
 * The file. Figures are looked at before it first waits for anything, so that all of it is of one moment.
 * @param {Saving} saving
 * @returns {Promise<Blob>}
 */
export default function save(saving) {
  const drawing = drawingOf(saving);
  return saving.format === "svg" ? svgOf(drawing, saving) : pngOf(drawing, saving);
}

/** @param {Saving} saving @returns {Drawing} */
function drawingOf(saving) {
  const colors = palette(saving.theme);
  const { figures, pictures } = saving;
  // Of several figures each keeps its place; one alone has all the room that it wants.
  const unrolled = figures.length === 1;
  const from = extentOf(figures, unrolled);
  const width = Math.ceil(Math.max(NARROWEST, widestName(saving.runs), from.width));
  const heading = layHeading(saving, width);
  const top = MARGIN + heading.height;
  const foot = top + Math.ceil(from.height);
  const records = saving.record();
  return {
    width: width + 2 * MARGIN,
    height: foot + heading.footHeight + MARGIN,
    draw(sheet) {
      sheet.fillStyle = colors.paper;
      sheet.fillRect(0, 0, width + 2 * MARGIN, foot + heading.footHeight + MARGIN);
      sheet.translate(MARGIN, MARGIN);
      paintHeading(sheet, heading, colors);
      sheet.translate(0, foot - MARGIN);
      paintFoot(sheet, heading, colors);
      sheet.translate(0, top - foot);
      for (const figure of figures)
        paintElement(figure, { sheet, from, records, pictures, unrolled });
    },
  };
}

/** @param {Drawing} drawing @param {Saving} saving */
async function pngOf({ width, height, draw }, { link, title }) {
  const most = Math.sqrt(MOST_PIXELS / (width * height));
  const scale = Math.min(Math.max(SCALE, devicePixelRatio), most);
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const sheet = /** @type {Sheet} */ (canvas.getContext("2d"));
  sheet.scale(canvas.width / width, canvas.height / height);
  draw(sheet);
  const blob = await new Promise((/** @type {(blob: Blob | null) => void} */ resolve) =>
    canvas.toBlob(resolve, "image/png"),
  );
  if (!blob) throw new Error("The browser has not made a picture of it.");
  return withText(blob, { Title: title, Source: link.whole, Software: "Fall Line" });
}

/** @param {Drawing} drawing @param {Saving} saving */
async function svgOf({ width, height, draw }, { title, step, words, runs, link }) {
  const sheet = new SvgSheet();
  draw(/** @type {Sheet} */ (/** @type {unknown} */ (sheet)));
  const lines = runs.map((run) => `${run.name}: ${run.words.join(" · ")}`);
  const content = [
    element("title", {}, escaped(title)),
    element("desc", {}, escaped([step, ...words, ...lines].join("\n"))),
    element("metadata", {}, escaped(link.whole)),
    sheet.content,
  ];
  const size = { width: String(width), height: String(height) };
  const root = { xmlns: "http://www.w3.org/2000/svg", ...size, viewBox: `0 0 ${width} ${height}` };
  const text = element("svg", { ...root, role: "img" }, content.join("\n"));
  return new Blob([text], { type: "image/svg+xml" });
}
