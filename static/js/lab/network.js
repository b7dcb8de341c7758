/** A network lab in an element. */

import { lossTitle } from "../lib/network-words.js";
import { PARTS } from "../parts/network/index.js";
import { NetworkSession } from "../state/network-session.js";
import { Instance } from "./instance.js";

/** @typedef {import("../state/kinds.js").NetworkKind} NetworkKind */
/** @typedef {import("../parts/part.js").CommonFrame<NetworkKind["explanation"]>} CommonFrame */
/** @typedef {import("../types.js").CurvesModel} CurvesModel */
/** @typedef {import("../views/network-models.js").NetworkCommon} NetworkCommon */
/** @typedef {CommonFrame & {timeline: CurvesModel, common: NetworkCommon}} NetworkFrame */

/**
 * Panels of a phone that landscapes do not have: for which kind of data, and the parts that stand in them.
 * @type {{tab: import("../views/phone-tabs.js").Tabs[number], kind?: string, parts: string[]}[]}
 */
const OWN_TABS = [
  { tab: ["try", "Draw"], kind: "images", parts: ["draw"] },
  { tab: ["try", "Type"], kind: "texts", parts: ["sentence"] },
  {
    tab: ["network", "Network"],
    parts: ["diagram", "first-layer", "words", "histograms", "outcomes"],
  },
];

/** @extends {Instance<NetworkKind, NetworkSession>} */
export class NetworkInstance extends Instance {
  static kind = "networks";
  static firstPreset = "spiral";
  static parts = PARTS;
  static Session = NetworkSession;

  get samples() {
    return this.session.network.samples?.train ?? 1;
  }

  /** The network has a panel of its own, and so has what one draws or types. */
  get tabs() {
    const [figure, ...others] = super.tabs;
    const own = OWN_TABS.filter(({ kind, parts }) => {
      const here = !kind || kind === this.session.kind;
      return here && parts.some((name) => this.shows(name));
    });
    return [figure, ...own.map(({ tab }) => tab), ...others];
  }

  prepare() {
    super.prepare();
    const { session, root } = this;
    root.dataset.network = session.kind;
    root.classList.toggle("is-unlike", session.network.unlike);
    session.goOn();
    session.probe(this.shell?.probes ?? []);
  }

  /** @returns {import("../parts/part.js").Makers<NetworkFrame>} */
  makers() {
    const makers = super.makers();
    const { session } = this;
    const { lab, network, view, outline } = session;
    return {
      ...makers,
      lossNote: () => "training cost",
      context: () => ({
        ...makers.context(),
        losses: {
          choices: session.catalog.losses.filter(({ name }) => outline.losses.includes(name)),
          problem: lossTitle(lab.experiment.problem.loss, session.catalog.losses),
        },
        unlike: network.unlike,
      }),
      timeline: () => ({
        landscape: null,
        runs: makers.views(),
        selected: lab.selected,
        step: session.player.step,
        steps: lab.experiment.steps,
        projector: view.projector,
        theme: this.theme,
        lossScale: view.lossScale,
        veiled: this.veiled,
        xAxis: view.xAxis,
        strip: view.strip,
        caption: captionOf(outline.columns, lab.experiment.problem.dataset),
      }),
      common: () => {
        const run = makers.views()[lab.selected];
        return {
          theme: this.theme,
          projector: view.projector,
          step: session.shownStep,
          run: run ? { index: run.index, label: run.label, slot: run.slot } : null,
          samples: network.samples,
          problem: lab.experiment.problem,
          loss: network.lossOf(lab.experiment.runs[lab.selected]),
          sizes: outline.sizes,
        };
      },
    };
  }
}

/**
 * What the curves are of, and in whose units.
 * @param {readonly string[]} columns
 * @param {import("../experiments.js").Dataset} dataset
 */
function captionOf(columns, dataset) {
  const caption = columns.includes("test_loss")
    ? "cost; train full, test thin"
    : "cost, the mean over all samples";
  return dataset.target_scaling === "standard" ? `${caption}; targets standardised` : caption;
}
