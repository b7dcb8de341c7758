/** Rows that a network is asked about, as they stand in its table. No DOM in here. */

/** @typedef {{name: string, categories: readonly string[] | null}} AskedColumn */

/**
 * The columns that a row has: those of the table, or one an input.
 * @param {import("../experiments.js").Dataset} dataset
 * @param {readonly string[]} features
 * @returns {AskedColumn[]}
 */
export function columnsOf(dataset, features) {
  const columns = /** @type {AskedColumn[] | null | undefined} */ (dataset.table_columns);
  return columns ?? features.map((name) => ({ name, categories: null }));
}

/**
 * A sample's inputs as a row of the table: of the inputs that words have become the largest is meant.
 * @param {readonly AskedColumn[]} columns
 * @param {readonly number[]} inputs
 * @returns {(number | string)[]}
 */
export function firstRow(columns, inputs) {
  let at = 0;
  return columns.map(({ categories }) => {
    if (!categories) return inputs[at++] ?? 0;
    const part = inputs.slice(at, at + categories.length);
    at += categories.length;
    return categories[Math.max(0, part.indexOf(Math.max(...part)))];
  });
}

/**
 * What stands in the fields, as the server takes it; null where something is no number.
 * @param {readonly AskedColumn[]} columns
 * @param {readonly string[]} texts
 * @returns {(number | string)[] | null}
 */
export function readRow(columns, texts) {
  const row = columns.map(({ categories }, index) =>
    categories ? texts[index] : numberOf(texts[index]),
  );
  return row.every((value) => typeof value === "string" || Number.isFinite(value)) ? row : null;
}

/** @param {string} text */
function numberOf(text) {
  const plain = text
    .trim()
    .replace("−", "-")
    .replace(/^([^.]*),([^.,]*)$/, "$1.$2");
  return plain === "" ? Number.NaN : Number(plain);
}
