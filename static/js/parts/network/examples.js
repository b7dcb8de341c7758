/** The figures of digits, sentences and tables, and the histograms that every network has. */

import { mountConfusion } from "../../views/confusion.js";
import { mountFirstLayer } from "../../views/first-layer.js";
import { mountHistograms } from "../../views/histograms.js";
import { mountMistakes } from "../../views/mistakes.js";
import { mountPictureWay } from "../../views/picture-way.js";
import { mountWords } from "../../views/words.js";
import { isMain } from "./actions.js";

/** @typedef {import("../../lab/network.js").NetworkInstance} Host */
/** @typedef {import("../part.js").Part<Host, import("../../lab/network.js").NetworkFrame>} Part */
/** @typedef {(element: HTMLElement, callbacks: any) => import("../part.js").PartView} Mount */

/**
 * A figure that shows what one probe found.
 * @param {Mount} mount
 * @param {string} probe
 * @param {string} [as]  what the view calls it
 * @returns {Pick<Part, "figure" | "probes" | "mount">}
 */
function ofProbe(mount, probe, as = probe) {
  return {
    figure: true,
    probes: () => [{ name: probe }],
    mount(element, { session }) {
      const view = mount(element, {});
      return {
        render: ({ common }) => view.render({ ...common, [as]: session.prober.get(probe) }),
        dispose: view.dispose,
      };
    },
  };
}

/** @type {Part} */
export const firstLayer = {
  ...ofProbe(mountFirstLayer, "first_layer", "images"),
  name: "first-layer",
  title: "First layer’s weights as pictures",
  region: "main",
  panel: "figure",
  stage: "figure",
  shows: ({ session }) => session.kind === "images",
  picked: isMain,
};

/** @type {Part} */
export const words = {
  ...ofProbe(mountWords, "words"),
  name: "words",
  title: "Weights of words",
  region: "main",
  panel: "figure",
  stage: "large",
  shows: ({ session }) => session.kind === "texts",
  picked: isMain,
};

/** @type {Part} */
export const confusion = {
  ...ofProbe(mountConfusion, "confusion"),
  name: "confusion",
  title: "Confusion matrix",
  region: "side",
  panel: "decision",
  stage: "large",
  shows: ({ session }) =>
    ["images", "texts", "table"].includes(session.kind) &&
    session.outline.probes.includes("confusion"),
};

/** Sentences need a column of their own height, digits a row. @type {Part} */
export const mistakes = {
  ...ofProbe(mountMistakes, "mistakes"),
  name: "mistakes",
  title: "Worst mistakes",
  region: ({ session }) => (session.kind === "texts" ? "side" : "main"),
  panel: "figure",
  stage: "large",
  shows: ({ session }) =>
    ["images", "texts"].includes(session.kind) && session.outline.probes.includes("mistakes"),
  picked: isMain,
  mount(element, host) {
    const view = ofProbe(mountMistakes, "mistakes").mount(element, host);
    return {
      render(frame) {
        // What scrolls by itself must be in reach of the keyboard.
        if (host.session.kind === "texts") element.tabIndex = 0;
        else element.removeAttribute("tabindex");
        view.render(frame);
      },
      dispose: view.dispose,
    };
  },
};

/** @type {Part} */
export const histograms = {
  ...ofProbe(mountHistograms, "histograms"),
  name: "histograms",
  title: "Histograms",
  region: "main",
  panel: "figure",
  stage: "large",
  picked: ({ session }) => session.view.figure === "histograms",
};

/** @type {Part} */
export const pictureWay = {
  name: "picture-way",
  title: "From pixels to classes",
  region: "right",
  panel: "explanation",
  folded: () => true,
  shows: ({ session }) => session.kind === "images",
  mount(element) {
    const view = mountPictureWay(element);
    return {
      render: ({ common, cards, selected }) =>
        view.render({ ...common, batch: cards[selected]?.batchSize ?? common.samples?.train ?? 1 }),
      dispose: view.dispose,
    };
  },
};
