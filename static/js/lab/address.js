/** The page's address is that of its lab: what is shown is written there, and what is opened there is shown. */

import { on } from "../lib/dom.js";
import { at } from "../lib/site.js";
import { readHash, writeHash } from "../state/link.js";
import { payloadOf } from "../state/payload.js";

/** @typedef {import("../parts/part.js").Instance} Instance */
/** @typedef {import("./options.js").First} First */

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
    /** How many addresses are being read: meanwhile none is written. */
    this.reading = 0;
    this.timer = 0;
    /** @type {(() => void)[]} */
    this.stops = [];
  }

  /** What the address says, or else the example it names. @param {Instance} lab @param {import("../experiments.js").Preset[]} presets @returns {Promise<First>} */
  async first(lab, presets) {
    const { hash } = location;
    this.written = hash;
    const found = await readHash(hash);
    // Another one may have come meanwhile.
    return location.hash === hash ? meant(found, lab, presets) : this.first(lab, presets);
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
  async go(lab) {
    const { hash } = location;
    if (hash && hash === this.written) return;
    this.reading += 1;
    const found = await readHash(hash);
    this.reading -= 1;
    if (hash !== location.hash) return;
    this.written = hash;
    // A link within the page, such as the one to its content, is no experiment.
    if (hash && !found.experiment && !found.broken) return;
    const first = meant(found, lab, lab.session.presets);
    lab.session.open(first.experiment, first);
  }

  /** Opens a link here, or on the page of the lab that it belongs to. @param {Instance} lab @param {string} link  without the host */
  open(lab, link) {
    const { href, pathname, hash } = new URL(at(link), location.href);
    this.written = null;
    if (pathname !== location.pathname) location.assign(href);
    else if (hash === location.hash) this.go(lab);
    else location.hash = hash;
  }

  /** @param {Instance} lab */
  soon(lab) {
    if (lab.session.player.playing) return;
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.settle(lab), CALM);
  }

  /** A long address is written plainly at once, and becomes short when all is calm. @param {Instance} lab */
  async settle(lab) {
    const { experiment } = lab.session.lab;
    await payloadOf(experiment);
    if (lab.session.lab.experiment === experiment) this.write(lab);
  }

  /** What is being opened is not written before it is shown. @param {Instance} lab @param {boolean} [anew]  Back leads to what was shown before */
  write({ session }, anew = false) {
    if (!session?.ready || session.opening.busy || this.reading > 0) return;
    // Somebody has just gone elsewhere, which the page is about to be told: that address must not be lost.
    if (location.hash !== this.written) return;
    const hash = writeHash(session.lab.experiment, session.state);
    if (hash === location.hash) return;
    this.written = hash;
    if (anew) history.pushState(null, "", hash);
    else history.replaceState(null, "", hash);
  }
}

/**
 * @param {Awaited<ReturnType<typeof readHash>>} found
 * @param {Instance} lab
 * @param {import("../experiments.js").Preset[]} presets
 * @returns {First}
 */
function meant({ experiment, broken, view }, lab, presets) {
  if (experiment) return { experiment, view };
  const first = lab.first(presets);
  // An example by its name may come with a step, and whatever else is on screen.
  return { ...first, view: { ...first.view, ...view }, error: broken ? BROKEN : null };
}
