/**
 * Plotly's surface and its camera.
 * @import {Camera, HeightField, Levels, Palette, PlotlyElement} from "../types.js"
 */
import { cameraOf, viewFrom } from "./camera.js";
import { fitCamera, sceneFor } from "./fit-scene.js";
import { pixelRatio } from "./magnified.js";
import { plot, plotted, QUIET, rows } from "./plotly.js";

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
 * Draws the surface.
 * @param {HTMLElement} element
 * @param {{width: number, height: number, camera: object, line: string, scale: [string, string][], box: HeightField}} options
 *   `line` is the colour of the contours, `scale` are the stops of the colour map, lowest loss first, `box` is what the
 *   axes reach over
 * @param {HeightField} field
 * @param {Float64Array} tint loss colour, 0 … 1, of each node
 * @param {Levels} levels
 * @param {Palette} palette
 */
export async function drawSurface(element, options, field, tint, levels, palette) {
  const dark = palette.theme === "dark";
  const { box } = options;
  // What lies flat on an end of the box would be half cut away.
  const air = AIR * (box.maximum - box.minimum);
  const grid = field.height.some(Number.isNaN) ? bordered(field, tint) : { ...field, tint };
  const trace = {
    type: "surface",
    x: grid.x,
    y: grid.y,
    z: rows(grid.height, grid.x.length),
    surfacecolor: rows(grid.tint, grid.x.length),
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
        color: options.line,
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
    scene: {
      bgcolor: "transparent",
      xaxis: { ...axis, range: [box.x[0], box.x[box.x.length - 1]] },
      yaxis: { ...axis, range: [box.y[0], box.y[box.y.length - 1]] },
      zaxis: { ...axis, range: [box.minimum - air, box.maximum + air] },
      aspectmode: "manual",
      aspectratio: pointOf(sceneFor(box, options.width / options.height).aspect),
      camera: options.camera,
      dragmode: "turntable",
    },
  };
  const plotGlPixelRatio = Math.min(2, Math.ceil(pixelRatio()));
  const how = { ...QUIET, scrollZoom: false, plotGlPixelRatio };
  await plot(element, (Plotly) => Plotly.react(element, [trace], layout, how));
}

/**
 * The grid with one more row and column of nothing before it. Of contours that end at a hole Plotly looks up the first node
 * instead; if nothing is there it leaves them out, else it draws them through what is no number, which takes minutes.
 * @param {HeightField} field
 * @param {Float64Array} tint
 */
function bordered(field, tint) {
  const [nx, ny] = [field.x.length + 1, field.y.length + 1];
  const [x, y] = [field.x, field.y].map((axis) => Float64Array.of(axis[0], ...axis));
  const within = (/** @type {Float64Array} */ values) => {
    const out = new Float64Array(nx * ny).fill(Number.NaN);
    for (let j = 1; j < ny; j++)
      out.set(values.subarray((j - 1) * (nx - 1), j * (nx - 1)), j * nx + 1);
    return out;
  };
  return { x, y, height: within(field.height), tint: within(tint) };
}

/** @typedef {{width: number, height: number}} Size  of the picture */

/** Of the height so much is left free above and below. */
const AIR = 1e-3;
/** Of a picture so much is a box that has names round it. */
const FILLED = 0.72;

/** @param {number[]} triple */
const pointOf = ([x, y, z]) => ({ x, y, z });

/**
 * The camera that shows the whole surface as large as it fits.
 * @param {Size} size
 * @param {HeightField} field
 */
function usualView({ width, height }, field) {
  const { aspect, direction } = sceneFor(field, width / height);
  const fill = field.corners ? FILLED : undefined;
  const { eye, center } = fitCamera(field, aspect, direction, width / height, fill);
  return { eye: pointOf(eye), center: pointOf(center) };
}

/**
 * What Plotly is told of a camera.
 * @param {Size} size
 * @param {HeightField} field
 * @param {Camera | null | undefined} camera  the one that shows all of the surface where there is none
 */
