/**
 * What the stores of a page share: one socket for all their wishes. It mends itself: after a loss what is still wanted
 * is asked once more, from the row on that comes next; because a run is a pure function of its experiment, the numbers
 * are the same. Where no socket comes about, whole experiments are asked for over HTTP.
 */

import { readSafetensors } from "../lib/safetensors.js";
import { persistently } from "./again.js";
import { Connection } from "./connection.js";
import { Lane } from "./lane.js";
import { isBusy, ProblemError } from "./problems.js";

/** @typedef {import("./lane.js").Frame} Frame */
/** @typedef {import("./lane.js").Wanted} Wanted */
/** @typedef {import("./problems.js").Problem} Problem */
/** @typedef {import("./timers.js").Timers} Timers */
/** @typedef {"connecting" | "open" | "busy" | "slow" | "lost"} State  busy: refused for the moment; slow: over HTTP */

/** Advances that may be under way on one socket; the server takes a few more. */
const MOST_OPEN = 12;
/** An advance of which nothing has been heard for so long is lost, milliseconds. */
const OVERDUE = 60_000;
/** After so many silent sockets the way over HTTP is tried: sooner where there has never been another. */
const BLOCKED = 2;
const AWAY = 6;
const TOO_BIG = 1009;
/** A refusal over HTTP is spoken of until the next answer, or for so long: its question may be wanted no more, milliseconds. */
const HELD = 20_000;

export class Stream {
  /**
   * @param {object} host
   * @param {() => import("./connection.js").Socket} host.connect
   * @param {Timers} host.timers
   * @param {(experiment: object, columns: readonly string[], signal: AbortSignal) => Promise<Frame>} host.whole  all rows
   *   of an experiment, over HTTP
   */
  constructor({ connect, timers, whole }) {
    this.timers = timers;
    this.whole = whole;
    /** @type {Set<Lane>} */
    this.lanes = new Set();
    /** @type {Map<number, Lane>} lanes by the number of what they ask */
    this.asked = new Map();
    this.serial = 0;
    /** @type {State} */
    this.state = "connecting";
    /** @type {Set<(state: State) => void>} */
    this.listeners = new Set();
    /** The last answer over HTTP was one. */
    this.detoured = false;
    /** What was asked over HTTP has been refused for the moment. */
    this.held = false;
    /** @type {unknown} */
    this.holding = null;
    this.connection = new Connection({
      connect,
      timers,
      ping: () => JSON.stringify({ type: "ping", id: this.number() }),
      onOpen: () => this.flush(),
      onMessage: (data) => this.receive(data),
      onClose: (code) => this.closed(code),
    });
    this.connection.connect();
  }

  /** @param {import("./lane.js").LaneEvents} events */
  lane(events) {
    const lane = new Lane(this, events);
    this.lanes.add(lane);
    return lane;
  }

  /** A lane that is needed no more. @param {Lane} lane */
  close(lane) {
    lane.drop();
    lane.endPause();
    this.lanes.delete(lane);
  }

  /** The page is seen again, or the network is back. */
  wake() {
    this.connection.wake();
  }

  /** For good. */
  end() {
    for (const lane of [...this.lanes]) this.close(lane);
    this.listeners.clear();
    this.timers.clearTimeout(this.holding);
    this.connection.close();
  }

  /** Says each state, the present one first. @param {(state: State) => void} listener @returns {() => void} stops it */
  onState(listener) {
    this.listeners.add(listener);
    listener(this.state);
    return () => this.listeners.delete(listener);
  }

  number() {
    this.serial += 1;
    return this.serial;
  }

  /** Ask for whatever is wanted and not yet asked. */
  flush() {
    for (const lane of this.lanes) {
      if (!lane.wanted || lane.id !== null || lane.resting !== null) continue;
      if (this.isUsable) this.send(lane, lane.wanted);
      else if (this.isBlocked) void this.goRound(lane, lane.wanted);
    }
    this.connection.expect(this.asked.size > 0);
  }

  /** @param {Lane} lane @param {Wanted} wanted */
  send(lane, wanted) {
    if (this.asked.size >= MOST_OPEN && lane.replaces === null) return;
    lane.detour?.abort();
    lane.detour = null;
    const id = this.number();
    const replaces = lane.replaces ?? undefined;
    const asked = { type: "advance", id, ...wanted, from: lane.expected, replaces };
    const text = JSON.stringify(asked);
    lane.id = id;
    lane.replaces = null;
    lane.size = text.length;
    lane.heardAt = this.timers.now();
    this.asked.set(id, lane);
    this.connection.send(text);
  }

  /** What a lane has asked is its own no more. @param {Lane} lane @returns {number | null} the number it had */
  forget(lane) {
    const { id } = lane;
    if (id !== null) this.asked.delete(id);
    lane.id = null;
    return id;
  }

  /** @param {Lane} lane */
  cancel(lane) {
    if (lane.replaces !== null && this.connection.isOpen)
      this.connection.send(JSON.stringify({ type: "cancel", id: lane.replaces }));
    lane.replaces = null;
    if (this.state === "busy" && this.connection.isOpen) this.settle();
    this.flush();
  }

