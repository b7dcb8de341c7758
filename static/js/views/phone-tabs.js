/** The tabs at the foot of a phone. They choose which panels of the lab are shown. */

import { h } from "../lib/dom.js";

/** @typedef {import("../types.js").PhoneTab} PhoneTab */
/** @typedef {readonly (readonly [PhoneTab, string])[]} Tabs in their order, with what they are called */

/**
 * @param {HTMLElement} element
 * @param {{onTab: (tab: PhoneTab) => void}} callbacks
 * @returns {{render: (model: {tabs: Tabs, tab: PhoneTab}) => void, dispose: () => void}}
 */
export function mountPhoneTabs(element, { onTab }) {
  const root = h("nav", { class: "phone-nav", "aria-label": "Panels" });
  element.append(root);
  /** @type {Map<PhoneTab, HTMLElement>} */
  let buttons = new Map();
  let known = "";

  /** @param {Tabs} tabs */
  function build(tabs) {
    const key = tabs.join();
    if (key === known) return;
    known = key;
    buttons = new Map(
      tabs.map(([name, label]) => [
        name,
        h("button", { type: "button", class: "phone-tab", onclick: () => onTab(name) }, label),
      ]),
    );
    root.replaceChildren(...buttons.values());
  }

  return {
    render({ tabs, tab }) {
      build(tabs);
      for (const [name, button] of buttons) {
        if (name === tab) button.setAttribute("aria-current", "true");
        else button.removeAttribute("aria-current");
      }
    },
    dispose: () => root.remove(),
  };
}
