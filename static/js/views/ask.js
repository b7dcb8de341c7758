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
    const targets = names.length > 0 ? [] : (samples?.target_names ?? []);
    const lines = targets.length > 0 ? targets : [samples?.target || "answer"];
    answer.replaceChildren(
      ...lines.map((target, k) =>
        h(
          "span",
          { class: "ask-target" },
          `${target} `,
          h("b", {}, answerText(prediction, names, k)),
        ),
      ),
    );
    errors.textContent = errorsText(prediction?.note ?? null, lines);
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

/** @param {ProbeView | null} prediction @param {string[]} names @param {number} output */
function answerText(prediction, names, output) {
  const { outputs, answer } = prediction?.arrays ?? {};
  if (!outputs) return "–";
  if (answer) return names[Number(answer.data[0])] ?? "–";
  return formatNumber(Number(outputs.data[output]), 5);
}

/**
 * How far a regression is off, as the root of its mean square, target by target.
 * @param {ProbeNotes["prediction"] | null} note
 * @param {readonly string[]} targets
 */
function errorsText(note, targets) {
  const { train, test } = note?.errors ?? {};
  const text = (
    /** @type {import("../api.js").OffBy | null | undefined} */ of,
    /** @type {number} */ k,
  ) => {
    const square = of ? [of.mean_squared_error].flat()[k] : null;
    return typeof square === "number" ? formatNumber(Math.sqrt(square), 4) : null;
  };
  const off = targets.flatMap((target, k) => {
    const [near, far] = [text(train, k), text(test, k)];
    if (near === null) return [];
    const more = far === null ? "" : `, by ${far} on test rows`;
    return [`${targets.length > 1 ? `${target} by ` : ""}${near} on training rows${more}`];
  });
  if (off.length === 0) return "";
  const lone = targets.length === 1;
  const units = lone ? `in units of ${targets[0]}` : "each in its own units";
  return `Off ${lone ? "by " : ""}${off.join("; ")} (root mean square, ${units}).`;
}
