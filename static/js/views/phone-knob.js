/** One knob under the map of a phone; its name is a menu of the three. */

import { mountKnob } from "../controls/knob.js";
import { h } from "../lib/dom.js";
import { knobsOf } from "./run-knobs.js";

/**
 * @param {HTMLElement} element
 * @param {object} callbacks
 * @param {(index: number, setting: string, value: number) => void} callbacks.onInput
 * @param {(index: number, setting: string, value: number) => void} callbacks.onChange
 * @returns {{render: (run: import("./run-knobs.js").RunCard, context: import("./run-knobs.js").RunContext) => void, dispose: () => void}}
 */
export function mountPhoneKnob(element, { onInput, onChange }) {
  const menu = h("select", { class: "plain-select phone-knob-menu", "aria-label": "Which knob" });
  const place = h("div", { class: "phone-knob-place" });
  const root = h("div", { class: "phone-knob" }, menu, place);
  element.append(root);
  let chosen = 0;
  let names = "";
  let index = 0;
  let setting = "";
  /** @type {[import("./run-knobs.js").RunCard, import("./run-knobs.js").RunContext] | null} */
  let last = null;
  const knob = mountKnob(place, {
    onInput: (value) => onInput(index, setting, value),
    onChange: (value) => onChange(index, setting, value),
  });
  menu.addEventListener("change", () => {
    chosen = Number(menu.value);
    if (last) render(...last);
  });

  /** @param {import("./run-knobs.js").RunCard} run @param {import("./run-knobs.js").RunContext} context */
  function render(run, context) {
    last = [run, context];
    const knobs = knobsOf(run, context);
    const text = knobs.map(({ model }) => model.name).join();
    if (text !== names) {
      names = text;
      menu.replaceChildren(
        ...knobs.map(({ model }, place) => h("option", { value: place }, model.name)),
      );
    }
    chosen = Math.min(chosen, knobs.length - 1);
    menu.value = String(chosen);
    index = run.index;
    setting = knobs[chosen].setting;
    root.dataset.slot = String(run.slot);
    knob.render(knobs[chosen].model);
  }

  return {
    render,
    dispose() {
      knob.dispose();
      root.remove();
    },
  };
}
