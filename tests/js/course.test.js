import assert from "node:assert/strict";
import test from "node:test";
import { asHtml, asMarkdown, recordIn } from "../../static/js/course/handing.js";
import { fits, judged } from "../../static/js/course/judging.js";
import { Keeping, sound } from "../../static/js/course/keeping.js";
import { keysOf, settingOf, withSetting } from "../../static/js/course/paths.js";
import { next, positionOf, rounded, valueAt } from "../../static/js/course/track.js";

const EXPERIMENT = {
  problem: { hidden: [{ units: 4 }], noise: 0 },
  runs: [
    { learning_rate: 0.1, optimizer: { name: "sgd", momentum: 0 } },
    { learning_rate: 0.2, optimizer: { name: "adam" } },
  ],
  seed: 0,
};
/** @param {object} part */
const option = (part) => ({ value: null, least: null, most: null, text: "", because: "", ...part });
/** @param {string | number | null} value */
const found = (value) => ({ value, numbers: {} });
const NUMBER = {
  kind: /** @type {const} */ ("number"),
  low: 0,
  high: 100,
  log: false,
  step: null,
  unit: "",
  symbol: "",
  right: 0.05,
  close: 0.25,
  below: "too little",
  above: "too much",
};

test("a path leads to a setting of a run or of the whole", () => {
  assert.deepEqual(keysOf("problem.hidden[0].units"), ["problem", "hidden", 0, "units"]);
  assert.equal(settingOf(EXPERIMENT, 1, "learning_rate"), 0.2);
  assert.equal(settingOf(EXPERIMENT, 1, "problem.hidden[0].units"), 4);
  assert.equal(settingOf(EXPERIMENT, 0, "optimizer.momentum"), 0);
});

test("a setting is changed in a copy, in the runs that are named", () => {
  const changed = withSetting(EXPERIMENT, [0], "optimizer.momentum", 0.9);
  assert.equal(changed.runs[0].optimizer.momentum, 0.9);
  assert.equal(changed.runs[1], EXPERIMENT.runs[1]);
  assert.equal(changed.problem, EXPERIMENT.problem);
  assert.equal(EXPERIMENT.runs[0].optimizer.momentum, 0);
  const wider = withSetting(EXPERIMENT, [0], "problem.hidden[0].units", 8);
  assert.deepEqual(wider.problem.hidden, [{ units: 8 }]);
  assert.equal(EXPERIMENT.problem.hidden[0].units, 4);
});

test("an option fits a value or a range", () => {
  assert.ok(fits(option({ value: "test" }), "test"));
  assert.ok(!fits(option({ value: "test" }), "training"));
  assert.ok(fits(option({ least: 1, most: 2 }), 1.5));
  assert.ok(!fits(option({ least: 1, most: 2 }), 2.5));
  assert.ok(fits(option({ least: 3 }), 9));
  assert.ok(!fits(option({ least: 3 }), null));
});

test("a choice is right or wrong, with the reason for that choice", () => {
  const answer = {
    kind: /** @type {const} */ ("choice"),
    options: [option({ value: "a", because: "A" }), option({ value: "b", because: "B" })],
  };
  assert.deepEqual(judged(answer, 0, found("a")), { grade: "right", off: null, because: "A" });
  assert.deepEqual(judged(answer, 1, found("a")), { grade: "wrong", off: null, because: "B" });
});

test("close counts, and how close is said", () => {
  assert.equal(judged(NUMBER, 100, found(100)).grade, "right");
  assert.equal(judged(NUMBER, 104, found(100)).grade, "right");
  const close = judged(NUMBER, 120, found(100));
  assert.equal(close.grade, "close");
  assert.equal(close.off, 0.2);
  assert.equal(close.because, "too much");
  assert.deepEqual(judged(NUMBER, 20, found(100)), {
    grade: "wrong",
    off: 0.8,
    because: "too little",
  });
  assert.equal(judged(NUMBER, 20, found(null)).grade, "wrong");
});

