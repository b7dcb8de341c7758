/** What a prediction is given in: one of several, a number, a number on a track. */

import { readNumber } from "../controls/typed.js";
import { h, on } from "../lib/dom.js";
import { formatNumber } from "../lib/format.js";
import { fits } from "./judging.js";
import { planeInput } from "./plane-input.js";
import { positionOf, valueAt } from "./track.js";

/** @typedef {import("./judging.js").Choice} Choice */
/** @typedef {import("./judging.js").NumberAnswer} NumberAnswer */
/** @typedef {import("./judging.js").Given} Given */
/**
 * @typedef {object} AnswerInput
 * @property {HTMLElement} element
 * @property {() => Given | null} value  null where nothing is chosen yet
 * @property {(value: Given) => string} text
 * @property {(value: Given) => void} set
 * @property {(found: import("./judging.js").Found) => void} reveal  shows what the run gave beside what was predicted
 */

/** @param {string} id @param {import("./judging.js").Answer} answer @param {() => void} onChange @returns {AnswerInput} */
export function answerInput(id, answer, onChange) {
  if (answer.kind === "choice") return choiceInput(id, answer, onChange);
  if ("far" in answer) return planeInput(answer, onChange);
  return answer.kind === "slider" ? sliderInput(answer, onChange) : numberInput(answer, onChange);
}

/** @param {string} id @param {Choice} answer @param {() => void} onChange @returns {AnswerInput} */
function choiceInput(id, { options }, onChange) {
  const boxes = options.map((_, k) =>
    h("input", { type: "radio", name: id, value: String(k), onchange: onChange }),
  );
  const texts = options.map(({ text }) => {
    const element = h("span", {});
    element.innerHTML = text;
    return element;
  });
  const lines = boxes.map((box, k) => h("label", { class: "predict-option" }, box, texts[k]));
  return {
    element: h("div", { class: "predict-options" }, lines),
    value() {
      const found = boxes.findIndex((box) => box.checked);
      return found < 0 ? null : found;
    },
    text: (k) => texts[Number(k)].textContent ?? "",
    set(k) {
      const box = boxes[Number(k)];
      if (box) box.checked = true;
    },
    reveal({ value }) {
      for (const [k, line] of lines.entries())
        line.classList.toggle("is-true", fits(options[k], value));
    },
  };
}

/** @param {NumberAnswer} answer @param {() => void} onChange @returns {AnswerInput} */
function sliderInput(answer, onChange) {
  let value = valueAt(answer, 0.5);
  let chosen = false;
  const track = h("input", {
    type: "range",
    class: "predict-track",
    min: "0",
    max: "1",
    step: "any",
    "aria-label": answer.unit || "Your prediction",
  });
  const render = () => {
    track.value = String(positionOf(answer, value));
    track.setAttribute("aria-valuetext", amount(answer, value));
  };
  on(track, "input", () => {
    value = valueAt(answer, Number(track.value));
    chosen = true;
    track.setAttribute("aria-valuetext", amount(answer, value));
    onChange();
  });
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((share) =>
    h("span", {}, formatNumber(valueAt(answer, share), 2)),
  );
  const mark = h("span", { class: "predict-mark", "aria-hidden": "true", hidden: true });
  render();
  return {
    element: h(
      "div",
      { class: "predict-slider" },
      track,
      mark,
      h("div", { class: "predict-ticks", "aria-hidden": "true" }, ticks),
    ),
    value: () => (chosen ? value : null),
    text: (number) => amount(answer, Number(number)),
    set(number) {
      value = Number(number);
      chosen = true;
      render();
    },
    reveal({ value: found }) {
      mark.hidden = typeof found !== "number";
      if (typeof found === "number")
        mark.style.setProperty("--place", String(positionOf(answer, found)));
    },
  };
}

/** @param {NumberAnswer} answer @param {() => void} onChange @returns {AnswerInput} */
function numberInput(answer, onChange) {
  const { low, high, unit } = answer;
  const field = h("input", {
    class: "predict-number",
    inputmode: "decimal",
    autocomplete: "off",
    "aria-label": "Your prediction",
    oninput: onChange,
  });
  const read = () => (field.value.trim() ? readNumber(field.value, { min: low, max: high }) : null);
  return {
    element: h("label", { class: "predict-typed" }, field, unit ? ` ${unit}` : null),
    value: () => read()?.value ?? null,
    text: (number) => amount(answer, Number(number)),
    set(number) {
      field.value = String(number);
    },
    reveal() {},
  };
}

/** @param {NumberAnswer} answer @param {number} value */
function amount({ unit, symbol }, value) {
  const plain = symbol === "\\eta" ? "η" : symbol === "\\beta" ? "β" : symbol;
  const text = formatNumber(value, 3);
  return `${plain ? `${plain} = ` : ""}${text}${unit ? ` ${unit}` : ""}`;
}
