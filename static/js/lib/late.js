/** Libraries that a page names in its head and fetches after its first picture. */

import { persistently } from "../transport/again.js";
import { Unreachable } from "../transport/problems.js";
import { realTimers } from "../transport/timers.js";
import { afterFirstPicture } from "./first-picture.js";

/** @type {Map<string, Promise<unknown>>} */
const loading = new Map();

/**
 * What a library exports by default; fetched once, and again until it comes.
 * @template Library
 * @param {string} name  as in `<meta name="module:…">`
 * @returns {Promise<Library>}
 */
export function loadLate(name) {
  const known = loading.get(name) ?? afterFirstPicture.then(() => fetched(addressOf(name)));
  loading.set(name, known);
  return /** @type {Promise<Library>} */ (known);
}

/** @param {string} name */
function addressOf(name) {
  const element = document.querySelector(`meta[name="module:${name}"]`);
  return new URL(/** @type {HTMLMetaElement} */ (element).content, location.href).href;
}

/** @param {string} address */
function fetched(address) {
  let attempt = 0;
  return persistently(
    () => {
      // Browsers remember for ever that a module could not be loaded; another address is another module.
      const url = attempt === 0 ? address : `${address}?attempt=${attempt}`;
      attempt += 1;
      return imported(url);
    },
    { timers: realTimers },
  );
}

/** @param {string} url */
async function imported(url) {
  try {
    return (await import(url)).default;
  } catch (error) {
    throw new Unreachable(error);
  }
}
