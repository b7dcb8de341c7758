/**
 * This step, written as a sum by hand: here, plus each term of the update, the step, next. Every term has the colour of
 * its arrow on the map and a small arrow with its real direction; pointing at a row brings out its arrow.
 */

import { h, svg } from "../lib/dom.js";
import { formatMeasure, formatNumber } from "../lib/format.js";
import { atStep, coloured, typeset, typesetToFit } from "./formula.js";
import { cell, decimalsFor } from "./sums.js";

/**
 * @typedef {object} Explanation  the answer of POST /api/v1/explanations
 * @property {number} run
 * @property {number} step
 * @property {number} learning_rate
 * @property {number | null} batch_size
 * @property {number[]} parameters
 * @property {number[] | null} next
 * @property {number} loss
 * @property {number | null} next_loss
 * @property {number[]} batch_gradient
 * @property {{name: string, latex: string, role: string, value: any}[]} lines
 * @property {{name: string, label: string, role: string, latex?: string, value: number[]}[]} terms
 */

/**
 * @typedef {object} ThisStepModel
 * @property {{index: number, label: string, slot: number}[]} runs
 * @property {number} selected
 * @property {number} step
 * @property {Explanation | null} explanation
 * @property {string} [rule]  LaTeX of the whole update with \memory{…}, \gradient{…}; made from the terms when absent
 * @property {{symbol: string, value: number}[]} [settings]  hyperparameters to name beside η
 * @property {string | null} highlight
 * @property {string} [empty]  why there is nothing to show
 */

/**
 * @param {HTMLElement} element
 * @param {{onHighlight: (role: string | null) => void, onSelect: (index: number) => void}} callbacks
 * @returns {{render: (model: ThisStepModel) => void, dispose: () => void}}
 */
export function mountThisStep(element, callbacks) {
  const from = h("span", { class: "section-note step-from" });
  const tabs = h("div", { class: "run-tabs", role: "tablist", "aria-label": "Run" });
  const rule = h("div", { class: "step-rule" });
  const table = h("table", { class: "step-sum" });
  const facts = h("dl", { class: "facts" });
  const all = h("table", { class: "step-lines" });
  const more = h(
    "details",
    { class: "step-more" },
    h("summary", {}, "every quantity of the rule, in order"),
    all,
  );
  const body = h(
    "div",
    { class: "step-body", role: "tabpanel", id: "this-step-panel" },
    rule,
    table,
    facts,
    more,
  );
  const empty = h("p", { class: "empty" });
  const root = h(
    "section",
    { class: "this-step", "aria-labelledby": "this-step-title" },
    h("header", { class: "section-head" }, h("h2", { id: "this-step-title" }, "This step"), from),
    tabs,
    body,
    empty,
  );
  element.append(root);
  const stopPointing = pointing(root, callbacks.onHighlight);
  /** @type {Explanation | null} */
  let shown = null;
  let shownRuns = "";

  /** @param {ThisStepModel} model */
  function render(model) {
    const key = JSON.stringify([model.runs, model.selected]);
    if (key !== shownRuns) {
      shownRuns = key;
      renderTabs(tabs, model, callbacks.onSelect);
    }
    root.dataset.highlight = model.highlight ?? "";
    root.dataset.slot = String(model.runs.find((run) => run.index === model.selected)?.slot ?? 1);
    const { explanation } = model;
    body.hidden = !explanation;
    empty.hidden = Boolean(explanation);
    empty.textContent =
      model.empty ?? "Press play, or take one step, and its arithmetic stands here.";
    from.textContent = explanation ? steps(explanation) : "";
    if (!explanation || explanation === shown) return;
    shown = explanation;
    typesetToFit(rule, atStep(model.rule ?? ruleOf(explanation), explanation.step));
    renderSum(table, explanation);
    renderFacts(facts, explanation, model.settings ?? []);
    renderLines(all, explanation);
  }

  return {
    render,
    dispose() {
      stopPointing();
      root.remove();
    },
  };
}

/** @param {Explanation} explanation */
function steps({ step, next }) {
  return next ? `${step} → ${step + 1}` : `${step}, the last`;
}

/**
 * Report the role of the row or term under the pointer or the focus, and null when it leaves.
 * @param {HTMLElement} root
 * @param {(role: string | null) => void} onHighlight
 */
function pointing(root, onHighlight) {
  /** @type {string | null} */
  let last = null;
  const tell = (/** @type {Event} */ event) => {
    const target = /** @type {Element | null} */ (event.target);
    const leaving = event.type === "mouseleave" || event.type === "focusout";
    const role = leaving ? null : roleOf(target);
    if (role === last) return;
    last = role;
    onHighlight(role);
  };
  const kinds = ["mouseover", "mouseleave", "focusin", "focusout"];
  for (const kind of kinds) root.addEventListener(kind, tell);
  return () => {
    for (const kind of kinds) root.removeEventListener(kind, tell);
  };
}

