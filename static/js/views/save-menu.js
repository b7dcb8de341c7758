/** A small button at a figure that saves it: as a picture or as a drawing. */

import { icon } from "../controls/icons.js";
import { h } from "../lib/dom.js";

/** @typedef {"png" | "svg"} Format */
/** @typedef {(format: Format) => Promise<void>} OnSave */

/** What a figure can be saved as, and what that is for. @type {[Format, string, string][]} */
export const FORMATS = [
  ["png", "PNG", "a picture, for slides and worksheets"],
  ["svg", "SVG", "a drawing, to print at any size or to edit"],
];

/** What the menu takes at most, with a gap to the window's edge; its width is in the style sheet, too. */
const ROOM = { width: 328, height: 110 };
const GAP = 8;

/**
 * After the heading of a figure, or in its corner where there is none.
 * @param {HTMLElement} element  of the part
 * @param {{title: string, onSave: OnSave}} options
 */
export function mountSaveMenu(element, { title, onSave }) {
  const button = h(
    "button",
    {
      type: "button",
      class: "icon-button save-button",
      "aria-label": `Save figure: ${title}`,
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      title: "Save figure",
    },
    icon("save", 16),
  );
  const items = FORMATS.map(([format, name, use]) =>
    h(
      "button",
      { type: "button", role: "menuitem", class: "save-item", onclick: () => save(format) },
      h("span", { class: "save-name" }, name),
      h("span", { class: "save-use" }, use),
    ),
  );
  const menu = h(
    "div",
    { class: "save-menu", popover: "auto", role: "menu", "aria-label": `Save figure: ${title}` },
    items,
  );

  /** @param {Format} format */
  async function save(format) {
    if (menu.hasAttribute("aria-busy")) return;
    // It stays until then: what lies below it is not pointed at meanwhile, and is saved as it is without a pointer.
    menu.setAttribute("aria-busy", "true");
    await onSave(format);
    menu.removeAttribute("aria-busy");
    if (menu.matches(":popover-open")) menu.hidePopover();
  }

  button.popoverTargetElement = menu;
  menu.addEventListener("beforetoggle", () => place(menu, button.getBoundingClientRect()));
  menu.addEventListener("toggle", (event) => {
    const open = /** @type {ToggleEvent} */ (event).newState === "open";
    button.setAttribute("aria-expanded", String(open));
    if (open) items[0].focus();
  });
  menu.addEventListener("keydown", (event) => {
    event.stopPropagation();
    const at = items.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement));
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    if (event.key === "Tab") menu.hidePopover();
    if (next === undefined) return;
    event.preventDefault();
    items.at(next % items.length)?.focus();
  });

  const heading = element.querySelector(".figure-head h2");
  if (heading) heading.after(button);
  else {
    button.classList.add("is-corner");
    element.append(button);
  }
  element.append(menu);
}

/** Below the button, or above it where the window ends. @param {HTMLElement} menu @param {DOMRect} button */
function place(menu, { left, top, bottom }) {
  const below = bottom + ROOM.height < innerHeight;
  const most = document.documentElement.clientWidth - ROOM.width;
  menu.style.left = `${Math.max(GAP, Math.min(left, most))}px`;
  menu.style.top = below ? `${bottom + 2}px` : "auto";
  menu.style.bottom = below ? "auto" : `${innerHeight - top + 2}px`;
}
