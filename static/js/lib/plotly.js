/**
 * Plotly: axes and contours of the map, axes of the curve. Only this module and plotly-surface.js know the
 * library. It arrives after the first picture; what moves is drawn on canvases above it.
 * @import {HeightField, Levels, Palette, PlotlyLibrary} from "../types.js"
 */

import { SANS, SERIF } from "./canvas.js";
import { digitsFor } from "./format.js";
import { loadLate } from "./late.js";
import { linearTicks } from "./scales.js";

/** What has last been drawn, or is being drawn, into an element. @type {WeakMap<HTMLElement, Promise<unknown>>} */
const drawing = new WeakMap();
/** Elements that nothing is drawn into any more. @type {WeakSet<HTMLElement>} */
const gone = new WeakSet();

/**
 * Draws into an element, unless it is gone by the time the library has come.
 * @param {HTMLElement} element
 * @param {(Plotly: PlotlyLibrary) => Promise<unknown>} draw
 */
export async function plot(element, draw) {
  const Plotly = await loadLate("plotly");
  if (gone.has(element)) return;
  const drawn = draw(Plotly).then(() => {});
  drawing.set(element, drawn);
  await drawn;
}

/**
 * The library, once it has drawn what it is drawing into an element.
 * @param {HTMLElement} element
 * @returns {Promise<PlotlyLibrary>}
 */
export async function plotted(element) {
  /** @type {PlotlyLibrary} */
  const Plotly = await loadLate("plotly");
  await drawing.get(element);
  return Plotly;
}

/** No buttons, no logo, and above all nothing sent anywhere. */
export const QUIET = { displaylogo: false, showSendToCloud: false, displayModeBar: false };

/**
 * @typedef {object} Frame the plot's rectangle within its element, with the ranges of its axes
 * @property {number} left
 * @property {number} top
 * @property {number} width
 * @property {number} height
 * @property {number} outerWidth
 * @property {number} outerHeight
 * @property {[number, number]} x
 * @property {[number, number]} y
 * @property {boolean} axes false hides ticks and names (edge to edge on a phone)
 * @property {number} fontSize
 */

/**
 * Draws axes and contour lines with a transparent ground.
 * @param {HTMLElement} element
 * @param {Frame} frame
 * @param {HeightField | null} field
 * @param {Levels | null} levels
 * @param {Palette} palette
 * @param {readonly string[]} names  of the axes; of words, in place of letters, the upright one's stand above it
 */
export async function drawContours(element, frame, field, levels, palette, names) {
  const traces = field && levels ? contourTraces(field, levels, palette) : [];
  const words = names.some((name) => name.length > LONGEST_LETTER);
  const layout = planeLayout(frame, palette, [names[0], names[1]], words);
  const how = { ...QUIET, staticPlot: true };
  await plot(element, (Plotly) => Plotly.react(element, traces, layout, how));
}

/**
 * Draws axes and the curve of a one-dimensional landscape.
 * @param {HTMLElement} element
 * @param {Frame} frame
 * @param {{x: Float64Array, y: Float64Array} | null} curve
 * @param {Palette} palette
 * @param {readonly string[]} letters  what the parameter is called
 */
export async function drawCurve(element, frame, curve, palette, letters) {
  const trace = curve && {
    type: "scatter",
    mode: "lines",
    x: curve.x,
    y: curve.y,
    line: { color: palette.contour, width: 1.75, simplify: false },
    hoverinfo: "skip",
  };
  const layout = planeLayout(frame, palette, [letters[0], "f"]);
  const how = { ...QUIET, staticPlot: true };
  await plot(element, (Plotly) => Plotly.react(element, trace ? [trace] : [], layout, how));
}

/**
 * Two contour traces: all levels hair-thin, index levels stronger.
 * @param {HeightField} field
 * @param {Levels} levels
 * @param {Palette} palette
 */
function contourTraces(field, levels, palette) {
  // It would take seconds to guess what lies in a hole: whoever draws with holes covers them.
  const z = rows(field.smooth, field.x.length);
  const dark = palette.theme === "dark";
  return [
    { step: levels.step, width: 0.6, opacity: dark ? 0.42 : 0.55 },
    { step: levels.indexStep, width: 1.1, opacity: dark ? 0.72 : 0.85 },
  ].map(({ step, width, opacity }) => ({
    type: "contour",
    x: field.x,
    y: field.y,
    z,
    autocontour: false,
    contours: {
      start: Math.ceil(levels.start / step - 1e-6) * step,
      end: levels.end,
      size: step,
      coloring: "none",
    },
    line: { color: palette.contour, width, smoothing: 0.6 },
    opacity,
    showscale: false,
    hoverinfo: "skip",
  }));
}

