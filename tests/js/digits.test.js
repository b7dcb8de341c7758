import assert from "node:assert/strict";
import { test } from "node:test";
import { rgb, weightLut } from "../../static/js/lib/colors.js";
import {
  cellStrength,
  cellText,
  cellWords,
  commonest,
  contrast,
  errorColor,
  largestError,
  legible,
  misreadWords,
  mistakeWords,
  named,
  rightWords,
  times,
} from "../../static/js/lib/digits-words.js";
import {
  bars,
  barWords,
  byLayer,
  short,
  spreadWords,
  zeroAt,
} from "../../static/js/lib/histograms.js";
import { pullWords, strongest, strongestEffect } from "../../static/js/lib/pulling-words.js";
import {
  commonScale,
  imageAt,
  paintWeights,
  rangeOf,
  stepTo,
  tiling,
} from "../../static/js/lib/weight-images.js";

const COUNTS = [90, 7, 2, 1, 80, 12, 0, 0, 70];
const NAMES = ["negative", "neutral", "positive"];

test("the commonest mistake leaves the diagonal out", () => {
  assert.deepEqual(commonest(COUNTS, 3), { truth: 1, answer: 2, count: 12 });
  assert.equal(largestError(COUNTS, 3), 12);
  assert.equal(commonest([5, 0, 0, 5], 2), null);
  assert.equal(largestError([5, 0, 0, 5], 2), 0);
});

test("errors are coloured by their share of the largest, the smallest still visibly", () => {
  assert.equal(cellStrength(0, 12), 0);
  assert.equal(cellStrength(12, 12), 1);
  assert.ok(cellStrength(1, 1000) > 0.1);
  assert.ok(cellStrength(6, 12) > cellStrength(3, 12));
  assert.equal(cellStrength(0, 0), 0);
});

test("colours run from neutral to the strongest orange", () => {
  const table = weightLut("light");
  assert.deepEqual(errorColor(1, table), rgb("#AD5600"));
  assert.deepEqual(errorColor(0, table), rgb("#F4F3F0"));
  assert.deepEqual(errorColor(2, table), errorColor(1, table));
});

test("numbers are legible on every colour of both themes", () => {
  const inks = {
    light: ["#17212b", "#fdfcf9", "#000000", "#ffffff"],
    dark: ["#eceeec", "#12181f", "#000000", "#ffffff"],
  };
  for (const theme of /** @type {("light" | "dark")[]} */ (["light", "dark"])) {
    for (let k = 0; k <= 127; k++) {
      const ground = errorColor(k / 127, weightLut(theme));
      const ratio = contrast(rgb(legible(inks[theme], ground)), ground);
      assert.ok(ratio >= 4.5, `${theme} ${k}: ${ratio}`);
    }
  }
  assert.ok(Math.abs(contrast([0, 0, 0], [255, 255, 255]) - 21) < 1e-9);
});

test("cells in words", () => {
  const digits = Array.from({ length: 10 }, (_, k) => String(k));
  const counts = new Int32Array(100);
  counts[53] = 36;
  counts[55] = 827;
  counts[38] = 1;
  assert.equal(cellWords(digits, 5, 3, counts), "a 5 read as a 3: 36 times");
  assert.equal(cellWords(digits, 3, 8, counts), "a 3 read as an 8: once");
  assert.equal(cellWords(digits, 5, 5, counts), "a 5 read as such: 827 of 863 times");
  assert.equal(cellWords(NAMES, 0, 2, COUNTS), "negative read as positive: twice");
  assert.equal(cellWords(NAMES, 2, 0, COUNTS, false), "positive taken for negative: never");
  assert.equal(
    cellWords(NAMES, 2, 2, COUNTS, false),
    "positive recognised as such: 70 of 70 times",
  );
});

test("articles, counts, shares", () => {
  assert.deepEqual(["8", "11", "18", "80", "1", "Adelie"].map(named), [
    "an 8",
    "an 11",
    "an 18",
    "an 80",
    "a 1",
    "Adelie",
  ]);
  assert.deepEqual([0, 1, 2, 1200].map(times), ["never", "once", "twice", "1,200 times"]);
  const note = { set: "test", right: 9506, total: 10000 };
  assert.equal(rightWords(note), "95.1\u202f% of 10,000 test samples right");
  assert.match(rightWords({ ...note, set: "train" }), /training samples right$/);
  assert.deepEqual([0, 7, 1104, 12345].map(cellText), ["", "7", "1104", "12k"]);
});

test("mistakes in words", () => {
  assert.equal(mistakeWords(["zero", "one"], 0, 1), "one, not zero");
  assert.equal(misreadWords(NAMES, 0, 2), "read as positive, is negative");
  assert.equal(mistakeWords([], 5, 0), "0, not 5");
});

test("the common scale is round and leaves only the very strongest out", () => {
  const weights = Float32Array.from({ length: 10000 }, (_, k) => (k % 2 ? -1 : 1) * (k / 10000));
  weights[3] = 40;
  assert.equal(commonScale(weights), 1);
  assert.equal(commonScale([0.21, -0.22]), 0.25);
  assert.equal(commonScale([0, 0]), 1);
  assert.equal(commonScale([Number.NaN, 0.3]), 0.3);
  assert.equal(commonScale([]), 1);
});

