import assert from "node:assert/strict";
import { test } from "node:test";
import { fieldsOf, parseField } from "../../static/js/controls/schema.js";

const SCHEMA = {
  properties: {
    name: { const: "sgd", default: "sgd", type: "string" },
    momentum: {
      type: "number",
      default: 0,
      minimum: 0,
      exclusiveMaximum: 1,
      symbol: "\\beta",
      description: "Memory.",
    },
    weight_decay: { type: "number", default: 0, minimum: 0, log: true, symbol: "\\lambda" },
    eps: { type: "number", default: 1e-8, exclusiveMinimum: 0, log: true },
    nesterov: { type: "boolean", default: false },
    mode: { $ref: "#/$defs/Mode", default: "triangular" },
    period: { anyOf: [{ type: "integer", minimum: 1 }, { type: "null" }], default: null },
    milestones: { type: "array", items: { type: "integer" }, default: [30, 60] },
    gamma: { type: "number", default: 0.1, exclusiveMinimum: 0, maximum: 1 },
  },
  $defs: { Mode: { enum: ["triangular", "exp_range"], type: "string" } },
};

const fields = Object.fromEntries(
  fieldsOf(SCHEMA, ["momentum"]).map((field) => [field.name, field]),
);

test("a form has every setting, in order, but for constants and what is omitted", () => {
  assert.deepEqual(Object.keys(fields), [
    "weight_decay",
    "eps",
    "nesterov",
    "mode",
    "period",
    "milestones",
    "gamma",
  ]);
});

test("the kind of a field follows from its schema", () => {
  assert.equal(fields.nesterov.kind, "boolean");
  assert.deepEqual(
    [fields.mode.kind, fields.mode.choices],
    ["choice", ["triangular", "exp_range"]],
  );
  assert.deepEqual([fields.period.kind, fields.period.nullable], ["integer", true]);
  assert.equal(fields.milestones.kind, "list");
});

test("what may be zero has a logarithmic track with a zero; what may not has none", () => {
  assert.equal(fields.weight_decay.scale?.toValue(0), 0);
  assert.ok((fields.eps.scale?.toValue(0) ?? 0) > 0);
  assert.ok((fields.eps.scale?.min ?? 1) < 1e-8);
  assert.ok((fields.gamma.scale?.min ?? 0) > 0);
  assert.equal(fields.period.scale, null);
});

test("momentum in [0, 1) has the momentum track", () => {
  const [momentum] = fieldsOf(SCHEMA);
  assert.equal(momentum.scale?.toValue(momentum.scale.toPosition(0.9)), 0.9);
});

test("what is typed is read, or the word says what was expected and what came", () => {
  const plain = (/** @type {unknown} */ value) => ({ value, word: "" });
  assert.deepEqual(parseField(fields.period, ""), plain(null));
  assert.deepEqual(parseField(fields.period, "12"), plain(12));
  assert.deepEqual(parseField(fields.period, "1.5"), {
    value: 2,
    word: "Rounded to 2: whole numbers only.",
  });
  assert.deepEqual(parseField(fields.period, "0"), {
    value: 1,
    word: "1 is the smallest here.",
  });
  assert.deepEqual(parseField(fields.milestones, "10, 20 30"), plain([10, 20, 30]));
  assert.deepEqual(parseField(fields.milestones, "ten"), {
    value: undefined,
    word: "Expected a number, got ten.",
  });
  assert.deepEqual(parseField(fields.eps, "0"), {
    value: undefined,
    word: "Expected a number > 0, got 0.",
  });
  assert.deepEqual(parseField(fields.eps, "1e−6"), plain(1e-6));
});
