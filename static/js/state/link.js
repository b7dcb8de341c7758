/**
 * The payload of a link: base64url, without padding, of an experiment's JSON with sorted keys.
 * @param {unknown} experiment
 */
export function toPayload(experiment) {
  const bytes = new TextEncoder().encode(JSON.stringify(sorted(experiment)));
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/**
 * @param {string} payload
 * @returns {any} the experiment, or null where the text is none
 */
export function fromPayload(payload) {
  try {
    const binary = atob(payload.replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(binary, (c) => c.charCodeAt(0));
    const value = JSON.parse(new TextDecoder().decode(bytes));
    return typeof value === "object" && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

/**
 * @param {any} value
 * @returns {any}
 */
function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted(value[key])]),
  );
}

/**
 * What an address says: the experiment, the step, the chosen run.
 * @param {string} hash
 * @returns {{experiment: any, broken: boolean, step: number | null, run: number | null}} broken: what should be an
 *   experiment cannot be read
 */
export function readHash(hash) {
  const parts = new URLSearchParams(hash.replace(/^#/, ""));
  const payload = parts.get("e");
  const experiment = payload === null ? null : fromPayload(payload);
  return {
    experiment,
    broken: payload !== null && experiment === null,
    step: whole(parts.get("step")),
    run: whole(parts.get("run")),
  };
}

/** @param {string | null} text */
function whole(text) {
  return text !== null && /^\d{1,9}$/.test(text) ? Number(text) : null;
}

/**
 * @param {unknown} experiment
 * @param {number} step
 * @param {number} run
 */
export function writeHash(experiment, step, run) {
  const parts = [`e=${toPayload(experiment)}`];
  if (step > 0) parts.push(`step=${step}`);
  if (run > 0) parts.push(`run=${run}`);
  return `#${parts.join("&")}`;
}

/**
 * Lessons and frames show some parts, hide panels and lock controls: ?parts=map,transport&lock=optimizer.
 * @param {string} search
 * @returns {{hide: string[], lock: string[], controls: string[], parts?: string[]}}
 */
export function readOptions(search) {
  const query = new URLSearchParams(search);
  /** @param {string} name */
  const list = (name) =>
    (query.get(name) ?? "").split(",").filter((word) => /^[a-z_-]+$/.test(word));
  const parts = list("parts");
  return {
    hide: list("hide"),
    lock: list("lock"),
    controls: list("controls"),
    ...(parts.length > 0 ? { parts } : {}),
  };
}
