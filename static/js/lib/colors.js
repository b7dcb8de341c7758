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

/**
 * Classes: the colour of points and bars, and the tint of the area where a class is certain. The first three are the
 * palette of the design; the others keep an OKLab distance of 0.1 to all before them, for colour-blind eyes as well.
 * @type {Record<Theme, {points: string[], areas: string[]}>}
 */
const CLASSES = {
  light: {
    points: split("015871 C95368 D8AA32 6694FD 8253C0 402802 AAADD0 7C4904 1C1783"),
    areas: split("91C4DA F2AAB5 F0D88F B1CCFF CEB8F4 CFB18B D3D5EC E6B585 A4B4EE"),
  },
  dark: {
    points: split("2389A8 F78C9E F1CE5F B0C3FF AB8AFB B28854 ECF5AE D06A14 91FEFC"),
    areas: split("0B4A5E 63323B 594A17 37436B 453A63 4A3A22 484C1C 5A3218 005353"),
  },
};

/** Markers of the classes, in their order. @type {Marker[]} */
const CLASS_MARKERS = [
  "circle",
  "square",
  "triangle",
  "diamond",
  "triangle-down",
  "pentagon",
  "plus",
  "cross",
];

/** @typedef {{color: string, area: string, marker: Marker, pale: boolean}} ClassStyle */

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

/** @type {Map<Theme, Uint8Array>} */
const weightTables = new Map();

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
 * The colours of weights as a table of 255 × (red, green, blue); 0 is the most negative, 127 is zero.
 * @param {Theme} theme
 * @returns {Uint8Array}
 */
export function weightLut(theme) {
  const known = weightTables.get(theme);
  if (known) return known;
  const table = interpolate(WEIGHTS[theme], 255);
  weightTables.set(theme, table);
  return table;
}

/**
 * How a class is drawn. Classes beyond the ninth begin again; two neighbours never share a marker.
 * @param {number} index from 0
 * @param {Theme} theme
 * @returns {ClassStyle} `pale` colours need an outline of ink to be seen on paper
 */
export function classStyle(index, theme) {
  const { points, areas } = CLASSES[theme];
  const at = index % points.length;
  return {
    color: points[at],
    area: areas[at],
    marker: CLASS_MARKERS[index % CLASS_MARKERS.length],
    pale: theme === "light" && (at === 2 || at === 6),
  };
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
