import assert from "node:assert/strict";
import { test } from "node:test";
import { readingOf } from "../../static/js/views/curves-reading.js";

/** @param {Record<string, unknown>} more */
const run = (more) =>
  /** @type {import("../../static/js/types.js").RunView} */ (
    /** @type {unknown} */ ({
      trace: {
        rows: 3,
        outcome: { status: "completed", step: null },
        columns: {
          loss: [2, Number.NaN, 0.5],
          accuracy: [0.25, Number.NaN, 0.75],
          learning_rate: [0.1, 0.1, 0.05],
        },
        ...more,
      },
    })
  );

test("between two measurements the last one is read, beyond the end the last row", () => {
  assert.deepEqual(readingOf(run({}), 1), ["2.000", "25.0\u202f%", "η 0.1"]);
  assert.deepEqual(readingOf(run({}), 9), ["0.5000", "75.0\u202f%", "η 0.05"]);
});

test("what has diverged or has not come says so", () => {
  const outcome = { status: "diverged", step: 2 };
  assert.deepEqual(readingOf(run({ outcome }), 2), ["× at 2"]);
  assert.equal(readingOf(run({ outcome }), 1).length, 3);
  assert.deepEqual(readingOf(run({ rows: 0 }), 1), ["–"]);
});
