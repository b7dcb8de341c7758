/**
 * A row of one's own: what the network answers to it at the step on screen, in the table's own units.
 * @import {NetworkCommon, ProbeView} from "./network-models.js"
 * @import {ProbeNotes} from "../experiments.js"
 * @import {AskedColumn} from "../lib/asking.js"
 */
import { columnsOf, firstRow, readRow } from "../lib/asking.js";
import { clear, freshId, h, on } from "../lib/dom.js";
import { atMostEvery } from "../lib/drawing.js";
import { formatNumber } from "../lib/format.js";
import { mountBars, readAnswer } from "./bars.js";

/** @typedef {NetworkCommon & {prediction: ProbeView<ProbeNotes["prediction"]> | null}} AskModel */

/** Milliseconds between two questions while typing. */
const PACE = 150;

/**
 * @param {HTMLElement} element
 * @param {{onRow: (row: (number | string)[] | null) => void}} callbacks
 */
export function mountAsk(element, { onRow }) {
  const form = h("div", { class: "ask-form" });
  const answer = h("p", { class: "ask-answer", role: "status" });
  const errors = h("p", { class: "formula-hint" });
  const place = h("div", {});
  const id = freshId("ask");
  const head = h("header", { class: "section-head" }, h("h2", { id }, "Ask"));
  const root = h(
    "section",
    { class: "ask", "aria-labelledby": id },
    head,
    form,
    answer,
    place,
    errors,
  );
  element.append(root);
  const bars = mountBars(place, { label: "Probability of each class" });
  const sending = atMostEvery(() => onRow(row()), PACE);
  /** @type {AskedColumn[]} */
  let columns = [];
  /** @type {(HTMLInputElement | HTMLSelectElement)[]} */
  let fields = [];
  /** @type {unknown[]} */
  let shown = [];
  let known = "";

  /** What is asked, or null where a field is no number. */
  const row = () =>
    readRow(
      columns,
      fields.map(({ value }) => value),
    );

  /** @param {AskModel} model */
  function build(model) {
    columns = columnsOf(model.problem.dataset, model.samples?.features ?? []);
    const first = firstRow(columns, model.samples?.inputs?.[0] ?? []);
    fields = columns.map((column, index) => fieldOf(column, first[index]));
    clear(form).append(
      ...columns.map((column, index) => {
        const id = freshId("ask");
        fields[index].id = id;
        return h("div", { class: "ask-row" }, h("label", { for: id }, column.name), fields[index]);
      }),
    );
    for (const field of fields) on(field, "input", () => sending.ask());
    sending.now();
  }

  /** @param {AskModel} model */
  function show({ prediction, samples }) {
    const names = samples?.classes ?? [];
    const found = names.length > 0 ? readAnswer(prediction, names.length) : null;
    place.hidden = !found?.probable;
    if (found?.probable) bars.render({ names, values: found.values, winner: found.answer });
    const target = samples?.target || "answer";
    answer.replaceChildren(`${target} `, h("b", {}, answerText(prediction, names)));
    errors.textContent = errorText(prediction?.note ?? null, target);
  }

  return {
    /** @param {AskModel} model */
    render(model) {
      const key = [model.prediction, model.samples];
      if (shown.length > 0 && key.every((part, k) => part === shown[k])) return;
      shown = key;
      if (!model.samples?.inputs) return;
      const now = JSON.stringify([
        model.samples.features,
        model.samples.target,
        model.samples.inputs[0],
      ]);
      if (now !== known) {
        known = now;
        build(model);
      }
      show(model);
    },
    dispose() {
      sending.cancel();
      bars.dispose();
      root.remove();
    },
  };
}

/** @param {AskedColumn} column @param {number | string} value */
function fieldOf({ categories }, value) {
  if (categories)
    return h(
      "select",
      { class: "plain-select" },
      categories.map((name) => h("option", { value: name, selected: name === value }, name)),
    );
  return h("input", {
    type: "text",
    inputmode: "decimal",
    class: "weight-field",
    value: String(value),
  });
}

/** @param {ProbeView | null} prediction @param {string[]} names */
function answerText(prediction, names) {
  const { outputs, answer } = prediction?.arrays ?? {};
  if (!outputs) return "–";
  if (answer) return names[Number(answer.data[0])] ?? "–";
  return Array.from(outputs.data, (value) => formatNumber(Number(value), 5)).join(", ");
}

/** How far a regression is off, as the root of its mean square. @param {ProbeNotes["prediction"] | null} note @param {string} target */
function errorText(note, target) {
  const { train, test } = note?.errors ?? {};
  const text = (/** @type {{mean_squared_error: number | null} | null | undefined} */ of) =>
    of && of.mean_squared_error !== null ? formatNumber(Math.sqrt(of.mean_squared_error), 4) : null;
  const [near, far] = [text(train), text(test)];
  if (near === null) return "";
  const more = far === null ? "" : `, by ${far} on test rows`;
  return `Off by ${near} on training rows${more} (root mean square, in units of ${target}).`;
}
