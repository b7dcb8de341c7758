/** The heading of a figure, with what is said beside it. */

import { h } from "../lib/dom.js";

/**
 * @param {HTMLElement} element  of the part
 * @param {string} title
 * @returns {{caption: HTMLElement, body: HTMLElement}} body is where the figure goes
 */
export function headed(element, title) {
  const caption = h("span", { class: "figure-caption" });
  const body = h("div", { class: "part-body" });
  element.append(h("header", { class: "figure-head" }, h("h2", {}, title), caption), body);
  return { caption, body };
}
