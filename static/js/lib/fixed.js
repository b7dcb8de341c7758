/** Controls that a lesson holds fixed: they cannot be used, and say why. */

/** What such a control says when it is pointed at. */
export const FIXED = "Fixed by this lesson";

/** What controls say otherwise. @type {WeakMap<HTMLElement, string>} */
const usual = new WeakMap();

/**
 * @param {HTMLButtonElement | HTMLInputElement | HTMLSelectElement} control
 * @param {boolean} fixed
 * @param {boolean} [disabled]  for another reason
 */
export function holdFixed(control, fixed, disabled = false) {
  control.disabled = fixed || disabled;
  if (!usual.has(control)) usual.set(control, control.title);
  const title = fixed ? FIXED : (usual.get(control) ?? "");
  if (control.title !== title) control.title = title;
}
