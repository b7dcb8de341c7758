/** The runs on one line with their losses: tabs on a phone, the head of the projector's page. */

import { wordOf } from "../lib/data-words.js";
import { h, setText } from "../lib/dom.js";
import { formatMeasure } from "../lib/format.js";
import { swatch } from "./swatch.js";

/** @typedef {import("../types.d.ts").Outcome} Outcome */

/**
 * @typedef {object} RunStripModel
 * @property {{index: number, label: string, slot: number, muted: boolean, loss: number | null, lossName: string, outcome: Outcome | null}[]} runs
 * @property {number} selected
 * @property {number} step
 * @property {boolean} [unlike]  runs descend different losses: each says which
 * @property {string} [title]  of the landscape; shown in front when given
 */

/**
 * @param {HTMLElement} element
 * @param {{onSelect: (index: number) => void}} callbacks
 * @returns {{render: (model: RunStripModel) => void, dispose: () => void}}
 */
export function mountRunStrip(element, { onSelect }) {
  const title = h("p", { class: "strip-title" });
  const list = h("div", { class: "strip-runs", role: "group", "aria-label": "Runs" });
  const root = h("div", { class: "strip" }, title, list);
  element.append(root);
  /** @type {ReturnType<typeof item>[]} */
  let items = [];
  let shown = "";

  return {
    render(model) {
      title.hidden = !model.title;
      setText(title, model.title ?? "");
      const key = JSON.stringify(model.runs.map((run) => [run.index, run.label, run.slot]));
      if (key !== shown) {
        shown = key;
        items = model.runs.map((run) => item(run, onSelect));
        list.replaceChildren(...items.map(({ button }) => button));
      }
      for (const [place, run] of model.runs.entries()) {
        const { button, loss, lossName } = items[place];
        const { outcome } = run;
        const diverged =
          outcome?.status === "diverged" && outcome.step !== null && model.step >= outcome.step;
        const text = diverged
          ? `× at ${outcome.step}`
          : run.loss === null
            ? "–"
            : formatMeasure(run.loss);
        setText(loss, text);
        setText(lossName, model.unlike && !diverged ? wordOf(run.lossName) : "");
        button.setAttribute("aria-pressed", String(run.index === model.selected));
        button.classList.toggle("is-muted", run.muted);
        button.classList.toggle("is-diverged", diverged);
      }
    },
    dispose: () => root.remove(),
  };
}

/** @param {{index: number, label: string, slot: number}} run @param {(index: number) => void} onSelect */
function item({ index, label, slot }, onSelect) {
  const loss = h("span", { class: "strip-loss" });
  const lossName = h("span", { class: "strip-loss-name" });
  const name = h(
    "span",
    { class: "strip-name" },
    swatch(slot, 30),
    h("span", { class: "strip-label" }, label),
  );
  const button = h(
    "button",
    { type: "button", class: "strip-run", "data-slot": slot, onclick: () => onSelect(index) },
    name,
    loss,
    lossName,
  );
  return { button, loss, lossName };
}
