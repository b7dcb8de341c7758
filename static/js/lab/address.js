/** The page's address is that of its lab: what is shown is written there, and what is opened there is shown. */

import { on } from "../lib/dom.js";
import { readHash, writeHash } from "../state/link.js";

/** @typedef {import("./instance.js").Instance<any>} Instance */
/** @typedef {import("./instance.js").First} First */

/** The address follows so long after the last change, milliseconds. */
const CALM = 400;
const BROKEN = {
  title: "This experiment cannot be shown",
  detail: "The link is incomplete or damaged; here is the first example instead.",
};

export class Address {
  constructor() {
    /** What was written or read last. @type {string | null} */
    this.written = null;
    this.timer = 0;
    /** @type {(() => void)[]} */
    this.stops = [];
  }

  /** What the address says, or else the example it names. @param {Instance} lab @param {any[]} presets @returns {First} */
  first(lab, presets) {
    this.written = location.hash;
    const { experiment, broken, step, run } = readHash(location.hash);
    if (experiment) return { experiment, view: { step, run: run ?? 0 } };
    return { ...lab.first(presets), error: broken ? BROKEN : null };
  }

  /** @param {Instance} lab */
  follow(lab) {
    this.stops = [
      lab.on("opened", ({ chosen }) => this.write(lab, chosen)),
      // After an opening that is a place to come back to has had its turn.
      lab.on("edited", () => queueMicrotask(() => this.write(lab))),
      lab.on("rest", () => this.write(lab)),
      lab.on("drawn", () => this.soon(lab)),
      on(window, "hashchange", () => this.go(lab)),
      on(window, "pagehide", () => this.write(lab)),
    ];
  }

  /** Back, Forward, or an address typed. @param {Instance} lab */
  go(lab) {
    if (location.hash && location.hash === this.written) return;
    const { experiment, broken } = readHash(location.hash);
    // A link within the page, such as the one to its content, is no experiment.
    if (location.hash && !experiment && !broken) return;
    const first = this.first(lab, lab.session.presets);
    lab.session.open(first.experiment, first);
  }

  /** @param {Instance} lab */
  soon(lab) {
    if (lab.session.player.playing) return;
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.write(lab), CALM);
  }

  /** What is being opened is not written before it is shown. @param {Instance} lab @param {boolean} [anew]  Back leads to what was shown before */
  write({ session }, anew = false) {
    if (!session?.ready || session.opening.busy) return;
    const { step, run } = session.state;
    const hash = writeHash(session.lab.experiment, step ?? 0, run);
    if (hash === location.hash) return;
    this.written = hash;
    if (anew) history.pushState(null, "", hash);
    else history.replaceState(null, "", hash);
  }
}
