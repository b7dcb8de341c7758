/** Share: the link and its QR code, the experiment as a request, the numbers as files; and a frame for other pages. */

import { h } from "../lib/dom.js";
import { at } from "../lib/site.js";
import { copyButton } from "./copy-button.js";
import { createDialog, createTabs } from "./dialog.js";
import { mountEmbed } from "./embed.js";
import { openFileButton } from "./open-file.js";
import { FORMATS as PICTURES } from "./save-menu.js";

/**
 * @typedef {object} ShareCallbacks
 * @property {() => string | Promise<string>} link    absolute address of this experiment
 * @property {() => string | Promise<string>} curl    the request for its trace
 * @property {() => string | Promise<string>} python
 * @property {(format: string) => void | Promise<void>} onDownload
 * @property {() => void} onExperiment  downloads what is on screen, to be opened again
 * @property {import("./save-menu.js").OnSave} onFigures  saves all figures on screen
 * @property {() => import("./embed.js").EmbedModel} embed
 * @property {import("./open-file.js").OnFile} [onFile]  absent where nothing else may be opened
 */

/** Most characters of a link that the server makes a QR code of, and that mail programs leave whole. */
const LONGEST = 2000;

/** What can be downloaded: its name, and what it is for. @type {Record<string, [string, string]>} */
const FORMATS = {
  html: ["HTML replay", "one page that plays it offline"],
  csv: ["CSV", "one line for each run and step, for spreadsheets"],
  json: ["JSON", "the answer of the API"],
  ndjson: ["NDJSON", "one JSON object a line, for long runs"],
  npz: ["NPZ", "NumPy arrays, full precision"],
  safetensors: ["safetensors", "the same arrays, for every language"],
};

/**
 * @param {HTMLButtonElement | null} opener  the Share button of the bar, if there is one
 * @param {ShareCallbacks} callbacks
 * @returns {{open: () => void, dispose: () => void}}
 */
export function mountShare(opener, callbacks) {
  const sheet = createDialog("Share this experiment", "sheet-share");
  const link = h("input", {
    type: "text",
    readonly: true,
    class: "form-text share-link",
    "aria-label": "Link",
  });
  const picture = h("img", {
    class: "share-code",
    alt: "QR code of the link",
    width: 168,
    height: 168,
  });
  const problem = h("p", { class: "form-problem", role: "alert" });
  const note = h("p", { class: "share-note" });
  const file = callbacks.onFile && openFileButton(callbacks.onFile, sheet.close);
  const download = h(
    "button",
    { type: "button", class: "button", onclick: callbacks.onExperiment },
    "Download experiment",
  );
  const copyLink = copyButton("Copy link", () => link.value, problem);
  const linked = h(
    "div",
    {},
    h(
      "div",
      { class: "share-top" },
      h(
        "div",
        { class: "share-words" },
        h("h3", {}, "Link"),
        h("div", { class: "share-row" }, link, copyLink),
        note,
        h("h3", {}, "Experiment as a file"),
        h("div", { class: "share-row" }, download, file?.button),
        file?.problem,
        h("h3", {}, "As a request"),
        h(
          "div",
          { class: "share-row" },
          copyButton("Copy as curl", callbacks.curl, problem),
          copyButton("Copy as Python", callbacks.python, problem),
        ),
      ),
      picture,
    ),
    h("h3", {}, "All figures on screen"),
    h(
      "ul",
      { class: "share-files" },
      ...PICTURES.map(([format, name, use]) =>
        fileRow(`Save as ${name}`, use, () => callbacks.onFigures(format), problem),
      ),
    ),
    h("h3", {}, "Numbers as files"),
    h(
      "ul",
      { class: "share-files" },
      ...Object.entries(FORMATS).map(([format, [name, use]]) =>
        fileRow(`Download ${name}`, use, () => callbacks.onDownload(format), problem),
      ),
    ),
    problem,
  );
  const framed = h("div", {});
  const embed = mountEmbed(framed, callbacks);
  const tabs = createTabs(
    [
      { name: "link", label: "Link and files", panel: linked },
      { name: "embed", label: "Embed", panel: framed },
    ],
    (name) => (name === "embed" ? embed.open().catch(fail) : embed.close()),
  );
  sheet.body.append(tabs.element, linked, framed);
  sheet.dialog.addEventListener("close", embed.close);
  link.addEventListener("focus", () => link.select());

  picture.addEventListener("error", () => {
    picture.hidden = true;
  });

  /** @param {Error} error */
  function fail({ message }) {
    tabs.choose("link");
    problem.textContent = `The link could not be made. ${message}`;
  }

  async function open() {
    problem.textContent = "";
    tabs.choose("link");
    if (file) file.problem.textContent = "";
    link.value = "";
    sheet.open();
    try {
      link.value = await callbacks.link();
    } catch (error) {
      fail(/** @type {Error} */ (error));
      return;
    }
    const { length } = link.value;
    note.textContent = noteOf(length);
    picture.hidden = length > LONGEST;
    if (!picture.hidden) picture.src = at(`/api/v1/qr?text=${encodeURIComponent(link.value)}`);
  }

  opener?.addEventListener("click", open);
  return {
    open,
    dispose() {
      opener?.removeEventListener("click", open);
      sheet.dispose();
    },
  };
}

/** @param {number} length  characters of the link */
function noteOf(length) {
  if (length <= LONGEST) return "All that is on screen is in the link; nothing is stored.";
  const size = length.toLocaleString("en-GB");
  return `The link has ${size} characters, too many for a QR code and for most mails: send the file instead.`;
}

/** @param {string} name @param {string} use @param {() => void | Promise<void>} onPress @param {HTMLElement} problem */
function fileRow(name, use, onPress, problem) {
  const button = h("button", { type: "button", class: "text-button" }, name);
  button.addEventListener("click", async () => {
    button.disabled = true;
    problem.textContent = "";
    try {
      await onPress();
    } catch (error) {
      problem.textContent =
        `The file could not be made. ${error instanceof Error ? error.message : ""}`.trim();
    } finally {
      button.disabled = false;
    }
  });
  return h("li", {}, button, h("span", {}, use));
}