/** Beside an axis there is room for a letter and a word about it. */
const LONGEST_LETTER = 12;

/**
 * @param {Frame} frame
 * @param {Palette} palette
 * @param {[string, string]} names
 * @param {boolean} [words]
 */
function planeLayout(frame, palette, names, words = false) {
  const { left, top, width, height, fontSize } = frame;
  const axis = {
    showgrid: false,
    zeroline: false,
    fixedrange: true,
    ticks: frame.axes ? "outside" : "",
    showticklabels: frame.axes,
    ticklen: 5,
    tickcolor: palette.rule,
    tickfont: { family: SANS, size: fontSize, color: palette.ink3 },
    linecolor: palette.rule,
    linewidth: 1,
    showline: true,
    mirror: true,
    autorange: false,
    automargin: false,
    separatethousands: true,
  };
  const name = {
    xref: "paper",
    yref: "paper",
    showarrow: false,
    font: words
      ? { family: SANS, size: fontSize, color: palette.ink2 }
      : {
          family: SERIF,
          style: "italic",
          size: Math.round(fontSize * 1.28),
          color: palette.ink2,
        },
  };
  const above = { xanchor: "left", yanchor: "bottom" };
  const beside = { xanchor: "right", yanchor: "top", xshift: -6, yshift: 4 };
  const ticks = (
    /** @type {[number, number]} */ range,
    /** @type {number} */ pixels,
    /** @type {number} */ spare = 0,
  ) => {
    const count = Math.max(2, pixels / (6.5 * fontSize));
    const limit = range[1] - spare * (range[1] - range[0]);
    const values = linearTicks(range[0], range[1], count).filter((value) => value <= limit);
    return { range, tickmode: "array", ...tickLabels(values) };
  };
  return {
    width: frame.outerWidth,
    height: frame.outerHeight,
    autosize: false,
    margin: {
      l: left,
      t: top,
      r: frame.outerWidth - left - width,
      b: frame.outerHeight - top - height,
      pad: 0,
    },
    paper_bgcolor: "transparent",
    plot_bgcolor: "transparent",
    showlegend: false,
    xaxis: { ...axis, ...ticks(frame.x, width) },
    // The name of the upright axis takes the place of a number at its upper end.
    yaxis: { ...axis, ...ticks(frame.y, height, words ? 0 : (2.2 * fontSize) / height) },
    annotations: frame.axes
      ? [
          {
            ...name,
            text: names[0],
            x: 1,
            y: 0,
            xanchor: "right",
            yanchor: "top",
            yshift: -1.65 * fontSize,
          },
          {
            ...name,
            text: names[1],
            x: 0,
            y: 1,
            ...(words ? above : beside),
          },
        ]
      : [],
  };
}

/**
 * @param {number[]} values
 */
function tickLabels(values) {
  const step = values.length > 1 ? values[1] - values[0] : 1;
  const ticktext = values.map((value) => {
    const maximumSignificantDigits = Math.max(6, digitsFor(value, step));
    return value.toLocaleString("en", { maximumSignificantDigits }).replace("-", "−");
  });
  return { tickvals: values, ticktext };
}

/**
 * A flat grid as Plotly wants it.
 * @param {Float64Array} flat
 * @param {number} nx
 */
export function rows(flat, nx) {
  const out = [];
  for (let at = 0; at < flat.length; at += nx) out.push(flat.subarray(at, at + nx));
  return out;
}

/**
 * Frees what Plotly holds for an element, once it has drawn what it was drawing: it cannot stop half-way.
 * @param {HTMLElement} element
 */
export async function purge(element) {
  gone.add(element);
  if (!drawing.has(element)) return;
  await drawing.get(element);
  drawing.delete(element);
  const canvases = element.querySelectorAll("canvas");
  (await loadLate("plotly")).purge(element);
  // A browser gives a page a few contexts only, and takes one back long after its canvas is gone.
  for (const canvas of canvases)
    canvas.getContext("webgl")?.getExtension("WEBGL_lose_context")?.loseContext();
}
