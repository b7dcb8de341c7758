/** One weight image enlarged beside its place, with its number and range. */
import { h } from "../lib/dom.js";

/**
 * @typedef {object} LensModel
 * @property {HTMLCanvasElement} store images below each other, one pixel a weight
 * @property {number} row   where the image begins
 * @property {number} width in pixels of the store
 * @property {number} height
 * @property {string} title
 * @property {string} words
 * @property {number} x     centre of the small image in the parent
 * @property {number} y     its upper edge
 * @property {number} tile  its size
 * @property {number} bottom where all the images end
 */

/**
 * @param {HTMLElement} parent
 * @returns {{show: (model: LensModel) => void, hide: () => void}}
 */
export function mountLens(parent) {
  const canvas = h("canvas", { class: "lens-picture", "aria-hidden": "true" });
  const title = h("span", { class: "lens-title" });
  const words = h("span", { class: "lens-words" });
  const text = h("p", { class: "lens-text", role: "status" }, title, words);
  const root = h("div", { class: "weight-lens" }, canvas, text);
  root.hidden = true;
  parent.append(root);
  return {
    show(model) {
      const { store, row, width, height } = model;
      if (canvas.width !== width || canvas.height !== height) {
        canvas.width = width;
        canvas.height = height;
      }
      const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
      context.drawImage(store, 0, row, width, height, 0, 0, width, height);
      title.textContent = model.title;
      words.textContent = model.words;
      root.hidden = false;
      place(root, parent, model);
    },
    hide() {
      root.hidden = true;
    },
  };
}

/**
 * Beside the image, to its right where there is room, else to its left; never below the images, where other things stand.
 * @param {HTMLElement} root
 * @param {HTMLElement} parent
 * @param {LensModel} model
 */
function place(root, parent, { x, y, tile, bottom }) {
  const away = tile / 2 + 6;
  const right = x + away;
  const left = x - away - root.offsetWidth;
  const fits = right + root.offsetWidth <= parent.clientWidth;
  const to = fits ? right : Math.max(0, left);
  const top = Math.max(0, Math.min(y - tile / 2, bottom - root.offsetHeight));
  root.style.transform = `translate(${Math.round(to)}px, ${Math.round(top)}px)`;
}
