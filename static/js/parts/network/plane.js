/**
 * The loss on a plane through the network's parameters: as a map or a surface, with the run's path and its losses; beside
 * it the same plane as one batch sees it.
 */

import { h, setText } from "../../lib/dom.js";
import { OWN_PATH } from "../../state/plane-choice.js";
import { axesOf, drawnOf, pointAt, runsOn } from "../../state/plane-model.js";
import { PlanePair } from "../../state/plane-pair.js";
import { mountMap } from "../../views/map.js";
import { mountPlaneChoice } from "../../views/plane-choice.js";
import { mountPlaneLosses } from "../../views/plane-losses.js";
import { captionText, parameterName, planeText, samplesText } from "../../views/plane-words.js";
import { mountSurface } from "../../views/surface.js";
import { headed } from "../heading.js";
import { figureOf, hasGround } from "./actions.js";

/** @typedef {import("../../lab/network.js").NetworkInstance} Host */
/** @typedef {import("../part.js").Part<Host, import("../../lab/network.js").NetworkFrame>} Part */
/** @typedef {import("../../types.js").LabModel} LabModel */
/** @typedef {import("../../state/planes.js").FoundPlane} FoundPlane */
/** @typedef {import("../../state/kinds.js").PlaneChoice} PlaneChoice */

/** What only changes how a plane is shown, not where it lies. */
const LOOKS = ["over", "solid", "beside"];

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
    const onZoom = (/** @type {import("../../lib/window.js").Zoom | null} */ zoom) =>
      session.look({ zoom });
    const onChoose = (/** @type {Partial<PlaneChoice>} */ part) => {
      const stays = Object.keys(part).every((name) => LOOKS.includes(name));
      const chosen = { ...(session.view.plane ?? OWN_PATH), ...part };
      session.look({ plane: chosen, ...(stays ? {} : { zoom: null }) });
    };
    const choice = mountPlaneChoice(element, { onChoose });
    body.before(choice.element);
    const picture = planePicture(body, onZoom);
    const batch = batchPicture(body, onZoom);
    const losses = mountPlaneLosses(element);
    const pair = new PlanePair();
    const words = h("p", { class: "plane-words", "aria-live": "off" });
    element.append(words);
    return {
      render({ views, step }) {
        const chosen = session.view.plane ?? OWN_PATH;
        const { samples } = session.network;
        const count = session.outline.parameters;
        const name = (/** @type {number} */ index) => parameterName(session.outline.sizes, index);
        const beside = chosen.over === "train" && session.batchSize !== null;
        const tested = (samples?.test ?? 0) > 0;
        choice.render({ choice: chosen, beside, views, tested, count, name });
        const none = { plane: null, stale: false, refused: "" };
        const { plane: last, stale, refused } = session.plane() ?? none;
        const newest = refused && stale ? null : last;
        const { whole: found, few } =
          beside && chosen.beside && newest
            ? pair.of(newest, session.batchPlane(newest), String(session.version))
            : { whole: newest, few: null };
        element.classList.toggle("is-without", !found);
        element.classList.toggle("is-stale", stale);
        element.classList.toggle("is-beside", beside && chosen.beside);
        const { reach } = session.network.store;
        setText(words, planeText(stale ? null : found, { refused, step, reach }, few));
        setText(caption, found ? captionText(found) : "");
        if (!beside || !chosen.beside) batch.leave();
        if (!found) return;
        const model = modelOf(host, found, views, step);
        picture.render(model, chosen.solid, beside && chosen.beside ? samplesText(found) : "");
        if (few) batch.render(besideModel(host, found, few, views, step), samplesText(few));
        losses.render(model, drawnOf(found).trace);
      },
      dispose() {
        choice.dispose();
        picture.dispose();
        batch.leave();
        losses.dispose();
        session.planes.rest();
        session.batchPlanes.rest();
      },
    };
  },
};

/** What the axes are called where they are parameters. @param {Host} host @param {FoundPlane} plane */
function namesOf({ session }, { choice: { kind, indices } }) {
  const { sizes } = session.outline;
  return kind === "weights" ? indices.map((index) => parameterName(sizes, index)) : undefined;
}

