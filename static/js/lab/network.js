/** A network lab in an element. */

import { partOf } from "../controls/schema.js";
import { lossTitle } from "../lib/network-words.js";
import { errorCurves } from "../lib/own-units.js";
import { PARTS } from "../parts/network/index.js";
import { axesOf } from "../state/error-surface.js";
import { PENALTIES } from "../state/experiment.js";
import { NetworkSession } from "../state/network-session.js";
import { Instance } from "./instance.js";

/** @typedef {import("../state/kinds.js").NetworkKind} NetworkKind */
/** @typedef {import("../parts/part.js").CommonFrame<NetworkKind["explanation"]>} CommonFrame */
/** @typedef {import("../types.js").CurvesModel} CurvesModel */
/** @typedef {import("../views/network-models.js").NetworkCommon} NetworkCommon */
/** @typedef {CommonFrame & {timeline: CurvesModel, common: NetworkCommon, figure: import("../types.js").LabModel}} NetworkFrame */

/**
 * Panels of a phone that landscapes do not have: for which kind of data, and the parts that stand in them.
 * @type {{tab: import("../views/phone-tabs.js").Tabs[number], kind?: string, parts: string[]}[]}
 */
const OWN_TABS = [
  { tab: ["try", "Draw"], kind: "images", parts: ["draw"] },
  { tab: ["try", "Type"], kind: "texts", parts: ["sentence"] },
  {
    tab: ["network", "Network"],
    parts: ["diagram", "first-layer", "words", "map", "histograms", "plane", "outcomes", "rates"],
  },
];

/** @extends {Instance<NetworkKind, NetworkSession>} */
export class NetworkInstance extends Instance {
  static kind = "networks";
  static firstPreset = "spiral";
  static parts = PARTS;
  static Session = NetworkSession;
  /** @type {import("../experiments.js").Schema | undefined} */
  penalties = undefined;

  /** The settings that a run's card offers of the problem's; a replay offers none. */
  get penaltySchema() {
    const { network } = this.session.catalog;
    if (network) this.penalties ??= partOf(network.schema, PENALTIES);
    return this.penalties;
  }

  get samples() {
    return this.session.network.samples?.train ?? 1;
  }

  /** How far a regression's answers are off, target by target. */
  get errors() {
    const { lab, outline } = this.session;
    const { target_names: names } = lab.experiment.problem.dataset;
    return errorCurves(outline.columns, /** @type {string[] | null | undefined} */ (names) ?? []);
  }

  /** The network has a panel of its own, and so has what one draws or types. */
  get tabs() {
    const [figure, ...others] = super.tabs;
    const own = OWN_TABS.filter(({ kind, parts }) => {
      const here = !kind || kind === this.session.kind;
      return here && parts.some((name) => this.shows(name));
    }).map(({ tab }) => tab);
    if (this.session.dimension === 2 && this.shows("map")) own[own.length - 1] = ["network", "Map"];
    return [figure, ...own, ...others];
  }

  prepare() {
    super.prepare();
    const { session, root } = this;
    root.dataset.network = session.kind;
    const several = session.view.strip === "right" && this.errors.length > 1;
    root.classList.toggle("is-unlike", session.network.unlike || several);
    session.goOn();
    session.probe(this.shell?.probes ?? []);
  }

  /** What curves and error surface have alike. @param {{views: () => import("../types.js").RunView[]}} makers */
  playedOf({ views }) {
    const { lab, player, view } = this.session;
    return {
      runs: views(),
      selected: lab.selected,
      step: player.step,
      steps: lab.experiment.steps,
      projector: view.projector,
      theme: this.theme,
      lossScale: view.lossScale,
      veiled: this.veiled,
      xAxis: view.xAxis,
    };
  }

  /** The error surface, as a landscape's figures have it. @param {{views: () => import("../types.js").RunView[]}} makers @returns {import("../types.js").LabModel} */
  figureOf(makers) {
    const { session } = this;
    const { lab, view, outline, errorSurface } = session;
    const known = /** @type {import("../state/error-surface.js").Known} */ (outline.surface);
    return {
      ...this.playedOf(makers),
      step: session.shownStep,
      landscape: errorSurface.terrain,
      axes: axesOf(known),
      surface: errorSurface.ground.surface,
      curve: null,
      start: lab.experiment.runs[lab.selected]?.start ?? known.start,
      arrows: [],
      highlight: null,
      zoom: view.zoom,
      camera: view.camera,
    };
  }

  /** @returns {import("../parts/part.js").Makers<NetworkFrame>} */
  makers() {
    const makers = super.makers();
    const { session } = this;
    const { lab, network, view, outline } = session;
    const scaled = () =>
      lab.experiment.problem.dataset.target_scaling === "standard" ? "standardised targets" : "";
    return {
      ...makers,
      cards: () => {
        const told = makers.explanation();
        const limit = told?.step === session.player.step ? told.stability?.limit : null;
        return makers
          .cards()
          .map((card) => (card.index === lab.selected ? { ...card, limit: limit ?? null } : card));
      },
      lossNote: () => (scaled() ? "scaled training cost" : "training cost"),
      context: () => ({
        ...makers.context(),
        losses: {
          choices: session.catalog.losses.filter(({ name }) => outline.losses.includes(name)),
          problem: lossTitle(lab.experiment.problem.loss, session.catalog.losses),
          classes: network.samples?.classes ?? [],
        },
        penaltySchema: this.penaltySchema,
        unlike: network.unlike,
        errors: lab.experiment.problem.dataset.target_names ? this.errors : [],
      }),
      timeline: () => ({
        ...this.playedOf(makers),
        landscape: null,
        strip: view.strip,
        errors: this.errors,
        scaled: scaled(),
        caption: captionOf(outline.columns),
      }),
      figure: () => this.figureOf(makers),
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
          activation: network.activationOf(lab.experiment.runs[lab.selected]),
          sizes: outline.sizes,
        };
      },
    };
  }
}

/** What the curves are of. @param {readonly string[]} columns */
function captionOf(columns) {
  return columns.includes("test_loss")
    ? "cost; train full, test thin"
    : "cost, the mean over all samples";
}
