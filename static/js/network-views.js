/** Mounts the views of the network lab and gives each its part of the page's state. */

import { LabFrame, place } from "./lab-frame.js";
import { formatNumber } from "./lib/format.js";
import { changeWeight, dataActions, pointActions } from "./network-actions.js";
import { valueAt } from "./state/models.js";
import { mountBoundary } from "./views/boundary.js";
import { mountCurves } from "./views/curves.js";
import { mountDataPicker } from "./views/data-picker.js";
import { mountFigureChoice } from "./views/figure-choice.js";
import { mountFittedCurve } from "./views/fitted-curve.js";
import { mountLayerSparklines } from "./views/layer-sparklines.js";
import { mountLayerTable } from "./views/layer-table.js";
import { mountNetworkDiagram } from "./views/network-diagram.js";
import { mountOnePoint } from "./views/one-point.js";
import { mountPermutePixels } from "./views/permute-pixels.js";

/** Places that come and go with the kind of data. */
const PLACES = [
  "diagram",
  "sparklines",
  "first-layer",
  "words",
  "mistakes",
  "histograms",
  "boundary",
  "fitted",
  "confusion",
  "draw",
  "sentence",
  "one-point",
  "shift",
  "permute",
];

export class NetworkViews extends LabFrame {
  /** @param {import("./network-page.js").NetworkPage} page */
  constructor(page) {
    super(page);
    this.page = page;
    this.picker = mountDataPicker(place("picker"), dataActions(page));
    this.choice = mountFigureChoice(place("figure-choice"), {
      onChoose: (figure) => this.set({ figure }),
    });
    this.mountFigures();
    this.curves = mountCurves(place("curves"), {
      onSeek: (step) => page.seek(step),
      onScale: (scale) => this.set({ lossScale: scale }),
      onAxis: (axis) => this.set({ xAxis: axis }),
      onStrip: (strip) => this.set({ strip }),
    });
    this.table = mountLayerTable(place("this-step"), {
      onSelect: (index) => page.lab.select(index),
    });
    this.permute = mountPermutePixels(place("permute"), {
      onPermute: (permutation) => dataActions(page).onData({ permutation }),
    });
    this.wasKind = "";
  }

  mountFigures() {
    const { page } = this;
    const points = pointActions(page);
    this.diagram = mountNetworkDiagram(place("diagram"), {
      onWeight: (layer, out, from, value) => changeWeight(page, layer, out, from, value),
      onHover: (neuron) => this.set({ hovered: neuron }),
      onSelectNeuron: (neuron) => this.set({ chosen: neuron }),
    });
    this.sparklines = mountLayerSparklines(place("sparklines"), {});
    this.boundary = mountBoundary(place("boundary"), points);
    this.fitted = mountFittedCurve(place("fitted"), {
      ...points,
      onAdd: (point) => points.onAdd(point, 0),
    });
    this.point = mountOnePoint(place("one-point"), {
      onSample: (index) => this.set({ point: shownPlace(page.network.samples, index) }),
    });
  }

  /** @param {Partial<import("./network-page.js").NetworkPage>} part */
  set(part) {
    Object.assign(this.page, part);
    this.page.draw();
  }

  /** What every figure is told. */
  common() {
    const { lab, network, theme, projector, outline, shownStep } = this.page;
    const view = lab.views(formatNumber)[lab.selected];
    const run = view ? { index: view.index, label: view.label, slot: view.slot } : null;
    return {
      theme,
      projector,
      step: shownStep,
      run,
      samples: network.samples,
      problem: lab.experiment.problem,
      sizes: outline.sizes,
    };
  }

  /** @param {string} name */
  probe(name) {
    return /** @type {any} */ (this.page.prober.get(name));
  }

  render() {
    const { page } = this;
    const { lab } = page;
    const explanation = page.explanation();
    const current = explanation && explanation.run === lab.selected ? explanation : null;
    this.showPlaces();
    const common = this.common();
    this.renderFigures(common, current);
    this.renderCurves();
    this.renderRails(common, current);
    this.renderNotice();
  }

  showPlaces() {
    const { kind, places } = this.page;
    for (const name of PLACES) place(name).hidden = !places.has(name);
    if (this.wasKind === kind) return;
    this.wasKind = kind;
    document.documentElement.dataset.network = kind;
  }

