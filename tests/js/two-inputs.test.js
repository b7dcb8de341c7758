/** Error surfaces of a weight and a bias, and answers over two inputs: what is worked out for their figures. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { sceneFor } from "../../static/js/lib/fit-scene.js";
import {
  colorAt,
  paintTargets,
  rangeOf,
  shareOf,
  targetLut,
} from "../../static/js/lib/target-scale.js";
import { grown } from "../../static/js/lib/window.js";
import {
  figureOf,
  figuresOf,
  isGround,
  isMain,
  isSpread,
} from "../../static/js/parts/network/actions.js";
import { axesOf, ErrorSurface } from "../../static/js/state/error-surface.js";
import { offsetOf } from "../../static/js/state/ground.js";
import { kindOf } from "../../static/js/state/sights.js";
import { FakeClock, settled } from "./faulty.js";

const KNOWN = {
  names: ["w", "b"],
  window: [
    [-1, 1],
    [0, 4],
  ],
  minima: [{ point: [0, 2], value: 0.5 }],
  log: true,
  start: [0.5, 1],
  inputs_scaled: true,
  targets_scaled: false,
};

/** @param {number[][]} points */
function traced(points) {
  return {
    rows: points.length,
    dimension: 2,
    columns: { parameters: Float64Array.from(points.flat()) },
  };
}

/** @param {any[]} traces @param {any[]} [runs] */
function surfaceOf(traces, runs = [{ loss: null }]) {
  /** @type {string[]} */
  const urls = [];
  const session = {
    server: {
      timers: new FakeClock(),
      bytes: (/** @type {string} */ url) => {
        urls.push(url);
        return new Promise(() => {});
      },
    },
    outline: { surface: KNOWN },
    lab: { traces, selected: 0, experiment: { runs, seed: 7 } },
    network: {
      loaded: {
        kind: "network",
        loss: { name: "mse" },
        initial_parameters: [1, 2],
        weight_seed: 3,
      },
      lossOf: (/** @type {any} */ run) => run.loss ?? { name: "mse" },
    },
    view: { zoom: null },
    problemTitle: "Own data",
    draw() {},
    fail() {},
    wordsOf: String,
  };
  return { surface: new ErrorSurface(/** @type {any} */ (session)), session, urls };
}

/** What an address asks for. @param {string} url */
function askedBy(url) {
  return JSON.parse(Buffer.from(url.split("s=")[1], "base64url").toString());
}

test("a window grows to hold others by steps of its width, and not at all where it holds them", () => {
  const home = /** @type {[number, number][]} */ ([[0, 10]]);
  assert.deepEqual(grown(home, [[[2, 9]]]), home);
  assert.deepEqual(grown(home, [[[2, 11]]]), [[0, 12]]);
  assert.deepEqual(grown(home, [[[-1, 9]], [[0, 12]]]), [[-2, 14]]);
});

test("an error surface's window holds start, minimum and the runs near it, not those that have left", () => {
  const near = traced([
    [0.5, 1],
    [-1.1, 2],
  ]);
  const away = traced([
    [0.5, 1],
    [1e9, -1e9],
    [Number.NaN, 0],
  ]);
  const { surface } = surfaceOf([near, away, null]);
  const [x, y] = surface.terrain.window;
  assert.ok(x[0] < -1.1 && x[0] > -2);
  assert.deepEqual([x[1], ...y], [1, 0, 4]);
  assert.equal(surface.terrain, surface.terrain, "the same as long as nothing changes");
});

test("rows that come make the window wider", () => {
  const trace = traced([
    [0, 1],
    [0, 4.5],
  ]);
  trace.rows = 1;
  const { surface } = surfaceOf([trace]);
  assert.deepEqual(surface.terrain.window, KNOWN.window);
  trace.rows = 2;
  assert.ok(surface.terrain.window[1][1] > 4.5);
});

test("the surface asked for is that of the chosen run's loss, wherever runs begin", async () => {
  const runs = [{ loss: { name: "mae" } }];
  const { surface, session, urls } = surfaceOf([], runs);
  assert.equal(surface.ground.surface, null);
  await settled();
  const { problem, seed, window } = askedBy(urls[0]);
  assert.deepEqual(problem.loss, { name: "mae" });
  assert.deepEqual([problem.initial_parameters, problem.weight_seed, seed], [null, null, 7]);
  assert.deepEqual(window, KNOWN.window);
  assert.deepEqual(surface.terrain.minima, [], "nobody knows the minimum of another loss");
  session.lab.experiment.runs = [{ loss: null }];
  assert.deepEqual(surface.terrain.minima, KNOWN.minima);
});

