/** Ready-made experiments: a button and a sheet with one line on what each one shows. */

import { h } from "../lib/dom.js";
import { holdFixed } from "../lib/fixed.js";
import { createDialog } from "./dialog.js";
import { mountGallery } from "./gallery.js";
import { openFileButton } from "./open-file.js";

const FILE_HINT = "An experiment that Share has downloaded. It may be dropped on the page, too.";

/** @typedef {import("../experiments.js").Preset} Preset */

/**
 * @param {HTMLElement} element
 * @param {{onChoose: (preset: Preset) => void, onFile: import("./open-file.js").OnFile}} callbacks
 * @returns {{render: (model: {presets: Preset[], locked?: boolean}) => void, open: () => void, dispose: () => void}}
 */
export function mountPresets(element, { onChoose, onFile }) {
  const sheet = createDialog("Start from an example", "sheet-wide");
  const list = h("div", { class: "gallery gallery-plain" });
  const { button, problem } = openFileButton(onFile, sheet.close);
  sheet.body.append(list, h("div", { class: "presets-file" }, button, FILE_HINT, problem));
  /** @type {{presets: Preset[], locked?: boolean}} */
  let model = { presets: [] };
  /** @type {import("./gallery.js").Choice[]} */
  let choices = [];
  const gallery = mountGallery(list, {
    searchLabel: "Search the examples",
    onChoose: (name) => {
      const preset = model.presets.find((item) => item.name === name);
      sheet.close();
      if (preset) onChoose(preset);
    },
  });
  const opener = h(
    "button",
    {
      type: "button",
      class: "quiet-button presets-open",
      "aria-haspopup": "dialog",
      title: "Ready-made experiments, each with one idea",
      onclick: () => open(),
    },
    "Examples",
  );
  element.append(opener);

  function open() {
    sheet.open();
    gallery.render(choices, null);
    gallery.focus();
  }

  return {
    open,
    render(next) {
      if (next.presets !== model.presets || choices.length === 0)
        choices = next.presets.map(({ name, title, lesson, group }) => ({
          name,
          title,
          lesson,
          group,
        }));
      model = next;
      holdFixed(opener, next.locked ?? false);
    },
    dispose() {
      sheet.dispose();
      opener.remove();
    },
  };
}
