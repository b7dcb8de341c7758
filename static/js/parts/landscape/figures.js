/** The landscape's figures: map, curve of one dimension, surface. */

import { h } from "../../lib/dom.js";
import { mountCurve1d } from "../../views/curve1d.js";
import { mountFigureChoice } from "../../views/figure-choice.js";
import { mapPart, say, starting, surfacePart } from "../common/ground.js";
import { outcomes as common, OUTCOMES, outcomesChosen } from "../common/outcomes.js";
import { rates as commonRates, RATES, ratesChosen } from "../common/rates.js";
import { headed } from "../heading.js";

/** @typedef {import("../../lab/landscape.js").LandscapeInstance} Host */
/** @typedef {import("../part.js").Part<Host, import("../../lab/landscape.js").LandscapeFrame>} Part */

/** On a phone one figure has all the room, and so it has where there is one dimension. @param {Host} host */
function takesTurns({ root, session }) {
  return root.classList.contains("is-phone") || session.dimension === 1;
}

/** Whether the figure that all turn on is not the one that is looked at. @param {Host} host */
const isAside = (host) =>
  host.shows("figure-choice") && (outcomesChosen(host) || ratesChosen(host));

/** @param {Host} host @returns {"main" | "side"} */
const beside = (host) => (takesTurns(host) ? "main" : "side");

/** Figures that take the place of the main one. @type {import("../../views/figure-choice.js").Choice[]} */
const OTHERS = [
  { figure: "outcomes", word: "outcomes", title: OUTCOMES },
  { figure: "rates", word: "rate test", title: RATES },
];

/** @type {Part} */
export const figureChoice = {
  name: "figure-choice",
  title: "Choice of the figure",
  region: beside,
  control: true,
  shows: (host) =>
    OTHERS.some(({ figure }) => host.shows(figure)) &&
    (host.session.dimension === 1 ? ["curve"] : ["map", "surface"]).some((name) =>
      host.shows(name),
    ),
  mount(element, host) {
    const { session } = host;
    const view = mountFigureChoice(element, { onChoose: (figure) => session.look({ figure }) });
    const main = () => (session.dimension === 1 ? "curve" : takesTurns(host) ? "map" : "surface");
    return {
      render: () =>
        view.render({
          figure: session.view.figure,
          choices: [
            { figure: "main", word: main(), title: "Where the runs go" },
            ...OTHERS.filter(({ figure }) => host.shows(figure)),
          ],
        }),
      dispose: view.dispose,
    };
  },
};

/** @type {Part} */
export const rates = { ...commonRates, region: beside };

/** @type {Part} */
export const outcomes = { ...common, region: beside };

/** @type {Part} */
export const map = mapPart({
  heading: "Map",
  region: "main",
  columns: ["parameters", "learning_rate"],
  picked: (host) => !(takesTurns(host) && isAside(host)),
});

/** @type {Part} */
export const curve = {
  name: "curve",
  title: "Curve",
  region: "main",
  figure: true,
  stage: "figure",
  columns: ["parameters", "gradient", "learning_rate"],
  shows: ({ session }) => session.dimension === 1,
  picked: (host) => !isAside(host),
  mount(element, { session }) {
    const { caption, body } = headed(element, "Curve");
    const view = mountCurve1d(body, {
      onStart: starting(session),
      onZoom: (zoom) => session.look({ zoom }),
    });
    return { render: (frame) => say(caption, view.render(frame.figure)), dispose: view.dispose };
  },
};

/** @type {Part} */
export const surface = surfacePart({
  heading: "Surface",
  region: "side",
  columns: ["parameters", "gradient", "batch_gradient", "learning_rate"],
  choice: batchChoice,
  picked: (host) => !isAside(host),
});

/** Which surface is seen: the full one, or the one of this step's batch. @param {Host} host */
function batchChoice({ session }) {
  const input = h("input", {
    type: "checkbox",
    onchange: () => session.look({ batchSurface: input.checked }),
  });
  const element = h(
    "label",
    { class: "batch-choice", title: "Draw the surface that this step's batch sees" },
    input,
    h("span", {}, "this batch’s"),
  );
  return {
    element,
    render() {
      element.hidden = !(session.lab.experiment.problem.noise > 0 && session.ground.surface);
      input.checked = session.view.batchSurface;
    },
  };
}
