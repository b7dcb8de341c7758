import assert from "node:assert/strict";
import { test } from "node:test";
import {
  arrowScale,
  clipSegment,
  labelBox,
  MOST_ARROW_SCALE,
  overlap,
  placeLabels,
} from "../../static/js/lib/labels.js";

const bounds = { x: 0, y: 0, width: 400, height: 300 };
const request = { key: "a", x: 200, y: 150, width: 60, height: 16, gap: 10 };

test("a label goes to the right when nothing is in the way", () => {
  const [place] = placeLabels([request], [], bounds);
  assert.deepEqual([place.x, place.y], [240, 150]);
});

test("a label prefers its direction", () => {
  const [place] = placeLabels([{ ...request, prefer: 180 }], [], bounds);
  assert.ok(place.x < 200);
});

test("two labels of one point do not overlap", () => {
  const places = placeLabels([request, { ...request, key: "b" }], [], bounds);
  const [a, b] = places.map(({ x, y }) => ({ x: x - 30, y: y - 8, width: 60, height: 16 }));
  assert.equal(overlap(a, b), 0);
});

test("a label stays within the map", () => {
  const [place] = placeLabels([{ ...request, x: 395, y: 5 }], [], bounds);
  assert.ok(place.x + 30 <= 400 && place.y - 8 >= 0);
});

test("a label keeps its side while another is only a little better", () => {
  const memory = new Map();
  const onRight = { x: 212, y: 143, width: 70, height: 14 };
  const [first] = placeLabels([request], [onRight], bounds, memory);
  assert.ok(first.x < 200);
  const [second] = placeLabels([request], [], bounds, memory);
  assert.equal(second.choice, first.choice);
});

test("a label with no free place says so", () => {
  const [place] = placeLabels([request], [bounds], bounds);
  assert.equal(place.crowded, true);
});

test("label boxes keep the gap", () => {
  assert.equal(labelBox(request, 0).x, 210);
  assert.equal(labelBox(request, 180).x + 60, 190);
});

test("arrows are scaled by two significant digits", () => {
  assert.equal(arrowScale(6.1, 80), 13);
  assert.equal(arrowScale(0, 80), 0);
  assert.equal(arrowScale(Number.NaN, 80), 0);
});

test("arrows are exaggerated so far and no farther, and at rest there are none", () => {
  assert.equal(arrowScale(0.02, 80), MOST_ARROW_SCALE);
  assert.equal(arrowScale(1e-8, 80), 0);
});

test("segments are cut to the frame", () => {
  assert.deepEqual(clipSegment(-100, 150, 500, 150, bounds), [0, 150, 400, 150]);
  assert.equal(clipSegment(-10, -10, -5, 400, bounds), null);
  assert.deepEqual(clipSegment(10, 10, 20, 20, bounds), [10, 10, 20, 20]);
});
