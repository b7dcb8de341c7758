/**
 * An experiment as text in an address: plain behind `e=`, and where that is long, deflated behind `z=`.
 * The server has the same rules: app/engine/links.py.
 */

/** @typedef {import("../experiments.js").Request} Request */

/** Characters up to which the plain text stands: many programs cut off longer addresses. */
const LONGEST_PLAIN = 2000;
/** Most bytes of an experiment's JSON: a few kilobytes of deflated text could be made to unfold into gigabytes. */
export const MOST_BYTES = 8 * 2 ** 20;

/**
 * The text behind `e=`: base64url, without padding, of the JSON with sorted keys.
 * @param {unknown} value
 */
export function toPayload(value) {
  return toBase64url(toJSON(value));
}

/**
 * @param {string} payload
 * @returns {Request | null} the experiment, not looked at; null where the text is none
 */
export function fromPayload(payload) {
  try {
    return fromJSON(fromBase64url(payload));
  } catch {
    return null;
  }
}

/**
 * The text behind `z=`: the same with the JSON deflated, without a header.
 * @param {unknown} value
 * @returns {Promise<string>} rejects where the browser is too old
 */
export async function toDeflated(value) {
  const packer = new CompressionStream("deflate-raw");
  const packed = new Blob([toJSON(value)]).stream().pipeThrough(packer);
  return toBase64url(new Uint8Array(await new Response(packed).arrayBuffer()));
}

/**
 * @param {string} text
 * @param {number} [most]  bytes
 * @returns {Promise<Request | null>} the experiment, not looked at; null where the text is none or unfolds into too much
 */
export async function fromDeflated(text, most = MOST_BYTES) {
  try {
    const unpacker = new DecompressionStream("deflate-raw");
    const packed = new Blob([fromBase64url(text)]).stream().pipeThrough(unpacker);
    return fromJSON(await gathered(packed.getReader(), most));
  } catch {
    return null;
  }
}

/** @param {ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>} reader @param {number} most */
async function gathered(reader, most) {
  const parts = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return new Uint8Array(await new Blob(parts).arrayBuffer());
    size += value.length;
    if (size > most) {
      await reader.cancel();
      throw new Error(`more than ${most} bytes`);
    }
    parts.push(value);
  }
}

/**
 * @typedef {object} Texts
 * @property {unknown} experiment
 * @property {string} text  the shortest that is there
 * @property {Promise<string> | null} shortest  the shortest there is
 */

/** Of the last experiment. @type {Texts | null} */
let last = null;

/** @param {unknown} experiment @returns {Texts} */
function kept(experiment) {
  if (last && last.experiment === experiment) return last;
  last = { experiment, text: `e=${toPayload(experiment)}`, shortest: null };
  return last;
}

/**
 * The shorter of `e=…` and `z=…`.
 * @param {unknown} experiment  which nobody changes: an edit makes another one
 * @returns {Promise<string>}
 */
export function payloadOf(experiment) {
  const found = kept(experiment);
  found.shortest ??= shortened(found);
  return found.shortest;
}

/** The same at once: the plain one where the other is not there yet. @param {unknown} experiment */
export function payloadAtHand(experiment) {
  return kept(experiment).text;
}

/** @param {Texts} found */
async function shortened(found) {
  if (found.text.length - "e=".length <= LONGEST_PLAIN) return found.text;
  try {
    const packed = `z=${await toDeflated(found.experiment)}`;
    if (packed.length < found.text.length) found.text = packed;
  } catch {
    // A browser that cannot deflate: the plain text stays.
  }
  return found.text;
}

/** @param {unknown} value */
function toJSON(value) {
  return new TextEncoder().encode(JSON.stringify(sorted(value)));
}

/** @param {Uint8Array} bytes @returns {Request | null} */
function fromJSON(bytes) {
  const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  const value = JSON.parse(text);
  return typeof value === "object" && !Array.isArray(value) ? value : null;
}

/** @param {Uint8Array} bytes */
function toBase64url(bytes) {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** @param {string} text */
function fromBase64url(text) {
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (c) => c.charCodeAt(0));
}

/**
 * @param {unknown} value
 * @returns {unknown}
 */
function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([key, part]) => [key, sorted(part)]));
}
