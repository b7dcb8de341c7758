// Runs before the first paint. A page must not flash white in a dark room; the full toggle is theme.js.
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

// A page whose own script or style sheet did not come says so, and is loaded again after growing pauses.
(() => {
  const FIRST = 2000;
  const LONGEST = 30_000;
  const COUNT = "loads-in-vain";
  let failed = false;

  /** @param {number | null} count  null: it has come whole */
  function keep(count) {
    try {
      if (count === null) window.sessionStorage.removeItem(COUNT);
      else window.sessionStorage.setItem(COUNT, String(count));
    } catch {
      // Storage may be forbidden; then the pauses do not grow.
    }
  }

  function before() {
    try {
      return Number(window.sessionStorage.getItem(COUNT)) || 0;
    } catch {
      return 0;
    }
  }

  function say() {
    const notice = document.createElement("div");
    notice.className = "notice-place";
    const words = document.createElement("p");
    words.className = "notice";
    words.setAttribute("role", "alert");
    words.textContent = "Some of this page could not be loaded. It is tried again in a moment.";
    notice.append(words);
    document.body.append(notice);
  }

  /** @param {EventTarget | null} target */
  function isOurs(target) {
    if (target instanceof HTMLScriptElement) return true;
    return target instanceof HTMLLinkElement && target.rel === "stylesheet";
  }

  window.addEventListener(
    "error",
    ({ target }) => {
      if (failed || !isOurs(target)) return;
      failed = true;
      const times = before();
      keep(times + 1);
      const again = () => window.location.reload();
      window.setTimeout(again, Math.min(LONGEST, FIRST * 2 ** times));
      if (document.body) say();
      else document.addEventListener("DOMContentLoaded", say);
    },
    true,
  );
  window.addEventListener("load", () => {
    if (!failed) keep(null);
  });
})();
