/**
 * What the colours of neurons and links mean: a bar from the most negative to the most positive answer.
 * @import {Theme} from "../types.js"
 * @import {Tensor} from "./network-models.js"
 */
import { addCanvas } from "../lib/canvas.js";
import { weightLut } from "../lib/colors.js";
import { answerScale } from "../lib/decision.js";
import { h, setText } from "../lib/dom.js";
import { formatNumber, formatSigned } from "../lib/format.js";

/** @param {HTMLElement} element */
export function mountColorBar(element) {
  const low = h("span", {});
  const high = h("span", {});
  const strip = h("div", { class: "answer-strip" });
  const root = h(
    "div",
    { class: "answer-bar" },
    h("p", {}, "neuron’s answer, sign of a weight"),
    strip,
    h("div", { class: "answer-ends" }, low, h("span", {}, "0"), high),
  );
  const canvas = addCanvas(strip, "");
  canvas.width = 255;
  canvas.height = 1;
  element.append(root);
  /** @type {Theme | null} */
  let theme = null;
  return {
    /** @param {{theme: Theme}} model @param {Tensor | null} tensor of the neuron that is shown */
    render(model, tensor) {
      if (theme !== model.theme) {
        theme = model.theme;
        const c = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
        const image = c.createImageData(255, 1);
        const table = weightLut(theme);
        for (let k = 0; k < 255; k++) {
          image.data.set([table[3 * k], table[3 * k + 1], table[3 * k + 2], 255], 4 * k);
        }
        c.putImageData(image, 0, 0);
      }
      const scale = tensor ? answerScale(tensor.data) : 1;
      setText(low, formatNumber(-scale, 3));
      setText(high, formatSigned(scale, 3));
    },
    dispose: () => root.remove(),
  };
}
