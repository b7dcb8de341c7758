/** A network as blocks, layer by layer, with the parameters between them. No DOM in here. */

/**
 * @typedef {object} Block
 * @property {number} units
 * @property {string} activation  empty for the inputs
 * @property {number} share       of the full width; widths tell orders of size, as 784 and 10 would not fit side by side
 * @property {{weights: number, biases: number} | null} before  what leads into it
 */

/**
 * @param {readonly number[]} sizes  inputs first
 * @param {readonly string[]} hidden  activations of the hidden layers
 * @param {string} output  what the loss makes of the last sums
 * @returns {Block[]}
 */
export function layerBlocks(sizes, hidden, output) {
  const widest = Math.log2(1 + Math.max(...sizes));
  return sizes.map((units, layer) => ({
    units,
    activation: layer === 0 ? "" : (hidden[layer - 1] ?? output),
    share: Math.log2(1 + units) / widest,
    before: layer === 0 ? null : { weights: sizes[layer - 1] * units, biases: units },
  }));
}

/**
 * The pixel that shows best what scaling does: the darkest of those that are not quite black.
 * @param {ArrayLike<number>} picture  0 to 255
 */
export function tellingPixel(picture) {
  let best = 0;
  for (let k = 1; k < picture.length; k++)
    if (picture[k] > picture[best] && picture[k] < 255) best = k;
  return best;
}
