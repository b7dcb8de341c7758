/** Sections of the right rail that are folded to their headings; which ones a reader turned is remembered. */

import { icon } from "../controls/icons.js";
import { h } from "../lib/dom.js";

/** @typedef {import("../parts/part.js").AnyPart} Part */
/** @typedef {import("./shell.js").Slot} Slot */

const STORED = "folded";

export class Folds {
  /** @param {import("../parts/part.js").Instance} host */
  constructor(host) {
    this.host = host;
    /** What a reader wanted folded, or not, by name. @type {Record<string, boolean>} */
    this.wanted = read();
    /** @type {WeakMap<Slot, HTMLButtonElement>} */
    this.buttons = new WeakMap();
  }

  /** A phone shows one section at a time, and who put parts into a frame wants to see them. @param {Slot} slot */
  isFolded({ part, region }) {
    const { root, layout } = this.host;
    if (part.folded === undefined || region !== "right") return false;
    if (layout !== "page" || root.classList.contains("is-phone")) return false;
    return this.wanted[part.name] ?? part.folded(this.host);
  }

  /** @param {Slot} slot */
  render(slot) {
    const { part, element, view } = slot;
    if (!view || part.folded === undefined) return;
    const button = this.buttons.get(slot) ?? this.mount(slot);
    const folded = this.isFolded(slot);
    element.classList.toggle("is-folded", folded);
    button.setAttribute("aria-expanded", String(!folded));
    button.title = folded ? "Unfold" : "Fold";
  }

  /** @param {Slot} slot */
  mount(slot) {
    const { part, element } = slot;
    const button = h(
      "button",
      {
        type: "button",
        class: "fold-button",
        "aria-label": `Section: ${part.title}`,
        onclick: () => this.turn(slot),
      },
      icon("chevron", 14),
    );
    element.querySelector("h2")?.parentElement?.append(button);
    this.buttons.set(slot, button);
    return button;
  }

  /** @param {Slot} slot */
  turn(slot) {
    this.wanted[slot.part.name] = !this.isFolded(slot);
    keep(this.wanted);
    this.host.draw();
  }
}

/** @returns {Record<string, boolean>} */
function read() {
  try {
    return JSON.parse(localStorage.getItem(STORED) ?? "{}");
  } catch {
    return {}; // storage is blocked, or holds something else
  }
}

/** @param {Record<string, boolean>} wanted */
function keep(wanted) {
  try {
    localStorage.setItem(STORED, JSON.stringify(wanted));
  } catch {
    // Storage is blocked: it holds for this page.
  }
}
