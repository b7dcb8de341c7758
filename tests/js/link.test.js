import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileText, readFileText } from "../../static/js/state/experiment-file.js";
import { readHash, readOptions, writeHash } from "../../static/js/state/link.js";
import {
  fromDeflated,
  fromPayload,
  payloadAtHand,
  payloadOf,
  toDeflated,
  toPayload,
} from "../../static/js/state/payload.js";
import { readView, writeView } from "../../static/js/state/view-text.js";

/** Links that the Python tests read, too. */
const GOLDEN = JSON.parse(
  readFileSync(new URL("../golden/links.json", import.meta.url), { encoding: "utf-8" }),
);
const USUAL = readView(new URLSearchParams());
/** Every field has another value than the usual one. @type {import("../../static/js/state/session.js").View} */
const OTHER = {
  example: "too-large",
  step: 37,
  run: 1,
  muted: [0, 2],
  lossScale: "linear",
  xAxis: "epoch",
  strip: "rate",
  figure: "histograms",
  plane: {
    kind: "random",
    over: "test",
    seed: 3,
    indices: [0, 1],
    other: 1,
    solid: true,
    beside: false,
  },
  rates: { low: 0.0001, high: 1, steps: 250 },
  mapX: { path: "learning_rate.initial", from: 1e-7, to: 0.1, scale: "log" },
  mapY: { path: "start[1]", from: -2.5, to: 3, scale: "linear" },
  measure: { name: "steps_to_loss", loss: 0.01, data: "test", step: null },
  point: 12,
  neuron: { layer: 1, unit: 3 },
  batchSurface: true,
  zoom: { x: [-2, 2.5], y: [0, 2e-6] },
  camera: { azimuth: -112.5, elevation: 48, distance: 1.3, shift: [0, -0.1, 0] },
  tab: "why",
  apply: "step",
};
const OTHER_TEXT =
  "&example=too-large&step=37&run=1&mute=0,2&scale=linear&axis=epoch&strip=rate&figure=histograms" +
  "&plane=random.3,test,surface" +
  "&rates=0.0001,1,250" +
  "&x=learning_rate.initial,1e-7,0.1,log&y=start[1],-2.5,3,linear&measure=steps_to_loss,loss=0.01,data=test,step=null" +
  "&point=12&unit=1.3&batch=1" +
  "&zoom=-2,2.5,0,0.000002&camera=-112.5,48,1.3,0,-0.1,0&tab=why&apply=step";

/** Numbers that are the same each time. @param {number} seed */
function dice(seed) {
  let state = seed;
  return (/** @type {number} */ sides) => {
    state = (state * 1103515245 + 12345) % 2 ** 31;
    return Math.floor((state / 2 ** 31) * sides);
  };
}

test("a link's payload round-trips, with any letters", () => {
  const experiment = { b: 1, a: [{ label: "η über 0.9 ∇" }], n: null };
  assert.deepEqual(fromPayload(toPayload(experiment)), experiment);
  assert.match(toPayload(experiment), /^[\w-]+$/);
});

test("text that is no link gives no experiment", async () => {
  for (const text of ["", "%%%", "W10", "bnVsbA", "eyJh"]) {
    assert.equal(fromPayload(text), null);
    assert.equal(await fromDeflated(text), null);
  }
});

test("links are the server's", async () => {
  for (const { value, plain, deflated, form } of GOLDEN.links) {
    assert.equal(toPayload(value), plain);
    assert.deepEqual(fromPayload(plain), value);
    assert.deepEqual(await fromDeflated(deflated), value);
    assert.deepEqual(await fromDeflated(await toDeflated(value)), value);
    assert.equal((await payloadOf(value)).slice(0, 2), form);
  }
});

test("what the server takes for no link is none", async () => {
  for (const hash of GOLDEN.broken) {
    const { experiment, broken } = await readHash(hash);
    assert.deepEqual({ experiment, broken }, { experiment: null, broken: true }, hash);
  }
});

test("numbers keep all their digits", async () => {
  const numbers = [0.1 + 0.2, 5e-324, Number.MAX_VALUE, -1 / 3, 1e21, 2 ** 53 - 1];
  const table = Array.from({ length: 200 }, (_, i) => Math.sin(i + 1) * 10 ** ((i % 40) - 20));
  const experiment = { numbers: [...numbers, ...table] };
  const text = await payloadOf(experiment);
  assert.match(text, /^z=[\w-]+$/);
  assert.deepEqual((await readHash(`#${text}`)).experiment, experiment);
});

