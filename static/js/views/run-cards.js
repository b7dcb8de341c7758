/** The runs: one is read at a time and has its full card, all of them stay adjustable. */

import { freshId, h, setText } from "../lib/dom.js";
import { holdFixed } from "../lib/fixed.js";
import { formatCount } from "../lib/format.js";
import { createRunCard } from "./run-card.js";

/** @typedef {import("./run-knobs.js").RunCard} RunCard */

/**
 * @typedef {object} RunCardsContent
 * @property {RunCard[]} runs
 * @property {number} selected  index of the chosen run
 * @property {number} step      the head
 * @property {number} most      how many runs there may be
 * @property {string} [lossNote]  what the number beside a run is; "loss" when absent
 */

/**
 * @typedef {RunCardsContent & import("./run-knobs.js").RunContext & import("./run-settings.js").SettingsContext} RunCardsModel
 */

/**
 * @typedef {object} RunCardsCallbacks
 * @property {(index: number) => void} onSelect
 * @property {(index: number, setting: string, value: import("../experiments.js").Json) => void} onInput   while a handle moves
 * @property {(index: number, setting: string, value: import("../experiments.js").Json) => void} onChange  learning_rate, batch_size or a hyperparameter
 * @property {(index: number, label: string) => import("../controls/typed.js").Typed<string>} onRename
 * @property {(index: number, name: string) => string} onOptimizer  says what else is changed
 * @property {(index: number, schedule: import("../experiments.js").Schedule | null, done: boolean) => void} onSchedule
 *   null is a constant rate
 * @property {(index: number, clipping: import("../experiments.js").Clipping | null, done: boolean) => void} [onClipping]
 * @property {(index: number, loss: import("../experiments.js").Named | null, done: boolean) => void} [onLoss]  null is the problem's
 * @property {(index: number) => void} onDuplicate
 * @property {(index: number) => void} onMute
 * @property {(index: number) => void} onRemove
 * @property {() => void} onAdd
 * @property {() => void} onFork  as on the transport, where a phone has no room for it
 */

/**
 * @param {HTMLElement} element
 * @param {RunCardsCallbacks} callbacks
 * @returns {{render: (model: RunCardsModel) => void, dispose: () => void}}
 */
export function mountRunCards(element, callbacks) {
  const title = freshId("runs");
  const note = h("span", { class: "section-note" });
  const list = h("div", { class: "run-list" });
  const add = h(
    "button",
    { type: "button", class: "text-button run-add", onclick: callbacks.onAdd },
    "Add a run",
  );
  const fork = h("button", {
    type: "button",
    class: "text-button run-fork",
    title: "Go on from here with a copy of the chosen run",
    onclick: callbacks.onFork,
  });
  const root = h(
    "section",
    { class: "runs", "aria-labelledby": title },
    h("header", { class: "section-head" }, h("h2", { id: title }, "Runs"), note),
    list,
    h("p", { class: "runs-foot" }, add, fork),
  );
  element.append(root);
  /** @type {{card: ReturnType<typeof createRunCard>, chosen: boolean}[]} */
  let cards = [];

  /** Cards are kept as long as their place is chosen or not chosen as before. @param {RunCardsModel} model */
  function arrange({ runs, selected }) {
    const focused = cards.findIndex(({ card }) => card.root.contains(document.activeElement));
    const next = runs.map((run, place) => {
      const chosen = run.index === selected;
      const kept = cards[place];
      return kept?.chosen === chosen
        ? kept
        : { card: createRunCard(run, chosen, callbacks), chosen };
    });
    for (const old of cards) if (!next.includes(old)) old.card.dispose();
    const lost = next[focused] !== undefined && next[focused] !== cards[focused];
    cards = next;
    list.replaceChildren(...cards.map(({ card }) => card.root));
    return lost ? focused : -1;
  }

  /** @param {RunCardsModel} model */
  function fits({ runs, selected }) {
    return (
      runs.length === cards.length &&
      runs.every((run, i) => cards[i].chosen === (run.index === selected))
    );
  }

  return {
    render(model) {
      const refocus = fits(model) ? -1 : arrange(model);
      const text = `${model.lossNote ?? "loss"} at step ${formatCount(model.step)}`;
      setText(note, text);
      for (const [place, run] of model.runs.entries()) cards[place].card.render(run, model);
      const full = model.runs.length >= model.most;
      holdFixed(add, model.locks?.has("runs") ?? false, full);
      setText(add, full ? `${model.most} runs at most` : "Add a run");
      holdFixed(fork, model.locks?.has("runs") ?? false, full);
      setText(fork, `Fork at step ${formatCount(model.step)}`);
      if (refocus >= 0) cards[refocus].card.focus();
    },
    dispose() {
      for (const { card } of cards) card.dispose();
      root.remove();
    },
  };
}
