/** The figures of digits, sentences and tables, and the histograms that every network has. */

import { place } from "./lab-frame.js";
import { mountConfusion } from "./views/confusion.js";
import { mountFirstLayer } from "./views/first-layer.js";
import { mountHistograms } from "./views/histograms.js";
import { mountMistakes } from "./views/mistakes.js";
import { mountWords } from "./views/words.js";

/** @param {import("./network-page.js").NetworkPage} page */
export function mountExamples(page) {
  const firstLayer = mountFirstLayer(place("first-layer"), {});
  const mistakes = mountMistakes(place("mistakes"), {});
  const confusion = mountConfusion(place("confusion"), {});
  const words = mountWords(place("words"), {});
  const histograms = mountHistograms(place("histograms"), {});
  return {
    /** @param {any} common @param {(name: string) => any} probe */
    render(common, probe) {
      const { places } = page;
      if (places.has("first-layer")) firstLayer.render({ ...common, images: probe("first_layer") });
      if (places.has("mistakes")) mistakes.render({ ...common, mistakes: probe("mistakes") });
      if (places.has("confusion")) confusion.render({ ...common, confusion: probe("confusion") });
      if (places.has("words")) words.render({ ...common, words: probe("words") });
      if (places.has("histograms"))
        histograms.render({ ...common, histograms: probe("histograms") });
    },
  };
}
