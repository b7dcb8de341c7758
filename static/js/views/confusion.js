/**
 * Which class was taken for which: rows are the truth, columns the answers. Only mistakes have colour.
 * @import {Theme} from "../types.js"
 * @import {NetworkCommon, ProbeView} from "./network-models.js"
 * @import {Confusion, DataKind} from "../lib/confusion.js"
 */
import { quietLabel } from "../lib/canvas.js";
import { palette, rgb, weightLut } from "../lib/colors.js";
import { cellText, legible, mistakeShade, readConfusion, summaryText } from "../lib/confusion.js";
import { h, on } from "../lib/dom.js";
import { formatCount } from "../lib/format.js";
import { gridMove } from "../lib/weight-images.js";

/** @typedef {NetworkCommon & {confusion: ProbeView | null}} ConfusionModel */
/** @typedef {{table: HTMLTableElement, cells: HTMLTableCellElement[], rows: HTMLElement[], columns: HTMLElement[]}} Grid */

/** Index of the neutral colour in the table of weights. */
const NEUTRAL = 127;

let serial = 0;

/**
 * @param {HTMLElement} element
 * @param {{onCell?: (truth: number, answer: number) => void}} callbacks
 * @returns {{render: (model: ConfusionModel) => void, dispose: () => void}}
 */
export function mountConfusion(element, { onCell } = {}) {
  const id = `confusion-${++serial}`;
  const caption = h("span", { class: "figure-caption" }, "row true, column answered");
  const head = h("header", { class: "figure-head" }, h("h2", { id }, "Confusion"), caption);
  const frame = h("div", { class: "confusion-frame" });
  const reading = h("p", { class: "confusion-reading" });
  const root = h("section", { class: "confusion", "aria-labelledby": id }, head, frame, reading);
  element.append(root);

  /** @type {ConfusionModel | null} */
  let model = null;
  /** @type {Grid | null} */
  let grid = null;
  /** @type {Confusion | null} */
  let found = null;
  /** @type {ReturnType<typeof quietLabel> | null} */
  let speaker = null;
  let built = "";
  let current = 0;
  /** @type {number | null} the cell that is pointed at */
  let at = null;
  /** @type {unknown[]} */
  let drawn = [];

  const names = () => namesOf(model);
  const kind = () => kindOf(model);

  function rebuild() {
    const key = names().join("\n");
    if (key === built) return;
    built = key;
    grid = makeGrid(names(), id);
    current = 0;
    speaker?.cancel();
    speaker = quietLabel(grid.table);
    frame.replaceChildren(grid.table);
    frame.style.setProperty("--classes", String(names().length));
    frame.classList.toggle("has-words", isWordy(names()));
  }

  function paint() {
    if (!grid || !model) return;
    const shades = shadesOf(model.theme);
    grid.cells.forEach((cell, k) => {
      const [truth, answer] = place(k);
      const count = Number(found?.counts[k] ?? 0);
      const text = count ? formatCount(count) : "";
      if (cell.textContent !== text) cell.textContent = text;
      const mistake = truth !== answer && count > 0;
      const { ground, ink } = shades(mistake ? mistakeShade(count, found?.most ?? 0) : 0);
      cell.style.backgroundColor = mistake ? ground : "";
      cell.style.color = mistake ? ink : "";
    });
  }

  /** @param {number} k */
  function place(k) {
    const classes = names().length;
    return [Math.floor(k / classes), k % classes];
  }

  /** @param {number} k */
  function words(k) {
    const [truth, answer] = place(k);
    return cellText(names()[truth], names()[answer], Number(found?.counts[k] ?? 0), kind());
  }

  function read() {
    if (!found) reading.textContent = "";
    else if (at !== null) reading.textContent = words(at);
    else reading.textContent = summaryText(found, names(), kind(), model?.confusion?.note?.set);
  }

  /** @param {number | null} next */
  function point(next) {
    if (next === at) return;
    mark(at, false);
    at = next;
    mark(at, true);
    read();
  }

  /** @param {number | null} k @param {boolean} active */
  function mark(k, active) {
    if (k === null || !grid || k >= grid.cells.length) return;
    const [truth, answer] = place(k);
    for (const part of [grid.cells[k], grid.rows[truth], grid.columns[answer]])
      part.classList.toggle("is-on", active);
  }

  /** @param {Event} event */
  function cellOf(event) {
    const target = /** @type {Element | null} */ (event.target);
    const cell = target?.closest?.("td");
    const index = cell && grid ? grid.cells.indexOf(cell) : -1;
    return index >= 0 ? index : null;
  }

  /** @param {number} next */
  function aim(next) {
    grid?.cells[current]?.setAttribute("tabindex", "-1");
    current = next;
    grid?.cells[current]?.setAttribute("tabindex", "0");
  }

  const stops = [
    on(frame, "pointerover", (event) => point(cellOf(event))),
    on(frame, "pointerleave", () => point(null)),
    on(frame, "focusin", (event) => {
      const cell = cellOf(event);
      if (cell === null) return;
      aim(cell);
      grid?.cells[cell].setAttribute("aria-label", words(cell));
      point(cell);
    }),
    on(frame, "focusout", (event) => {
      const cell = cellOf(event);
      // Without focus the cell is its number again, which changes with the step.
      if (cell !== null) grid?.cells[cell].removeAttribute("aria-label");
      point(null);
    }),
    on(frame, "click", (event) => {
      const cell = cellOf(event);
      if (cell === null) return;
      const [truth, answer] = place(cell);
      onCell?.(truth, answer);
    }),
    on(frame, "keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || !grid) return;
      const cell = cellOf(event);
      if (cell === null) return;
      const next = gridMove(cell, event.key, names().length, grid.cells.length);
      if (next === null && event.key !== "Enter") return;
      event.preventDefault();
      event.stopPropagation();
      if (next !== null) grid.cells[next].focus();
      else grid.cells[cell].click();
    }),
  ];

  return {
    render(next) {
      model = next;
      const { counts } = next.confusion?.arrays ?? {};
      const key = [counts?.data, next.theme, next.projector, next.samples, next.confusion?.step];
      if (drawn.length && key.every((part, k) => part === drawn[k])) return;
      drawn = key;
      root.classList.toggle("is-projector", next.projector);
      rebuild();
      found = readConfusion(counts);
      if (found && found.classes !== names().length) found = null;
      paint();
      read();
      speaker?.set(() => describe(model, found, names(), kind()));
    },
    dispose() {
      for (const stop of stops) stop();
      speaker?.cancel();
      root.remove();
    },
  };
}

