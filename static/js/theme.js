/**
 * The theme of the page: light or dark, as chosen here or else as the system wishes.
 * @import {Theme} from "./types.js"
 */

const STORED = "theme";
const system = window.matchMedia("(prefers-color-scheme: dark)");

/** @returns {Theme} */
export function currentTheme() {
  return document.documentElement.dataset.theme === "dark" ? "dark" : "light";
}

/**
 * Shows a theme and tells everybody who draws with colours, by the event "themechange" on the document.
 * @param {Theme} theme
 */
export function showTheme(theme) {
  if (theme === currentTheme()) return;
  document.documentElement.dataset.theme = theme;
  document.dispatchEvent(new CustomEvent("themechange", { detail: theme }));
}

/**
 * Calls back when the theme has changed.
 * @param {(theme: Theme) => void} callback
 * @returns {() => void} stops it
 */
export function onThemeChange(callback) {
  const listener = () => callback(currentTheme());
  document.addEventListener("themechange", listener);
  return () => document.removeEventListener("themechange", listener);
}

/**
 * Makes a button switch the theme and keep the choice.
 * @param {HTMLButtonElement} button
 */
export function mountThemeButton(button) {
  const say = () => button.setAttribute("aria-pressed", String(currentTheme() === "dark"));
  button.addEventListener("click", () => {
    const theme = currentTheme() === "dark" ? "light" : "dark";
    store(theme);
    showTheme(theme);
  });
  system.addEventListener("change", () => {
    if (stored() === null) showTheme(system.matches ? "dark" : "light");
  });
  onThemeChange(say);
  say();
}

/** @param {Theme} theme */
function store(theme) {
  try {
    window.localStorage.setItem(STORED, theme);
  } catch {
    // Storage may be forbidden; the choice lasts as long as the page then.
  }
}

/** The choice kept; what is no theme is none. */
function stored() {
  try {
    const theme = window.localStorage.getItem(STORED);
    return theme === "light" || theme === "dark" ? theme : null;
  } catch {
    return null;
  }
}
