/** How elements, numbers, colours and texts are written in SVG. */

/** @param {string} text */
export function escaped(text) {
  const named = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: XML has none of them
  return named.replaceAll('"', "&quot;").replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, "");
}

/** Those that are null are left out. @param {Record<string, string | null>} values */
export function attributes(values) {
  return Object.entries(values)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => ` ${name}="${escaped(String(value))}"`)
    .join("");
}

/** @param {string} tag @param {Record<string, string | null>} values @param {string} [content]  SVG */
export function element(tag, values, content = "") {
  const start = `<${tag}${attributes(values)}`;
  return content ? `${start}>${content}</${tag}>` : `${start}/>`;
}

/** A hundredth of a pixel is finer than anybody prints. @param {number} value */
export function number(value) {
  return String(Math.round(100 * value) / 100 || 0);
}

/** @type {Map<string, {color: string, alpha: number}>} */
const colors = new Map();

/** Whatever CSS calls a colour, as SVG programs know it. @param {string} text */
function colorOf(text) {
  const known = colors.get(text);
  if (known) return known;
  const canvas = document.createElement("canvas");
  canvas.width = 1;
  canvas.height = 1;
  const c = /** @type {CanvasRenderingContext2D} */ (
    canvas.getContext("2d", { willReadFrequently: true })
  );
  // Pixels keep colours exactly only where they are opaque.
  c.fillStyle = text;
  const alpha = alphaOf(String(c.fillStyle));
  c.fillStyle = opaque(String(c.fillStyle));
  c.fillRect(0, 0, 1, 1);
  const [red, green, blue] = c.getImageData(0, 0, 1, 1).data;
  const hex = [red, green, blue].map((part) => part.toString(16).padStart(2, "0")).join("");
  const found = { color: `#${hex}`, alpha };
  colors.set(text, found);
  return found;
}

/** @param {string} color  as a canvas gives it back */
function alphaOf(color) {
  const found = color.match(/^rgba\(.*, ([\d.]+)\)$/) ?? color.match(/ \/ ([\d.]+)\)$/);
  return found ? Number(found[1]) : 1;
}

/** @param {string} color  as a canvas gives it back */
function opaque(color) {
  return color.replace(/^(rgba\(.*), [\d.]+\)$/, "$1, 1)").replace(/ \/ [\d.]+\)$/, ")");
}

/**
 * @param {"fill" | "stroke"} what
 * @param {string} style
 * @param {number} strength
 * @returns {Record<string, string | null>}
 */
export function paintOf(what, style, strength) {
  const { color, alpha } = colorOf(style);
  const all = alpha * strength;
  if (all === 0) return { [what]: "none" };
  return { [what]: color, [`${what}-opacity`]: all < 1 ? number(all) : null };
}

const ANCHORS = { left: null, start: null, center: "middle", right: "end", end: "end" };
/** "italic 600 12px …", as a canvas gives it back. */
const FONT = /^(?:(italic) )?(?:(\d{3}|bold) )?([\d.]+)px (.+)$/;

/**
 * The attributes of a text, and what it says; null where there is nothing to be seen. It is as wide in any other font:
 * where nobody has ours, nothing runs into its neighbour.
 * @param {string} text
 * @param {{font: string, textAlign: CanvasTextAlign, letterSpacing: string, width: number}} how
 */
export function textOf(text, { font, textAlign, letterSpacing, width }) {
  if (!text.trim()) return null;
  const [, style = null, weight = null, size = "10", family = "sans-serif"] =
    font.match(FONT) ?? [];
  return {
    how: {
      "font-family": family.replaceAll('"', "'"),
      "font-size": size,
      "font-style": style,
      "font-weight": weight,
      "text-anchor": ANCHORS[textAlign],
      "letter-spacing": Number.parseFloat(letterSpacing) ? letterSpacing : null,
      textLength: [...text].length > 1 ? number(width) : null,
      lengthAdjust: [...text].length > 1 ? "spacingAndGlyphs" : null,
    },
    content: escaped(text),
  };
}