/**
 * What the map or the surface of a plane draws.
 * @param {Host} host
 * @param {FoundPlane} found
 * @param {import("../../types.js").RunView[]} views
 * @param {number} step
 * @returns {LabModel}
 */
function modelOf(host, found, views, step) {
  const { session } = host;
  const { landscape, surface, start, trace } = drawnOf(found);
  return {
    landscape,
    surface,
    axes: axesOf(found.answer.explained_variance, namesOf(host, found)),
    start,
    curve: null,
    runs: runsOn(found, views),
    selected: 0,
    step: pointAt(found.answer.path_steps, step),
    steps: trace.rows - 1,
    arrows: [],
    highlight: null,
    projector: session.view.projector,
    theme: host.theme,
    lossScale: session.view.lossScale,
    xAxis: "step",
    zoom: session.view.zoom,
    veiled: host.veiled,
  };
}

/**
 * The batch's plane, in the window and the colours of the one beside it.
 * @param {Host} host
 * @param {FoundPlane} whole
 * @param {FoundPlane} few
 * @param {import("../../types.js").RunView[]} views
 * @param {number} step
 * @returns {LabModel}
 */
function besideModel(host, whole, few, views, step) {
  const model = modelOf(host, few, views, step);
  const { landscape, surface } = drawnOf(whole);
  const title = `the ${captionText(few)}, on the same plane`;
  const own = { ...landscape, name: "batch plane", title };
  return {
    ...model,
    axes: axesOf(null, namesOf(host, few)),
    landscape: kept(few.answer, landscape, own),
    surface: kept(few, surface, { ...drawnOf(few).surface, like: surface }),
  };
}

/** What each thing was made into last, and of what. @type {WeakMap<object, {of: unknown, made: unknown}>} */
const made = new WeakMap();

/** The same as before as long as it is of the same: what is drawn is told apart by that. @template T @param {object} key @param {unknown} of @param {T} next @returns {T} */
function kept(key, of, next) {
  const before = made.get(key);
  if (before && before.of === of) return /** @type {T} */ (before.made);
  made.set(key, { of, made: next });
  return next;
}

/**
 * The map of one batch, while it is there.
 * @param {HTMLElement} element
 * @param {(zoom: import("../../lib/window.js").Zoom | null) => void} onZoom
 */
function batchPicture(element, onZoom) {
  const name = h("p", { class: "plane-name" });
  const root = h("div", { class: "plane-batch" }, name);
  /** @type {import("../../types.js").View<unknown> | null} */
  let view = null;
  return {
    /** @param {LabModel} model @param {string} said */
    render(model, said) {
      if (!view) element.append(root);
      view ??= mountMap(root, { onZoom });
      setText(name, said);
      view.render(model);
    },
    leave() {
      view?.dispose();
      view = null;
      root.remove();
    },
  };
}

/**
 * Map or surface, whichever is looked at; the other one is not there.
 * @param {HTMLElement} element
 * @param {(zoom: import("../../lib/window.js").Zoom | null) => void} onZoom
 */
function planePicture(element, onZoom) {
  const name = h("p", { class: "plane-name" });
  const root = h("div", { class: "plane-whole" }, name);
  element.append(root);
  /** @type {{solid: boolean, view: import("../../types.js").View<unknown>} | null} */
  let mounted = null;
  /** @type {import("../../types.js").Camera | null} */
  let camera = null;
  return {
    /** @param {LabModel} model @param {boolean} solid @param {string} said  beside another one */
    render(model, solid, said) {
      name.hidden = said === "";
      setText(name, said);
      if (mounted?.solid !== solid) {
        mounted?.view.dispose();
        const onTurn = (/** @type {typeof camera} */ turned) => {
          camera = turned;
        };
        const view = solid ? mountSurface(root, { onTurn }) : mountMap(root, { onZoom });
        mounted = { solid, view };
      }
      mounted.view.render({ ...model, camera });
    },
    dispose: () => mounted?.view.dispose(),
  };
}
