import assert from "node:assert/strict";
import { test } from "node:test";
import {
  classStyle,
  interpolate,
  lossMap,
  lut,
  rgb,
  runStyle,
  weightLut,
  weightMap,
} from "../../static/js/lib/colors.js";

/** @type {("light" | "dark")[]} */
const THEMES = ["light", "dark"];
const SLOTS = [1, 2, 3, 4, 5, 6, 7, 8];

/** Relative luminance of sRGB. @param {ArrayLike<number>} color */
function luminance(color) {
  const [r, g, b] = Array.from(color, (value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

test("every run differs from every other by dash and by marker alone", () => {
  assert.equal(new Set(SLOTS.map((slot) => runStyle(slot).dash.join())).size, 8);
  assert.equal(new Set(SLOTS.map((slot) => runStyle(slot).marker)).size, 8);
  assert.equal(runStyle(9).marker, runStyle(1).marker);
});

for (const theme of THEMES) {
  test(`${theme}: both maps have eleven colours`, () => {
    for (const map of [lossMap(theme), weightMap(theme)]) {
      assert.equal(map.length, 11);
      assert.ok(map.every((color) => /^#[0-9A-F]{6}$/.test(color)));
    }
  });

  test(`${theme}: the table runs from the lowest loss to the highest, and its lightness never turns`, () => {
    const table = lut(theme);
    assert.equal(table.length, 3 * 256);
    assert.deepEqual([...table.slice(0, 3)], rgb(lossMap(theme)[10]));
    assert.deepEqual([...table.slice(-3)], rgb(lossMap(theme)[0]));
    const light = Array.from({ length: 256 }, (_, k) => luminance(table.slice(3 * k, 3 * k + 3)));
    const sign = theme === "light" ? 1 : -1;
    // Two units of one channel in 255 are below what rounding does.
    for (let k = 1; k < 256; k++) assert.ok(sign * (light[k] - light[k - 1]) > -0.003, String(k));
    assert.equal(lut(theme), table);
  });
}

test("interpolation hits its stops and the middle between them", () => {
  assert.deepEqual([...interpolate(["#000000", "#FF8000"], 3)], [0, 0, 0, 128, 64, 0, 255, 128, 0]);
});

test("eight classes differ by marker alone, and nine by colour", () => {
  const nine = [0, 1, 2, 3, 4, 5, 6, 7, 8];
  for (const theme of THEMES) {
    const styles = nine.map((index) => classStyle(index, theme));
    assert.equal(new Set(styles.map(({ color }) => color)).size, 9);
    assert.equal(new Set(styles.map(({ area }) => area)).size, 9);
    assert.equal(new Set(styles.slice(0, 8).map(({ marker }) => marker)).size, 8);
  }
  assert.ok(classStyle(2, "light").pale);
});

test("class colours are seen on their paper, or get an outline", () => {
  const papers = { light: "#FDFCF9", dark: "#12181F" };
  for (const theme of THEMES) {
    const paper = luminance(rgb(papers[theme]).map(Number));
    for (let index = 0; index < 9; index++) {
      const { color, pale } = classStyle(index, theme);
      const own = luminance(rgb(color));
      const ratio = (Math.max(own, paper) + 0.05) / (Math.min(own, paper) + 0.05);
      assert.ok(pale || ratio >= 2.8, `${theme} ${color} ${ratio}`);
    }
  }
});

test("the table of weights has zero in its middle", () => {
  const table = weightLut("light");
  assert.deepEqual([...table.slice(3 * 127, 3 * 128)], rgb(weightMap("light")[5]));
  assert.deepEqual([...table.slice(-3)], rgb(weightMap("light")[10]));
});
