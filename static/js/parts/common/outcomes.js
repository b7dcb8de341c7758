/** The map of outcomes, a figure of both labs. */

import { watchSight } from "../../lab/sight.js";
import { h } from "../../lib/dom.js";
import { isAxis, valueFrom } from "../../state/map-axes.js";
import { mapSettings, settingLike } from "../../state/map-settings.js";
import { isWhole } from "../../state/outcome-maps.js";
import { planOf, proposed, usualOf, wishesOf, zoomedAxis } from "../../state/outcome-model.js";
import { mountOutcomeChoices } from "../../views/outcome-choices.js";
import { mountOutcomeMap } from "../../views/outcome-map.js";
import { headed } from "../heading.js";
import { outcomeFigure } from "./outcome-figure.js";

/** @typedef {import("../part.js").Instance} Host */
/** @typedef {import("../../state/outcome-maps.js").Found} Found */
/** @typedef {import("../../state/outcome-model.js").Plan} Plan */
/** @typedef {import("../../state/map-axes.js").MapAxis} MapAxis */

/** What it shows, in one line. */
export const OUTCOMES = "What becomes of the run at every pair of values of two settings";

/** Whether it is chosen, of the figures that take turns; alone it need not be. @param {Host} host */
export function outcomesChosen(host) {
  return host.session.view.figure === "outcomes" || !host.shows("figure-choice");
}

/** @type {Pick<import("../part.js").AnyPart, "name" | "title" | "figure" | "stage" | "picked" | "mount">} */
export const outcomes = {
  name: "outcomes",
  title: "Outcome map",
  figure: true,
  stage: "figure",
  picked: outcomesChosen,
  mount: mountOutcomes,
};

/** @param {HTMLElement} element @param {Host} host */
function mountOutcomes(element, host) {
  const { session } = host;
  const { body } = headed(element, "Outcome map");
  const choicePlace = h("div", { class: "outcome-choice-place" });
  body.append(choicePlace);
  /** @type {Plan | null} */
  let plan = null;
  /** What is on screen. @type {Found[]} */
  let last = [];
  let [seen, drawn] = [true, false];
  /** @type {import("../../state/outcome-maps.js").Wish[]} */
  let wishes = [];
  const actions = actionsOf(host, () => (plan && wishes[0] ? { plan, wish: wishes[0] } : null));
  const choices = mountOutcomeChoices(choicePlace, actions);
  const view = mountOutcomeMap(body, actions);
  const stops = [
    watchSight(element, (is) => {
      seen = is;
      session.draw();
    }),
    // Whoever is not drawn, or drawn where nobody sees it, has nothing computed.
    host.on("drawn", () => {
      if (!drawn) session.outcomes.rest();
      drawn = false;
    }),
  ];

  return {
    /** @param {import("../part.js").CommonFrame} frame */
    render(frame) {
      plan = planOf(session);
      if (!plan) return;
      choices.render(plan);
      const pixels = view.pixels(plan.runs.length, plan.runs.length > 1, session.view.projector);
      if (!pixels || !seen) return;
      drawn = true;
      // What is saved is what is on screen, though it has other room.
      const saved = host.root.classList.contains("is-saving") && wishes.length > 0;
      if (!saved) wishes = wishesOf(session, plan, pixels);
      const found = session.outcomes
        .of(wishes)
        .map((one, k) => (one.map ? one : kept(one, last[k], wishes[k])));
      last = found;
      view.render(outcomeFigure(host, plan, wishes, found, frame.views));
      element.dataset.cells = String(
        found.reduce((sum, { map, fresh }) => sum + (fresh && map ? map.come : 0), 0),
      );
      element.classList.toggle(
        "is-coming",
        found.some(({ map, fresh, stopped }) => !stopped && !(fresh && isWhole(map))),
      );
    },
    dispose() {
      for (const stop of stops) stop();
      session.outcomes.rest();
      choices.dispose();
      view.dispose();
    },
  };
}

/** Until the first picture comes the one before stays, if it is of the same values. @param {Found} found @param {Found | undefined} before @param {import("../../state/outcome-maps.js").Wish} wish @returns {Found} */
function kept(found, before, wish) {
  const map = before?.map;
  const same =
    map &&
    JSON.stringify([map.wish.x, map.wish.y, map.wish.measure]) ===
      JSON.stringify([wish.x, wish.y, wish.measure]);
  return same && !found.trouble ? { ...found, map } : found;
}

/**
 * What is done on the map and its choices.
 * @param {Host} host
 * @param {() => {plan: Plan, wish: import("../../state/outcome-maps.js").Wish} | null} now  what is on screen
 */
function actionsOf({ session }, now) {
  const { lab } = session;
  const settingsAt = (/** @type {number} */ run, /** @type {[number, number]} */ place) => {
    /** @type {Record<string, number>} */
    const settings = {};
    const shown = now();
    if (!shown) return settings;
    const { plan, wish } = shown;
    const own = mapSettings(lab.experiment.runs[run], session.around);
    [plan.x, plan.y].forEach((varied, k) => {
      const values = (k === 0 ? wish.x : wish.y)?.values;
      if (!varied || !values) return;
      const { setting, axis } = varied;
      const { path } = settingLike(own, setting) ?? setting;
      settings[path] = valueFrom(values, axis.scale, place[k], setting.whole);
    });
    return settings;
  };
  const look = (/** @type {"x" | "y"} */ side, /** @type {MapAxis} */ axis) => {
    if (!isAxis(axis)) return;
    session.look({ [side === "x" ? "mapX" : "mapY"]: usualOf(session, side, axis) ? null : axis });
  };
  return {
    /** @param {import("../../views/outcome-map.js").Panel} panel @param {number} cell @param {boolean} more */
    onChoose({ run, map }, cell, more) {
      if (!map) return;
      const { x, y } = map.wish;
      const settings = { [x.path]: x.values[cell % x.values.length] };
      if (y) settings[y.path] = y.values[Math.floor(cell / x.values.length)];
      if (more) lab.addVaried(run, settings);
      else session.byHand(true, () => session.vary(run, settings));
    },
    /** @param {number} run @param {[number, number]} place @param {boolean} done */
    onDrag: (run, place, done) =>
      session.byHand(done, () => session.vary(run, settingsAt(run, place))),
    /** @param {number} factor @param {[number, number] | null} [place] */
    onZoom(factor, place = null) {
      const shown = now();
      if (!shown) return;
      for (const side of /** @type {const} */ (["x", "y"])) {
        const varied = shown.plan[side];
        const values = shown.wish[side]?.values ?? [];
        const at = place?.[side === "x" ? 0 : 1] ?? (values.length - 1) / 2;
        if (varied) look(side, zoomedAxis(varied, factor, at / (values.length - 1)));
      }
    },
    onAxis: look,
    /** @param {string} name */
    onMeasure(name) {
      const info = now()?.plan.measures.find((one) => one.name === name);
      if (info) session.look({ measure: proposed(session, info) });
    },
    /** @param {string} name @param {import("../../experiments.js").Json} value */
    onMeasureSetting(name, value) {
      const shown = now();
      if (shown) session.look({ measure: { ...shown.plan.measure, [name]: value } });
    },
    /** @param {boolean} on */
    onPace: (on) => (on ? session.outcomes.goOn() : session.outcomes.stop()),
    onUsual: () => session.look({ mapX: null, mapY: null, measure: null }),
  };
}
