/** Listeners by the name of what they wait for. */

/** @template {Record<string, unknown>} Types  what is told, by name */
export class Events {
  constructor() {
    /** @type {Map<keyof Types, Set<(told: any) => void>>} */
    this.listeners = new Map();
  }

  /**
   * @template {keyof Types} Name
   * @param {Name} name
   * @param {(told: Types[Name]) => void} listener
   * @returns {() => void} stops it
   */
  on(name, listener) {
    const known = this.listeners.get(name) ?? new Set();
    this.listeners.set(name, known.add(listener));
    return () => known.delete(listener);
  }

  /**
   * @template {keyof Types} Name
   * @param {Name} name
   * @param {Types[Name]} told
   */
  tell(name, told) {
    for (const listener of [...(this.listeners.get(name) ?? [])]) listener(told);
  }

  /** Nobody listens any more. */
  clear() {
    this.listeners.clear();
  }
}
