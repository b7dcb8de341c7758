/**
 * The only module that knows Plotly: axes and contours of the map, axes of the curve, the surface and its
 * camera. Plotly arrives after the first picture; what moves is drawn on canvases above it.
 * @import {HeightField, Levels, Palette} from "../types.js"
 */
import { SANS, SERIF } from "./canvas.js";
import { linearTicks } from "./scales.js";

const BUNDLE = new URL("../../vendor/plotly/plotly-custom.min.mjs", import.meta.url).href;

/** @type {Promise<any> | null} */
let loading = null;

/**
 * The library, fetched once.
 * @returns {Promise<any>}
 */
export function loadPlotly() {
  loading ??= import(/** @type {string} */ (BUNDLE)).then((module) => module.default);
  return loading;
}

const QUIET = { displaylogo: false, showSendToCloud: false, displayModeBar: false };

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
 */
export async function drawContours(element, frame, field, levels, palette) {
  const Plotly = await loadPlotly();
  const traces = field && levels ? contourTraces(field, levels, palette) : [];
  const layout = planeLayout(frame, palette, ["<i>w</i><sub>1</sub>", "<i>w</i><sub>2</sub>"]);
  await Plotly.react(element, traces, layout, { ...QUIET, staticPlot: true });
}

/**
 * Draws axes and the curve of a one-dimensional landscape.
 * @param {HTMLElement} element
 * @param {Frame} frame
 * @param {{x: Float64Array, y: Float64Array} | null} curve
 * @param {Palette} palette
 */
export async function drawCurve(element, frame, curve, palette) {
  const Plotly = await loadPlotly();
  const trace = curve && {
    type: "scatter",
    mode: "lines",
    x: curve.x,
    y: curve.y,
    line: { color: palette.contour, width: 1.75, simplify: false },
    hoverinfo: "skip",
  };
  const layout = planeLayout(frame, palette, ["<i>w</i>", "<i>f</i>"]);
  await Plotly.react(element, trace ? [trace] : [], layout, { ...QUIET, staticPlot: true });
}

/**
 * Two contour traces: all levels hair-thin, index levels stronger.
 * @param {HeightField} field
 * @param {Levels} levels
 * @param {Palette} palette
 */
function contourTraces(field, levels, palette) {
  const z = rows(field.height, field.x.length);
  return [
    { step: levels.step, width: 0.6, opacity: 0.62 },
    { step: levels.indexStep, width: 1.1, opacity: 1 },
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

/**
 * @param {Frame} frame
 * @param {Palette} palette
 * @param {[string, string]} names
 */
function planeLayout(frame, palette, names) {
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
    font: { family: SERIF, size: Math.round(fontSize * 1.22), color: palette.ink2 },
  };
  const ticks = (/** @type {[number, number]} */ range, /** @type {number} */ pixels) => ({
    range,
    tickmode: "array",
    ...tickLabels(linearTicks(range[0], range[1], Math.max(2, pixels / (6.5 * fontSize)))),
  });
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
    yaxis: { ...axis, ...ticks(frame.y, height) },
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
            xanchor: "right",
            yanchor: "top",
            xshift: -6,
            yshift: 4,
          },
        ]
      : [],
  };
}

/**
 * @param {number[]} values
 */
function tickLabels(values) {
  const ticktext = values.map((value) =>
    value.toLocaleString("en", { maximumSignificantDigits: 6 }).replace("-", "−"),
  );
  return { tickvals: values, ticktext };
}

/**
 * @param {Float64Array} flat
 * @param {number} nx
 */
function rows(flat, nx) {
  const out = [];
  for (let at = 0; at < flat.length; at += nx) out.push(flat.subarray(at, at + nx));
  return out;
}

/**
 * Can this browser draw in three dimensions?
 */
export function hasWebGL() {
  try {
    const canvas = document.createElement("canvas");
    const context = canvas.getContext("webgl2") ?? canvas.getContext("webgl");
    context?.getExtension("WEBGL_lose_context")?.loseContext();
    return context !== null;
  } catch {
    return false;
  }
}

/**
 * Draws the surface. The camera is kept while `key` stays the same.
 * @param {HTMLElement} element
 * @param {{width: number, height: number, key: string, scale: [string, string][]}} options
 *   `scale` are the stops of the colour map, lowest loss first
 * @param {HeightField} field
 * @param {Float64Array} tint loss colour, 0 … 1, of each node
 * @param {Levels} levels
 * @param {Palette} palette
 */
