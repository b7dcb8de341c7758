/** The runs: their cards, what was done to them last, and where a changed knob applies. */

import { mountApply } from "../../controls/apply.js";
import { mountUndo } from "../../controls/undo.js";
import { MAX_RUNS } from "../../state/experiment.js";
import { mountRunCards } from "../../views/run-cards.js";
import { mountSeedLine } from "../../views/seed-line.js";
import { cardActions } from "../actions.js";

/** @typedef {import("../part.js").Part} Part */

/** @type {Part} */
export const runs = {
  name: "runs",
  title: "Run cards",
  region: "left",
  panel: "rail",
  control: true,
  columns: ["loss", "batch_size", "learning_rate", "stability_limit"],
  mount(element, host) {
    const { session } = host;
    const cards = mountRunCards(element, {
      ...cardActions(session),
      onFork: () => session.act("fork"),
    });
    let count = Number.POSITIVE_INFINITY;
    return {
      render({ cards: models, selected, step, context, lossNote }) {
        cards.render({ runs: models, selected, step, most: MAX_RUNS, lossNote, ...context });
        if (models.length > count) host.bring(".run-chosen");
        count = models.length;
      },
      dispose: cards.dispose,
    };
  },
};

/** @type {Part} */
export const apply = {
  name: "apply",
  title: "Where changes apply",
  region: "left",
  panel: "rail",
  control: true,
  mount(element, { session }) {
    const view = mountApply(element, {
      onApply: (mode) => {
        session.lab.applyMode = mode;
        session.draw();
      },
    });
    return { render: () => view.render({ apply: session.lab.applyMode }), dispose: view.dispose };
  },
};

/** @type {Part} */
export const undo = {
  name: "undo",
  title: "Undo and redo",
  region: "left",
  panel: "rail",
  control: true,
  mount(element, { session }) {
    const view = mountUndo(element, {
      onUndo: () => session.act("undo"),
      onRedo: () => session.act("redo"),
    });
    return { render: () => view.render(session.undo), dispose: view.dispose };
  },
};

/** @type {Part} */
export const seed = {
  name: "seed",
  title: "Seed and reset",
  region: "left",
  panel: "rail",
  control: true,
  mount(element, { session }) {
    const { lab } = session;
    const view = mountSeedLine(element, {
      onSeed: (value) => session.reset(value),
      onReset: () => session.act("reset"),
      onReseed: () => session.act("reseed"),
    });
    return {
      render() {
        const { experiment } = lab;
        const fixed = !lab.permits({ ...experiment, seed: experiment.seed + 1 });
        view.render({ seed: experiment.seed, drawn: session.chance, anew: session.anew, fixed });
      },
      dispose: view.dispose,
    };
  },
};
