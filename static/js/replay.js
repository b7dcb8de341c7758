/** A page that replays what it holds: a lab whose server is the record within the page. No network. */

import { createLab } from "./lab/create.js";
import { RecordedLabs } from "./lab/labs.js";
import { LandscapeInstance } from "./lab/landscape.js";
import { NetworkInstance } from "./lab/network.js";
import { LOCKS } from "./state/locks.js";
import { ProblemError } from "./transport/problems.js";
import { Recorded } from "./transport/recorded.js";
import { frameOfTrace } from "./transport/server.js";
import { realTimers } from "./transport/timers.js";

/**
 * @typedef {object} Record
 * @property {keyof typeof KINDS} lab
 * @property {object} data  catalog and the one example
 * @property {{[address: string]: unknown}} answers
 * @property {string} rows  all of them, as base64
 * @property {string | null} surface  the losses under the paths, likewise
 */

/** What is shown where: nothing of it can change what is recorded. */
const KINDS = {
  landscapes: {
    kind: LandscapeInstance,
    parts: ["map", "curve", "surface", "strip", "curves", "transport"],
  },
  networks: {
    kind: NetworkInstance,
    parts: ["map", "surface", "strip", "curves", "sparklines", "transport"],
  },
};

/** @param {string} text @returns {ArrayBuffer} */
function bytesOf(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer;
}

/** @param {Record} record */
function sourceOf({ answers, rows, surface }) {
  const ground = surface === null ? null : bytesOf(surface);
  return new Recorded({
    answers,
    timers: realTimers,
    whole: async () => frameOfTrace(bytesOf(rows)),
    async bytes() {
      if (ground === null) throw new ProblemError({ status: 404 });
      return ground;
    },
  });
}

/** @param {string} id */
const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));
/** @type {Record} */
const record = JSON.parse(byId("record").textContent);
const { kind, parts } = KINDS[record.lab];
createLab(byId("lab"), {
  kind: /** @type {typeof import("./lab/instance.js").Instance} */ (kind),
  parts,
  labs: new RecordedLabs({ data: record.data, source: () => sourceOf(record) }),
  step: 0,
  lock: Object.keys(LOCKS),
});
