/** What the map of outcomes shows of a lab: its settings, axes and measure, and what is wished of the server. No DOM in here. */

import { significant } from "../controls/scales.js";
import { fieldsOf, namedDefaults } from "../controls/schema.js";
import { isBasins, rounded, usualAxis, usualSettings, valuesOf } from "./map-axes.js";
import { mapSettings } from "./map-settings.js";

/** @typedef {import("./map-settings.js").MapSetting} MapSetting */
/** @typedef {import("./map-axes.js").MapAxis} MapAxis */
/** @typedef {import("../experiments.js").Named} Named */
/** @typedef {import("../experiments.js").MeasureInfo} MeasureInfo */
/** @typedef {{setting: MapSetting, axis: MapAxis}} Varied */
/**
 * @typedef {object} Plan
 * @property {MapSetting[]} settings  to choose from
 * @property {Varied} x
 * @property {Varied | null} y
 * @property {boolean} basins  it shows where runs from each start end
 * @property {number[]} runs  whose maps are shown, the chosen one's or all
 * @property {Named} measure
 * @property {MeasureInfo} info  of the measure
 * @property {MeasureInfo[]} measures  to choose from
 * @property {string[]} omit  settings of the measure that cannot be chosen
 */

/** So many rows of runs are computed for a picture at most, of a landscape and of a network. */
const ROWS = { landscape: 8e6, network: 1e6 };
/** Cells of a map of a network: each is a training of its own. */
const NETWORK = [16, 12];
const FEWEST = 8;
const MOST = 100;
/** Pixels along a cell. */
const FINE = 4;
/** A loss that is worth reaching, as a share of the first one. */
const WORTH = 0.01;

/**
 * @param {import("./session.js").Session} session
 * @returns {Plan | null} null where nothing can be varied
 */
export function planOf(session) {
  const { lab, view } = session;
  const run = lab.experiment.runs[lab.selected];
  if (!run) return null;
  const settings = mapSettings(run, session.around);
  if (settings.length === 0) return null;
  const [first, second] = usualSettings(settings);
  const x = chosen(settings, view.mapX) ?? usual(session, first);
  const other = second && (second.path === x.setting.path ? first : second);
  const wanted = chosen(settings, view.mapY);
  const y =
    wanted && wanted.setting.path !== x.setting.path
      ? wanted
      : other
        ? usual(session, other)
        : null;
  const basins = isBasins(x.axis, y?.axis ?? null);
  const measures = measuresOf(session);
  const measure = measureOf(session, measures, basins);
  const info = measures.find(({ name }) => name === measure.name) ?? measures[0];
  const omit = omitted(session, info);
  return { settings, x, y, basins, runs: runsOf(session, basins), measure, info, measures, omit };
}

/** Without test samples there is nothing to choose from; lists have no control. @param {import("./session.js").Session} session @param {MeasureInfo} info */
function omitted({ offers }, { schema }) {
  const lists = fieldsOf(schema).filter(({ kind }) => kind === "list");
  return ["name", ...lists.map(({ name }) => name), ...(offers.has("test") ? [] : ["data"])];
}

/** @param {MapSetting[]} settings @param {MapAxis | null} axis @returns {Varied | null} */
function chosen(settings, axis) {
  const setting = axis && settings.find(({ path }) => path === axis.path);
  if (!setting) return null;
  const [from, to] = [Math.max(axis.from, setting.low), Math.min(axis.to, setting.high)];
  return from < to ? { setting, axis: { ...axis, from, to } } : null;
}

/** The usual range stays where it is while the setting moves. @param {import("./session.js").Session} session @param {MapSetting} setting @returns {Varied} */
function usual({ lab, outcomes }, setting) {
  const { optimizer } = lab.experiment.runs[lab.selected];
  const key = `${lab.slots[lab.selected]} ${optimizer.name} ${setting.path} ${setting.usual}`;
  const axis = outcomes.anchors.get(key) ?? usualAxis(setting);
  outcomes.anchors.set(key, axis);
  return { setting, axis };
}

/**
 * Whether an axis is the one that a side has at first.
 * @param {import("./session.js").Session} session
 * @param {"x" | "y"} side
 * @param {MapAxis} axis
 */
export function usualOf(session, side, axis) {
  const { lab, around } = session;
  const settings = usualSettings(mapSettings(lab.experiment.runs[lab.selected], around));
  const setting = settings[side === "x" ? 0 : 1];
  if (!setting) return false;
  const { path, from, to, scale } = usual(session, setting).axis;
  return path === axis.path && from === axis.from && to === axis.to && scale === axis.scale;
}

