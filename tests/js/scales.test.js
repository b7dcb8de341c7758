import assert from "node:assert/strict";
import { test } from "node:test";
import {
  batchScale,
  learningRateScale,
  linearScale,
  logScale,
  logZeroScale,
  momentumScale,
  nextRound,
  powerLabel,
} from "../../static/js/controls/scales.js";
import { readNumber } from "../../static/js/controls/typed.js";

const ALL = {
  log: logScale(1e-4, 1),
  logZero: logZeroScale(1e-6, 1),
  batch: batchScale(512),
  momentum: momentumScale(),
  linear: linearScale(0, 10, { whole: true }),
};

for (const [name, scale] of Object.entries(ALL)) {
  test(`${name}: the ends of the track are the ends of the scale`, () => {
    assert.equal(scale.toValue(0), scale.min);
    assert.equal(scale.toValue(1), scale.max);
    assert.equal(scale.toPosition(scale.min), 0);
    assert.ok(Math.abs(scale.toPosition(scale.max) - 1) < 1e-12);
  });

  test(`${name}: positions ascend with values, and a value comes back from its position`, () => {
    let last = -Infinity;
    for (let at = 0; at <= 1; at += 0.01) {
      const value = scale.toValue(at);
      assert.ok(value >= last, `${value} after ${last}`);
      last = value;
      assert.ok(Math.abs(scale.toPosition(value) - at) < 0.1);
    }
  });

  test(`${name}: every key press moves until the end is reached`, () => {
    for (const large of [false, true]) {
      let value = scale.min;
      for (let press = 0; press < 2000 && value < scale.max; press += 1) {
        const next = scale.next(value, 1, large);
        assert.ok(next > value, `${next} after ${value}`);
        value = next;
      }
      assert.equal(value, scale.max);
      assert.equal(scale.next(value, 1, large), scale.max);
      for (let press = 0; press < 2000 && value > scale.min; press += 1) {
        const next = scale.next(value, -1, large);
        assert.ok(next < value, `${next} after ${value}`);
        value = next;
      }
      assert.equal(value, scale.min);
    }
  });

  test(`${name}: marks ascend within the scale`, () => {
    const values = scale.marks.map((mark) => mark.value);
    assert.deepEqual(
      values,
      [...values].sort((a, b) => a - b),
    );
    assert.ok(values.every((value) => value >= scale.min && value <= scale.max));
  });
}

test("dragging a learning rate gives two significant digits", () => {
  for (let at = 0; at <= 1; at += 0.003) {
    const value = ALL.log.toValue(at);
    assert.equal(value, Number(value.toPrecision(2)));
  }
});

test("a learning rate may be typed beyond the track, but stays positive", () => {
  assert.deepEqual(readNumber("3", ALL.log.typed), { value: 3, word: "" });
  assert.equal(readNumber("0", ALL.log.typed).value, null);
  assert.equal(readNumber("-1", ALL.log.typed).value, null);
});

test("momentum 0.9, 0.99 and 0.999 stand at equal distances", () => {
  const { toPosition } = ALL.momentum;
  assert.ok(Math.abs(toPosition(0.9) - 1 / 3) < 1e-12);
  assert.ok(Math.abs(toPosition(0.99) - 2 / 3) < 1e-12);
});

test("momentum is free of binary noise", () => {
  let value = 0;
  while (value < 0.999) {
    value = ALL.momentum.next(value, 1);
    assert.ok(String(value).length <= 6, String(value));
  }
});

test("a batch has the marks 1, 32, 64, 128 and full, as far as there are samples", () => {
  assert.deepEqual(
    ALL.batch.marks.map((mark) => mark.label),
    ["1", "32", "64", "128", "full"],
  );
  assert.deepEqual(
    batchScale(60).marks.map((mark) => mark.value),
    [1, 32, 60],
  );
  assert.equal(ALL.batch.next(32, 1, true), 64);
  assert.equal(ALL.batch.next(500, 1, true), 512);
  assert.equal(ALL.batch.next(33, -1, true), 32);
});

test("one sample gives a scale of one value", () => {
  const scale = batchScale(1);
  assert.equal(scale.toValue(0.3), 1);
  assert.equal(scale.next(1, 1), 1);
});

test("the learning-rate scale holds the suggested and the largest stable rate with room", () => {
  const scale = learningRateScale([0.002, 0.0319, Number.NaN]);
  assert.equal(scale.min, 1e-4);
  assert.equal(scale.max, 1);
  assert.ok(learningRateScale([1e-9, 10]).toPosition(10) < 1);
  assert.equal(learningRateScale([]).max, 1);
});

test("round numbers follow 1, 2, 5", () => {
  assert.equal(nextRound(0.002, 1), 0.005);
  assert.equal(nextRound(0.003, -1), 0.002);
  assert.equal(nextRound(1, -1), 0.5);
  assert.equal(nextRound(7, 1), 10);
});

test("powers are written plain between 0.01 and 1000", () => {
  assert.deepEqual([-12, -3, -2, 0, 3, 4].map(powerLabel), [
    "10⁻¹²",
    "10⁻³",
    "0.01",
    "1",
    "1000",
    "10⁴",
  ]);
});
