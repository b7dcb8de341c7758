/** Planes of a network: their text in an address, when they are asked for, and what is drawn of them. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { heightField } from "../../static/js/lib/contours.js";
import { balance, paintRelief } from "../../static/js/lib/relief.js";
import { OWN_PATH, planeAsked, planeOf, planeText } from "../../static/js/state/plane-choice.js";
import { axesOf, drawnOf, pointAt, runsOn, scaleOf } from "../../static/js/state/plane-model.js";
import { PlanePair } from "../../static/js/state/plane-pair.js";
import { finenessOf, Planes, pathEnd } from "../../static/js/state/planes.js";
import { parameterName, planeText as words } from "../../static/js/views/plane-words.js";

/** @type {import("../../static/js/experiments.js").PlaneAnswer} */
const ANSWER = {
  origin: null,
  u: null,
  v: null,
  a: [-1, 1],
  b: [0, 1, 2],
  values: [
    [1, 2],
    [3, null],
    [50, 60],
  ],
  samples: 300,
  whole: [
    [-1, 1],
    [0, 2],
  ],
  marks: [[1, 0]],
  marks_loss: [4],
  path: [
    [0.5, 1],
    [0.2, 0.5],
    [0, 0],
  ],
  path_steps: [0, 5, 8],
  path_loss: [3, 2, null],
  path_projected_loss: [2.5, 2, 1],
  path_distance: [0.7, 0.25, 0],
  explained_variance: [0.9, 0.05],
};
/** @returns {import("../../static/js/state/planes.js").FoundPlane} */
const found = (choice = {}) => ({
  answer: { ...ANSWER },
  choice: { ...OWN_PATH, ...choice },
  run: 0,
  until: 8,
  batch: null,
});
const view = (/** @type {number} */ index) => ({
  index,
  label: `run ${index}`,
  slot: index + 1,
  muted: true,
  trace: null,
  ghost: null,
  ghostFrom: 0,
  changes: [],
  lossName: "",
});

test("a choice is text and becomes the same choice again", () => {
  for (const text of [
    "pca,train",
    "random.3,test",
    "weights.0.12,batch",
    "points.2,train,surface",
    "pca,train,beside",
  ])
    assert.equal(planeText(planeOf(text) ?? OWN_PATH), text);
  for (const text of [
    "",
    "pca",
    "random,train",
    "points.9,train",
    "pca,all",
    "pca,train,flat",
    "pca,train,surface,beside",
  ])
    assert.equal(planeOf(text), undefined);
});

test("both losses are said where the batch's plane stands beside", () => {
  const few = found({ over: "batch" });
  const said = words(
    found(),
    { refused: "", step: 6, reach: 8 },
    { ...few, batch: 6, answer: { ...few.answer, samples: 1, path_loss: [1, null, 1] } },
  );
  assert.match(
    said,
    /its loss is 2(\.00)? over the 300 training samples, no number over the 1 sample of step 6\.$/,
  );
});

test("through another run's point goes a plane with the start of the chosen one", () => {
  assert.deepEqual(planeAsked({ ...OWN_PATH, kind: "points", other: 2 }, 1, 40), {
    kind: "points",
    others: [
      { run: 2, step: 40 },
      { run: 1, step: 0 },
    ],
  });
});

test("while a run trains its path becomes longer in strides, and at rest it is whole", () => {
  /** @type {number[]} */
  const ends = [];
  let before = 0;
  for (let reach = 0; reach <= 200; reach += 1) {
    before = pathEnd({ reach, going: true }, before);
    if (ends.at(-1) !== before) ends.push(before);
  }
  assert.deepEqual(ends.slice(0, 4), [0, 10, 20, 30]);
  assert.ok(ends.length < 16);
  assert.equal(pathEnd({ reach: 200, going: false }, before), 200);
  assert.equal(pathEnd({ reach: 3, going: true }, 200), 3, "another beginning");
});