/**
 * An axis so many times as wide about a place on it; all of it where that is 0.
 * @param {Varied} varied
 * @param {number} factor
 * @param {number} share  of the way from its first value to its last
 * @returns {MapAxis}
 */
export function zoomedAxis({ setting, axis }, factor, share) {
  if (factor === 0) return usualAxis(setting);
  const log = axis.scale === "log";
  const [low, high] = log ? [Math.log(axis.from), Math.log(axis.to)] : [axis.from, axis.to];
  const middle = low + share * (high - low);
  const ends = [low, high].map((end) => middle + factor * (end - middle));
  const [from, to] = log ? ends.map(Math.exp) : ends;
  const gap = (to - from) / 100;
  const next = {
    ...axis,
    from: Math.max(setting.low, rounded(from, log ? from / 10 : gap)),
    to: Math.min(setting.high, rounded(to, gap)),
  };
  return next.to - next.from > 1e-9 * Math.abs(next.to) ? next : axis;
}

/** Starts are compared for all runs that are seen. @param {import("./session.js").Session} session @param {boolean} basins */
function runsOf({ lab }, basins) {
  if (!basins) return [lab.selected];
  const seen = lab.experiment.runs.map((_, k) => k).filter((k) => !lab.muted.has(lab.slots[k]));
  return seen.length > 0 ? seen : [lab.selected];
}

/** Those that this problem has an answer to. @param {import("./session.js").Session} session @returns {MeasureInfo[]} */
function measuresOf({ catalog, offers }) {
  const all = /** @type {MeasureInfo[]} */ (catalog.measures);
  return all.filter(({ needs }) => needs.every((need) => offers.has(need)));
}

/** @param {import("./session.js").Session} session @param {MeasureInfo[]} measures @param {boolean} basins @returns {Named} */
function measureOf(session, measures, basins) {
  const { measure } = session.view;
  if (measure && measures.some(({ name }) => name === measure.name)) return measure;
  const several = basins && measures.some(({ name }) => name === "nearest_minimum");
  return { name: several ? "nearest_minimum" : "final_loss" };
}

/** A measure as it is chosen: what must be said is proposed. @param {import("./session.js").Session} session @param {MeasureInfo} info @returns {Named} */
export function proposed({ lab, offers }, info) {
  const named = namedDefaults(info);
  if ("data" in named && !offers.has("test")) named.data = "training";
  // At first all runs are alike.
  if (named.step === 0) named.step = lab.experiment.steps;
  const first = lab.traces[lab.selected]?.columns.loss?.[0] ?? 1;
  if ("loss" in named) named.loss = significant(WORTH * first, 1);
  if ("accuracy" in named) named.accuracy = 0.9;
  return named;
}

/**
 * What is asked of the server, for a figure of so many pixels a map.
 * @param {import("./session.js").Session} session
 * @param {Plan} plan
 * @param {[number, number]} pixels
 * @returns {import("./outcome-maps.js").Wish[]}
 */
export function wishesOf({ lab }, { x, y, runs, measure }, pixels) {
  const { experiment } = lab;
  const counts = countsOf(experiment, pixels, runs.length);
  const varied = (/** @type {Varied} */ { setting, axis }, /** @type {number} */ count) => ({
    path: setting.path,
    values: valuesOf(axis, count, setting.whole),
  });
  return runs.map((run) => ({
    experiment: { ...experiment, runs: [experiment.runs[run]] },
    x: varied(x, counts[0]),
    y: y && varied(y, counts[1]),
    measure,
  }));
}

/**
 * How many cells there are across and down: as many as can be told apart, and as can be computed.
 * @param {{problem: {kind: string}, steps: number}} experiment
 * @param {[number, number]} pixels
 * @param {number} maps
 */
export function countsOf({ problem, steps }, pixels, maps) {
  const network = problem.kind === "network";
  const most = (network ? ROWS.network : ROWS.landscape) / (steps + 1) / maps;
  const fine = pixels.map((size, k) =>
    Math.min(network ? NETWORK[k] : MOST, Math.floor(size / FINE)),
  );
  const scale = Math.min(1, Math.sqrt(most / (fine[0] * fine[1])));
  // Sizes that change by a few pixels ask for nothing new.
  return fine.map((count) => {
    const fits = Math.floor(count * scale);
    return Math.max(FEWEST, fits > 20 ? fits - (fits % 4) : fits);
  });
}
