/** Maps of outcomes without a page: settings, axes, what is asked and comes, colours, words, theory. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { formatPercent } from "../../static/js/lib/format.js";
import { coloringOf, inkOf, shareOf } from "../../static/js/lib/outcome-colors.js";
import {
  answerText,
  bestCell,
  captionText,
  durationText,
  readingText,
  severalText,
} from "../../static/js/lib/outcome-words.js";
import { valueAt, withValue } from "../../static/js/lib/setting-paths.js";
import { bestOf, curvatureOf, rateLimit } from "../../static/js/lib/stability.js";
import {
  cellAt,
  placeOf,
  usualAxis,
  usualSettings,
  valueFrom,
  valuesOf,
} from "../../static/js/state/map-axes.js";
import { mapSettings, settingLike } from "../../static/js/state/map-settings.js";
import { isWhole, keyOf, OutcomeMaps, sourceOf } from "../../static/js/state/outcome-maps.js";
import { countsOf, planOf, wishesOf, zoomedAxis } from "../../static/js/state/outcome-model.js";
import { ProblemError } from "../../static/js/transport/problems.js";
import { FakeClock, generator, settled } from "./faulty.js";

const number = (/** @type {object} */ more = {}) => ({ type: "number", default: 0, ...more });
const SGD = {
  name: "sgd",
  title: "SGD",
  momentum_field: "momentum",
  schema: {
    properties: {
      name: { const: "sgd" },
      momentum: number({ minimum: 0, maximum: 1 }),
      nesterov: { type: "boolean", default: false },
      weight_decay: number({ minimum: 0, maximum: 10 }),
    },
  },
};
const ADAM = {
  name: "adam",
  title: "Adam",
  momentum_field: "beta1",
  schema: { properties: { beta1: number({ minimum: 0, exclusiveMaximum: 1, default: 0.9 }) } },
};
const STEP = {
  name: "step",
  schema: {
    properties: {
      initial: number(),
      step_size: { type: "integer", minimum: 1, maximum: 100, default: 30 },
    },
  },
};
/** @type {any} */
const AROUND = {
  optimizers: [SGD, ADAM],
  schedules: [STEP],
  clipping: { properties: { norm: number({ exclusiveMinimum: 0, default: 1 }) } },
  whole: { properties: { steps: { type: "integer", minimum: 1, maximum: 1_000_000 } } },
  problem: { properties: { noise: number({ minimum: 0, maximum: 10_000 }) } },
  experiment: { problem: { kind: "landscape", name: "bowl", noise: 0 }, steps: 200, seed: 0 },
  samples: 1,
  letters: ["w₁", "w₂"],
  window: [
    [-5, 5],
    [-2, 2],
  ],
  start: [1, 2],
};
/** @param {object} [more] @returns {any} */
const run = (more) => ({
  label: "a",
  optimizer: { name: "sgd", momentum: 0.9 },
  learning_rate: 0.02,
  batch_size: null,
  start: null,
  changes: [],
  gradient_clipping: null,
  ...more,
});

test("paths lead into settings and leave what lies beside them alone", () => {
  const tree = { a: { b: [1, { c: 2 }] }, d: 3 };
  assert.equal(valueAt(tree, "a.b[1].c"), 2);
  assert.equal(valueAt(tree, "a.x.c"), undefined);
  const next = withValue(tree, "a.b[1].c", 7);
  assert.deepEqual(next, { a: { b: [1, { c: 7 }] }, d: 3 });
  assert.equal(next.a.b[0], 1);
  assert.equal(tree.a.b[1], Reflect.get(tree.a.b, 1));
  assert.equal(valueAt(tree, "a.b[1].c"), 2);
});

