import assert from "node:assert/strict";
import { test } from "node:test";
import {
  answerText,
  asked,
  atMostEvery,
  blank,
  isBlank,
  nudged,
  SEEN,
  shiftText,
  smoothed,
} from "../../static/js/lib/drawing.js";
import { knownText, pickTexts, shuffled, shuffleText } from "../../static/js/lib/sentence.js";

/** Points on a path, as close as a pen's. @param {(t: number) => [number, number]} path @param {number} count */
function along(path, count) {
  return Array.from({ length: count }, (_, k) => {
    const [x, y] = path(k / (count - 1));
    return { x, y };
  });
}

/** The largest turn between two pieces of a line, degrees. @param {{x: number, y: number}[]} line */
function sharpest(line) {
  const ways = line.slice(1).map(({ x, y }, k) => Math.atan2(y - line[k].y, x - line[k].x));
  const turns = ways.slice(1).map((way, k) => Math.abs(Math.sin((way - ways[k]) / 2)));
  return (2 * Math.asin(Math.max(...turns)) * 180) / Math.PI;
}

test("nothing is asked of blank paper", () => {
  assert.equal(asked(blank()), null);
  assert.ok(isBlank({ strokes: [], picture: new Array(784).fill(0) }));
});

test("a drawing is asked about as lines on paper of 28 × 28", () => {
  const stroke = [
    { x: 0.25, y: 0.5 },
    { x: 1, y: 0.5 },
  ];
  const found = asked({ strokes: [stroke, [{ x: 0, y: 1 / 3 }]], picture: null });
  assert.deepEqual(found, {
    width: SEEN,
    height: SEEN,
    strokes: [
      [
        [7, 14],
        [28, 14],
      ],
      [[0, 9.33]],
    ],
  });
});

test("a picture is asked about as it is, with the strokes upon it", () => {
  const picture = new Array(784).fill(0);
  picture[5 * SEEN + 3] = 199.6;
  const alone = asked({ strokes: [], picture });
  assert.deepEqual([alone?.pixels?.[5 * SEEN + 3], alone?.strokes], [200, []]);
  const both = asked({ strokes: [[{ x: 0.5, y: 0.5 }]], picture });
  assert.deepEqual([both?.pixels, both?.strokes], [alone?.pixels, [[[14, 14]]]]);
});

test("a hurried circle becomes round, and keeps its ends and its place", () => {
  const circle = along((t) => {
    const angle = 2 * Math.PI * t;
    return [0.5 + 0.4 * Math.cos(angle), 0.5 + 0.4 * Math.sin(angle)];
  }, 13);
  const line = smoothed(circle);
  assert.ok(sharpest(circle) > 29 && sharpest(line) < 16, `${sharpest(line)}`);
  assert.deepEqual([line[0], line.at(-1)], [circle[0], circle.at(-1)]);
  for (const { x, y } of line) assert.ok(Math.abs(Math.hypot(x - 0.5, y - 0.5) - 0.4) < 0.02);
});

test("a mouse that goes by whole pixels draws no stairs", () => {
  const whole = (/** @type {number} */ share) => Math.round(288 * share) / 288;
  const slope = along((t) => [whole(0.1 + 0.8 * t), whole(0.2 + 0.3 * t)], 400);
  const line = smoothed(slope);
  assert.ok(sharpest(slope) >= 45 && sharpest(line) < 20, `${sharpest(line)}`);
  assert.ok(line.length < 150);
});

test("a corner stays a corner", () => {
  const seven = along(
    (t) => (t < 0.4 ? [0.2 + 1.5 * t, 0.2] : [0.8 - (t - 0.4), 0.2 + t - 0.4]),
    60,
  );
  const reach = Math.max(...smoothed(seven).map(({ x }) => x));
  assert.ok(reach > 0.785, `${reach}`);
});

test("a long scribble is sent coarsely", () => {
  const scribble = along(
    (t) => [0.5 + 0.4 * Math.cos(900 * t), 0.5 + 0.4 * Math.sin(700 * t)],
    40_000,
  );
  const sent = asked({ strokes: [scribble], picture: null })?.strokes[0] ?? [];
  assert.ok(smoothed(scribble).length > 8192);
  assert.ok(sent.length > 2000 && sent.length <= 4001, `${sent.length}`);
});

