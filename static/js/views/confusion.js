/**
 * Which class was taken for which: rows are the truth, columns the answers. Only mistakes have colour.
 * @import {Theme} from "../types.js"
 * @import {ProbeNotes} from "../experiments.js"
 * @import {NetworkCommon, ProbeView} from "./network-models.js"
 */
import { oncePerFrame, quietLabel } from "../lib/canvas.js";
import { palette, weightLut } from "../lib/colors.js";
import {
  cellStrength,
  cellText,
  cellWords,
  commonest,
  errorColor,
  largestError,
  legible,
  rightWords,
} from "../lib/digits-words.js";
import { h, on } from "../lib/dom.js";

/** @typedef {NetworkCommon & {confusion: ProbeView<ProbeNotes["confusion"]> | null}} ConfusionModel */
/** @typedef {{table: HTMLTableElement, cells: HTMLTableCellElement[]}} Grid */

/** Largest cells, pixels: of digits and letters, and of a few classes with names. */
const CELL = 27;
const WORD_CELL = { width: 64, height: 36 };
/** On a projector a number takes so much, its largest letters; smaller cells have their colour alone. */
const PROJECTED = { letter: 10.5, line: 24 };

/**
 * @param {HTMLElement} element
 * @param {{onCell?: (truth: number, answer: number) => void}} callbacks
 * @returns {{render: (model: ConfusionModel) => void, dispose: () => void}}
 */
export function mountConfusion(element, { onCell } = {}) {
  const { root, scroller, right, reading } = build();
  element.append(root);

  /** @type {ConfusionModel | null} */
  let model = null;
  /** @type {Grid | null} */
  let grid = null;
  /** @type {string[]} */
  let names = [];
  /** @type {ArrayLike<number> | null} */
  let counts = null;
  /** @type {ReturnType<typeof quietLabel> | null} */
  let speaker = null;
  /** @type {number | null} the cell that is pointed at */
  let at = null;
  /** @type {unknown[]} */
  let drawn = [];

  const read = () => Boolean(model?.samples?.image || model?.samples?.examples);
  const place = (/** @type {number} */ k) => [Math.floor(k / names.length), k % names.length];

  function rebuild() {
    const next = namesOf(model);
    if (grid && next.join("\n") === names.join("\n")) return;
    names = next;
    at = null;
    grid = makeGrid(names);
    speaker?.cancel();
    speaker = quietLabel(grid.table);
    scroller.replaceChildren(grid.table);
    root.classList.toggle(
      "has-words",
      names.some((name) => name.length > 2),
    );
  }

  /** Cells as large as the width allows, but no larger than their numbers need. */
  function fit() {
    if (!grid || !names.length) return;
    const room = scroller.clientWidth;
    const labels = grid.table.querySelector("tbody th")?.clientWidth ?? 0;
    if (room < 60) return;
    if (model?.projector) return fill(grid.table, room - labels);
    const wordy = root.classList.contains("has-words");
    const most = wordy && names.length <= 5 ? WORD_CELL.width : CELL;
    const cell = Math.max(18, Math.min(most, (room - labels) / names.length - 1));
    const height = wordy && names.length <= 5 ? WORD_CELL.height : cell;
    grid.table.style.setProperty("--cell", `${cell}px`);
    grid.table.style.setProperty("--cell-height", `${height}px`);
  }

  /** On a projector the table is as large as its place. @param {HTMLTableElement} table @param {number} room */
  function fill(table, room) {
    const rest = 2 * PROJECTED.line + 40;
    const width = room / names.length - 1;
    const height = (root.clientHeight - rest) / names.length - 1;
    table.style.setProperty("--cell", `${width}px`);
    table.style.setProperty("--cell-height", `${Math.max(1, Math.min(height, 72))}px`);
    const digits = Math.max(1, ...Array.from(counts ?? [], (count) => cellText(count).length));
    const mute = width < digits * PROJECTED.letter || height < PROJECTED.line - 4;
    root.classList.toggle("is-mute", mute);
  }

  function paint() {
    if (!grid || !model) return;
    const color = colorsOf(model.theme);
    const largest = counts ? largestError(counts, names.length) : 0;
    grid.cells.forEach((cell, k) => {
      const [truth, answer] = place(k);
      const count = Number(counts?.[k] ?? 0);
      const text = cellText(count);
      if (cell.textContent !== text) cell.textContent = text;
      cell.classList.toggle("is-long", text.length > 3);
      const mistake = truth !== answer && count > 0;
      const { ground, ink } = mistake
        ? color(cellStrength(count, largest))
        : { ground: "", ink: "" };
      cell.style.backgroundColor = ground;
      cell.style.color = ink;
    });
  }

  /** @param {number} k */
  function wordsOf(k) {
    const [truth, answer] = place(k);
    return counts ? cellWords(names, truth, answer, counts, read()) : "";
  }

  function renderWords() {
    const note = model?.confusion?.note;
    right.textContent = counts && note ? rightWords(note) : "";
    reading.textContent = at === null ? commonestWords() : wordsOf(at);
  }

  function commonestWords() {
    const most = counts ? commonest(counts, names.length) : null;
    if (!most || !counts) return "";
    return `most: ${cellWords(names, most.truth, most.answer, counts, read())}`;
  }

  /** @param {number | null} next */
  function point(next) {
    if (next === at) return;
    if (at !== null) grid?.cells[at]?.classList.remove("is-read");
    at = next;
    if (at !== null) grid?.cells[at]?.classList.add("is-read");
    renderWords();
  }

  /** @param {Event} event */
  function cellOf(event) {
    const cell = /** @type {Element | null} */ (event.target)?.closest?.("td");
    const index = cell && grid ? grid.cells.indexOf(cell) : -1;
    return index >= 0 ? index : null;
  }

  on(scroller, "pointerover", (event) => point(cellOf(event)));
  on(scroller, "pointerleave", () => point(null));
  on(scroller, "focusin", (event) => {
    const k = cellOf(event);
    if (k === null || !grid) return;
    for (const cell of grid.cells) cell.tabIndex = -1;
    grid.cells[k].tabIndex = 0;
    grid.cells[k].setAttribute("aria-label", wordsOf(k));
    point(k);
  });
  on(scroller, "focusout", (event) => {
    const k = cellOf(event);
    // Without focus a cell is its number again, which changes with the step.
    if (k !== null) grid?.cells[k].removeAttribute("aria-label");
    point(null);
  });
  on(scroller, "click", (event) => {
    const k = cellOf(event);
    if (k !== null) onCell?.(place(k)[0], place(k)[1]);
  });
  on(scroller, "keydown", (event) => {
    const k = cellOf(event);
    if (k === null || !grid || event.ctrlKey || event.metaKey || event.altKey) return;
    const next = neighbour(k, event.key, names.length);
    if (next === null && event.key !== "Enter") return;
    event.preventDefault();
    event.stopPropagation();
    grid.cells[next ?? k].focus();
    if (next === null) grid.cells[k].click();
  });

  const refresh = oncePerFrame(fit);
  const observer = new ResizeObserver(refresh.ask);
  observer.observe(root);
  document.fonts?.ready.then(refresh.ask);

  return {
    render(next) {
      model = next;
      const tensor = next.confusion?.arrays.counts;
      const key = [tensor?.data, next.theme, next.projector, next.samples, next.confusion?.step];
      if (drawn.length && key.every((part, k) => part === drawn[k])) return;
      drawn = key;
      root.classList.toggle("is-projector", next.projector);
      rebuild();
      counts = tensor?.data.length === names.length ** 2 ? tensor.data : null;
      fit();
      paint();
      renderWords();
      speaker?.set(() => describe(next, right.textContent, counts ? commonestWords() : ""));
    },
    dispose() {
      observer.disconnect();
      refresh.cancel();
      speaker?.cancel();
      root.remove();
    },
  };
}

