/** The parts of a lab in their regions: mounted when they first have something to show, hidden while they have not. */

import { h } from "../lib/dom.js";
import { REGIONS } from "../parts/part.js";

/** @typedef {import("../parts/part.js").AnyPart} Part */
/** @typedef {import("../parts/part.js").Region} Region */
/** @typedef {{part: Part, element: HTMLElement, view: import("../parts/part.js").PartView | null, region: Region | null}} Slot */

const RAILS = new Set(["left", "right"]);
/** Regions in the grid of figures. @type {Region[]} */
const CENTRE = ["main", "side", "below", "curves", "transport"];

export class Shell {
  /**
   * @param {HTMLElement} root
   * @param {import("../parts/part.js").Instance} host
   * @param {readonly Part[]} parts
   */
  constructor(root, host, parts) {
    this.root = root;
    this.host = host;
    /** @type {Map<Region, HTMLElement>} */
    this.regions = new Map();
    for (const name of REGIONS) {
      const rail = RAILS.has(name) ? "lab-rail " : "";
      this.regions.set(name, h("div", { class: `${rail}lab-${name}` }));
    }
    const of = (/** @type {Region} */ name) => /** @type {HTMLElement} */ (this.regions.get(name));
    const centre = h("div", { class: "lab-centre" }, CENTRE.map(of));
    /** What stands in the root. */
    this.outer = [of("head"), of("left"), centre, of("right"), of("foot")];
    root.append(...this.outer);
    /** @type {Slot[]} */
    this.slots = parts.map((part) => ({
      part,
      element: h("div", { class: `part part-${part.name}`, hidden: true }),
      view: null,
      region: null,
    }));
    /** Pictures first: to set a canvas's font makes the browser settle all that has been written until then. */
    this.order = [...this.slots].sort(
      (one, other) => Number(other.part.figure ?? false) - Number(one.part.figure ?? false),
    );
    /** Parts that could not be drawn, by name. @type {Map<string, unknown>} */
    this.broken = new Map();
  }

  /** Parts that have something to show now. */
  get shown() {
    return this.slots.filter(({ part }) => part.shows?.(this.host) ?? true);
  }

  /** The probes that the parts shown look through, each once. @returns {import("../parts/part.js").Probe[]} */
  get probes() {
    const wanted = this.shown.flatMap(({ part }) => part.probes?.(this.host) ?? []);
    return [...new Map(wanted.map((probe) => [probe.name, probe])).values()];
  }

  /** @param {object} frame  what is shown */
  render(frame) {
    const shown = new Set(this.shown);
    for (const slot of this.slots) {
      slot.element.hidden = !shown.has(slot);
      if (shown.has(slot)) this.stand(slot);
    }
    this.sayEmpty(shown);
    for (const slot of this.order) if (shown.has(slot)) this.draw(slot, frame);
  }

  /** Where a part belongs it comes before those that follow it in the registry. @param {Slot} slot */
  stand(slot) {
    const { part, element } = slot;
    const region = typeof part.region === "function" ? part.region(this.host) : part.region;
    if (slot.region === region) return;
    slot.region = region;
    const later = this.slots.slice(this.slots.indexOf(slot) + 1);
    const next = later.find((other) => other.region === region)?.element ?? null;
    this.regions.get(region)?.insertBefore(element, next);
  }

  /** Regions without a part take no room. @param {Set<Slot>} shown */
  sayEmpty(shown) {
    const full = new Set([...shown].map(({ region }) => region));
    for (const [name, element] of this.regions) {
      element.hidden = !full.has(name);
      this.root.classList.toggle(`no-${name}`, !full.has(name));
    }
  }

  /** One part that fails does not take the others with it. @param {Slot} slot @param {object} frame */
  draw(slot, frame) {
    const { part } = slot;
    try {
      slot.view ??= this.mounted(slot);
      slot.view.render(frame);
      this.broken.delete(part.title);
    } catch (error) {
      if (!this.broken.has(part.title)) reportError(error);
      this.broken.set(part.title, error);
    }
  }

  /** Half a part is none: it is tried again from nothing. @param {Slot} slot */
  mounted({ part, element }) {
    try {
      return part.mount(element, this.host);
    } catch (error) {
      element.replaceChildren();
      throw error;
    }
  }

  dispose() {
    for (const { view, element } of this.slots) {
      try {
        view?.dispose();
      } catch (error) {
        reportError(error);
      }
      element.remove();
    }
    for (const element of this.outer) element.remove();
  }
}
