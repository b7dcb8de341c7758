/** The example that is shown: its name and its point stay in sight while it runs. */

import { mountExample } from "../../views/example.js";

/** @type {import("../part.js").Part} */
export const example = {
  name: "example",
  title: "Name and point of the example",
  // On a phone the left rail is a panel of its own; the name belongs to the figure.
  region: ({ root }) => (root.classList.contains("is-phone") ? "head" : "left"),
  shows: ({ session }) => session.example !== null,
  mount(element, { session }) {
    const view = mountExample(element);
    return {
      render() {
        if (session.example) view.render(session.example);
      },
      dispose: view.dispose,
    };
  },
};
