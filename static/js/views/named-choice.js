/** A choice of something with settings: a menu of names, and below it the settings of the chosen one. */

import { mountForm } from "../controls/form.js";
import { namedDefaults } from "../controls/schema.js";
import { wordOf } from "../lib/data-words.js";
import { freshId, h } from "../lib/dom.js";
import { holdFixed } from "../lib/fixed.js";
import { entryMark } from "./reference-link.js";

/** @typedef {import("../experiments.js").Named} Named */
/** @typedef {import("../experiments.js").Json} Json */

/**
 * @template {Named | null} [Chosen=Named]
 * @param {string} name
 * @param {import("./reference-link.js").EntryKind} kind  of entry in the reference
 * @param {(value: Chosen, done: boolean) => void} onChoose  null where the entry above the others is chosen
 */
export function mountNamedChoice(name, kind, onChoose) {
  const id = freshId("choice");
  const menu = h("select", { class: "plain-select", id });
  const place = h("div", {});
  /** @type {Named | null} */
  let value = null;
  /** @type {readonly import("../experiments.js").DeclaredInfo[]} */
  let offered = [];
  const choose = (/** @type {Named | null} */ chosen, done = true) =>
    onChoose(/** @type {Chosen} */ (chosen), done);
  const change =
    (/** @type {boolean} */ done) => (/** @type {string} */ key, /** @type {Json} */ setting) => {
      if (value) choose({ ...value, [key]: setting }, done);
    };
  const form = mountForm(place, { onInput: change(false), onChange: change(true) });
  menu.addEventListener("change", () => {
    const info = offered.find((item) => item.name === menu.value);
    choose(info ? namedDefaults(info) : null);
  });
  const label = h("label", { class: "knob-name", for: id }, name);
  const about = entryMark(kind);
  const named = h("span", { class: "named" }, label, about.element);
  const row = h("div", { class: "form-row" }, named, menu);
  const element = h("div", { class: "editor-part" }, row, place);
  let shown = "";
  return {
    element,
    /**
     * @param {readonly import("../experiments.js").DeclaredInfo[]} choices
     * @param {Named | null} next
     * @param {{none?: string, locked?: boolean, omit?: readonly string[]}} [how]  none: what stands above the others
     *   for null; omit: settings that another control sets
     */
    render(choices, next, { none = "", locked = false, omit = [] } = {}) {
      [value, offered] = [next, choices];
      const key = [none, ...choices.map((item) => item.name)].join();
      if (key !== shown) {
        shown = key;
        const first = none ? [h("option", { value: "" }, none)] : [];
        menu.replaceChildren(
          ...first,
          ...choices.map((item) =>
            h("option", { value: item.name, title: item.summary }, wordOf(item.title)),
          ),
        );
      }
      menu.value = next?.name ?? "";
      holdFixed(menu, locked);
      const info = choices.find((item) => item.name === next?.name);
      about.render(info);
      row.title = info?.summary ?? "";
      if (info && next)
        form.render({ schema: info.schema, values: next, omit, fixed: () => locked });
      place.hidden = !info;
    },
    dispose: form.dispose,
  };
}
