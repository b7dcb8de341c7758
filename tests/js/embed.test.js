/** The element for other pages, what frames obey, and that the documentation names everything. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import {
  allowedText,
  frameAddress,
  frameElement,
  guessHeight,
  mayPreview,
  readWidth,
} from "../../static/js/state/embed.js";
import { LOCKS } from "../../static/js/state/locks.js";
import { readMessage } from "../../static/js/state/messages.js";

const LINK = "https://lab.example.org/landscapes#e=eyJh&step=3";
const DOCS = readFileSync(new URL("../../docs/embedding.md", import.meta.url), "utf8");

test("the address has the options before the experiment", () => {
  assert.equal(frameAddress({ link: LINK, parts: [], lock: [] }), LINK);
  assert.equal(
    frameAddress({ link: LINK, parts: ["map", "transport"], lock: ["optimizer"] }),
    "https://lab.example.org/landscapes?parts=map,transport&lock=optimizer#e=eyJh&step=3",
  );
});

test("the element is escaped, and loads when it comes into sight", () => {
  const frame = { link: LINK, parts: ["map"], lock: ["start"], width: "100%", height: 480 };
  const text = frameElement({ ...frame, title: `"A" <b> & Co` });
  assert.match(text, /^<iframe src="https:[^"<>]*" title="&quot;A&quot; &lt;b&gt; &amp; Co" /);
  assert.match(text, /\?parts=map&amp;lock=start#e=eyJh&amp;step=3"/);
  assert.match(text, / width="100%" height="480" loading="lazy" /);
  assert.match(text, / allow="fullscreen; clipboard-write" .*><\/iframe>$/);
});

test("widths are read as people type them", () => {
  assert.deepEqual(["640", "640 px", " 80 % ", "100%"].map(readWidth), [
    "640",
    "640",
    "80%",
    "100%",
  ]);
  assert.deepEqual(["", "wide", "3", "0%", "120%", '5"'].map(readWidth), Array(6).fill(null));
});

test("figures that share a row are guessed once", () => {
  assert.equal(guessHeight(["main", "side"]), guessHeight(["main"]));
  assert.ok(guessHeight(["main", "transport"]) > guessHeight(["main"]));
});

test("it is said who may show frames", () => {
  assert.match(allowedText("'self'"), /only this server’s own pages may/);
  assert.match(
    allowedText("'self' https://a.org https://b.org"),
    /pages, https:\/\/a.org and https:\/\/b.org may/,
  );
  assert.match(allowedText("'none'"), /No page/);
  assert.match(allowedText("*"), /Every site/);
  assert.deepEqual(["'self'", "*", "https://a.org"].map(mayPreview), [true, true, false]);
});

const say = (/** @type {any} */ part) => readMessage({ target: "fall-line", ...part });
const set = (/** @type {any} */ state) => say({ type: "set", state });

test("what a host may say is read", () => {
  assert.deepEqual(say({ type: "play" }), { playing: true });
  assert.deepEqual(say({ type: "pause" }), { playing: false });
  const state = {
    step: 12,
    run: 1,
    muted: [2, 0],
    apply: "start",
    lossScale: "linear",
    playing: true,
  };
  assert.deepEqual(set(state), { ...state, muted: [0, 2] });
  const experiment = { problem: { kind: "landscape", name: "bowl" }, steps: 3 };
  assert.deepEqual(set({ experiment, step: null, zoom: null, neuron: null, muted: [] }), {
    experiment,
    step: null,
    zoom: null,
    neuron: null,
    muted: [],
  });
  assert.deepEqual(set({ camera: { azimuth: 20, elevation: 30 }, tab: "runs" }), {
    camera: { azimuth: 20, elevation: 30, distance: 1, shift: [0, 0, 0] },
    tab: "runs",
  });
  assert.deepEqual(
    set({ neuron: { layer: 1, unit: 3 }, zoom: { x: [-2, 2], y: [0, 1] }, batchSurface: false }),
    {
      neuron: { layer: 1, unit: 3 },
      zoom: { x: [-2, 2], y: [0, 1] },
      batchSurface: false,
    },
  );
});

test("what is malformed is passed over whole", () => {
  const cyclic = /** @type {any} */ ({});
  Object.assign(cyclic, { problem: {}, self: cyclic });
  for (const data of [null, 3, "play", [], {}, { type: "play" }, { target: "other", type: "play" }])
    assert.equal(readMessage(data), null);
  for (const type of [undefined, "stop", "toString", 1]) assert.equal(say({ type }), null);
  for (const state of [
    undefined,
    null,
    [],
    { step: -1 },
    { step: "3" },
    { step: 1.5 },
    { step: Number.NaN },
    { step: [3] },
    { run: -1 },
    { muted: 3 },
    { muted: ["x"] },
    { lossScale: "cubic" },
    { neuron: { layer: "1", unit: {} } },
    { zoom: { x: [2, -2], y: [0, 1] } },
    { zoom: "all" },
    { camera: [20, 30] },
    { camera: { azimuth: 20 } },
    { camera: { azimuth: 20, elevation: 90 } },
    { camera: { azimuth: 20, elevation: 30, shift: [1, 2] } },
    { tab: "elsewhere" },
    { batchSurface: "yes" },
    { playing: "yes" },
    { experiment: "e=abc" },
    { experiment: [] },
    { experiment: { steps: 3 } },
    { experiment: null },
    { experiment: cyclic },
    { projector: true },
    { toString: 1 },
    { step: 1, speed: 8 },
  ])
    assert.equal(set(state), null, JSON.stringify(Object.keys(state ?? {})));
});

/** The cells of the table below a heading, whose first is code. @param {string} heading */
function rows(heading) {
  const [, section] = DOCS.split(`\n## ${heading}\n`);
  const lines = section.split("\n## ")[0].split("\n");
  const cells = lines.map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
  return cells.flatMap(([name, ...rest]) =>
    /^`.+`$/.test(name ?? "") ? [[name.slice(1, -1), ...rest]] : [],
  );
}

test("the documentation names every part of both labs", async () => {
  Object.assign(globalThis, { window: { matchMedia: () => ({ addEventListener() {} }) } });
  for (const [kind, heading] of [
    ["landscape", "Parts of the landscape lab"],
    ["network", "Parts of the network lab"],
  ]) {
    const { PARTS } = await import(`../../static/js/parts/${kind}/index.js`);
    const apart = new Set(["foot", null]);
    const parts = PARTS.filter((/** @type {any} */ part) => !apart.has(part.region));
    const wanted = parts.map((/** @type {any} */ part) => [
      part.name,
      part.title,
      part.panel ? `\`${part.panel}\`` : "",
    ]);
    assert.deepEqual(rows(heading), wanted);
  }
});

test("the documentation names every lock", () => {
  assert.deepEqual(rows("What is fixed"), Object.entries(LOCKS));
});
