/** Map and surface of whatever has losses by two parameters: a landscape, or a network of a weight and a bias. */

import { formatNumber } from "../../lib/format.js";
import { MOST_ARROW_SCALE } from "../../lib/labels.js";
import { mountMap } from "../../views/map.js";
import { mountSurface } from "../../views/surface.js";
import { headed } from "../heading.js";

/** @typedef {import("../../lab/landscape.js").LandscapeInstance | import("../../lab/network.js").NetworkInstance} Host */
/** @template {Host} H @typedef {import("../part.js").Part<H, {figure: import("../../types.js").LabModel}>} Part */
/**
 * What differs between the labs.
 * @template {Host} H
 * @typedef {Pick<Part<H>, "region" | "panel" | "columns" | "picked"> & {heading: string}} How
 */

/** @param {HTMLElement} caption @param {import("../../types.js").FigureReport} report */
export function say(caption, { caption: words = "", arrowScale }) {
  const most = arrowScale === MOST_ARROW_SCALE ? " (the most)" : "";
  const arrows = arrowScale ? ` · arrows × ${formatNumber(arrowScale, 2)}${most}` : "";
  const text = `${words}${arrows}`;
  if (caption.textContent !== text) caption.textContent = text;
}

/** Where the start may be chosen, a click does it. @param {Host["session"]} session */
export function starting(session) {
  const { lab } = session;
  return lab.locks.has("start")
    ? undefined
    : (/** @type {number[]} */ point, done = true) =>
        session.byHand(done, () => lab.moveStart(point));
}

/**
 * @template {Host} H
 * @param {How<H>} how
 * @returns {Part<H>}
 */
export function mapPart({ heading, ...how }) {
  return {
    name: "map",
    title: heading,
    figure: true,
    stage: "figure",
    shows: ({ session }) => session.dimension === 2,
    mount(element, { session }) {
      const { caption, body } = headed(element, heading);
      const view = mountMap(body, {
        onStart: starting(session),
        onZoom: (zoom) => session.look({ zoom }),
      });
      return { render: (frame) => say(caption, view.render(frame.figure)), dispose: view.dispose };
    },
    ...how,
  };
}

/**
 * @template {Host} H
 * @param {How<H> & {choice?: (host: H) => {element: HTMLElement, render: () => void}}} how  a choice stands in the heading
 * @returns {Part<H>}
 */
export function surfacePart({ heading, choice, ...how }) {
  return {
    name: "surface",
    title: heading,
    figure: true,
    stage: "figure",
    shows: ({ session }) => session.dimension === 2,
    mount(element, host) {
      const { caption, body } = headed(element, heading);
      const chosen = choice?.(host);
      if (chosen) caption.append(chosen.element);
      const view = mountSurface(body, { onTurn: (camera) => host.session.look({ camera }) });
      return {
        render(frame) {
          chosen?.render();
          view.render(frame.figure);
        },
        dispose: view.dispose,
      };
    },
    ...how,
  };
}
