/** The tabs at the foot of a phone: Figure, Step, Why, Runs. They choose which panels of the lab are shown. */

import { h } from "../lib/dom.js";

/** @typedef {import("../types.js").PhoneTab} PhoneTab */

/** @type {[PhoneTab, string][]} */
const TABS = [
  ["figure", "Figure"],
  ["step", "Step"],
  ["why", "Why"],
  ["runs", "Runs"],
];

/**
 * @param {HTMLElement} element
 * @param {{onTab: (tab: PhoneTab) => void}} callbacks
 * @returns {{render: (tab: PhoneTab) => void, dispose: () => void}}
 */
export function mountPhoneTabs(element, { onTab }) {
  const buttons = TABS.map(([name, label]) =>
    h("button", { type: "button", class: "phone-tab", onclick: () => onTab(name) }, label),
  );
  const root = h("nav", { class: "phone-nav", "aria-label": "Panels" }, ...buttons);
  element.append(root);
  /** @type {PhoneTab | null} */
  let shown = null;

  return {
    render(tab) {
      if (tab === shown) return;
      shown = tab;
      for (const [place, button] of buttons.entries()) {
        if (TABS[place][0] === tab) button.setAttribute("aria-current", "true");
        else button.removeAttribute("aria-current");
      }
    },
    dispose: () => root.remove(),
  };
}