test("settings are those of the schemas: rate, optimizer, schedule, clipping, start; booleans are none", () => {
  const names = (/** @type {any} */ one, around = AROUND) =>
    mapSettings(one, around).map(({ path }) => path);
  assert.deepEqual(names(run()), [
    "learning_rate",
    "optimizer.momentum",
    "optimizer.weight_decay",
    "problem.noise",
    "start[0]",
    "start[1]",
    "steps",
  ]);
  const scheduled = run({ learning_rate: { name: "step", initial: 0.1, step_size: 30 } });
  assert.deepEqual(names(scheduled).slice(0, 1), ["learning_rate.initial"]);
  assert.ok(names(scheduled).includes("learning_rate.step_size"));
  assert.ok(names(run({ gradient_clipping: { norm: 2 } })).includes("gradient_clipping.norm"));
  const layer = { properties: { units: { type: "integer", minimum: 1, maximum: 1024 } } };
  const problem = {
    properties: {
      l2: number({ minimum: 0 }),
      weight_seed: { anyOf: [{ type: "integer" }, { type: "null" }] },
      hidden: { anyOf: [{ type: "array", items: { $ref: "#/$defs/Layer" } }, { type: "null" }] },
      dataset: {
        discriminator: { propertyName: "name", mapping: { xor: "#/$defs/Xor" } },
        oneOf: [{ $ref: "#/$defs/Xor" }],
      },
      loss: { anyOf: [{ $ref: "#/$defs/Huber" }, { type: "null" }] },
    },
    $defs: {
      Layer: layer,
      Xor: { type: "object", properties: { noise: number(), inputs: { type: "array" } } },
      Huber: { type: "object", properties: { delta: number({ default: 1 }) } },
    },
  };
  const own = {
    l2: 0.1,
    weight_seed: null,
    hidden: [{ units: 4 }, { units: 3 }],
    dataset: { name: "xor", noise: 0.2, inputs: [[1, 2]] },
    loss: { name: "huber" },
  };
  const experiment = { problem: own, steps: 50, seed: 0 };
  const learning = { ...AROUND, problem, experiment, samples: 50, letters: [] };
  assert.deepEqual(
    mapSettings(run(), learning)
      .slice(3)
      .map(({ path, title, value }) => [path, title, value]),
    [
      ["batch_size", "batch size", 50],
      ["problem.l2", "l2", 0.1],
      ["problem.hidden[0].units", "units, layer 1", 4],
      ["problem.hidden[1].units", "units, layer 2", 3],
      ["problem.dataset.noise", "noise", 0.2],
      ["problem.loss.delta", "delta, loss", 1],
      ["steps", "steps", 50],
    ],
  );
  const [rate, momentum] = usualSettings(mapSettings(run(), AROUND));
  assert.deepEqual([rate.path, momentum.path], ["learning_rate", "optimizer.momentum"]);
  assert.equal(mapSettings(run(), AROUND).find(({ path }) => path === "start[1]")?.value, 2);
});

test("the momentum of one optimizer is that of another, under its own name", () => {
  const [, momentum] = usualSettings(mapSettings(run(), AROUND));
  const adam = mapSettings(run({ optimizer: { name: "adam", beta1: 0.8 } }), AROUND);
  assert.equal(settingLike(adam, momentum)?.path, "optimizer.beta1");
  assert.equal(settingLike(adam, momentum)?.value, 0.8);
  const decay = mapSettings(run(), AROUND)[2];
  assert.equal(settingLike(adam, decay), undefined);
});

test("an axis spans four decades about the present; values have no more digits than tell them apart", () => {
  const [rate, momentum] = mapSettings(run({ learning_rate: 0.018 }), AROUND);
  assert.deepEqual(usualAxis(rate), { path: "learning_rate", from: 1e-4, to: 1, scale: "log" });
  assert.deepEqual(usualAxis(momentum), {
    path: "optimizer.momentum",
    from: 0,
    to: 0.99,
    scale: "linear",
  });
  const values = valuesOf(usualAxis(rate), 100, false);
  assert.equal(values.length, new Set(values).size);
  assert.deepEqual([values[0], values[99]], [1e-4, 1]);
  assert.ok(values.every((value) => String(value).length < 11));
  const whole = valuesOf({ path: "b", from: 1, to: 50, scale: "log" }, 16, true);
  assert.deepEqual(whole.slice(0, 4), [1, 2, 3, 4]);
  assert.equal(whole.at(-1), 50);
});

