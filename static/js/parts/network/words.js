/** The network lab's words and numbers: the data and the network, the step layer by layer, one sample's way. */

import { scaledWords } from "../../lib/own-units.js";
import { mountDataPicker } from "../../views/data-picker.js";
import { mountLayerTable } from "../../views/layer-table.js";
import { mountOnePoint } from "../../views/one-point.js";
import { mountPointLine } from "../../views/point-line.js";
import { dataActions, EDITABLE } from "./actions.js";
import { isAbout } from "./curvature.js";

/** @typedef {import("../../lab/network.js").NetworkInstance} Host */
/** @typedef {import("../part.js").Part<Host, import("../../lab/network.js").NetworkFrame>} Part */

/** @type {Part} */
export const data = {
  name: "picker",
  title: "Data and network",
  region: "left",
  panel: "rail",
  control: true,
  mount(element, host) {
    const { session } = host;
    const view = mountDataPicker(element, dataActions(host));
    return {
      render() {
        const { lab, network, catalog, outline, kind } = session;
        const { lesson, editing, editClass } = session.view;
        view.render({
          catalog,
          problem: lab.experiment.problem,
          samples: network.samples,
          sizes: outline.sizes,
          patience: network.usualPatience,
          kind,
          title: session.problemTitle,
          lesson,
          editing,
          editClass,
          theme: host.theme,
          locked: lab.locks.has("network"),
          pasting: outline.parameters <= EDITABLE && !lab.locks.has("start"),
        });
      },
      dispose: view.dispose,
    };
  },
};

/** @type {Part} */
export const layers = {
  name: "this-step",
  title: "This step",
  region: "right",
  panel: "explanation",
  stage: "large",
  folded: ({ session }) => session.kind === "images" || isAbout(session, "sharpness"),
  mount(element, { session }) {
    const view = mountLayerTable(element, { onSelect: (index) => session.lab.select(index) });
    return {
      render: ({ common, views, selected, explanation, context: { unlike } }) =>
        view.render({
          ...common,
          runs: views,
          selected,
          explanation,
          lossName: unlike ? views[selected]?.lossName : "",
          optimizers: session.catalog.optimizers,
          scaled: scaledWords(common.problem),
        }),
      dispose: view.dispose,
    };
  },
};

/** @type {Part} */
export const onePoint = {
  name: "one-point",
  title: "One sample’s way through the network",
  region: "right",
  panel: "explanation",
  stage: "large",
  folded: ({ session }) => isAbout(session, "sharpness"),
  shows: ({ session }) => ["plane", "field", "line", "table"].includes(session.kind),
  mount(element, host) {
    const { session } = host;
    let asked = false;
    const view = mountOnePoint(element, {
      onPoint: (neuron, link) => session.look({ hovered: neuron, hoveredLink: link }),
      onSample: (index) => {
        asked = true;
        session.look({ point: placeOf(session.network.samples, index) });
      },
    });
    return {
      render({ common, explanation }) {
        view.render({
          ...common,
          explanation,
          point: session.sample,
          hovered: session.view.hovered,
          hoveredLink: session.view.hoveredLink,
        });
        if (!asked || !explanation?.sample) return;
        asked = false;
        host.bring(".point-answers");
      },
      dispose: view.dispose,
    };
  },
};

/** On a phone the numbers are in another panel than the figure. @type {Part} */
export const pointLine = {
  name: "point-line",
  title: "Answer to the chosen point",
  region: "below",
  shows: ({ session }) =>
    ["plane", "field", "line"].includes(session.kind) && session.sample !== null,
  mount(element, host) {
    const view = mountPointLine(element, { onMore: () => host.showPanel("step", "one-point") });
    /** @type {number | null} */
    let told = null;
    return {
      render({ common, explanation }) {
        const sample = explanation?.sample ?? null;
        view.render({ ...common, sample });
        if (sample && sample.index !== told) host.bring(".point-line");
        told = sample?.index ?? told;
      },
      dispose: view.dispose,
    };
  },
};

/** The place of a sample, given by its number, in the list of those that are drawn. @param {import("../../experiments.js").Samples | null} samples @param {number} index */
function placeOf(samples, index) {
  const at = samples?.index?.indexOf(index) ?? index;
  return at >= 0 ? at : null;
}
