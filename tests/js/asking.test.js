import assert from "node:assert/strict";
import { test } from "node:test";
import { columnsOf, firstRow, readRow } from "../../static/js/lib/asking.js";
import { withPart } from "../../static/js/views/table-preview.js";

const COLUMNS = [
  { name: "bill", categories: null },
  { name: "sex", categories: ["f", "m"] },
  { name: "size", categories: null },
];

test("a table without words has a column an input", () => {
  const dataset = { name: "custom", table_columns: null };
  assert.deepEqual(columnsOf(dataset, ["a", "b"]), [
    { name: "a", categories: null },
    { name: "b", categories: null },
  ]);
  assert.equal(columnsOf({ name: "custom", table_columns: COLUMNS }, []).length, 3);
});

test("a sample is a row of the table again", () => {
  assert.deepEqual(firstRow(COLUMNS, [16.5, 0, 1, 3]), [16.5, "m", 3]);
});

test("fields are read as numbers and words, with a decimal comma too", () => {
  assert.deepEqual(readRow(COLUMNS, ["16,5", "f", " −3e2 "]), [16.5, "f", -300]);
  for (const text of ["", "a", "1,2,3", "Infinity"])
    assert.equal(readRow(COLUMNS, [text, "f", "1"]), null);
});

test("another target makes an input of the one before, one more does not", () => {
  const columns = ["input", "left out", "target"].map((part, index) => ({
    name: "abc"[index],
    part,
  }));
  assert.deepEqual(withPart(/** @type {any} */ (columns), 1, "target"), {
    target: ["b"],
    columns: ["a", "c"],
    leave_out: [],
  });
  assert.deepEqual(withPart(/** @type {any} */ (columns), 0, "left out").leave_out, ["a", "b"]);
  const both = withPart(/** @type {any} */ (columns), 0, "one more target");
  assert.deepEqual(both, { target: ["a", "c"], columns: [], leave_out: ["b"] });
});
