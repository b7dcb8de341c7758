/** Puts a lab into any element: a whole page of it, or one figure; several on a page. */

import { labs as ofPage } from "./labs.js";

/**
 * @template {import("../parts/part.js").Instance} Lab
 * @param {HTMLElement} element  it may have a size of its own, and must be empty but for a heading
 * @param {{kind: new (root: HTMLElement, all: import("./labs.js").Labs, options: any) => Lab, labs?: import("./labs.js").Labs} &
 *   import("./options.js").LabOptions} options  kind: `LandscapeInstance` or `NetworkInstance`; labs: those that it shares a server
 *   with, else all of the page
 * @returns {Lab} with `state`, `set`, `on`, `ready` and `dispose`
 */
export function createLab(element, { kind: Kind, labs = ofPage, ...options }) {
  return new Kind(element, labs, options);
}
