/** Draws an SVG that stands on the page, such as the axes and contours of the map, as it is seen. */

/** @typedef {import("./replaying.js").Sheet} Sheet */

const NOT_DRAWN = "defs, clipPath, title, desc, style";

/** @param {SVGSVGElement} svg @param {import("./paint-page.js").Painting} painting */
export function paintSvg(svg, { sheet, from }) {
  const rect = svg.getBoundingClientRect();
  sheet.save();
  sheet.translate(rect.left - from.left, rect.top - from.top);
  const own = screenOf(svg).inverse();
  for (const child of svg.children) paintShape(child, sheet, own);
  sheet.restore();
}

/** @param {Element} shape @param {Sheet} sheet @param {DOMMatrix} own  from the window's pixels to those of the SVG */
function paintShape(shape, sheet, own) {
  const style = getComputedStyle(shape);
  if (!(shape instanceof SVGGraphicsElement) || shape.matches(NOT_DRAWN)) return;
  if (style.display === "none" || style.visibility !== "visible" || style.opacity === "0") return;
  sheet.save();
  sheet.globalAlpha *= Number(style.opacity);
  clip(shape, style, sheet, own);
  if (shape instanceof SVGTextElement) paintText(shape, style, sheet, own);
  else if (shape instanceof SVGGeometryElement) paintPath(shape, style, sheet, own);
  else for (const child of shape.children) paintShape(child, sheet, own);
  sheet.restore();
}

/** From the pixels of a shape to those of the SVG. @param {SVGGraphicsElement} shape @param {DOMMatrix} own */
function matrixOf(shape, own) {
  return own.multiply(screenOf(shape));
}

/** From its pixels to those of the window. @param {SVGGraphicsElement} shape */
function screenOf(shape) {
  return DOMMatrix.fromMatrix(shape.getScreenCTM() ?? undefined);
}

/** Plotly clips by rectangles alone. @param {SVGGraphicsElement} shape @param {CSSStyleDeclaration} style @param {Sheet} sheet @param {DOMMatrix} own */
function clip(shape, { clipPath }, sheet, own) {
  const id = clipPath.match(/#([^")]+)/)?.[1];
  const rect = id && document.getElementById(id)?.querySelector("rect");
  if (!rect) return;
  const { x, y, width, height } = /** @type {SVGRectElement} */ (rect);
  const matrix = matrixOf(shape, own);
  const corner = matrix.transformPoint({ x: x.baseVal.value, y: y.baseVal.value });
  sheet.beginPath();
  sheet.rect(corner.x, corner.y, width.baseVal.value * matrix.a, height.baseVal.value * matrix.d);
  sheet.clip();
}

/** @param {SVGGeometryElement} shape @param {CSSStyleDeclaration} style @param {Sheet} sheet @param {DOMMatrix} own */
function paintPath(shape, style, sheet, own) {
  const d = outline(shape);
  if (!d) return;
  const { a, b, c, d: down, e, f } = matrixOf(shape, own);
  sheet.save();
  sheet.transform(a, b, c, down, e, f);
  // A sheet of SVG takes the path as it is written.
  const path = sheet instanceof CanvasRenderingContext2D ? new Path2D(d) : { d };
  const drawn = /** @type {Path2D} */ (path);
  if (isPaint(style.fill, style.fillOpacity)) {
    sheet.save();
    sheet.globalAlpha *= Number(style.fillOpacity);
    sheet.fillStyle = style.fill;
    sheet.fill(drawn);
    sheet.restore();
  }
  if (isPaint(style.stroke, style.strokeOpacity) && Number.parseFloat(style.strokeWidth) > 0) {
    sheet.globalAlpha *= Number(style.strokeOpacity);
    sheet.strokeStyle = style.stroke;
    sheet.lineWidth = lineWidth(style, a, down);
    sheet.setLineDash(dashes(style));
    sheet.stroke(drawn);
  }
  sheet.restore();
}

/** @param {CSSStyleDeclaration} style @param {number} across @param {number} down */
function lineWidth({ strokeWidth, vectorEffect }, across, down) {
  const still = vectorEffect === "non-scaling-stroke";
  return Number.parseFloat(strokeWidth) / (still ? Math.sqrt(Math.abs(across * down)) || 1 : 1);
}

/** @param {CSSStyleDeclaration} style */
function dashes({ strokeDasharray }) {
  const found = strokeDasharray.match(/[\d.]+/g);
  return found ? found.map(Number) : [];
}

/** @param {string} color @param {string} opacity */
function isPaint(color, opacity) {
  return color !== "none" && color !== "transparent" && Number(opacity) > 0;
}

/** @param {SVGGeometryElement} shape */
function outline(shape) {
  if (!(shape instanceof SVGRectElement)) return shape.getAttribute("d");
  const [x, y, width, height] = [shape.x, shape.y, shape.width, shape.height].map(
    ({ baseVal }) => baseVal.value,
  );
  return `M${x} ${y}h${width}v${height}h${-width}Z`;
}

/** Piece by piece, each where it stands. @param {SVGTextElement} text @param {CSSStyleDeclaration} style @param {Sheet} sheet @param {DOMMatrix} own */
function paintText(text, style, sheet, own) {
  const { a, b, c, d, e, f } = matrixOf(text, own);
  sheet.transform(a, b, c, d, e, f);
  sheet.textAlign = "left";
  sheet.textBaseline = "alphabetic";
  sheet.globalAlpha *= Number(style.fillOpacity);
  let at = 0;
  const pieces = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
  while (pieces.nextNode()) {
    const { data, parentElement } = /** @type {globalThis.Text} */ (pieces.currentNode);
    const begins = at;
    at += data.length;
    if (!data.trim() || !parentElement || begins >= text.getNumberOfChars()) continue;
    const { fontStyle, fontWeight, fontSize, fontFamily, fill } = getComputedStyle(parentElement);
    sheet.font = `${fontStyle} ${fontWeight} ${fontSize} ${fontFamily}`;
    sheet.fillStyle = fill;
    const { x, y } = text.getStartPositionOfChar(begins);
    sheet.fillText(data, x, y);
  }
}
