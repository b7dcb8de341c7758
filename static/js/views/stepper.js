/** A small whole number with a button on each side; arrow keys change it too. */
import { h, on } from "../lib/dom.js";
import { formatSigned } from "../lib/format.js";

/** @type {Record<string, number>} */
const KEYS = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 };

let serial = 0;

/**
 * @param {object} options
 * @param {string} options.label
 * @param {number} options.reach largest size
 * @param {boolean} [options.downwards] ArrowDown makes it larger
 * @param {() => void} options.onChange
 */
export function makeStepper({ label, reach, downwards = false, onChange }) {
  let value = 0;
  const id = `stepper-${++serial}`;
  const number = h("span", {
    class: "stepper-value",
    role: "spinbutton",
    tabindex: "0",
    "aria-labelledby": id,
    "aria-valuemin": String(-reach),
    "aria-valuemax": String(reach),
    title: "Arrow keys change it, Home is 0",
  });
  const less = stepButton("−", `Less: ${label}`, -1);
  const more = stepButton("+", `More: ${label}`, 1);
  const name = h("span", { class: "stepper-name", id }, label);
  const row = h("span", { class: "stepper-row" }, less, number, more);
  const element = h("div", { class: "stepper" }, name, row);
  show();

  /** @param {string} sign @param {string} title @param {number} by */
  function stepButton(sign, title, by) {
    // Arrow keys do the same, so the tabulator need not stop three times.
    const props = { type: "button", class: "stepper-button", title, "aria-label": title };
    return h("button", { ...props, tabindex: "-1", onclick: () => change(value + by) }, sign);
  }

  function show() {
    number.textContent = formatSigned(value);
    number.setAttribute("aria-valuenow", String(value));
    number.setAttribute("aria-valuetext", `${formatSigned(value)} pixels`);
    less.disabled = value <= -reach;
    more.disabled = value >= reach;
  }

  /** @param {number} next */
  function change(next) {
    const bounded = Math.max(-reach, Math.min(reach, next));
    if (bounded === value) return;
    value = bounded;
    show();
    onChange();
  }

  on(number, "keydown", (event) => {
    const flip = downwards && (event.key === "ArrowUp" || event.key === "ArrowDown") ? -1 : 1;
    const by = KEYS[event.key];
    if (by === undefined && event.key !== "Home") return;
    event.preventDefault();
    event.stopPropagation();
    change(by === undefined ? 0 : value + flip * by);
  });

  return {
    element,
    value: () => value,
    /** Without telling. @param {number} next */
    set(next) {
      value = Math.max(-reach, Math.min(reach, next));
      show();
    },
  };
}
