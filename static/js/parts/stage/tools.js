/** The head of the stage: which example this is and what it shows, the ways to its neighbours, and a teacher's tools. */

import { icon } from "../../controls/icons.js";
import { h, setText } from "../../lib/dom.js";
import { neighbour } from "../../state/neighbours.js";
import { subjectOf } from "../../state/points.js";
import { setProse } from "../../views/prose.js";

/** @typedef {import("../part.js").Part} Part */
/** @typedef {import("../part.js").Instance} Instance */
/** What the page does for the stage. @typedef {"code" | "pointer" | "theme" | "keys" | "leave"} Tool */

/** @type {[Tool, string, string, string][]} each with its icon, its name and what it does */
const TOOLS = [
  ["code", "code", "QR code", "A code of what is on screen, for phones (Q)"],
  ["pointer", "pointer", "Pointer", "A dot that all can see; a click puts a part in the light (L)"],
  ["theme", "theme", "Light or dark", "Light or dark"],
  ["keys", "question", "Keys", "Which keys do what (?)"],
  ["leave", "close", "Leave", "Back to the whole lab (Esc)"],
];

/** @type {Part} */
export const stageHead = {
  name: "stage-head",
  title: "Example and tools",
  region: null,
  stage: "head",
  mount(element, host) {
    const title = h("h2", { class: "stage-title" });
    const lesson = h("p", { class: "stage-lesson" });
    const choice = largeChoice(host);
    const turning = turns(host);
    const root = h(
      "div",
      { class: "stage-top" },
      h("div", { class: "stage-line" }, title, choice.element, turning.element, tools(host)),
      lesson,
    );
    element.append(root);
    return {
      render() {
        setText(title, host.session.title);
        setProse(lesson, host.session.example?.lesson ?? "");
        choice.render();
        turning.render();
      },
      dispose: () => root.remove(),
    };
  },
};

/** @param {Instance} host */
function tools(host) {
  const buttons = TOOLS.map(([tool, picture, name, title]) =>
    h(
      "button",
      {
        type: "button",
        class: `icon-button stage-${tool}`,
        "aria-label": name,
        title,
        onclick: () => host.events.tell("stage", tool),
      },
      icon(picture, 26),
    ),
  );
  return h("div", { class: "stage-tools", role: "group", "aria-label": "Presenting" }, buttons);
}

/** The ways to the examples before and after this one. @param {Instance} host */
function turns({ session }) {
  const count = h("span", { class: "stage-count" });
  const button = (/** @type {string} */ action, /** @type {string} */ picture) =>
    h(
      "button",
      { type: "button", class: `icon-button stage-${action}`, onclick: () => session.act(action) },
      icon(picture, 26),
    );
  const back = button("previous-example", "left");
  const on = button("next-example", "right");
  const element = h(
    "div",
    { class: "stage-turns", role: "group", "aria-label": "Examples" },
    back,
    count,
    on,
  );
  /** @type {[HTMLButtonElement, string, string, 1 | -1][]} */
  const ways = [
    [back, "Previous example", "Page Up", -1],
    [on, "Next example", "Page Down", 1],
  ];
  return {
    element,
    render() {
      const { presets, lab, examples } = session;
      const shown = examples.named(session.example?.name);
      setText(count, shown ? `${presets.indexOf(shown) + 1} of ${presets.length}` : "examples");
      for (const [way, name, key, direction] of ways) {
        way.disabled = lab.locks.size > 0;
        const label = `${name}: ${neighbour(session, direction).title}`;
        if (way.getAttribute("aria-label") === label) continue;
        way.setAttribute("aria-label", label);
        way.title = `${label} (${key})`;
      }
    },
  };
}

/** Which figure is large. @param {Instance} host */
function largeChoice(host) {
  const { session } = host;
  const menu = h("select", {
    class: "plain-select stage-choice",
    "aria-label": "Large figure",
    title: "Which figure is large",
    onchange: () => session.look({ large: { name: menu.value, of: subjectOf(session) } }),
  });
  let names = "";
  return {
    element: menu,
    render() {
      const parts = host.shell?.largest ?? [];
      const text = parts.map(({ name }) => name).join();
      if (text !== names) {
        names = text;
        menu.replaceChildren(
          ...parts.map(({ name, title }) => h("option", { value: name }, title)),
        );
      }
      menu.value = host.shell?.point.large ?? "";
    },
  };
}
