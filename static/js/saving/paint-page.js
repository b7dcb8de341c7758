/**
 * Draws a piece of the page as it stands on screen: grounds, lines and texts of its elements, what its canvases have been
 * seen to draw, the SVG within it. What is there to be used, and not to be read, is left out.
 */

import { paintSvg } from "./paint-svg.js";
import { replay } from "./replaying.js";

/** @typedef {import("./replaying.js").Sheet} Sheet */
/**
 * @typedef {object} Painting
 * @property {Sheet} sheet
 * @property {DOMRect} from  where the sheet's corner is in the window
 * @property {import("../lib/recording.js").Records} records
 * @property {ReadonlyMap<Element, HTMLImageElement>} pictures  in place of elements that cannot be looked into
 * @property {boolean} unrolled  what scrolls is drawn with all that is in it
 */

/** What is there to be used. */
const CONTROLS = "button, input, select, textarea, fieldset, label, [popover]";
const SIDES = /** @type {const} */ (["Top", "Right", "Bottom", "Left"]);

/** @param {Element} element @param {Painting} painting */
export function paintElement(element, painting) {
  const style = getComputedStyle(element);
  if (element.matches(CONTROLS) || isUnseen(element, style)) return;
  const { sheet } = painting;
  const box = boxOf(element.getBoundingClientRect(), painting);
  sheet.save();
  sheet.globalAlpha *= Number(style.opacity);
  paintGround(sheet, box, style);
  paintBorders(sheet, box, style);
  const picture = painting.pictures.get(element);
  if (picture) drawImage(sheet, picture, box);
  else if (element instanceof HTMLCanvasElement) paintCanvas(element, box, style, painting);
  else if (element instanceof SVGSVGElement) paintSvg(element, painting);
  else paintContent(element, box, style, painting);
  sheet.restore();
}

/** @param {Element} element @param {CSSStyleDeclaration} style */
function isUnseen(element, style) {
  const { display, visibility, opacity, overflow } = style;
  const { width, height } = element.getBoundingClientRect();
  if (display === "none" || visibility !== "visible" || opacity === "0") return true;
  return overflow !== "visible" && (width <= 1 || height <= 1);
}

/** Whether what hangs out of an element is not seen. @param {CSSStyleDeclaration} style @param {boolean} unrolled */
function isCut({ overflowX, overflowY }, unrolled) {
  const scrolls = (/** @type {string} */ how) => how === "auto" || how === "scroll";
  if (unrolled && (scrolls(overflowX) || scrolls(overflowY))) return false;
  return overflowX !== "visible" || overflowY !== "visible";
}

/** @param {DOMRect} rect @param {Painting} painting */
function boxOf({ left, top, width, height }, { from }) {
  return { x: left - from.left, y: top - from.top, width, height };
}

/** @typedef {ReturnType<typeof boxOf>} Box */

/** @param {Sheet} sheet @param {Box} box @param {CSSStyleDeclaration} style */
function paintGround(sheet, { x, y, width, height }, { backgroundColor }) {
  if (isClear(backgroundColor)) return;
  sheet.fillStyle = backgroundColor;
  sheet.fillRect(x, y, width, height);
}

/** @param {string} color */
function isClear(color) {
  return color === "transparent" || /^rgba\(.*, 0\)$|\/ 0\)$/.test(color);
}

/** @param {Sheet} sheet @param {Box} box @param {CSSStyleDeclaration} style */
function paintBorders(sheet, { x, y, width, height }, style) {
  for (const side of SIDES) {
    const thick = Number.parseFloat(style[`border${side}Width`]);
    const color = style[`border${side}Color`];
    if (!(thick > 0) || style[`border${side}Style`] === "none" || isClear(color)) continue;
    sheet.fillStyle = color;
    if (side === "Top") sheet.fillRect(x, y, width, thick);
    if (side === "Bottom") sheet.fillRect(x, y + height - thick, width, thick);
    if (side === "Left") sheet.fillRect(x, y, thick, height);
    if (side === "Right") sheet.fillRect(x + width - thick, y, thick, height);
  }
}

