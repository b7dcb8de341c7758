/** Puts a lab into any element: a whole page of it, or one figure; several on a page. */

import { labs } from "./labs.js";

/**
 * @template {import("../parts/part.js").Instance} Lab
 * @param {HTMLElement} element  it may have a size of its own, and must be empty but for a heading
 * @param {{kind: new (root: HTMLElement, all: import("./labs.js").Labs, options: any) => Lab} &
 *   import("./options.js").LabOptions} options  kind: `LandscapeInstance` or `NetworkInstance`
 * @returns {Lab} with `state`, `set`, `on`, `ready` and `dispose`
 */
export function createLab(element, { kind: Kind, ...options }) {
  return new Kind(element, labs, options);
}
