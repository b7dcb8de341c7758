/** Opening an experiment from a file: by a button, or dropped on the page. */

import { h } from "../lib/dom.js";

/** @typedef {(file: File) => Promise<void>} OnFile  rejects with the reason in words */

/**
 * @param {OnFile} onFile
 * @param {() => void} onOpened
 * @returns {{button: HTMLElement, problem: HTMLElement}}  the problem says why a file could not be opened
 */
export function openFileButton(onFile, onOpened) {
  const problem = h("p", { class: "form-problem", role: "alert" });
  const input = h("input", {
    type: "file",
    accept: ".json,application/json",
    class: "visually-hidden",
    "aria-label": "Experiment as a file",
    tabindex: -1,
  });
  input.addEventListener("change", async () => {
    const file = input.files?.[0];
    if (!file) return;
    problem.textContent = "";
    try {
      await onFile(file);
      onOpened();
    } catch (error) {
      problem.textContent = String(/** @type {Error} */ (error).message);
    } finally {
      // The same file may be chosen again once it is mended.
      input.value = "";
    }
  });
  const open = () => input.click();
  const press = h("button", { type: "button", class: "button", onclick: open }, "Open a file");
  return { button: h("span", {}, press, input), problem };
}

/**
 * Whoever takes files of another kind, as a table's field does, has prevented the default.
 * @param {(file: File) => void} onFile
 */
export function mountDrop(onFile) {
  addEventListener("dragover", (event) => {
    if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
  });
  addEventListener("drop", (event) => {
    const file = event.dataTransfer?.files[0];
    if (event.defaultPrevented || !file) return;
    event.preventDefault();
    for (const dialog of document.querySelectorAll("dialog")) dialog.close();
    onFile(file);
  });
}