export async function drawSurface(element, options, field, tint, levels, palette) {
  const Plotly = await loadPlotly();
  const dark = palette.theme === "dark";
  const nx = field.x.length;
  const trace = {
    type: "surface",
    x: field.x,
    y: field.y,
    z: rows(field.height, nx),
    surfacecolor: rows(tint, nx),
    cmin: 0,
    cmax: 1,
    colorscale: options.scale,
    showscale: false,
    hoverinfo: "skip",
    contours: {
      x: { highlight: false },
      y: { highlight: false },
      z: {
        show: true,
        start: levels.start,
        end: levels.end,
        size: dark ? 2 * levels.step : levels.step,
        color: palette.contour,
        width: 1,
        highlight: false,
      },
    },
    opacity: 1,
    lighting: dark
      ? { ambient: 0.92, diffuse: 0.35, specular: 0.02, roughness: 0.9, fresnel: 0 }
      : { ambient: 0.82, diffuse: 0.3, specular: 0.01, roughness: 0.95, fresnel: 0 },
    lightposition: { x: -1500, y: 2500, z: 3000 },
  };
  const axis = { visible: false, showspikes: false };
  const layout = {
    width: options.width,
    height: options.height,
    autosize: false,
    margin: { l: 0, r: 0, t: 0, b: 0 },
    paper_bgcolor: "transparent",
    uirevision: options.key,
    scene: {
      bgcolor: "transparent",
      xaxis: axis,
      yaxis: axis,
      zaxis: axis,
      aspectmode: "manual",
      aspectratio: ASPECT,
      camera: START_CAMERA,
      dragmode: "turntable",
    },
  };
  const plotGlPixelRatio = Math.min(2, Math.ceil(window.devicePixelRatio || 1));
  await Plotly.react(element, [trace], layout, { ...QUIET, scrollZoom: false, plotGlPixelRatio });
}

const ASPECT = { x: 1.15, y: 1, z: 0.62 };

/** Seen from the lower left, well above. */
export const START_CAMERA = {
  eye: { x: -0.62, y: -1.38, z: 0.92 },
  center: { x: 0, y: 0, z: -0.1 },
  up: { x: 0, y: 0, z: 1 },
  projection: { type: "perspective" },
};

/**
 * Camera matrices of a surface and the pixels of its canvas; null until it is drawn. Reads Plotly's private
 * scene, hence the pinned version.
 * @param {any} element
 * @returns {{projection: ArrayLike<number>, view: ArrayLike<number>, model: ArrayLike<number>,
 *   dataScale: number[]} | null}
 */
export function surfaceCamera(element) {
  const scene = element._fullLayout?.scene?._scene;
  const camera = scene?.glplot?.cameraParams;
  return camera ? { ...camera, dataScale: scene.dataScale } : null;
}

/**
 * Turns the camera about the vertical axis and tilts it.
 * @param {any} element
 * @param {number} turn radians
 * @param {number} tilt radians
 * @param {number} zoom factor of the distance
 */
export async function turnCamera(element, turn, tilt, zoom) {
  const Plotly = await loadPlotly();
  const camera = element._fullLayout?.scene?._scene?.getCamera?.() ?? START_CAMERA;
  const { eye, center } = camera;
  const [x, y, z] = [eye.x - center.x, eye.y - center.y, eye.z - center.z];
  const r = Math.hypot(x, y, z) * zoom;
  const azimuth = Math.atan2(y, x) + turn;
  const flat = Math.atan2(z, Math.hypot(x, y)) + tilt;
  const height = Math.max(-0.2, Math.min(1.5, flat));
  await Plotly.relayout(element, {
    "scene.camera": {
      ...camera,
      eye: {
        x: center.x + r * Math.cos(height) * Math.cos(azimuth),
        y: center.y + r * Math.cos(height) * Math.sin(azimuth),
        z: center.z + r * Math.sin(height),
      },
    },
  });
}

/**
 * Puts the camera back where it started.
 * @param {HTMLElement} element
 */
export async function resetCamera(element) {
  const Plotly = await loadPlotly();
  await Plotly.relayout(element, { "scene.camera": START_CAMERA });
}

/**
 * Calls back whenever the camera moves or the scene is drawn again.
 * @param {any} element
 * @param {() => void} listener
 */
export function onCamera(element, listener) {
  for (const event of ["plotly_relayouting", "plotly_relayout", "plotly_afterplot"]) {
    element.on?.(event, listener);
  }
}

/**
 * Frees what Plotly holds for an element.
 * @param {HTMLElement} element
 */
export async function purge(element) {
  if (loading) (await loading).purge(element);
}
