/** A lab in a frame of another page: what it tells that page, what it obeys, and the way out to the whole lab. */

import { h, on } from "../lib/dom.js";
import { writeHash } from "../state/link.js";
import { readMessage, told } from "../state/messages.js";
import { payloadOf } from "../state/payload.js";

/** @typedef {import("../parts/part.js").Instance} Instance */

/** The host hears of a state that has stood for so long, milliseconds. */
const CALM = 400;

/** Whether this page stands in a frame. */
export function isEmbedded() {
  return "embedded" in document.documentElement.dataset;
}

/** The whole lab with what is on screen here, as far as a long link is short already. @param {Instance} lab */
function linkOf({ session }) {
  return `${location.origin}${location.pathname}${writeHash(session.lab.experiment, session.state)}`;
}

/**
 * Frame and host talk from the moment the first experiment is shown.
 * @param {Instance} lab
 */
export async function mountEmbedded(lab) {
  const tell = (/** @type {string} */ type, /** @type {Record<string, unknown>} */ content = {}) =>
    window.parent.postMessage(told(type, content), "*");
  const trouble = (/** @type {import("../state/session.js").Trouble} */ { title, detail = "" }) =>
    tell("trouble", { title, detail });
  lab.on("trouble", trouble);
  const way = mountWay(lab);
  await lab.ready;
  if (!lab.session) return;
  if (lab.layout === "figure") tellHeight(lab, way, tell);
  tellState(lab, tell);
  on(window, "message", ({ source, data }) => {
    if (source !== window.parent) return;
    const wish = readMessage(data);
    if (wish) lab.set(wish);
  });
  tell("ready");
  if (lab.session.error) trouble(lab.session.error);
}

/** The link out, in a line of its own below the lab. @param {Instance} lab */
function mountWay(lab) {
  const link = h(
    "a",
    { class: "frame-way", target: "_blank", rel: "noopener", href: location.pathname },
    "Open in Fall Line",
  );
  const refresh = () => {
    if (lab.session?.ready) link.href = linkOf(lab);
  };
  // Whoever follows it, by mouse, key or menu, has pointed at it or has the focus there before.
  for (const type of ["pointerenter", "pointerdown", "focus", "click", "contextmenu"])
    link.addEventListener(type, refresh);
  lab.on("drawn", () => {
    if (!lab.session.player.playing) refresh();
  });
  const line = h("footer", { class: "frame-foot" }, link);
  lab.root.after(line);
  return line;
}

/**
 * The height that figures need does not depend on the frame's. Before they are drawn it is not known.
 * @param {Instance} lab
 * @param {HTMLElement} line  the last of the page
 * @param {(type: string, content: Record<string, unknown>) => void} tell
 */
function tellHeight(lab, line, tell) {
  let last = 0;
  const observer = new ResizeObserver(() => {
    const height = Math.ceil(line.getBoundingClientRect().bottom + window.scrollY);
    if (height === last) return;
    last = height;
    tell("height", { height });
  });
  const begin = lab.on("drawn", () => {
    begin();
    for (const element of [lab.root, line]) observer.observe(element);
  });
}

/**
 * What is on screen, each time it has settled.
 * @param {Instance} lab
 * @param {(type: string, content: Record<string, unknown>) => void} tell
 */
function tellState(lab, tell) {
  let timer = 0;
  let last = "";
  const settle = async () => {
    const { session } = lab;
    await payloadOf(session.lab.experiment);
    const link = linkOf(lab);
    if (link === last || session.player.playing || session.opening.busy) return;
    last = link;
    tell("state", { state: lab.state, link });
  };
  const soon = () => {
    if (lab.session.player.playing) return;
    clearTimeout(timer);
    timer = window.setTimeout(settle, CALM);
  };
  // Out of sight nothing is drawn, and yet the host may set the step.
  lab.session.events.on("draw", soon);
  soon();
}
