/** Entries are filtered while one types: all words must occur in the name, the summary, the notes or the settings. */

/**
 * @typedef {object} FilterParts
 * @property {HTMLInputElement} field
 * @property {HTMLElement} count
 * @property {HTMLElement} nothing  what stands there when no entry is left
 * @property {HTMLElement} word
 * @property {HTMLElement} all
 * @property {(kept: Set<string> | null) => void} onFilter
 */

/** What is searched of an entry; formulas and pictures are not text. */
const SEARCHED =
  ".entry-title, .entry-name code, .entry-summary, .settings th, .settings-meaning, .entry-note, .entry-source";

/** @param {FilterParts} parts */
export function mountFilter({ field, count, nothing, word, all, onFilter }) {
  const entries = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".entry"));
  const texts = new Map([...entries].map((entry) => [entry, textOf(entry)]));
  let last = "";

  function apply() {
    const typed = field.value.trim();
    if (typed === last) return;
    last = typed;
    const words = plain(typed).split(/\s+/).filter(Boolean);
    const kept = new Set();
    for (const [entry, text] of texts) {
      const stays = words.every((each) => text.includes(each));
      entry.classList.toggle("is-missed", !stays);
      if (stays) kept.add(entry.id);
    }
    hideEmpty(words.length > 0);
    if (scrollY > 0 && document.activeElement === field) scrollTo(0, 0);
    nothing.hidden = kept.size > 0;
    word.textContent = `“${typed}”`;
    count.textContent = words.length ? `${kept.size} of ${texts.size}` : `${texts.size} entries`;
    onFilter(words.length ? kept : null);
  }

  field.addEventListener("input", apply);
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !field.value) return;
    event.preventDefault();
    clear();
  });
  all.addEventListener("click", () => {
    clear();
    field.focus();
  });
  // A link to an entry that is filtered out shows it all the same.
  addEventListener("hashchange", () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target?.closest(".is-missed")) return;
    clear();
    target.scrollIntoView();
  });
  // What the browser kept of an earlier visit.
  apply();

  function clear() {
    field.value = "";
    apply();
  }
}

/** Groups and sections without entries disappear; introductions do while something is looked for. @param {boolean} filtering */
function hideEmpty(filtering) {
  for (const part of document.querySelectorAll(".group, .kind"))
    part.classList.toggle("is-missed", !part.querySelector(".entry:not(.is-missed)"));
  document.querySelector(".text")?.classList.toggle("is-filtered", filtering);
}

/** @param {HTMLElement} entry */
function textOf(entry) {
  return plain([...entry.querySelectorAll(SEARCHED)].map((part) => part.textContent).join(" "));
}

/** Small letters without accents and with straight apostrophes. @param {string} text */
function plain(text) {
  return text
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "")
    .replaceAll("’", "'")
    .toLowerCase();
}