function build() {
  const caption = h("span", { class: "figure-caption" }, "row true, column answered");
  const head = h("header", { class: "figure-head" }, h("h2", {}, "Confusion"), caption);
  const scroller = h("div", { class: "confusion-scroller" });
  const right = h("p", { class: "confusion-right" });
  const reading = h("p", { class: "confusion-reading" });
  const props = { class: "confusion", "aria-label": "Confusion" };
  const root = h("section", props, head, scroller, right, reading);
  return { root, scroller, right, reading };
}

/** @param {readonly string[]} names @returns {Grid} */
function makeGrid(names) {
  const long = (/** @type {string} */ name) => (name.length > 2 ? name : null);
  /** @type {HTMLTableCellElement[]} */
  const cells = [];
  const rows = names.map((name, truth) => {
    const own = names.map((_, answer) =>
      h("td", { tabindex: "-1", class: truth === answer ? "is-right" : null }),
    );
    cells.push(...own);
    return h("tr", {}, h("th", { scope: "row", title: long(name) }, name), own);
  });
  if (cells.length) cells[0].tabIndex = 0;
  const columns = names.map((name) =>
    h("th", { scope: "col", title: long(name) }, h("span", {}, name)),
  );
  const table = h(
    "table",
    { class: "confusion-table", role: "grid", "aria-readonly": "true" },
    h("thead", {}, h("tr", {}, h("td", {}), columns)),
    h("tbody", {}, rows),
  );
  return { table, cells };
}

/** Colours of a mistake and of the number upon it. @param {Theme} theme */
function colorsOf(theme) {
  const table = weightLut(theme);
  const { ink, paper } = palette(theme);
  const inks = [ink, paper, "#000000", "#ffffff"];
  return (/** @type {number} */ strength) => {
    const ground = errorColor(strength, table);
    return { ground: `rgb(${ground.join(" ")})`, ink: legible(inks, ground) };
  };
}

/** Where an arrow key leads; it stays in its row or column. @param {number} k @param {string} key @param {number} size */
function neighbour(k, key, size) {
  const [row, column] = [Math.floor(k / size), k % size];
  const last = size - 1;
  if (key === "ArrowLeft") return row * size + Math.max(0, column - 1);
  if (key === "ArrowRight") return row * size + Math.min(last, column + 1);
  if (key === "ArrowUp") return Math.max(0, row - 1) * size + column;
  if (key === "ArrowDown") return Math.min(last, row + 1) * size + column;
  if (key === "Home") return row * size;
  return key === "End" ? row * size + last : null;
}

/** @param {ConfusionModel | null} model @returns {string[]} */
function namesOf(model) {
  const names = model?.samples?.classes;
  if (names?.length) return names;
  const classes = model?.confusion?.arrays.counts?.shape[0] ?? 0;
  return Array.from({ length: classes }, (_, k) => String(k));
}

/** @param {ConfusionModel} model @param {string | null} right @param {string} most */
function describe({ confusion }, right, most) {
  if (!confusion) return "Confusion: nothing computed yet";
  const parts = [`Confusion at step ${confusion.step}, rows true, columns answered`, right, most];
  return parts.filter(Boolean).join(". ");
}
