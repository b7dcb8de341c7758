/**
 * Links to the reference: a question mark beside what has an entry there, or a word of the course in the text. They open
 * another tab, so that the lab stays as it is.
 */

import { h } from "../lib/dom.js";
import { at } from "../lib/site.js";

/** @typedef {"landscape" | "optimizer" | "schedule" | "dataset" | "activation" | "loss" | "initializer"} EntryKind */

/** @param {string} anchor @param {import("../lib/dom.js").Props} props @param {string} text */
function link(anchor, props, text) {
  const address = at(`/reference#${anchor}`);
  return h("a", { ...props, href: address, target: "_blank", rel: "noopener" }, text);
}

/**
 * A question mark that leads to the entry of what is chosen beside it; unseen where nothing is.
 * @param {EntryKind} kind
 */
export function entryMark(kind) {
  const element = link("", { class: "about", hidden: true }, "?");
  let shown = "";
  return {
    element,
    /** @param {{name: string, title: string} | null | undefined} entry */
    render(entry) {
      const anchor = entry ? `${kind}-${entry.name}` : "";
      if (anchor === shown) return;
      shown = anchor;
      element.hidden = !entry;
      element.setAttribute("href", at(`/reference#${anchor}`));
      element.title = `${entry?.title}, in the reference`;
      element.setAttribute("aria-label", element.title);
    },
  };
}

/**
 * A question mark beside a name that the reference explains.
 * @param {string} word  as its anchor has it
 * @param {string} name
 */
export function wordMark(word, name) {
  const title = `${name}, in the reference`;
  return link(`word-${word}`, { class: "about", title, "aria-label": title }, "?");
}

/**
 * A word of the course in a heading or a sentence.
 * @param {string} word  as its anchor has it
 * @param {string} [text]
 */
export function wordLink(word, text = word.replaceAll("-", " ")) {
  return link(`word-${word}`, { class: "course-word", title: `What is meant: ${text}` }, text);
}
