/** The chapter for those who sit far away: one idea a screen, turned by arrow keys. */

import { on } from "../lib/dom.js";

/** @type {{[key: string]: number}} */
const TURNS = { ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1 };
const QUESTIONS = "[data-predict], [data-exercise]";

/**
 * A screen: an idea with the figure of its passage, or one of its questions with the figure.
 * @typedef {{passage: Element, idea: Element, question: Element | null}} Screen
 */

/** @param {HTMLElement} article @returns {Screen[]} */
function screensOf(article) {
  return [...article.querySelectorAll(".idea, .remember")].flatMap((idea) => {
    const passage = idea.closest(".passage") ?? idea;
    const questions = [...idea.querySelectorAll(QUESTIONS)];
    return [null, ...questions].map((question) => ({ passage, idea, question }));
  });
}

/** @param {HTMLElement} root @param {HTMLButtonElement} button */
export function mountPresenting(root, button) {
  const article = /** @type {HTMLElement} */ (root.querySelector(".chapter"));
  const screens = screensOf(article);
  const counter = document.createElement("p");
  counter.className = "screen-number";
  counter.setAttribute("role", "status");
  article.append(counter);
  let place = -1;

  const render = () => {
    const shown = screens[place] ?? null;
    root.classList.toggle("is-presenting", shown !== null);
    document.documentElement.classList.toggle("presents-course", shown !== null);
    button.setAttribute("aria-pressed", String(shown !== null));
    for (const { passage, idea } of screens) {
      passage.classList.toggle("is-screen", passage === shown?.passage);
      if (idea !== passage) idea.classList.toggle("is-screen", idea === shown?.idea);
      idea.classList.toggle("has-question", idea === shown?.idea && shown.question !== null);
    }
    for (const question of article.querySelectorAll(QUESTIONS))
      question.classList.toggle("is-screen", question === shown?.question);
    counter.textContent = shown ? `${place + 1} / ${screens.length}` : "";
    window.scrollTo(0, 0);
  };
  /** @param {number} next */
  const go = (next) => {
    place = next < 0 ? -1 : Math.min(screens.length - 1, next);
    render();
  };
  on(button, "click", () => go(place < 0 ? 0 : -1));
  on(document, "keydown", (event) => {
    if (place < 0 || event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey)
      return;
    const within =
      event.target instanceof Element && event.target.closest("input, textarea, .number, .lab");
    if (event.key === "Escape") go(-1);
    else if (TURNS[event.key] && !within) {
      event.preventDefault();
      go(Math.max(0, place + TURNS[event.key]));
    }
  });
}
