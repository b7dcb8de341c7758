/** The loss on a plane through the network's parameters: as a map or a surface, with the run's path and its losses. */

import { h, setText } from "../../lib/dom.js";
import { OWN_PATH } from "../../state/plane-choice.js";
import { axesOf, drawnOf, pointAt, runsOn } from "../../state/plane-model.js";
import { mountMap } from "../../views/map.js";
import { mountPlaneChoice } from "../../views/plane-choice.js";
import { mountPlaneLosses } from "../../views/plane-losses.js";
import { captionText, parameterName, planeText } from "../../views/plane-words.js";
import { mountSurface } from "../../views/surface.js";
import { headed } from "../heading.js";
import { figureOf, hasGround } from "./actions.js";

/** @typedef {import("../../lab/network.js").NetworkInstance} Host */
/** @typedef {import("../part.js").Part<Host, import("../../lab/network.js").NetworkFrame>} Part */
/** @typedef {import("../../types.js").LabModel} LabModel */

/** @type {Part} */
export const plane = {
  name: "plane",
  title: "Loss plane",
  region: "main",
  panel: "figure",
  figure: true,
  stage: "figure",
  shows: (host) => !hasGround(host),
  picked: (host) => figureOf(host) === "plane" || !host.shows("figure-choice"),
  mount(element, host) {
    const { session } = host;
    const { caption, body } = headed(element, "Loss plane");
    const onChoose = (/** @type {Partial<import("../../state/kinds.js").PlaneChoice>} */ part) =>
      session.look({ plane: { ...(session.view.plane ?? OWN_PATH), ...part } });
    const choice = mountPlaneChoice(element, { onChoose });
    body.before(choice.element);
    const picture = planePicture(body);
    const losses = mountPlaneLosses(element);
    const words = h("p", { class: "plane-words", "aria-live": "off" });
    element.append(words);
    return {
      render({ views, step }) {
        const chosen = session.view.plane ?? OWN_PATH;
        const { samples } = session.network;
        const count = session.outline.parameters;
        const name = (/** @type {number} */ index) => parameterName(session.outline.sizes, index);
        choice.render({ choice: chosen, views, tested: (samples?.test ?? 0) > 0, count, name });
        const none = { plane: null, stale: false, refused: "" };
        const { plane: last, stale, refused } = session.plane() ?? none;
        const found = refused && stale ? null : last;
        element.classList.toggle("is-without", !found);
        element.classList.toggle("is-stale", stale);
        const { reach } = session.network.store;
        setText(words, planeText(stale ? null : found, { refused, step, reach }));
        setText(caption, found ? captionText(found) : "");
        if (!found) return;
        const { landscape, surface, start, trace } = drawnOf(found);
        const { kind, indices } = found.choice;
        const { sizes } = session.outline;
        const names =
          kind === "weights" ? indices.map((index) => parameterName(sizes, index)) : undefined;
        const at = pointAt(found.answer.path_steps, step);
        /** @type {LabModel} */
        const model = {
          landscape,
          surface,
          axes: axesOf(found.answer.explained_variance, names),
          start,
          curve: null,
          runs: runsOn(found, views),
          selected: 0,
          step: at,
          steps: trace.rows - 1,
          arrows: [],
          highlight: null,
          projector: session.view.projector,
          theme: host.theme,
          lossScale: session.view.lossScale,
          xAxis: "step",
          veiled: host.veiled,
        };
        picture.render(model, chosen.solid);
        losses.render(model, trace);
      },
      dispose() {
        choice.dispose();
        picture.dispose();
        losses.dispose();
        session.planes.rest();
      },
    };
  },
};

/** Map or surface, whichever is looked at; the other one is not there. @param {HTMLElement} element */
function planePicture(element) {
  /** @type {{solid: boolean, view: import("../../types.js").View<unknown>} | null} */
  let mounted = null;
  /** @type {import("../../types.js").Camera | null} */
  let camera = null;
  return {
    /** @param {LabModel} model @param {boolean} solid */
    render(model, solid) {
      if (mounted?.solid !== solid) {
        mounted?.view.dispose();
        const onTurn = (/** @type {typeof camera} */ turned) => {
          camera = turned;
        };
        const view = solid ? mountSurface(element, { onTurn }) : mountMap(element);
        mounted = { solid, view };
      }
      mounted.view.render({ ...model, camera });
    },
    dispose: () => mounted?.view.dispose(),
  };
}