test("weights become colours, what is no number stays blank", () => {
  const pixels = new Uint8ClampedArray(20);
  const table = weightLut("light");
  paintWeights(pixels, [9, -2, 0, 2, 99, Number.NaN], 1, 2, table);
  assert.deepEqual([...pixels.slice(0, 4)], [...rgb("#AD5600"), 255]);
  assert.deepEqual([...pixels.slice(4, 8)], [...rgb("#F4F3F0"), 255]);
  assert.deepEqual([...pixels.slice(8, 12)], [...rgb("#1666AA"), 255]);
  assert.deepEqual([...pixels.slice(12, 16)], [...rgb("#1666AA"), 255]);
  assert.deepEqual([...pixels.slice(16)], [0, 0, 0, 0]);
});

test("ranges of images", () => {
  assert.deepEqual(rangeOf([5, -1, 2, 7], 1, 2), [-1, 2]);
  assert.equal(rangeOf([Number.NaN], 0, 1), null);
});

test("eight images in a row fit the width", () => {
  const tiles = tiling(376, 32, 54, 2);
  assert.deepEqual(tiles, { pitch: 47, tile: 45, rows: 4, height: 186 });
  assert.equal(tiling(1000, 10, 54, 2).tile, 54);
  assert.equal(tiling(1000, 10, 54, 2).rows, 2);
  assert.equal(imageAt(48, 1, tiles, 32), 1);
  assert.equal(imageAt(1, 48, tiles, 32), 8);
  assert.equal(imageAt(1, 190, tiles, 32), null);
  assert.equal(imageAt(377, 1, tiles, 32), null);
  assert.equal(imageAt(-1, 1, tiles, 32), null);
});

test("arrow keys stay among the images", () => {
  assert.equal(stepTo("ArrowRight", 3, 10), 4);
  assert.equal(stepTo("ArrowDown", 1, 10), 9);
  assert.equal(stepTo("ArrowDown", 3, 10), 3);
  assert.equal(stepTo("ArrowUp", 3, 10), 3);
  assert.equal(stepTo("Home", 3, 10), 0);
  assert.equal(stepTo("End", 3, 10), 9);
  assert.equal(stepTo("a", 3, 10), null);
});

const HISTOGRAM = { counts: [1, 0, 1000, 10], edges: [-2, -1, 0.5, 1, 2] };

test("bars: rare values are seen, a lone tall bar is cut, sides of zero are told apart", () => {
  const made = bars(HISTOGRAM, 40, 26);
  assert.deepEqual(
    made.map(({ height }) => height),
    [2, 0, 26, 20],
  );
  assert.deepEqual(
    made.map(({ cut }) => cut),
    [false, false, true, false],
  );
  assert.deepEqual(
    made.map(({ sign }) => sign),
    [-1, 0, 1, 1],
  );
  assert.deepEqual(
    made.map(({ x }) => x),
    [0, 10, 20, 30],
  );
  const even = bars({ counts: [1, 300, 120], edges: [0, 1, 2, 3] }, 30, 30);
  assert.deepEqual(
    even.map(({ height, cut }) => [height, cut]),
    [
      [1, false],
      [30, false],
      [12, false],
    ],
  );
  assert.equal(bars({ counts: [0, 5, 0], edges: [0, 1, 2, 3] }, 30, 30)[1].height, 30);
  assert.deepEqual(
    bars({ counts: [0, 0], edges: [0, 1, 2] }, 30, 30).map(({ height }) => height),
    [0, 0],
  );
  assert.equal(zeroAt(HISTOGRAM.edges), 0.5);
  assert.equal(zeroAt([1, 2]), null);
});

test("histograms in words", () => {
  assert.equal(spreadWords(HISTOGRAM), "from −2 to 2, most between 0.5 and 1");
  assert.equal(spreadWords({ counts: [0, 0], edges: [-1, 0, 1] }), "no finite numbers");
  assert.equal(spreadWords(null), "none");
  assert.equal(short(-3.24e-8).replace(/\s/g, ""), "−3×10⁻⁸");
  assert.equal(short(0.0324), "0.032");
  assert.equal(barWords(HISTOGRAM, 2), "1,000 of 1,011 between 0.5 and 1");
});

test("layers without activations have none", () => {
  const tensor = (/** @type {number[]} */ data) => ({ shape: [data.length], data });
  const arrays = {
    "layer.1.weights.counts": tensor([1, 2]),
    "layer.1.weights.edges": tensor([0, 1, 2]),
    "layer.2.gradients.counts": tensor([1, 2]),
  };
  const [first, second] = byLayer(arrays, 2);
  assert.deepEqual(first.weights, { counts: [1, 2], edges: [0, 1, 2] });
  assert.equal(first.activations, null);
  assert.equal(second.gradients, null);
});

test("words: the strongest, on one scale", () => {
  /** @type {import("../../static/js/lib/pulling-words.js").ClassWords} */
  const words = { name: "positive", up: [["great", 1.2], ["good", 1]], down: [["bad", -1.5]] }; // biome-ignore format: short
  assert.deepEqual(strongest(words, 1), { up: [["great", 1.2]], down: [["bad", -1.5]] });
  assert.equal(strongestEffect([words]), 1.5);
  assert.equal(strongestEffect([]), 0);
  assert.equal(pullWords(words), "positive: up by great, good; down by bad");
  assert.equal(pullWords({ name: "x", up: [], down: [] }), "x: up by nothing; down by nothing");
});