test("a long address is plain until the short one is there", async () => {
  const experiment = { inputs: Array.from({ length: 400 }, (_, i) => [i / 7, i / 11]) };
  const plain = `#e=${toPayload(experiment)}&step=3`;
  assert.equal(writeHash(experiment, { step: 3 }), plain);
  const short = await payloadOf(experiment);
  assert.ok(short.length < plain.length / 2);
  assert.equal(payloadAtHand(experiment), short);
  assert.equal(writeHash(experiment, { step: 3 }), `#${short}&step=3`);
  // Only the last experiment's is kept.
  writeHash({ steps: 5 }, {});
  assert.equal(writeHash(experiment, { step: 3 }), plain);
});

test("what unfolds into too much is no experiment", async () => {
  const value = { label: "a".repeat(1000) };
  const text = await toDeflated(value);
  const size = JSON.stringify(value).length;
  assert.deepEqual(await fromDeflated(text, size), value);
  assert.equal(await fromDeflated(text, size - 1), null);
  const bomb = await toDeflated({ label: " ".repeat(9 * 2 ** 20) });
  assert.ok(bomb.length < 20_000);
  assert.equal((await readHash(`#z=${bomb}`)).broken, true);
});

test("a browser that cannot deflate writes plain links", async () => {
  const { CompressionStream } = globalThis;
  Reflect.deleteProperty(globalThis, "CompressionStream");
  try {
    const experiment = { label: "a".repeat(3000) };
    assert.equal(await payloadOf(experiment), `e=${toPayload(experiment)}`);
  } finally {
    globalThis.CompressionStream = CompressionStream;
  }
});

test("an address says the experiment and what is on screen of it", async () => {
  const experiment = { steps: 5 };
  const hash = writeHash(experiment, OTHER);
  assert.equal(hash, `#e=eyJzdGVwcyI6NX0${OTHER_TEXT}`);
  assert.deepEqual(await readHash(hash), { experiment, broken: false, view: OTHER });
  assert.deepEqual(await readHash(""), { experiment: null, broken: false, view: USUAL });
  assert.deepEqual(await readHash("#main"), await readHash(""));
  assert.equal((await readHash("#e=garbage")).broken, true);
});

test("what is usual is left out, and step 0 is no usual one", () => {
  assert.equal(writeView(USUAL), "");
  assert.equal(writeView({}), "");
  assert.equal(writeView({ step: 0, run: 0 }), "&step=0");
  assert.equal(writeView({ strip: "right" }), "");
  assert.equal(writeView({ point: 0 }), "&point=0");
});

test("what is left out is as usual, but for what the lab chooses by its data", () => {
  assert.deepEqual(
    Object.keys(OTHER).filter((name) => !(name in USUAL)),
    ["strip"],
  );
  assert.equal(USUAL.apply, "start");
  assert.equal(USUAL.step, null);
});

test("an old link opens", async () => {
  const { experiment, view } = await readHash("#e=eyJzdGVwcyI6NX0&step=37&run=1");
  assert.deepEqual(experiment, { steps: 5 });
  assert.deepEqual(view, { ...USUAL, step: 37, run: 1 });
});

test("what is malformed is passed over", () => {
  for (const text of [
    "step=-4",
    "step=1.5",
    "step=1e3",
    "step=1234567890",
    "run=",
    "mute=0,,2",
    "mute=8",
    "mute=a",
    "scale=LOG",
    "axis=constructor",
    "strip=",
    "figure=%",
    "point=NaN",
    "unit=1",
    "unit=1.2.3",
    "unit=.",
    "batch=true",
    "zoom=1",
    "zoom=2,1",
    "zoom=0,1e-7",
    "zoom=0,2e6",
    "zoom=1,2,3",
    "zoom=2,1,0,1",
    "zoom=0,1,0,0",
    "zoom=0,1,0,Infinity",
    "zoom=0,1,0,1e10",
    "zoom=0,1,0,1e-7",
    "zoom=0,1,,1",
    "camera=",
    "camera=1",
    "camera=1,2,3,4",
    "camera=1,2,",
    "camera=1,90",
    "camera=181,2",
    "camera=1,2,0",
    "camera=1,2,1,0,0,NaN",
    "camera=1,2,1,0,0,11",
    "tab=Why",
    "tab=constructor",
    "apply=",
  ])
    assert.deepEqual(readView(new URLSearchParams(text)), USUAL, text);
  assert.deepEqual(readView(new URLSearchParams("mute=2,0,2")).muted, [0, 2]);
});

