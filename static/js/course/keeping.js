/** What a reader has answered and written, in this browser alone. */

const KEY = "fallline.course";

/** @typedef {{predictions: {[id: string]: import("./predictions.js").Kept}, texts: {[id: string]: string}, seen: string[]}} Kept */

/** @returns {Kept} */
const nothing = () => ({ predictions: {}, texts: {}, seen: [] });

export class Keeping {
  /** @param {Storage} storage @param {(problem: string) => void} onTrouble */
  constructor(storage, onTrouble) {
    this.storage = storage;
    this.onTrouble = onTrouble;
    this.kept = this.read();
  }

  /** @returns {Kept} */
  read() {
    try {
      const found = JSON.parse(this.storage.getItem(KEY) ?? "null");
      return { ...nothing(), ...(typeof found === "object" ? found : null) };
    } catch {
      this.onTrouble("What was kept in this browser cannot be read.");
      return nothing();
    }
  }

  /** Nothing on screen is lost where there is no room. @param {(kept: Kept) => void} change */
  change(change) {
    change(this.kept);
    try {
      this.storage.setItem(KEY, JSON.stringify(this.kept));
    } catch {
      this.onTrouble(
        "This browser keeps no more: download your answers before you close the page.",
      );
    }
  }

  clear() {
    this.kept = nothing();
    try {
      this.storage.removeItem(KEY);
    } catch {
      this.onTrouble("This browser does not let anything be removed.");
    }
  }
}
