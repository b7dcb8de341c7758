/** A landscape in an element, whatever is shown of it. */

import { lazy } from "../lib/lazy.js";
import { tilted } from "../state/ground.js";
import { LandscapeSession } from "../state/landscape-session.js";
import { arrowsOf } from "../state/models.js";
import { Instance } from "./instance.js";

/** @typedef {import("../types.js").Surface} Surface */

/** @typedef {import("../types.js").LabModel} LabModel */
/** @typedef {import("../state/kinds.js").LandscapeKind} LandscapeKind */
/** @typedef {import("../parts/part.js").CommonFrame<LandscapeKind["explanation"]>} CommonFrame */
/** @typedef {CommonFrame & {timeline: LabModel, figure: LabModel}} LandscapeFrame */
/** @template Values @typedef {import("../parts/part.js").Makers<Values>} Makers */

/** @extends {Instance<LandscapeKind, LandscapeSession>} */
export class LandscapeFigures extends Instance {
  static kind = "landscapes";
  static Session = LandscapeSession;

  /**
   * @param {HTMLElement} root
   * @param {import("./labs.js").Labs} labs
   * @param {import("./options.js").LabOptions} options
   */
  constructor(root, labs, options) {
    super(root, labs, options);
    /** @type {{key: string, from: Surface, surface: Surface} | null} */
    this.batchSurface = null;
  }

  get samples() {
    return this.session.lab.experiment.problem.samples;
  }

  prepare() {
    super.prepare();
    this.root.dataset.dimension = String(this.session.dimension);
  }

  /** @returns {Makers<LandscapeFrame>} */
  makers() {
    const makers = super.makers();
    const figure = lazy(this.figureMakers(makers));
    return { ...makers, timeline: () => figure, figure: () => figure };
  }

  /** @param {Makers<CommonFrame>} makers @returns {Makers<LabModel>} */
  figureMakers({ views, explanation }) {
    const { lab, player, view } = this.session;
    const landscape = /** @type {import("../types.js").LandscapeInfo} */ (lab.landscape);
    return {
      landscape: () => landscape,
      surface: () => this.seenSurface(player.step),
      curve: () => this.session.ground.curve,
      runs: views,
      selected: () => lab.selected,
      step: () => player.step,
      steps: () => lab.experiment.steps,
      start: () => lab.experiment.runs[lab.selected]?.start ?? landscape.start,
      arrows: () => {
        const found = explanation();
        return arrowsOf(found?.step === player.step ? found : null);
      },
      highlight: () => view.highlight,
      zoom: () => view.zoom,
      camera: () => view.camera,
      projector: () => view.projector,
      theme: () => this.theme,
      lossScale: () => view.lossScale,
      veiled: () => this.veiled,
      xAxis: () => view.xAxis,
      samples: () => this.samples,
    };
  }

  /** The full surface, or the one that the chosen run's batch sees at this step. @param {number} step */
  seenSurface(step) {
    const { lab, view, ground } = this.session;
    const { surface } = ground;
    const trace = lab.traces[lab.selected];
    const noisy = lab.experiment.problem.noise > 0;
    if (!surface || !view.batchSurface || !noisy || !trace) return surface;
    const row = Math.min(step, trace.rows - 1);
    const tilt = [0, 1].map(
      (i) => trace.columns.batch_gradient[2 * row + i] - trace.columns.gradient[2 * row + i],
    );
    const key = tilt.join();
    if (this.batchSurface?.key !== key || this.batchSurface.from !== surface)
      this.batchSurface = { key, from: surface, surface: tilted(surface, tilt) };
    return this.batchSurface.surface;
  }
}
