/** How the loss curves along the runs, and how far batches are from all samples. */

import { mountSharpness } from "../../views/sharpness.js";

/** @typedef {import("../../lab/network.js").NetworkInstance} Host */
/** @typedef {import("../../state/network-session.js").NetworkSession} NetworkSession */
/** @typedef {import("../part.js").Part<Host, import("../../lab/network.js").NetworkFrame>} Part */

/** Samples times parameters up to which a point of the curve comes in a fraction of a second. */
const LIGHT = 1e7;

/** Unfolded in the example that is about it. @type {Part} */
export const sharpness = {
  name: "sharpness",
  title: "Sharpness along the runs",
  region: "right",
  panel: "explanation",
  figure: true,
  stage: "large",
  folded: ({ session }) => !pointsAt(session, "sharpness"),
  shows: ({ session, samples }) => samples * session.outline.parameters <= LIGHT,
  mount(element, host) {
    const view = mountSharpness(element);
    return {
      render({ cards, common, selected }) {
        const { session, samples, veiled } = host;
        const { steps } = session.lab.experiment;
        view.render({
          theme: common.theme,
          projector: common.projector,
          step: session.player.step,
          steps,
          selected,
          veiled,
          runs: () =>
            cards.map((card) => ({ ...card, ...known(session, card), batch: part(card, samples) })),
        });
      },
      dispose: view.dispose,
    };
  },
};

/** Whether the example on screen is about a part. @param {NetworkSession} session @param {string} name */
function pointsAt({ example, examples }, name) {
  return Boolean(examples.named(example?.name)?.point.includes(name));
}

/** @param {NetworkSession} session @param {{index: number, trace: import("../../types.js").RunTrace | null}} card */
function known({ lab, network, sharpness }, { index, trace }) {
  const experiment = lab.shown;
  if (!experiment || !trace || !experiment.runs[index]) return { points: [], refused: null };
  const { reach } = network.store;
  const ended = trace.outcome.status !== "running" || reach >= experiment.steps;
  return sharpness.of(experiment, index, { reach, ended });
}

/** The size of a run's batches, where they are not all samples. @param {{batchSize: number | null}} card @param {number} samples */
function part({ batchSize }, samples) {
  return batchSize !== null && batchSize < samples ? batchSize : null;
}
