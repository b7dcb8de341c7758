/** What the network lab's own controls do: each asks for another problem, or the server for an answer. */

import { at } from "../../lib/site.js";
import { asClient } from "../../transport/client.js";
import { orInWords } from "../../transport/problems.js";
import { checked } from "../../transport/rest.js";
import { drawDataThumbnail } from "../../views/data-thumbnail.js";

/** @typedef {import("../../state/network-session.js").NetworkSession} NetworkSession */
/** @typedef {import("../../experiments.js").NetworkProblem} NetworkProblem */
/** @typedef {import("../../experiments.js").Dataset} Dataset */
/** @typedef {import("../../experiments.js").Json} Json */
/** @typedef {import("../../views/own-formula.js").Window} Window */

/** Weights of larger networks are not changed by hand. */
export const EDITABLE = 2000;

/** What is chosen anew, to suit other data. */
const UNSUITED = {
  inputs: null,
  hidden: null,
  loss: null,
  scaling: null,
  precision: null,
  evaluate_every: null,
};

/** @typedef {import("../../lab/network.js").NetworkInstance} Host */

/** @typedef {import("../../state/kinds.js").Figure} Figure */

/** Of any network. @type {Figure[]} */
const SPREAD = ["histograms", "plane", "outcomes", "rates"];

/** Whether there is an error surface to be looked at. @param {Host} host */
export function hasGround(host) {
  return host.session.dimension === 2 && (host.shows("map") || host.shows("surface"));
}

/**
 * Which figures take turns: the network itself is the main one, unless its error has a map; then it comes third.
 * @param {Host} host
 * @returns {Figure[]}
 */
export function figuresOf(host) {
  if (hasGround(host)) return ["main", "surface", "network", "histograms", "outcomes", "rates"];
  const solid = host.session.kind === "field" && host.shows("field-surface");
  return solid ? ["main", "surface", ...SPREAD] : ["main", ...SPREAD];
}

/** The one that is looked at; what other data have had is none. @param {Host} host @returns {Figure} */
export function figureOf(host) {
  const { figure } = host.session.view;
  return figuresOf(host).includes(figure) ? figure : "main";
}

/** Whether histograms are looked at. @param {Host} host */
export function isSpread(host) {
  return figureOf(host) === "histograms";
}

/** Whether the network itself is looked at; in figures of one's own it is beside all others. @param {Host} host */
export function isMain(host) {
  if (host.layout !== "page") return !SPREAD.includes(figureOf(host));
  return figureOf(host) === (hasGround(host) ? "network" : "main");
}

/** Whether a map, or a surface, is looked at; in figures of one's own both are. @param {Figure} figure */
export function isGround(figure) {
  return (/** @type {Host} */ host) => host.layout !== "page" || figureOf(host) === figure;
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
    ...formulaActions(session),
    onProblem: (/** @type {Partial<NetworkProblem>} */ part, done = true) =>
      session.byHand(done, () => session.changeProblem(part)),
    weights: () => weightsAt(session, session.shownStep),
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
 * What the formula that data follow can ask for.
 * @param {NetworkSession} session
 */
function formulaActions(session) {
  const { server } = session;
  const withFormula = (/** @type {Record<string, Json>} */ part) => ({
    ...session.lab.experiment.problem.dataset,
    ...part,
  });
  return {
    readFormula: (/** @type {string} */ expression) =>
      orInWords(server.post("/api/v1/formulas", { expression })),
    checkFormula: (/** @type {string} */ formula, /** @type {Window | null} */ window) => {
      const problem = { kind: "network", dataset: withFormula({ formula, window }) };
      const { seed } = session.lab.experiment;
      return orInWords(server.post("/api/v1/samples", { problem, seed }).then(() => ({})));
    },
    onFormula: (
      /** @type {{formula: string, window: Window}} */ part,
      /** @type {readonly string[]} */ columns,
    ) => {
      const { inputs } = session.lab.experiment.problem;
      const known = String(session.network.samples?.features) === String(columns);
      session.view.title = null;
      session.changeProblem({ dataset: withFormula(part), inputs: known ? inputs : null });
    },
  };
}

/**
 * The weights of the chosen run at a step, to the last bit.
 * @param {NetworkSession} session
 * @param {number} step
 * @returns {Promise<number[]>}
 */
async function weightsAt({ lab, server }, step) {
  const { experiment, selected } = lab;
  const cut = { ...experiment, runs: [experiment.runs[selected]], steps: Math.max(1, step) };
  const query = `columns=parameters&every=${Math.max(1, step)}`;
  const answer = await server.post(`/api/v1/traces?${query}`, cut);
  const { runs } = /** @type {import("../../api.js").TraceAnswer} */ (answer);
  const rows = /** @type {number[][]} */ (runs[0].columns.parameters);
  return rows[Math.min(step, 1, rows.length - 1)];
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
  const headers = { "content-type": "text/csv", ...asClient() };
  const options = { method: "POST", headers, body: source };
  return (await checked(await fetch(at(`/api/v1/tables?${query}`), options))).json();
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
  const { input_scaling = "none", target_names = null } = dataset;
  const scaled = samples.preprocessing.some(({ name }) => name === "targets");
  return {
    name: "custom",
    input_scaling,
    target_scaling: scaled ? "standard" : "none",
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
