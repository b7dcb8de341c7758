/** What stands in the page of a course so that it shows a lab: one element as text. No DOM in here. */

/**
 * @typedef {object} Frame
 * @property {string} link    absolute address of the lab with what is on screen
 * @property {readonly string[]} parts  names; all where there are none
 * @property {readonly string[]} lock
 * @property {string} title   for those who cannot see it
 * @property {string} width   as an attribute has it
 * @property {number} height  pixels
 */

/** The width of a frame that fills its column, as Share proposes it. */
export const FULL = "100%";
/** A figure of a lab is about as high as this; the column of a text is about as wide as that, pixels. */
/** @type {Record<string, number>} */
const HEIGHTS = {
  main: 430,
  side: 430,
  curves: 270,
  transport: 52,
  right: 200,
  left: 320,
};
const OTHER = 70;
const EDGES = 60;

/**
 * The address of a frame.
 * @param {Pick<Frame, "link" | "parts" | "lock">} frame
 */
export function frameAddress({ link, parts, lock }) {
  const [page, hash = ""] = link.split("#");
  const options = [
    ["parts", parts],
    ["lock", lock],
  ].filter(([, names]) => names.length > 0);
  const query = options.map(([name, names]) => `${name}=${/** @type {string[]} */ (names).join()}`);
  return `${page}${query.length > 0 ? `?${query.join("&")}` : ""}#${hash}`;
}

/**
 * The element.
 * @param {Frame} frame
 */
export function frameElement({ title, width, height, ...frame }) {
  const attributes = {
    src: frameAddress(frame),
    title,
    width,
    height,
    loading: "lazy",
    allow: "fullscreen; clipboard-write",
    style: "border: 0",
  };
  const text = Object.entries(attributes).map(([name, value]) => `${name}="${escaped(value)}"`);
  return `<iframe ${text.join(" ")}></iframe>`;
}

/** As the value of an attribute. @param {unknown} value */
function escaped(value) {
  return String(value)
    .replaceAll("&", "&amp;")
    .replaceAll('"', "&quot;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");
}

/**
 * The width that somebody typed, as an attribute has it: "640", "640 px" or "80%".
 * @param {string} text
 * @returns {string | null}
 */
export function readWidth(text) {
  const [, number, unit] = /^\s*(\d{1,4})\s*(px|%)?\s*$/.exec(text) ?? [];
  if (number === undefined) return null;
  if (unit === "%") return Number(number) >= 10 && Number(number) <= 100 ? `${number}%` : null;
  return Number(number) >= 200 ? number : null;
}

/**
 * A height that will do until a frame has told its own: main figure and the one beside it share a row.
 * @param {readonly string[]} regions  of the parts shown; empty: a whole lab
 */
export function guessHeight(regions) {
  if (regions.length === 0) return 720;
  const rows = new Set(regions.map((name) => (name === "side" ? "main" : name)));
  return [...rows].reduce((sum, name) => sum + (HEIGHTS[name] ?? OTHER), EDGES);
}

/**
 * Who may show frames of this server, in words.
 * @param {string} ancestors  the setting FALLLINE_FRAME_ANCESTORS
 */
export function allowedText(ancestors) {
  const words = ancestors.split(/\s+/).filter(Boolean);
  if (words.includes("*")) return "Every site may show this server’s frames.";
  const hosts = words.filter((word) => !word.startsWith("'"));
  const own = words.includes("'self'") ? ["this server’s own pages"] : [];
  const all = [...own, ...hosts];
  if (all.length === 0) return "No page may show this server’s frames at present.";
  return `At present only ${list(all)} may show this server’s frames.`;
}

/** @param {string[]} words */
function list(words) {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

/** Whether a page of this server may show the frame itself. @param {string} ancestors */
export function mayPreview(ancestors) {
  const words = ancestors.split(/\s+/);
  return words.includes("'self'") || words.includes("*");
}
