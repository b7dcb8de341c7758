/** What is shown is an example: its name, its sentence, and whether it has been changed since. */

import { h, setText } from "../lib/dom.js";
import { at } from "../lib/site.js";
import { setProse } from "./prose.js";

/** @param {HTMLElement} element */
export function mountExample(element) {
  const kind = h("p", { class: "example-kind" });
  const title = h("h2", { class: "example-title" });
  const lesson = h("p", { class: "example-point" });
  const learn = h("a", { class: "example-learn", target: "_blank", rel: "noopener" }, "Learn more");
  const root = h(
    "section",
    { class: "example-now", "aria-label": "Example" },
    kind,
    title,
    lesson,
    learn,
  );
  element.append(root);
  return {
    /** @param {{title: string, lesson: string, changed: boolean, chapter?: string}} example */
    render(example) {
      setText(kind, example.changed ? "Example, changed" : "Example");
      setText(title, example.title);
      setProse(lesson, example.lesson);
      learn.hidden = !example.chapter;
      learn.href = at(`/learn/${example.chapter}`);
    },
    dispose: () => root.remove(),
  };
}
