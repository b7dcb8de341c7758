/** Planes of a network: their text in an address, when they are asked for, and what is drawn of them. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { OWN_PATH, planeAsked, planeOf, planeText } from "../../static/js/state/plane-choice.js";
import { axesOf, drawnOf, pointAt, runsOn, scaleOf } from "../../static/js/state/plane-model.js";
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
  for (const text of ["pca,train", "random.3,test", "weights.0.12,batch", "points.2,train,surface"])
    assert.equal(planeText(planeOf(text) ?? OWN_PATH), text);
  for (const text of ["", "pca", "random,train", "points.9,train", "pca,all", "pca,train,flat"])
    assert.equal(planeOf(text), undefined);
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