test("nudging moves by a pixel that the network sees, and stops at the edge of the paper", () => {
  const picture = new Array(784).fill(0);
  picture[5 * SEEN + 27] = 9;
  const drawing = { strokes: [[{ x: 0.5, y: 0.5 }]], picture };
  const down = nudged(drawing, 0, 1);
  assert.equal(down.picture?.[6 * SEEN + 27], 9);
  assert.equal(down.strokes[0][0].y, 0.5 + 1 / 28);
  assert.deepEqual(nudged(drawing, 1, 0), drawing);
  const low = { strokes: [[{ x: 0.5, y: 0.99 }]], picture: null };
  assert.deepEqual(nudged(low, 0, 1), low);
  assert.equal(nudged(low, -1, 0).strokes[0][0].x, 0.5 - 1 / 28);
});

test("work is done at once, then no more often than asked for, and at the end", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  let count = 0;
  const pace = atMostEvery(() => {
    count += 1;
  }, 60);
  pace.ask();
  pace.ask();
  pace.ask();
  assert.equal(count, 1);
  t.mock.timers.tick(60);
  assert.equal(count, 2);
  t.mock.timers.tick(200);
  assert.equal(count, 2);
  pace.now();
  pace.now();
  assert.equal(count, 4);
  pace.ask();
  pace.cancel();
  t.mock.timers.tick(200);
  assert.equal(count, 4);
});

test("shifts and answers in words", () => {
  assert.equal(shiftText(0, 0), "not moved");
  assert.equal(shiftText(3, -1), "3 pixels right and 1 up");
  assert.equal(shiftText(0, 1), "1 pixel down");
  assert.equal(answerText("7", "7"), "7");
  assert.equal(answerText("3", "7"), "3, not 7");
});

test("shuffled words are the same words in another order", () => {
  for (const text of ["not bad, good", "a b", "one two  three\nfour", "no no yes"]) {
    const words = text.split(/\s+/);
    for (let seed = 0; seed < 50; seed++) {
      const found = shuffled(text, seed) ?? "";
      assert.notEqual(found, words.join(" "));
      assert.deepEqual(found.split(" ").sort(), [...words].sort());
      assert.equal(found, shuffled(text, seed));
    }
  }
  assert.equal(shuffled("so so so", 1), null);
  assert.equal(shuffled("  ", 1), null);
});

test("seeds have different orders", () => {
  const text = "the quick brown fox jumps over the lazy dog";
  const orders = Array.from({ length: 20 }, (_, seed) => shuffled(text, seed));
  assert.ok(new Set(orders).size > 15);
});

test("how many words are known", () => {
  const tokens = (/** @type {boolean[]} */ ...known) => known.map((k) => ({ text: "w", known: k }));
  assert.equal(knownText([]), "no words");
  assert.equal(knownText(tokens(false)), "the word is unknown");
  assert.equal(knownText(tokens(true, true, true)), "all 3 words known");
  assert.equal(knownText(tokens(true, false, true)), "1 of 3 words unknown");
  assert.equal(knownText(tokens(false, false)), "all 2 words unknown");
});

test("what a shuffle did is said of the same words at the same step only", () => {
  const before = { tokens: ["not", "bad"], step: 5, values: [0.2, 0.8], answer: 1 };
  const after = { ...before, tokens: ["bad", "not"] };
  const classes = ["negative", "positive"];
  assert.equal(
    shuffleText(before, after, classes),
    "Other order, same answer: positive 0.8000 as before.",
  );
  assert.equal(shuffleText(before, { ...after, step: 6 }, classes), "");
  assert.equal(shuffleText(before, { ...after, tokens: ["bad"] }, classes), "");
  assert.equal(shuffleText(before, before, classes), "");
  const other = { ...after, values: [0.3, 0.7] };
  assert.equal(shuffleText(before, other, classes), "Other order: positive 0.7000, before 0.8000.");
});

test("examples are short, of different classes, and change with the turn", () => {
  const texts = [
    "quite a nice thing",
    "quite a bad thing",
    "a thing, nothing more",
    "x".repeat(200),
  ];
  const more = texts.map((text) => `${text} again`);
  const labels = [2, 0, 1, 0];
  const first = pickTexts([...texts, ...more], [...labels, ...labels], 0);
  assert.deepEqual(
    first.map(({ label }) => label),
    [0, 1, 2],
  );
  const second = pickTexts([...texts, ...more], [...labels, ...labels], 1);
  assert.ok(second.every(({ text }) => text.endsWith("again")));
  assert.deepEqual(pickTexts([], [], 0), []);
});