test("a value lies where it is drawn, and the place gives the value back: what a drag does", () => {
  for (const scale of /** @type {const} */ (["log", "linear"])) {
    const values = valuesOf({ path: "x", from: 0.001, to: 1, scale }, 40, false);
    for (const [k, value] of values.entries())
      assert.ok(Math.abs(placeOf(values, scale, value) - k) < 1e-9);
    for (const place of [0.3, 12.7, 38.9]) {
      const value = valueFrom(values, scale, place, false);
      assert.ok(Math.abs(placeOf(values, scale, value) - place) < 0.06, `${scale} ${place}`);
    }
    assert.equal(valueFrom(values, scale, -7, false), 0.001);
    assert.equal(cellAt(placeOf(values, scale, 2), 40), null, "outside is not inside");
    assert.equal(cellAt(placeOf(values, scale, 1e-9), 40), scale === "linear" ? 0 : null);
  }
  assert.equal(placeOf([1, 10], "log", 0), Number.NEGATIVE_INFINITY);
  assert.equal(cellAt(Number.NEGATIVE_INFINITY, 2), null);
});

test("zooming keeps the place under the pointer and stays within what may be", () => {
  const [rate, momentum] = mapSettings(run(), AROUND);
  const half = zoomedAxis({ setting: rate, axis: usualAxis(rate) }, 0.5, 0.5);
  assert.deepEqual([half.from, half.to], [0.001, 0.1]);
  const out = zoomedAxis({ setting: momentum, axis: usualAxis(momentum) }, 4, 0.5);
  assert.deepEqual([out.from, out.to], [0, 1]);
  assert.deepEqual(zoomedAxis({ setting: rate, axis: half }, 0, 0.5), usualAxis(rate));
});

/** @param {object} [more] @returns {any} */
const wish = (more) => ({
  experiment: { problem: { kind: "landscape", name: "bowl" }, runs: [run()], steps: 9, seed: 0 },
  x: { path: "learning_rate", values: [1, 2, 3, 4] },
  y: { path: "optimizer.momentum", values: [0, 0.5] },
  measure: { name: "final_loss" },
  ...more,
});
/** @param {object} more */
const wishOf = (more) => {
  const found = wish();
  found.experiment.runs = [run(more)];
  return found;
};

test("a map is about everything but what it varies", () => {
  const key = keyOf(wish());
  assert.equal(keyOf(wishOf({ learning_rate: 3, label: "b" })), key);
  assert.equal(keyOf(wishOf({ optimizer: { name: "sgd", momentum: 0.1 } })), key);
  assert.notEqual(keyOf(wishOf({ start: [3, 4] })), key);
  const basins = {
    x: { path: "start[0]", values: [1, 2] },
    y: { path: "start[1]", values: [1, 2] },
  };
  assert.equal(
    keyOf({ ...wishOf({ start: [3, 4] }), ...basins }),
    keyOf({ ...wishOf({ start: null }), ...basins }),
  );
});

/** A server whose lines a test sends. */
function lines() {
  /** @type {{body: any, send: (line: any) => void, end: (error?: unknown) => void, signal: AbortSignal}[]} */
  const asked = [];
  let changes = 0;
  const maps = new OutcomeMaps({
    lines: (_url, body, onLine, signal) =>
      new Promise((resolve, reject) => {
        signal.addEventListener("abort", () => reject(new Error("aborted")));
        asked.push({
          body,
          send: onLine,
          end: (error) => (error ? reject(error) : resolve()),
          signal,
        });
      }),
    timers: new FakeClock(generator(1)),
    onChange: () => {
      changes += 1;
    },
  });
  return { maps, asked, changes: () => changes };
}
const HEAD = { x: {}, y: {}, measure: {}, unit: "" };
const piece = (/** @type {number[]} */ cells) => ({
  cells,
  values: cells.map((cell) => cell / 10),
  outcomes: cells.map((cell) => (cell % 4 === 3 ? "diverged" : "converged")),
});

test("what takes long says how far it is, can be stopped, and be gone on with", async () => {
  const { maps, asked, changes } = lines();
  maps.of([wish()]);
  asked[0].send(HEAD);
  asked[0].send(piece([0, 2]));
  assert.equal(maps.of([wish()])[0].going, null);
  const before = changes();
  asked[0].send({ done: 2, of: 8, seconds_left: 12.4 });
  assert.equal(changes(), before + 1);
  const [coming] = maps.of([wish()]);
  assert.equal(coming.going?.seconds_left, 12.4);
  maps.stop();
  await settled();
  assert.ok(asked[0].signal.aborted, "the server has nothing to do any more");
  const [stopped] = maps.of([wish()]);
  assert.deepEqual([stopped.stopped, stopped.going, stopped.map?.come], [true, null, 2]);
  assert.equal(asked.length, 1, "nobody asks for the rest");
  maps.of([wish({ measure: { name: "outcome" } })]);
  assert.equal(asked.length, 2, "another map is another wish");
  maps.rest();
  await settled();
  maps.goOn();
  const [again] = maps.of([wish()]);
  await settled();
  assert.equal(again.stopped, false);
  assert.equal(asked.length, 3);
});

