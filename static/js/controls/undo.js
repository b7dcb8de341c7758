/** Undo and redo: two buttons. */

import { h } from "../lib/dom.js";
import { icon } from "./icons.js";

/**
 * @param {HTMLElement} element
 * @param {{onUndo: () => void, onRedo: () => void}} callbacks
 * @returns {{render: (model: {canUndo: boolean, canRedo: boolean}) => void, dispose: () => void}}
 */
export function mountUndo(element, { onUndo, onRedo }) {
  const undo = button("undo", "Undo", "Take the last change back (Ctrl+Z)", onUndo);
  const redo = button("redo", "Redo", "Do it again (Ctrl+Shift+Z)", onRedo);
  const root = h("div", { class: "undo", role: "group", "aria-label": "History" }, undo, redo);
  element.append(root);
  return {
    render({ canUndo, canRedo }) {
      undo.disabled = !canUndo;
      redo.disabled = !canRedo;
    },
    dispose: () => root.remove(),
  };
}

/** @param {string} name @param {string} label @param {string} title @param {() => void} onclick */
function button(name, label, title, onclick) {
  return h(
    "button",
    { class: "icon-button", type: "button", "aria-label": label, title, onclick },
    icon(name, 18),
  );
}
