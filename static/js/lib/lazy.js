/**
 * Values that are worked out when they are first read, and then kept: who draws reads only what it shows.
 * @template {object} T
 * @param {{[Name in keyof T]: () => T[Name]}} makers
 * @returns {T}
 */
export function lazy(makers) {
  const values = {};
  for (const [name, make] of Object.entries(makers))
    Object.defineProperty(values, name, {
      configurable: true,
      enumerable: true,
      get() {
        const value = make();
        Object.defineProperty(values, name, { value, enumerable: true });
        return value;
      },
    });
  return /** @type {T} */ (values);
}
