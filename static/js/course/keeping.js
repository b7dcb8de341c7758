/** What a reader has answered and written, in this browser alone. */

const KEY = "fallline.course";

/**
 * @typedef {object} Answered
 * @property {import("./judging.js").Given} given
 * @property {string} text  what was predicted
 * @property {string} result  what the run gave, in words
 * @property {string} grade
 * @property {string} chapter  its title
 * @property {string} question
 * @property {string} link  of the experiment, without the host
 */
/** @typedef {{text: string, chapter: string, task: string, link: string, pictures?: string[]}} Written */
/** @typedef {{predictions: {[id: string]: Answered}, texts: {[id: string]: Written}, seen: string[], name: string}} Kept */

/** @returns {Kept} */
const nothing = () => ({ predictions: {}, texts: {}, seen: [], name: "" });

/** @param {unknown} value @returns {value is {[name: string]: unknown}} */
const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** What of a value can be used, however it came about. @param {unknown} value @returns {Kept} */
export function sound(value) {
  const found = nothing();
  if (!isObject(value)) return found;
  /** @param {unknown} part @param {string[]} names */
  const entries = (part, names) =>
    Object.fromEntries(
      Object.entries(isObject(part) ? part : {}).filter(
        ([, entry]) => isObject(entry) && names.every((name) => typeof entry[name] === "string"),
      ),
    );
  const shared = ["text", "chapter", "link"];
  found.predictions = /** @type {Kept["predictions"]} */ (
    entries(value.predictions, [...shared, "result", "grade", "question"])
  );
  found.texts = /** @type {Kept["texts"]} */ (entries(value.texts, [...shared, "task"]));
  for (const text of Object.values(found.texts))
    text.pictures = (Array.isArray(text.pictures) ? text.pictures : []).filter(
      (picture) => typeof picture === "string" && picture.startsWith("data:image/"),
    );
  if (Array.isArray(value.seen)) found.seen = value.seen.filter((name) => typeof name === "string");
  if (typeof value.name === "string") found.name = value.name;
  return found;
}

export class Keeping {
  /** @param {() => Pick<Storage, "getItem" | "setItem" | "removeItem">} storage  it may be forbidden @param {(problem: "unread" | "full") => void} onTrouble */
  constructor(storage, onTrouble) {
    this.storage = storage;
    this.onTrouble = onTrouble;
    this.kept = this.read();
  }

  /** @returns {Kept} */
  read() {
    try {
      return sound(JSON.parse(this.storage().getItem(KEY) ?? "null"));
    } catch {
      this.onTrouble("unread");
      return nothing();
    }
  }

  /** Nothing on screen is lost where there is no room. @param {(kept: Kept) => void} change */
  change(change) {
    change(this.kept);
    this.write();
  }

  write() {
    try {
      this.storage().setItem(KEY, JSON.stringify(this.kept));
    } catch {
      this.onTrouble("full");
    }
  }

  /** What was handed in before takes the place of all. @param {unknown} record */
  load(record) {
    this.kept = sound(record);
    this.write();
  }

  clear() {
    this.kept = nothing();
    try {
      this.storage().removeItem(KEY);
    } catch {
      this.onTrouble("full");
    }
  }
}
