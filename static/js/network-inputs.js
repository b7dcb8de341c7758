/** What a visitor gives to a network of digits or sentences: drawings, texts, digits that are moved. */

import { place } from "./lab-frame.js";
import { dataActions } from "./network-actions.js";
import { mountDrawDigit } from "./views/draw-digit.js";
import { mountPermutePixels } from "./views/permute-pixels.js";
import { mountShiftDigit } from "./views/shift-digit.js";
import { mountTypeSentence } from "./views/type-sentence.js";

/** @param {import("./network-page.js").NetworkPage} page */
export function mountInputs(page) {
  /** @param {object | null} prediction */
  const predict = (prediction) => {
    page.prediction = prediction;
    if (!prediction) page.prober.forget("prediction");
    page.draw();
  };
  const draw = mountDrawDigit(place("draw"), {
    onDraw: (image) => predict(image && { image }),
  });
  const sentence = mountTypeSentence(place("sentence"), {
    onText: (text) => predict(text.trim() ? { text } : null),
  });
  const shift = mountShiftDigit(place("shift"), {
    onShift: (dx, dy) => {
      page.shift = { dx, dy };
      page.draw();
    },
  });
  const permute = mountPermutePixels(place("permute"), {
    onPermute: (permutation) => dataActions(page).onData({ permutation }),
  });
  return {
    /** @param {any} common @param {(name: string) => any} probe */
    render(common, probe) {
      const { places } = page;
      if (places.has("draw")) draw.render({ ...common, prediction: probe("prediction") });
      if (places.has("sentence")) sentence.render({ ...common, prediction: probe("prediction") });
      if (places.has("shift")) shift.render({ ...common, shift: probe("shift") });
      if (places.has("permute"))
        permute.render({ permuted: common.problem.dataset.permutation === true });
    },
  };
}