test("axes of scaled numbers say so", () => {
  assert.deepEqual(axesOf(/** @type {any} */ (KNOWN)), ["w, of scaled data", "b"]);
  assert.deepEqual(axesOf(/** @type {any} */ ({ ...KNOWN, inputs_scaled: false })), ["w", "b"]);
});

test("levels of an error surface are losses, not what is above the minimum", () => {
  const { surface } = surfaceOf([]);
  assert.equal(offsetOf(surface.terrain, Float64Array.of(0.5, 3, 40)), 0);
  assert.notEqual(offsetOf({ ...surface.terrain, plain: false }, Float64Array.of(0.5, 3, 40)), 0);
});

test("targets and answers share one scale, and stay in it", () => {
  assert.deepEqual(rangeOf([3, -1, 7]), [-1, 7]);
  assert.deepEqual(rangeOf([2, 2]), [1, 3]);
  assert.deepEqual(
    [-5, -1, 3, 7, 9].map((value) => shareOf(value, [-1, 7])),
    [0, 0, 0.5, 1, 1],
  );
  const table = targetLut("light");
  const pixels = new Uint8ClampedArray(16);
  paintTargets(pixels, [-1, 7, 3, Number.NaN], 2, 2, [-1, 7], table);
  const seen = [0, 1, 2, 3].map((k) => [...pixels.slice(4 * k, 4 * k + 3)]);
  // The first row of the picture is the upper one of the grid.
  assert.deepEqual(seen, [colorAt(table, 0.5), [0, 0, 0], colorAt(table, 0), colorAt(table, 1)]);
});

test("a box is looked at as a whole, whatever stands in it", () => {
  const box = { x: Float64Array.of(0, 1), y: Float64Array.of(0, 1), height: new Float64Array() };
  const { aspect } = sceneFor({ ...box, minimum: 0, maximum: 5, corners: true }, 1.5);
  assert.ok(aspect.every((side) => side > 0));
});

/** @param {{kind?: string, dimension?: number, figure?: string, layout?: string, parts?: string[]}} how */
function hostOf({ kind = "line", dimension = 0, figure = "main", layout = "page", parts }) {
  const shows = (/** @type {string} */ name) => parts?.includes(name) ?? true;
  return /** @type {any} */ ({ session: { kind, dimension, view: { figure } }, layout, shows });
}

test("a network with an error surface has its map first, others themselves", () => {
  assert.equal(kindOf(["field", "weights"]), "field");
  assert.deepEqual(figuresOf(hostOf({})), ["main", "histograms", "plane", "outcomes", "rates"]);
  assert.deepEqual(figuresOf(hostOf({ kind: "field" })), [
    "main",
    "surface",
    "histograms",
    "plane",
    "outcomes",
    "rates",
  ]);
  const two = { dimension: 2 };
  assert.deepEqual(figuresOf(hostOf(two)), [
    "main",
    "surface",
    "network",
    "histograms",
    "outcomes",
    "rates",
  ]);
  assert.equal(isMain(hostOf({})), true);
  assert.equal(isMain(hostOf(two)), false);
  assert.equal(isMain(hostOf({ ...two, figure: "network" })), true);
  assert.equal(isGround("main")(hostOf(two)), true);
  assert.equal(isGround("surface")(hostOf({ ...two, figure: "surface" })), true);
  assert.equal(
    isMain(hostOf({ ...two, parts: ["diagram", "fitted"] })),
    true,
    "without a map the network",
  );
});

test("what other data have had is no figure; in figures of one's own all are there", () => {
  assert.equal(figureOf(hostOf({ figure: "network" })), "main");
  assert.equal(isMain(hostOf({ figure: "surface" })), true);
  assert.equal(isSpread(hostOf({ figure: "histograms" })), true);
  const alone = hostOf({ dimension: 2, layout: "figure" });
  assert.ok(isMain(alone) && isGround("main")(alone) && isGround("surface")(alone));
});
