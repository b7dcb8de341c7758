/** The parts of a lab in their regions: mounted when they first have something to show, hidden while they have not. */

import { h } from "../lib/dom.js";
import { REGIONS, STAGE } from "../parts/part.js";
import { pointOf } from "../state/points.js";
import { mountSaveMenu } from "../views/save-menu.js";
import { Folds } from "./folds.js";
import { canSave, saveFigures } from "./saving.js";

/** @typedef {import("../parts/part.js").AnyPart} Part */
/** @typedef {import("../parts/part.js").Region} Region */
/** @typedef {import("../parts/part.js").Place} Place */
/** @typedef {{part: Part, element: HTMLElement, view: import("../parts/part.js").PartView | null, region: Place | null}} Slot */

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
    this.folds = new Folds(host);
    /** @type {Map<Place, HTMLElement>} */
    this.regions = new Map();
    for (const name of REGIONS) {
      const rail = RAILS.has(name) ? "lab-rail " : "";
      // Until parts stand in it a region takes no room that they would have to give back.
      this.regions.set(name, h("div", { class: `${rail}lab-${name}`, hidden: true }));
    }
    for (const name of STAGE) this.regions.set(name, h("div", { class: name }));
    const of = (/** @type {Place} */ name) => /** @type {HTMLElement} */ (this.regions.get(name));
    const centre = h("div", { class: "lab-centre" }, CENTRE.map(of));
    /** What stands in the root. */
    this.outer = [of("head"), of("left"), centre, of("right"), of("foot")];
    /** Where they stand while presenting, in place of all regions. */
    this.stage = h("div", { class: "stage" }, STAGE.map(of));
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

  /** Parts that have something to show now, and where. @returns {Map<Slot, Place>} */
  get shown() {
    const { presenting } = this.host;
    const point = presenting ? this.point : null;
    /** @type {Map<Slot, Place>} */
    const shown = new Map();
    for (const slot of this.slots) {
      const { part } = slot;
      if (part.shows?.(this.host) === false) continue;
      const place = point ? onStage(part, point) : this.onPage(part);
      if (place) shown.set(slot, place);
    }
    return shown;
  }

  /** @param {Part} part */
  onPage({ region, picked }) {
    if (picked?.(this.host) === false) return null;
    return typeof region === "function" ? region(this.host) : region;
  }

  /** What stands large while presenting, and beside it. */
  get point() {
    const there = this.largest;
    const small = there.filter(({ stage }) => stage === "figure");
    const names = (/** @type {Part[]} */ parts) => new Set(parts.map(({ name }) => name));
    return pointOf(this.host.session, names(there), names(small));
  }

  /** Parts that may stand large. */
  get largest() {
    const able = new Set(["figure", "large", "timeline"]);
    return this.slots
      .map(({ part }) => part)
      .filter((part) => able.has(part.stage ?? "") && (part.shows?.(this.host) ?? true));
  }

  /** From the page onto the stage, or back. */
  setUp() {
    if (this.host.presenting) this.root.prepend(this.stage);
    else this.stage.remove();
  }

  /**
   * The probes that the parts shown look through, each once; what is folded looks at nothing.
   * @returns {import("../parts/part.js").Probe[]}
   */
  get probes() {
    const open = [...this.shown.keys()].filter((slot) => !this.folds.isFolded(slot));
    const parts = open.map(({ part }) => part);
    const wanted = parts.flatMap((part) => part.probes?.(this.host) ?? []);
    return [...new Map(wanted.map((probe) => [probe.name, probe])).values()];
  }

  /** @param {object} frame  what is shown */
  render(frame) {
    const { shown } = this;
    for (const slot of this.slots) {
      const place = shown.get(slot);
      slot.element.hidden = !place;
      if (place) this.stand(slot, place);
    }
    this.sayEmpty(shown);
    for (const slot of this.order) if (shown.has(slot)) this.draw(slot, frame);
  }

  /** Where a part belongs it comes before those that follow it in the registry. @param {Slot} slot @param {Place} region */
  stand(slot, region) {
    const { element } = slot;
    if (slot.region === region) return;
    slot.region = region;
    const later = this.slots.slice(this.slots.indexOf(slot) + 1);
    const next = later.find((other) => other.region === region)?.element ?? null;
    this.regions.get(region)?.insertBefore(element, next);
  }

  /** Regions without a part take no room. @param {Map<Slot, Place>} shown */
  sayEmpty(shown) {
    const full = new Set(shown.values());
    for (const [name, element] of this.regions) {
      element.hidden = !full.has(name);
      this.root.classList.toggle(`no-${name}`, !full.has(name));
    }
  }

  /** One part that fails does not take the others with it. @param {Slot} slot @param {object} frame */
  draw(slot, frame) {
    const { part } = slot;
    try {
      const fresh = !slot.view;
      slot.view ??= this.mounted(slot);
      this.folds.render(slot);
      if (fresh || !this.folds.isFolded(slot)) slot.view.render(frame);
      this.broken.delete(part.title);
    } catch (error) {
      if (!this.broken.has(part.title)) reportError(error);
      this.broken.set(part.title, error);
    }
  }

  /** Half a part is none: it is tried again from nothing. @param {Slot} slot */
  mounted(slot) {
    const { part, element } = slot;
    try {
      const view = part.mount(element, this.host);
      if (part.figure && canSave())
        mountSaveMenu(element, {
          title: part.title,
          onSave: (format) =>
            saveFigures(this.host, [slot], format).catch(({ message }) =>
              this.host.session.fail("The figure could not be saved.", message),
            ),
        });
      return view;
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
    for (const element of [...this.outer, this.stage]) element.remove();
  }
}

/**
 * Where a part stands while presenting; null is nowhere.
 * @param {Part} part
 * @param {import("../state/points.js").Point} point
 * @returns {Place | null}
 */
function onStage({ name, stage }, { large, second }) {
  if (!stage) return null;
  if (name === large) return "stage-large";
  if (stage === "figure") return name === second ? "stage-second" : null;
  return stage === "large" ? null : `stage-${stage}`;
}
