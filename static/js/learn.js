/** A chapter of the course: its figures live, its numbers are moved and measured, its questions are answered by runs. */

import "./frame.js";
import { mountContents } from "./course/contents.js";
import { mountExercise } from "./course/exercises.js";
import { LiveFigure } from "./course/figure.js";
import { typesetIn } from "./course/formulas.js";
import { Keeping } from "./course/keeping.js";
import { mountKnobBelow, mountMeasured, mountMovedNumber } from "./course/numbers.js";
import { mountPrediction } from "./course/predictions.js";
import { mountTerms } from "./course/terms.js";
import { on } from "./lib/dom.js";

/** How far ahead of the window a figure is made. */
const AHEAD = "400px";

/** @param {string} id */
const read = (id) => JSON.parse(document.getElementById(id)?.textContent ?? "{}");
/** @param {string} selector @returns {HTMLElement[]} */
const all = (selector) =>
  [...document.querySelectorAll(selector)].map((found) => /** @type {HTMLElement} */ (found));

const main = /** @type {HTMLElement} */ (document.getElementById("main"));
const words = read("learn-words");
const name = main.dataset.chapter ?? "";
const trouble = /** @type {HTMLElement} */ (document.getElementById("learn-trouble"));
const keeping = new Keeping(localStorage, (problem) => {
  trouble.textContent = problem;
  trouble.hidden = false;
});

const figures = new Map(
  all("[data-figure]").map((element) => {
    const figure = new LiveFigure(element);
    return [figure.data.id, figure];
  }),
);

/** @param {string | undefined} text */
function named(text = "") {
  const [id, inner] = text.split(".");
  return { figure: /** @type {LiveFigure} */ (figures.get(id)), inner };
}

for (const element of all(".number[data-knob]")) {
  const { figure, inner } = named(element.dataset.knob);
  mountMovedNumber(element, figure, inner);
}
for (const element of all(".live-knob")) {
  const { figure, inner } = named(element.dataset.knob);
  mountKnobBelow(element, figure, inner);
}
for (const element of all(".number[data-measure]")) {
  const { figure, inner } = named(element.dataset.measure);
  mountMeasured(element, figure, inner);
}
for (const element of all("[data-predict]")) {
  const { figure } = JSON.parse(element.dataset.predict ?? "{}");
  const id = `${name}/${element.id}`;
  mountPrediction(element, {
    figure: /** @type {LiveFigure} */ (figures.get(figure)),
    words,
    kept: keeping.kept.predictions[id] ?? null,
    onAnswer: (kept) =>
      keeping.change(({ predictions }) => {
        predictions[id] = kept;
      }),
  });
}
for (const element of all("[data-exercise]")) {
  const id = `${name}/${element.id}`;
  mountExercise(element, keeping.kept.texts[id] ?? "", (text) =>
    keeping.change(({ texts }) => {
      texts[id] = text;
    }),
  );
}
mountTerms(all(".term"), read("learn-terms"));
void typesetIn(document);

const observer = new IntersectionObserver(
  (found) => {
    for (const { target, isIntersecting } of found) {
      if (!isIntersecting) continue;
      observer.unobserve(target);
      void figures.get(target.id.replace(/^figure-/, ""))?.show();
    }
  },
  { rootMargin: AHEAD },
);
for (const { element, events, data } of figures.values()) {
  observer.observe(element);
  const figure = /** @type {LiveFigure} */ (figures.get(data.id));
  const reset = /** @type {HTMLButtonElement} */ (element.querySelector(".live-reset"));
  on(reset, "click", () => void figure.reset());
  events.on("changed", () => {
    reset.hidden = !figure.isChanged;
  });
}
if (figures.size > 0)
  keeping.change(({ seen }) => {
    if (!seen.includes(name)) seen.push(name);
  });
mountContents(main, { keeping, words });
