import assert from "node:assert/strict";
import { test } from "node:test";
import {
  contourCaption,
  contourLevels,
  heightField,
  indexLevels,
  levelText,
  placeLineLabels,
  traceLevel,
} from "../../static/js/lib/contours.js";

/**
 * @param {(x: number, y: number) => number} f
 * @param {number} n
 */
function surfaceOf(f, n = 61) {
  const axis = Float64Array.from({ length: n }, (_, i) => -3 + (6 * i) / (n - 1));
  const z = new Float64Array(n * n);
  for (let j = 0; j < n; j++) for (let i = 0; i < n; i++) z[j * n + i] = f(axis[i], axis[j]);
  return { x: axis, y: axis, z, offset: 0 };
}

test("heights are logarithms of the loss above the offset", () => {
  const field = heightField({ ...surfaceOf((x, y) => x * x + y * y + 5), offset: 5 }, true);
  assert.ok(Math.abs(field.height[0] - Math.log10(18)) < 1e-12);
  assert.ok(Number.isFinite(field.minimum));
});

test("what is not finite is a hole, without a wall round it and without lines in it", () => {
  const surface = surfaceOf((x, y) => Math.log(x) + y * y);
  for (const times of [1, 2]) {
    const field = heightField(surface, false, times);
    const nx = field.x.length;
    for (let k = 0; k < field.height.length; k += 1) {
      const x = field.x[k % nx];
      if (x <= 0) assert.ok(Number.isNaN(field.height[k]));
      if (x > 0.1 + 1e-9) assert.ok(Number.isFinite(field.height[k]));
      assert.ok(Number.isFinite(field.smooth[k]));
    }
    const least = Math.min(...surface.z.filter(Number.isFinite));
    assert.ok(field.minimum > least - 0.5 && field.maximum < 11);
    for (const line of traceLevel(field.height, nx, nx, 1))
      for (let k = 0; k < line.length; k += 2) assert.ok(line[k] >= (nx - 1) / 2);
  }
});

test("of a landscape that is nowhere finite nothing is drawn", () => {
  const field = heightField(
    surfaceOf(() => Number.NaN),
    true,
    2,
  );
  assert.ok(field.height.every(Number.isNaN));
  assert.deepEqual([field.minimum, field.maximum], [0, 1]);
  assert.ok(Number.isFinite(contourLevels(field).step));
});

test("closely looked at, a logarithmic landscape has round levels, each with a name of its own", () => {
  const surface = { ...surfaceOf((x) => 24.2 + 1e-5 * x), offset: 0 };
  const field = heightField(surface, true);
  assert.equal(field.log, false);
  const levels = contourLevels(field);
  const named = indexLevels(levels);
  const names = named.map((level) => levelText(level, field.log, levels.indexStep));
  assert.ok(names.length >= 2 && names.length < 12, String(names));
  assert.equal(new Set(names).size, names.length);
});

test("a refined grid keeps the given values and halves the spacing", () => {
  const surface = surfaceOf((x, y) => (1 - x) ** 2 + 20 * (y - x * x) ** 2, 21);
  const field = heightField(surface, false, 2);
  assert.equal(field.x.length, 41);
  assert.ok(Math.abs(field.height[2 * 4 * 41 + 2 * 7] - surface.z[4 * 21 + 7]) < 1e-9);
});

test("logarithmic levels come four a decade, whole decades are labelled", () => {
  const levels = contourLevels(
    heightField(
      surfaceOf((x, y) => x ** 4 + 10 * y * y + 0.01),
      true,
    ),
  );
  assert.equal(levels.step, 0.25);
  assert.equal(levels.indexStep, 1);
  assert.ok(indexLevels(levels).includes(0));
  assert.equal(contourCaption(levels), "contours at 1, 1.8, 3.2, 5.6\u202f×\u202f10ⁿ");
});

test("linear levels are round and about fourteen", () => {
  const levels = contourLevels(
    heightField(
      surfaceOf((x, y) => x + y),
      false,
    ),
  );
  const count = (levels.end - levels.start) / levels.step + 1;
  assert.ok(count >= 8 && count <= 22, String(count));
  assert.equal(contourCaption(levels), "contours every 0.5");
});

test("a flat landscape has levels too", () => {
  const levels = contourLevels(
    heightField(
      surfaceOf(() => 3),
      false,
    ),
  );
  assert.ok(Number.isFinite(levels.step) && levels.step > 0);
});

test("levels are written as numbers, small and large ones as powers", () => {
  assert.equal(levelText(2, true), "100");
  assert.equal(levelText(-1, true), "0.1");
  assert.equal(levelText(-6, true), "10⁻⁶");
  assert.equal(levelText(-2.5, false), "−2.5");
});

test("a circle is traced as one closed line of the right radius", () => {
  const surface = surfaceOf((x, y) => Math.hypot(x, y));
  const lines = traceLevel(surface.z, 61, 61, 2);
  assert.equal(lines.length, 1);
  const [line] = lines;
  assert.deepEqual(line.slice(0, 2), line.slice(-2));
  for (let k = 0; k < line.length; k += 2) {
    assert.ok(Math.abs(Math.hypot(line[k] - 30, line[k + 1] - 30) / 10 - 2) < 0.01);
  }
});

test("a line that leaves the grid is traced from end to end", () => {
  const lines = traceLevel(surfaceOf((x) => x).z, 61, 61, 0.05);
  assert.equal(lines.length, 1);
  assert.equal(lines[0].length, 2 * 61);
});

test("labels keep away from the frame and from each other and read upwards", () => {
  const line = Array.from({ length: 200 }, (_, k) => [20 + k, 100 + k / 10]).flat();
  const other = line.map((v, k) => (k % 2 ? v + 5 : v));
  const frame = { width: 240, height: 200 };
  const placed = placeLineLabels(
    [
      { text: "10", line },
      { text: "100", line: other },
    ],
    frame,
    12,
  );
  assert.ok(placed.length >= 1);
  for (const { x, y, angle } of placed) {
    assert.ok(x > 12 && x < 228 && y > 12 && y < 188);
    assert.ok(Math.abs(angle) <= Math.PI / 2);
  }
  if (placed.length > 1) {
    assert.ok(Math.hypot(placed[0].x - placed[1].x, placed[0].y - placed[1].y) > 40);
  }
});
