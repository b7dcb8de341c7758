import assert from "node:assert/strict";
import { test } from "node:test";
import {
  answerScale,
  areProbabilities,
  borders,
  claims,
  inputAnswer,
  paintAnswer,
  paintClaims,
  shares,
  valueAt,
} from "../../static/js/lib/decision.js";
import { gradientLine, gradientScale } from "../../static/js/lib/gradient-scale.js";
import { layerStrength, linkInk } from "../../static/js/lib/link-strength.js";
import {
  layoutNetwork,
  linkEnds,
  linkPoint,
  moveFocus,
  nearestLink,
  placeOf,
} from "../../static/js/lib/network-layout.js";
import {
  featureText,
  linkText,
  lossTitle,
  neuronText,
  pointText,
  sharesText,
  timesMean,
} from "../../static/js/lib/network-words.js";

import {
  latexNumber,
  linksInto,
  lossLatex,
  recursionLatex,
  sumLatex,
} from "../../static/js/lib/one-point-words.js";
import {
  airyRange,
  inputsOf,
  nearestPoint,
  pointInDirection,
  samplePoints,
} from "../../static/js/lib/points.js";

const ROOM = { width: 482, height: 344, left: 30, right: 44 };
const NAMES = { sizes: [2, 8, 3], features: ["x", "x^2"], classes: ["A", "B", "C"], targets: [] };

test("eight hidden neurons are squares of 36 at pitch 44, outputs 48", () => {
  const { columns } = layoutNetwork({ ...ROOM, sizes: [2, 8, 8, 3] });
  assert.deepEqual(
    columns.map(({ size }) => size),
    [36, 36, 36, 48],
  );
  assert.equal(columns[1].pitch, 44);
  assert.equal(columns[1].units[0].y, 0);
  assert.equal(columns[1].units[7].y + 36, 344);
  assert.equal(columns[0].units[0].x, 30);
  assert.ok(Math.abs(columns[3].units[0].x + 48 - 438) < 1e-9);
});

test("everything stays inside, however large the network", () => {
  for (const sizes of [
    [1, 1],
    [2, 40, 3],
    [784, 300, 10],
    [2, ...Array(30).fill(12), 2],
  ]) {
    const { columns } = layoutNetwork({ ...ROOM, sizes });
    for (const { units, size, bottom, more, skipped, layer } of columns) {
      assert.ok(bottom <= 344.01 && size > 5);
      if (!skipped) assert.equal(units.length + more, sizes[layer]);
      for (const { x, y } of units) assert.ok(x >= 29.9 && y >= -0.01 && x + size <= 438.1);
    }
    const drawn = columns.reduce((n, { skipped }) => n + (skipped || 1), 0);
    assert.equal(drawn, sizes.length);
  }
});

test("a link leaves and arrives level, and is found under the pointer", () => {
  const layout = layoutNetwork({ ...ROOM, sizes: [2, 8, 3] });
  const ends = /** @type {[number, number, number, number]} */ (linkEnds(layout, 1, 0, 1));
  assert.deepEqual(linkPoint(ends, 0), [ends[0], ends[1]]);
  assert.deepEqual(linkPoint(ends, 1), [ends[2], ends[3]]);
  const links = [0, 1, 2].map((out) => ({ layer: 1, out, from: 1 }));
  const [x, y] = linkPoint(ends, 0.7);
  assert.deepEqual(nearestLink(layout, links, x, y + 1, 5), links[0]);
  assert.equal(nearestLink(layout, links, x, y - 40, 5), null);
  assert.equal(linkEnds(layout, 1, 8, 0), null);
  assert.equal(placeOf(layout, { layer: 5, unit: 0 }), null);
});

test("arrow keys walk through the neurons and stop at the ends", () => {
  const layout = layoutNetwork({ ...ROOM, sizes: [2, 8, 3] });
  const at = { layer: 1, unit: 7 };
  assert.deepEqual(moveFocus(layout, at, "ArrowDown"), at);
  assert.deepEqual(moveFocus(layout, at, "ArrowUp"), { layer: 1, unit: 6 });
  assert.deepEqual(moveFocus(layout, at, "ArrowRight"), { layer: 2, unit: 2 });
  assert.deepEqual(moveFocus(layout, at, "ArrowLeft"), { layer: 0, unit: 1 });
  assert.deepEqual(moveFocus(layout, { layer: 2, unit: 0 }, "ArrowRight"), { layer: 2, unit: 0 });
  assert.equal(moveFocus(layout, at, "a"), null);
});

