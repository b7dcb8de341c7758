/** The choice of a loss, with its settings and with the weights of the classes, which it keeps from loss to loss. */

import { h } from "../lib/dom.js";
import { mountClassWeights } from "./class-weights.js";
import { mountNamedChoice } from "./named-choice.js";

/** @typedef {import("../experiments.js").Named} Named */
/** @typedef {import("../experiments.js").LossInfo} LossInfo */

/**
 * @template {Named | null} [Chosen=Named]
 * @param {string} name
 * @param {(loss: Chosen, done: boolean) => void} onChoose
 */
export function mountLossChoice(name, onChoose) {
  /** @type {Named | null} */
  let loss = null;
  const put = (/** @type {Named | null} */ chosen, done = true) =>
    onChoose(/** @type {Chosen} */ (chosen), done);
  /** @type {ReturnType<typeof mountNamedChoice<Named | null>>} */
  const choice = mountNamedChoice(name, "loss", (chosen, done) => {
    const weights = chosen?.class_weights ?? loss?.class_weights ?? null;
    put(chosen && { ...chosen, class_weights: weights }, done);
  });
  const weights = mountClassWeights((value) => {
    if (loss) put({ ...loss, class_weights: value });
  });
  return {
    element: h("div", { class: "loss-choice" }, choice.element, weights.element),
    /**
     * @param {readonly LossInfo[]} choices
     * @param {Named | null} next
     * @param {readonly string[]} classes  empty for a regression
     * @param {{none?: string, locked?: boolean}} [how]
     */
    render(choices, next, classes, how = {}) {
      loss = next;
      choice.render(choices, next, { ...how, omit: ["class_weights"] });
      const now = /** @type {import("./class-weights.js").ClassWeights} */ (
        next?.class_weights ?? null
      );
      weights.render(next ? classes : [], now, how.locked ?? false);
    },
    dispose: choice.dispose,
  };
}
