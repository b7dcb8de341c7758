/** The tabs at the foot of a phone: Figure, Step, Why, Runs. They choose which panels of the lab are shown. */

import { h } from "../lib/dom.js";

/** @typedef {"figure" | "step" | "why" | "runs"} PhoneTab */

/** @type {[PhoneTab, string][]} */
const TABS = [
  ["figure", "Figure"],
  ["step", "Step"],
  ["why", "Why"],
  ["runs", "Runs"],
];

/**
 * @param {HTMLElement} element
 * @param {{lab: HTMLElement, onTab?: (tab: PhoneTab) => void}} options  lab gets data-tab, from which the style sheet follows
 * @returns {{choose: (tab: PhoneTab) => void, dispose: () => void}}
 */
export function mountPhoneTabs(element, { lab, onTab }) {
  const buttons = TABS.map(([name, label]) =>
    h("button", { type: "button", class: "phone-tab", onclick: () => choose(name) }, label),
  );
  const root = h("nav", { class: "phone-nav", "aria-label": "Panels" }, ...buttons);
  element.append(root);

  /** @param {PhoneTab} tab */
  function choose(tab) {
    lab.dataset.tab = tab;
    for (const [place, button] of buttons.entries()) {
      if (TABS[place][0] === tab) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    }
    onTab?.(tab);
  }

  choose("figure");
  return { choose, dispose: () => root.remove() };
}
