/** What of a chapter lives: figures, numbers in sentences, questions, exercises. */

import { on } from "../lib/dom.js";
import { at } from "../lib/site.js";
import { mountExercise } from "./exercises.js";
import { LiveFigure } from "./figure.js";
import { mountKnobBelow, mountMeasured, mountMovedNumber } from "./numbers.js";
import { mountPrediction } from "./predictions.js";

/** How far ahead of the window a figure is made. */
const AHEAD = "400px";

/** @typedef {import("./keeping.js").Keeping} Keeping */
/** @typedef {{[name: string]: string}} Words */

export class Chapter {
  /** @param {HTMLElement} root @param {{words: Words, keeping: Keeping}} host */
  constructor(root, { words, keeping }) {
    this.root = root;
    this.words = words;
    this.keeping = keeping;
    this.name = root.dataset.chapter ?? "";
    this.title = root.querySelector("h1")?.textContent ?? "";
    this.figures = new Map(
      this.all("[data-figure]").map((element) => {
        const figure = new LiveFigure(element);
        return [figure.data.id, figure];
      }),
    );
    this.mountNumbers();
    for (const element of this.all("[data-predict]")) this.mountQuestion(element);
    for (const element of this.all("[data-exercise]")) this.mountTask(element);
  }

  /** @param {string} selector @returns {HTMLElement[]} */
  all(selector) {
    return [...this.root.querySelectorAll(selector)].map(
      (found) => /** @type {HTMLElement} */ (found),
    );
  }

  /** @param {string} [id] @returns {LiveFigure} */
  figure(id = "") {
    return /** @type {LiveFigure} */ (this.figures.get(id));
  }

  mountNumbers() {
    /** @param {string} [text] @returns {[LiveFigure, string]} */
    const named = (text = "") => {
      const [id, name] = text.split(".");
      return [this.figure(id), name];
    };
    for (const element of this.all(".number[data-knob]"))
      mountMovedNumber(element, ...named(element.dataset.knob), this.words.drag);
    for (const element of this.all(".live-knob"))
      mountKnobBelow(element, ...named(element.dataset.knob));
    for (const element of this.all(".number[data-measure]"))
      mountMeasured(element, ...named(element.dataset.measure));
  }

  /** @param {HTMLElement} element */
  mountQuestion(element) {
    const id = `${this.name}/${element.id}`;
    const figure = this.figure(JSON.parse(element.dataset.predict ?? "{}").figure);
    const question = element.querySelector(".predict-question")?.textContent?.trim() ?? "";
    mountPrediction(element, {
      figure,
      words: this.words,
      given: this.keeping.kept.predictions[id]?.given ?? null,
      onAnswer: (answered) =>
        this.keeping.change(({ predictions }) => {
          predictions[id] = { ...answered, chapter: this.title, question, link: figure.link };
        }),
    });
  }

  /** @param {HTMLElement} element */
  mountTask(element) {
    const id = `${this.name}/${element.id}`;
    const figure = this.figures.get(element.dataset.of ?? "");
    const task = element.querySelector(".exercise-task")?.textContent?.trim() ?? "";
    const { text = "", pictures = [] } = this.keeping.kept.texts[id] ?? {};
    mountExercise(element, {
      own: { text, pictures },
      words: this.words,
      picture: figure ? () => figure.picture() : null,
      onChange: (own) =>
        this.keeping.change(({ texts }) => {
          texts[id] = { ...own, chapter: this.title, task, link: figure?.link ?? "" };
        }),
    });
  }

  /** All figures are drawn, wherever they stand. */
  drawAll() {
    return Promise.all([...this.figures.values()].map((figure) => figure.draw()));
  }

  /** Figures are made a little before they come into sight. */
  watch() {
    const observer = new IntersectionObserver(
      (found) => {
        for (const { target, isIntersecting } of found) {
          if (!isIntersecting) continue;
          observer.unobserve(target);
          void this.figure(target.id.replace(/^figure-/, "")).show();
        }
      },
      { rootMargin: AHEAD },
    );
    for (const figure of this.figures.values()) {
      const { element, events } = figure;
      const reset = /** @type {HTMLButtonElement} */ (element.querySelector(".live-reset"));
      const open = /** @type {HTMLAnchorElement} */ (element.querySelector(".live-open"));
      on(reset, "click", () => void figure.reset());
      const uncover = element.querySelector(".live-uncover");
      if (uncover) on(/** @type {HTMLElement} */ (uncover), "click", () => figure.uncover());
      events.on("changed", () => {
        reset.hidden = !figure.isChanged;
        open.href = at(figure.link);
      });
      observer.observe(element);
    }
    if (this.figures.size > 0)
      this.keeping.change(({ seen }) => {
        if (!seen.includes(this.name)) seen.push(this.name);
      });
  }
}
