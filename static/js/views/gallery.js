/** A searchable list of choices in groups, each with a title, one line of what it teaches, and perhaps a picture. */

import { h } from "../lib/dom.js";

/**
 * @typedef {object} Choice
 * @property {string} name
 * @property {string} title
 * @property {string} lesson
 * @property {string} group
 * @property {string} [note]  such as "1-D"
 */

/**
 * @param {HTMLElement} element
 * @param {object} options
 * @param {(name: string) => void} options.onChoose
 * @param {string} options.searchLabel
 * @param {(canvas: HTMLCanvasElement, name: string) => void} [options.thumbnail]
 * @returns {{render: (choices: Choice[], chosen: string | null) => void, focus: () => void}}
 */
export function mountGallery(element, { onChoose, searchLabel, thumbnail }) {
  const search = h("input", {
    type: "search",
    class: "gallery-search",
    placeholder: searchLabel,
    "aria-label": searchLabel,
    autocomplete: "off",
    spellcheck: "false",
  });
  const list = h("div", { class: "gallery-groups" });
  const none = h("p", { class: "empty", role: "status", hidden: true });
  element.append(search, none, list);
  /** @type {Choice[]} */
  let shown = [];
  /** @type {string | null} */
  let chosen = null;
  /** @type {Map<string, HTMLElement>} */
  let items = new Map();

  function build() {
    items = new Map(shown.map((choice) => [choice.name, item(choice, thumbnail !== undefined)]));
    const groups = [...new Set(shown.map((choice) => choice.group))];
    list.replaceChildren(
      ...groups.map((group) =>
        h(
          "section",
          { class: "gallery-group" },
          h("h3", {}, group),
          h(
            "div",
            { class: "gallery-items" },
            ...shown
              .filter((choice) => choice.group === group)
              .map((choice) => /** @type {HTMLElement} */ (items.get(choice.name))),
          ),
        ),
      ),
    );
    drawSoon([...items].map(([name, element]) => [name, element.querySelector("canvas")]));
  }

  /** One picture a frame, so that the list opens at once. @param {[string, HTMLCanvasElement | null][]} pictures */
  function drawSoon(pictures) {
    const [first, ...rest] = pictures;
    if (!first || !thumbnail) return;
    const [name, canvas] = first;
    if (canvas?.isConnected) thumbnail(canvas, name);
    requestAnimationFrame(() => drawSoon(rest));
  }

  function filter() {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let found = 0;
    for (const choice of shown) {
      const text =
        `${choice.title} ${choice.lesson} ${choice.group} ${choice.note ?? ""}`.toLowerCase();
      const hit = words.every((word) => text.includes(word));
      found += hit ? 1 : 0;
      const element = items.get(choice.name);
      if (element) element.hidden = !hit;
    }
    for (const group of list.querySelectorAll(".gallery-group")) {
      const some = group.querySelector(".gallery-item:not([hidden])") !== null;
      group.toggleAttribute("hidden", !some);
    }
    none.hidden = found > 0;
    none.textContent = `Nothing is called “${search.value}”. Try another word.`;
  }

  search.addEventListener("input", filter);
  search.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") visible()[0]?.focus();
    if (event.key === "Enter" && visible().length === 1) visible()[0].click();
  });
  list.addEventListener("click", (event) => {
    const target = /** @type {Element} */ (event.target).closest(".gallery-item");
    if (target instanceof HTMLElement && target.dataset.name) onChoose(target.dataset.name);
  });
  list.addEventListener("keydown", (event) => moveFocus(event, visible(), search));

  /** @returns {HTMLElement[]} */
  function visible() {
    return [...list.querySelectorAll(".gallery-item:not([hidden])")].filter(
      (item) => item instanceof HTMLElement,
    );
  }

  return {
    render(choices, name) {
      if (choices !== shown) {
        shown = choices;
        build();
        filter();
      } else {
        // The theme may have changed since the pictures were drawn.
        drawSoon([...items].map(([key, element]) => [key, element.querySelector("canvas")]));
      }
      chosen = name;
      for (const [key, element] of items)
        element.setAttribute("aria-pressed", String(key === chosen));
    },
    focus() {
      search.value = "";
      filter();
      search.focus();
    },
  };
}

/** @param {Choice} choice @param {boolean} pictured */
function item(choice, pictured) {
  const picture = pictured
    ? h("canvas", { class: "gallery-picture", width: 224, height: 160, "aria-hidden": "true" })
    : null;
  const title = h("span", { class: "gallery-title" }, choice.title);
  if (choice.note) title.append(h("span", { class: "gallery-note" }, choice.note));
  const words = h(
    "span",
    { class: "gallery-words" },
    title,
    h("span", { class: "gallery-lesson" }, choice.lesson),
  );
  const button = h("button", { type: "button", class: "gallery-item", "data-name": choice.name });
  if (picture) button.append(picture);
  button.append(words);
  return button;
}

/**
 * Up and down move through the items; up from the first goes back to the search.
 * @param {KeyboardEvent} event
 * @param {HTMLElement[]} items
 * @param {HTMLElement} search
 */
function moveFocus(event, items, search) {
  const at = items.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  const move = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
  if (at < 0 || !move) return;
  event.preventDefault();
  if (at + move < 0) search.focus();
  else items[Math.min(at + move, items.length - 1)].focus();
}