test("no text throws, and what is read is written so that it is read again", async () => {
  const roll = dice(1);
  const names = OTHER_TEXT.split("&").flatMap((part) => part.split("="));
  const crumbs = [
    ...names,
    ..."e z & = # , . - + % %2 %C3 é ∇ \0 0 1 9 12 e5 -1 1e-9 []{}".split(" "),
  ];
  for (let turn = 0; turn < 5000; turn += 1) {
    const length = roll(12);
    let hash = roll(4) ? "#step=3" : "";
    for (let i = 0; i < length; i += 1)
      hash += roll(3) ? `&${names[roll(names.length)]}=` : crumbs[roll(crumbs.length)];
    const { view, broken } = await readHash(hash);
    assert.equal(typeof broken, "boolean");
    assert.deepEqual(readView(new URLSearchParams(writeView(view))), view, hash);
  }
});

test("a window keeps the digits that can be seen", () => {
  /** @type {import("../../static/js/state/session.js").View["zoom"]} */
  const zoom = { x: [1 / 3, 2 / 3], y: [1000 + 1e-6 / 3, 1000 + 1e-5] };
  const text = writeView({ zoom });
  assert.equal(text, "&zoom=0.33333,0.66667,1000.0000003333,1000.00001");
  assert.equal(writeView(readView(new URLSearchParams(text))), text);
  assert.equal(writeView({ zoom: { x: [-1, 0.5] } }), "&zoom=-1,0.5");
  assert.deepEqual(readView(new URLSearchParams("zoom=-1,0.5")).zoom, { x: [-1, 0.5] });
});

test("of a camera no more is written than differs", () => {
  /** @param {number[]} shift */
  const text = (distance = 1, shift = [0, 0, 0]) =>
    writeView({ camera: /** @type {any} */ ({ azimuth: 20, elevation: 30, distance, shift }) });
  assert.equal(text(), "&camera=20,30");
  assert.equal(text(0.9), "&camera=20,30,0.9");
  assert.equal(text(1, [0, 0, 0.2]), "&camera=20,30,1,0,0,0.2");
  const { camera } = readView(new URLSearchParams("camera=20,30"));
  assert.deepEqual(camera, { azimuth: 20, elevation: 30, distance: 1, shift: [0, 0, 0] });
});

test("the documentation names every field of an address", () => {
  const docs = readFileSync(new URL("../../docs/api.md", import.meta.url), "utf8");
  const table = docs.split("\n## Links\n")[1].split("\n\n")[1];
  const named = [...table.matchAll(/^\| (.+?) \|/gm)].flatMap(([, cell]) => cell.match(/\w+/g));
  const written = [...OTHER_TEXT.matchAll(/&(\w+)=/g)].map(([, name]) => name);
  for (const name of written) assert.ok(named.includes(name), name);
});

test("the documentation names every field of a state", () => {
  const docs = readFileSync(new URL("../../docs/embedding.md", import.meta.url), "utf8");
  const [, list] = /\n`state` may have ([\s\S]*?)\. A message/.exec(docs) ?? [];
  for (const name of Object.keys(OTHER)) assert.ok(list.includes(`\`${name}\``), name);
});

test("a file has the experiment and the view", () => {
  const experiment = { problem: { kind: "landscape" } };
  const file = JSON.parse(fileText(experiment, OTHER));
  assert.deepEqual(file, { experiment, view: OTHER_TEXT.slice(1) });
  assert.deepEqual(readFileText(JSON.stringify(file)), { experiment, view: OTHER_TEXT });
  assert.deepEqual(readFileText(JSON.stringify(experiment)), { experiment, view: "" });
  const forged = { experiment, view: "step=2&e=eyJzdGVwcyI6NX0&hide=rail" };
  assert.equal(readFileText(JSON.stringify(forged)).view, "&step=2");
});

test("a file that holds no experiment says so", () => {
  for (const text of ["", "a,b\n1,2", "null", "3", '"problem"', "[]", "{}", '{"experiment": 3}'])
    assert.throws(() => readFileText(text), /holds no experiment/, text);
});

test("options name panels and settings, nothing else", () => {
  const options = readOptions('?hide=rail,surface&lock=optimizer,"]<x>');
  assert.deepEqual(options, { hide: ["rail", "surface"], lock: ["optimizer"], controls: [] });
  assert.deepEqual(readOptions("?parts=map,this-step&controls=knob"), {
    hide: [],
    lock: [],
    controls: ["knob"],
    parts: ["map", "this-step"],
  });
});

test("a measure of two directions keeps both in a link", () => {
  const measure = { name: "angle", step: 30, between: ["downhill", "update"] };
  const text = writeView({ measure });
  assert.equal(text, "&measure=angle,step=30,between=downhill:update");
  assert.deepEqual(readView(new URLSearchParams(text)).measure, measure);
});
