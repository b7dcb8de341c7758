/** Bars of probabilities with their numbers: the answer is bold, tracks are hairlines. */
import { h } from "../lib/dom.js";
import { formatFixed } from "../lib/format.js";

/**
 * @typedef {object} BarsModel
 * @property {readonly string[]} names
 * @property {ArrayLike<number> | null} values null: nothing to show yet
 * @property {number | null} winner
 */

/** @typedef {{item: HTMLElement, name: HTMLElement, fill: HTMLElement, value: HTMLElement}} Row */

/**
 * @param {HTMLElement} element
 * @param {{label: string}} options
 * @returns {{render: (model: BarsModel) => void, dispose: () => void}}
 */
export function mountBars(element, { label }) {
  const list = h("ol", { class: "bars", "aria-label": label });
  element.append(list);
  /** @type {Row[]} */
  let rows = [];
  let known = "";

  /** @param {readonly string[]} names */
  function build(names) {
    const key = names.join("\n");
    if (key === known) return;
    known = key;
    rows = names.map(makeRow);
    list.replaceChildren(...rows.map(({ item }) => item));
    list.classList.toggle(
      "has-words",
      names.some((name) => name.length > 2),
    );
  }

  return {
    render({ names, values, winner }) {
      build(names);
      const largest = values ? Math.max(1, ...Array.from(values, Math.abs)) : 1;
      rows.forEach(({ item, fill, value }, k) => {
        const number = values ? values[k] : Number.NaN;
        const share = Number.isFinite(number) ? Math.max(0, number / largest) : 0;
        fill.style.width = `${100 * share}%`;
        item.classList.toggle("is-winner", values !== null && k === winner);
        const text = values ? formatFixed(number, 4) : "–";
        if (value.textContent !== text) value.textContent = text;
      });
    },
    dispose: () => list.remove(),
  };
}

/** @param {string} text @returns {Row} */
function makeRow(text) {
  const name = h("span", { class: "bar-name", title: text.length > 12 ? text : null }, text);
  const fill = h("span", { class: "bar-fill" });
  const track = h("span", { class: "bar-track", "aria-hidden": "true" }, fill);
  const value = h("span", { class: "number bar-value" });
  return { item: h("li", { class: "bar-row" }, name, track, value), name, fill, value };
}

/**
 * What a network answers, from the prediction probe's arrays: probabilities, or the outputs where the loss has none.
 * @param {import("./network-models.js").ProbeView | null} prediction
 * @param {number} classes
 * @returns {{values: number[], answer: number, probable: boolean} | null}
 */
export function readAnswer(prediction, classes) {
  const { probabilities, outputs, answer } = prediction?.arrays ?? {};
  const tensor = probabilities ?? outputs;
  if (!tensor || tensor.shape[0] !== classes) return null;
  const columns = tensor.shape[1] ?? 1;
  const values = Array.from({ length: classes }, (_, k) => Number(tensor.data[k * columns]));
  const best = answer ? Number(answer.data[0]) : values.indexOf(Math.max(...values));
  return { values, answer: best, probable: Boolean(probabilities) };
}
