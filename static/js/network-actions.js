/** What the network lab's own controls do: each asks for another problem, or the server for an answer. */

import { checked, postJSON } from "./transport/rest.js";
import { drawDataThumbnail } from "./views/data-thumbnail.js";

/** @typedef {import("./network-page.js").NetworkPage} NetworkPage */

/** What is chosen anew, to suit other data. */
const UNSUITED = {
  inputs: null,
  hidden: null,
  loss: null,
  scaling: null,
  precision: null,
  evaluate_every: null,
};

/**
 * What the head of the left rail can ask for.
 * @param {NetworkPage} page
 */
export function dataActions(page) {
  return {
    onDataset: (/** @type {string} */ name) => otherData(page, { name }),
    onData: (/** @type {Record<string, any>} */ part) => {
      const { dataset } = page.lab.experiment.problem;
      page.title = null;
      page.changeProblem({ dataset: { ...dataset, ...part } });
    },
    onProblem: (/** @type {Record<string, any>} */ part) => page.changeProblem(part),
    onReset: () => page.act("reset"),
    onReseed: () => page.act("reseed"),
    onEditing: (/** @type {boolean} */ editing) => {
      page.editing = editing;
      page.draw();
    },
    onEditClass: (/** @type {number} */ index) => {
      page.editClass = index;
      page.draw();
    },
    readTable: async (/** @type {string} */ text) => {
      const headers = { "content-type": "text/csv" };
      const response = await fetch("/api/v1/datasets/csv", { method: "POST", headers, body: text });
      return (await (await checked(response)).json()).dataset;
    },
    onTable: (/** @type {any} */ dataset) => otherData(page, dataset),
    thumbnail: async (/** @type {HTMLCanvasElement} */ canvas, /** @type {string} */ name) => {
      if (name === "custom") return;
      const small = name === "mnist" ? { train_samples: 100, test_samples: 100 } : {};
      const problem = { kind: "network", dataset: { name, ...small } };
      const fetched = () => postJSON("/api/v1/samples", { problem, seed: 0 });
      drawDataThumbnail(canvas, await page.server.once(`samples ${name}`, fetched), page.theme);
    },
  };
}

/** Other data, with the network that suits them. @param {NetworkPage} page @param {any} dataset */
function otherData(page, dataset) {
  page.title = null;
  page.lesson = null;
  page.editing = false;
  page.prediction = null;
  page.point = null;
  page.changeProblem({ ...UNSUITED, dataset }, { fresh: true });
}

/**
 * Points that are chosen, added and removed in a figure. Edited data become one's own.
 * @param {NetworkPage} page
 */
export function pointActions(page) {
  return {
    onPoint: (/** @type {number | null} */ index) => {
      page.point = index;
      page.draw();
    },
    onAdd: (/** @type {[number, number]} */ point, /** @type {number} */ kind) => {
      const own = ownData(page);
      if (!own) return;
      const plane = page.kind === "plane";
      own.inputs.push(plane ? point : [point[0]]);
      own.targets.push(plane ? kind : point[1]);
      page.point = null;
      page.changeProblem({ dataset: own });
    },
    onRemove: (/** @type {number} */ index) => {
      const own = ownData(page);
      if (!own || own.inputs.length <= 2) return;
      own.inputs.splice(index, 1);
      own.targets.splice(index, 1);
      page.point = null;
      page.changeProblem({ dataset: own });
    },
  };
}

/** The samples shown as a data set of one's own, all of them to train on: then they keep their places. @param {NetworkPage} page */
function ownData(page) {
  const { samples } = page.network;
  if (!samples?.inputs) return null;
  page.title = "Own points";
  page.lesson =
    "Click to add a point, click on a point to remove it: the network learns what you draw.";
  const classes = samples.task !== "regression";
  return {
    name: "custom",
    inputs: samples.inputs.map((/** @type {number[]} */ row) => [...row]),
    targets: [...samples.targets],
    task: classes ? "classes" : "regression",
    test_fraction: 0,
    feature_names: samples.features,
    class_names: classes ? samples.classes : null,
  };
}

/**
 * Another first weight: all others are those shown at step 0.
 * @param {NetworkPage} page
 * @param {number} layer  from 1
 * @param {number} out
 * @param {number | null} from  null is the bias
 * @param {number} value
 */
export function changeWeight(page, layer, out, from, value) {
  const found = page.prober.get("weights");
  if (found?.step !== 0) return;
  /** @type {number[]} */
  const flat = [];
  for (let at = 1; at < page.outline.sizes.length; at += 1) {
    const weights = found.arrays[`layer.${at}.weights`];
    const biases = found.arrays[`layer.${at}.biases`];
    const begin = flat.length;
    flat.push(...weights.data, ...biases.data);
    if (at !== layer) continue;
    const inputs = weights.shape[1];
    flat[begin + (from === null ? weights.data.length + out : out * inputs + from)] = value;
  }
  page.changeProblem({ initial_parameters: flat });
}
