/** What the labs of a page share: one socket, and whatever is fetched once. */

import { readSafetensors } from "../lib/safetensors.js";
import { persistently } from "./again.js";
import { isHeld, ProblemError } from "./problems.js";
import { getBytes, getJSON, postForBytes, postForLines, postJSON } from "./rest.js";
import { Stream } from "./stream.js";

/** @typedef {import("./lane.js").Frame} Frame */
/**
 * What a lab needs of a stream: wishes for rows, of which the newest wins.
 * @typedef {object} Rows
 * @property {(events: import("./lane.js").LaneEvents) => Asking} lane
 * @property {import("./stream.js").Stream["onState"]} onState
 */
/** @typedef {Pick<import("./lane.js").Lane, "drop" | "close"> & {ask: (wanted: import("./lane.js").Wanted) => unknown}} Asking */
/**
 * What a lab needs of a server.
 * @typedef {Pick<Server, "timers" | "once" | "post" | "lines" | "bytes" | "bytesOf" | "json" | "end"> & {stream: Rows & Pick<import("./stream.js").Stream, "wake">}} Source
 */

export class Server {
  /**
   * @param {object} host
   * @param {() => import("./connection.js").Socket} host.connect
   * @param {import("./timers.js").Timers} host.timers
   */
  constructor({ connect, timers }) {
    this.timers = timers;
    this.stream = new Stream({ connect, timers, whole: wholeTrace });
    /** @type {Map<string, Promise<unknown>>} */
    this.kept = new Map();
    this.control = new AbortController();
  }

  /**
   * What is made once, and again after failures; only a refusal is forgotten.
   * @template T
   * @param {string} key
   * @param {() => Promise<T>} work
   * @param {(error: unknown) => void} [onTrouble]
   * @returns {Promise<T>}
   */
  once(key, work, onTrouble) {
    const known = this.kept.get(key);
    if (known) return /** @type {Promise<T>} */ (known);
    const { signal } = this.control;
    const made = persistently(work, { timers: this.timers, signal, onTrouble });
    this.kept.set(key, made);
    made.catch(() => this.kept.delete(key));
    return made;
  }

  /**
   * An answer over HTTP; whether the server refused for the moment, the stream says with its own state.
   * @template T
   * @param {Promise<T>} answer
   * @returns {Promise<T>}
   */
  async heard(answer) {
    try {
      const value = await answer;
      this.stream.heardOver(false);
      return value;
    } catch (error) {
      if (error instanceof ProblemError) this.stream.heardOver(isHeld(error));
      throw error;
    }
  }

  /**
   * The answer to a question.
   * @template {string} Path
   * @param {Path} url
   * @param {unknown} body
   * @param {AbortSignal} [signal]
   */
  post(url, body, signal) {
    return this.heard(postJSON(url, body, signal));
  }

  /**
   * An answer that comes line by line.
   * @template Line
   * @param {string} url
   * @param {unknown} body
   * @param {(line: Line) => void} onLine
   * @param {AbortSignal} [signal]
   */
  lines(url, body, onLine, signal) {
    return this.heard(postForLines(url, body, onLine, signal));
  }

  /** @param {string} url @param {AbortSignal} [signal] */
  bytes(url, signal) {
    return this.heard(getBytes(url, signal));
  }

  /** @param {string} url @param {unknown} body @param {AbortSignal} [signal] */
  bytesOf(url, body, signal) {
    return this.heard(postForBytes(url, body, signal));
  }

  /**
   * What stands at an address.
   * @template Answer
   * @param {string} url
   * @param {(error: unknown) => void} [onTrouble]
   * @returns {Promise<Answer>}
   */
  json(url, onTrouble) {
    return this.once(
      url,
      () => this.heard(/** @type {Promise<Answer>} */ (getJSON(url))),
      onTrouble,
    );
  }

  /** For good: nothing is asked any more. */
  end() {
    this.control.abort();
    this.stream.end();
  }
}

/**
 * All rows of an experiment.
 * @param {object} experiment
 * @param {readonly string[]} columns
 * @param {AbortSignal} signal
 * @returns {Promise<Frame>}
 */
async function wholeTrace(experiment, columns, signal) {
  return frameOfTrace(await postForBytes(tracesAddress(columns), experiment, signal));
}

/** Where all rows of an experiment are asked for. @param {readonly string[]} columns */
export function tracesAddress(columns) {
  return `/api/v1/traces?format=safetensors&columns=${columns.join()}`;
}

/** A whole trace as the one frame of an advance. @param {ArrayBuffer} bytes @returns {Frame} */
export function frameOfTrace(bytes) {
  const { metadata, tensors } = readSafetensors(bytes);
  const { steps } = JSON.parse(metadata.experiment);
  const ends = { from: "0", to: String(steps), last: "true" };
  return { metadata: { ...metadata, ...ends }, tensors };
}
