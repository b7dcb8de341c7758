/** The layout that suits a lab's room, as classes on its root: a narrow frame on a wide page is laid out as a phone. */

const PHONE = 760;
const TABLET = 1120;
const SMALL = 1360;
const LOW = 800;

/** @param {number} width @param {number} height @returns {Record<string, boolean>} */
export function layoutClasses(width, height) {
  const phone = width < PHONE;
  return {
    "is-phone": phone,
    "is-tablet": !phone && width < TABLET,
    "is-small": !phone && width < SMALL,
    "is-low": !phone && height < LOW,
  };
}

/**
 * @param {HTMLElement} root
 * @param {boolean} wholePage  it is as high as the window; else as its own box
 * @param {() => void} onSize
 * @returns {() => void} stops it
 */
export function watchSize(root, wholePage, onSize) {
  function apply() {
    const height = wholePage ? window.innerHeight : root.clientHeight;
    for (const [name, holds] of Object.entries(layoutClasses(root.clientWidth, height)))
      root.classList.toggle(name, holds);
    onSize();
  }
  const observer = new ResizeObserver(apply);
  observer.observe(root);
  apply();
  return () => observer.disconnect();
}
