/** The first page of the course: where the reader was, chapter by chapter. */

/** @typedef {import("./keeping.js").Keeping} Keeping */

/** @param {HTMLElement} main @param {{keeping: Keeping, words: {[name: string]: string}}} host */
export function mountContents(main, { keeping, words }) {
  const render = () => {
    for (const line of main.querySelectorAll("[data-seen]")) {
      const name = /** @type {HTMLElement} */ (line).dataset.seen ?? "";
      const where = /** @type {HTMLElement} */ (line.querySelector(".contents-where"));
      const answered = Object.keys(keeping.kept.predictions).filter((id) =>
        id.startsWith(`${name}/`),
      );
      where.hidden = !keeping.kept.seen.includes(name);
      where.textContent = ` · ${answered.length > 0 ? words.answered.replace("{n}", String(answered.length)) : words.begun}`;
    }
  };
  render();
  return { render };
}