export function cameraFor(size, field, camera) {
  const usual = usualView(size, field);
  const view = camera ? viewFrom(usual, camera) : usual;
  return { ...view, up: { x: 0, y: 0, z: 1 }, projection: { type: "perspective" } };
}

/**
 * The camera as it stands; null where it is the one that shows all of the surface, or nothing is drawn yet.
 * @param {PlotlyElement} element
 * @param {Size} size
 * @param {HeightField} field
 * @returns {Camera | null}
 */
export function cameraNow(element, size, field) {
  const view = liveCamera(element);
  if (!view) return null;
  const usual = usualView(size, field);
  const camera = cameraOf(usual, view);
  return JSON.stringify(camera) === JSON.stringify(cameraOf(usual, usual)) ? null : camera;
}

/** What Plotly says of its camera. @param {PlotlyElement} element */
export function liveCamera(element) {
  return element._fullLayout?.scene?._scene?.getCamera?.();
}

/**
 * Camera matrices of a surface and the pixels of its canvas; null until it is drawn. Reads Plotly's private
 * scene, hence the pinned version.
 * @param {PlotlyElement} element
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
 * @param {PlotlyElement} element
 * @param {number} turn radians
 * @param {number} tilt radians
 * @param {number} zoom factor of the distance
 */
export async function turnCamera(element, turn, tilt, zoom) {
  const camera = liveCamera(element);
  if (!camera) return;
  const { eye, center } = camera;
  const [x, y, z] = [eye.x - center.x, eye.y - center.y, eye.z - center.z];
  const r = Math.hypot(x, y, z) * zoom;
  const azimuth = Math.atan2(y, x) + turn;
  const flat = Math.atan2(z, Math.hypot(x, y)) + tilt;
  const height = Math.max(-0.2, Math.min(1.5, flat));
  const turned = {
    x: center.x + r * Math.cos(height) * Math.cos(azimuth),
    y: center.y + r * Math.cos(height) * Math.sin(azimuth),
    z: center.z + r * Math.sin(height),
  };
  await aimCamera(element, { ...camera, eye: turned });
}

/**
 * Pictures of all surfaces within some elements, as they are turned: nobody else can read what WebGL has drawn. What
 * else Plotly draws there has been drawn by then.
 * @param {readonly Element[]} roots
 * @param {number} ratio  pixels along one of the layout
 * @returns {Promise<Map<Element, HTMLImageElement>>}
 */
export async function picturesOf(roots, ratio) {
  /** @type {PlotlyElement[]} */
  const plots = roots.flatMap((root) => [...root.querySelectorAll(".figure-plot")]).filter(isHtml);
  /** @type {Map<Element, HTMLImageElement>} */
  const pictures = new Map();
  for (const element of plots) {
    const Plotly = await plotted(element);
    const camera = liveCamera(element);
    if (!camera) continue;
    const { data, layout = {}, clientWidth: width, clientHeight: height } = element;
    const scene = { ...layout.scene, camera };
    const figure = {
      data,
      layout: { ...layout, scene },
      config: { ...QUIET, plotGlPixelRatio: ratio },
    };
    const picture = new Image();
    picture.src = await Plotly.toImage(figure, { format: "png", width, height, scale: ratio });
    await picture.decode();
    pictures.set(element, picture);
  }
  return pictures;
}

/** @param {Element} element @returns {element is HTMLElement} */
function isHtml(element) {
  return element instanceof HTMLElement;
}

/** @param {HTMLElement} element @param {object} camera  as Plotly is told of it */
export function aimCamera(element, camera) {
  return plot(element, (Plotly) => Plotly.relayout(element, { "scene.camera": camera }));
}

/**
 * Calls back whenever the camera moves or the scene is drawn again.
 * @param {PlotlyElement} element
 * @param {() => void} listener
 */
export function onCamera(element, listener) {
  for (const event of ["plotly_relayouting", "plotly_relayout", "plotly_afterplot"]) {
    element.on?.(event, listener);
  }
}
