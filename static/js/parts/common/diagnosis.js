/** What is happening, in words. */

import { mountDiagnosis } from "../../views/diagnosis.js";

/** @type {import("../part.js").Part} */
export const diagnosis = {
  name: "diagnosis",
  title: "What is happening",
  region: "right",
  panel: "explanation",
  folded: () => false,
  stage: "words",
  mount(element, { session }) {
    const { lab, player } = session;
    const view = mountDiagnosis(element, {
      onRemedy: (remedy) => session.remedy(lab.selected, remedy, player.step),
      onStep: (step) => session.seek(step),
    });
    return {
      render({ explanation, views, selected, context: { unlike } }) {
        const found = explanation?.diagnosis ?? null;
        const allowed = !found?.remedy || lab.allowsRemedy(lab.selected, found.remedy, player.step);
        const resting = !player.playing && lab.drag === null && !session.training;
        const shown = allowed ? found : { ...found, remedy: null };
        const lossName = unlike ? views[selected]?.lossName : "";
        // A remedy was tried at one step of one experiment: it waits until that is the one on screen.
        const busy = !session.explaining.current;
        const chapter = session.chapters[found?.verdict ?? ""] ?? "";
        view.render({ diagnosis: shown, resting, busy, lossName, chapter });
      },
      dispose: view.dispose,
    };
  },
};
