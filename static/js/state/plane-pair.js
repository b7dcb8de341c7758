/**
 * Two planes side by side lie at the same place. While a run trains, the plane of all samples comes first, and that of the
 * batch a little later: until then the two that came together stay.
 */

import { planeText } from "./plane-choice.js";

/** @typedef {import("./planes.js").FoundPlane} FoundPlane */
/** @typedef {{whole: FoundPlane, few: FoundPlane | null}} Pair */

export class PlanePair {
  constructor() {
    /** @type {{about: string, pair: Pair} | null} */
    this.last = null;
  }

  /**
   * What is shown.
   * @param {FoundPlane} whole  the newest of all samples
   * @param {{plane: FoundPlane | null, stale: boolean} | null} batch  the newest of a batch
   * @param {string} version  of the experiment
   * @returns {Pair}
   */
  of(whole, batch, version) {
    const where = planeText({ ...whole.choice, solid: false, beside: false });
    const about = `${version} ${whole.run} ${where}`;
    const few = batch?.plane ?? null;
    if (few && !batch?.stale && few.until === whole.until)
      this.last = { about, pair: { whole, few } };
    return this.last?.about === about ? this.last.pair : { whole, few: null };
  }
}
