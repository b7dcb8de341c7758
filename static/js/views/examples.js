/** The gallery of examples, which the server has drawn: search it, move through it, open one here. */

import { persistently } from "../transport/again.js";
import { getText } from "../transport/rest.js";
import { realTimers } from "../transport/timers.js";

/** @typedef {{lab: string, name: string}} Place */

/** Words that say nothing of what is looked for. */
const EMPTY = new Set([
  "a",
  "an",
  "and",
  "the",
  "of",
  "in",
  "on",
  "for",
  "to",
  "with",
  "how",
  "what",
  "is",
]);

/** What is looked for, word by word, without accents. @param {string} text */
function wordsOf(text) {
  return text
    .toLowerCase()
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .split(/[^\p{L}\p{N}²]+/u)
    .filter((word) => word !== "" && !EMPTY.has(word));
}

/**
 * Whether a text has every word that is looked for, or one that begins with it; plurals count as singulars.
 * @param {string} text
 * @param {string} query
 */
export function finds(text, query) {
  const there = wordsOf(text);
  return wordsOf(query).every((word) => {
    const stem = word.length > 3 ? word.replace(/e?s$/, "") : word;
    return there.some((other) => other.startsWith(stem));
  });
}

/**
 * Makes a gallery that stands on the page one that can be searched, by keyboard too.
 * @param {Element} gallery
 */
export function mountExamples(gallery) {
  const search = /** @type {HTMLInputElement} */ (gallery.querySelector(".examples-search"));
  const none = /** @type {HTMLElement} */ (gallery.querySelector(".examples-none"));
  const shelves = /** @type {HTMLElement[]} */ ([...gallery.querySelectorAll(".shelf")]);
  search.hidden = false;

  /** @returns {HTMLAnchorElement[]} */
  const links = () =>
    [...gallery.querySelectorAll(".example:not([hidden]) .example-link")].map(asLink);

  function filter() {
    const query = search.value;
    let found = 0;
    for (const shelf of shelves) {
      let some = 0;
      const examples = /** @type {HTMLElement[]} */ ([...shelf.querySelectorAll(".example")]);
      for (const example of examples) {
        const hit = finds(`${shelf.dataset.words} ${example.dataset.words}`, query);
        example.hidden = !hit;
        some += Number(hit);
      }
      shelf.hidden = some === 0;
      found += some;
    }
    none.hidden = found > 0;
    none.textContent =
      found > 0
        ? ""
        : `No example is about “${query.trim()}”. Try another word, such as momentum, digits or batch.`;
  }

  search.addEventListener("input", filter);
  search.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") links()[0]?.focus();
    else if (event.key === "Enter" && links().length > 0) links()[0].click();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  gallery.addEventListener("keydown", (event) =>
    move(/** @type {KeyboardEvent} */ (event), links(), search),
  );

  return {
    /** From the beginning: nothing is searched for. */
    begin() {
      search.value = "";
      filter();
      search.focus();
    },
    /** Which one is shown. @param {Place | null} place */
    say(place) {
      for (const link of gallery.querySelectorAll(".example-link")) {
        const { lab, name } = asLink(link).dataset;
        if (place && lab === place.lab && name === place.name)
          link.setAttribute("aria-current", "true");
        else link.removeAttribute("aria-current");
      }
    },
  };
}

/** @param {Element} element */
function asLink(element) {
  return /** @type {HTMLAnchorElement} */ (element);
}

/**
 * Arrows move through the examples; back from the first leads to the search.
 * @param {KeyboardEvent} event
 * @param {HTMLAnchorElement[]} links
 * @param {HTMLElement} search
 */
function move(event, links, search) {
  const at = links.indexOf(/** @type {HTMLAnchorElement} */ (document.activeElement));
  const way = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
  if (at < 0 || !way) return;
  event.preventDefault();
  if (at + way < 0) search.focus();
  else links[Math.min(at + way, links.length - 1)].focus();
}

/**
 * Fetches the gallery into an element; again until it comes.
 * @param {HTMLElement} element
 * @param {string} address
 */
export async function fetchExamples(element, address) {
  const text = await persistently(() => getText(address), { timers: realTimers });
  // Of this server, and drawn by it.
  element.replaceChildren(document.createRange().createContextualFragment(text));
  return mountExamples(/** @type {Element} */ (element.querySelector("[data-gallery]")));
}
