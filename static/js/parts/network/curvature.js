/** How the loss curves along the runs, and how far batches are from all samples. */

import { settingAt } from "../../state/experiment.js";
import { mountGradientNoise } from "../../views/gradient-noise.js";
import { mountSharpness } from "../../views/sharpness.js";

/** @typedef {import("../../lab/network.js").NetworkInstance} Host */
/** @typedef {import("../../state/network-session.js").NetworkSession} NetworkSession */
/** @typedef {import("../part.js").CommonFrame["cards"][number]} Card */
/** @typedef {import("../part.js").Part<Host, import("../../lab/network.js").NetworkFrame>} Part */

/** Samples times parameters up to which all of this takes a fraction of a second. */
const LIGHT = 1e7;
/** Gradients of batches that are looked at: of twenty a cloud is not yet to be seen. */
const CLOUD = 64;

/** Unfolded in the example that is about it. @type {Part} */
export const sharpness = {
  name: "sharpness",
  title: "Sharpness along the runs",
  region: "right",
  panel: "explanation",
  figure: true,
  stage: "large",
  folded: ({ session }) => !isAbout(session, "sharpness"),
  shows: isLight,
  mount(element, host) {
    const { session } = host;
    const view = mountSharpness(element);
    return {
      render({ cards, common, selected }) {
        view.render({
          theme: common.theme,
          projector: common.projector,
          step: session.player.step,
          steps: session.lab.experiment.steps,
          selected,
          veiled: host.veiled,
          runs: () => sharpRuns(session, cards),
        });
      },
      dispose: view.dispose,
    };
  },
};

/** On a phone what another panel hides is not looked at. @type {Part} */
export const gradientNoise = {
  name: "gradient-noise",
  title: "Noise of batches",
  region: "right",
  panel: "explanation",
  figure: true,
  stage: "large",
  folded: () => true,
  shows: (host) => isLight(host) && batchOf(host) !== null,
  probes: (host) =>
    host.root.classList.contains("is-phone") && host.tab !== "step"
      ? []
      : [{ name: "gradient_noise", batch_size: batchOf(host) ?? 1, batches: CLOUD }],
  mount(element, host) {
    const view = mountGradientNoise(element);
    return {
      render({ common }) {
        const noise = host.session.prober.get("gradient_noise");
        view.render({ ...common, noise, batch: batchOf(host) ?? 1, train: host.samples });
      },
      dispose: view.dispose,
    };
  },
};

/** Whether passes over all samples are quick. @param {Host} host */
function isLight({ session, samples }) {
  return samples * session.outline.parameters <= LIGHT;
}

/** Whether the example on screen is about a part. @param {NetworkSession} session @param {string} name */
export function isAbout({ example, examples }, name) {
  return Boolean(examples.named(example?.name)?.point.includes(name));
}

/** The chosen run's batch size, where its batches are not all samples. @param {Host} host */
function batchOf({ session: { lab, player }, samples }) {
  const run = lab.experiment.runs[lab.selected];
  const size = run ? settingAt(run, "batch_size", player.step) : null;
  return typeof size === "number" && size < samples ? size : null;
}

/** Runs that are muted are not asked for, but for the chosen one. @param {NetworkSession} session @param {Card[]} cards */
function sharpRuns({ lab, network, sharpness }, cards) {
  const experiment = lab.shown;
  const { samples } = network;
  const { reach } = network.store;
  const there = cards.filter(
    ({ trace, index, muted }) =>
      trace && experiment?.runs[index] && (!muted || index === lab.selected),
  );
  const rows = there.map(({ index, trace }) => ({
    index,
    reach,
    ended: trace?.outcome.status !== "running" || reach >= (experiment?.steps ?? 0),
  }));
  const known = experiment ? sharpness.of(experiment, rows) : new Map();
  return there.map(({ index, label, slot, muted, batchSize }) => {
    const { points = [], refused = null } = known.get(index) ?? {};
    const batch = batchSize !== null && batchSize < (samples?.train ?? 1) ? batchSize : null;
    return { index, label, slot, muted, points, refused, batch };
  });
}
