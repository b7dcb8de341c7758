/** The landscape lab's words and numbers: what is descended, the arithmetic of the step, room to the limit. */

import { namedSettings, valueAt } from "../../state/models.js";
import { mountRuler } from "../../views/diagnosis.js";
import { mountPicker } from "../../views/landscape-picker.js";
import { mountThisStep } from "../../views/this-step.js";
import { pickerActions } from "./actions.js";

/** @typedef {import("../../lab/landscape.js").LandscapeInstance} Host */
/** @typedef {import("../part.js").Part<Host, import("../../lab/landscape.js").LandscapeFrame>} Part */

/** @type {Part} */
export const picker = {
  name: "picker",
  title: "Landscape and its settings",
  region: "left",
  panel: "rail",
  control: true,
  mount(element, host) {
    const { session } = host;
    const view = mountPicker(element, pickerActions(host));
    return {
      render() {
        const { lab, catalog } = session;
        const { problem, runs } = lab.experiment;
        const landscape = /** @type {import("../../types.js").LandscapeInfo} */ (lab.landscape);
        view.render({
          landscape,
          landscapes: catalog.landscapes,
          start: runs[0].start ?? landscape.start,
          samples: problem.samples,
          noise: problem.noise,
          formula: problem.kind === "formula" ? problem : null,
          locked: lab.locks.has("landscape"),
          startLocked: lab.locks.has("start"),
        });
      },
      dispose: view.dispose,
    };
  },
};

/** @type {Part} */
export const step = {
  name: "this-step",
  title: "This step",
  region: "right",
  panel: "explanation",
  stage: "large",
  folded: () => false,
  mount(element, { session }) {
    const view = mountThisStep(element, {
      onSelect: (index) => session.lab.select(index),
      onHighlight: (role) => session.look({ highlight: role }),
    });
    return {
      render: ({ views, selected, step, explanation }) =>
        view.render({
          runs: views.map(({ index, label, slot }) => ({ index, label, slot })),
          selected,
          step,
          explanation,
          letters: session.lab.landscape?.letters ?? [],
          settings: explanation ? namedSettings(explanation.optimizer) : [],
          highlight: session.view.highlight,
        }),
      dispose: view.dispose,
    };
  },
};

/** @type {Part} */
export const ruler = {
  name: "ruler",
  title: "Room to the limit",
  region: "right",
  panel: "explanation",
  folded: () => false,
  columns: ["learning_rate", "stability_limit"],
  mount(element) {
    const view = mountRuler(element);
    return {
      render: ({ cards, selected, step, explanation }) =>
        view.render({
          runs: cards.map((card) => {
            const rate = valueAt(card.trace, "learning_rate", step);
            const ratio = card.limit !== null && rate !== null ? rate / card.limit : null;
            const { index, label, slot, muted } = card;
            return { index, label, slot, muted, ratio };
          }),
          selected,
          latex: explanation?.stability.latex || undefined,
          sharpness: explanation?.stability.sharpness ?? null,
          limit: explanation?.stability.limit ?? null,
        }),
      dispose: view.dispose,
    };
  },
};
