/** From which rate to which a test goes, in how many steps, and the button that takes a rate over. */

import { createFieldWord } from "../controls/field-word.js";
import { readNumber } from "../controls/typed.js";
import { h } from "../lib/dom.js";
import { formatNumber } from "../lib/format.js";
import { boundsOf, withPart } from "../state/rate-choice.js";

/** @typedef {import("../state/kinds.js").RateChoice} RateChoice */

/** What stands before each field, and what it is called. @type {[keyof RateChoice, string, string][]} */
const FIELDS = [
  ["low", "from", "Smallest rate"],
  ["high", "to", "Largest rate"],
  ["steps", "steps", "Steps of the test"],
];

/**
 * @param {HTMLElement} element
 * @param {object} callbacks
 * @param {(choice: RateChoice) => void} callbacks.onChoice
 * @param {() => void} callbacks.onUse
 */
export function mountRateChoices(element, { onChoice, onUse }) {
  /** @type {RateChoice | null} */
  let choice = null;
  const fields = FIELDS.map(([name, word, label]) => {
    const input = h("input", {
      type: "text",
      class: "form-text",
      inputmode: "decimal",
      autocomplete: "off",
      "aria-label": label,
    });
    const said = createFieldWord(input);
    input.addEventListener("keydown", (event) => event.stopPropagation());
    input.addEventListener("change", () => {
      if (!choice) return;
      const answer = readNumber(input.value, boundsOf(choice)[name]);
      said.show(answer);
      if (answer.value === null) return;
      input.value = typed(answer.value);
      onChoice(withPart(choice, { [name]: answer.value }));
    });
    return { name, input, said, element: h("label", {}, h("span", {}, word), input) };
  });
  const use = h(
    "button",
    { type: "button", class: "text-button rates-use", onclick: onUse },
    "Use this rate",
  );
  const words = h("div", { class: "rates-said" }, ...fields.map(({ said }) => said.element));
  const root = h(
    "div",
    { class: "rates-choices", role: "group", "aria-label": "Rates that are tested" },
    ...fields.map((field) => field.element),
    use,
    words,
  );
  element.append(root);
  return {
    /**
     * @param {RateChoice} next
     * @param {{rate: number | null, held: boolean, label: string}} taken  the rate that can be used, by which run
     */
    render(next, { rate, held, label }) {
      choice = next;
      for (const { name, input } of fields)
        if (document.activeElement !== input) input.value = typed(next[name]);
      use.disabled = rate === null || held;
      use.title = held
        ? "The learning rate is held fixed here"
        : rate === null
          ? "No rate stands out"
          : `Set the learning rate of ${label} to ${formatNumber(rate, 3)}`;
    },
    dispose: () => root.remove(),
  };
}

/** As it is typed: 1e-5. @param {number} value */
function typed(value) {
  return value < 1e-3 ? value.toExponential() : String(value);
}
