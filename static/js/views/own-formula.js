/** A formula of one's own: the expression, how it is read and its gradient typeset while one types, and its window. */

import { createFieldWord } from "../controls/field-word.js";
import { readNumbers } from "../controls/typed.js";
import { h, setText } from "../lib/dom.js";
import { holdFixed } from "../lib/fixed.js";
import { typesetToFit } from "./formula.js";

/** @typedef {import("../experiments.js").FormulaLandscape["window"]} Window */
/** @typedef {{latex: string, letters: string[]} | {error: string}} FormulaRead */
/** @typedef {{gradient_latex?: string[]} | {error: string}} FormulaAnswer */
/** @typedef {{expression: string, window: Window}} Formula */

/** Until a formula has been read. */
const USUAL_LETTERS = ["x", "y"];
const USUAL_SIDE = [-3, 3];
const FIRST = { expression: "x^2 + 10*y^2", window: null };
const HINT =
  "One or two letters, as in books: 2x² + 3|y − 1|, x e^(−x²), max(0, x), sin(πx), √(x² + y²), f(u, v) = u v.";

/** How long the keyboard rests before the server is asked. */
const PAUSE = 180;

/**
 * @param {HTMLElement} element
 * @param {object} options
 * @param {(expression: string) => Promise<FormulaRead>} options.readFormula  how it is understood, at once
 * @param {(expression: string, window: Window | null) => Promise<FormulaAnswer>} options.checkFormula
 *   without a window it is the usual one
 * @param {(formula: Formula, sides: readonly string[]) => void} options.onFormula  and what the sides of its window are
 * @param {(letters: readonly string[]) => readonly string[]} [options.sidesOf]  what a window has sides for
 * @returns {{
 *   render: (
 *     formula: {expression: string, window: Window | null} | null,
 *     how?: {fixed?: boolean, examples?: string},
 *   ) => void,
 *   dispose: () => void,
 * }}  examples: what may be typed, in words
 */
export function mountOwnFormula(
  element,
  { readFormula, checkFormula, onFormula, sidesOf = (letters) => letters },
) {
  const expression = textField("formula-expression", "f(x, y) =", "x^2 + 10*y^2");
  const hint = h("p", { class: "formula-hint" });
  const across = sideField("formula-x", "x from … to");
  const up = sideField("formula-y", "y from … to");
  const formula = h("div", { class: "formula-line" });
  const gradient = h("div", { class: "formula-line formula-gradient", hidden: true });
  const preview = h("div", { class: "formula-preview" }, formula, gradient);
  const problem = h("p", { class: "form-problem", role: "alert" });
  const use = h("button", { type: "submit", class: "button" }, "Use this formula");
  const form = h(
    "form",
    { class: "own-formula", novalidate: true },
    expression.row,
    hint,
    preview,
    problem,
    h("div", { class: "formula-window" }, across.row, up.row),
    use,
  );
  element.append(form);
  let asked = 0;
  let timer = 0;
  let good = false;
  /** @type {readonly string[]} */
  let letters = USUAL_LETTERS;

  /** A formula in one letter is a curve over that letter. */
  function readWindow() {
    const fields = [across, up].slice(0, sidesOf(letters).length);
    const sides = fields.map((field) => field.read());
    return sides.every(Boolean) ? /** @type {Window} */ (/** @type {unknown} */ (sides)) : null;
  }

  /** @param {string} text */
  function nameLetters(text) {
    expression.label.textContent = text.includes("=") ? "Formula" : `f(${letters.join(", ")}) =`;
    const sides = sidesOf(letters);
    across.label.textContent = `${sides[0]} from … to`;
    up.label.textContent = `${sides[1]} from … to`;
    up.row.hidden = sides.length === 1;
  }

  async function check() {
    const mine = ++asked;
    const text = expression.input.value.trim();
    if (text === "") return show("", false);
    const read = await readFormula(text);
    // A slower answer to an older text is dropped.
    if (mine !== asked) return;
    if ("error" in read) return show(read.error, false);
    letters = read.letters;
    nameLetters(text);
    typesetToFit(formula, `f(${letters.join(", ")}) = ${read.latex}`, { ours: false });
    const answer = await checkFormula(text, readWindow());
    if (mine !== asked) return;
    if ("error" in answer) return show(answer.error, false);
    const { gradient_latex: partials = [] } = answer;
    gradient.hidden = partials.length === 0;
    if (!gradient.hidden)
      typesetToFit(gradient, gradientLatex(partials, letters.join(", ")), { ours: false });
    show("", true);
  }

  /** @param {string} error @param {boolean} usable */
  function show(error, usable) {
    good = usable;
    preview.classList.toggle("is-stale", !good);
    const windowGood = readWindow() !== null;
    problem.textContent = error;
    expression.input.setAttribute("aria-invalid", String(error !== ""));
    use.disabled = !good || !windowGood;
  }

  form.addEventListener("input", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(check, PAUSE);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void useTyped();
  });
  use.disabled = true;

  /** Enter may come before the keyboard has rested. */
  async function useTyped() {
    window.clearTimeout(timer);
    await check();
    const sides = readWindow();
    if (good && sides)
      onFormula({ expression: expression.input.value.trim(), window: sides }, sidesOf(letters));
  }

  return {
    render(current, { fixed = false, examples = HINT } = {}) {
      const { expression: text, window: sides } = current ?? FIRST;
      setText(hint, `${examples} Below it stands how it is read.`);
      expression.input.value = text;
      across.input.value = (sides?.[0] ?? USUAL_SIDE).join(", ").replaceAll("-", "−");
      up.input.value = (sides?.[1] ?? USUAL_SIDE).join(", ").replaceAll("-", "−");
      for (const { input } of [expression, across, up]) holdFixed(input, fixed);
      use.hidden = fixed;
      void check();
    },
    dispose() {
      window.clearTimeout(timer);
      form.remove();
    },
  };
}

/** @param {string[]} parts @param {string} names */
function gradientLatex(parts, names) {
  const inner =
    parts.length === 1 ? parts[0] : `\\begin{pmatrix} ${parts.join(" \\\\[2pt] ")} \\end{pmatrix}`;
  const name = parts.length === 1 ? `f'(${names})` : `\\nabla f(${names})`;
  return `${name} = ${inner}`;
}

/** @param {string} id @param {string} label @param {string} placeholder */
function textField(id, label, placeholder) {
  const input = h("input", {
    type: "text",
    id,
    class: "form-text",
    placeholder,
    autocomplete: "off",
    spellcheck: "false",
    autocapitalize: "off",
  });
  const words = h("label", { for: id }, label);
  return {
    input,
    label: words,
    row: h("div", { class: "formula-field" }, words, input),
  };
}

/** A side of the window. @param {string} id @param {string} label */
function sideField(id, label) {
  const { input, row, label: words } = textField(id, label, "−3, 3");
  const said = createFieldWord(input);
  row.append(said.element);
  return {
    input,
    row,
    label: words,
    /** The two ends; what is wrong with them is said. */
    read() {
      const typed = readNumbers(input.value, 2);
      const [low, high] = typed.value ?? [];
      const swapped = typed.value !== null && low >= high;
      said.show(swapped ? { value: null, word: "Expected the smaller number first." } : typed);
      return swapped ? null : typed.value;
    },
  };
}
