/** What a map of outcomes shows: the measure, the two settings, and their ranges in a panel that opens. */

import { createFieldWord } from "../controls/field-word.js";
import { mountForm } from "../controls/form.js";
import { icon } from "../controls/icons.js";
import { readNumber } from "../controls/typed.js";
import { wordOf } from "../lib/data-words.js";
import { freshId, h, on } from "../lib/dom.js";
import { usualAxis } from "../state/map-axes.js";
import { zoomTools } from "./zoom-tools.js";

/** @typedef {import("../state/outcome-model.js").Plan} Plan */
/** @typedef {import("../state/map-axes.js").MapAxis} MapAxis */
/** @typedef {import("../experiments.js").Json} Json */
/** @typedef {"x" | "y"} Side */

/** What is said to be more than 0. */
const TINY = 1e-9;

/**
 * @param {HTMLElement} element
 * @param {object} callbacks
 * @param {(side: Side, axis: MapAxis) => void} callbacks.onAxis
 * @param {(name: string) => void} callbacks.onMeasure
 * @param {(name: string, value: Json) => void} callbacks.onMeasureSetting
 * @param {(factor: number) => void} callbacks.onZoom  so many times as wide; 0 is all of it
 * @param {() => void} callbacks.onUsual  everything as it was at first
 */
export function mountOutcomeChoices(
  element,
  { onAxis, onMeasure, onMeasureSetting, onZoom, onUsual },
) {
  /** @type {Plan | null} */
  let plan = null;
  const measure = menu("What the colours say", onMeasure);
  const id = freshId("axes");
  const button = h(
    "button",
    {
      type: "button",
      class: "quiet-button outcome-axes-button",
      "aria-expanded": "false",
      "aria-controls": id,
      title: "Which settings are varied, and from where to where",
    },
    "axes",
    icon("chevron", 14),
  );
  const axes = { x: mountAxis("x", choose, onRange), y: mountAxis("y", choose, onRange) };
  const formPlace = h("div", {});
  const form = mountForm(formPlace, { onChange: onMeasureSetting });
  const usual = h(
    "button",
    { type: "button", class: "quiet-button", onclick: onUsual },
    "as at first",
  );
  const ends = h("div", { class: "outcome-ends" });
  const panel = h(
    "div",
    { class: "outcome-axes", id, hidden: true, role: "group", "aria-label": "Axes of the map" },
    axes.x.element,
    axes.y.element,
    formPlace,
    ends,
  );
  const tools = zoomTools(ends, "map", {
    onZoom,
    onWhole: () => onZoom(0),
    onLost: () => usual.focus(),
  });
  ends.append(usual);
  const root = h(
    "div",
    { class: "outcome-choices" },
    h("label", {}, measure.element),
    button,
    panel,
  );
  element.append(root);
  const open = (/** @type {boolean} */ is) => {
    panel.hidden = !is;
    button.setAttribute("aria-expanded", String(is));
  };
  button.addEventListener("click", () => open(panel.hidden === true));
  const stops = [
    on(root, "keydown", (event) => {
      if (event.key !== "Escape" || panel.hidden) return;
      event.stopPropagation();
      open(false);
      button.focus();
    }),
    on(document, "pointerdown", ({ target }) => {
      if (!panel.hidden && target instanceof Node && !root.contains(target)) open(false);
    }),
  ];

  /** The other side takes what this one had. @param {Side} side @param {string} path */
  function choose(side, path) {
    const setting = plan?.settings.find((one) => one.path === path);
    if (!plan || !setting) return;
    const other = side === "x" ? plan.y : plan.x;
    const before = plan[side];
    if (other?.setting.path === path && before) onAxis(side === "x" ? "y" : "x", before.axis);
    onAxis(side, other?.setting.path === path ? other.axis : usualAxis(setting));
  }

  /** @param {Side} side @param {Partial<MapAxis>} part */
  function onRange(side, part) {
    const varied = plan?.[side];
    if (varied) onAxis(side, { ...varied.axis, ...part });
  }

  return {
    /** @param {Plan} next */
    render(next) {
      plan = next;
      tools.render({ nearer: true, farther: true, whole: true });
      measure.render(
        next.measures.map(({ name, title }) => [name, wordOf(title)]),
        next.measure.name,
      );
      axes.x.render(next.settings, next.x);
      axes.y.render(next.settings, next.y);
      form.render({ schema: next.info.schema, values: next.measure, omit: next.omit });
    },
    dispose() {
      for (const stop of stops) stop();
      form.dispose();
      root.remove();
    },
  };
}

