import assert from "node:assert/strict";
import { test } from "node:test";
import { GradientCurve, gradientLine } from "../../static/js/lib/gradient-scale.js";
import { PixelPath } from "../../static/js/lib/pixel-path.js";
import { cameraMatrix, eyePosition, scaling } from "../../static/js/lib/project3d.js";
import { RowList } from "../../static/js/lib/row-list.js";
import { SurfacePath } from "../../static/js/lib/surface-path.js";
import { ThinCurve, thin } from "../../static/js/lib/thinning.js";
import { appendRows, emptyTrace, pastOf } from "../../static/js/state/growing.js";
import { strokeColumn } from "../../static/js/views/curves-stroke.js";
import { pathOf, tracePixels } from "../../static/js/views/map-scene.js";

/** The same numbers between 0 and 1 each time. */
function dice() {
  let state = 1;
  return () => {
    state = (state * 48271) % 0x7fffffff;
    return state / 0x7fffffff;
  };
}

/** @param {() => number} roll @param {number} low @param {number} high */
const whole = (roll, low, high) => low + Math.floor(roll() * (high - low + 1));

/** @type {[string, (k: number) => number, (k: number) => number][]} */
const CURVES = [
  ["many rows a pixel", (k) => 50 + k / 37, (k) => Math.sin(k * 12.9) * (k % 97)],
  ["many pixels a row", (k) => 3.5 * k, (k) => (k * k) % 31],
  ["rows at uneven places", (k) => Math.sqrt(k) * 9, (k) => (k % 13 ? 1 / k : Number.NaN)],
  ["a level line", (k) => k / 10, () => 4],
];

for (const [name, xOf, yOf] of CURVES)
  test(`a curve that grew is thinned as if it were new: ${name}`, () => {
    const roll = dice();
    const curve = new ThinCurve();
    for (let rows = 1; rows < 3000; rows += whole(roll, 1, 200)) {
      curve.extend(rows, xOf, yOf);
      for (let turn = 0; turn < 8; turn++) {
        const from = turn ? whole(roll, 0, rows - 1) : 0;
        const to = turn > 1 ? whole(roll, from, rows - 1) : rows - 1;
        const kept = new Float64Array(curve.room);
        const fresh = new Float64Array(8 * rows + 64);
        const count = curve.between(from, to, xOf, yOf, kept);
        assert.equal(count, thin(xOf, yOf, from, to, fresh));
        assert.deepEqual(kept.subarray(0, 2 * count), fresh.subarray(0, 2 * count));
      }
    }
  });

test("a layer's curve is the same, whole or cut at any step", () => {
  const roll = dice();
  const rows = 900;
  const values = Float64Array.from({ length: 2 * rows }, () => roll() ** 3);
  for (let k = 300; k < 500; k++) values[k] = Number.NaN;
  for (const pitch of [0.07, 0.9, 4]) {
    const xOf = (/** @type {number} */ row) => 12.3 + pitch * row;
    const thinned = (/** @type {number} */ from, /** @type {number} */ to) =>
      gradientLine(values, 2, 1, from, to, xOf, (log) => -log, [-4, 0]);
    const curve = new GradientCurve(rows, xOf, thinned);
    for (let turn = 0; turn < 200; turn++) {
      const from = turn % 3 ? whole(roll, 0, rows - 1) : 0;
      const to = turn % 2 ? whole(roll, from, rows - 1) : rows - 1;
      assert.deepEqual(curve.between(from, to), thinned(from, to));
    }
  }
});

test("lists of rows grow with their marks", () => {
  const list = new RowList();
  for (let row = 0; row < 500; row++) {
    list.push(3 * row);
    if (row % 7 === 0) list.lift();
  }
  const all = Array.from({ length: 500 }, (_, k) => k);
  assert.ok(all.every((k) => list.rows[k] === 3 * k && Boolean(list.lifted[k]) === (k % 7 === 0)));
  assert.deepEqual([list.last, list.after(-1), list.after(0), list.after(299)], [1497, 0, 1, 100]);
});

test("a curve of many rows is thinned once: going on costs the new rows alone", () => {
  const curve = new ThinCurve();
  let looked = 0;
  const yOf = (/** @type {number} */ k) => {
    looked++;
    return k % 7;
  };
  const xOf = (/** @type {number} */ k) => k / 100;
  curve.extend(40_000, xOf, yOf);
  looked = 0;
  curve.extend(40_010, xOf, yOf);
  curve.between(1234, 39_876, xOf, yOf, new Float64Array(curve.room));
  assert.ok(looked < 400, `${looked} rows were looked at`);
});