  /** @param {any} common @param {any} explanation */
  renderFigures(common, explanation) {
    const { page } = this;
    const { places } = page;
    this.choice.render({ figure: page.figure, kind: page.kind });
    const neuron = page.hovered ?? page.chosen;
    if (places.has("diagram"))
      this.diagram?.render({
        ...common,
        neurons: this.probe("neurons"),
        weights: this.probe("weights"),
        selected: page.chosen,
        editable: page.player.step === 0 && page.outline.parameters <= 2000,
      });
    if (places.has("sparklines")) this.sparklines?.render({ ...common, norms: this.norms() });
    const shared = { ...common, point: page.point, editing: page.editing };
    if (places.has("boundary"))
      this.boundary?.render({
        ...shared,
        boundary: this.probe("boundary"),
        neuron: this.neuronAnswer(neuron),
        editClass: page.editClass,
        accuracy: this.accuracy(),
      });
    if (places.has("fitted"))
      this.fitted?.render({
        ...shared,
        curve: this.probe("curve"),
        neurons: this.probe("neurons"),
        neuron,
      });
    if (places.has("one-point"))
      this.point?.render({ ...common, explanation, point: page.sampleIndex() });
  }

  /** What one neuron answers over the plane. @param {{layer: number, unit: number} | null} neuron */
  neuronAnswer(neuron) {
    const found = this.probe("neurons");
    if (!neuron || !found || neuron.layer === 0) return null;
    const { sizes } = this.page.outline;
    const last = neuron.layer === sizes.length - 1;
    const tensor = found.arrays[last ? "output" : `layer.${neuron.layer}`];
    if (!tensor || neuron.unit >= tensor.shape[0]) return null;
    const size = tensor.shape[1] * (tensor.shape[2] ?? 1);
    const data = tensor.data.subarray(neuron.unit * size, (neuron.unit + 1) * size);
    const classes = this.page.network.samples?.classes ?? [];
    const title = last
      ? (classes[neuron.unit] ?? "output")
      : `hidden ${neuron.layer}, unit ${neuron.unit + 1}`;
    return { title, data: { shape: tensor.shape.slice(1), data } };
  }

  accuracy() {
    const { lab, shownStep } = this.page;
    const trace = lab.traces[lab.selected];
    if (!trace?.columns.accuracy) return null;
    return {
      train: valueAt(trace, "accuracy", shownStep),
      test: valueAt(trace, "test_accuracy", shownStep),
    };
  }

  /** Sizes of the layers' gradients, as far as rows are there. */
  norms() {
    const { lab, outline } = this.page;
    const trace = lab.traces[lab.selected];
    if (!trace?.columns["gradient_norm.layer"]) return null;
    return {
      steps: trace.columns.step.subarray(0, trace.rows),
      values: trace.columns["gradient_norm.layer"],
      rows: trace.rows,
      layers: outline.sizes.length - 1,
    };
  }

  renderCurves() {
    const { page } = this;
    const { lab, outline } = page;
    const tested = outline.columns.includes("test_loss");
    this.curves.render({
      landscape: null,
      runs: lab.views(formatNumber),
      selected: lab.selected,
      step: page.player.step,
      steps: lab.experiment.steps,
      projector: page.projector,
      theme: page.theme,
      lossScale: page.lossScale,
      xAxis: page.xAxis,
      strip: page.strip,
      caption: tested ? "mean; train full, test thin" : "mean over all samples",
    });
  }

  /** @param {any} common @param {any} explanation */
  renderRails(common, explanation) {
    const { page } = this;
    const { lab, network } = page;
    const picker = {
      catalog: page.catalog,
      problem: lab.experiment.problem,
      samples: network.samples,
      sizes: page.outline.sizes,
      kind: page.kind,
      title: page.title,
      lesson: page.lesson,
      editing: page.editing,
      editClass: page.editClass,
      theme: page.theme,
      locked: page.options.lock.includes("network"),
    };
    this.picker.render(picker);
    this.renderFrame({
      title: this.picker.title(picker),
      samples: network.samples?.train ?? 1,
      explanation,
      lossNote: "train loss",
    });
    if (page.places.has("permute"))
      this.permute.render({ permuted: lab.experiment.problem.dataset.permutation === true });
    this.table.render({
      ...common,
      runs: lab.views(formatNumber),
      selected: lab.selected,
      explanation,
      optimizers: page.catalog.optimizers,
    });
  }
}

/** The place of a sample, given by its number, in the list of those that are drawn. @param {any} samples @param {number} index */
function shownPlace(samples, index) {
  const at = samples?.index?.indexOf(index) ?? index;
  return at >= 0 ? at : null;
}
