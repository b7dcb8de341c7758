/** Share, Embed: which figures and controls, what is fixed, how large; the element to copy, and what it looks like. */

import { createFieldWord } from "../controls/field-word.js";
import { readNumber, refused } from "../controls/typed.js";
import { freshId, h, on } from "../lib/dom.js";
import {
  allowedText,
  FULL,
  frameAddress,
  frameElement,
  guessHeight,
  mayPreview,
  readWidth,
} from "../state/embed.js";
import { copyButton } from "./copy-button.js";
import { createPreview } from "./embed-preview.js";

/** @typedef {"figure" | "control" | "words"} Group */
/** @typedef {{name: string, title: string, region: string, group: Group}} Choice */
/**
 * @typedef {object} EmbedModel
 * @property {string} title  of the frame
 * @property {Choice[]} parts  in their order
 * @property {[string, string][]} locks  names and words
 * @property {string} ancestors  the setting of this server
 */

/** @type {Record<Group, string>} */
const GROUPS = { figure: "Figures", control: "Controls", words: "Words and numbers" };
const HEIGHTS = { min: 80, max: 4000, whole: true };
const WIDTHS = "pixels from 200 on, or 10 to 100 %";

/**
 * @param {HTMLElement} element
 * @param {{link: () => string | Promise<string>, embed: () => EmbedModel}} callbacks
 * @returns {{open: () => Promise<void>, close: () => void}}
 */
export function mountEmbed(element, callbacks) {
  const choices = h("div", { class: "embed-choices" });
  const size = mountSize(() => change());
  const text = h("textarea", {
    readonly: true,
    class: "form-text embed-text",
    rows: 4,
    spellcheck: "false",
    "aria-label": "Element for your page",
  });
  const problem = h("p", { class: "form-problem", role: "alert" });
  const allowed = h("p", { class: "share-note" });
  const preview = createPreview((height) => {
    size.propose(height);
    write();
  });
  element.classList.add("embed");
  const form = h(
    "div",
    {},
    choices,
    size.element,
    text,
    h(
      "div",
      { class: "share-row" },
      copyButton("Copy element", () => text.value, problem),
    ),
    problem,
    allowed,
    explanation(),
  );
  element.append(form, preview.element);
  text.addEventListener("focus", () => text.select());
  on(choices, "change", () => change());
  /** @type {EmbedModel | null} */
  let model = null;
  let link = "";

  /** @param {string} kind @returns {string[]} */
  const ticked = (kind) =>
    [
      .../** @type {NodeListOf<HTMLInputElement>} */ (
        choices.querySelectorAll(`input[name="${kind}"]:checked`)
      ),
    ].map(({ value }) => value);

  function write() {
    if (!model) return;
    const frame = { link, parts: ticked("part"), lock: ticked("lock") };
    text.value = frameElement({ ...frame, title: model.title, ...size.value() });
    if (mayPreview(model.ancestors)) preview.show(frameAddress(frame), size.value().width);
  }

  /** Something was chosen: until a frame has told its height, it is guessed. */
  function change() {
    const parts = ticked("part");
    const regions = model?.parts.filter(({ name }) => parts.includes(name)) ?? [];
    size.propose(guessHeight(regions.map(({ region }) => region)));
    write();
  }

  return {
    async open() {
      problem.textContent = "";
      const before = model && { parts: ticked("part"), lock: ticked("lock") };
      model = callbacks.embed();
      link = await callbacks.link();
      fill(choices, model, before ?? { parts: first(model.parts), lock: [] });
      allowed.replaceChildren(
        allowedText(model.ancestors),
        " To change that, set ",
        h("code", {}, "FALLLINE_FRAME_ANCESTORS"),
        " where the server is started.",
      );
      change();
    },
    close: () => preview.hide(),
  };
}

/** What is ticked at first: the main figure and playback. @param {Choice[]} parts */
function first(parts) {
  const figure = parts.find(({ group }) => group === "figure");
  return [figure?.name ?? "", "transport"];
}

/**
 * @param {HTMLElement} element
 * @param {EmbedModel} model
 * @param {{parts: string[], lock: string[]}} chosen
 */
function fill(element, { parts, locks }, chosen) {
  /** @param {string} legend @param {string} kind @param {[string, string][]} items @param {string[]} on */
  const group = (legend, kind, items, on) =>
    h(
      "fieldset",
      { class: "embed-group" },
      h("legend", {}, legend),
      ...items.map(([value, words]) =>
        h(
          "label",
          { class: "embed-choice" },
          h("input", { type: "checkbox", name: kind, value, checked: on.includes(value) }),
          h("span", {}, words),
        ),
      ),
    );
  const names = /** @type {Group[]} */ (Object.keys(GROUPS));
  element.replaceChildren(
    ...names.map((name) => {
      const items = parts.filter((part) => part.group === name);
      const pairs = items.map(
        ({ name: part, title }) => /** @type {[string, string]} */ ([part, title]),
      );
      return group(GROUPS[name], "part", pairs, chosen.parts);
    }),
    group("Fixed for the reader", "lock", locks, chosen.lock),
  );
}

/** Width and height; a height that was typed stays. @param {() => void} onChange */
function mountSize(onChange) {
  let width = FULL;
  let height = 0;
  let own = false;
  /** @param {string} label @param {(text: string) => {value: unknown, word: string}} take */
  const field = (label, take) => {
    const id = freshId("embed");
    const input = h("input", {
      id,
      type: "text",
      class: "form-text embed-size",
      autocomplete: "off",
    });
    input.addEventListener("change", () => {
      const typed = take(input.value);
      said.show(typed);
      if (typed.value !== null) onChange();
    });
    const said = createFieldWord(input);
    return {
      input,
      row: h("span", { class: "embed-field" }, h("label", { for: id }, label), input, said.element),
    };
  };
  const wide = field("Width", (text) => {
    const read = readWidth(text);
    width = read ?? width;
    return read === null ? refused(WIDTHS, text) : { value: read, word: "" };
  });
  const high = field("Height", (text) => {
    own = text.trim() !== "";
    if (!own) return { value: "", word: "" };
    const typed = readNumber(text.replace(/\s*px\s*$/, ""), HEIGHTS);
    if (typed.value !== null) {
      height = typed.value;
      high.input.value = String(height);
    }
    return typed;
  });
  wide.input.value = width;
  return {
    element: h("div", { class: "share-row embed-sizes" }, wide.row, high.row),
    value: () => ({ width, height }),
    /** @param {number} proposed */
    propose(proposed) {
      if (own) return;
      height = proposed;
      high.input.value = String(height);
    },
  };
}

function explanation() {
  return h(
    "details",
    { class: "embed-words" },
    h("summary", {}, "How this works"),
    h(
      "p",
      {},
      "The frame holds what is on screen now; readers change it for themselves, and nothing is stored. ",
      "What is fixed stays so whatever they try. With nothing ticked the whole lab is shown.",
    ),
    h(
      "p",
      {},
      "The frame tells your page its height and state, and your page may set the step or play it, by ",
      h("code", {}, "postMessage"),
      ". The page ",
      h("code", {}, "docs/embedding.md"),
      " of the documentation has the messages, all options and an example.",
    ),
  );
}
