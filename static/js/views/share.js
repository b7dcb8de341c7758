/** Share: the link and its QR code, the experiment as a request, and the numbers as files. */

import { h } from "../lib/dom.js";
import { createDialog } from "./dialog.js";
import { openFileButton } from "./open-file.js";

/**
 * @typedef {object} ShareCallbacks
 * @property {() => string | Promise<string>} link    absolute address of this experiment
 * @property {() => string | Promise<string>} curl    the request for its trace
 * @property {() => string | Promise<string>} python
 * @property {(format: string) => void | Promise<void>} onDownload
 * @property {() => void} onExperiment  downloads what is on screen, to be opened again
 * @property {import("./open-file.js").OnFile} [onFile]  absent where nothing else may be opened
 */

/** Most characters of a link that the server makes a QR code of, and that mail programs leave whole. */
const LONGEST = 2000;

/** How long a button says that it has copied. */
const THANKS = 2000;
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
  sheet.body.append(
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
    h("h3", {}, "Numbers as files"),
    h(
      "ul",
      { class: "share-files" },
      ...Object.keys(FORMATS).map((format) => fileRow(format, callbacks, problem)),
    ),
    problem,
  );
  link.addEventListener("focus", () => link.select());

  picture.addEventListener("error", () => {
    picture.hidden = true;
  });

  async function open() {
    problem.textContent = "";
    if (file) file.problem.textContent = "";
    link.value = "";
    sheet.open();
    try {
      link.value = await callbacks.link();
    } catch (error) {
      problem.textContent = `The link could not be made. ${/** @type {Error} */ (error).message}`;
      return;
    }
    const { length } = link.value;
    note.textContent = noteOf(length);
    picture.hidden = length > LONGEST;
    if (!picture.hidden) picture.src = `/api/v1/qr?text=${encodeURIComponent(link.value)}`;
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

/** @param {string} label @param {() => string | Promise<string>} text @param {HTMLElement} problem */
function copyButton(label, text, problem) {
  const words = h("span", { class: "copy-words" }, label);
  const thanks = h("span", { class: "copy-thanks", "aria-hidden": "true" }, "Copied");
  const button = h(
    "button",
    { type: "button", class: "button copy-button", "aria-label": label },
    words,
    thanks,
  );
  const status = h("span", { class: "visually-hidden", role: "status" });
  let timer = 0;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(await text());
    } catch {
      problem.textContent =
        "The browser did not allow copying. Select the text of the link and copy it by hand.";
      return;
    }
    window.clearTimeout(timer);
    button.classList.add("is-copied");
    status.textContent = "Copied";
    timer = window.setTimeout(() => {
      button.classList.remove("is-copied");
      status.textContent = "";
    }, THANKS);
  });
  return h("span", { class: "copy" }, button, status);
}

/** @param {string} format @param {ShareCallbacks} callbacks @param {HTMLElement} problem */
function fileRow(format, callbacks, problem) {
  const [name, use] = FORMATS[format];
  const button = h("button", { type: "button", class: "text-button" }, `Download ${name}`);
  button.addEventListener("click", async () => {
    button.disabled = true;
    problem.textContent = "";
    try {
      await callbacks.onDownload(format);
    } catch (error) {
      problem.textContent =
        `The file could not be made. ${error instanceof Error ? error.message : ""}`.trim();
    } finally {
      button.disabled = false;
    }
  });
  return h("li", {}, button, h("span", {}, use));
}
