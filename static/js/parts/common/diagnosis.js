/** What is happening, in words. */

import { mountDiagnosis } from "../../views/diagnosis.js";

/** @type {import("../part.js").Part} */
export const diagnosis = {
  name: "diagnosis",
  title: "What is happening",
  region: "right",
  panel: "explanation",
  mount(element, { session }) {
    const { lab, player } = session;
    const view = mountDiagnosis(element, {
      onRemedy: (remedy) => lab.remedy(lab.selected, remedy, player.step),
    });
    return {
      render({ explanation }) {
        const found = explanation?.diagnosis ?? null;
        const allowed = !found?.remedy || lab.allowsRemedy(lab.selected, found.remedy, player.step);
        const resting = !player.playing && lab.drag === null && !session.training;
        const shown = allowed ? found : { ...found, remedy: null };
        // A remedy was tried at one step of one experiment: it waits until that is the one on screen.
        view.render({ diagnosis: shown, resting, busy: !session.explaining.current });
      },
      dispose: view.dispose,
    };
  },
};
