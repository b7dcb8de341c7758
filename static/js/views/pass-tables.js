/** Tables of the pass: heads with symbols, rows that belong to a unit, lines that count what is not listed. */

import { h } from "../lib/dom.js";
import { formatMeasure } from "../lib/format.js";

/** Rows of a table; the rest is counted. */
export const MOST_ROWS = 12;

/**
 * A column: its symbol, which is set as one, and what it is called; words of one letter are symbols.
 * @typedef {[symbol: string, name: string]} Column
 */

/** @param {number | null} value */
export function numberCell(value) {
  return h("td", { class: "number" }, formatMeasure(value, 3));
}

/** @param {Column[]} columns  the first names the rows */
export function headOf(columns) {
  const cells = columns.map(([symbol, name], k) => {
    const text = h("span", { "aria-hidden": "true", class: k ? "pass-symbol" : null }, symbol);
    const cell = h("th", { scope: "col", class: k ? "number" : null, title: name }, text);
    cell.append(h("span", { class: "visually-hidden" }, name));
    return cell;
  });
  return h("thead", {}, h("tr", {}, ...cells));
}

/**
 * @param {string} kind  a class
 * @param {string} caption
 * @param {Column[]} columns
 * @param {HTMLElement[]} rows
 */
export function tableOf(kind, caption, columns, rows) {
  const title = caption && h("caption", {}, caption);
  return h("table", { class: kind }, title, headOf(columns), h("tbody", {}, ...rows));
}

/**
 * @param {string | Node} name
 * @param {(number | null)[]} values
 * @param {string} [neuron]  of the diagram, "layer.unit", the inputs being layer 0
 */
export function rowOf(name, values, neuron) {
  const place = { "data-neuron": neuron };
  return h("tr", place, h("th", { scope: "row" }, name), ...values.map(numberCell));
}

/** @param {string} name @param {number} columns @param {number | null} value */
export function totalRow(name, columns, value) {
  const row = h("tr", { class: "pass-total" }, h("th", { scope: "row" }, name));
  if (columns > 1) row.append(h("td", { colspan: columns - 1 }));
  row.append(numberCell(value));
  return row;
}

/** How many are not listed. @param {number} count @param {string} [what] */
export function moreThan(count, what = "") {
  const text = count > 0 && `… ${count.toLocaleString("en")} more${what}`;
  return text && h("p", { class: "quiet pass-more" }, text);
}

/** A line that is typeset once it stands on the page. @param {string} latex */
export function formulaLine(latex) {
  return h("div", { class: "pass-formula", "data-latex": latex });
}