test("the largest weight is widest and clear, small ones fade", () => {
  const weights = Array.from({ length: 64 }, (_, k) => (k - 32) / 32);
  const strength = layerStrength(weights, 16);
  assert.equal(strength.largest, 1);
  const strong = linkInk(-1, strength, 1);
  const weak = linkInk(0.03, strength, 1);
  assert.ok(strong.width > 5 && strong.alpha > 0.8);
  assert.ok(weak.width < 1 && weak.alpha < 0.1);
  const clear = weights.filter((w) => linkInk(w, strength, 1).alpha > 0.6).length;
  assert.ok(clear < 40, String(clear));
  assert.ok(Number.isFinite(linkInk(Number.NaN, layerStrength([0, 0], 3), 0).width));
});

const HALVES = {
  shape: [2, 3, 3],
  data: [0.9, 0.5, 0.1, 0.9, 0.5, 0.1, 0.9, 0.5, 0.1, 0.1, 0.5, 0.9, 0.1, 0.5, 0.9, 0.1, 0.5, 0.9],
};

test("areas are as strong as the probability exceeds chance", () => {
  assert.ok(areProbabilities(HALVES));
  const strength = claims(HALVES, 2);
  assert.ok(Math.abs(strength[0] - 0.8) < 1e-6);
  assert.equal(strength[1], 0);
  const pixels = new Uint8ClampedArray(36);
  const colors = [
    [0, 0, 0],
    [255, 0, 0],
  ];
  paintClaims(pixels, strength, 3, colors, [255, 255, 255]);
  assert.deepEqual([...pixels.slice(0, 4)], [51, 51, 51, 255]);
  assert.deepEqual([...pixels.slice(8, 12)], [255, 51, 51, 255]);
});

test("without probabilities the lead counts", () => {
  const raw = { shape: [1, 1, 2], data: [-3, 0.25] };
  assert.ok(!areProbabilities(raw));
  assert.deepEqual([...claims(raw, 2)], [1, 0, 0, 0.25]);
  const three = { shape: [3, 1, 1], data: [1, 5, 4.5] };
  assert.deepEqual([...claims(three, 3)], [0, 0.5, 0]);
});

test("the border runs where the answer changes", () => {
  const lines = borders(HALVES);
  assert.equal(lines.length, 1);
  for (let k = 0; k < lines[0].length; k += 2) assert.ok(Math.abs(lines[0][k] - 1) < 1e-6);
  assert.equal(borders({ shape: [1, 2, 2], data: [-1, 1, -1, 1] })[0][0], 0.5);
});

test("a neuron's answer: full colour at 1 or at its largest, first row on top", () => {
  assert.equal(answerScale([0.2, -0.9]), 1);
  assert.equal(answerScale([0.2, -4, Number.NaN]), 4);
  const table = Uint8Array.from({ length: 765 }, (_, k) => Math.floor(k / 3));
  const pixels = new Uint8ClampedArray(16);
  paintAnswer(pixels, [-1, 0, 1, Number.NaN], 0, 2, 2, 1, table);
  assert.deepEqual([pixels[0], pixels[4], pixels[8], pixels[12]], [254, 127, 0, 127]);
});

test("outputs become probabilities where the loss says so", () => {
  const raw = { shape: [2, 1], data: [0, Math.log(3)] };
  assert.deepEqual(
    [.../** @type {Float32Array} */ (shares(raw, "softmax", 2))].map((v) => v.toFixed(2)),
    ["0.25", "0.75"],
  );
  const lone = shares({ shape: [1, 1], data: [0] }, "sigmoid", 2);
  assert.deepEqual([.../** @type {Float32Array} */ (lone)], [0.5, 0.5]);
  assert.equal(shares(raw, "identity", 2), null);
});

test("inputs over the window, and values between grid points", () => {
  const square = inputAnswer("x^2", 0, [[-2, 2]], 5);
  assert.deepEqual([.../** @type {any} */ (square).data], [1, 0.25, 0, 0.25, 1]);
  assert.equal(inputAnswer("bill length", 3, [[0, 1]], 5), null);
  assert.equal(valueAt([0, 1, 2, 3], 0, 2, 2, 0.5, 0.5), 1.5);
  assert.equal(valueAt([0, 1, 2, 3], 0, 2, 2, 1, 1), 3);
});

