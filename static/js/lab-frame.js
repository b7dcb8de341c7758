/** The views that every lab has: run cards, curves, transport, diagnosis, examples, Share, notices, the projector. */

import { mountApply } from "./controls/apply.js";
import { actionForKey, mountTransport } from "./controls/transport-bar.js";
import { formatNumber } from "./lib/format.js";
import { cardActions, shareActions } from "./run-actions.js";
import { MAX_RUNS } from "./state/experiment.js";
import { runCards, valueAt } from "./state/models.js";
import { mountDiagnosis } from "./views/diagnosis.js";
import { mountNotice } from "./views/notice.js";
import { mountPhoneKnob } from "./views/phone-knob.js";
import { mountPhoneTabs } from "./views/phone-tabs.js";
import { mountPresets } from "./views/presets.js";
import { mountRunCards } from "./views/run-cards.js";
import { mountRunStrip } from "./views/run-strip.js";
import { mountShare } from "./views/share.js";

/** @param {string} id @returns {HTMLElement} */
export function place(id) {
  const element = document.getElementById(id);
  if (!element) throw new Error(`the page has no place #${id}`);
  return element;
}

export class LabFrame {
  /** @param {import("./lab-base.js").LabBase} page */
  constructor(page) {
    this.host = page;
    const { lab } = page;
    this.notice = mountNotice(place("notice"), {
      onDismiss: () => {
        page.error = null;
        page.draw();
      },
    });
    this.presets = mountPresets(place("presets"), {
      onChoose: (preset) => page.open(preset.experiment),
    });
    this.cards = mountRunCards(place("runs"), cardActions(page));
    this.strip = mountRunStrip(place("phone-runs"), { onSelect: (index) => lab.select(index) });
    this.head = mountRunStrip(place("projector-head"), { onSelect: (index) => lab.select(index) });
    const { onInput, onChange } = cardActions(page);
    this.knob = mountPhoneKnob(place("phone-knob"), { onInput, onChange });
    mountPhoneTabs(place("phone-tabs"), { lab: place("main"), onTab: () => page.draw() });
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
    this.diagnosis = mountDiagnosis(place("diagnosis"), {
      onRemedy: (remedy) => lab.remedy(lab.selected, /** @type {any} */ (remedy), page.player.step),
    });
    this.apply = mountApply(place("apply"), {
      onApply: (mode) => {
        lab.applyMode = mode;
        page.draw();
      },
    });
    this.mountProjector();
    mountShare(
      /** @type {HTMLButtonElement | null} */ (document.getElementById("share-button")),
      shareActions(page),
    );
    for (const panel of page.options.hide) document.documentElement.classList.add(`hide-${panel}`);
    addEventListener("keydown", (event) => this.onKey(event));
    addEventListener("resize", () => page.draw());
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    const target = event.target instanceof HTMLElement ? event.target : null;
    if (event.defaultPrevented || document.querySelector("dialog[open]")) return;
    const action = actionForKey(event, /** @type {any} */ (target));
    if (!action) return;
    event.preventDefault();
    this.host.act(action);
  }

  mountProjector() {
    this.present = document.getElementById("present-button");
    this.present?.addEventListener("click", () => this.setProjector(!this.host.projector));
    addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.host.projector && !document.querySelector("dialog[open]"))
        this.setProjector(false);
    });
  }

  /** @param {boolean} on */
  setProjector(on) {
    this.host.projector = on;
    document.documentElement.dataset.mode = on ? "projector" : "";
    this.present?.setAttribute("aria-pressed", String(on));
    this.host.draw();
    dispatchEvent(new Event("resize"));
  }

  renderNotice() {
    this.notice.render({ connection: this.host.reachable, error: this.host.error });
  }

  /**
   * @param {object} model
   * @param {string} model.title  of what is descended
   * @param {number} model.samples
   * @param {any} model.explanation
   * @param {string} [model.lossNote]  what the loss beside a run is
   * @returns {any[]} the cards
   */
  renderFrame({ title, samples, explanation, lossNote }) {
    const { lab, player, catalog, presets, options } = this.host;
    const { step } = player;
    const cards = runCards(lab, step, formatNumber);
    this.presets.render({ presets });
    const context = {
      optimizers: catalog.optimizers,
      schedules: catalog.schedules,
      clippingSchema: catalog.gradient_clipping.schema,
      samples,
      standardRate: lab.standardRate,
      rates: lab.rates,
      locks: new Set(options.lock),
    };
    const { selected } = lab;
    this.cards.render({ runs: cards, selected, step, most: MAX_RUNS, lossNote, ...context });
    if (cards[selected]) this.knob.render(cards[selected], context);
    const strip = { runs: cards, selected, step };
    this.strip.render(strip);
    this.head.render({ ...strip, title });
    this.apply.render({ apply: lab.applyMode });
    this.renderTransport();
    this.diagnosis.render({ diagnosis: explanation?.diagnosis ?? null });
    return cards;
  }

  renderTransport() {
    const { lab, player } = this.host;
    const trace = lab.traces[lab.selected] ?? null;
    this.transport.render({
      step: player.step,
      steps: lab.experiment.steps,
      epoch: valueAt(trace, "epoch", player.step),
      evaluations: valueAt(trace, "evaluations", player.step),
      playing: player.playing,
      speed: player.speed >= 1e6 ? Number.POSITIVE_INFINITY : player.speed,
      loop: player.loop,
      loading: trace === null,
      canFork: lab.experiment.runs.length < MAX_RUNS,
    });
  }
}
