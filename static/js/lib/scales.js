/**
 * Scales of the curves: ticks, and ranges that one diverging run cannot spoil. No DOM in here.
 */

/**
 * The round step (1, 2 or 5 times a power of ten) that cuts a span into about `count` parts.
 * @param {number} span
 * @param {number} count
 */
export function niceStep(span, count) {
  if (!(span > 0) || !Number.isFinite(span)) return 1;
  const raw = span / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(raw));
  const lead = raw / power;
  const round = lead < 1.5 ? 1 : lead < 3.5 ? 2 : lead < 7.5 ? 5 : 10;
  return round * power;
}

/**
 * Round tick values in [low, high].
 * @param {number} low
 * @param {number} high
 * @param {number} count how many are wanted, roughly
 * @param {number} [least]  the smallest step between two: 1 where whole numbers are counted
 * @returns {number[]}
 */
export function linearTicks(low, high, count, least = 0) {
  const step = Math.max(least, niceStep(high - low, count));
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  const ticks = [];
  for (let k = first; k <= last; k++) ticks.push(Number((k * step).toPrecision(12)));
  return ticks;
}

/**
 * Powers of ten in [10^low, 10^high], thinned evenly to at most `count`; a range within one decade gets
 * the 1-2-5 values, thinned alike.
 * @param {number} low log10 of the lower end
 * @param {number} high log10 of the upper end
 * @param {number} count
 * @returns {number[]} log10 of the ticks
 */
export function logTicks(low, high, count) {
  const first = Math.ceil(low - 1e-9);
  const last = Math.floor(high + 1e-9);
  if (last - first < 1) {
    const all = [];
    for (let decade = Math.floor(low); decade <= Math.ceil(high); decade++) {
      for (const lead of [1, 2, 5]) {
        const value = decade + Math.log10(lead);
        if (value >= low - 1e-9 && value <= high + 1e-9) all.push(value);
      }
    }
    const every = Math.ceil(all.length / Math.max(1, count));
    return all.filter((_, k) => (all.length - 1 - k) % every === 0);
  }
  const every = Math.max(1, Math.ceil((last - first + 1) / Math.max(1, count)));
  const ticks = [];
  for (let k = first; k <= last; k++)
    if ((((k - last) % every) + every) % every === 0) ticks.push(k);
  return ticks;
}

/**
 * The losses worth showing: from the smallest to the largest that is at most `headroom` times the largest
 * first loss. A run that overflows leaves the range to the others.
 * @param {Float64Array[]} columns
 * @param {number} offset subtracted from every loss
 * @param {number} headroom
 * @returns {{low: number, high: number, positive: number}} `positive` is the smallest value above zero
 */
export function lossRange(columns, offset = 0, headroom = 10) {
  let first = 0;
  for (const column of columns) {
    const value = column[0] - offset;
    if (Number.isFinite(value)) first = Math.max(first, Math.abs(value));
  }
  const ceiling = first > 0 ? first * headroom : Number.MAX_VALUE;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  let positive = Number.POSITIVE_INFINITY;
  for (const column of columns) {
    for (let k = 0; k < column.length; k++) {
      const value = column[k] - offset;
      if (!Number.isFinite(value)) continue;
      if (value < low) low = value;
      if (value > 0 && value < positive) positive = value;
      if (value <= ceiling && value > high) high = value;
    }
  }
  if (low > high) return { low: 0, high: 1, positive: 0.1 };
  return { low, high, positive: Number.isFinite(positive) ? positive : Math.max(high, 1) * 1e-3 };
}

/**
 * Ends of the loss axis, in log10 when logarithmic. Logarithmic ends are widened by a tenth of a decade
 * and span at least one and at most `decades` decades.
 * @param {{low: number, high: number, positive: number}} range
 * @param {boolean} log
 * @param {number} decades
 * @returns {[number, number]}
 */
export function lossAxis(range, log, decades = 14) {
  if (!log) {
    const span = range.high - range.low || Math.abs(range.high) || 1;
    const low = range.low >= 0 && range.low < span * 0.25 ? 0 : range.low - span * 0.05;
    return [low, range.high + span * 0.05];
  }
  const high = Math.log10(range.high > 0 ? range.high : range.positive) + 0.1;
  const low = Math.max(Math.log10(range.positive) - 0.1, high - decades);
  return high - low < 1 ? [high - 1, high] : [snap(low, Math.floor), snap(high, Math.ceil)];
}

/**
 * The next whole decade outwards when it is near, so that it gets its tick.
 * @param {number} end
 * @param {(value: number) => number} outwards
 */
function snap(end, outwards) {
  return Math.abs(outwards(end) - end) < 0.25 ? outwards(end) : end;
}

/**
 * The different losses of runs, in their order: only numbers of one kind can stand on one axis.
 * @param {readonly {lossName: string}[]} runs
 */
export function lossKinds(runs) {
  return [...new Set(runs.map(({ lossName }) => lossName))];
}

/**
 * What must be subtracted so that a logarithm can show the losses: 0 while all are positive, else the
 * smallest loss known.
 * @param {Float64Array[]} columns
 * @param {number | undefined} minimum the landscape's minimum value
 */
export function logOffset(columns, minimum) {
  let low = minimum ?? Number.POSITIVE_INFINITY;
  for (const column of columns) {
    for (let k = 0; k < column.length; k++) if (column[k] < low) low = column[k];
  }
  return low < 0 && Number.isFinite(low) ? low : 0;
}

/**
 * The value of a non-decreasing column at a step that may lie beyond its last row; there the mean slope
 * goes on.
 * @param {Float64Array | undefined} column without one, the step itself
 * @param {number} rows
 * @param {number} step
 */
export function valueAtStep(column, rows, step) {
  if (!column || rows < 1) return step;
  if (step < rows) return column[step];
  const last = rows - 1;
  return last > 0 ? column[last] + ((column[last] - column[0]) / last) * (step - last) : step;
}

/**
 * The step whose value in a non-decreasing column is nearest.
 * @param {Float64Array | undefined} column
 * @param {number} rows
 * @param {number} value
 * @param {number} steps the last step there is
 */
export function stepAtValue(column, rows, value, steps) {
  let low = 0;
  let high = steps;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (valueAtStep(column, rows, middle) <= value) low = middle;
    else high = middle;
  }
  const below = value - valueAtStep(column, rows, low);
  const above = valueAtStep(column, rows, high) - value;
  return above < below ? high : low;
}
