/** Where a plane through a network's parameters lies, over which samples, and how it is drawn: a line of controls. */

import { h, setText } from "../lib/dom.js";

/** @typedef {import("../state/kinds.js").PlaneChoice} PlaneChoice */
/** beside: whether there is a batch to be shown. @typedef {{choice: PlaneChoice, beside: boolean, views: {label: string, index: number}[], tested: boolean, count: number, name: (index: number) => string}} ChoiceModel */

/** @type {[PlaneChoice["kind"], string][]} */
const KINDS = [
  ["pca", "own path"],
  ["random", "random directions"],
  ["weights", "two parameters"],
  ["points", "with another run"],
];
/** @type {[PlaneChoice["over"], string][]} */
const OVER = [
  ["train", "training samples"],
  ["test", "test samples"],
  ["batch", "this step’s batch"],
];

/**
 * @param {HTMLElement} parent
 * @param {{onChoose: (part: Partial<PlaneChoice>) => void}} callbacks
 */
export function mountPlaneChoice(parent, { onChoose }) {
  const kind = select("Plane", KINDS, (value) => onChoose({ kind: value }));
  const over = select("Loss over", OVER, (value) => onChoose({ over: value }));
  const other = select("Other run", [], (value) => onChoose({ other: Number(value) }));
  const number = (/** @type {0 | 1} */ place) =>
    h("input", {
      type: "number",
      class: "plane-number",
      min: 0,
      step: 1,
      "aria-label": place === 0 ? "First parameter" : "Second parameter",
      onchange: () => pick(place),
    });
  const numbers = [number(0), number(1)];
  const anew = h(
    "button",
    { type: "button", class: "text-button", onclick: () => onChoose({ seed: latest.seed + 1 }) },
    "new directions",
  );
  const solid = h("button", {
    type: "button",
    class: "text-button",
    onclick: () => onChoose({ solid: !latest.solid, beside: false }),
  });
  const batch = h(
    "button",
    {
      type: "button",
      class: "text-button",
      title: "The same plane over the samples that the next step sees",
      onclick: () => onChoose({ beside: !latest.beside, solid: false }),
    },
    "",
  );
  const element = h(
    "fieldset",
    { class: "plane-choice", "aria-label": "Plane" },
    kind,
    other,
    ...numbers,
    anew,
    over,
    solid,
    batch,
  );
  parent.append(element);
  /** @type {PlaneChoice} */
  let latest;
  let most = 1;

  /** The two parameters are different ones. @param {0 | 1} place */
  function pick(place) {
    const wanted = Math.round(Number(numbers[place].value));
    /** @type {[number, number]} */
    const indices = [latest.indices[0], latest.indices[1]];
    const fits = Number.isInteger(wanted) && wanted >= 0 && wanted < most;
    if (fits && wanted !== indices[1 - place]) indices[place] = wanted;
    numbers[place].value = String(indices[place]);
    onChoose({ indices });
  }

  return {
    element,
    /** @param {ChoiceModel} model */
    render({ choice, beside, views, tested, count, name }) {
      latest = choice;
      most = count;
      options(
        other,
        views.map(({ index, label }) => [String(index), label]),
      );
      setValue(kind, choice.kind);
      setValue(over, choice.over);
      setValue(other, String(choice.other));
      option(kind, "points").hidden = views.length < 2;
      option(over, "test").hidden = !tested;
      other.hidden = choice.kind !== "points";
      batch.hidden = !beside;
      setText(batch, choice.beside ? "without batch" : "with batch");
      anew.hidden = choice.kind !== "random";
      numbers.forEach((input, place) => {
        input.hidden = choice.kind !== "weights";
        input.max = String(count - 1);
        input.title = name(choice.indices[place]);
        if (document.activeElement !== input) input.value = String(choice.indices[place]);
      });
      setText(solid, choice.solid ? "as a map" : "as a surface");
    },
    dispose: () => element.remove(),
  };
}

/**
 * @template {string} Value
 * @param {string} name
 * @param {[Value, string][]} choices
 * @param {(value: Value) => void} onChange
 */
function select(name, choices, onChange) {
  const element = h("select", {
    class: "plain-select",
    "aria-label": name,
    onchange: () => onChange(/** @type {Value} */ (element.value)),
  });
  options(element, choices);
  return element;
}

/** @param {HTMLSelectElement} element @param {[string, string][]} choices */
function options(element, choices) {
  const key = JSON.stringify(choices);
  if (element.dataset.choices === key) return;
  element.dataset.choices = key;
  element.replaceChildren(...choices.map(([value, text]) => h("option", { value }, text)));
}

/** @param {HTMLSelectElement} element @param {string} value */
function option(element, value) {
  return /** @type {HTMLOptionElement} */ (
    [...element.options].find((choice) => choice.value === value)
  );
}

/** @param {HTMLSelectElement} element @param {string} value */
function setValue(element, value) {
  if (element.value !== value) element.value = value;
}
