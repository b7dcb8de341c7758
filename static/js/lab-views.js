/** Mounts the views of the landscape lab and gives each its part of the page's state. */

import { mountApply } from "./controls/apply.js";
import { actionForKey, mountTransport } from "./controls/transport-bar.js";
import { cardActions, pickerActions, shareActions } from "./lab-actions.js";
import { h } from "./lib/dom.js";
import { formatNumber } from "./lib/format.js";
import { MAX_RUNS } from "./state/experiment.js";
import { tilted } from "./state/ground.js";
import { arrowsOf, namedSettings, runCards, valueAt } from "./state/models.js";
import { mountCurve1d } from "./views/curve1d.js";
import { mountCurves } from "./views/curves.js";
import { mountDiagnosis, mountRuler } from "./views/diagnosis.js";
import { mountPicker } from "./views/landscape-picker.js";
import { mountMap } from "./views/map.js";
import { mountNotice } from "./views/notice.js";
import { mountPhoneKnob } from "./views/phone-knob.js";
import { mountPhoneTabs } from "./views/phone-tabs.js";
import { mountPresets } from "./views/presets.js";
import { mountRunCards } from "./views/run-cards.js";
import { mountRunStrip } from "./views/run-strip.js";
import { mountShare } from "./views/share.js";
import { mountSurface } from "./views/surface.js";
import { mountThisStep } from "./views/this-step.js";

/** @param {string} id @returns {HTMLElement} */
function place(id) {
  const element = document.getElementById(id);
  if (!element) throw new Error(`the page has no place #${id}`);
  return element;
}

export class LabViews {
  /** @param {import("./lab-page.js").LabPage} page */
  constructor(page) {
    this.page = page;
    /** @type {{key: string, from: import("./types.js").Surface, surface: import("./types.js").Surface} | null} */
    this.batchSurface = null;
    const { lab } = page;
    this.notice = mountNotice(place("notice"), {
      onDismiss: () => {
        page.error = null;
        page.draw();
      },
    });
    this.picker = mountPicker(place("picker"), pickerActions(page));
    this.presets = mountPresets(place("presets"), {
      onChoose: (preset) => page.open(preset.experiment),
    });
    this.cards = mountRunCards(place("runs"), cardActions(page));
    this.strip = mountRunStrip(place("phone-runs"), { onSelect: (index) => lab.select(index) });
    this.head = mountRunStrip(place("projector-head"), { onSelect: (index) => lab.select(index) });
    const { onInput, onChange } = cardActions(page);
    this.knob = mountPhoneKnob(place("phone-knob"), { onInput, onChange });
    mountPhoneTabs(place("phone-tabs"), { lab: place("main"), onTab: () => page.draw() });
    this.map = mountMap(place("map"), { onStart: (point) => lab.moveStart(point) });
    this.curve = mountCurve1d(place("map"), { onStart: (point) => lab.moveStart(point) });
    this.surface = mountSurface(place("surface"));
    this.curves = mountCurves(place("curves"), {
      onSeek: (step) => page.seek(step),
      onScale: (scale) => this.set({ lossScale: scale }),
      onAxis: (axis) => this.set({ xAxis: axis }),
    });
    this.transport = mountTransport(place("transport"), {
      onAction: (action) => page.act(action),
      onSpeed: (speed) => {
        page.player.speed = Number.isFinite(speed) ? speed : 1e6;
        page.draw();
      },
      onLoop: (loop) => {
        page.player.loop = loop;
        page.draw();
      },
    });
    this.step = mountThisStep(place("this-step"), {
      onSelect: (index) => lab.select(index),
      onHighlight: (role) => this.set({ highlight: role }),
    });
    this.diagnosis = mountDiagnosis(place("diagnosis"), {
      onRemedy: (remedy) => lab.remedy(lab.selected, /** @type {any} */ (remedy), page.player.step),
    });
    this.ruler = mountRuler(place("ruler"));
    this.mountModes();
    mountShare(
      /** @type {HTMLButtonElement | null} */ (document.getElementById("share-button")),
      shareActions(page),
    );
    for (const panel of page.options.hide) document.documentElement.classList.add(`hide-${panel}`);
    addEventListener("keydown", (event) => this.onKey(event));
    addEventListener("resize", () => page.draw());
  }

  /** @param {Partial<Pick<import("./lab-page.js").LabPage, "lossScale" | "xAxis" | "highlight">>} part */
  set(part) {
    Object.assign(this.page, part);
    this.page.draw();
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    const target = event.target instanceof HTMLElement ? event.target : null;
    if (document.querySelector("dialog[open]")) return;
    const action = actionForKey(event, /** @type {any} */ (target));
    if (!action) return;
    event.preventDefault();
    this.page.act(action);
  }

  /** Where a changed knob applies; the projector's button; which surface is seen. */
  mountModes() {
    const { page } = this;
    this.apply = mountApply(place("apply"), {
      onApply: (mode) => {
        page.lab.applyMode = mode;
        page.draw();
      },
    });
    this.present = document.getElementById("present-button");
    this.present?.addEventListener("click", () => this.setProjector(!page.projector));
    addEventListener("keydown", (event) => {
      if (event.key === "Escape" && page.projector && !document.querySelector("dialog[open]"))
        this.setProjector(false);
    });
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

  /** @param {boolean} on */
  setProjector(on) {
    this.page.projector = on;
    document.documentElement.dataset.mode = on ? "projector" : "";
    this.present?.setAttribute("aria-pressed", String(on));
    this.page.draw();
    dispatchEvent(new Event("resize"));
  }

  renderNotice() {
    this.notice.render({ connection: this.page.connection, error: this.page.error });
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
    const cards = runCards(lab, step, formatNumber);
    const { problem } = lab.experiment;
    const locks = new Set(page.options.lock);
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
      locked: locks.has("landscape"),
    });
    this.presets.render({ presets: page.presets });
    const context = {
      optimizers: page.catalog.optimizers,
      schedules: page.catalog.schedules,
      clippingSchema: page.catalog.gradient_clipping.schema,
      samples: problem.samples,
      standardRate: landscape.learning_rate,
      locks,
    };
    this.cards.render({ runs: cards, selected: lab.selected, step, most: MAX_RUNS, ...context });
    if (cards[lab.selected]) this.knob.render(cards[lab.selected], context);
    const strip = { runs: cards, selected: lab.selected, step };
    this.strip.render(strip);
    this.head.render({ ...strip, title: landscape.title });
    this.apply?.render({ apply: lab.applyMode });
    const trace = lab.traces[lab.selected];
    this.transport.render({
      step,
      steps: lab.experiment.steps,
      epoch: valueAt(trace, "epoch", step),
      evaluations: valueAt(trace, "evaluations", step),
      playing: player.playing,
      speed: player.speed >= 1e6 ? Number.POSITIVE_INFINITY : player.speed,
      loop: player.loop,
      loading: trace === null,
      canFork: lab.experiment.runs.length < MAX_RUNS,
    });
    this.step.render({
      runs: views.map(({ index, label, slot }) => ({ index, label, slot })),
      selected: lab.selected,
      step,
      explanation,
      settings: explanation ? namedSettings(explanation.optimizer) : [],
      highlight: page.highlight,
    });
    this.diagnosis.render({ diagnosis: explanation?.diagnosis ?? null });
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
