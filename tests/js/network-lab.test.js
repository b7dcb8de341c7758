import assert from "node:assert/strict";
import { test } from "node:test";
import { activationText, dataTitle, formulaText, wordOf } from "../../static/js/lib/data-words.js";
import { readSafetensors } from "../../static/js/lib/safetensors.js";
import { Prober } from "../../static/js/state/prober.js";
import { kindOf } from "../../static/js/state/sights.js";
import { ProblemError } from "../../static/js/transport/problems.js";
import { shareAxis, shareTicks } from "../../static/js/views/curves-layout.js";
import { FakeClock, settled } from "./faulty.js";

const PLANE = ["prediction", "confusion", "weights", "histograms", "boundary", "neurons"];
const IMAGES = [
  "prediction",
  "confusion",
  "mistakes",
  "first_layer",
  "shift",
  "histograms",
  "weights",
];

function setUp() {
  /** @type {any[]} */
  const asked = [];
  const clock = new FakeClock();
  const prober = new Prober({
    ask: (wanted) => new Promise((resolve, reject) => asked.push({ ...wanted, resolve, reject })),
    onFound: () => {},
    timers: clock,
  });
  const want = (/** @type {Record<string, any>} */ more) =>
    prober.want({
      experiment: {},
      version: "1",
      run: 1,
      step: 5,
      probes: [{ name: "boundary" }],
      playing: false,
      ...more,
    });
  /** @param {any} answer */
  const receive = (answer) => {
    asked.at(-1).resolve(answer);
    return settled();
  };
  return { prober, asked, clock, want, receive };
}

const ANSWER = {
  metadata: { last: "true", notes: JSON.stringify({ 1: { confusion: { right: 3 } } }) },
  tensors: {
    "probes.1.boundary.x": { shape: [2], data: new Float64Array([1, 2]) },
    "probes.1.confusion.counts": { shape: [1, 1], data: new Int32Array([3]) },
  },
};

test("one request is under way; what is known is not asked for again", async () => {
  const { prober, asked, want, receive } = setUp();
  want({});
  want({ step: 6 });
  assert.equal(asked.length, 1);
  assert.deepEqual(asked[0].probes, [{ name: "boundary", runs: [1] }]);
  assert.deepEqual([asked[0].from, asked[0].to], [5, 5]);
  await receive(ANSWER);
  assert.deepEqual([...(prober.get("boundary")?.arrays.x.data ?? [])], [1, 2]);
  assert.equal(prober.get("boundary")?.step, 5);
  want({});
  assert.equal(asked.length, 1);
  want({ step: 6 });
  assert.equal(asked.length, 2);
});

test("while playing costly probes come now and then, and all leave time for training", async () => {
  const { prober, asked, clock, want, receive } = setUp();
  const probes = [{ name: "boundary" }, { name: "confusion" }];
  want({ probes, playing: true });
  clock.time = 115;
  await receive(ANSWER);
  assert.deepEqual(prober.get("confusion")?.note, { right: 3 });
  want({ probes, playing: true, step: 6 });
  assert.equal(asked.length, 1);
  clock.time = 700;
  want({ probes, playing: true, step: 9 });
  assert.deepEqual(
    asked[1].probes.map((/** @type {any} */ probe) => probe.name),
    ["boundary"],
  );
  await receive(ANSWER);
  want({ probes, playing: false, step: 9 });
  assert.deepEqual(
    asked[2].probes.map((/** @type {any} */ probe) => probe.name),
    ["confusion"],
  );
});

test("an answer about the problem before is not shown", async () => {
  const { prober, want, receive } = setUp();
  want({});
  prober.clear();
  await receive(ANSWER);
  assert.equal(prober.get("boundary"), null);
});

test("a refused probe is not asked again by the next drawing, but in a while", async () => {
  const { asked, clock, want } = setUp();
  want({});
  asked[0].reject(new ProblemError({ status: 422 }));
  await settled();
  for (let k = 0; k < 20; k += 1) want({});
  assert.equal(asked.length, 1);
  await clock.run(61_000);
  want({});
  assert.equal(asked.length, 2);
});

