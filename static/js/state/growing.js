/** Traces that grow: rows are appended, or written once more with the same numbers. No DOM in here. */

/** @typedef {import("../types.js").RunTrace} RunTrace */
/** @typedef {Record<string, {shape: number[], data: Float64Array}>} Tensors */

/**
 * A trace whose columns have room for more rows than there are. `measured` lists the rows at which the loss was
 * measured; between them it is NaN.
 * @typedef {RunTrace & {widths: Record<string, number>, measured: Int32Array, measures: number}} GrowingTrace
 */

const FIRST_ROOM = 256;

/** @returns {GrowingTrace} */
export function emptyTrace() {
  return {
    rows: 0,
    dimension: 0,
    columns: {},
    widths: {},
    measured: new Int32Array(FIRST_ROOM),
    measures: 0,
    outcome: { status: "running", step: null, message: "" },
  };
}

/**
 * A trace with the first rows of another; the other one does not change any more through it.
 * @param {GrowingTrace} trace
 * @param {number} rows
 * @returns {GrowingTrace}
 */
export function pastOf(trace, rows) {
  const copy = emptyTrace();
  copy.rows = Math.min(rows, trace.rows);
  copy.widths = { ...trace.widths };
  copy.columns = Object.fromEntries(
    Object.entries(trace.columns).map(([name, column]) => [name, column.slice()]),
  );
  copy.measured = trace.measured.slice();
  copy.measures = measuresBefore(trace, copy.rows);
  if (copy.rows === trace.rows) copy.outcome = trace.outcome;
  return copy;
}

/**
 * How many of the measured rows come before a row.
 * @param {Pick<GrowingTrace, "measured" | "measures">} trace
 * @param {number} row
 */
export function measuresBefore({ measured, measures }, row) {
  let low = 0;
  let high = measures;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (measured[middle] < row) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Writes rows `first` and on of one run into its trace.
 * @param {GrowingTrace} trace
 * @param {number} first
 * @param {(name: string) => {shape: number[], data: Float64Array} | undefined} tensor by column name
 * @param {readonly string[]} names
 */
export function appendRows(trace, first, tensor, names) {
  const count = tensor("step")?.shape[0] ?? 0;
  if (count === 0 || first > trace.rows) return;
  const end = first + count;
  for (const name of names) {
    const part = tensor(name);
    if (!part) continue;
    const width = part.shape[1] ?? 1;
    trace.widths[name] = width;
    const column = roomFor(trace.columns[name], end * width, trace.rows * width);
    column.set(part.data, first * width);
    trace.columns[name] = column;
  }
  noteMeasures(trace, first, end);
  trace.rows = Math.max(trace.rows, end);
}

/** @param {GrowingTrace} trace @param {number} first @param {number} end */
function noteMeasures(trace, first, end) {
  const loss = trace.columns.loss;
  if (!loss) return;
  const known = trace.measures > 0 ? trace.measured[trace.measures - 1] : -1;
  for (let row = Math.max(first, known + 1); row < end; row += 1) {
    if (Number.isNaN(loss[row])) continue;
    if (trace.measures === trace.measured.length) {
      const larger = new Int32Array(2 * trace.measured.length);
      larger.set(trace.measured);
      trace.measured = larger;
    }
    trace.measured[trace.measures] = row;
    trace.measures += 1;
  }
}

/**
 * An array with at least `size` numbers, the first `used` kept.
 * @param {Float64Array | undefined} column
 * @param {number} size
 * @param {number} used
 */
function roomFor(column, size, used) {
  if (column && column.length >= size) return column;
  const larger = new Float64Array(Math.max(size, FIRST_ROOM, 2 * (column?.length ?? 0)));
  if (column) larger.set(column.subarray(0, used));
  return larger;
}