test("all layers share a scale of whole decades", () => {
  assert.deepEqual(gradientScale([0.06, 0.0004, 0, Number.NaN]), [-4, -1]);
  assert.deepEqual(gradientScale([0.5]), [-2, 0]);
  assert.deepEqual(gradientScale([1e-40, 1]), [-12, 0]);
  assert.deepEqual(gradientScale([]), [-2, 0]);
  const line = gradientLine(
    [1, 0.1, 1, 0],
    2,
    1,
    0,
    1,
    (k) => 2 * k,
    (v) => v,
    [-3, 0],
  );
  assert.deepEqual(line, [0, -1, 2, -3]);
});

test("names of neurons, weights and points", () => {
  assert.equal(neuronText({ layer: 0, unit: 1 }, NAMES), "input x²");
  assert.equal(neuronText({ layer: 1, unit: 2 }, NAMES), "hidden 1, neuron 3");
  assert.equal(neuronText({ layer: 2, unit: 1 }, NAMES), "output B");
  assert.equal(featureText("sin(x)"), "sin πx");
  assert.equal(linkText({ layer: 1, out: 0, from: null }, NAMES), "bias of hidden 1, neuron 1");
  assert.match(linkText({ layer: 2, out: 2, from: 0 }, NAMES), /^weight from hidden 1.* output C$/);
  assert.equal(pointText([-4.57, -1.306], "A", false), "(−4.57, −1.306), class A");
  assert.equal(sharesText(["A", "B", "C"], [0.4, 0.598, 0.002]), "B 60\u202f%, A 40\u202f%");
});

test("a loss beside the mean loss", () => {
  assert.equal(timesMean(0.514, 0.08641), "six times the mean loss 0.08641");
  assert.equal(timesMean(0.2, 0.08), "2.5 times the mean loss 0.08");
  assert.equal(timesMean(0.04, 0.08), "50\u202f% of the mean loss 0.08");
  assert.equal(timesMean(0.081, 0.08), "about the mean loss 0.08");
  assert.equal(timesMean(Number.NaN, 1), "");
});

test("the arithmetic of a sample as formulas", () => {
  const sample = {
    loss: "cross_entropy",
    value: 0.51349,
    truth: 0.5984,
    outputs: [1, 2],
    targets: [1, 0],
  };
  assert.equal(lossLatex(sample), "\\ell = -\\ln 0.5984 = 0.5135");
  const mse = { loss: "mse", value: 0.04, truth: null, outputs: [0.5], targets: [-0.3] };
  assert.equal(lossLatex(mse), "\\ell = (0.5 + 0.3)^2 = 0.04");
  assert.equal(lossLatex({ ...mse, loss: "hinge" }), "\\ell = 0.04");
  // A weight stands where it multiplies.
  const weighed = { ...sample, weight: 1.5, value: 0.77025 };
  assert.equal(lossLatex(weighed), "\\ell = 1.5 \\cdot (-\\ln 0.5984) = 0.7702");
  assert.equal(
    lossLatex({ ...mse, weight: 2, value: 0.08 }),
    "\\ell = 2 \\cdot (0.5 + 0.3)^2 = 0.08",
  );
  const three = {
    loss: "mse",
    value: 0.03,
    truth: null,
    outputs: [0.9, 0.2, -0.2],
    targets: [1, 0, 0],
  };
  assert.equal(
    lossLatex(three),
    "\\ell = \\tfrac{1}{3}\\,\\bigl[(0.9 - 1)^2 + 0.2^2 + (-0.2)^2\\bigr] = 0.03",
  );
  const ten = { outputs: Array(10).fill(0), targets: Array(10).fill(0) };
  assert.equal(lossLatex({ ...three, ...ten }), "\\ell = 0.03");
  assert.equal(
    sumLatex([0.5, -2], [-1, 3], 0.25, -6.25),
    "0.5\\cdot (-1) - 2\\cdot 3 + 0.25 = -6.25",
  );
  assert.equal(sumLatex([1, 1, 1, 1, 1], [], 0, 0), null);
  const above = [
    { weight: 0.5, delta: 0.2 },
    { weight: -2, delta: -0.1 },
  ];
  assert.equal(
    recursionLatex(above, { back: 0.3, slope: 0.5, delta: 0.15 }),
    "\\delta = (0.5\\cdot 0.2 - 2\\cdot (-0.1)) \\cdot 0.5 = 0.15",
  );
  assert.equal(
    recursionLatex(null, { back: -0.3, slope: 0.5, delta: -0.15 }),
    "\\delta = (-0.3) \\cdot 0.5 = -0.15",
  );
  assert.match(latexNumber(3.2e-7), /^3\.2.*\\times.*10\^\{-7\}$/);
});

