/** The bar of every page: the theme button and, on a phone, the menu. */

import { mountThemeButton } from "./theme.js";

/**
 * A button that opens and closes the navigation; Escape and a click elsewhere close it.
 * @param {HTMLElement} bar
 * @param {HTMLElement} button
 */
function mountMenu(bar, button) {
  /** @param {boolean} open */
  const show = (open) => {
    bar.classList.toggle("is-open", open);
    button.setAttribute("aria-expanded", String(open));
  };
  const isOpen = () => bar.classList.contains("is-open");
  button.addEventListener("click", () => show(!isOpen()));
  document.addEventListener("click", (event) => {
    if (event.target instanceof Node && !bar.contains(event.target)) show(false);
  });
  bar.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !isOpen()) return;
    show(false);
    button.focus();
  });
}

const bar = document.getElementById("bar");
const menu = document.getElementById("menu-button");
const theme = document.getElementById("theme-button");
if (bar && menu) mountMenu(bar, menu);
if (theme instanceof HTMLButtonElement) mountThemeButton(theme);