/** A trace of a run that wanders and then rests, as rows that come a part at a time. @param {number} seed */
function wandering(seed, rows = 2500) {
  const roll = dice();
  for (let k = 0; k < seed; k++) roll();
  const parameters = new Float64Array(2 * rows);
  const loss = new Float64Array(rows);
  const rate = new Float64Array(rows);
  const epoch = new Float64Array(rows);
  for (let k = 0; k < rows; k++) {
    const reach = k < 1500 ? 1 : 1e-5;
    for (const i of [0, 1])
      parameters[2 * k + i] = (k ? parameters[2 * k - 2 + i] : 0.5) + 0.02 * reach * (roll() - 0.5);
    loss[k] = 1e-3 + Math.exp(-k / 300) * (1 + 0.2 * roll());
    rate[k] = k % 400 < 200 ? 0.1 : 0.01;
    epoch[k] = k / 12.8;
  }
  /** @type {Record<string, Float64Array>} */
  const columns = { parameters, loss, learning_rate: rate, epoch, step: epoch.map((_, k) => k) };
  return columns;
}

/** @param {import("../../static/js/state/growing.js").GrowingTrace} trace @param {Record<string, Float64Array>} columns @param {number} last */
function append(trace, columns, last) {
  const first = trace.rows;
  const tensor = (/** @type {string} */ name) => {
    const width = name === "parameters" ? 2 : 1;
    const data = columns[name].slice(first * width, (last + 1) * width);
    return /** @type {any} */ ({
      data,
      shape: width > 1 ? [data.length / 2, 2] : [data.length],
    });
  };
  const range = { wanted: last, steps: 2499 };
  appendRows(trace, { first, last }, range, tensor, Object.keys(columns));
}

/** Writes down what is drawn. */
function recorder() {
  /** @type {unknown[][]} */
  const calls = [];
  const note =
    (/** @type {string} */ name) =>
    (/** @type {unknown[]} */ ...values) =>
      calls.push([name, ...values]);
  const context = {
    calls,
    beginPath: note("begin"),
    moveTo: note("move"),
    lineTo: note("line"),
    stroke: note("stroke"),
  };
  return /** @type {typeof context & CanvasRenderingContext2D} */ (
    /** @type {unknown} */ (context)
  );
}

/**
 * @param {import("../../static/js/views/curves-stroke.js").Lines} lines
 * @param {{width: number, top: number, xMax: number, log: boolean, xAxis: "step" | "epoch", loss: [number, number]}} scale
 * @returns {any} what the curves are drawn on
 */
function sheetOf(lines, { width, top, xMax, log, xAxis, loss }) {
  const [left, right, bottom] = [40, width - 20, 200];
  const strip = { top: 220, bottom: 260 };
  const within = (/** @type {number} */ v, /** @type {number[]} */ [a, b]) => (v - a) / (b - a);
  return {
    c: recorder(),
    lines,
    model: { xAxis, lossScale: log ? "log" : "linear", strip: "rate" },
    measures: { xColumn: xAxis, x: { max: xMax, unit: 0 }, strip: [-3, 0] },
    layout: {
      ...{ width, left, right, strip },
      toX: (/** @type {number} */ v) => left + (v / xMax) * (right - left),
      panels: [
        {
          ...{ name: "", offset: 0, loss, top, bottom },
          toY: (/** @type {number} */ v) => bottom - within(v, loss) * (bottom - top),
        },
      ],
      toStripY: (/** @type {number} */ v) => 260 - within(v, [-3, 0]) * 40,
    },
  };
}

