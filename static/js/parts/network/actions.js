/** What the network lab's own controls do: each asks for another problem, or the server for an answer. */

import { checked } from "../../transport/rest.js";
import { drawDataThumbnail } from "../../views/data-thumbnail.js";

/** @typedef {import("../../state/network-session.js").NetworkSession} NetworkSession */
/** @typedef {import("../../experiments.js").NetworkProblem} NetworkProblem */
/** @typedef {import("../../experiments.js").Dataset} Dataset */
/** @typedef {import("../../experiments.js").Json} Json */

/** What is chosen anew, to suit other data. */
const UNSUITED = {
  inputs: null,
  hidden: null,
  loss: null,
  scaling: null,
  precision: null,
  evaluate_every: null,
};

/** Whether the figures of the network are looked at, not what takes turns with them. @param {import("../../lab/network.js").NetworkInstance} host */
export function isMain({ session }) {
  return session.view.figure === "main";
}

/**
 * What the head of the left rail can ask for.
 * @param {import("../../lab/network.js").NetworkInstance} host
 */
export function dataActions(host) {
  const { session } = host;
  return {
    onDataset: (/** @type {string} */ name) => otherData(session, { name }),
    onData: (/** @type {Record<string, Json>} */ part, done = true) => {
      const { dataset } = session.lab.experiment.problem;
      session.view.title = null;
      session.byHand(done, () => session.changeProblem({ dataset: { ...dataset, ...part } }));
    },
    onProblem: (/** @type {Partial<NetworkProblem>} */ part, done = true) =>
      session.byHand(done, () => session.changeProblem(part)),
    onEditing: (/** @type {boolean} */ editing) => session.look({ editing }),
    onEditClass: (/** @type {number} */ editClass) => session.look({ editClass }),
    readTable,
    onTable: (/** @type {Dataset} */ dataset) => otherData(session, dataset),
    thumbnail: async (/** @type {HTMLCanvasElement} */ canvas, /** @type {string} */ name) => {
      if (name === "custom") return;
      const small = name === "mnist" ? { train_samples: 100, test_samples: 100 } : {};
      const problem = { kind: "network", dataset: { name, ...small } };
      const fetched = () => session.server.post("/api/v1/samples", { problem, seed: 0 });
      drawDataThumbnail(canvas, await session.server.once(`samples ${name}`, fetched), host.theme);
    },
  };
}

/**
 * A table as the server reads it.
 * @param {string | Blob} source
 * @param {import("../../views/own-table.js").Choices} choices  those that are empty are left to the server
 * @returns {Promise<import("../../api.js").TableAnswer>}
 */
async function readTable(source, choices) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(choices))
    for (const one of [value].flat()) if (one !== "") query.append(name, one);
  const headers = { "content-type": "text/csv" };
  const options = { method: "POST", headers, body: source };
  return (await checked(await fetch(`/api/v1/tables?${query}`, options))).json();
}

/** Other data, with the network that suits them. @param {NetworkSession} session @param {Dataset} dataset */
function otherData(session, dataset) {
  const first = { title: null, lesson: null, editing: false, prediction: null, point: null };
  Object.assign(session.view, first);
  session.changeProblem({ ...UNSUITED, dataset }, { fresh: true });
}

/**
 * Points that are chosen, added and removed in a figure. Edited data become one's own.
 * @param {NetworkSession} session
 */
export function pointActions(session) {
  return {
    onPoint: (/** @type {number | null} */ index) => {
      session.look({ point: index });
    },
    onAdd: (/** @type {[number, number]} */ point, /** @type {number} */ kind) => {
      const own = ownData(session);
      if (!own) return;
      const plane = session.kind === "plane";
      own.inputs.push(plane ? point : [point[0]]);
      own.targets.push(plane ? kind : point[1]);
      session.view.point = null;
      session.changeProblem({ dataset: own });
    },
    onRemove: (/** @type {number} */ index) => {
      const own = ownData(session);
      if (!own || own.inputs.length <= 2) return;
      own.inputs.splice(index, 1);
      own.targets.splice(index, 1);
      session.view.point = null;
      session.changeProblem({ dataset: own });
    },
  };
}

/** The samples shown as a data set of one's own, all of them to train on: then they keep their places. @param {NetworkSession} session */
function ownData(session) {
  const { samples } = session.network;
  if (!samples?.inputs) return null;
  session.view.title = "Own points";
  session.view.lesson =
    "Click to add a point, click on a point to remove it: the network learns what you draw.";
  const classes = samples.task !== "regression";
  const { dataset } = session.lab.experiment.problem;
  const { input_scaling = "none", target_scaling = "none", target_names = null } = dataset;
  return {
    name: "custom",
    input_scaling,
    target_scaling,
    target_names,
    inputs: samples.inputs.map((row) => [...row]),
    targets: [...samples.targets],
    task: classes ? "classes" : "regression",
    test_fraction: 0,
    feature_names: samples.features,
    class_names: classes ? samples.classes : null,
  };
}

/**
 * Another first weight: all others are those shown at step 0.
 * @param {NetworkSession} session
 * @param {number} layer  from 1
 * @param {number} out
 * @param {number | null} from  null is the bias
 * @param {number} value
 */
export function changeWeight(session, layer, out, from, value) {
  const found = session.prober.get("weights");
  if (found?.step !== 0) return;
  /** @type {number[]} */
  const flat = [];
  for (let at = 1; at < session.outline.sizes.length; at += 1) {
    const weights = found.arrays[`layer.${at}.weights`];
    const biases = found.arrays[`layer.${at}.biases`];
    const begin = flat.length;
    flat.push(...weights.data, ...biases.data);
    if (at !== layer) continue;
    const inputs = weights.shape[1];
    flat[begin + (from === null ? weights.data.length + out : out * inputs + from)] = value;
  }
  session.changeProblem({ initial_parameters: flat });
}
