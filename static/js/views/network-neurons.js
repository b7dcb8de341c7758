/**
 * The neurons of the diagram as buttons, invisible above the drawing: one of them is in the tab order, arrow keys walk
 * to the others, and each says what it is.
 * @import {Layout, Neuron} from "../lib/network-layout.js"
 */
import { clear, h } from "../lib/dom.js";
import { moveFocus, placeOf } from "../lib/network-layout.js";

/** @typedef {{describe: (neuron: Neuron) => string, onPress: (neuron: Neuron, event: MouseEvent) => void, onFocus: (neuron: Neuron | null) => void, onEdit: (neuron: Neuron) => void, onEscape: () => void}} NeuronCallbacks */

/**
 * @param {HTMLElement} element
 * @param {NeuronCallbacks} callbacks
 */
export function mountNeurons(element, callbacks) {
  const group = h("div", { class: "network-neurons", role: "group", "aria-label": "Network" });
  element.append(group);
  /** @type {Map<string, {button: HTMLButtonElement, neuron: Neuron}>} */
  const buttons = new Map();
  /** @type {Layout | null} */
  let layout = null;
  /** @type {Neuron} */
  let current = { layer: 1, unit: 0 };
  let built = "";
  /** @type {unknown[]} */
  let placed = [];

  const keyOf = (/** @type {Neuron} */ { layer, unit }) => `${layer}.${unit}`;
  const neuronOf = (/** @type {EventTarget | null} */ target) => {
    const button = /** @type {Element | null} */ (target)?.closest?.(".neuron");
    const key = button instanceof HTMLElement ? button.dataset.key : undefined;
    return key ? (buttons.get(key)?.neuron ?? null) : null;
  };

  function build() {
    clear(group);
    buttons.clear();
    for (const column of layout?.columns ?? []) {
      for (const { unit } of column.units) {
        const neuron = { layer: column.layer, unit };
        const key = keyOf(neuron);
        const button = h("button", {
          type: "button",
          class: "neuron",
          "data-key": key,
          tabindex: -1,
          "aria-pressed": "false",
          "aria-label": callbacks.describe(neuron),
        });
        buttons.set(key, { button, neuron });
        group.append(button);
      }
    }
    if (!buttons.has(keyOf(current))) current = { layer: 0, unit: 0 };
    aim(current);
  }

  /** @param {Neuron} neuron the one that Tab leads to */
  function aim(neuron) {
    buttons.get(keyOf(current))?.button.setAttribute("tabindex", "-1");
    current = neuron;
    buttons.get(keyOf(current))?.button.setAttribute("tabindex", "0");
  }

  group.addEventListener("click", (event) => {
    const neuron = neuronOf(event.target);
    if (neuron) callbacks.onPress(neuron, event);
  });
  group.addEventListener("focusin", (event) => {
    const neuron = neuronOf(event.target);
    if (!neuron) return;
    aim(neuron);
    const button = buttons.get(keyOf(neuron))?.button;
    button?.setAttribute("aria-label", callbacks.describe(neuron));
    callbacks.onFocus(button?.matches(":focus-visible") ? neuron : null);
  });
  group.addEventListener("focusout", () => callbacks.onFocus(null));
  group.addEventListener("keydown", (event) => {
    const neuron = neuronOf(event.target);
    if (!neuron || !layout || event.ctrlKey || event.metaKey || event.altKey) return;
    const next = moveFocus(layout, neuron, event.key);
    const own = next || ["e", "E", "Enter", " ", "Escape"].includes(event.key);
    if (!own) return;
    event.stopPropagation();
    if (event.key === "Enter" || event.key === " ") return; // the button's own click follows
    event.preventDefault();
    if (next) buttons.get(keyOf(next))?.button.focus();
    else if (event.key === "Escape") callbacks.onEscape();
    else callbacks.onEdit(neuron);
  });

  return {
    group,
    neuronOf,
    /** @param {Neuron} neuron */
    focus: (neuron) => buttons.get(keyOf(neuron))?.button.focus({ preventScroll: true }),
    /** @param {Layout} next @param {Neuron | null} selected @param {string} names what changes the names */
    place(next, selected, names) {
      const key = [next, selected?.layer, selected?.unit, names];
      if (key.every((part, k) => part === placed[k])) return;
      placed = key;
      layout = next;
      const shape = layout.columns.map(({ layer, units }) => `${layer}:${units.length}`).join();
      if (built !== shape + names) {
        built = shape + names;
        build();
      }
      for (const { button, neuron } of buttons.values()) {
        const place = placeOf(layout, neuron);
        if (!place) continue;
        button.style.transform = `translate(${place.x}px, ${place.y}px)`;
        button.style.width = `${place.size}px`;
        button.style.height = `${place.size}px`;
        const pressed = selected?.layer === neuron.layer && selected.unit === neuron.unit;
        button.setAttribute("aria-pressed", String(pressed));
      }
    },
  };
}