test("what fails on the way is said, and not asked again at once", async () => {
  const { maps, asked } = lines();
  maps.of([wish()]);
  asked[0].send(HEAD);
  asked[0].send(piece([0, 2]));
  const detail = "FALLLINE_DASK: the scheduler at tcp://a:1 is gone.";
  asked[0].send({ error: { title: "Nobody computes", status: 503, detail } });
  asked[0].end();
  await settled();
  assert.equal(maps.of([wish()])[0].trouble, detail);
  assert.equal(asked.length, 1);
});

test("a time left is said in whole seconds, minutes, hours", () => {
  const part = { ...MAP, come: 3 };
  const going = { done: 3, of: 8, seconds_left: 41.6 };
  assert.equal(captionText(TERMS, part, 0, { going }), "Computing: 3 of 8 runs, about 42 s left.");
  assert.equal(captionText(TERMS, part, 0, { stopped: true }), "Stopped at 3 of 8 runs.");
  const unknown = { ...going, seconds_left: null };
  assert.equal(captionText(TERMS, part, 0, { going: unknown }), "Computing: 3 of 8 runs.");
  assert.deepEqual([0.2, 100, 9000].map(durationText), ["1 s", "2 min", "2 h 30 min"]);
});

test("pieces are drawn as they come, coarse cells as blocks; the whole is kept", async () => {
  const { maps, asked, changes } = lines();
  const [nothing] = maps.of([wish()]);
  assert.deepEqual([nothing.map, nothing.fresh, nothing.trouble], [null, false, ""]);
  assert.equal(asked.length, 1);
  assert.equal(asked[0].body.measure.name, "final_loss");
  asked[0].send(HEAD);
  asked[0].send(piece([0, 2]));
  const [{ map }] = maps.of([wish()]);
  assert.ok(map && changes() === 1);
  assert.deepEqual([sourceOf(map, 1, 0), sourceOf(map, 3, 1), isWhole(map)], [0, 2, false]);
  asked[0].send(piece([1, 3, 4, 5, 6, 7]));
  asked[0].end();
  await settled();
  const [found] = maps.of([wish()]);
  assert.ok(isWhole(found.map) && found.fresh);
  assert.equal(sourceOf(/** @type {any} */ (found.map), 3, 1), 7);
  assert.equal(asked.length, 1);
  maps.of([wishOf({ learning_rate: 77 })]);
  assert.equal(asked.length, 1, "what is varied asks for nothing");
});

test("the newest wish wins once the one before has given a picture; who looks away ends it", async () => {
  const { maps, asked } = lines();
  maps.of([wish()]);
  maps.of([wishOf({ start: [1, 1] })]);
  maps.of([wishOf({ start: [2, 2] })]);
  assert.equal(asked.length, 1);
  assert.equal(asked[0].signal.aborted, false);
  asked[0].send(HEAD);
  asked[0].send(piece([0]));
  assert.equal(asked[0].signal.aborted, true);
  await settled();
  assert.equal(asked.length, 2);
  assert.deepEqual(asked[1].body.experiment.runs[0].start, [2, 2]);
  maps.rest();
  assert.equal(asked[1].signal.aborted, true);
  await settled();
  assert.equal(asked.length, 2, "nothing is asked while nobody looks");
});

test("what the server refuses is said in words, and not asked at every frame", async () => {
  const { maps, asked } = lines();
  maps.of([wish()]);
  const errors = [{ path: "experiment.steps", expected: "at most 2 rows", got: "8" }];
  asked[0].end(new ProblemError({ status: 422, errors }));
  await settled();
  const [{ trouble }] = maps.of([wish()]);
  assert.equal(trouble, "experiment.steps: expected at most 2 rows, got 8");
  maps.of([wish()]);
  assert.equal(asked.length, 1);
});