/** @param {string} label @param {(value: string) => void} onChoose */
function menu(label, onChoose) {
  const element = h("select", {
    class: "plain-select",
    "aria-label": label,
    title: label,
    onchange: () => onChoose(element.value),
  });
  let shown = "";
  return {
    element,
    /** @param {[string, string][]} choices @param {string} value */
    render(choices, value) {
      const key = JSON.stringify(choices);
      if (key !== shown) {
        shown = key;
        element.replaceChildren(
          ...choices.map(([name, text]) => h("option", { value: name }, text)),
        );
      }
      if (element.value !== value) element.value = value;
    },
  };
}

/**
 * One setting, from where to where it is varied, and its scale.
 * @param {Side} side
 * @param {(side: Side, path: string) => void} onPath
 * @param {(side: Side, part: Partial<MapAxis>) => void} onRange
 */
function mountAxis(side, onPath, onRange) {
  /** @type {import("../state/outcome-model.js").Varied | null} */
  let varied = null;
  const place = side === "x" ? "across" : "up";
  const path = menu(`Setting ${place}`, (chosen) => onPath(side, chosen));
  const ends = /** @type {const} */ (["from", "to"]).map((end) => {
    const input = h("input", {
      type: "text",
      class: "form-text",
      inputmode: "decimal",
      autocomplete: "off",
    });
    const said = createFieldWord(input);
    input.addEventListener("keydown", (event) => event.stopPropagation());
    input.addEventListener("change", () => {
      if (!varied) return;
      const { setting, axis } = varied;
      const { from, to } = axis;
      const log = axis.scale === "log";
      const positive = log && setting.low < TINY;
      const low = positive ? { min: 0, openMin: true } : { min: setting.low };
      const bounds =
        end === "from"
          ? { ...low, max: to, openMax: true }
          : { min: from, openMin: true, max: setting.high };
      const answer = readNumber(input.value, bounds);
      said.show(answer);
      if (answer.value !== null) onRange(side, { [end]: answer.value });
    });
    return { end, input, said };
  });
  const scale = h("select", {
    class: "plain-select",
    onchange: () => {
      const log = scale.value === "log";
      const positive = log && varied && varied.axis.from <= 0 ? { from: varied.axis.to / 1e4 } : {};
      onRange(side, { scale: log ? "log" : "linear", ...positive });
    },
  });
  scale.append(h("option", { value: "linear" }, "linear"), h("option", { value: "log" }, "log"));
  const element = h(
    "fieldset",
    { class: "outcome-range" },
    h("legend", {}, place),
    path.element,
    ends.map(({ end, input }) => h("label", {}, h("span", {}, end), input)),
    scale,
    ends.map(({ said }) => said.element),
  );
  return {
    element,
    /** @param {import("../state/map-settings.js").MapSetting[]} settings @param {import("../state/outcome-model.js").Varied | null} next */
    render(settings, next) {
      varied = next;
      element.hidden = !next;
      if (!next) return;
      const { setting, axis } = next;
      path.render(
        settings.map((one) => [one.path, one.title]),
        setting.path,
      );
      for (const { end, input } of ends) {
        input.setAttribute("aria-label", `${setting.title}, ${end}`);
        if (document.activeElement !== input) input.value = String(axis[end]);
      }
      scale.setAttribute("aria-label", `${setting.title}, scale`);
      scale.value = axis.scale;
    },
  };
}
