/**
 * Elements made by functions, and nothing more.
 *
 * Props: `on…` functions become listeners, `dataset` and `style` objects are copied, true and false set or leave out an
 * attribute, null and undefined are left out, everything else becomes an attribute. Children: nodes, text, numbers,
 * arrays of them; null, undefined and false are left out. Text is always text, never HTML.
 */

const SVG = "http://www.w3.org/2000/svg";

/** @typedef {Node | string | number | null | undefined | false | Child[]} Child */
/** @typedef {Record<string, unknown>} Props */

/**
 * An HTML element.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Props | null} [props]
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function h(tag, props, ...children) {
  return fill(document.createElement(tag), props, children);
}

/**
 * An SVG element.
 * @template {keyof SVGElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Props | null} [props]
 * @param {...Child} children
 * @returns {SVGElementTagNameMap[Tag]}
 */
export function svg(tag, props, ...children) {
  return fill(document.createElementNS(SVG, tag), props, children);
}

/** @typedef {HTMLElementEventMap & DocumentEventMap & WindowEventMap} Events */

/**
 * Listens, and returns the function that stops it.
 * @template {keyof Events} Type
 * @param {EventTarget} target
 * @param {Type} type
 * @param {(event: Events[Type]) => void} listener
 * @param {AddEventListenerOptions} [options]
 * @returns {() => void}
 */
export function on(target, type, listener, options) {
  const listens = /** @type {EventListener} */ (listener);
  target.addEventListener(type, listens, options);
  return () => target.removeEventListener(type, listens, options);
}

/**
 * Takes everything out of an element and returns it.
 * @template {Element} T
 * @param {T} element
 * @returns {T}
 */
export function clear(element) {
  element.replaceChildren();
  return element;
}

/**
 * The text of an element. Written only where it is another one: a text that is written anew is laid out anew.
 * @param {Element} element
 * @param {string} text
 */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * @template {HTMLElement | SVGElement} T
 * @param {T} element
 * @param {Props | null | undefined} props
 * @param {Child[]} children
 * @returns {T}
 */
function fill(element, props, children) {
  for (const [name, value] of Object.entries(props ?? {})) set(element, name, value);
  append(element, children);
  return element;
}

/**
 * @param {HTMLElement | SVGElement} element
 * @param {string} name
 * @param {unknown} value
 */
function set(element, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (typeof value === "function") {
    element.addEventListener(name.slice(2).toLowerCase(), /** @type {EventListener} */ (value));
  } else if (name === "dataset") {
    Object.assign(element.dataset, value);
  } else if (name === "style") {
    for (const [key, part] of Object.entries(value)) element.style.setProperty(key, String(part));
  } else {
    element.setAttribute(name, value === true ? "" : String(value));
  }
}

/**
 * @param {Element} element
 * @param {Child[]} children
 */
function append(element, children) {
  for (const child of children) {
    if (child === null || child === undefined || child === false) continue;
    if (Array.isArray(child)) append(element, child);
    else element.append(child instanceof Node ? child : String(child));
  }
}

let serial = 0;

/** An id that no other element of the page has. @param {string} name @returns {string} */
export function freshId(name) {
  serial += 1;
  return `${name}-${serial}`;
}
