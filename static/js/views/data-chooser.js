/** The sheet with all data sets, and the way in for one's own table. */

import { groupOf, orderOf } from "../lib/data-words.js";
import { h } from "../lib/dom.js";
import { ProblemError } from "../transport/problems.js";
import { createDialog, createTabs } from "./dialog.js";
import { mountGallery } from "./gallery.js";

const EXAMPLE = "height,width,kind\n1.2,0.4,oak\n0.7,0.9,elm\n1.4,0.5,oak\n0.6,1.1,elm\n";

/** @param {import("./data-picker.js").DataPickerCallbacks} callbacks */
export function createDataChooser(callbacks) {
  const sheet = createDialog("Choose data", "sheet-wide");
  const known = h("div", { class: "gallery" });
  const own = h("div", {});
  const tabs = createTabs([
    { name: "known", label: "Data sets", panel: known },
    { name: "own", label: "Your own table", panel: own },
  ]);
  sheet.body.append(tabs.element, known, own);
  const gallery = mountGallery(known, {
    onChoose: (name) => {
      sheet.close();
      callbacks.onDataset(name);
    },
    searchLabel: "Search by name or by what it teaches",
    thumbnail: callbacks.thumbnail,
  });
  mountOwnTable(own, callbacks, () => sheet.close());
  /** @type {{from: object, choices: import("./gallery.js").Choice[]} | null} */
  let cached = null;
  return {
    /** @param {import("./data-picker.js").DataPickerModel} model */
    open({ catalog, problem }) {
      if (!cached || cached.from !== catalog)
        cached = { from: catalog, choices: choicesOf(catalog) };
      const custom = problem.dataset.name === "custom";
      sheet.open();
      tabs.choose(custom ? "own" : "known");
      gallery.render(cached.choices, problem.dataset.name);
      if (!custom) gallery.focus();
    },
    dispose: () => sheet.dispose(),
  };
}

/** @param {import("../experiments.js").NetworkCatalog} catalog @returns {import("./gallery.js").Choice[]} */
function choicesOf({ datasets }) {
  return datasets
    .filter((info) => info.name !== "custom")
    .toSorted((a, b) => orderOf(a.name) - orderOf(b.name))
    .map(({ name, title, summary }) => ({
      name,
      title,
      lesson: summary,
      group: groupOf(name),
    }));
}

/**
 * A field to paste a table in, or to drop a file on.
 * @param {HTMLElement} element
 * @param {import("./data-picker.js").DataPickerCallbacks} callbacks
 * @param {() => void} close
 */
function mountOwnTable(element, callbacks, close) {
  const field = h("textarea", {
    class: "table-field",
    rows: 12,
    "aria-label": "Table as text",
    placeholder: EXAMPLE,
    spellcheck: "false",
  });
  const problem = h("p", { class: "form-problem", role: "alert" });
  const file = h("input", {
    type: "file",
    accept: ".csv,.tsv,.txt,text/csv",
    class: "visually-hidden",
    "aria-label": "Table as a file",
    tabindex: -1,
  });
  const use = h(
    "button",
    { type: "button", class: "button button-primary" },
    "Train on this table",
  );
  const open = h(
    "button",
    { type: "button", class: "button", onclick: () => file.click() },
    "Open a file",
  );
  element.append(
    h(
      "div",
      { class: "own-table" },
      h(
        "p",
        { class: "formula-hint" },
        "Comma-separated text with a line of names. The last column is what the network learns: words or whole numbers are classes, other numbers a value to predict. Nothing is stored on the server.",
      ),
      field,
      problem,
      h("div", { class: "share-row" }, use, open, file),
    ),
  );

  async function submit() {
    problem.textContent = "";
    use.disabled = true;
    try {
      const dataset = await callbacks.readTable(field.value);
      close();
      callbacks.onTable(dataset);
    } catch (error) {
      const first = error instanceof ProblemError ? error.problem : null;
      problem.textContent = first?.detail ?? String(/** @type {Error} */ (error).message);
    } finally {
      use.disabled = false;
    }
  }

  /** @param {File | undefined | null} chosen */
  async function read(chosen) {
    if (!chosen) return;
    field.value = await chosen.text();
    await submit();
  }

  use.addEventListener("click", submit);
  file.addEventListener("change", () => read(file.files?.[0]));
  element.addEventListener("dragover", (event) => event.preventDefault());
  element.addEventListener("drop", (event) => {
    event.preventDefault();
    read(event.dataTransfer?.files[0]);
  });
}
