import assert from "node:assert/strict";
import { test } from "node:test";
import {
  answerText,
  atMostEvery,
  blank,
  isBlank,
  nudged,
  raster,
  SEEN,
  SENT,
  shiftText,
} from "../../static/js/lib/drawing.js";
import { knownText, pickTexts, shuffled, shuffleText } from "../../static/js/lib/sentence.js";

/** @param {number[]} pixels @param {number} side */
function inked(pixels, side) {
  const at = pixels.flatMap((value, k) => (value > 127 ? [k] : []));
  const columns = at.map((k) => k % side);
  const rows = at.map((k) => Math.floor(k / side));
  return [Math.min(...columns), Math.max(...columns), Math.min(...rows), Math.max(...rows)];
}

test("blank paper has no pixels", () => {
  assert.equal(raster(blank()), null);
  assert.ok(isBlank({ strokes: [], picture: new Array(784).fill(0) }));
});

test("a dot is round and as wide as the pen", () => {
  const found = raster({ strokes: [[{ x: 0.5, y: 0.5 }]], picture: null });
  assert.ok(found);
  assert.equal(found.width, SENT);
  assert.equal(found.pixels.length, SENT * SENT);
  const [left, right, top, bottom] = inked(found.pixels, SENT);
  assert.ok(Math.abs(right - left + 1 - SENT / 14) <= 1);
  assert.deepEqual([left, right], [top, bottom]);
  assert.equal(found.pixels[56 * SENT + 56], 255);
  assert.equal(found.pixels[top * SENT + left], 0);
});

test("a stroke is drawn between its points, also beyond the edge", () => {
  const stroke = [
    { x: -0.2, y: 0.25 },
    { x: 1.2, y: 0.25 },
  ];
  const found = raster({ strokes: [stroke], picture: null });
  const [left, right, top, bottom] = inked(found?.pixels ?? [], SENT);
  assert.deepEqual([left, right], [0, SENT - 1]);
  assert.ok(top >= 23 && bottom <= 32);
});

test("a picture keeps its size; strokes upon it share a finer grid", () => {
  const picture = new Array(784).fill(0);
  picture[5 * SEEN + 3] = 200;
  const alone = raster({ strokes: [], picture });
  assert.deepEqual([alone?.width, alone?.pixels[5 * SEEN + 3]], [SEEN, 200]);
  const both = raster({ strokes: [[{ x: 0.8, y: 0.8 }]], picture });
  assert.equal(both?.width, SENT);
  assert.equal(both?.pixels[(5 * 4 + 2) * SENT + 3 * 4 + 1], 200);
});

test("nudging moves by a pixel that the network sees", () => {
  const picture = new Array(784).fill(0);
  picture[5 * SEEN + 27] = 9;
  const down = nudged({ strokes: [[{ x: 0.5, y: 0.5 }]], picture }, 0, 1);
  assert.equal(down.picture?.[6 * SEEN + 27], 9);
  assert.equal(down.strokes[0][0].y, 0.5 + 1 / 28);
  assert.equal(nudged({ strokes: [], picture }, 1, 0).picture?.some(Boolean), false);
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
