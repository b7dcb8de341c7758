/** The sheet with all data sets, and the way in for one's own table. */

import { groupOf, orderOf } from "../lib/data-words.js";
import { h } from "../lib/dom.js";
import { createDialog, createTabs } from "./dialog.js";
import { mountGallery } from "./gallery.js";
import { mountOwnTable } from "./own-table.js";

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