/** @param {(number | string | null)[]} values @param {any[]} outcomes @returns {any} */
const mapOf = (values, outcomes) => ({
  wish: wish(),
  unit: "",
  values,
  outcomes,
  known: new Uint8Array(values.length).fill(1),
  come: values.length,
  revision: 1,
});
const ENDS = [
  "converged",
  "running",
  "converged",
  "diverged",
  "converged",
  "converged",
  "diverged",
  "diverged",
];
const MAP = mapOf([1, 0.5, 1e-30, 9, 2, 4, null, 9], ENDS);
/** @type {any} */
const TERMS = {
  x: { title: "learning rate", values: [1, 2, 3, 4] },
  y: { title: "momentum", values: [0, 0.5] },
  measure: { name: "final_loss", title: "final loss", better: "less" },
  minima: [],
  limit: () => null,
};

test("colours go from the best to the worst number, by powers of ten where they lie far apart", () => {
  const coloring = coloringOf([MAP], { name: "final_loss", better: "less" });
  assert.equal(coloring.kind, "number");
  if (coloring.kind !== "number") return;
  assert.ok(coloring.log && coloring.clipped[0]);
  assert.equal(shareOf(coloring, 1e-30), 0);
  assert.equal(shareOf(coloring, 4), 1);
  assert.ok(shareOf(coloring, 0.5) > 0.5);
  const below = coloringOf([mapOf([-1, -1, -0.9999, 3], new Array(4).fill("running"))], {
    name: "final_loss",
    better: "less",
  });
  assert.ok(below.kind === "number" && below.log && shareOf(below, -1) === 0);
  assert.ok(
    below.kind === "number" && shareOf(below, -0.9) > 0.5,
    "above the least by powers of ten",
  );
  const shares = coloringOf([mapOf([0.2, 0.9], ["running", "running"])], {
    name: "accuracy_at",
    better: "more",
  });
  assert.ok(shares.kind === "number" && shareOf(shares, 0.9) === 0);
});

test("how a run ends is told by colour and by texture in both themes", () => {
  const coloring = coloringOf([MAP], { name: "outcome" });
  for (const theme of /** @type {const} */ (["light", "dark"])) {
    const inks = ["converged", "running", "stalled", "stopped", "diverged"].map((status) =>
      inkOf(coloring, status, /** @type {any} */ (status), theme),
    );
    assert.equal(new Set(inks.map((ink) => String(ink?.color))).size, 5);
    assert.deepEqual(
      inks.map((ink) => ink?.texture),
      ["", "", "dots", "bars", "hatch"],
    );
    const light = inks.map((ink) =>
      ink ? 0.3 * ink.color[0] + 0.6 * ink.color[1] + 0.1 * ink.color[2] : 0,
    );
    assert.ok(
      Math.abs(light[0] - light[1]) > 40,
      "without colour the plain ones differ in lightness",
    );
    assert.equal(inkOf(coloring, null, null, theme), null);
  }
});

test("a cell is read with both settings, the measure and how it ends", () => {
  assert.equal(
    readingText(TERMS, MAP, 5),
    "learning rate 2, momentum 0.5: final loss 4; converged",
  );
  assert.equal(answerText(TERMS, MAP, 3), "diverged");
  assert.equal(answerText(TERMS, mapOf([null], ["running"]), 0), "final loss: never; running");
  assert.equal(answerText(TERMS, mapOf([null], [null]), 0), "these values do not fit together");
});

test("the sentence is computed from the map", () => {
  assert.equal(bestCell(TERMS, MAP), 2);
  assert.equal(
    captionText(TERMS, MAP, 0),
    "Diverges from learning rate 4 on at momentum 0; least final loss: 10⁻³⁰ at 3 and 0.",
  );
  assert.match(captionText(TERMS, MAP, 1), /^Diverges from learning rate 3 on at momentum 0.5;/);
  assert.match(
    captionText({ ...TERMS, limit: () => 2.5 }, MAP, 1),
    /momentum 0.5 \(by theory from 2.500\);|\(by theory from 2.5\);/,
  );
  const calm = mapOf([1, 1, 1, 1, 1, 1, 1, 1], new Array(8).fill("running"));
  assert.equal(
    captionText(TERMS, calm, 0),
    "No run diverges here; least final loss: 1 at 1 and 0 (as in 7 other cells).",
  );
  assert.equal(captionText(TERMS, { ...MAP, come: 3 }, 0), "Computing: 3 of 8 runs.");
});

