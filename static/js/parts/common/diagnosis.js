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
        view.render({ diagnosis: allowed ? found : { ...found, remedy: null }, resting });
      },
      dispose: view.dispose,
    };
  },
};