test("a loss is called by its title and by what is not its default", () => {
  const properties = {
    name: { const: "huber" },
    delta: { default: 1 },
    scale_factor: { default: 2 },
  };
  const losses = /** @type {any[]} */ ([
    { name: "huber", title: "Huber", schema: { properties } },
    { name: "mse", title: "Mean squared error", schema: { properties: {} } },
  ]);
  assert.equal(lossTitle({ name: "mse" }, losses), "Mean squared error");
  assert.equal(lossTitle({ name: "huber" }, losses), "Huber");
  const halved = {
    name: "mse",
    title: "Mean squared error",
    schema: { properties: { reduction: { default: "mean" } } },
  };
  assert.equal(
    lossTitle({ name: "mse", reduction: "half_sum" }, /** @type {any} */ ([halved])),
    "Mean squared error, reduction half sum",
  );
  assert.equal(lossTitle({ name: "huber", delta: 1 }, losses), "Huber");
  assert.equal(
    lossTitle({ name: "huber", delta: 0.5, scale_factor: 3 }, losses),
    "Huber, delta 0.5, scale factor 3",
  );
  assert.equal(lossTitle(null, losses), "");
});

test("points are found near the pointer and in the direction of a key", () => {
  const points = [
    { x: 0, y: 0 },
    { x: 10, y: 1 },
    { x: 30, y: 0 },
    { x: 2, y: -20 },
  ];
  assert.equal(nearestPoint(points, 9, 0, 5), 1);
  assert.equal(nearestPoint(points, 20, 20, 5), null);
  assert.equal(pointInDirection(points, 0, "ArrowRight"), 1);
  assert.equal(pointInDirection(points, 0, "ArrowUp"), 3);
  assert.equal(pointInDirection(points, 0, "ArrowLeft"), null);
  assert.equal(pointInDirection(points, null, "ArrowLeft"), 0);
});

test("a sample is found by its number, where not all are listed", () => {
  const samples = /** @type {any} */ ({ inputs: [[1], [2], [3]], index: [0, 1, 900] });
  assert.deepEqual(inputsOf(samples, 900), [3]);
  assert.equal(inputsOf(samples, 2), null);
  assert.equal(inputsOf(null, 0), null);
});

test("what comes along each weight into a unit, also at the last step, which has no update", () => {
  const layer = {
    ...{ name: "layer 1", inputs: 2, units: 1, activation: "tanh" },
    ...{ weight: 1, gradient: 1, update: null, gradient_norm: 1 },
    ...{ weights: [[2, -3]], biases: [0.5], weight_gradient: [[7, 8]], bias_gradient: [9] },
  };
  assert.deepEqual(linksInto(layer, 0, [10, 20], 0.1), [
    { weight: 2, factor: 10, slope: 1, gradient: 7, update: null },
    { weight: -3, factor: 20, slope: 2, gradient: 8, update: null },
    { weight: 0.5, factor: 1, slope: 0.1, gradient: 9, update: null },
  ]);
  const stepped = { ...layer, weight_update: [[-1, -2]], bias_update: [-4] };
  const updates = linksInto(stepped, 0, [10, 20], 0.1)?.map(({ update }) => update);
  assert.deepEqual(updates, [-1, -2, -4]);
  assert.equal(linksInto({ ...layer, weights: null, biases: null }, 0, [10, 20], 0.1), null);
});

test("samples as points, and a range with air", () => {
  const samples = /** @type {any} */ ({
    inputs: [
      [1, 2],
      [3, 4],
    ],
    targets: [1, 0],
    train: 1,
  });
  assert.deepEqual(samplePoints(samples, true), [
    { x: 1, y: 2, kind: 1, train: true },
    { x: 3, y: 4, kind: 0, train: false },
  ]);
  const curve = /** @type {any} */ ({ inputs: [[1]], targets: [7], train: 1 });
  assert.equal(samplePoints(curve, false)[0].y, 7);
  assert.deepEqual(airyRange([0, 10, Number.NaN], 0.1), [-1, 11]);
  assert.deepEqual(airyRange([]), [-1, 1]);
});