test("fewer samples than a batch are not tried", () => {
  const problem = {
    properties: { samples: { type: "integer", title: "samples", minimum: 2, maximum: 4096 } },
  };
  const experiment = { problem: { samples: 256 }, steps: 50, seed: 0 };
  const around = { ...AROUND, problem, experiment, samples: 256, letters: [] };
  const least = (/** @type {number | null} */ batch) =>
    mapSettings({ ...run(), batch_size: batch }, around).find(
      ({ path }) => path === "problem.samples",
    )?.low;
  assert.deepEqual([least(null), least(32)], [2, 33]);
});

test("of basins it says how many starts keep their nearest minimum", () => {
  const terms = {
    ...TERMS,
    minima: [
      [1, 0],
      [4, 0],
    ],
    measure: { name: "nearest_minimum", title: "nearest minimum" },
  };
  const kept = mapOf([0, 0, 1, 1, 0, 0, 1, 1], new Array(8).fill("converged"));
  const swapped = mapOf(
    [1, 0, 1, 1, 0, 0, 1, null],
    [...new Array(7).fill("converged"), "diverged"],
  );
  assert.equal(
    severalText(terms, [
      { run: "SGD", map: kept },
      { run: "Adam", map: swapped },
    ]),
    `SGD ends nearest to the minimum it began nearest to from ${formatPercent(1, 0)} of starts, Adam from ${formatPercent(5 / 6, 0)}.`,
    "a start at a corner stands for a quarter of one inside",
  );
});

/** @param {(x: number, y: number) => number} f */
function surfaceOf(f) {
  const x = Float64Array.from({ length: 21 }, (_, k) => -2 + k / 4);
  const y = Float64Array.from({ length: 11 }, (_, k) => -1 + k / 5);
  const z = Float64Array.from({ length: 231 }, (_, k) => f(x[k % 21], y[Math.floor(k / 21)]));
  return { surface: { x, y, z, offset: 0 }, curve: null };
}

test("the curvature is found in the ground of a bowl, turned ones too, and nowhere else", () => {
  const bowl = curvatureOf(surfaceOf((x, y) => 0.5 * x * x + 5 * y * y + x - 3));
  assert.ok(bowl && Math.abs(bowl.low - 1) < 1e-9 && Math.abs(bowl.high - 10) < 1e-9);
  const turned = curvatureOf(surfaceOf((x, y) => x * x + y * y + x * y));
  assert.ok(turned && Math.abs(turned.low - 1) < 1e-9 && Math.abs(turned.high - 3) < 1e-9);
  assert.equal(curvatureOf(surfaceOf((x, y) => x ** 4 + y * y)), null);
  assert.equal(curvatureOf(surfaceOf((x, y) => x * x + y * y + 1e-4 * Math.sin(9 * x))), null);
});

/** The largest factor by which a step on a bowl of curvature 1 makes things grow: of the matrix that SGD is. @param {any} optimizer @param {number} h */
function growth({ momentum = 0, dampening = 0, nesterov = false }, h) {
  let [w, v] = [1, 0.3];
  let before = 1;
  for (let k = 0; k < 4000; k++) {
    v = momentum * v + (momentum > 0 ? 1 - dampening : 1) * w;
    w -= h * (nesterov ? w + momentum * v : v);
    const size = Math.hypot(w, v);
    if (k === 1999) before = size;
    if (size > 1e100 || size < 1e-100) return size > 1 ? 2 : 0;
  }
  return Math.hypot(w, v) / before;
}

