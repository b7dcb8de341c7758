/**
 * How momentum builds up: the last gradients with their weights, what is left of older ones, and their sum, the
 * velocity. In one or two dimensions each is a vector with its arrow; of a network each tells how far it reaches along
 * the velocity.
 */

import { h } from "../lib/dom.js";
import { formatNumber } from "../lib/format.js";
import { wordLink } from "./reference-link.js";
import { arrow } from "./step-sum.js";
import { cell, decimalsFor } from "./sums.js";

/** @typedef {NonNullable<import("../experiments.js").Explanation["velocity"]>} Velocity */
/** @typedef {{name: (Node | string)[], kind: string, along: number | null, value: (number | null)[] | null}} Part */

/** The disclosure; filled when it is open, unseen without a velocity. */
export function mountVelocity() {
  const table = h("table", { class: "velocity-sum" });
  const words = h("p", { class: "layer-words" });
  const summary = h("summary", {}, "velocity, gradient by gradient");
  const element = h(
    "details",
    { class: "step-more velocity", hidden: true },
    summary,
    words,
    table,
  );
  /** @type {Velocity | null} */
  let velocity = null;

  function fill() {
    if (!element.open || !velocity) return;
    const parts = partsOf(velocity);
    const rows = velocity.value ? vectorRows(parts) : barRows(parts);
    table.replaceChildren(
      h("caption", { class: "visually-hidden" }, "What the velocity is made of"),
      h("tbody", {}, ...rows),
    );
    const whole = velocity.value
      ? ""
      : " Each row: how far it reaches along the velocity; the sum is its length.";
    words.replaceChildren(
      wordLink("momentum", "Momentum"),
      ` keeps a part of every gradient.${whole}`,
    );
  }

  element.addEventListener("toggle", fill);
  return {
    element,
    /** @param {Velocity | null} next */
    render(next) {
      if (next === velocity) return;
      velocity = next;
      element.hidden = !next;
      fill();
    },
  };
}

/** @param {Velocity} velocity @returns {Part[]} */
function partsOf({ name, parts, older, length, value }) {
  const symbol = name === "velocity" ? "v" : name;
  const subscript = (/** @type {string} */ letter, /** @type {number} */ step) => [
    h("i", {}, letter),
    h("sub", {}, String(step)),
  ];
  const named = parts.map(({ step, weight, along, value: own }, age) => ({
    name: [`${formatNumber(weight, 3)} · `, ...subscript("g", step)],
    kind: age === 0 ? "term-gradient" : "term-memory",
    along,
    value: own,
  }));
  const last = parts[parts.length - 1].step;
  const rest = older && {
    name: [`${formatNumber(older.weight, 3)} · `, ...subscript(symbol, last - 1), ", all older"],
    kind: "term-memory",
    along: older.along,
    value: older.value,
  };
  const whole = value ? [h("i", {}, symbol)] : ["length of ", h("i", {}, symbol)];
  const sum = { name: whole, kind: "velocity-whole", along: length, value };
  return [...named, ...(rest ? [rest] : []), sum];
}

/** @param {Part[]} parts */
function vectorRows(parts) {
  const vectors = parts.map(({ value }) => /** @type {number[]} */ (value ?? []));
  const scale = Math.max(...vectors.map((vector) => Math.hypot(...vector)));
  const places = vectors[0].map((_, i) =>
    decimalsFor(
      [],
      vectors.map((vector) => vector[i]),
    ),
  );
  return parts.map(({ name, kind }, k) =>
    h(
      "tr",
      { class: kind },
      h("td", { class: "step-glyph" }, arrow(vectors[k], scale)),
      h("th", { scope: "row" }, ...name),
      ...vectors[k].map((value, i) => h("td", { class: "number" }, cell(value, places[i], true))),
    ),
  );
}

/** @param {Part[]} parts */
function barRows(parts) {
  const numbers = parts.map(({ along }) => along ?? Number.NaN);
  const largest = Math.max(...numbers.map(Math.abs)) || 1;
  const low = Math.min(0, ...numbers) / largest;
  const places = decimalsFor([], numbers);
  return parts.map(({ name, kind }, k) => {
    const fill = h("span", { class: "velocity-fill" });
    const share = numbers[k] / largest;
    const room = 1 - low;
    fill.style.width = `${(100 * Math.abs(share)) / room}%`;
    fill.style.marginLeft = `${(100 * (Math.min(0, share) - low)) / room}%`;
    return h(
      "tr",
      { class: kind },
      h("th", { scope: "row" }, ...name),
      h("td", { class: "velocity-bar", "aria-hidden": "true" }, fill),
      h("td", { class: "number" }, cell(numbers[k], places, true)),
    );
  });
}
