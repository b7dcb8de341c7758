/**
 * The ground of the decision figure: class areas or a neuron's answer, kept as a small picture that is stretched.
 * @import {Palette} from "../types.js"
 * @import {NetworkCommon, Tensor} from "./network-models.js"
 * @import {PlaneFrame} from "./plane-frame.js"
 */
import { classStyle, rgb, weightLut } from "../lib/colors.js";
import { answerScale, borders, claims, paintAnswer, paintClaims } from "../lib/decision.js";

/** A small picture of a grid of answers, painted when they change, and drawn over a frame. */
export function keepPicture() {
  const picture = document.createElement("canvas");
  /** @type {unknown[]} */
  let known = [];

  return {
    /**
     * @param {unknown[]} key  of what the picture depends on
     * @param {Tensor} tensor  its last two sides are the picture's
     * @param {(pixels: Uint8ClampedArray, width: number, height: number) => void} paint
     */
    keep(key, tensor, paint) {
      if (known.length === key.length && key.every((part, k) => part === known[k])) return;
      known = key;
      const [height, width] = tensor.shape.slice(-2);
      picture.width = width;
      picture.height = height;
      const c = /** @type {CanvasRenderingContext2D} */ (picture.getContext("2d"));
      const image = c.createImageData(width, height);
      paint(image.data, width, height);
      c.putImageData(image, 0, 0);
    },
    /** @param {CanvasRenderingContext2D} c @param {PlaneFrame} frame */
    draw(c, frame) {
      // Grid points lie on the edges of the frame, pixels have theirs half a cell further out.
      const across = frame.width / (picture.width - 1);
      const up = frame.height / (picture.height - 1);
      c.imageSmoothingEnabled = true;
      c.imageSmoothingQuality = "high";
      c.drawImage(
        picture,
        frame.left - across / 2,
        frame.top - up / 2,
        frame.width + across,
        frame.height + up,
      );
    },
  };
}

/**
 * A neuron's answer in the colours of weights.
 * @param {Uint8ClampedArray} pixels
 * @param {Tensor} tensor
 * @param {number} width
 * @param {number} height
 * @param {import("../types.js").Theme} theme
 */
export function paintNeuron(pixels, { data }, width, height, theme) {
  paintAnswer(pixels, data, 0, width, height, answerScale(data), weightLut(theme));
}

/** Keeps the picture and the border lines until the answers change. */
export function prepareGround() {
  const picture = keepPicture();
  /** @type {Tensor | null} */
  let traced = null;
  /** @type {number[][]} */
  let lines = [];
  /** @type {Tensor | null} */
  let current = null;

  return {
    /**
     * @param {CanvasRenderingContext2D} c
     * @param {PlaneFrame} frame
     * @param {NetworkCommon} model
     * @param {Palette} palette
     * @param {Tensor | null} neuron
     * @param {Tensor | null} scores
     */
    draw(c, frame, model, palette, neuron, scores) {
      const tensor = neuron ?? scores;
      current = scores;
      if (!tensor) return;
      const { theme, samples } = model;
      const classes = samples?.classes?.length ?? tensor.shape[0];
      picture.keep(
        [tensor.data, theme, Boolean(neuron), classes],
        tensor,
        (pixels, width, height) => {
          if (neuron) return paintNeuron(pixels, neuron, width, height, theme);
          const colors = Array.from({ length: Math.max(2, classes) }, (_, k) =>
            rgb(classStyle(k, theme).area),
          );
          paintClaims(pixels, claims(tensor, colors.length), width, colors, rgb(palette.paper));
        },
      );
      picture.draw(c, frame);
    },
    borders() {
      if (traced !== current) {
        traced = current;
        const [height, width] = current?.shape.slice(-2) ?? [2, 2];
        lines = (current ? borders(current) : []).map((line) =>
          line.map((value, k) => (k % 2 ? 1 - value / (height - 1) : value / (width - 1))),
        );
      }
      return lines;
    },
  };
}

/**
 * @param {CanvasRenderingContext2D} c
 * @param {PlaneFrame} frame
 * @param {number[][]} lines in shares of the frame, from its upper left
 * @param {Palette} palette
 * @param {number} scale
 */
export function paintBorders(c, frame, lines, palette, scale) {
  c.setLineDash([]);
  c.lineJoin = "round";
  c.strokeStyle = palette.ink;
  c.lineWidth = 1.4 * scale;
  c.beginPath();
  for (const line of lines) {
    for (let k = 0; k < line.length; k += 2) {
      const x = frame.left + line[k] * frame.width;
      const y = frame.top + line[k + 1] * frame.height;
      if (k) c.lineTo(x, y);
      else c.moveTo(x, y);
    }
  }
  c.stroke();
}
