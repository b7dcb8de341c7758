/** The frame as it will look, in the dialog. */

import { h, on } from "../lib/dom.js";

/** Ticks that follow each other quickly load one frame, milliseconds. */
const CALM = 500;
/** Narrower windows have no room for it. */
const ROOM = "(min-width: 760px)";

/**
 * @param {(height: number) => void} onHeight  the frame says how high it is
 * @returns {{element: HTMLElement, show: (address: string, width: string) => void, hide: () => void}}
 */
export function createPreview(onHeight) {
  const element = h("div", { class: "embed-preview", hidden: true });
  /** @type {HTMLIFrameElement | null} */
  let frame = null;
  /** @type {(() => void) | null} */
  let deaf = null;
  let timer = 0;
  let shown = "";

  /** @param {MessageEvent} event */
  function hear({ source, data }) {
    if (!frame || source !== frame.contentWindow || data?.type !== "height") return;
    frame.height = String(data.height);
    onHeight(data.height);
  }

  /** @param {string} address */
  function load(address) {
    if (address === shown) return;
    shown = address;
    // Another address after # alone would not load it again.
    frame?.remove();
    frame = h("iframe", { title: "Preview", src: address, height: 400 });
    element.append(frame);
  }

  return {
    element,
    show(address, width) {
      if (!matchMedia(ROOM).matches) return;
      element.hidden = false;
      element.style.width = width.endsWith("%") ? width : `${width}px`;
      deaf ??= on(window, "message", hear);
      clearTimeout(timer);
      timer = window.setTimeout(() => load(address), CALM);
    },
    hide() {
      clearTimeout(timer);
      deaf?.();
      deaf = null;
      frame?.remove();
      frame = null;
      shown = "";
      element.hidden = true;
    },
  };
}
