import assert from "node:assert/strict";
import { test } from "node:test";
import { cell, decimalsFor, spread } from "../../static/js/views/sums.js";

test("a column has four significant digits of the parameters", () => {
  assert.equal(decimalsFor([0.7158, 0.77], [0.0157, 0.0385]), 4);
  assert.equal(decimalsFor([12.5], [2.5]), 2);
});

test("small terms get decimals until three digits of them show", () => {
  assert.equal(decimalsFor([0.7158], [0.0000157]), 7);
  assert.equal(decimalsFor([0.7158], [1e-12]), 8);
});

test("numbers that no fixed decimals can show are written as powers of ten", () => {
  assert.equal(decimalsFor([3e8], [1]), null);
  assert.equal(decimalsFor([Number.POSITIVE_INFINITY], [1]), null);
  assert.match(cell(-3.14e8, null), /^−3\.14.×.10⁸$/);
});

test("a term is signed, with a real minus", () => {
  assert.equal(cell(0.0157, 4, true), "+0.0157");
  assert.equal(cell(-0.0167, 4, true), "−0.0167");
  assert.equal(cell(null, 4), "–");
  assert.equal(cell(Number.NaN, 4), "–");
});

test("what would round to nothing is shown as it is", () => {
  assert.match(cell(1e-12, 8, true), /^\+1\.00.×.10⁻¹²$/);
  assert.equal(cell(0, 4), "0.0000");
});

test("labels are pushed apart and stay on the ruler", () => {
  assert.deepEqual(spread([10, 12, 100], 34, 200), [10, 44, 100]);
  assert.deepEqual(spread([190, 199], 34, 200), [166, 200]);
  assert.deepEqual(spread([], 34, 200), []);
});
