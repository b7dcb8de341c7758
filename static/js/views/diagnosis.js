/** What is happening, in one sentence with this run's numbers and one remedy; and how much room is left to the limit. */

import { icon } from "../controls/icons.js";
import { wordOf } from "../lib/data-words.js";
import { freshId, h, setText } from "../lib/dom.js";
import { formatCount, formatNumber } from "../lib/format.js";
import { at } from "../lib/site.js";
import { typeset } from "./formula.js";
import { prose, spokenProse } from "./prose.js";
import { spread } from "./sums.js";
import { marker } from "./swatch.js";

/** @typedef {import("../experiments.js").Diagnosis} Diagnosis */
/** @typedef {import("../experiments.js").Remedy} Remedy */

/**
 * @typedef {object} DiagnosisModel
 * @property {Diagnosis | null} diagnosis
 * @property {boolean} [busy]   the diagnosis of what is on screen is on its way: the remedy waits
 * @property {boolean} [resting]  nothing moves: another verdict is read aloud now, and only then
 * @property {string} [empty]
 * @property {string} [chapter]  of the course that explains it
 * @property {string} [lossName]  where runs descend different losses
 */

const ALARMS = new Set(["diverging", "diverged", "penalty too strong"]);
const WARNINGS = new Set([
  "oscillating",
  "noise",
  "noise_floor",
  "crawling",
  "stuck",
  "resting",
  "dead",
  "partly dead",
  "saturated",
  "held at zero",
  "one class",
  "out of reach",
  "saddle",
  "maximum",
  "plateau",
  "local_minimum",
]);

/**
 * @param {HTMLElement} element
 * @param {{onRemedy: (remedy: Remedy) => void, onStep: (step: number) => void}} callbacks
 * @returns {{render: (model: DiagnosisModel) => void, dispose: () => void}}
 */
export function mountDiagnosis(element, callbacks) {
  const title = freshId("diagnosis");
  const sign = h("span", { class: "diagnosis-sign" });
  const note = h("span", { class: "section-note" });
  const sentence = h("p", { class: "diagnosis-sentence" });
  const spoken = h("p", { class: "visually-hidden", role: "status" });
  const button = h("button", { type: "button", class: "button" });
  const effect = h("p", { class: "diagnosis-effect" });
  const back = h("button", { type: "button", class: "button" });
  const learn = h(
    "a",
    { class: "diagnosis-learn", target: "_blank", rel: "noopener" },
    "Learn why",
  );
  const root = h(
    "section",
    { class: "diagnosis", "aria-labelledby": title },
    h("header", { class: "section-head" }, h("h2", { id: title }, "What is happening"), note, sign),
    sentence,
    learn,
    h("div", { class: "diagnosis-remedy" }, button, effect, back),
    spoken,
  );
  element.append(root);
  /** @type {Remedy | null} */
  let remedy = null;
  let shown = "";
  let said = "";
  /** @type {number | null} */
  let best = null;
  button.addEventListener("click", () => remedy && callbacks.onRemedy(remedy));
  back.addEventListener("click", () => best !== null && callbacks.onStep(best));

  /** @param {DiagnosisModel} model */
  function render({
    diagnosis,
    busy = false,
    resting = true,
    empty = "A sentence stands here once there is a step to read.",
    chapter = "",
    lossName = "",
  }) {
    setText(note, wordOf(lossName));
    remedy = diagnosis?.remedy ?? null;
    button.disabled = busy;
    if (resting && diagnosis && diagnosis.verdict !== said) {
      said = diagnosis.verdict;
      spoken.textContent = spokenProse(diagnosis.sentence.map(({ text }) => text).join(""));
    }
    const key = JSON.stringify(diagnosis ?? empty);
    if (key === shown) return;
    shown = key;
    const verdict = diagnosis?.verdict ?? "";
    root.dataset.mood = ALARMS.has(verdict) ? "alarm" : WARNINGS.has(verdict) ? "warning" : "calm";
    sign.replaceChildren(...(ALARMS.has(verdict) ? [icon("warning", 18)] : []));
    root.dataset.length = lengthOf(diagnosis);
    sentence.classList.toggle("empty", !diagnosis);
    learn.hidden = !diagnosis || !chapter;
    learn.href = at(`/learn/${chapter}`);
    sentence.replaceChildren(...(diagnosis ? diagnosis.sentence.flatMap(part) : [empty]));
    best = diagnosis?.best_step ?? null;
    back.hidden = best === null;
    back.textContent = best === null ? "" : `Go back to its best, step ${formatCount(best)}`;
    button.hidden = !remedy;
    button.textContent = remedy?.label ?? "";
    effect.replaceChildren(...effectParts(remedy?.effect ?? ""));
  }

  return { render, dispose: () => root.remove() };
}

/** @param {{text: string, strong?: boolean}} piece */
function part({ text, strong }) {
  return strong ? [h("strong", {}, text)] : prose(text).flat();
}

/**
 * How long the sentence is; on a projector a long one is set smaller.
 * @param {Diagnosis | null} diagnosis
 */
function lengthOf(diagnosis) {
  const count = (diagnosis?.sentence ?? []).reduce((sum, { text }) => sum + text.length, 0);
  return count <= 90 ? "short" : count <= 160 ? "medium" : "long";
}

/** The first number after "loss", with its power of ten, is what the remedy was computed to reach. @param {string} effect */
function effectParts(effect) {
  const found = /^(.*?loss )([^ ]+)(.*)$/.exec(effect);
  return found ? [found[1], h("strong", {}, found[2]), found[3]] : [effect];
}

