/** What the colours of answers and targets mean: a bar from the lowest to the highest target, in the data's own units. */
import { addCanvas } from "../lib/canvas.js";
import { h, setText } from "../lib/dom.js";
import { formatNumber } from "../lib/format.js";
import { targetLut } from "../lib/target-scale.js";

/** @param {HTMLElement} element */
export function mountTargetBar(element) {
  const name = h("p", {});
  const [low, middle, high] = [h("span", {}), h("span", {}), h("span", {})];
  const strip = h("div", { class: "answer-strip" });
  const root = h(
    "div",
    { class: "answer-bar target-bar" },
    name,
    strip,
    h("div", { class: "answer-ends" }, low, middle, high),
  );
  const canvas = addCanvas(strip, "");
  canvas.width = 256;
  canvas.height = 1;
  element.append(root);
  /** @type {import("../types.js").Theme | null} */
  let theme = null;
  return {
    /** @param {import("../types.js").Theme} next @param {string} target @param {[number, number]} range */
    render(next, target, range) {
      if (theme !== next) {
        theme = next;
        const c = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
        const image = c.createImageData(256, 1);
        const table = targetLut(next);
        for (let k = 0; k < 256; k++) {
          image.data.set([table[3 * k], table[3 * k + 1], table[3 * k + 2], 255], 4 * k);
        }
        c.putImageData(image, 0, 0);
      }
      setText(name, `${target}: answer and points`);
      setText(low, formatNumber(range[0], 4));
      setText(middle, formatNumber((range[0] + range[1]) / 2, 4));
      setText(high, formatNumber(range[1], 4));
    },
    dispose: () => root.remove(),
  };
}
