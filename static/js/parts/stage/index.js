/** What every lab has on its stage beside its figures: the parts that a teacher acts with. */

import { icon } from "../../controls/icons.js";
import { h } from "../../lib/dom.js";
import { holdFixed } from "../../lib/fixed.js";
import { MAX_RUNS } from "../../state/experiment.js";
import { mountRunStrip } from "../../views/run-strip.js";
import { knob } from "../common/strips.js";
import { stageHead } from "./tools.js";

/** @typedef {import("../part.js").Part} Part */

/** @type {Part} */
const legend = {
  name: "legend",
  title: "Runs",
  region: null,
  stage: "legend",
  columns: ["loss"],
  mount(element, { session }) {
    const view = mountRunStrip(element, { onSelect: (index) => session.lab.select(index) });
    return {
      render: ({ cards, selected, step }) => {
        element.dataset.runs = cards.length > 4 ? "many" : "few";
        element.dataset.names = cards.some(({ label }) => label.length > 12) ? "long" : "short";
        view.render({ runs: cards, selected, step });
      },
      dispose: view.dispose,
    };
  },
};

/** One knob of the chosen run, large enough to be turned in front of others. @type {Part} */
const stageKnob = {
  ...knob,
  name: "stage-knob",
  region: null,
  stage: "bar",
  control: false,
};

/** @type {Part} */
const stageActions = {
  name: "stage-actions",
  title: "Fork and restart",
  region: null,
  stage: "bar",
  mount(element, { session }) {
    const fork = action("fork", "fork", "Go on from here with a copy of the chosen run (F)");
    const again = action("reset", "restart", "From the start, same seed (R)");
    element.append(fork, again);
    fork.addEventListener("click", () => session.act("fork"));
    again.addEventListener("click", () => session.act("reset"));
    return {
      render() {
        const { locks, experiment } = session.lab;
        holdFixed(fork, locks.has("runs"), experiment.runs.length >= MAX_RUNS);
      },
      dispose: () => element.replaceChildren(),
    };
  },
};

/** @param {string} picture @param {string} name @param {string} title */
function action(picture, name, title) {
  return h("button", { type: "button", class: "quiet-button", title }, icon(picture, 26), name);
}

/** @type {readonly Part[]} */
export const STAGE_PARTS = [stageHead, legend, stageKnob, stageActions];
