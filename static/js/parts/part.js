/**
 * What a part of a lab is: one entry, from which place, name, needs and Share follow.
 *
 * @template {import("../lab/instance.js").Instance<any>} [Host=import("../lab/instance.js").Instance<any>]
 * @typedef {object} Part
 * @property {string} name    as `parts=`, `hide=` and the class `part-NAME` have it
 * @property {string} title   as Share calls it
 * @property {Region | ((host: Host) => Region)} region  where it likes to stand; in a region the order is the registry's
 * @property {string} [panel]  a name that hides it together with others
 * @property {boolean} [figure]  it is a picture that may stand alone
 * @property {boolean} [control]  it is there to be used
 * @property {readonly string[]} [columns]  of rows, which it reads
 * @property {(host: Host) => Probe[]} [probes]  which it looks through
 * @property {(host: Host) => boolean} [shows]  whether there is something to show; always when absent
 * @property {(element: HTMLElement, host: Host) => PartView} mount
 */

/** @typedef {"head" | "left" | "main" | "side" | "below" | "curves" | "transport" | "right" | "foot"} Region */
/** @typedef {{name: string} & Record<string, any>} Probe */
/** @typedef {{render: (frame: any) => void, dispose: () => void}} PartView */

/** Regions in the order in which one reads them; the middle ones share a grid. @type {readonly Region[]} */
export const REGIONS = [
  "head",
  "left",
  "main",
  "side",
  "below",
  "curves",
  "transport",
  "right",
  "foot",
];
