/** The examples of both labs: a button and a sheet with all of them. */

import { icon } from "../controls/icons.js";
import { h } from "../lib/dom.js";
import { holdFixed } from "../lib/fixed.js";
import { createDialog } from "./dialog.js";
import { fetchExamples } from "./examples.js";
import { openFileButton } from "./open-file.js";

const FILE_HINT = "An experiment that Share has downloaded. It may be dropped on the page, too.";

/** @typedef {import("./examples.js").Place} Place */

/**
 * @param {HTMLElement} element
 * @param {object} options
 * @param {string} options.address  of the gallery
 * @param {string} options.lab  whose examples open here; those of another lab are links to its page
 * @param {(name: string) => void} options.onChoose
 * @param {import("./open-file.js").OnFile} options.onFile
 * @returns {{render: (model: {chosen: string | null, locked?: boolean}) => void, open: () => void, dispose: () => void}}
 */
export function mountPresets(element, { address, lab, onChoose, onFile }) {
  const sheet = createDialog("Start from an example", "sheet-wide");
  const list = h(
    "div",
    { class: "presets-gallery" },
    h("p", { class: "empty" }, "Fetching the examples …"),
  );
  const { button, problem } = openFileButton(onFile, sheet.close);
  sheet.body.append(list, h("div", { class: "presets-file" }, button, FILE_HINT, problem));
  /** @type {Promise<ReturnType<typeof import("./examples.js").mountExamples>> | null} */
  let gallery = null;
  /** @type {string | null} */
  let chosen = null;
  const opener = h(
    "button",
    {
      type: "button",
      class: "quiet-button presets-open",
      "aria-haspopup": "dialog",
      title: "Ready-made experiments, each with one idea",
      onclick: () => void open(),
    },
    icon("gallery", 18),
    h("span", { class: "presets-word" }, "Examples"),
  );
  element.append(opener);
  list.addEventListener("click", (event) => {
    const link = /** @type {Element} */ (event.target).closest("a");
    const plain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0);
    if (!link || link.dataset.lab !== lab || !link.dataset.name || !plain) return;
    event.preventDefault();
    sheet.close();
    onChoose(link.dataset.name);
  });

  async function open() {
    sheet.open();
    gallery ??= fetchExamples(list, address);
    const { begin, say } = await gallery;
    say(chosen ? { lab, name: chosen } : null);
    if (sheet.dialog.open) begin();
  }

  return {
    open: () => void open(),
    render({ chosen: name, locked = false }) {
      chosen = name;
      holdFixed(opener, locked);
    },
    dispose() {
      sheet.dispose();
      opener.remove();
    },
  };
}
