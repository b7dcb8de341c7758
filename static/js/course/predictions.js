/** Predict, then reveal: the reader commits, the run plays, a measure of it answers. */

import { h, on } from "../lib/dom.js";
import { formatNumber, formatPercent } from "../lib/format.js";
import { answerInput } from "./answer-inputs.js";
import { typesetIn } from "./formulas.js";
import { judged } from "./judging.js";
import { measuredText } from "./numbers.js";

/** @typedef {import("./figure.js").LiveFigure} LiveFigure */
/** @typedef {import("./figure.js").Measured} Measured */
/** @typedef {{[name: string]: string}} Words */
/** A measure, and one that it compares runs by. @typedef {{step?: number | null, by?: {step?: number | null}}} Asked */
/**
 * @typedef {object} PredictionData
 * @property {string} id
 * @property {number} run
 * @property {number | null} steps
 * @property {Asked} measure
 * @property {import("./judging.js").Answer} answer
 * @property {string} why  HTML
 */
/** @typedef {import("./judging.js").Given} Given */
/** @typedef {{given: Given, text: string, result: string, grade: string}} Answered */

/**
 * @param {HTMLElement} element
 * @param {{figure: LiveFigure, words: Words, given: Given | null, onAnswer: (answered: Answered) => void}} host  given: what was predicted before
 */
export function mountPrediction(element, { figure, words, given: before, onAnswer }) {
  /** @type {PredictionData} */
  const data = JSON.parse(element.dataset.predict ?? "{}");
  const form = /** @type {HTMLFormElement} */ (element.querySelector(".predict-form"));
  const place = /** @type {HTMLElement} */ (element.querySelector(".predict-answer"));
  const input = answerInput(data.id, data.answer, () => refresh());
  const said = h("span", { class: "predict-said" });
  const reveal = h("button", { type: "submit", class: "button predict-reveal" }, words.reveal);
  const anyway = h("button", { type: "button", class: "text-button" }, words.reveal_anyway);
  form.append(input.element, h("div", { class: "predict-line" }, reveal, said, anyway));
  let asked = 0;

  function refresh() {
    const given = input.value();
    reveal.disabled = given === null;
    said.replaceChildren(
      ...(given === null ? [] : [`${words.your_prediction} `, h("b", {}, input.text(given))]),
    );
  }

  /** @param {Given | null} given */
  async function answer(given) {
    asked += 1;
    const turn = asked;
    place.replaceChildren(h("p", {}, words.measuring));
    const { step, by } = data.measure;
    const shown = figure.reveal({ ...(by ?? { step }), run: data.run });
    try {
      const [found] = await Promise.all([figure.ask(data.measure, data.run, data.steps), shown]);
      if (turn !== asked) return;
      show(given, found);
    } catch (error) {
      if (turn === asked)
        place.replaceChildren(h("p", {}, String(/** @type {Error} */ (error).message)));
    }
  }

  /** @param {Given | null} given @param {Measured} found */
  function show(given, found) {
    const value = measuredText(found, 3);
    const sentence = found.sentence.replace(/(^|[\s(])-(?=\d)/g, "$1−");
    const judgement = given === null ? null : judged(data.answer, given, found);
    place.dataset.grade = judgement?.grade ?? "shown";
    input.reveal(found);
    const why = h("div", { class: "predict-why" });
    why.innerHTML = filled(data.why, { value, ...found.numbers });
    void typesetIn(why);
    place.replaceChildren(
      h("p", { class: "predict-verdict" }, h("b", {}, verdict(judgement)), ` ${sentence}`),
      ...(judgement?.because ? [htmlOf(judgement.because)] : []),
      why,
    );
    if (given !== null && judgement)
      onAnswer({
        given,
        text: input.text(given),
        result: `${verdict(judgement)} ${sentence}`,
        grade: judgement.grade,
      });
  }

  /** @param {import("./judging.js").Judgement | null} judgement */
  function verdict(judgement) {
    if (!judgement) return words.shown;
    const off = judgement.off === null ? "" : formatPercent(judgement.off, 0);
    return words[judgement.grade].replace("{off}", off);
  }

  on(form, "submit", (event) => {
    event.preventDefault();
    void answer(input.value());
  });
  on(anyway, "click", () => void answer(null));
  figure.events.on("changed", () => {
    if (!place.firstChild) return;
    asked += 1;
    place.dataset.grade = "stale";
    place.replaceChildren(h("p", {}, words.stale));
    reveal.textContent = words.again;
  });
  if (before !== null) {
    input.set(before);
    figure.uncover();
  }
  refresh();
}

/** @param {string} html */
function htmlOf(html) {
  const element = h("p", { class: "predict-because" });
  element.innerHTML = html;
  void typesetIn(element);
  return element;
}

/** The text with numbers in the place of their names. @param {string} html @param {{[name: string]: unknown}} numbers */
function filled(html, numbers) {
  return html.replace(/\{(\w+)\}/g, (whole, name) => {
    const found = numbers[name];
    if (typeof found === "number") return formatNumber(found, 3);
    return typeof found === "string" ? found.replace(/[&<>"]/g, "") : whole;
  });
}
