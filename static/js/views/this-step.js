/**
 * This step, written as a sum by hand: here, plus each term of the update, the step, next. Every term has the colour of
 * its arrow on the map and a small arrow with its real direction; pointing at a row brings out its arrow.
 */

import { freshId, h, setText } from "../lib/dom.js";
import { atStep, coloured, typesetToFit } from "./formula.js";
import { renderFacts, renderLines, renderSum } from "./step-sum.js";
import { mountVelocity } from "./velocity.js";

/** @typedef {import("../experiments.js").LandscapeExplanation} Explanation */

/**
 * @typedef {object} ThisStepModel
 * @property {{index: number, label: string, slot: number}[]} runs
 * @property {number} selected
 * @property {number} step
 * @property {Explanation | null} explanation
 * @property {readonly string[]} letters  what the parameters are called
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
  const [title, panel] = [freshId("this-step"), freshId("this-step")];
  const from = h("span", { class: "section-note step-from" });
  const tabs = h("div", { class: "run-tabs", role: "tablist", "aria-label": "Run" });
  const rule = h("div", { class: "step-rule" });
  const table = h("table", { class: "step-sum" });
  const facts = h("dl", { class: "facts" });
  const velocity = mountVelocity();
  const all = h("table", { class: "step-lines" });
  const more = h(
    "details",
    { class: "step-more" },
    h("summary", {}, "every quantity of the rule, in order"),
    all,
  );
  const body = h(
    "div",
    {
      class: "step-body",
      role: "tabpanel",
      id: panel,
      "aria-label": "The chosen run's step",
    },
    rule,
    table,
    facts,
    velocity.element,
    more,
  );
  const empty = h("p", { class: "empty" });
  const root = h(
    "section",
    { class: "this-step", "aria-labelledby": title },
    h("header", { class: "section-head" }, h("h2", { id: title }, "This step"), from),
    tabs,
    body,
    empty,
  );
  element.append(root);
  const stopPointing = pointing(root, callbacks.onHighlight);
  /** @type {Explanation | null} */
  let shown = null;
  /** @type {Explanation | null} */
  let told = null;
  let shownRuns = "";

  /** @param {ThisStepModel} model */
  function render(model) {
    const key = JSON.stringify([model.runs, model.selected]);
    if (key !== shownRuns) {
      shownRuns = key;
      renderTabs(tabs, model, panel, callbacks.onSelect);
    }
    root.dataset.highlight = model.highlight ?? "";
    root.dataset.slot = String(model.runs.find((run) => run.index === model.selected)?.slot ?? 1);
    const { explanation } = model;
    body.hidden = !explanation;
    empty.hidden = Boolean(explanation);
    setText(empty, model.empty ?? "Press play, or take one step, and its arithmetic stands here.");
    setText(from, explanation ? steps(explanation) : "");
    if (!explanation || explanation === shown) return;
    shown = explanation;
    typesetToFit(rule, atStep(model.rule ?? ruleOf(explanation), explanation.step));
    renderSum(table, explanation, model.letters);
    renderFacts(facts, explanation, model.settings ?? []);
    velocity.render(explanation.velocity);
    renderMore();
  }

  /** Typesetting takes its time: what is folded away waits until it is opened. */
  function renderMore() {
    if (!more.open || !shown || shown === told) return;
    told = shown;
    renderLines(all, shown);
  }
  more.addEventListener("toggle", renderMore);

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

/** @param {HTMLElement} tabs @param {Pick<ThisStepModel, "runs" | "selected">} model @param {string} panel  its id @param {(index: number) => void} onSelect */
export function renderTabs(tabs, { runs, selected }, panel, onSelect) {
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
        "aria-controls": panel,
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
  const chosen = buttons[runs.findIndex((run) => run.index === selected)];
  // Not scrollIntoView, which would move the page as well.
  if (chosen) tabs.scrollLeft = chosen.offsetLeft + chosen.offsetWidth / 2 - tabs.clientWidth / 2;
  if (focused) chosen?.focus();
}

/** The update as one line: the rule's own, or put together from its terms. @param {Explanation} explanation */
function ruleOf({ lines, terms }) {
  const own = lines.find((line) => line.name === "next");
  if (own) return own.latex;
  const latexOf = (/** @type {string} */ name) =>
    lines.find((line) => line.name === name)?.latex ?? `\\text{${name}}`;
  const parts = terms.map(({ name, role }) => coloured(signed(rightSide(latexOf(name))), role));
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
