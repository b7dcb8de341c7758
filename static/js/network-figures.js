/** The figures of the network lab: each gets what the probes have found, and says what a visitor points at. */

import { place } from "./lab-frame.js";
import { changeWeight, pointActions } from "./network-actions.js";
import { valueAt } from "./state/models.js";
import { mountBoundary } from "./views/boundary.js";
import { mountFittedCurve } from "./views/fitted-curve.js";
import { mountLayerSparklines } from "./views/layer-sparklines.js";
import { mountNetworkDiagram } from "./views/network-diagram.js";
import { mountOnePoint } from "./views/one-point.js";

/** @typedef {import("./network-page.js").NetworkPage} NetworkPage */
/** @typedef {(name: string) => any} Probe */
/** @typedef {{layer: number, unit: number}} Neuron */

/** Weights of larger networks are not changed by hand. */
const EDITABLE = 2000;

/** @param {NetworkPage} page */
export function mountFigures(page) {
  /** @param {Partial<NetworkPage>} part */
  const set = (part) => {
    Object.assign(page, part);
    page.draw();
  };
  const plane = mountPlane(page);
  const diagram = mountNetworkDiagram(place("diagram"), {
    onWeight: (layer, out, from, value) => changeWeight(page, layer, out, from, value),
    onHover: (neuron) => set({ hovered: neuron }),
    onSelectNeuron: (neuron) => set({ chosen: neuron }),
  });
  const sparklines = mountLayerSparklines(place("sparklines"), {});
  const point = mountOnePoint(place("one-point"), {
    onSample: (index) => set({ point: shownPlace(page.network.samples, index) }),
  });

  return {
    /** @param {any} common @param {Probe} probe @param {any} explanation */
    render(common, probe, explanation) {
      const { places } = page;
      if (places.has("diagram"))
        diagram.render({
          ...common,
          neurons: probe("neurons"),
          weights: probe("weights"),
          selected: page.chosen,
          editable: page.player.step === 0 && page.outline.parameters <= EDITABLE,
        });
      if (places.has("sparklines")) sparklines.render({ ...common, norms: norms(page) });
      plane.render(common, probe);
      if (places.has("one-point"))
        point.render({ ...common, explanation, point: page.sampleIndex() });
    },
  };
}

/** The decision over the plane, or the curve of a regression. @param {NetworkPage} page */
function mountPlane(page) {
  const points = pointActions(page);
  const boundary = mountBoundary(place("boundary"), points);
  const fitted = mountFittedCurve(place("fitted"), {
    ...points,
    onAdd: (point) => points.onAdd(point, 0),
  });
  return {
    /** @param {any} common @param {Probe} probe */
    render(common, probe) {
      const { places } = page;
      const neuron = page.hovered ?? page.chosen;
      const shared = { ...common, point: page.point, editing: page.editing };
      if (places.has("boundary"))
        boundary.render({
          ...shared,
          boundary: probe("boundary"),
          neuron: neuronAnswer(page, probe("neurons"), neuron),
          editClass: page.editClass,
          accuracy: accuracy(page),
        });
      if (places.has("fitted"))
        fitted.render({ ...shared, curve: probe("curve"), neurons: probe("neurons"), neuron });
    },
  };
}

/**
 * What one neuron answers over the plane.
 * @param {NetworkPage} page
 * @param {any} found
 * @param {Neuron | null} neuron
 */
function neuronAnswer(page, found, neuron) {
  if (!neuron || !found || neuron.layer === 0) return null;
  const last = neuron.layer === page.outline.sizes.length - 1;
  const tensor = found.arrays[last ? "output" : `layer.${neuron.layer}`];
  if (!tensor || neuron.unit >= tensor.shape[0]) return null;
  const size = tensor.shape[1] * (tensor.shape[2] ?? 1);
  const data = tensor.data.subarray(neuron.unit * size, (neuron.unit + 1) * size);
  const classes = page.network.samples?.classes ?? [];
  const title = last
    ? (classes[neuron.unit] ?? "output")
    : `hidden ${neuron.layer}, unit ${neuron.unit + 1}`;
  return { title, data: { shape: tensor.shape.slice(1), data } };
}

/** Shares of right answers, as last measured. @param {NetworkPage} page */
function accuracy({ lab, shownStep }) {
  const trace = lab.traces[lab.selected];
  if (!trace?.columns.accuracy) return null;
  return {
    train: valueAt(trace, "accuracy", shownStep),
    test: valueAt(trace, "test_accuracy", shownStep),
  };
}

/** Sizes of the layers' gradients, as far as rows are there. @param {NetworkPage} page */
function norms({ lab, outline }) {
  const trace = lab.traces[lab.selected];
  const values = trace?.columns["gradient_norm.layer"];
  if (!trace || !values) return null;
  return {
    steps: trace.columns.step.subarray(0, trace.rows),
    values,
    rows: trace.rows,
    layers: outline.sizes.length - 1,
  };
}

/** The place of a sample, given by its number, in the list of those that are drawn. @param {any} samples @param {number} index */
function shownPlace(samples, index) {
  const at = samples?.index?.indexOf(index) ?? index;
  return at >= 0 ? at : null;
}