test("the edge by theory is where steps begin to grow, in every form of SGD", () => {
  const curvature = { low: 0.1, high: 1 };
  for (const settings of [
    { momentum: 0 },
    { momentum: 0.5 },
    { momentum: 0.9 },
    { momentum: 0.9, nesterov: true },
    { momentum: 0.9, dampening: 0.9 },
    { momentum: 0, dampening: 0.5 },
  ]) {
    const limit = /** @type {number} */ (rateLimit({ name: "sgd", ...settings }, curvature));
    assert.ok(growth(settings, 0.99 * limit) < 1, `below, ${JSON.stringify(settings)}`);
    assert.ok(growth(settings, 1.01 * limit) > 1, `above, ${JSON.stringify(settings)}`);
  }
  assert.equal(rateLimit({ name: "adam" }, curvature), null);
  const best = bestOf({ name: "sgd" }, { low: 1, high: 100 });
  assert.ok(best && Math.abs(best.rate - 4 / 121) < 1e-12);
  assert.ok(best && Math.abs(best.momentum - (9 / 11) ** 2) < 1e-12);
});

test("cells are as many as a figure has room for, and few of a network", () => {
  const landscape = { problem: { kind: "landscape" }, steps: 200 };
  assert.deepEqual(countsOf(landscape, [500, 401], 1), [100, 100]);
  assert.deepEqual(countsOf(landscape, [200, 120], 1), [48, 28]);
  const [across, up] = countsOf({ ...landscape, steps: 40000 }, [500, 500], 1);
  assert.ok(across * up * 40001 <= 8e6 && across >= 8);
  assert.deepEqual(countsOf({ problem: { kind: "network" }, steps: 200 }, [500, 400], 1), [16, 12]);
});

test("what is shown follows from the view; what does not fit is as usual", () => {
  const measures = ["final_loss", "nearest_minimum"].map((name) => ({
    name,
    title: name,
    needs: name === "nearest_minimum" ? ["minima"] : [],
    schema: {},
  }));
  const experiment = {
    problem: AROUND.experiment.problem,
    runs: [run(), run()],
    steps: 100,
    seed: 0,
  };
  const landscape = { minima: [{ point: [0, 0] }, { point: [1, 1] }] };
  const lab = { experiment, selected: 0, slots: [1, 2], muted: new Set(), landscape, traces: [] };
  /** @type {any} */
  const session = {
    lab,
    around: AROUND,
    catalog: { measures },
    offers: new Set(["landscape", "minima"]),
    outcomes: { anchors: new Map() },
    view: { mapX: null, mapY: null, measure: null },
  };
  const plan = planOf(session);
  assert.ok(plan?.y);
  assert.deepEqual([plan.x.axis.path, plan.y.axis.path], ["learning_rate", "optimizer.momentum"]);
  assert.deepEqual([plan.basins, plan.runs, plan.measure.name], [false, [0], "final_loss"]);
  experiment.runs[0] = run({ learning_rate: 0.09 });
  assert.equal(planOf(session)?.x.axis.from, 1e-4, "the range stays while the setting moves");
  const side = (/** @type {number} */ k) => ({
    path: `start[${k}]`,
    from: -1,
    to: 1,
    scale: "linear",
  });
  session.view = { mapX: side(0), mapY: side(1), measure: null };
  const basins = planOf(session);
  assert.deepEqual(
    [basins?.basins, basins?.runs, basins?.measure.name],
    [true, [0, 1], "nearest_minimum"],
  );
  assert.equal(wishesOf(session, /** @type {any} */ (basins), [100, 100]).length, 2);
  session.view = {
    mapX: { ...side(0), path: "optimizer.gone" },
    mapY: null,
    measure: { name: "gone" },
  };
  assert.equal(planOf(session)?.x.axis.path, "learning_rate");
  session.offers = new Set();
  assert.deepEqual(
    planOf(session)?.measures.map(({ name }) => name),
    ["final_loss"],
    "what needs several minima is not offered where there is none",
  );
});

test("whole numbers are varied by ten at least, and about the present", () => {
  const { steps, seed } = Object.fromEntries(
    [
      ["steps", 200, 1],
      ["seed", 0, 0],
    ].map(([path, value, low]) => [
      path,
      {
        path: String(path),
        title: "",
        log: false,
        whole: true,
        low: Number(low),
        high: 1e6,
        usual: null,
        value: Number(value),
      },
    ]),
  );
  assert.deepEqual(usualAxis(steps), { path: "steps", from: 1, to: 400, scale: "linear" });
  assert.deepEqual(usualAxis(seed), { path: "seed", from: 0, to: 10, scale: "linear" });
});
