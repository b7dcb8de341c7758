/** The test of learning rates, a figure of both labs. */

import { watchSight } from "../../lab/sight.js";
import { mapSettings, settingLike } from "../../state/map-settings.js";
import { USUAL_RATES } from "../../state/rate-choice.js";
import { mountRateChoices } from "../../views/rate-choices.js";
import { mountRateTest } from "../../views/rate-test.js";
import { runStyles } from "../../views/styles.js";
import { headed } from "../heading.js";

/** @typedef {import("../part.js").Instance} Host */
/** @typedef {import("../../state/map-settings.js").MapSetting} MapSetting */

/** What it shows, in one line. */
export const RATES = "Which learning rates a run whose rate grows from step to step speaks for";

/** Whether it is chosen, of the figures that take turns; alone it need not be. @param {Host} host */
export function ratesChosen(host) {
  return host.session.view.figure === "rates" || !host.shows("figure-choice");
}

/** @type {Pick<import("../part.js").AnyPart, "name" | "title" | "figure" | "stage" | "picked" | "mount">} */
export const rates = {
  name: "rates",
  title: "Rate test",
  figure: true,
  stage: "figure",
  picked: ratesChosen,
  mount: mountRates,
};

const RATE = /** @type {MapSetting} */ ({ path: "learning_rate" });

/** The learning rate of a run among its settings: of a schedule the first. @param {import("../../state/session.js").Session} session @param {number} run */
function rateOf({ lab, around }, run) {
  return settingLike(mapSettings(lab.experiment.runs[run], around), RATE);
}

/** @param {HTMLElement} element @param {Host} host */
function mountRates(element, host) {
  const { session } = host;
  const { body } = headed(element, "Rate test");
  let [seen, drawn] = [true, false];
  /** @type {number | null} */
  let picked = null;
  /** @type {number | null} */
  let suggested = null;
  const use = (/** @type {number | null} */ rate) => {
    const run = session.lab.selected;
    const setting = rateOf(session, run);
    if (rate !== null && setting) session.vary(run, { [setting.path]: rounded(rate) });
  };
  const choices = mountRateChoices(body, {
    onChoice: (choice) => session.look({ rates: isUsual(choice) ? null : choice }),
    onUse: () => use(picked ?? suggested),
  });
  const view = mountRateTest(body, {
    onPick(rate) {
      picked = rate;
      session.draw();
    },
    onUse: use,
  });
  const stops = [
    watchSight(element, (is) => {
      seen = is;
      session.draw();
    }),
    // Whoever is not drawn, or drawn where nobody sees it, has nothing computed.
    host.on("drawn", () => {
      if (!drawn) session.rateTests.rest();
      drawn = false;
    }),
  ];

  return {
    /** @param {import("../part.js").CommonFrame} frame */
    render({ views }) {
      const { lab } = session;
      const run = lab.selected;
      const choice = session.view.rates ?? USUAL_RATES;
      if (!seen || !lab.experiment.runs[run] || !views[run]) return;
      drawn = true;
      const found = session.rateTests.of(lab.experiment, run, choice);
      const { answer, stale } = found;
      element.classList.toggle("is-coming", stale && !found.refused);
      suggested = stale ? null : (answer?.rate ?? null);
      const rate = stale ? null : (picked ?? suggested);
      const { label } = views[run];
      choices.render(choice, { rate, held: isHeld(session, run, rate), label });
      const styles = runStyles({ theme: host.theme, runs: views });
      const marks = views
        .filter(({ muted, index }) => !muted || index === run)
        .flatMap(({ index, label: name }) => {
          const value = rateOf(session, index)?.value;
          const chosen = index === run;
          return value ? [{ rate: value, label: name, chosen, style: styles[index] }] : [];
        });
      const { projector } = session.view;
      const style = styles[run];
      view.render({ ...found, theme: host.theme, projector, choice, label, style, marks });
    },
    dispose() {
      for (const stop of stops) stop();
      session.rateTests.rest();
      choices.dispose();
      view.dispose();
    },
  };
}

/** @param {import("../../state/kinds.js").RateChoice} choice */
function isUsual({ low, high, steps }) {
  return low === USUAL_RATES.low && high === USUAL_RATES.high && steps === USUAL_RATES.steps;
}

/** Three digits are as many as a test tells. @param {number} rate */
function rounded(rate) {
  return Number(rate.toPrecision(3));
}

/** Whether a lesson holds the rate fixed. @param {import("../../state/session.js").Session} session @param {number} run @param {number | null} rate */
function isHeld(session, run, rate) {
  const { lab } = session;
  const setting = rateOf(session, run);
  if (!setting || rate === null || lab.locks.size === 0) return !setting;
  const next = lab.varied(run, { [setting.path]: rounded(rate) });
  const runs = lab.experiment.runs.map((one, index) => (index === run ? next : one));
  return !lab.permits({ ...lab.experiment, runs });
}