/**
 * @typedef {object} RulerModel
 * @property {{index: number, label: string, slot: number, ratio: number | null, muted?: boolean}[]} runs
 *   ratio is the learning rate over the largest stable one; null where no limit is known
 * @property {number} selected
 * @property {string} [latex]  of the limit: "\\eta_{\\max} = 2(1+\\beta)/\\lambda_{\\max}"
 * @property {number | null} [sharpness]  largest eigenvalue of the Hessian here
 * @property {number | null} [limit]
 */

/** The ruler ends a little beyond the limit. */
const RULER_END = 1.285;

/**
 * @param {HTMLElement} element
 * @returns {{render: (model: RulerModel) => void, dispose: () => void}}
 */
export function mountRuler(element) {
  const title = freshId("ruler");
  const markers = h("div", { class: "ruler-markers" });
  const labels = h("div", { class: "ruler-labels" });
  const ticks = [0, 0.25, 0.5, 0.75].map((at) => placed(h("span", { class: "ruler-tick" }), at));
  const limit = placed(h("span", { class: "ruler-limit" }), 1);
  const line = h("div", { class: "ruler-line", "aria-hidden": "true" }, ...ticks, limit, markers);
  const scale = h(
    "div",
    { class: "ruler-scale", "aria-hidden": "true" },
    placed(h("span", { class: "ruler-zero" }, "0"), 0),
    labels,
    placed(h("span", { class: "ruler-one" }, "1"), 1),
    h("span", { class: "ruler-beyond" }, "diverges"),
  );
  const spoken = h("p", { class: "visually-hidden" });
  const formula = h("span", {});
  const sharpness = h("span", {});
  const foot = h("div", { class: "ruler-foot" }, formula, sharpness);
  const none = h("p", { class: "empty" }, "No limit is known for these optimizers.");
  const figure = h("div", { class: "ruler-figure" }, line, scale, foot);
  const root = h(
    "section",
    { class: "ruler", "aria-labelledby": title },
    h("header", { class: "section-head" }, h("h2", { id: title }, "Room to the limit")),
    h("p", { class: "ruler-note" }, "learning rate ÷ largest stable rate, at this point"),
    figure,
    spoken,
    none,
  );
  element.append(root);
  let shown = "";
  let width = 0;
  /** @type {RulerModel | null} */
  let last = null;
  const watcher = new ResizeObserver(([entry]) => {
    width = entry.contentRect.width;
    if (last) draw(last);
  });
  watcher.observe(line);

  /** @param {RulerModel} model */
  function render(model) {
    const key = JSON.stringify(model);
    last = model;
    if (key === shown) return;
    shown = key;
    draw(model);
  }

  /** @param {RulerModel} model */
  function draw(model) {
    const known = model.runs
      .filter((run) => run.ratio !== null && Number.isFinite(run.ratio) && !run.muted)
      .sort((a, b) => Number(a.ratio) - Number(b.ratio));
    none.hidden = known.length > 0;
    figure.hidden = known.length === 0;
    const room = width || 288;
    const at = known.map((run) => Math.min(Number(run.ratio) / RULER_END, 1));
    const places = spread(
      at.map((place) => Math.max(place * room, 16)),
      34,
      room - 72,
    );
    markers.replaceChildren(...known.map((run, i) => ratioMarker(run, at[i])));
    labels.replaceChildren(
      ...known.map((run, i) => ratioLabel(run, places[i], run.index === model.selected)),
    );
    typeset(formula, model.latex ?? "");
    typeset(sharpness, model.sharpness ? `\\lambda_{\\max} = ${plainLatex(model.sharpness)}` : "");
    spoken.textContent = known
      .map((run) => `${run.label}: ${formatNumber(Number(run.ratio))} of the limit.`)
      .join(" ");
  }

  return {
    render,
    dispose() {
      watcher.disconnect();
      root.remove();
    },
  };
}

/** @param {HTMLElement} element @param {number} ratio */
function placed(element, ratio) {
  element.style.left = `${(100 * ratio) / RULER_END}%`;
  return element;
}

/** @param {{slot: number, label: string, ratio: number | null}} run @param {number} at */
function ratioMarker(run, at) {
  const element = h(
    "span",
    { class: "ruler-marker", "data-slot": run.slot, title: run.label },
    marker(run.slot, 15),
  );
  element.style.left = `${100 * at}%`;
  return element;
}

/** @param {{slot: number, ratio: number | null}} run @param {number} place @param {boolean} chosen */
function ratioLabel(run, place, chosen) {
  const ratio = Number(run.ratio);
  const text =
    ratio >= 10 ? ratio.toPrecision(2) : ratio.toFixed(ratio >= 0.095 || ratio === 0 ? 2 : 3);
  const kind = `ruler-label${chosen ? " is-chosen" : ""}${ratio > 1 ? " is-above" : ""}`;
  const element = h(
    "span",
    { class: kind, "data-slot": run.slot },
    Number(ratio) > 1e4 ? "∞" : text,
  );
  element.style.left = `${place}px`;
  return element;
}

/** A number for KaTeX: 119.0, 2.4\cdot 10^{7}. @param {number} value */
function plainLatex(value) {
  const size = Math.abs(value);
  if (size >= 1e-3 && size < 1e5) return value.toPrecision(4);
  const [mantissa, exponent] = value.toExponential(3).split("e");
  return `${mantissa} \\cdot 10^{${Number(exponent)}}`;
}
