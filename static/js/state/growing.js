/** Traces that grow: rows are appended, or written once more with the same numbers. No DOM in here. */

/** @typedef {import("../types.js").RunTrace} RunTrace */
/** @typedef {import("../transport/lane.js").Tensor} Tensor */

/**
 * A trace whose columns have room for more rows than there are. `reach` is the last step that has been answered, whether
 * or not the run came so far. `measured` lists the rows at which the loss was measured; between them it is NaN.
 * @typedef {RunTrace & {reach: number, widths: Record<string, number>, measures: number}} GrowingTrace
 */

const FIRST_ROOM = 256;

/** @param {boolean} sparse  losses are measured now and then only @returns {GrowingTrace} */
export function emptyTrace(sparse) {
  return {
    measured: sparse ? new Int32Array(FIRST_ROOM) : undefined,
    rows: 0,
    reach: -1,
    dimension: 0,
    columns: {},
    widths: {},
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
  const copy = emptyTrace(false);
  copy.rows = Math.min(rows, trace.rows);
  copy.reach = Math.min(rows - 1, trace.reach);
  copy.dimension = trace.dimension;
  copy.widths = { ...trace.widths };
  for (const [name, column] of Object.entries(trace.columns))
    copy.columns[name] = column.slice(0, copy.rows * trace.widths[name]);
  copy.measured = trace.measured?.slice();
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
  if (!measured) return 0;
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
 * @param {{first: number, last: number}} rows  that are answered
 * @param {{wanted: number, steps: number}} range  the last row that is asked for, and the last that there may be
 * @param {(name: string) => Tensor | undefined} tensor by column name
 * @param {readonly string[]} names
 */
export function appendRows(trace, { first, last }, { wanted, steps }, tensor, names) {
  if (first > trace.reach + 1) return;
  trace.reach = Math.max(trace.reach, last);
  const count = tensor("step")?.shape[0] ?? 0;
  if (count === 0 || first > trace.rows) return;
  const end = first + count;
  for (const name of names) {
    const part = tensor(name);
    if (!part) continue;
    const width = part.shape[1] ?? 1;
    if (name === "parameters") trace.dimension = width;
    trace.widths[name] = width;
    const [least, most, used] = [end * width, (steps + 1) * width, trace.rows * width];
    const room = { least, wanted: (wanted + 1) * width, most, used };
    const column = roomFor(trace.columns[name], room);
    column.set(part.data, first * width);
    trace.columns[name] = column;
  }
  noteMeasures(trace, first, end);
  trace.rows = Math.max(trace.rows, end);
}

/** @param {GrowingTrace} trace @param {number} first @param {number} end */
function noteMeasures(trace, first, end) {
  const { loss } = trace.columns;
  let { measured } = trace;
  if (!loss || !measured) return;
  const known = trace.measures > 0 ? measured[trace.measures - 1] : -1;
  for (let row = Math.max(first, known + 1); row < end; row += 1) {
    if (Number.isNaN(loss[row])) continue;
    if (trace.measures === measured.length) measured = trace.measured = doubled(measured);
    measured[trace.measures] = row;
    trace.measures += 1;
  }
}

/** @param {Int32Array} list */
function doubled(list) {
  const larger = new Int32Array(2 * list.length);
  larger.set(list);
  return larger;
}

/**
 * An array with room for the rows that are to come, those that are there kept.
 * @param {Float64Array | undefined} column
 * @param {{least: number, wanted: number, most: number, used: number}} room  numbers
 */
function roomFor(column, { least, wanted, most, used }) {
  if (column && column.length >= least) return column;
  const roomy = Math.max(wanted, FIRST_ROOM, 2 * (column?.length ?? 0));
  const larger = new Float64Array(Math.max(least, Math.min(most, roomy)));
  if (column) larger.set(column.subarray(0, used));
  return larger;
}

/** No more room than there are rows, where a run has ended long before its room did. @param {GrowingTrace} trace */
export function fitted(trace) {
  for (const [name, column] of Object.entries(trace.columns)) {
    const used = trace.rows * trace.widths[name];
    if (trace.outcome.status !== "running" && column.length > 2 * used)
      trace.columns[name] = column.slice(0, used);
  }
}