/** @param {Element | null} target */
function roleOf(target) {
  const term = target?.closest(".term-gradient, .term-memory, .term-decay, .term-step");
  const name = [...(term?.classList ?? [])].find((item) => item.startsWith("term-"));
  return name ? name.slice("term-".length) : null;
}

/** @param {HTMLElement} tabs @param {ThisStepModel} model @param {(index: number) => void} onSelect */
export function renderTabs(tabs, { runs, selected }, onSelect) {
  const focused = tabs.contains(document.activeElement);
  const buttons = runs.map((run) => {
    const chosen = run.index === selected;
    const button = h(
      "button",
      {
        type: "button",
        class: "run-tab",
        role: "tab",
        "aria-selected": String(chosen),
        "aria-controls": "this-step-panel",
        tabindex: chosen ? 0 : -1,
        "data-slot": run.slot,
        onclick: () => onSelect(run.index),
      },
      run.label,
    );
    return button;
  });
  tabs.replaceChildren(...buttons);
  tabs.onkeydown = (event) => {
    const move = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (move === 0) return;
    event.preventDefault();
    event.stopPropagation();
    const place = runs.findIndex((run) => run.index === selected);
    onSelect(runs[(place + move + runs.length) % runs.length].index);
  };
  if (focused) buttons[runs.findIndex((run) => run.index === selected)]?.focus();
}

/** The update as one line: the rule's own, or put together from its terms. @param {Explanation} explanation */
function ruleOf({ lines, terms }) {
  const own = lines.find((line) => line.name === "next");
  if (own) return own.latex;
  const latexOf = (/** @type {{name: string, latex?: string}} */ term) =>
    term.latex ?? lines.find((line) => line.name === term.name)?.latex ?? `\\text{${term.name}}`;
  const parts = terms.map((term) => coloured(signed(rightSide(latexOf(term))), term.role));
  return `w_{k+1} = w_k ${parts.join(" ")}`;
}

/** What stands after the equals sign. @param {string} latex */
function rightSide(latex) {
  const at = latex.lastIndexOf("=");
  return latex.slice(at + 1).trim();
}

/** @param {string} latex */
function signed(latex) {
  const minus = latex.startsWith("-");
  const rest = latex.replace(/^[+-]\s*/, "");
  // The empty group makes the sign a binary one, with the space of a sum.
  return `{}${minus ? "-" : "+"} ${rest}`;
}

/** @param {HTMLElement} table @param {Explanation} explanation */
function renderSum(table, explanation) {
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
    h("thead", {}, heads(parameters.length)),
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

/** @param {number} dimension */
function heads(dimension) {
  const cells = Array.from({ length: dimension }, (_, i) => {
    const head = h("th", { scope: "col", class: "number" });
    typeset(head, dimension === 1 ? "w" : `w_${i + 1}`);
    return head;
  });
  return h("tr", {}, h("td", {}), h("td", {}), ...cells);
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
function arrow(vector, scale) {
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
function renderFacts(facts, explanation, settings) {
  const { learning_rate, batch_size, batch_gradient, loss, next_loss } = explanation;
  const using = h("dd", { class: "facts-settings" });
  for (const { symbol, value } of [{ symbol: "\\eta", value: learning_rate }, ...settings]) {
    const name = h("span", {});
    typeset(name, symbol);
    using.append(h("span", { class: "fact" }, name, ` = ${formatNumber(value)}`));
  }
  using.append(
    h("span", { class: "fact" }, batch_size === null ? "full batch" : `batch of ${batch_size}`),
  );
  const vector = batch_gradient.map((value) => cell(value, decimalsFor([value], [])));
  facts.replaceChildren(
    h("dt", {}, "with"),
    using,
    h("dt", {}, "gradient"),
    h("dd", {}, vector.length === 1 ? vector[0] : `(${vector.join(", ")})`),
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

/** @param {HTMLElement} table @param {Explanation} explanation */
function renderLines(table, { lines, step }) {
  const rows = lines.map((line) => {
    const formula = h("th", { scope: "row" });
    typeset(formula, atStep(line.latex, step));
    const values = Array.isArray(line.value) ? line.value : [line.value];
    const numbers = values.map((/** @type {number | null} */ value) =>
      h("span", {}, value === null ? "–" : formatNumber(value)),
    );
    return h(
      "tr",
      { class: line.role ? `term-${line.role}` : "" },
      formula,
      h("td", { class: "number" }, ...numbers),
    );
  });
  table.replaceChildren(h("tbody", {}, ...rows));
}
