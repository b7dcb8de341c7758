/** A button that puts a text into the clipboard and says thanks. */

import { h } from "../lib/dom.js";

/** How long it says that it has copied, milliseconds. */
const THANKS = 2000;

/**
 * @param {string} label
 * @param {() => string | Promise<string>} text
 * @param {HTMLElement} problem  where it says what went wrong
 */
export function copyButton(label, text, problem) {
  const words = h("span", { class: "copy-words" }, label);
  const thanks = h("span", { class: "copy-thanks", "aria-hidden": "true" }, "Copied");
  const button = h(
    "button",
    { type: "button", class: "button copy-button", "aria-label": label },
    words,
    thanks,
  );
  const status = h("span", { class: "visually-hidden", role: "status" });
  let timer = 0;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(await text());
    } catch {
      problem.textContent =
        "The browser did not allow copying. Select the text and copy it by hand.";
      return;
    }
    window.clearTimeout(timer);
    button.classList.add("is-copied");
    status.textContent = "Copied";
    timer = window.setTimeout(() => {
      button.classList.remove("is-copied");
      status.textContent = "";
    }, THANKS);
  });
  return h("span", { class: "copy" }, button, status);
}
