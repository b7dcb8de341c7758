/**
 * The colours of the page and of the data. What is in the style sheet is read from there; colour maps are listed here.
 * @import {Marker, Palette, Theme} from "../types.js"
 */

/**
 * Loss, highest first: high loss fades into the paper, low loss carries the colour. Steps are equal in OKLab.
 * @type {Record<Theme, string[]>}
 */
const LOSS = {
  light: split("FCFAF3 F0EFE0 E1E6D1 CADFCB B3D7C5 A1CDC4 90C3C3 7FB8C2 74ACBC 69A0B6 5F94B0"),
  dark: split("12181E 182431 1E3243 214153 245164 2B6170 32727C 3B8387 4C938F 5EA497 6FB59F"),
};

/**
 * Weights and activations, most negative first: orange over neutral to blue, which nobody confuses.
 * @type {Record<Theme, string[]>}
 */
const WEIGHTS = {
  light: split("AD5600 C1753E D49469 E2B494 ECD3C2 F4F3F0 C7D8E8 9ABCDF 70A0D1 4783BD 1666AA"),
  dark: split("F6A14F CA8543 A06A37 755233 4B3C31 23272B 2E4050 395B77 45779F 5594C7 65B2F1"),
};

/** Dash in px and marker of each run: with the colour, three ways to tell them apart. @type {[number[], Marker][]} */
const RUNS = [
  [[], "circle"],
  [[13, 3.5], "square"],
  [[2.5, 3], "triangle"],
  [[9, 3, 2, 3], "diamond"],
  [[6, 3], "triangle-down"],
  [[13, 3, 2, 3, 2, 3], "plus"],
  [[4, 2], "pentagon"],
  [[1, 4], "cross"],
];

/** @typedef {{readonly color: string, dash: number[], marker: Marker}} RunStyle */

/** @type {Map<Theme, Uint8Array>} */
const tables = new Map();

/**
 * The value of a token of the style sheet, such as "ink" or "run-1".
 * @param {string} name
 * @returns {string}
 */
export function token(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/**
 * The colours of the page's theme, read once for a drawing.
 * @param {Theme} theme the one that is shown
 * @returns {Palette}
 */
export function palette(theme) {
  const style = getComputedStyle(document.documentElement);
  /** @param {string} name */
  const read = (name) => style.getPropertyValue(`--${name}`).trim();
  return {
    theme,
    paper: read("paper"),
    wash: read("wash"),
    hair: read("hair"),
    rule: read("rule"),
    ink: read("ink"),
    ink2: read("ink2"),
    ink3: read("ink3"),
    focus: read("focus"),
    gradient: read("gradient"),
    memory: read("memory"),
    warning: read("warning"),
    diverged: read("diverged"),
    contour: read("contour"),
  };
}

/**
 * How a run is drawn. An empty dash is a solid line; slot 8's dots want round ends. Slots beyond 8 begin again.
 * @param {number} slot from 1
 * @returns {RunStyle} the colour is read when asked for
 */
export function runStyle(slot) {
  const index = (slot - 1) % RUNS.length;
  const [dash, marker] = RUNS[index];
  return {
    get color() {
      return token(`run-${index + 1}`);
    },
    dash,
    marker,
  };
}

/**
 * Eleven colours of loss, the highest loss first.
 * @param {Theme} theme
 * @returns {string[]}
 */
export function lossMap(theme) {
  return LOSS[theme];
}

/**
 * Eleven colours of weights, the most negative first.
 * @param {Theme} theme
 * @returns {string[]}
 */
export function weightMap(theme) {
  return WEIGHTS[theme];
}

/**
 * The colours of loss as a table of 256 × (red, green, blue); 0 is the lowest loss, 255 the highest.
 * @param {Theme} theme
 * @returns {Uint8Array}
 */
export function lut(theme) {
  const known = tables.get(theme);
  if (known) return known;
  const table = interpolate(LOSS[theme].toReversed(), 256);
  tables.set(theme, table);
  return table;
}

/**
 * Colours between the given ones, evenly spaced.
 * @param {string[]} colors "#rrggbb"
 * @param {number} size
 * @returns {Uint8Array} size × (red, green, blue)
 */
export function interpolate(colors, size) {
  const stops = colors.map(rgb);
  const table = new Uint8Array(3 * size);
  for (let k = 0; k < size; k++) {
    const at = (k / (size - 1)) * (stops.length - 1);
    const i = Math.min(Math.floor(at), stops.length - 2);
    for (let c = 0; c < 3; c++) {
      table[3 * k + c] = Math.round(stops[i][c] + (at - i) * (stops[i + 1][c] - stops[i][c]));
    }
  }
  return table;
}

/**
 * @param {string} color "#rrggbb"
 * @returns {[number, number, number]}
 */
export function rgb(color) {
  const value = Number.parseInt(color.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

/** @param {string} list */
function split(list) {
  return list.split(" ").map((hex) => `#${hex}`);
}
