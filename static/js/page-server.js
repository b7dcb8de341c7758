/** The page's way to its server: its address, and when to look whether it is still there. */

import { labData } from "./lib/dom.js";
import { Server } from "./transport/server.js";
import { realTimers } from "./transport/timers.js";
import { mountNotice } from "./views/notice.js";

/** @typedef {import("./transport/connection.js").Socket} Socket */

/** One for all labs of a page. */
export function pageServer() {
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  const address = `${scheme}://${location.host}/api/v1/stream`;
  const connect = () => /** @type {Socket} */ (/** @type {unknown} */ (new WebSocket(address)));
  const server = new Server({ connect, timers: realTimers });
  const wake = () => server.stream.wake();
  addEventListener("online", wake);
  addEventListener("pageshow", wake);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") wake();
  });
  return server;
}

/**
 * What a lab begins with. Until it is there the page says that it is not.
 * @param {Server} server
 * @param {HTMLElement} place  of notices
 * @returns {Promise<{catalog: any, presets: any[]}>}
 */
export async function firstAnswers(server, place) {
  const notice = mountNotice(place, { onDismiss: () => {} });
  const onTrouble = () => notice.render({ connection: "lost", error: null });
  const answers = await server.json(labData(), onTrouble);
  notice.dispose();
  return answers;
}
