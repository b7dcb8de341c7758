/** Weights pasted as numbers, and written out. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { readWeights, shapesText, weightsText } from "../../static/js/lib/weights-text.js";

const SIZES = [3, 2, 1];
const FLAT = [1, -2, 3, 0.5, 5, 6e-3, 7, 8, 9, 10, 11];
const WRITTEN = "W1 = [[1, -2, 3], [0.5, 5, 0.006]]\nb1 = [7, 8]\nW2 = [[9, 10]]\nb2 = [11]";

test("weights are written by name, a list for each neuron, and read back", () => {
  assert.equal(weightsText(FLAT, SIZES), WRITTEN);
  assert.deepEqual(readWeights(WRITTEN, SIZES), { value: FLAT, word: "" });
  const hard = [0.1 + 0.2, 1e-300, -1 / 3, 2 ** 60];
  assert.deepEqual(readWeights(weightsText(hard, [1, 2]), [1, 2]).value, hard);
});

test("other ways to write the same", () => {
  const same = [
    "1 -2 3 0.5 5 6e-3 7 8 9 10 11",
    "1, −2, 3, .5, 5, 0.006,\n7, 8\n9, 10\n11\n",
    "1 -2 3\n0.5 5 6e-3\n7 8\n9 10\n11",
    "1; -2; 3; 0,5; 5; 0,006; 7; 8; 9; 10; 11",
    "[[[1, -2, 3], [0.5, 5, 0.006]], [7, 8], [[9, 10]], [11]]",
    "[[1, -2, 3], [0.5, 5, 0.006]], [7, 8], [[9, 10]], [11]",
    "[1,-2,3,0.5,5,0.006,7,8,9,10,11]",
    "b1: 7 8\nb2: 11\nW2: 9 10\nW1: 1 -2 3 0.5 5 0.006",
    "w_1 = 1 -2 3 0.5 5 0.006; b_1 = 7 8; w_2 = 9 10; b_2 = 11",
    "W1 = torch.tensor([[1., -2., 3.], [0.5, 5., 0.006]], requires_grad=True)\nb1 = torch.tensor([7., 8.])\nW2 = np.array([[9., 10.]])\nb2 = np.array([11.], dtype=np.float64)",
  ];
  for (const text of same) assert.deepEqual(readWeights(text, SIZES).value, FLAT, text);
});

test("errors say what was expected and what came", () => {
  const words = {
    "1 2 3":
      "Expected 11 numbers, W1 (2\u00a0×\u00a03), b1 (2), W2 (1\u00a0×\u00a02), b2 (1), got 3.",
    "": "Expected numbers, got nothing.",
    "[[[1, 2], [3, 4], [5, 6]], [7, 8], [[9, 10]], [11]]":
      "W1: expected 2 lists of 3, one a neuron, got 3 of 2.",
    "[[[1, 2, 3], [4, 5, 6]], [7, 8, 8], [[9, 10]], [11]]": "b1: expected 2 numbers, got 3.",
    "W1 = 1 2 3 4 5\nb1 = 7 8\nW2 = 9 10\nb2 = 11": "W1: expected 2 × 3 = 6 numbers, got 5.",
    "W1 = 1 2 3 4 5 6\nb1 = 7 8": "Expected W1, b1, W2, b2, each once, got W1, b1.",
    "W1 = 1 2 3 4 5 6\nb1 = 7 8\nb1 = 7 8\nW2 = 9 10\nb2 = 11":
      "Expected W1, b1, W2, b2, each once, got b1 twice.",
  };
  for (const [text, word] of Object.entries(words))
    assert.deepEqual(readWeights(text, SIZES), { value: null, word }, text);
  const { value, word } = readWeights("1 2 3 4 x 6 7 8 9 10 11", SIZES);
  assert.equal(value, null);
  assert.match(word, /x/);
  assert.equal(shapesText([2, 1]), "W1 (1\u00a0×\u00a02), b1 (1)");
});