/** @param {HTMLCanvasElement} canvas @param {Box} box @param {CSSStyleDeclaration} style @param {Painting} painting */
function paintCanvas(canvas, box, { imageRendering }, { sheet, records }) {
  const acts = records.get(canvas);
  if (!acts) {
    sheet.imageSmoothingEnabled = imageRendering !== "pixelated";
    drawImage(sheet, canvas, box);
    return;
  }
  sheet.beginPath();
  sheet.rect(box.x, box.y, box.width, box.height);
  sheet.clip();
  sheet.translate(box.x, box.y);
  replay(sheet, acts);
}

/** @param {Sheet} sheet @param {HTMLCanvasElement | HTMLImageElement} image @param {Box} box */
function drawImage(sheet, image, { x, y, width, height }) {
  if (image.width > 0 && image.height > 0) sheet.drawImage(image, x, y, width, height);
}

/** @param {Element} element @param {Box} box @param {CSSStyleDeclaration} style @param {Painting} painting */
function paintContent(element, box, style, painting) {
  const { sheet } = painting;
  if (isCut(style, painting.unrolled)) {
    sheet.beginPath();
    sheet.rect(box.x, box.y, box.width, box.height);
    sheet.clip();
  }
  for (const child of element.childNodes) {
    if (child instanceof Element) paintElement(child, painting);
    else if (child instanceof Text) paintText(child, style, painting);
  }
}

/** @param {Text} text @param {CSSStyleDeclaration} style @param {Painting} painting */
function paintText(text, style, painting) {
  const { sheet } = painting;
  const lines = linesOf(text);
  if (lines.length === 0) return;
  const { fontStyle, fontWeight, fontSize, fontFamily, letterSpacing, textTransform } = style;
  sheet.font = `${fontStyle} ${fontWeight} ${fontSize} ${fontFamily}`;
  sheet.letterSpacing = letterSpacing === "normal" ? "0px" : letterSpacing;
  sheet.textAlign = "left";
  sheet.textBaseline = "alphabetic";
  sheet.fillStyle = style.color;
  ruler.font = sheet.font;
  const { fontBoundingBoxAscent: up, fontBoundingBoxDescent: down } = ruler.measureText("x");
  for (const { words, rect } of lines) {
    const { x, y, height } = boxOf(rect, painting);
    const shown = textTransform === "uppercase" ? words.toUpperCase() : words;
    sheet.fillText(shown, x, y + (height - up - down) / 2 + up);
  }
}

const ruler = /** @type {CanvasRenderingContext2D} */ (
  document.createElement("canvas").getContext("2d")
);

/** The lines of a text as they are broken on screen. @param {Text} text */
function linesOf(text) {
  /** @type {{words: string, rect: DOMRect}[]} */
  const lines = [];
  const range = document.createRange();
  for (const found of text.data.matchAll(/\S+/g)) {
    range.setStart(text, found.index);
    range.setEnd(text, found.index + found[0].length);
    const [rect] = range.getClientRects();
    if (!rect) continue;
    const last = lines.at(-1);
    if (last && Math.abs(last.rect.top - rect.top) < 2) last.words += ` ${found[0]}`;
    else lines.push({ words: found[0], rect });
  }
  return lines;
}

/**
 * The rectangle of the window in which elements are seen with all that hangs out of them.
 * @param {readonly Element[]} elements
 * @param {boolean} unrolled
 * @returns {DOMRect}
 */
export function extentOf(elements, unrolled) {
  const found = elements.flatMap((element) => boxesOf(element, unrolled));
  const boxes = found.filter(({ width, height }) => width > 0 && height > 0);
  const left = Math.min(...boxes.map((box) => box.left));
  const top = Math.min(...boxes.map((box) => box.top));
  const right = Math.max(...boxes.map((box) => box.right));
  const bottom = Math.max(...boxes.map((box) => box.bottom));
  return new DOMRect(left, top, right - left, bottom - top);
}

/** @param {Element} element @param {boolean} unrolled @returns {DOMRect[]} */
function boxesOf(element, unrolled) {
  const style = getComputedStyle(element);
  if (element.matches(CONTROLS) || isUnseen(element, style)) return [];
  const own = element.getBoundingClientRect();
  if (isCut(style, unrolled) || element instanceof SVGSVGElement) return [own];
  return [own, ...[...element.children].flatMap((child) => boxesOf(child, unrolled))];
}
