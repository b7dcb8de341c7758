/**
 * What the page passes to the figures of small networks, and how they read it.
 * @import {Theme} from "../types.js"
 * @import {Neuron} from "../lib/network-layout.js"
 * @import {NetworkNames} from "../lib/network-words.js"
 */

/** @typedef {{shape: number[], data: ArrayLike<number>}} Tensor */

/**
 * What was wished for, and found.
 * @template [Note=unknown]
 * @template {object} [Wish=object]
 * @typedef {{arrays: Record<string, Tensor>, note: Note | null, step: number, wish?: Wish}} ProbeView
 */

/**
 * @typedef {object} NetworkCommon
 * @property {Theme} theme
 * @property {boolean} projector
 * @property {number} step
 * @property {{index: number, label: string, slot: number} | null} run
 * @property {import("../experiments.js").Samples | null} samples
 * @property {import("../experiments.js").NetworkProblem} problem
 * @property {import("../experiments.js").Named | null} loss  that the run descends
 * @property {string} activation  what is made of its outputs: softmax, sigmoid, …
 * @property {number[]} sizes
 */

/** @typedef {NetworkCommon & {neurons: ProbeView | null, weights: ProbeView | null, selected: Neuron | null, editable: boolean, sample: import("../experiments.js").SampleExplanation | null, hovered: Neuron | null, hoveredLink: import("./network-diagram-paint.js").Link | null}} DiagramModel */

/**
 * Names of what a network takes in and gives out.
 * @param {NetworkCommon} model
 * @returns {NetworkNames}
 */
export function namesOf({ samples, problem, sizes }) {
  const few = sizes[0] <= 64;
  const features = few ? (problem.inputs ?? samples?.features ?? []) : [];
  return {
    sizes,
    features: features.length === sizes[0] ? features : [],
    classes: samples?.classes ?? [],
    targets: samples?.target_names ?? [],
  };
}

/**
 * Weights (out, in) and biases of a layer, from 1; null before they have come.
 * @param {ProbeView | null} probe
 * @param {number} layer
 */
export function layerWeights(probe, layer) {
  const weights = probe?.arrays[`layer.${layer}.weights`];
  const biases = probe?.arrays[`layer.${layer}.biases`];
  return weights && biases ? { weights, biases, inputs: weights.shape[1] } : null;
}

/**
 * What a hidden or last layer's units answer, and how many points each has.
 * @param {ProbeView | null} probe
 * @param {number} layer
 * @param {number} last
 */
export function layerAnswers(probe, layer, last) {
  return probe?.arrays[layer === last ? "output" : `layer.${layer}`] ?? null;
}