for (const sparse of [false, true])
  test(`no stroke is stale, whatever changes${sparse ? ", with few measured rows" : ""}`, () => {
    const roll = dice();
    const lines = new WeakMap();
    const columns = [wandering(0), wandering(5)];
    if (sparse)
      for (const { loss } of columns)
        for (let k = 0; k < loss.length; k++) if (k % 7) loss[k] = Number.NaN;
    const traces = columns.map(() => emptyTrace(sparse));
    for (const [k, trace] of traces.entries()) append(trace, columns[k], 30);
    const scale = { width: 400, top: 10, xMax: 2499, log: true, xAxis: "step", loss: [-4, 1] };
    /** @type {((k: number) => void)[]} */
    const changes = [
      (k) => append(traces[k], columns[k], Math.min(2499, traces[k].rows + whole(roll, 1, 300))),
      (k) => {
        // A run that changes goes on from the rows that stay the same, with others.
        traces[k] = pastOf(traces[k], whole(roll, 20, traces[k].rows));
        columns[k] = { ...columns[k], loss: columns[k].loss.map((v, i) => v * (i % 3 ? 2 : 1)) };
        append(traces[k], columns[k], Math.min(traces[k].rows + 10, 2499));
      },
      () => Object.assign(scale, { width: whole(roll, 300, 900) }),
      () => Object.assign(scale, { top: whole(roll, 5, 50) }),
      () => Object.assign(scale, { xMax: whole(roll, 200, 2499) }),
      () =>
        Object.assign(
          scale,
          scale.log ? { log: false, loss: [0, 2] } : { log: true, loss: [-4, 1] },
        ),
      () => Object.assign(scale, { loss: [scale.loss[0] - roll(), scale.loss[1]] }),
      () => Object.assign(scale, { xAxis: scale.xAxis === "step" ? "epoch" : "step" }),
      () => {},
    ];
    for (let turn = 0; turn < 300; turn++) {
      const k = whole(roll, 0, 1);
      changes[whole(roll, 0, changes.length - 1)](k);
      const [kept, fresh] = [lines, new WeakMap()].map((known) =>
        sheetOf(known, /** @type {any} */ (scale)),
      );
      const from = whole(roll, 0, traces[k].rows - 1);
      const to = whole(roll, from, traces[k].rows - 1);
      for (const sheet of [kept, fresh])
        for (const column of ["loss", "learning_rate"])
          strokeColumn(sheet, traces[k], from, to, column, sheet.layout.panels[0]);
      assert.deepEqual(kept.c.calls, fresh.c.calls);
    }
  });

class Recorded {
  constructor() {
    /** @type {number[][]} */
    this.calls = [];
  }

  /** @param {number} x @param {number} y */
  moveTo(x, y) {
    this.calls.push([0, x, y]);
  }

  /** @param {number} x @param {number} y */
  lineTo(x, y) {
    this.calls.push([1, x, y]);
  }
}

test("a path that grew is drawn as if it were new, in every frame", () => {
  Object.assign(globalThis, { Path2D: Recorded });
  const roll = dice();
  const columns = wandering(3);
  const trace = emptyTrace(false);
  const frame = { x: 0, y: 0, width: 400, height: 300 };
  let paths = new WeakMap();
  let zoom = 400;
  for (let last = 5; last < 2500; last += whole(roll, 1, 150)) {
    append(trace, columns, last);
    if (roll() < 0.2) {
      zoom = 200 + 2000 * roll();
      paths = new WeakMap();
    }
    /** @type {(point: ArrayLike<number>, at?: number) => [number, number]} */
    const toPixel = (point, at = 0) => [zoom * point[at], zoom * point[at + 1]];
    const to = whole(roll, 1, trace.rows - 1);
    const from = whole(roll, 0, to);
    const [kept, fresh] = [paths, new WeakMap()].map((known) => {
      const path = pathOf(trace, { paths: known, toPixel, frame });
      return [0, from].map((begin) => tracePixels(path, begin, to, frame));
    });
    assert.deepEqual(kept, fresh);
    const far = frame.x - 60;
    const all = Array.from({ length: to + 1 }, (_, k) => toPixel(columns.parameters, 2 * k));
    const within = all.every(([x, y]) => x > far && x < 460 && y > far && y < 360);
    const { calls } = /** @type {Recorded} */ (/** @type {unknown} */ (kept[0]));
    if (within)
      assert.deepEqual(
        calls.map(([, x, y]) => [x, y]),
        walked(all),
      );
  }
});

/** The points of a line, without those close to the one before; the last one stays. @param {[number, number][]} points */
function walked(points) {
  const line = [points[0]];
  for (const [k, next] of points.entries()) {
    const [dx, dy] = next.map((v, i) => v - line[line.length - 1][i]);
    if (k > 0 && (dx * dx + dy * dy >= 0.1 || k === points.length - 1)) line.push(next);
  }
  return line;
}

test("a path's line leaves out only points that are near the one before", () => {
  const points = [0, 0.1, 0.2, 0.5, 0.6, 2, 2.1, 2.2, Number.NaN, Number.NaN, 3];
  const path = new PixelPath({ x: 0, y: 0, width: 10, height: 10 });
  path.extend(points.length, (row) => [points[row], 0]);
  assert.deepEqual([...path.kept.rows.subarray(0, path.kept.length)], [0, 3, 5, 8, 9, 10]);
  assert.ok(Number.isNaN(path.pixels[16]));
});

