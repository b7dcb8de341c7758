/** The reference page: formulas are typeset, entries can be filtered, links copied; the contents follow the reading. */

import "./frame.js";
import { firstPictureDrawn } from "./lib/first-picture.js";
import { mountContents } from "./reference-contents.js";
import { mountFilter } from "./reference-filter.js";
import { mountFormulas } from "./reference-formulas.js";

/** How long a notice stays, in milliseconds. */
const NOTICE = 2400;

/** @param {HTMLElement} notice */
function mountLinks(notice) {
  let timer = 0;
  document.addEventListener("click", async (event) => {
    const link = event.target instanceof Element ? event.target.closest("a.entry-anchor") : null;
    if (!(link instanceof HTMLAnchorElement)) return;
    try {
      await navigator.clipboard.writeText(link.href);
    } catch {
      return; // the address bar has the link in any case
    }
    notice.textContent = "Link copied";
    clearTimeout(timer);
    timer = window.setTimeout(() => {
      notice.textContent = "";
    }, NOTICE);
  });
}

/** @param {string} id */
const part = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

const contents = mountContents(part("side"), part("contents"), part("contents-button"));
mountFilter({
  field: /** @type {HTMLInputElement} */ (part("filter")),
  count: part("filter-count"),
  nothing: part("nothing"),
  word: part("nothing-word"),
  all: part("nothing-button"),
  onFilter: contents.filter,
});
mountLinks(part("copied"));
firstPictureDrawn();
await mountFormulas();
