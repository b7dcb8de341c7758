/** The parts of a step: its sum, the facts below it, and every quantity of the rule. */

import { h, svg } from "../lib/dom.js";
import { formatMeasure, formatNumber } from "../lib/format.js";
import { atStep, typeset } from "./formula.js";
import { cell, decimalsFor } from "./sums.js";

/** @typedef {import("./this-step.js").Explanation} Explanation */

/** @param {HTMLElement} table @param {Explanation} explanation @param {readonly string[]} letters  what the parameters are called */
export function renderSum(table, explanation, letters) {
  const { parameters, next, terms } = explanation;
  const update = next ? next.map((value, i) => value - parameters[i]) : null;
  const places = parameters.map((value, i) =>
    decimalsFor([value, next?.[i] ?? 0], [...terms.map((term) => term.value[i]), update?.[i] ?? 0]),
  );
  const scale = Math.max(...terms.map((term) => length(term.value)), update ? length(update) : 0);
  const row = (
    /** @type {string} */ label,
    /** @type {string} */ kind,
    /** @type {(number | null)[] | null} */ values,
    signs = false,
  ) =>
    h(
      "tr",
      { class: kind, tabindex: kind.startsWith("term") ? 0 : undefined },
      h(
        "td",
        { class: "step-glyph" },
        signs && values ? arrow(/** @type {number[]} */ (values), scale) : null,
      ),
      h("th", { scope: "row" }, label),
      ...parameters.map((_, i) =>
        h("td", { class: "number" }, cell(values?.[i], places[i], signs)),
      ),
    );
  const gap = terms.length > 0 ? "" : " step-only";
  table.replaceChildren(
    h("caption", { class: "visually-hidden" }, `The sum of step ${explanation.step}`),
    h("thead", {}, heads(letters)),
    h(
      "tbody",
      {},
      row("here", "step-here", parameters),
      ...terms.map((term) => row(term.label, `term-${term.role || "other"}`, term.value, true)),
      row("step", `term-step${gap}`, update, true),
      row("next", "step-next", next),
    ),
  );
}

/** The parameters by their letters. Where these are not w's, what the rule calls w is said. @param {readonly string[]} letters */
function heads(letters) {
  const cells = letters.map((letter) => {
    const head = h("th", { scope: "col", class: "number" });
    const name = h("span", { "aria-hidden": "true" });
    typeset(name, letterLatex(letter));
    head.append(name, h("span", { class: "visually-hidden" }, letter));
    return head;
  });
  const vector = h("td", { class: "step-vector" });
  const tuple = letters.map(letterLatex).join(", ");
  if (!letters.every((letter) => letter.startsWith("w")))
    typeset(vector, letters.length === 1 ? `w = ${tuple}` : `w = (${tuple})`);
  return h("tr", {}, h("td", {}), vector, ...cells);
}

/** A letter, with its index if it has one: w₁ is w_{1}. @param {string} letter */
export function letterLatex(letter) {
  const index = [...letter.slice(1)].map((digit) => "₀₁₂₃₄₅₆₇₈₉".indexOf(digit));
  return index.length > 0 ? `${letter[0]}_{${index.join("")}}` : letter;
}

/** @param {number[]} vector */
function length(vector) {
  return Math.hypot(...vector);
}

/**
 * A small arrow in the direction of a displacement; a dot where there is none. In one dimension it lies flat.
 * @param {number[]} vector
 * @param {number} scale  length of the longest arrow of the sum
 */
export function arrow(vector, scale) {
  const size = length(vector);
  const box = {
    viewBox: "-12 -12 24 24",
    width: 24,
    height: 24,
    class: "glyph",
    "aria-hidden": "true",
  };
  if (!(size > 0) || !Number.isFinite(size))
    return svg("svg", box, svg("circle", { r: 2.2, fill: "currentColor" }));
  // Short terms keep a readable arrow: the glyph tells the direction, the numbers the size.
  const half = 6 + 3.5 * Math.min(1, size / scale);
  const angle = (-Math.atan2(vector[1] ?? 0, vector[0]) * 180) / Math.PI;
  return svg(
    "svg",
    box,
    svg(
      "g",
      { transform: `rotate(${angle.toFixed(1)})` },
      svg("path", {
        d: `M${-half} 0H${half - 5}`,
        stroke: "currentColor",
        "stroke-width": 2.2,
        fill: "none",
      }),
      svg("path", { d: `M${half} 0l-8 -4v8z`, fill: "currentColor" }),
    ),
  );
}

/** @param {HTMLElement} facts @param {Explanation} explanation @param {{symbol: string, value: number}[]} settings */
export function renderFacts(facts, explanation, settings) {
  const { learning_rate, batch_size, loss, next_loss } = explanation;
  const using = h("dd", { class: "facts-settings" });
  for (const { symbol, value } of [{ symbol: "\\eta", value: learning_rate }, ...settings]) {
    const name = h("span", {});
    typeset(name, symbol);
    using.append(h("span", { class: "fact" }, name, ` = ${formatNumber(value)}`));
  }
  using.append(h("span", { class: "fact" }, `batch of ${batch_size}`));
  facts.replaceChildren(
    h("dt", {}, "with"),
    using,
    ...gradients(explanation),
    h("dt", {}, "loss"),
    h(
      "dd",
      {},
      next_loss === null
        ? formatMeasure(loss)
        : `${formatMeasure(loss)} → ${formatMeasure(next_loss)}`,
    ),
  );
}

/** The gradient over all samples, and that of the batch where it is another one. @param {Explanation} explanation */
function gradients({ gradient, batch_gradient }) {
  const row = (/** @type {string} */ latex, /** @type {(number | null)[]} */ values) => {
    const name = h("dt", {});
    typeset(name, latex);
    const parts = values.map((value) => cell(value, decimalsFor([value ?? Infinity], [])));
    return [name, h("dd", {}, parts.length === 1 ? parts[0] : `(${parts.join(", ")})`)];
  };
  const same = gradient.every((value, i) => value === batch_gradient[i]);
  return [...row("\\nabla f", gradient), ...(same ? [] : row("g", batch_gradient))];
}

/** @param {HTMLElement} table @param {Explanation} explanation */
export function renderLines(table, { lines, step }) {
  const rows = lines.map((line) => {
    const formula = h("span", {});
    typeset(formula, atStep(line.latex, step));
    const name = h("span", { class: "visually-hidden" }, line.name.replaceAll("_", " "));
    const numbers = [line.value]
      .flat(2)
      .map((value) => h("span", {}, value === null ? "–" : formatMeasure(value)));
    return h(
      "tr",
      { class: line.role ? `term-${line.role}` : "" },
      h("th", { scope: "row", tabindex: 0 }, name, formula),
      h("td", { class: "number" }, ...numbers),
    );
  });
  table.replaceChildren(h("tbody", {}, ...rows));
}
