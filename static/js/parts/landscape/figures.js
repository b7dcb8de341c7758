/** The landscape's figures: map, curve of one dimension, surface. */

import { h } from "../../lib/dom.js";
import { mountCurve1d } from "../../views/curve1d.js";
import { mapPart, say, starting, surfacePart } from "../common/ground.js";
import { headed } from "../heading.js";

/** @typedef {import("../../lab/landscape.js").LandscapeInstance} Host */
/** @typedef {import("../part.js").Part<Host, import("../../lab/landscape.js").LandscapeFrame>} Part */

/** @type {Part} */
export const map = mapPart({
  heading: "Map",
  region: "main",
  columns: ["parameters", "learning_rate"],
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
    h("span", {}, "this batch’s surface"),
  );
  return {
    element,
    render() {
      element.hidden = !(session.lab.experiment.problem.noise > 0 && session.ground.surface);
      input.checked = session.view.batchSurface;
    },
  };
}
