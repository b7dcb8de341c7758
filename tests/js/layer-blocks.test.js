// A network of digits as blocks, and the pixel that is followed.
import assert from "node:assert/strict";
import { test } from "node:test";
import { layerBlocks, tellingPixel } from "../../static/js/lib/layer-blocks.js";

test("layers have their activations, and what leads into each is counted", () => {
  const blocks = layerBlocks([784, 128, 64, 10], ["relu", "tanh"], "softmax");
  assert.deepEqual(
    blocks.map(({ units, activation }) => [units, activation]),
    [
      [784, ""],
      [128, "relu"],
      [64, "tanh"],
      [10, "softmax"],
    ],
  );
  assert.deepEqual(blocks[1].before, { weights: 100352, biases: 128 });
  const all = blocks.reduce(
    (sum, { before }) => sum + (before ? before.weights + before.biases : 0),
    0,
  );
  assert.equal(all, 109386);
  const shares = blocks.map(({ share }) => share);
  assert.equal(shares[0], 1);
  assert.deepEqual(
    shares,
    shares.toSorted((a, b) => b - a),
  );
});

test("the pixel that is followed is dark, and not black", () => {
  assert.equal(tellingPixel([0, 12, 255, 253, 40, 0]), 3);
  assert.equal(tellingPixel([0, 0, 0, 0]), 0);
});