test("what is wiped out while its answer is under way stays so", async () => {
  const { prober, want, receive } = setUp();
  want({});
  prober.forget("boundary");
  await receive(ANSWER);
  assert.equal(prober.get("boundary"), null);
});

test("the kind of data follows from the probes that are offered", () => {
  assert.equal(kindOf(PLANE), "plane");
  assert.equal(kindOf(IMAGES), "images");
  assert.equal(kindOf(["weights", "confusion"]), "table");
});

test("networks and data have names", () => {
  assert.equal(
    dataTitle({ name: "spiral", title: "Spiral" }, { name: "spiral", arms: 3 }),
    "Three-armed spiral",
  );
  assert.equal(wordOf("ReLU"), "ReLU");
  assert.equal(wordOf("Leaky ReLU"), "leaky ReLU");
  assert.equal(wordOf("Cross-entropy"), "cross-entropy");
  const activations = [
    { name: "tanh", title: "Tanh" },
    { name: "relu", title: "ReLU" },
  ];
  const hidden = ["tanh", "relu", "tanh"].map((name) => ({ activation: { name } }));
  assert.equal(activationText(hidden, activations), "tanh, ReLU");
});

test("the formula that data follow has a left side", () => {
  const samples = (/** @type {string} */ target) => /** @type {any} */ ({ target });
  const data = (/** @type {string} */ formula) => ({ name: "own_function", formula });
  assert.equal(formulaText(data("x² − y²"), samples("z")), "z = x² − y²");
  assert.equal(formulaText(data("x²"), null), "y = x²");
  assert.equal(formulaText(data("x²"), samples("")), "y = x²", "classes have no target");
  assert.equal(formulaText(data("f(u) = u²"), samples("y")), "f(u) = u²");
  assert.equal(formulaText({ name: "spiral" }, samples("")), "");
});

test("the axis of right answers forgets the first guesses", () => {
  const shares = Float64Array.from({ length: 100 }, (_, k) => (k < 3 ? 0.1 : 0.93));
  const trace = /** @type {any} */ ({ columns: { accuracy: shares }, rows: 100 });
  assert.equal(shareAxis([trace], 5)[0], 0.9);
  assert.ok(shareAxis([trace])[0] < 0.1);
  assert.deepEqual(shareTicks([0.3, 1.02], 56, 21), [1, 0.5]);
});

test("tensors keep their kind of number", () => {
  const header = JSON.stringify({
    a: { dtype: "F32", shape: [1], data_offsets: [0, 4] },
    b: { dtype: "U8", shape: [2], data_offsets: [4, 6] },
    c: { dtype: "I32", shape: [1], data_offsets: [6, 10] },
    d: { dtype: "I64", shape: [1], data_offsets: [10, 18] },
  });
  const text = new TextEncoder().encode(header);
  const buffer = new ArrayBuffer(8 + text.length + 18);
  const view = new DataView(buffer);
  view.setBigUint64(0, BigInt(text.length), true);
  new Uint8Array(buffer).set(text, 8);
  const base = 8 + text.length;
  view.setFloat32(base, 1.5, true);
  view.setUint8(base + 4, 200);
  view.setInt32(base + 6, -7, true);
  view.setBigInt64(base + 10, 12n, true);
  const { tensors } = readSafetensors(buffer);
  assert.ok(tensors.a.data instanceof Float32Array);
  assert.deepEqual([tensors.a.data[0], tensors.b.data[0], tensors.c.data[0]], [1.5, 200, -7]);
  assert.deepEqual([...tensors.d.data], [12]);
});

test("what lies beyond an axis is on one side of it", async () => {
  const { sideOf } = await import("../../static/js/views/curves-paint.js");
  assert.deepEqual([sideOf(5, 10, 90), sideOf(10, 10, 90), sideOf(120, 10, 90)], [-1, 0, 1]);
});
