/** The course: a chapter's figures live, its numbers are moved and measured, its questions are answered by runs. */

import "./frame.js";
import { mountAnswers } from "./course/answers-panel.js";
import { Chapter } from "./course/chapter.js";
import { mountContents } from "./course/contents.js";
import { tellFrame } from "./course/embedded.js";
import { typesetIn, watchWideLines } from "./course/formulas.js";
import { Keeping } from "./course/keeping.js";
import { mountPresenting } from "./course/presenting.js";
import { mountTerms } from "./course/terms.js";
import { on } from "./lib/dom.js";
import { firstPictureDrawn, noFirstPicture } from "./lib/first-picture.js";

/** @param {string} id */
const place = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

const main = place("main");
const words = JSON.parse(main.dataset.words ?? "{}");
const keeping = new Keeping(
  () => localStorage,
  (problem) => {
    const trouble = place("learn-trouble");
    trouble.textContent = words[problem];
    trouble.hidden = false;
  },
);
const chapter = new Chapter(main, { words, keeping });
const contents = mountContents(main, { keeping, words });
const answers = document.getElementById("learn-answers");
if (answers) mountAnswers(answers, { keeping, words, onLoaded: () => contents.render() });
mountTerms(chapter.all(".term"), JSON.parse(main.dataset.terms ?? "{}"));
/** The text comes first here: it is shown when its formulas stand, in their own type. */
async function showText() {
  noFirstPicture();
  await typesetIn(main);
  await document.fonts.ready;
  chapter.root.querySelector(".chapter")?.classList.add("is-set");
  watchWideLines(main);
  if (chapter.figures.size === 0) firstPictureDrawn();
}

void showText();
chapter.watch();
if ("embedded" in document.documentElement.dataset) tellFrame(main);
const present = document.getElementById("present-button");
if (present instanceof HTMLButtonElement) mountPresenting(main, present);
const print = document.getElementById("print-button");
if (print)
  on(print, "click", async () => {
    await chapter.drawAll();
    window.print();
  });
