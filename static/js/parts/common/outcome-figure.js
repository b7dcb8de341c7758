/** What the map of outcomes draws: a plan, what has come of it, and the runs, as the view wants them. */

import { coloringOf } from "../../lib/outcome-colors.js";
import {
  captionText,
  pointText,
  readingText,
  settingText,
  severalText,
} from "../../lib/outcome-words.js";
import { withValue } from "../../lib/setting-paths.js";
import { bestOf, curvatureOf, rateLimit } from "../../lib/stability.js";
import { cellAt, placeOf } from "../../state/map-axes.js";
import { mapSettings, settingLike } from "../../state/map-settings.js";
import { isWhole } from "../../state/outcome-maps.js";
import { runStyles } from "../../views/styles.js";

/** @typedef {import("../part.js").Instance} Host */
/** @typedef {import("../../state/outcome-model.js").Plan} Plan */
/** @typedef {import("../../state/outcome-maps.js").Wish} Wish */
/** @typedef {import("../../state/outcome-maps.js").Found} Found */
/** @typedef {import("../../state/outcome-maps.js").OutcomeMap} OutcomeMap */
/** @typedef {import("../../views/outcome-frames.js").Axis} Axis */
/** @typedef {import("../../types.js").RunView} RunView */

/** How finely the edge is drawn, as a share of a row. */
const FINE = 0.25;

/**
 * @param {Host} host
 * @param {Plan} plan
 * @param {Wish[]} wishes
 * @param {Found[]} found
 * @param {RunView[]} views
 * @returns {import("../../views/outcome-map.js").OutcomeModel}
 */
export function outcomeFigure(host, plan, wishes, found, views) {
  const { session } = host;
  const [{ x: across, y: up }] = wishes;
  const x = axisOf(plan.x, across.values);
  const y = plan.y && up && axisOf(plan.y, up.values);
  const maps = found.flatMap(({ map }) => map ?? []);
  const theory = theoryOf(session, plan, x, y);
  const limit = theory?.limit ?? (() => null);
  const terms = { ...termsOf(session, plan), x, y, limit };
  const places = runPlaces(session, plan, x, y);
  const styles = runStyles({ theme: host.theme, runs: views });
  const marksOf = (/** @type {number} */ run) =>
    places
      .filter(({ index }) => !plan.basins || index === run)
      .filter(({ index }) => !views[index].muted || index === run)
      .map((place) => ({
        ...place,
        label: views[place.index].label,
        chosen: place.index === session.lab.selected,
        other: !plan.basins && isOther(session, plan, place.index),
        ...styles[place.index],
      }));
  const panels = plan.runs.map((run, k) => ({
    run,
    title: plan.runs.length > 1 ? views[run].label : "",
    map: found[k].map,
    fresh: found[k].fresh,
    marks: marksOf(run),
  }));
  const row = y
    ? cellAt(places.find(({ index }) => index === plan.runs[0])?.y ?? 0, y.values.length)
    : null;
  const come = panels.flatMap(({ run, map, fresh }) =>
    map && fresh ? [{ run: views[run].label, map }] : [],
  );
  const [only] = come;
  const caption = plan.basins
    ? severalText(terms, come)
    : only && captionText(terms, only.map, row, found[0]);
  const whose = panels.some(({ marks }) => marks.some(({ other }) => other))
    ? ` Cells are runs like ${views[session.lab.selected].label}; hollow markers differ in more.`
    : "";
  return {
    theme: host.theme,
    projector: session.view.projector,
    x,
    y,
    panels,
    coloring: keptColoring(maps, terms.measure),
    measure: terms.measure.title,
    className: (value) => pointText(terms.minima[Number(value)]),
    theory: theory?.drawn ?? null,
    known: plan.basins && y ? minimaPlaces(terms.minima, x, y) : [],
    trouble: found.find(({ trouble }) => trouble)?.trouble ?? "",
    caption: come.length === panels.length && caption ? caption + whose : emptyText(found),
    pace: paceOf(found),
    words: (map, cell) => readingText(terms, map, cell),
  };
}

/**
 * Whether a run is of another kind than those of the map, which differ from the chosen one in what is varied alone.
 * @param {import("../../state/session.js").Session} session
 * @param {Plan} plan
 * @param {number} index
 */
function isOther({ lab, around }, { x, y }, index) {
  const bare = (/** @type {number} */ k) => {
    const { label: _, ...run } = lab.experiment.runs[k];
    const settings = mapSettings(lab.experiment.runs[k], around);
    const paths = [x, y].flatMap(
      (varied) => (varied && settingLike(settings, varied.setting)?.path) ?? [],
    );
    return JSON.stringify(paths.reduce((rest, path) => withValue(rest, path, 0), run));
  };
  return bare(index) !== bare(lab.selected);
}

/** What is said where no cell has come. @param {Found[]} found */
function emptyText(found) {
  return paceOf(found) === "stopped" ? "Stopped." : "Computing …";
}

/** Whether a map that takes long can be stopped, or gone on with. @param {Found[]} found @returns {"coming" | "stopped" | null} */
function paceOf(found) {
  if (found.some(({ stopped, map }) => stopped && !isWhole(map))) return "stopped";
  return found.some(({ going }) => going) ? "coming" : null;
}

