/** What the labs of a page share: one socket, one copy of what there is to choose from. */

import { on } from "../lib/dom.js";
import { at } from "../lib/site.js";
import { client } from "../transport/client.js";
import { Server } from "../transport/server.js";
import { realTimers } from "../transport/timers.js";

/** @typedef {import("../transport/connection.js").Socket} Socket */
/** @typedef {import("../transport/server.js").Source} Source */
/** @typedef {import("../parts/part.js").Instance} Instance */

export class Labs {
  constructor() {
    /** @type {Set<Instance>} */
    this.all = new Set();
    /** @type {Source | null} */
    this.known = null;
    /** @type {(() => void)[]} */
    this.stops = [];
  }

  /** The way to the server, while there is a lab. */
  get server() {
    this.known ??= this.connected();
    return this.known;
  }

  /** @returns {Source} */
  connected() {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const address = `${scheme}://${location.host}${at("/api/v1/stream")}?client=${client()}`;
    const connect = () => /** @type {Socket} */ (/** @type {unknown} */ (new WebSocket(address)));
    const server = new Server({ connect, timers: realTimers });
    const wake = () => {
      if (document.visibilityState === "visible") server.stream.wake();
    };
    this.stops = [
      on(window, "online", wake),
      on(window, "pageshow", wake),
      on(document, "visibilitychange", wake),
    ];
    return server;
  }

  /**
   * Catalog and presets of a kind of lab, fetched once.
   * @template {import("../state/kinds.js").LabKind} K
   * @param {string} kind
   * @param {(error: unknown) => void} onTrouble
   * @returns {Promise<{catalog: K["catalog"], presets: import("../experiments.js").Preset[], chapters?: {[verdict: string]: string}}>}
   */
  data(kind, onTrouble) {
    const link = document.querySelector(`link[data-lab="${kind}"]`);
    // A page that does not name the present version gets it all the same, by a look at the server.
    const address =
      link instanceof HTMLLinkElement ? link.href : `/${kind}/data-${"0".repeat(16)}.json`;
    return this.server.json(address, onTrouble);
  }

  /** @param {Instance} lab */
  add(lab) {
    this.all.add(lab);
  }

  /** @param {Instance} lab */
  has(lab) {
    return this.all.has(lab);
  }

  /** With the last lab the socket goes. @param {Instance} lab */
  forget(lab) {
    this.all.delete(lab);
    if (this.all.size > 0 || !this.known) return;
    for (const stop of this.stops) stop();
    this.stops = [];
    this.known.end();
    this.known = null;
  }
}

/** Labs that need no server: all that they ask for is at hand. */
export class RecordedLabs extends Labs {
  /** @param {{data: object, source: () => Source}} record  data: catalog and presets */
  constructor({ data, source }) {
    super();
    this.record = data;
    this.connected = source;
  }

  /** @returns {ReturnType<Labs["data"]>} */
  async data() {
    return /** @type {Awaited<ReturnType<Labs["data"]>>} */ (this.record);
  }
}

/** Of this page. */
export const labs = new Labs();
