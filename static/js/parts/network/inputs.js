/** What a visitor gives to a network: drawings, texts, digits that are moved, rows of a table. */

import { mountAsk } from "../../views/ask.js";
import { mountDrawDigit } from "../../views/draw-digit.js";
import { mountPermutePixels } from "../../views/permute-pixels.js";
import { mountShiftDigit } from "../../views/shift-digit.js";
import { mountTypeSentence } from "../../views/type-sentence.js";
import { dataActions } from "./actions.js";

/** @typedef {import("../../lab/network.js").NetworkInstance} Host */
/** @typedef {import("../part.js").Part<Host, import("../../lab/network.js").NetworkFrame>} Part */

/** @param {Host} host @returns {import("../part.js").Probe[]} */
const predicting = ({ session }) =>
  session.view.prediction ? [{ name: "prediction", ...session.view.prediction }] : [];

/** @param {Host} host @param {object | null} prediction */
function predict({ session }, prediction) {
  if (!prediction) session.prober.forget("prediction");
  session.look({ prediction });
}

/** @type {Part} */
export const draw = {
  name: "draw",
  title: "Draw a digit",
  region: "right",
  panel: "explanation",
  folded: () => false,
  stage: "large",
  control: true,
  shows: ({ session }) => session.kind === "images",
  probes: predicting,
  mount(element, host) {
    const view = mountDrawDigit(element, {
      onDraw: (image) => predict(host, image && { image }),
    });
    return {
      render: ({ common }) =>
        view.render({ ...common, prediction: host.session.prober.get("prediction") }),
      dispose: view.dispose,
    };
  },
};

/** @type {Part} */
export const ask = {
  name: "ask",
  title: "Ask",
  region: "right",
  panel: "explanation",
  folded: () => false,
  control: true,
  shows: ({ session }) =>
    session.lab.experiment.problem.dataset.name === "custom" &&
    Boolean(session.network.samples?.inputs),
  probes: predicting,
  mount(element, host) {
    const view = mountAsk(element, {
      onRow: (row) => predict(host, row && { inputs: [row] }),
    });
    return {
      render: ({ common }) =>
        view.render({ ...common, prediction: host.session.prober.get("prediction") }),
      dispose: view.dispose,
    };
  },
};

/** @type {Part} */
export const sentence = {
  name: "sentence",
  title: "Type a sentence",
  region: "right",
  panel: "explanation",
  folded: () => false,
  stage: "large",
  control: true,
  shows: ({ session }) => session.kind === "texts",
  probes: predicting,
  mount(element, host) {
    const view = mountTypeSentence(element, {
      onText: (text) => predict(host, text.trim() ? { text } : null),
    });
    return {
      render: ({ common }) =>
        view.render({ ...common, prediction: host.session.prober.get("prediction") }),
      dispose: view.dispose,
    };
  },
};

/** @type {Part} */
export const shift = {
  name: "shift",
  title: "Shift the digits",
  region: "right",
  panel: "explanation",
  folded: () => true,
  control: true,
  shows: ({ session }) => session.kind === "images",
  probes: ({ session }) => [{ name: "shift", ...session.view.shift }],
  mount(element, { session }) {
    const view = mountShiftDigit(element, {
      onShift: (dx, dy) => session.look({ shift: { dx, dy } }),
    });
    return {
      render: ({ common }) => view.render({ ...common, shift: session.prober.get("shift") }),
      dispose: view.dispose,
    };
  },
};

/** @type {Part} */
export const permute = {
  name: "permute",
  title: "Shuffle the pixels",
  region: "right",
  panel: "explanation",
  folded: () => true,
  control: true,
  shows: ({ session }) => session.kind === "images",
  mount(element, host) {
    const view = mountPermutePixels(element, {
      onPermute: (permutation) => dataActions(host).onData({ permutation }),
    });
    return {
      render: ({ common }) =>
        view.render({
          permuted: common.problem.dataset.permutation === true,
          locked: host.session.lab.locks.has("network"),
        }),
      dispose: view.dispose,
    };
  },
};
