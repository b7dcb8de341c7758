/** The runs on one line: the head of the projector's page, and the tabs of a phone with one knob below them. */

import { mountPhoneKnob } from "../../views/phone-knob.js";
import { mountPhoneTabs } from "../../views/phone-tabs.js";
import { mountRunStrip } from "../../views/run-strip.js";
import { cardActions } from "../actions.js";

/** @typedef {import("../part.js").Part} Part */

/** @type {Part} */
export const head = {
  name: "head",
  title: "Title and runs",
  region: "head",
  columns: ["loss"],
  mount(element, { session }) {
    const strip = mountRunStrip(element, { onSelect: (index) => session.lab.select(index) });
    return {
      render: ({ cards, selected, step, context: { unlike } }) =>
        strip.render({ runs: cards, selected, step, unlike, title: session.title }),
      dispose: strip.dispose,
    };
  },
};

/** @type {Part} */
export const strip = {
  name: "strip",
  title: "Runs and their losses",
  region: "below",
  columns: ["loss"],
  mount(element, { session }) {
    const view = mountRunStrip(element, { onSelect: (index) => session.lab.select(index) });
    return {
      render: ({ cards, selected, step, context: { unlike } }) =>
        view.render({ runs: cards, selected, step, unlike }),
      dispose: view.dispose,
    };
  },
};

/** @type {Part} */
export const knob = {
  name: "knob",
  title: "One knob",
  region: "below",
  control: true,
  columns: ["stability_limit"],
  mount(element, { session }) {
    const { onInput, onChange } = cardActions(session);
    const view = mountPhoneKnob(element, { onInput, onChange });
    return {
      render({ cards, selected, context }) {
        if (cards[selected]) view.render(cards[selected], context);
      },
      dispose: view.dispose,
    };
  },
};

/** @type {Part} */
export const tabs = {
  name: "tabs",
  title: "Tabs of a phone",
  region: "foot",
  mount(element, host) {
    const view = mountPhoneTabs(element, { onTab: (tab) => host.showPanel(tab) });
    return { render: () => view.render(host), dispose: view.dispose };
  },
};
