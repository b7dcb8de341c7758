/**
 * One sample: what the network says to it, what that costs, and on demand the whole way there and back with numbers.
 * @import {NetworkCommon} from "./network-models.js"
 */
import { classStyle } from "../lib/colors.js";
import { h, setText, svg } from "../lib/dom.js";
import { formatFixed, formatNumber, formatSigned, formatVector } from "../lib/format.js";
import { pointText, timesMean } from "../lib/network-words.js";
import { lossLatex } from "../lib/one-point-words.js";
import { scaledWords } from "../lib/own-units.js";
import { inputsOf } from "../lib/points.js";
import { typesetToFit } from "./formula.js";
import { namesOf } from "./network-models.js";
import { mountPass } from "./one-point-pass.js";
import { outline } from "./swatch.js";

/** @typedef {import("../experiments.js").SampleExplanation} SampleExplanation */
/** @typedef {import("../experiments.js").NetworkExplanation} PointExplanation */
/** @typedef {NetworkCommon & {explanation: PointExplanation | null, point: number | null, hovered: Neuron | null, hoveredLink: Link | null}} OnePointModel */
/** @typedef {import("../lib/network-layout.js").Neuron} Neuron */
/** @typedef {import("./network-diagram-paint.js").Link} Link */
/** @typedef {(neuron: Neuron | null, link: Link | null) => void} Pointing */

let serial = 0;

/**
 * @param {HTMLElement} element
 * @param {{onSample?: (index: number) => void, onPoint?: Pointing}} callbacks
 * @returns {{render: (model: OnePointModel) => void, dispose: () => void}}
 */
export function mountOnePoint(element, { onSample, onPoint }) {
  const id = `one-point-${++serial}`;
  const note = h("span", { class: "section-note" });
  const head = h("header", { class: "section-head" }, h("h2", { id }, "One point"), note);
  const answers = h("div", { class: "point-answers" });
  const formula = h("div", { class: "point-loss" });
  const beside = h("p", { class: "point-beside" });
  const pass = mountPass((neuron, link) => onPoint?.(neuron, link));
  const before = stepButton("previous", -1);
  const after = stepButton("next", 1);
  const steps = h("p", { class: "point-steps" }, before, after);
  const scaled = h("p", { class: "point-scaled" });
  const body = h("div", { class: "point-body" });
  body.append(answers, formula, beside, scaled, steps, pass.element);
  const first = h(
    "button",
    { type: "button", class: "text-button", onclick: () => onSample?.(0) },
    "take the first",
  );
  const empty = h("p", { class: "empty" }, "Click a point of the figure, or ", first, ".");
  const root = h("section", { class: "one-point", "aria-labelledby": id }, head, body, empty);
  element.append(root);
  /** @type {OnePointModel | null} */
  let model = null;
  /** @type {unknown[]} */
  let shown = [];

  /** @param {string} word @param {number} by */
  function stepButton(word, by) {
    const go = () => {
      const count = model?.samples ? model.samples.train + model.samples.test : 0;
      const at = model?.point ?? 0;
      if (count) onSample?.((at + by + count) % count);
    };
    const title = `The ${word} sample`;
    return h("button", { type: "button", class: "text-button", title, onclick: go }, word);
  }

  return {
    render(next) {
      model = next;
      const sample = next.explanation?.sample ?? null;
      body.hidden = !sample;
      empty.hidden = Boolean(sample) || next.point !== null;
      if (!sample) note.textContent = "";
      const key = [next.explanation, next.theme, next.samples, next.projector];
      pass.light(next);
      if (!sample || key.every((part, k) => part === shown[k])) return;
      shown = key;
      root.classList.toggle("is-projector", next.projector);
      note.textContent = noteText(next, sample);
      answers.replaceChildren(...answerRows(next, sample));
      const latex = lossOf(next, sample);
      typesetToFit(formula, latex);
      beside.textContent = timesMean(sample.loss, sample.mean_loss);
      const words = scaledWords(next.problem);
      setText(scaled, words && `The loss and the pass are of ${words}.`);
      scaled.hidden = words === "";
      pass.render(next, sample, latex);
      pass.light(next);
    },
    dispose: () => root.remove(),
  };
}

