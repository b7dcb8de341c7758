/**
 * The little pictures in the squares of the diagram: what every neuron answers over the plane, or over the line.
 * @import {Theme} from "../types.js"
 * @import {DiagramModel, Tensor} from "./network-models.js"
 */
import { classStyle, rgb, token, weightLut } from "../lib/colors.js";
import { answerScale, inputAnswer, paintAnswer, paintClaims, shares } from "../lib/decision.js";
import { layerAnswers, namesOf } from "./network-models.js";

const INPUT_RESOLUTION = 24;

/** @typedef {{kind: "map", picture: HTMLCanvasElement} | {kind: "line", values: ArrayLike<number>, scale: number, colors: string[]}} NeuronMap */

/**
 * Keeps the pictures of all neurons that are drawn; paints them anew only when answers or theme are new.
 */
export function keepMaps() {
  /** @type {unknown[]} */
  let known = [];
  /** @type {Map<string, NeuronMap>} */
  let maps = new Map();
  /** @type {HTMLCanvasElement[]} */
  let spare = [];

  /** @param {number} width @param {number} height @param {(pixels: Uint8ClampedArray) => void} paint */
  function picture(width, height, paint) {
    const canvas = spare.pop() ?? document.createElement("canvas");
    canvas.width = width;
    canvas.height = height;
    const c = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    const image = c.createImageData(width, height);
    paint(image.data);
    c.putImageData(image, 0, 0);
    return canvas;
  }

  /**
   * @param {string} key
   * @param {Tensor} tensor of one layer
   * @param {number} unit
   * @param {Theme} theme
   * @param {number} [scale]
   */
  function put(key, tensor, unit, theme, scale) {
    const shape = tensor.shape.slice(-2);
    const planar = tensor.shape.length === 3;
    const points = planar ? shape[0] * shape[1] : tensor.shape[tensor.shape.length - 1];
    const from = unit * points;
    const full = scale ?? answerScale(tensor.data, from, points);
    if (!planar) {
      const values = Array.from({ length: points }, (_, k) => tensor.data[from + k]);
      maps.set(key, { kind: "line", values, scale: full, colors: [] });
      return;
    }
    const [height, width] = shape;
    const table = weightLut(theme);
    const paint = (/** @type {Uint8ClampedArray} */ pixels) =>
      paintAnswer(pixels, tensor.data, from, width, height, full, table);
    maps.set(key, { kind: "map", picture: picture(width, height, paint) });
  }

  /**
   * The last layer in the colours of its classes, when its loss gives probabilities.
   * @param {DiagramModel} model
   * @param {Tensor} raw
   * @returns {boolean} whether it could be done
   */
  function putClasses(model, raw) {
    const { classes } = namesOf(model);
    const probabilities = shares(raw, model.activation, classes.length);
    if (!probabilities || raw.shape.length !== 3) return false;
    const [outputs, height, width] = raw.shape;
    const points = width * height;
    const paper = rgb(token("paper"));
    for (let unit = 0; unit < outputs; unit++) {
      const lone = outputs === 1;
      const colors = (lone ? [0, 1] : [unit]).map((k) => rgb(classStyle(k, model.theme).color));
      const strength = lone
        ? probabilities.map((value) => Math.max(0, 2 * value - 1))
        : probabilities.subarray(unit * points, (unit + 1) * points);
      const paint = (/** @type {Uint8ClampedArray} */ pixels) =>
        paintClaims(pixels, strength, width, colors, paper);
      const key = `${model.sizes.length - 1}.${unit}`;
      maps.set(key, { kind: "map", picture: picture(width, height, paint) });
    }
    return true;
  }

  /** @param {DiagramModel} model @param {(layer: number) => number} drawn units of a layer */
  function paintAll(model, drawn) {
    for (const map of maps.values()) if (map.kind === "map") spare.push(map.picture);
    maps = new Map();
    const { sizes, theme, neurons, samples } = model;
    const { features } = namesOf(model);
    const window = samples?.window;
    for (let unit = 0; window && unit < drawn(0); unit++) {
      const answer = inputAnswer(features[unit] ?? "", unit, window, INPUT_RESOLUTION);
      if (answer) put(`0.${unit}`, { ...answer, shape: [1, ...answer.shape] }, 0, theme, 1);
    }
    const last = sizes.length - 1;
    for (let layer = 1; layer <= last; layer++) {
      const tensor = layerAnswers(neurons, layer, last);
      if (!tensor) continue;
      if (layer === last && putClasses(model, tensor)) continue;
      for (let unit = 0; unit < drawn(layer); unit++) put(`${layer}.${unit}`, tensor, unit, theme);
    }
    spare = spare.slice(0, 64);
  }

  return {
    /** @param {DiagramModel} model @param {(layer: number) => number} drawn */
    update(model, drawn) {
      const { neurons, theme, samples, problem, loss, sizes } = model;
      const counts = sizes.map((_, layer) => drawn(layer)).join();
      const key = [neurons?.arrays, theme, samples, problem, loss, counts];
      if (known.length && key.every((part, k) => part === known[k])) return;
      known = key;
      paintAll(model, drawn);
    },
    /** @param {number} layer @param {number} unit */
    get: (layer, unit) => maps.get(`${layer}.${unit}`) ?? null,
  };
}
