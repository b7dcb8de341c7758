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
 * A page is as high as the window, a figure as its own box; while presenting there is one size alone.
 * @param {{root: HTMLElement, layout: string, presenting: boolean}} lab
 * @param {() => void} onSize
 * @returns {{apply: () => void, stop: () => void}}
 */
export function watchSize(lab, onSize) {
  const { root } = lab;
  function apply() {
    const height = lab.layout === "page" ? window.innerHeight : root.clientHeight;
    for (const [name, holds] of Object.entries(layoutClasses(root.clientWidth, height)))
      root.classList.toggle(name, holds && !lab.presenting);
    onSize();
  }
  const observer = new ResizeObserver(apply);
  observer.observe(root);
  apply();
  return { apply, stop: () => observer.disconnect() };
}