test("a large network has fewer points, and then fewer samples", () => {
  assert.deepEqual(finenessOf(123, 300), { resolution: 64, samples: 300 });
  const large = finenessOf(109_386, 10_000);
  assert.equal(large.resolution, 17);
  assert.ok(large.samples >= 100 && large.samples < 1000);
});

test("one question is under way; an older plane stays until the next has come", async () => {
  /** @type {any[]} */
  const asked = [];
  /** @type {((answer: any) => void)[]} */
  const answers = [];
  const planes = new Planes({
    ask: (body) => {
      asked.push(body);
      return new Promise((resolve) => answers.push(resolve));
    },
    timers: /** @type {any} */ ({ now: () => 0 }),
    onAnswer: () => {},
  });
  const wish = {
    choice: OWN_PATH,
    experiment: /** @type {any} */ ({ name: "e" }),
    version: "1",
    run: 0,
    reach: 20,
    step: 3,
    going: true,
    parameters: 100,
    samples: 300,
    window: null,
  };
  assert.equal(planes.of(wish).plane, null);
  assert.equal(planes.of({ ...wish, reach: 21 }).plane, null);
  assert.equal(asked.length, 1);
  assert.equal(asked[0].until, 20);
  answers[0](ANSWER);
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(planes.of({ ...wish, reach: 21 }).plane?.answer, ANSWER);
  assert.equal(planes.of({ ...wish, reach: 40 }).plane?.until, 20);
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(asked[1].until, 40);
  const other = planes.of({ ...wish, version: "2" });
  assert.deepEqual([other.plane?.answer, other.stale], [ANSWER, true], "of the experiment before");
  assert.equal(planes.of({ ...wish, run: 1 }).plane, null, "another run has another plane");
});

test("a closer look is asked for in its window, and until it comes the wider one stays", async () => {
  /** @type {any[]} */
  const asked = [];
  const planes = new Planes({
    ask: async (body) => {
      asked.push(body);
      return { ...ANSWER };
    },
    timers: /** @type {any} */ ({ now: () => 0 }),
    onAnswer: () => {},
  });
  const wish = {
    choice: OWN_PATH,
    experiment: /** @type {any} */ ({ name: "e" }),
    version: "1",
    run: 0,
    reach: 20,
    step: 3,
    going: false,
    parameters: 100,
    samples: 300,
    window: /** @type {import("../../static/js/state/planes.js").PlaneWish["window"]} */ (null),
  };
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  planes.of(wish);
  await settle();
  const wide = planes.of(wish).plane;
  assert.equal("window" in asked[0], false);
  const near = planes.of({
    ...wish,
    window: [
      [0, 1],
      [1, 2],
    ],
  });
  assert.deepEqual([near.plane, near.stale], [wide, false]);
  await settle();
  assert.deepEqual(asked[1].window, [
    [0, 1],
    [1, 2],
  ]);
  assert.notEqual(
    planes.of({
      ...wish,
      window: [
        [0, 1],
        [1, 2],
      ],
    }).plane,
    wide,
  );
  assert.equal(planes.of(wish).plane?.answer, wide?.answer, "all of it is remembered");
  assert.equal(asked.length, 2);
});

test("two planes beside each other came together", () => {
  const pair = new PlanePair();
  const whole = { ...found(), until: 20 };
  const few = { ...found({ over: "batch" }), until: 20, batch: 3 };
  assert.deepEqual(pair.of(whole, null, "1"), { whole, few: null }, "alone at first");
  const both = pair.of(whole, { plane: few, stale: false }, "1");
  assert.deepEqual([both.whole, both.few], [whole, few]);
  const longer = { ...whole, until: 40 };
  assert.equal(pair.of(longer, { plane: few, stale: false }, "1"), both, "the batch is on its way");
  const next = { ...few, until: 40, batch: 5 };
  assert.equal(pair.of(longer, { plane: next, stale: false }, "1").few, next);
  const stale = pair.of(whole, { plane: few, stale: true }, "2");
  assert.deepEqual(stale, { whole, few: null }, "of the experiment before");
  const other = {
    ...whole,
    choice: { ...whole.choice, seed: 4, kind: /** @type {const} */ ("random") },
  };
  assert.equal(pair.of(other, { plane: null, stale: false }, "1").few, null);
});

