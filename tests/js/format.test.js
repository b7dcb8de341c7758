import assert from "node:assert/strict";
import { test } from "node:test";
import {
  formatCount,
  formatFixed,
  formatMeasure,
  formatNumber,
  formatPercent,
  formatPower,
  formatShort,
  formatSigned,
  formatVector,
} from "../../static/js/lib/format.js";

/** @param {Record<string, string>} cases @param {(value: number) => string} format */
function check(cases, format) {
  for (const [value, text] of Object.entries(cases)) {
    assert.equal(format(Number(value)).replaceAll("\u202f", " "), text, value);
  }
}

test("a number has four significant digits and no zeros at its end", () => {
  check(
    {
      0.006: "0.006",
      0.03187: "0.03187",
      4.29: "4.29",
      119: "119",
      0.21299: "0.213",
      12.3456: "12.35",
    },
    formatNumber,
  );
});

test("whole digits are never dropped, and thousands are separated", () => {
  check({ 1184: "1,184", 12345.6: "12,346", 999999: "999,999" }, formatNumber);
});

test("the minus sign is a minus sign", () => {
  check({ "-1.5": "−1.5", "-0.0167": "−0.0167" }, formatNumber);
});

test("very large and very small numbers are powers of ten", () => {
  check(
    { 1e6: "10⁶", 3.2e-5: "3.2 × 10⁻⁵", 1e-12: "10⁻¹²", "-2.5e300": "−2.5 × 10³⁰⁰" },
    formatNumber,
  );
  check({ 1e-4: "0.0001", 1e5: "100,000" }, formatNumber);
  assert.equal(formatPower(-4), "10⁻⁴");
});

test("rounding comes before the choice of form", () => {
  check({ 0.99996: "1", 9.99996: "10", 999999.7: "10⁶", 0.000099999: "0.0001" }, formatNumber);
  check({ 0.99996: "1.000", 9.99996: "10.00" }, formatMeasure);
});

test("zero is zero, without a sign", () => {
  check({ 0: "0", "-0": "0", 1e-320: "10⁻³²⁰" }, formatNumber);
  assert.equal(formatNumber(-0), "0");
  assert.equal(formatSigned(0), "0");
  assert.equal(formatFixed(-0.0001, 2), "0.00");
});

test("values that are no number are said", () => {
  assert.equal(formatNumber(null), "–");
  assert.equal(formatNumber(undefined), "–");
  check({ NaN: "NaN", Infinity: "∞", "-Infinity": "−∞" }, formatNumber);
});

test("a measured value keeps its zeros", () => {
  check(
    { 0.213: "0.2130", 4.29: "4.290", 1.023: "1.023", 0.0558: "0.05580", 119: "119.0" },
    formatMeasure,
  );
});

test("a signed number says plus", () => {
  check({ 0.0157: "+0.0157", "-0.0167": "−0.0167" }, formatSigned);
});

test("counts, percentages and points", () => {
  check({ 0: "0", 1184: "1,184", 1234567: "1,234,567", "-1500": "−1,500" }, formatCount);
  check({ 0.934: "93.4 %", 1: "100.0 %" }, formatPercent);
  assert.equal(formatVector([-1.5, 2]), "(−1.5, 2)");
});

test("two decimals, but a small number is not lost in them", () => {
  check(
    { 0: "0.00", 1: "1.00", "-1.2": "−1.20", 0.001: "0.001", "-0.0567": "−0.057", 12.345: "12.35" },
    formatShort,
  );
});
