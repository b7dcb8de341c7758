/** Mounts the views of the landscape lab and gives each its part of the page's state. */

import { pickerActions } from "./lab-actions.js";
import { LabFrame, place } from "./lab-frame.js";
import { h } from "./lib/dom.js";
import { formatNumber } from "./lib/format.js";
import { tilted } from "./state/ground.js";
import { arrowsOf, namedSettings, valueAt } from "./state/models.js";
import { mountCurve1d } from "./views/curve1d.js";
import { mountCurves } from "./views/curves.js";
import { mountRuler } from "./views/diagnosis.js";
import { mountPicker } from "./views/landscape-picker.js";
import { mountMap } from "./views/map.js";
import { mountSurface } from "./views/surface.js";
import { mountThisStep } from "./views/this-step.js";

export class LabViews extends LabFrame {
  /** @param {import("./lab-page.js").LabPage} page */
  constructor(page) {
    super(page);
    this.page = page;
    /** @type {{key: string, from: import("./types.js").Surface, surface: import("./types.js").Surface} | null} */
    this.batchSurface = null;
    const { lab } = page;
    this.picker = mountPicker(place("picker"), pickerActions(page));
    this.map = mountMap(place("map"), { onStart: (point) => lab.moveStart(point) });
    this.curve = mountCurve1d(place("map"), { onStart: (point) => lab.moveStart(point) });
    this.surface = mountSurface(place("surface"));
    this.curves = mountCurves(place("curves"), {
      onSeek: (step) => page.seek(step),
      onScale: (scale) => this.set({ lossScale: scale }),
      onAxis: (axis) => this.set({ xAxis: axis }),
    });
    this.step = mountThisStep(place("this-step"), {
      onSelect: (index) => lab.select(index),
      onHighlight: (role) => this.set({ highlight: role }),
    });
    this.ruler = mountRuler(place("ruler"));
    this.mountBatchChoice();
  }

  /** @param {Partial<Pick<import("./lab-page.js").LabPage, "lossScale" | "xAxis" | "highlight">>} part */
  set(part) {
    Object.assign(this.page, part);
    this.page.draw();
  }

  /** Which surface is seen. */
  mountBatchChoice() {
    const { page } = this;
    const batch = /** @type {HTMLInputElement} */ (
      h("input", {
        type: "checkbox",
        onchange: () => {
          page.seesBatch = batch.checked;
          page.draw();
        },
      })
    );
    this.batchChoice = h(
      "label",
      { class: "batch-choice", title: "Draw the surface that this step's batch sees" },
      batch,
      h("span", {}, "this batch’s surface"),
    );
    document.querySelector("[data-batch-choice]")?.append(this.batchChoice);
  }

  render() {
    const { page } = this;
    const { lab, player } = page;
    const landscape = /** @type {import("./types.js").LandscapeInfo} */ (lab.landscape);
    const { step } = player;
    const explanation = page.explanation();
    const current = explanation && explanation.run === lab.selected ? explanation : null;
    const views = lab.views(formatNumber);
    const start = lab.experiment.runs[lab.selected]?.start ?? landscape.start;
    const exact = current?.step === step ? current : null;
    const model = {
      landscape,
      surface: this.seenSurface(step),
      curve: page.ground.curve,
      runs: views,
      selected: lab.selected,
      step,
      steps: lab.experiment.steps,
      start,
      arrows: arrowsOf(exact),
      highlight: page.highlight,
      projector: page.projector,
      theme: page.theme,
      lossScale: page.lossScale,
      xAxis: page.xAxis,
      samples: lab.experiment.problem.samples,
    };
    document.documentElement.dataset.dimension = String(landscape.dimension);
    const report = landscape.dimension === 1 ? this.curve.render(model) : this.map.render(model);
    this.caption(report);
    if (landscape.dimension === 2) this.surface.render(model);
    this.curves.render(model);
    this.renderRails(current, views);
    this.renderNotice();
  }

  /** @param {any} report */
  caption(report) {
    const note = document.querySelector("[data-map-caption]");
    if (!note || !report) return;
    const arrows = report.arrowScale ? ` · arrows × ${formatNumber(report.arrowScale, 2)}` : "";
    const text = `${report.caption ?? ""}${arrows}`;
    if (note.textContent !== text) note.textContent = text;
  }

  /** The full surface, or the one that the chosen run's batch sees at this step. @param {number} step */
  seenSurface(step) {
    const { page } = this;
    const { surface } = page.ground;
    const trace = page.lab.traces[page.lab.selected];
    const noisy = page.lab.experiment.problem.noise > 0 && page.ground.surface !== null;
    if (this.batchChoice) this.batchChoice.hidden = !noisy;
    if (!surface || !page.seesBatch || !noisy || !trace) return surface;
    const row = Math.min(step, trace.rows - 1);
    const tilt = [0, 1].map(
      (i) => trace.columns.batch_gradient[2 * row + i] - trace.columns.gradient[2 * row + i],
    );
    const key = tilt.join();
    if (this.batchSurface?.key !== key || this.batchSurface.from !== surface)
      this.batchSurface = { key, from: surface, surface: tilted(surface, tilt) };
    return this.batchSurface.surface;
  }

  /** @param {any} explanation @param {any[]} views */
  renderRails(explanation, views) {
    const { page } = this;
    const { lab, player } = page;
    const landscape = /** @type {import("./types.js").LandscapeInfo} */ (lab.landscape);
    const { step } = player;
    const { problem } = lab.experiment;
    this.picker.render({
      landscape,
      landscapes: page.catalog.landscapes,
      start: lab.experiment.runs[0].start ?? landscape.start,
      samples: problem.samples,
      noise: problem.noise,
      formula:
        problem.kind === "formula"
          ? { expression: problem.expression, window: problem.window }
          : null,
      locked: page.options.lock.includes("landscape"),
    });
    const cards = this.renderFrame({
      title: landscape.title,
      samples: problem.samples,
      explanation,
    });
    this.step.render({
      runs: views.map(({ index, label, slot }) => ({ index, label, slot })),
      selected: lab.selected,
      step,
      explanation,
      settings: explanation ? namedSettings(explanation.optimizer) : [],
      highlight: page.highlight,
    });
    this.ruler.render({
      runs: cards.map((/** @type {any} */ card) => {
        const rate = valueAt(card.trace, "learning_rate", step);
        const ratio = card.limit !== null && rate !== null ? rate / card.limit : null;
        return { index: card.index, label: card.label, slot: card.slot, muted: card.muted, ratio };
      }),
      selected: lab.selected,
      latex: explanation?.stability.latex || undefined,
      sharpness: explanation?.stability.sharpness ?? null,
      limit: explanation?.stability.limit ?? null,
    });
  }
}
