// Runs before the first paint: a page must not flash white in a dark room. The full toggle is theme.js.
(() => {
  const root = document.documentElement;
  const query = new URLSearchParams(window.location.search);
  let theme = query.get("theme");
  try {
    theme ??= window.localStorage.getItem("theme");
  } catch {
    // Storage may be forbidden; the system's wish stands then.
  }
  if (theme !== "light" && theme !== "dark") {
    theme = window.matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  }
  root.dataset.theme = theme;
  if (window.self !== window.top) root.dataset.embedded = "";
})();