/**
 * The table; its columns' names stand below, but are read before the cells.
 * @param {readonly string[]} names
 * @param {string} id
 * @returns {Grid}
 */
function makeGrid(names, id) {
  const title = (/** @type {string} */ name) => (name.length > 2 ? name : null);
  const columns = names.map((name) => h("th", { scope: "col", title: title(name) }, name));
  const rows = names.map((name) => h("th", { scope: "row", title: title(name) }, name));
  /** @type {HTMLTableCellElement[]} */
  const cells = [];
  const body = rows.map((row, truth) => {
    const own = names.map((_, answer) => {
      const cell = h("td", { tabindex: "-1", class: truth === answer ? "is-right" : null });
      cells.push(cell);
      return cell;
    });
    return h("tr", {}, row, ...own);
  });
  cells[0]?.setAttribute("tabindex", "0");
  const table = h(
    "table",
    { class: "confusion-table", role: "grid", "aria-describedby": `${id}-what` },
    h("caption", { class: "visually-hidden", id: `${id}-what` }, "Rows are the truth, columns the answers."),
    h("thead", {}, h("tr", {}, h("td", {}), ...columns)),
    h("tbody", {}, ...body),
  );
  return { table, cells, rows, columns };
}

/** Colours of mistakes and of the numbers upon them, by strength. @param {Theme} theme */
function shadesOf(theme) {
  const table = weightLut(theme);
  const colors = palette(theme);
  const [ink, paper] = [rgb(colors.ink), rgb(colors.paper)];
  return (/** @type {number} */ strength) => {
    // The palest mistake is still a colour.
    const at = strength > 0 ? Math.round((1 - (0.1 + 0.9 * strength)) * NEUTRAL) : NEUTRAL;
    const [r, g, b] = table.subarray(3 * at, 3 * at + 3);
    const text = legible([r, g, b], ink, paper);
    return { ground: `rgb(${r} ${g} ${b})`, ink: `rgb(${text.join(" ")})` };
  };
}

/** @param {ConfusionModel | null} model @returns {string[]} */
function namesOf(model) {
  const names = model?.samples?.classes;
  if (names?.length) return names;
  const classes = model?.confusion?.arrays.counts?.shape[0] ?? 0;
  return Array.from({ length: classes }, (_, k) => String(k));
}

/** @param {ConfusionModel | null} model @returns {DataKind} */
function kindOf(model) {
  if (model?.samples?.image) return "images";
  return model?.samples?.examples?.texts?.length ? "texts" : "table";
}

/** @param {readonly string[]} names */
function isWordy(names) {
  return names.some((name) => name.length > 2);
}

/**
 * @param {ConfusionModel | null} model
 * @param {Confusion | null} found
 * @param {readonly string[]} names
 * @param {DataKind} kind
 */
function describe(model, found, names, kind) {
  if (!found || !model?.confusion) return "Confusion: nothing computed yet";
  const summary = summaryText(found, names, kind, model.confusion.note?.set);
  return `Confusion at step ${model.confusion.step}. ${summary}`;
}
