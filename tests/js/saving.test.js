/** What is written into saved figures: SVG, and the settings in words. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { SvgPath } from "../../static/js/saving/svg-path.js";
import { element, escaped, number, textOf } from "../../static/js/saving/svg-text.js";
import { runWords } from "../../static/js/views/run-words.js";

test("what means something in XML is written out", () => {
  assert.equal(escaped('a < b & "c"\u0007'), "a &lt; b &amp; &quot;c&quot;");
  assert.equal(
    element("path", { d: "M0 0", fill: null, id: "<x>" }),
    '<path d="M0 0" id="&lt;x&gt;"/>',
  );
});

test("numbers are as fine as print", () => {
  assert.deepEqual([1 / 3, -0.001, 12, 1e-9].map(number), ["0.33", "0", "12", "0"]);
});

test("a text keeps its width in any other font", () => {
  const how = { textAlign: /** @type {const} */ ("center"), letterSpacing: "0px", width: 40.127 };
  const part = textOf("start", { ...how, font: 'italic 600 13.5px "Source Sans 3", sans-serif' });
  assert.deepEqual(part?.how, {
    "font-family": "'Source Sans 3', sans-serif",
    "font-size": "13.5",
    "font-style": "italic",
    "font-weight": "600",
    "text-anchor": "middle",
    "letter-spacing": null,
    textLength: "40.13",
    lengthAdjust: "spacingAndGlyphs",
  });
  assert.equal(textOf("  ", { ...how, font: "12px serif" }), null);
});

test("points lie where they are turned and moved to", () => {
  const path = new SvgPath();
  path.translate(10, 20);
  path.rotate(Math.PI / 2);
  path.moveTo(5, 0);
  path.lineTo(5, 3);
  assert.equal(path.d, "M10 25L7 25");
});

test("a circle is two halves", () => {
  const path = new SvgPath();
  path.transform(2, 0, 0, 2, 0, 0);
  path.arc(10, 10, 5, 0, 2 * Math.PI);
  assert.equal(path.d, "M30 20A10 10 0 0 1 10 20A10 10 0 0 1 30 20Z");
});

/** @type {import("../../static/js/experiments.js").OptimizerInfo} */
const SGD = /** @type {never} */ ({
  name: "sgd",
  title: "SGD",
  momentum_field: "momentum",
  schema: {
    properties: {
      name: { const: "sgd" },
      momentum: { type: "number", default: 0, minimum: 0, maximum: 1 },
      weight_decay: { type: "number", default: 0, minimum: 0 },
      nesterov: { type: "boolean", default: false },
    },
  },
});
const COSINE = {
  name: "cosine",
  title: "Cosine",
  schema: {
    properties: {
      initial: { type: "number", default: 0.1 },
      minimum: { type: "number", default: 0 },
      period: { type: "integer", default: 100 },
    },
  },
};
const CONTEXT = /** @type {never} */ ({
  optimizers: [SGD],
  schedules: [COSINE],
  samples: 300,
  standardRate: 0.1,
});

/** @param {object} parts @param {number} [step] */
function wordsOf(parts, step = 40) {
  const run = {
    index: 0,
    slot: 1,
    label: "plain",
    optimizer: { name: "sgd", momentum: 0, weight_decay: 0, nesterov: false },
    learningRate: 0.018,
    schedule: null,
    batchSize: null,
    ownLoss: null,
    changes: [],
    ...parts,
  };
  return runWords(/** @type {never} */ (run), CONTEXT, step);
}

test("a run's settings are said as its card has them, and what is as usual is not", () => {
  assert.deepEqual(wordsOf({}), ["SGD", "learning rate 0.018", "full batch"]);
  const optimizer = { name: "sgd", momentum: 0.9, weight_decay: 0.01, nesterov: true };
  assert.deepEqual(wordsOf({ optimizer, batchSize: 32 }), [
    "SGD",
    "learning rate 0.018",
    "batch size 32",
    "momentum 0.9",
    "weight decay 0.01",
    "nesterov on",
  ]);
});

test("a schedule is named with what is unusual of it", () => {
  const schedule = { name: "cosine", initial: 0.018, minimum: 0, period: 9000 };
  assert.deepEqual(wordsOf({ schedule }), [
    "SGD",
    "initial rate 0.018",
    "full batch",
    "cosine schedule",
    "period 9,000",
  ]);
});

test("changes are said once they have been made", () => {
  const changes = [{ at: 20, text: "η 0.1 → 0.018" }];
  assert.deepEqual(wordsOf({ changes }, 20).at(-1), "changed at step 20: η 0.1 → 0.018");
  assert.deepEqual(wordsOf({ changes }, 19).at(-1), "full batch");
});