/** @param {OnePointModel} model @param {SampleExplanation} sample */
function noteText({ samples }, sample) {
  const raw = inputsOf(samples, sample.index);
  const numeric = !samples?.classes?.length;
  const [lone, ...others] = [sample.label].flat();
  const number = others.length
    ? formatVector([lone, ...others].map(Number))
    : formatNumber(Number(lone));
  const label = numeric ? number : String(sample.label);
  const short = raw?.map((value) => Number(value.toPrecision(4)));
  return pointText(raw && raw.length <= 2 ? short : null, label, numeric);
}

/** @param {OnePointModel} model @param {SampleExplanation} sample */
function lossOf({ loss, samples }, sample) {
  const classes = samples?.classes ?? [];
  const right = classes.indexOf(String(sample.label));
  const truth = right >= 0 ? (sample.probabilities?.[right] ?? null) : null;
  const { loss: value, target: targets, output } = sample;
  const halved = loss?.reduction === "half_sum";
  const { values: outputs, weight } = output;
  // A smoothed label is no surprise at one class alone.
  const plain = loss?.label_smoothing ? null : truth;
  return lossLatex({ loss: loss?.name, halved, weight, value, truth: plain, outputs, targets });
}

/** @param {OnePointModel} model @param {SampleExplanation} sample */
function answerRows(model, sample) {
  const { classes } = namesOf(model);
  if (!classes.length) return regressionRows(sample, model.samples?.target_names ?? []);
  const values = sample.probabilities ?? sample.layers.at(-1)?.a ?? [];
  if (!sample.probabilities && values.length !== classes.length) {
    return values.map((value, k) => plainRow(`output ${k + 1}`, formatNumber(value)));
  }
  const largest = Math.max(1, ...values.map((value) => Math.abs(value ?? 0)));
  return classes.map((name, k) => {
    const style = classStyle(k, model.theme);
    const right = name === sample.label;
    const fill = h("span", { class: "point-fill" });
    fill.style.width = `${Math.max(0, (100 * (values[k] ?? 0)) / largest)}%`;
    fill.style.background = style.color;
    const bar = h("span", { class: "point-bar", "aria-hidden": "true" }, fill);
    const number = sample.probabilities ? formatFixed(values[k], 4) : formatNumber(values[k]);
    return h(
      "div",
      { class: right ? "point-row is-right" : "point-row" },
      classMarker(style),
      h("span", { class: "point-name", title: right ? "the right class" : null }, name),
      bar,
      h("span", { class: "number" }, number),
    );
  });
}

/** In the data's own units. @param {SampleExplanation} sample @param {readonly string[]} names */
function regressionRows({ answer, label }, names) {
  const wantedOnes = [label].flat();
  return [answer].flat().flatMap((value, k) => {
    const got = typeof value === "number" ? value : Number.NaN;
    const wanted = Number(wantedOnes[k]);
    const which = wantedOnes.length > 1 ? ` ${names[k] ?? k + 1}` : "";
    return [
      plainRow(`answer${which}`, formatNumber(got)),
      plainRow(`target${which}`, formatNumber(wanted)),
      plainRow(`error${which}`, formatSigned(got - wanted)),
    ];
  });
}

/** @param {string} name @param {string} value */
function plainRow(name, value) {
  return h(
    "div",
    { class: "point-row is-plain" },
    h("span", {}, name),
    h("span", { class: "number" }, value),
  );
}

/** @param {import("../lib/colors.js").ClassStyle} style */
function classMarker({ marker, color, pale }) {
  const path = svg("path", { d: outline(marker), fill: color });
  if (pale) {
    path.setAttribute("stroke", "var(--ink)");
    path.setAttribute("stroke-width", "1");
  }
  const box = { viewBox: "-8 -8 16 16", width: 14, height: 14, "aria-hidden": "true" };
  return svg("svg", box, path);
}