test("a point and a curve are held against what the measure found", () => {
  const plane = {
    low: /** @type {[number, number]} */ ([0, 1]),
    high: /** @type {[number, number]} */ ([10, 100]),
    axes: /** @type {[string, string]} */ (["x", "y"]),
    log: true,
    right: 0.05,
    close: 0.25,
    far: "far",
  };
  const point = { ...plane, kind: /** @type {const} */ ("point"), log: false };
  const numbers = { point: [5, 50] };
  assert.equal(judged(point, [5, 52], { value: 0, numbers }).grade, "right");
  assert.equal(judged(point, [7, 50], { value: 0, numbers }).grade, "close");
  assert.deepEqual(judged(point, [10, 50], { value: 0, numbers }), {
    grade: "wrong",
    off: 0.5,
    because: "far",
  });
  const curve = { ...plane, kind: /** @type {const} */ ("curve") };
  const truth = { value: 1, numbers: { values: [100, 10, 1] } };
  assert.equal(judged(curve, [100, 31.6, 10, 3.16, 1], truth).grade, "right");
  assert.equal(judged(curve, [100, 100, 100], truth).grade, "wrong");
  assert.equal(judged(curve, [100, 10, 1], { value: null, numbers: {} }).grade, "wrong");
});

test("a track counts by steps, or by ratios", () => {
  const steps = { low: 0.01, high: 0.25, step: 0.01, log: false };
  assert.equal(rounded(steps, 0.0749), 0.07);
  assert.equal(valueAt(steps, positionOf(steps, 0.13)), 0.13);
  assert.equal(next(steps, 0.25, 1), 0.25);
  assert.equal(next(steps, 0.1, -1), 0.09);
  const ratios = { low: 0.001, high: 1, step: null, log: true };
  assert.equal(positionOf(ratios, 0.001), 0);
  assert.ok(Math.abs(positionOf(ratios, 0.0316) - 0.5) < 0.01);
  assert.ok(next(ratios, 0.1, 1) > 0.1);
  assert.ok(next(ratios, 0.1, -1) < 0.1);
});

const KEPT = {
  predictions: {
    "rate/one": {
      given: 1,
      text: "η = 0.4",
      result: "Right. <b>",
      grade: "right",
      chapter: "The rate",
      question: "How large?",
      link: "/landscapes#e=x",
    },
  },
  texts: {
    "rate/two": {
      text: "I think\nthat ö",
      chapter: "The rate",
      task: "Write.",
      link: "",
      pictures: ["data:image/png;base64,AA=="],
    },
  },
  seen: ["rate"],
  name: "Ada <x>",
};
const COVER = { name: "Ada <x>", date: "2026-01-02", title: "Answers", origin: "http://here" };

test("what is handed in has all of it, and is loaded again", () => {
  for (const text of [asMarkdown(KEPT, COVER), asHtml(KEPT, COVER)]) {
    for (const part of [
      "The rate",
      "How large?",
      "η = 0.4",
      "Write.",
      "that ö",
      "http://here/landscapes#e=x",
      "2026-01-02",
      "data:image/png",
    ])
      assert.ok(text.includes(part), part);
    assert.deepEqual(sound(recordIn(text)), KEPT);
  }
  assert.ok(!asHtml(KEPT, COVER).includes("Ada <x>"));
  assert.ok(!asHtml(KEPT, COVER).includes("<b>"));
});

test("what is no such file is none", () => {
  assert.equal(recordIn("<html>"), null);
  assert.equal(recordIn("<!-- fallline-course:AAAA -->"), null);
});

test("whatever was kept, what can be used of it is", () => {
  for (const bad of [null, 5, "x", [], { predictions: 5, texts: [], seen: {}, name: 7 }])
    assert.deepEqual(sound(bad), { predictions: {}, texts: {}, seen: [], name: "" });
  const mixed = sound({
    ...KEPT,
    predictions: { ...KEPT.predictions, bad: { text: 5 } },
    seen: ["a", 5],
  });
  assert.deepEqual(Object.keys(mixed.predictions), ["rate/one"]);
  assert.deepEqual(mixed.seen, ["a"]);
  const script = sound({
    texts: { x: { text: "", chapter: "", task: "", link: "", pictures: ["http://x"] } },
  });
  assert.deepEqual(script.texts.x.pictures, []);
});

test("a full or forbidden storage is said, and nothing on screen is lost", () => {
  /** @type {string[]} */
  const said = [];
  const full = {
    getItem: () => null,
    setItem: () => {
      throw new Error("full");
    },
    removeItem() {},
  };
  const keeping = new Keeping(
    () => full,
    (problem) => said.push(problem),
  );
  keeping.change((kept) => {
    kept.name = "Ada";
  });
  assert.equal(keeping.kept.name, "Ada");
  const forbidden = new Keeping(
    () => {
      throw new Error("no");
    },
    (problem) => said.push(problem),
  );
  forbidden.clear();
  const broken = new Keeping(
    () => ({ ...full, getItem: () => "{" }),
    (problem) => said.push(problem),
  );
  assert.deepEqual(broken.kept.seen, []);
  assert.deepEqual(said, ["full", "unread", "full", "unread"]);
});
