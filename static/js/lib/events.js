/** Listeners by the name of what they wait for. */

/** @template {Record<string, unknown>} Types  what is told, by name */
export class Events {
  constructor() {
    /** @type {{[Name in keyof Types]?: Set<(told: Types[Name]) => void>}} */
    this.listeners = {};
  }

  /**
   * @template {keyof Types} Name
   * @param {Name} name
   * @param {(told: Types[Name]) => void} listener
   * @returns {() => void} stops it
   */
  on(name, listener) {
    const known = this.listeners[name] ?? new Set();
    this.listeners[name] = known.add(listener);
    return () => known.delete(listener);
  }

  /**
   * @template {keyof Types} Name
   * @param {Name} name
   * @param {Types[Name]} told
   */
  tell(name, told) {
    for (const listener of [...(this.listeners[name] ?? [])]) listener(told);
  }

  /** Nobody listens any more. */
  clear() {
    this.listeners = {};
  }
}