test("a path on a surface is seen as if it were new, when it grows and when the camera moves", () => {
  const axis = Float64Array.from({ length: 41 }, (_, k) => k / 40);
  const height = Float64Array.from({ length: 41 * 41 }, (_, k) => Math.sin(k / 90) + (k % 41) / 40);
  const grid = { x: axis, y: axis, height, minimum: -1, maximum: 2 };
  const columns = wandering(9);
  const trace = emptyTrace(false);
  const path = new SurfacePath(grid);
  const roll = dice();
  let sight = sightOf(3);
  for (let last = 5; last < 2500; last += whole(roll, 1, 150)) {
    append(trace, columns, last);
    if (roll() < 0.3) sight = sightOf(2 + 3 * roll());
    const fresh = new SurfacePath(grid);
    path.extend(trace, sight);
    fresh.extend(trace, sight);
    assert.deepEqual(seenBy(path), seenBy(fresh));
  }
  assert.ok(path.places.length < 1600, "where a run rests its rows are left out");
});

/** @param {SurfacePath} path */
function seenBy({ seen, points, hidden, kept }) {
  const places = [...kept.rows.subarray(0, kept.length)];
  return {
    points: points.subarray(0, 3 * seen),
    hidden: places.map((place) => hidden[place]),
    lifted: kept.lifted.subarray(0, kept.length),
    places,
  };
}

test("a run that bounces about for long has a short line, which leaves nothing out that is to be seen", () => {
  const roll = dice();
  const rows = 40_000;
  const points = Array.from({ length: rows }, () => [5 + 20 * roll() ** 2, 5 + 20 * roll() ** 2]);
  points[30_000] = [70, 70];
  const path = new PixelPath({ x: 0, y: 0, width: 100, height: 100 });
  path.extend(rows, (row) => [points[row][0], points[row][1]]);
  const { kept } = path;
  assert.ok(kept.length < 3000, `${kept.length} points`);
  const inked = new Set();
  for (let k = 1; k < kept.length; k++) {
    const [[ax, ay], [bx, by]] = [points[kept.rows[k - 1]], points[kept.rows[k]]];
    if (kept.lifted[k - 1]) continue;
    for (let t = 0; t <= 1; t += 0.01)
      inked.add(`${Math.floor(ax + t * (bx - ax))} ${Math.floor(ay + t * (by - ay))}`);
  }
  for (const [x, y] of points) {
    const near = [-1, 0, 1].flatMap((dx) => [-1, 0, 1].map((dy) => [dx, dy]));
    const [column, line] = [Math.floor(x), Math.floor(y)];
    assert.ok(
      near.some(([dx, dy]) => inked.has(`${column + dx} ${line + dy}`)),
      `${x}, ${y}`,
    );
  }
  const between = [...inked].some((cell) => cell.startsWith("50 "));
  assert.ok(inked.has("70 70") && between, "what leaves the cloud is drawn");
});

test("the pen is lifted over what has been drawn often, and put down where that ends", () => {
  const there = [0, 10, 20, 30];
  const turns = Array.from({ length: 12 }, (_, k) => (k % 2 ? there.toReversed() : there));
  const points = [...turns.flat(), 30.9, 50];
  const path = new PixelPath({ x: 0, y: 0, width: 100, height: 10 });
  path.extend(points.length, (row) => [points[row], 5]);
  const { kept } = path;
  const lifts = [...kept.lifted.subarray(0, kept.length)];
  assert.equal(lifts.filter(Boolean).length, 1);
  const at = lifts.indexOf(1);
  assert.ok(kept.rows[at] < 20 && points[kept.rows[at + 1]] === 0);
  const frame = { x: 0, y: 0, width: 100, height: 10 };
  Object.assign(globalThis, { Path2D: Recorded });
  const line = tracePixels(path, 0, 30, frame);
  const { calls } = /** @type {Recorded} */ (/** @type {unknown} */ (line));
  assert.equal(calls.length, at + 1, "nothing is drawn after the pen is lifted");
});

/** A camera at a height. @param {number} up */
function sightOf(up) {
  const projection = [2, 0, 0, 0, 0, 2, 0, 0, 0, 0, -1, -1, 0, 0, -0.2, 0];
  const view = [1, 0, 0, 0, 0, 0.6, 0.8, 0, 0, -0.8, 0.6, 0, -0.5, -0.5, -up, 1];
  const matrix = cameraMatrix({ projection, view, model: scaling([1, 1, 1]) }, [1, 1, 1]);
  return { matrix, eye: eyePosition(matrix), width: 300, height: 200, key: String(up) };
}
