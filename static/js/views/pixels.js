/** Grey pictures as ink on paper. */

/**
 * Paints a square picture pixel by pixel; the canvas is enlarged by the style sheet.
 * @param {HTMLCanvasElement} canvas
 * @param {ArrayLike<number> | null} data 0 to 255, null for blank paper
 * @param {number} offset of the first pixel
 * @param {number} side
 * @param {[number, number, number]} ink
 */
export function paintPixels(canvas, data, offset, side, [red, green, blue]) {
  if (canvas.width !== side || canvas.height !== side) {
    canvas.width = side;
    canvas.height = side;
  }
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const image = context.createImageData(side, side);
  for (let k = 0; data && k < side * side; k++) {
    image.data[4 * k] = red;
    image.data[4 * k + 1] = green;
    image.data[4 * k + 2] = blue;
    image.data[4 * k + 3] = data[offset + k];
  }
  context.putImageData(image, 0, 0);
}