/** @param {import("../../state/outcome-model.js").Varied} varied @param {number[]} values @returns {Axis} */
function axisOf({ setting, axis }, values) {
  return { title: setting.title, scale: axis.scale, values, whole: setting.whole };
}

/** @param {import("../../state/session.js").Session} session @param {Plan} plan */
function termsOf({ lab }, { measure, info }) {
  const { name, ...settings } = measure;
  const said = ["loss", "accuracy"].flatMap((key) =>
    typeof settings[key] === "number" ? [settingText(Number(settings[key]))] : [],
  );
  const title = `${info.title.toLowerCase()}${said.length > 0 ? ` of ${said.join()}` : ""}`;
  const minima = (lab.landscape?.minima ?? []).map(({ point }) => point);
  return { measure: { name, title, better: info.better }, minima };
}

/** Where the runs are: those that have both settings. @param {import("../../state/session.js").Session} session @param {Plan} plan @param {Axis} x @param {Axis | null} y */
function runPlaces({ lab, around }, plan, x, y) {
  return lab.experiment.runs.flatMap((run, index) => {
    const settings = mapSettings(run, around);
    const across = settingLike(settings, plan.x.setting)?.value;
    const up = plan.y ? settingLike(settings, plan.y.setting)?.value : 0;
    if (across === undefined || up === undefined) return [];
    const at = { x: placeOf(x.values, x.scale, across), y: y ? placeOf(y.values, y.scale, up) : 0 };
    return [{ index, ...at }];
  });
}

/** @param {number[][]} minima @param {Axis} x @param {Axis} y @returns {[number, number][]} */
function minimaPlaces(minima, x, y) {
  return minima.map(([a, b]) => [placeOf(x.values, x.scale, a), placeOf(y.values, y.scale, b)]);
}

/** @type {{key: unknown[], coloring: import("../../lib/outcome-colors.js").Coloring} | null} */
let lastColoring = null;

/** What colours mean changes only with the maps. @param {OutcomeMap[]} maps @param {{name: string, better?: "less" | "more" | null}} measure */
function keptColoring(maps, measure) {
  const key = [measure.name, ...maps.flatMap((map) => [map, map.revision])];
  const same =
    lastColoring?.key.length === key.length &&
    key.every((part, k) => part === lastColoring?.key[k]);
  if (!lastColoring || !same) lastColoring = { key, coloring: coloringOf(maps, measure) };
  return lastColoring.coloring;
}

/**
 * The edge that theory has, where the ground is a bowl and the learning rate is varied.
 * @param {import("../../state/session.js").Session} session
 * @param {Plan} plan
 * @param {Axis} x
 * @param {Axis | null} y
 */
function theoryOf(session, plan, x, y) {
  const run = session.lab.experiment.runs[session.lab.selected];
  const isRate = (/** @type {string} */ path) => path === "learning_rate";
  if (!y || !plan.y || run.changes.length > 0 || run.gradient_clipping) return null;
  const along = isRate(plan.x.setting.path) ? "x" : isRate(plan.y.setting.path) ? "y" : null;
  const bare = /** @type {unknown} */ (session);
  const { ground } = /** @type {{ground?: Parameters<typeof curvatureOf>[0]}} */ (bare);
  const curvature = along && ground ? curvatureOf(ground) : null;
  if (!along || !curvature) return null;
  const [rates, others] = along === "x" ? [x, y] : [y, x];
  const other = along === "x" ? plan.y.setting : plan.x.setting;
  const limitAt = (/** @type {number} */ value) =>
    rateLimit(withOther(run, other.path, value), curvature);
  if (limitAt(other.value) === null) return null;
  const turned = (/** @type {number} */ a, /** @type {number} */ b) =>
    /** @type {[number, number]} */ (along === "x" ? [a, b] : [b, a]);
  const place = (/** @type {number} */ rate) => placeOf(rates.values, rates.scale, rate);
  /** @type {[number, number][]} */
  const line = [];
  for (let at = -0.5; at <= others.values.length - 0.5; at += FINE) {
    const limit = limitAt(between(others, at));
    if (limit !== null) line.push(turned(place(limit), at));
  }
  const best = other.path === "optimizer.momentum" ? bestOf(run.optimizer, curvature) : null;
  return {
    drawn: {
      line,
      best: best && turned(place(best.rate), placeOf(others.values, others.scale, best.momentum)),
      text: "edge by theory",
    },
    limit: (/** @type {number} */ row) => (along === "x" ? limitAt(y.values[row]) : null),
  };
}

/** @param {import("../../experiments.js").Run} run @param {string} path @param {number} value @returns {Record<string, unknown>} */
function withOther(run, path, value) {
  return path.startsWith("optimizer.") ? withValue(run, path, value).optimizer : run.optimizer;
}

/** The exact value at a place. @param {Axis} axis @param {number} place */
function between({ values, scale }, place) {
  const k = Math.max(0, Math.min(values.length - 2, Math.floor(place)));
  const [low, high] = [values[k], values[k + 1]];
  const t = place - k;
  return scale === "log" ? low * (high / low) ** t : low + t * (high - low);
}