  /** @param {ArrayBuffer | string} data */
  receive(data) {
    if (typeof data === "string") this.hear(data);
    else this.take(data);
    const { asked, timers } = this;
    if ([...asked.values()].some(({ heardAt }) => timers.now() - heardAt > OVERDUE))
      this.connection.fault();
    else this.settle();
    this.flush();
  }

  /** The server is there, and has time or has not. */
  settle() {
    this.say(this.held || [...this.lanes].some(({ waits }) => waits) ? "busy" : "open");
  }

  /** What came over HTTP. @param {boolean} held  a refusal for the moment: it is asked again */
  heardOver(held) {
    this.timers.clearTimeout(this.holding);
    this.held = held;
    if (held) this.holding = this.timers.setTimeout(() => this.heardOver(false), HELD);
    if (this.connection.isOpen && this.state !== "connecting") this.settle();
  }

  /** What is about no lane, as the answer to a ping, says only that somebody is there. @param {string} text */
  hear(text) {
    const message = parsed(text);
    if (!message) return this.connection.fault();
    const lane = message.id === null ? this.longest() : this.asked.get(message.id);
    if (!lane) return;
    const problem = message.problem ?? { status: 503 };
    // A wish that was cancelled though it is still wanted is asked again, as a busy server is.
    if (message.type === "cancelled" || isBusy(problem)) lane.later(problem);
    else {
      this.connection.answered();
      lane.refuse(problem);
    }
  }

  /** @param {ArrayBuffer} data */
  take(data) {
    const frame = readable(data);
    if (!frame) return this.connection.fault();
    const result = this.asked.get(Number(frame.metadata.id))?.receive(frame);
    if (result === "wrong") this.connection.fault();
    if (result === "done") this.connection.answered();
  }

  /** The lane with the longest question: what the server could not read at all was too long. */
  longest() {
    const lanes = [...this.asked.values()].sort((a, b) => b.size - a.size);
    return lanes[0] ?? null;
  }

  /** @param {number} code */
  closed(code) {
    const refused = code === TOO_BIG ? this.longest() : null;
    this.asked.clear();
    for (const lane of this.lanes) lane.disconnected();
    refused?.refuse({
      status: 413,
      title: "Invalid request",
      detail: "The experiment is too large.",
    });
    if (this.state !== "connecting" || this.isBlocked) this.say(this.away);
    this.flush();
  }

  /** Where sockets did not come about before, one is trusted when something has been heard on it. */
  get isUsable() {
    const { isOpen, heard } = this.connection;
    return isOpen && (heard || !this.isBlocked);
  }

  /** Sockets do not come about. */
  get isBlocked() {
    const { silent, everHeard } = this.connection;
    return silent >= (everHeard ? AWAY : BLOCKED);
  }

  /** @returns {State} */
  get away() {
    if (this.isBlocked && this.detoured) return "slow";
    return this.connection.isFull ? "busy" : "lost";
  }

  /** The same rows by the other way. @param {Lane} lane @param {Wanted} wanted */
  async goRound(lane, wanted) {
    if (lane.detour || wanted.probes || wanted.every) return;
    const control = new AbortController();
    lane.detour = control;
    const { experiment, columns } = wanted;
    const ended = await persistently(
      (signal) => this.whole(experiment, columns, signal ?? control.signal),
      {
        timers: this.timers,
        signal: control.signal,
        onTrouble: () => this.arrived(false),
      },
    ).catch((error) => (error instanceof ProblemError ? error : null));
    if (control.signal.aborted) return;
    lane.detour = null;
    if (!ended) return;
    this.arrived(true);
    if (ended instanceof ProblemError) lane.refuse(ended.problem);
    else lane.receive(rowsFrom(ended, lane.expected));
    this.flush();
  }

  /** @param {boolean} detoured */
  arrived(detoured) {
    this.detoured = detoured;
    if (this.state !== "open") this.say(this.away);
  }

  /** @param {State} state */
  say(state) {
    if (state === this.state) return;
    this.state = state;
    for (const listener of this.listeners) listener(state);
  }
}

/** @param {string} text @returns {{type: string, id: number | null, problem?: Problem} | null} */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** @param {ArrayBuffer} data @returns {Frame | null} */
function readable(data) {
  try {
    return readSafetensors(data);
  } catch {
    return null;
  }
}

/**
 * The rows of a whole trace from one on, as the last frame of an advance.
 * @param {Frame} frame
 * @param {number} from
 * @returns {Frame}
 */
export function rowsFrom({ metadata, tensors }, from) {
  /** @type {Frame["tensors"]} */
  const rest = {};
  for (const [name, { shape, data }] of Object.entries(tensors)) {
    const [rows, ...others] = shape;
    const width = others.reduce((product, size) => product * size, 1);
    const first = Math.min(from, rows);
    rest[name] = { shape: [rows - first, ...others], data: data.subarray(first * width) };
  }
  return { metadata: { ...metadata, from: String(from) }, tensors: rest };
}
