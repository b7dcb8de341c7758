/** The sheet in which pickers and Share stand: a native dialog with a title, closed by Escape, × or a click outside. */

import { icon } from "../controls/icons.js";
import { h } from "../lib/dom.js";

let serial = 0;

/**
 * @param {string} title
 * @param {string} [kind]  extra class
 * @returns {{dialog: HTMLDialogElement, body: HTMLElement, open: () => void, close: () => void, dispose: () => void}}
 */
export function createDialog(title, kind = "") {
  const id = `dialog-${++serial}`;
  const body = h("div", { class: "sheet-body" });
  const close = () => dialog.close();
  const dialog = h(
    "dialog",
    { class: `sheet ${kind}`, "aria-labelledby": id },
    h(
      "div",
      { class: "sheet-head" },
      h("h2", { id }, title),
      h(
        "button",
        {
          type: "button",
          class: "icon-button",
          "aria-label": "Close",
          title: "Close (Esc)",
          onclick: close,
        },
        icon("close", 20),
      ),
    ),
    body,
  );
  // A press that begins on the backdrop has the dialog itself as its target.
  dialog.addEventListener("pointerdown", (event) => {
    const box = dialog.getBoundingClientRect();
    const inside =
      event.clientX >= box.left &&
      event.clientX <= box.right &&
      event.clientY >= box.top &&
      event.clientY <= box.bottom;
    if (event.target === dialog && !inside) close();
  });
  dialog.addEventListener("keydown", (event) => event.stopPropagation());
  document.body.append(dialog);
  return {
    dialog,
    body,
    open: () => {
      if (!dialog.open) dialog.showModal();
    },
    close,
    dispose: () => dialog.remove(),
  };
}

/**
 * Tabs within a dialog; arrows move between them.
 * @param {{name: string, label: string, panel: HTMLElement}[]} items
 * @param {(name: string) => void} [onChoose]
 * @returns {{element: HTMLElement, choose: (name: string) => void}}
 */
export function createTabs(items, onChoose = () => {}) {
  const group = `tabs-${++serial}`;
  const tabs = items.map(({ name, label, panel }) => {
    panel.id = `${group}-${name}-panel`;
    panel.setAttribute("role", "tabpanel");
    panel.setAttribute("aria-labelledby", `${group}-${name}`);
    return h(
      "button",
      {
        type: "button",
        role: "tab",
        class: "run-tab",
        id: `${group}-${name}`,
        "aria-controls": panel.id,
        onclick: () => choose(name),
      },
      label,
    );
  });
  const element = h("div", { class: "run-tabs", role: "tablist" }, ...tabs);
  let current = 0;

  /** @param {string} name */
  function choose(name) {
    current = Math.max(
      0,
      items.findIndex((item) => item.name === name),
    );
    for (const [index, tab] of tabs.entries()) {
      tab.setAttribute("aria-selected", String(index === current));
      tab.tabIndex = index === current ? 0 : -1;
      items[index].panel.hidden = index !== current;
    }
    onChoose(items[current].name);
  }

  element.addEventListener("keydown", (event) => {
    const move = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (move === 0) return;
    choose(items[(current + move + items.length) % items.length].name);
    tabs[current].focus();
  });
  choose(items[0].name);
  return { element, choose };
}