test("the batch's plane is coloured and lined by that of all samples", () => {
  const [x, y] = [Float64Array.of(0, 1), Float64Array.of(0, 1)];
  const like = { x, y, z: Float64Array.of(1, 10, 100, 1000), offset: 0 };
  const own = { x, y, z: Float64Array.of(1, 1.1, 1.2, 1.3), offset: 0 };
  assert.equal(heightField(own, true).log, false, "alone it would be nearly straight");
  const field = heightField({ ...own, like }, true);
  assert.equal(field.log, true);
  assert.deepEqual(field.like && balance(field.like), balance(heightField(like, true)));
  const image = (/** @type {import("../../static/js/types.js").HeightField} */ of) => {
    const data = new Uint8ClampedArray(16);
    const colors = Uint8Array.from({ length: 768 }, (_, k) => Math.floor(k / 3));
    paintRelief(of, colors, /** @type {any} */ ({ width: 2, height: 2, data }), "light");
    return data;
  };
  const flat = { x, y, z: Float64Array.of(1, 1, 1, 1), offset: 0 };
  const low = image(heightField({ ...flat, like }, true))[0];
  const high = image(heightField({ ...flat, z: flat.z.map(() => 1000), like }, true))[0];
  assert.ok(low < 20 && high > 235, `${low} ${high}: of one scale, however flat each is`);
});

test("a plane is drawn like a landscape", () => {
  const { landscape, surface, trace, start } = drawnOf(found());
  assert.deepEqual(landscape.window, [
    [-1, 1],
    [0, 2],
  ]);
  assert.deepEqual([...surface.z], [1, 2, 3, Number.NaN, 50, 60]);
  assert.equal(landscape.log, true);
  assert.deepEqual(start, [0.5, 1]);
  assert.deepEqual([...trace.columns.parameters], [0.5, 1, 0.2, 0.5, 0, 0]);
  assert.ok(Number.isNaN(trace.columns.loss[2]));
  assert.equal(scaleOf(Float64Array.of(1, 19)).log, false);
  assert.equal(scaleOf(Float64Array.of(0, 19)).log, false);
});

test("the step shown is the last point of the path up to it", () => {
  assert.deepEqual(
    [0, 4, 5, 7, 8, 99].map((step) => pointAt([0, 5, 8], step)),
    [0, 0, 1, 1, 2, 2],
  );
});

test("the other run stands where the plane goes through its point", () => {
  assert.equal(runsOn(found(), [view(0), view(1)]).length, 1);
  const [own, other] = runsOn(found({ kind: "points", other: 1 }), [view(0), view(1)]);
  assert.equal(own.trace?.rows, 3);
  assert.equal(other.label, "run 1");
  assert.deepEqual([...other.trace.columns.parameters], [1, 0]);
});

test("words say how much of the path lies on the plane, and how far off the run is", () => {
  assert.match(axesOf([0.9, 0.05])[1], /^b: 5\.0.% of the path’s variance$/);
  const now = { refused: "", step: 6, reach: 8 };
  const text = words(found(), now);
  assert.match(text, /^95\.0.%/);
  assert.match(text, /At step 5 the run itself is 0\.25 off it; loss over 300 training samples\.$/);
  assert.match(words(found(), { ...now, step: 8 }), /At step 8 the run itself lies on it/);
  assert.match(words(null, { ...now, refused: "no such thing" }), /no such thing/);
  assert.match(words(null, { ...now, reach: 0 }), /a few steps/);
});

test("parameters are named by layer and unit", () => {
  const sizes = [2, 3, 1];
  assert.deepEqual(
    [0, 1, 2, 6, 8, 9, 12].map((index) => parameterName(sizes, index)),
    [
      "layer 1, 1 ← 1",
      "layer 1, 1 ← 2",
      "layer 1, 2 ← 1",
      "layer 1, bias 1",
      "layer 1, bias 3",
      "layer 2, 1 ← 1",
      "layer 2, bias 1",
    ],
  );
});
