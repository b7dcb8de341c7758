import assert from "node:assert/strict";
import { test } from "node:test";
import { expectation, readNumber, readNumbers } from "../../static/js/controls/typed.js";

const RATE = { min: 0, openMin: true, max: 1e6 };
const MOMENTUM = { min: 0, max: 1, openMax: true };
const BATCH = { min: 1, max: 256, whole: true, words: { full: 256 } };
const NOISE = { min: 0, max: 1e4 };

/** @type {[string, import("../../static/js/controls/typed.js").Bounds, number | null, RegExp][]} */
const CASES = [
  ["0.5", RATE, 0.5, /^$/],
  ["1,5", RATE, 1.5, /^$/],
  ["1.5e-3", RATE, 0.0015, /^$/],
  ["1.5E−3", RATE, 0.0015, /^$/],
  [" 2 ", RATE, 2, /^$/],
  ["\u00a00.1\u202f", RATE, 0.1, /^$/],
  [".5", RATE, 0.5, /^$/],
  ["+3", RATE, 3, /^$/],
  ["1e-320", RATE, 1e-320, /^$/],
  ["0", RATE, null, /^Expected a number > 0 and ≤ 1.* got 0\.$/],
  ["1e-999", RATE, null, /got 1e-999\.$/],
  ["−3", RATE, null, /got −3\.$/],
  ["1e999", RATE, 1e6, /^10⁶ is the largest here\.$/],
  ["NaN", RATE, null, /got NaN\.$/],
  ["Infinity", RATE, null, /got Infinity\.$/],
  ["0x10", RATE, null, /got 0x10\.$/],
  ["1.2.3", RATE, null, /got 1\.2\.3\.$/],
  ["1,2,3", RATE, null, /got 1,2,3\.$/],
  ["", RATE, null, /got nothing\.$/],
  ["   ", RATE, null, /got nothing\.$/],
  ["a very long text that nobody reads", RATE, null, /got a very long text tha…\.$/],
  ["1", MOMENTUM, null, /^Expected a number ≥ 0 and < 1, got 1\.$/],
  ["−3", MOMENTUM, 0, /^0 is the smallest here\.$/],
  ["0.9999999999", MOMENTUM, 0.9999999999, /^$/],
  ["full", BATCH, 256, /^$/],
  ["Full", BATCH, 256, /^$/],
  ["0", BATCH, 1, /^1 is the smallest here\.$/],
  ["2.6", BATCH, 3, /^Rounded to 3: whole numbers only\.$/],
  ["1,000", BATCH, 256, /^256 is the largest here\.$/],
  ["1e999", {}, null, /^Expected a number, got 1e999\.$/],
  ["−3", {}, -3, /^$/],
  ["-0.1", NOISE, 0, /^0 is the smallest here\.$/],
];

for (const [text, bounds, value, word] of CASES)
  test(`“${text}” in ${expectation(bounds)}`, () => {
    const typed = readNumber(text, bounds);
    assert.equal(typed.value, value);
    assert.match(typed.word, word);
  });

test("whatever is typed is a number within the bounds, or refused with a word", () => {
  const pieces = [
    "1",
    "0",
    "9",
    ".",
    ",",
    "e",
    "-",
    "−",
    "+",
    " ",
    "x",
    "NaN",
    "∞",
    "5",
    "00",
    "E",
  ];
  let state = 7;
  const pick = () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return pieces[(state >> 8) % pieces.length];
  };
  for (let k = 0; k < 5000; k += 1) {
    const text = Array.from({ length: 1 + (k % 6) }, pick).join("");
    for (const bounds of [RATE, MOMENTUM, BATCH, NOISE]) {
      const { value, word } = readNumber(text, bounds);
      if (value === null) assert.notEqual(word, "", text);
      else {
        assert.ok(Number.isFinite(value) && value >= bounds.min && value <= bounds.max, text);
        assert.ok(!("openMin" in bounds) || value > bounds.min, text);
        assert.ok(!("openMax" in bounds) || value < bounds.max, text);
        assert.ok(!("whole" in bounds) || Number.isInteger(value), text);
      }
    }
  }
});

test("a typed point is read with brackets, commas, semicolons or blanks", () => {
  assert.deepEqual(readNumbers("(−1.5, 2)", 2), { value: [-1.5, 2], word: "" });
  assert.deepEqual(readNumbers("-1.5 2", 2).value, [-1.5, 2]);
  assert.deepEqual(readNumbers("1,5; 2,25", 2).value, [1.5, 2.25]);
  assert.deepEqual(readNumbers("1,5", 1).value, [1.5]);
  assert.deepEqual(readNumbers("3 4 5", null).value, [3, 4, 5]);
  assert.deepEqual(readNumbers("1", 2), {
    value: null,
    word: "Expected 2 numbers, separated by commas, got 1.",
  });
  assert.equal(readNumbers("1, 2, 3", 2).value, null);
  assert.equal(readNumbers("", 1).value, null);
  assert.equal(readNumbers("a, b", 2).value, null);
  assert.equal(readNumbers("1, NaN", 2).value, null);
});

test("each number of a point is held within its own bounds", () => {
  const typed = readNumbers("1e9, −3", 2, () => ({ min: -10, max: 10 }));
  assert.deepEqual(typed, { value: [10, -3], word: "10 is the largest here." });
});
