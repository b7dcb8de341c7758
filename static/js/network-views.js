/** Mounts the views of the network lab and gives each its part of the page's state. */

import { LabFrame, place } from "./lab-frame.js";
import { formatNumber } from "./lib/format.js";
import { dataActions } from "./network-actions.js";
import { mountExamples } from "./network-examples.js";
import { mountFigures } from "./network-figures.js";
import { mountInputs } from "./network-inputs.js";
import { mountCurves } from "./views/curves.js";
import { mountDataPicker } from "./views/data-picker.js";
import { mountFigureChoice } from "./views/figure-choice.js";
import { mountLayerTable } from "./views/layer-table.js";

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
    this.figures = mountFigures(page);
    this.examples = mountExamples(page);
    this.inputs = mountInputs(page);
    this.curves = mountCurves(place("curves"), {
      onSeek: (step) => page.seek(step),
      onScale: (scale) => this.set({ lossScale: scale }),
      onAxis: (axis) => this.set({ xAxis: axis }),
      onStrip: (strip) => this.set({ strip }),
    });
    this.table = mountLayerTable(place("this-step"), {
      onSelect: (index) => page.lab.select(index),
    });
    this.wasKind = "";
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

  render() {
    const { page } = this;
    const { lab } = page;
    const explanation = page.explanation();
    const current = explanation && explanation.run === lab.selected ? explanation : null;
    this.showPlaces();
    const common = this.common();
    const probe = (/** @type {string} */ name) => page.prober.get(name);
    this.choice.render({ figure: page.figure, kind: page.kind });
    this.figures.render(common, probe, current);
    this.examples.render(common, probe);
    this.inputs.render(common, probe);
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
    // Sentences need a column of their own height, digits a row.
    const mistakes = place("mistakes");
    if (kind === "texts") {
      place("confusion").after(mistakes);
      mistakes.tabIndex = 0;
    } else {
      place("histograms").before(mistakes);
      mistakes.removeAttribute("tabindex");
    }
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
    this.table.render({
      ...common,
      runs: lab.views(formatNumber),
      selected: lab.selected,
      explanation,
      optimizers: page.catalog.optimizers,
    });
  }
}
