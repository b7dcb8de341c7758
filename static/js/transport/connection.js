/**
 * One socket that mends itself. It knows nothing of what is said on it, but for a small question by which it finds out
 * whether anybody is there: the pings of the protocol are not visible to scripts.
 */

import { Pauses } from "./timers.js";

/**
 * What is needed of a WebSocket.
 * @typedef {object} Socket
 * @property {number} readyState
 * @property {BinaryType} binaryType
 * @property {(text: string) => void} send
 * @property {() => void} close
 * @property {(() => void) | null} onopen
 * @property {((event: {data: ArrayBuffer | string}) => void) | null} onmessage
 * @property {((event: {code: number}) => void) | null} onclose
 */
/** @typedef {import("./timers.js").Timers} Timers */

const OPEN = 1;
/** The server takes no more connections: it is asked less often. */
const FULL = 1013;
const FULL_PAUSE = 2000;
/** Where an answer is awaited, silence is suspicious after this time, and so is a handshake, milliseconds. */
const QUIET = 5000;
const HANDSHAKE = 10_000;
/** Who stayed for so long was no failure, milliseconds. */
const LONG = 60_000;

export class Connection {
  /**
   * @param {object} host
   * @param {() => Socket} host.connect
   * @param {Timers} host.timers
   * @param {() => string} host.ping  a message that is answered at once
   * @param {() => void} host.onOpen  messages may be sent
   * @param {(data: ArrayBuffer | string) => void} host.onMessage
   * @param {(code: number) => void} host.onClose
   */
  constructor(host) {
    this.host = host;
    this.pauses = new Pauses(host.timers);
    /** @type {Socket | null} */
    this.socket = null;
    /** Something has been heard on this socket. */
    this.heard = false;
    /** Sockets in a row on which nothing was heard. */
    this.silent = 0;
    /** Something has once been heard. */
    this.everHeard = false;
    this.openedAt = 0;
    this.pinged = false;
    this.lastCode = 0;
    this.awaiting = false;
    this.closed = false;
    /** @type {unknown} the next attempt, or the end of patience */
    this.timer = null;
  }

  get isOpen() {
    return this.socket?.readyState === OPEN;
  }

  /** The last socket was closed because there are too many. */
  get isFull() {
    return this.lastCode === FULL;
  }

  connect() {
    if (this.socket || this.closed) return;
    const socket = this.host.connect();
    socket.binaryType = "arraybuffer";
    this.socket = socket;
    this.heard = false;
    this.pinged = false;
    this.openedAt = this.host.timers.now();
    this.after(HANDSHAKE, () => this.fault());
    socket.onopen = () => {
      if (this.socket !== socket) return;
      this.after(QUIET, () => this.silence());
      this.host.onOpen();
      if (!this.awaiting) this.check();
    };
    socket.onmessage = ({ data }) => {
      if (this.socket === socket) this.receive(data);
    };
    socket.onclose = ({ code }) => {
      if (this.socket === socket) this.lost(code);
    };
  }

  /** @param {ArrayBuffer | string} data */
  receive(data) {
    this.heard = true;
    this.everHeard = true;
    this.silent = 0;
    this.pinged = false;
    this.watch();
    this.host.onMessage(data);
  }

  /** @param {string} text */
  send(text) {
    this.socket?.send(text);
  }

  /** Whether an answer is awaited: only then is silence watched. @param {boolean} awaiting */
  expect(awaiting) {
    if (this.awaiting === awaiting) return;
    this.awaiting = awaiting;
    if (this.isOpen && !this.pinged) this.watch();
  }

  /** An advance has come to its end: the server does its work. */
  answered() {
    this.pauses.reset();
  }

  watch() {
    if (!this.isOpen) return;
    if (this.awaiting) this.after(QUIET, () => this.silence());
    else this.rest();
  }

  silence() {
    if (this.pinged) this.fault();
    else this.check();
  }

  /** Is anybody there? */
  check() {
    if (this.pinged) return;
    this.pinged = true;
    this.send(this.host.ping());
    this.after(QUIET, () => this.fault());
  }

  /** The page is seen again, or the network is back. */
  wake() {
    if (this.isOpen) this.check();
    else if (!this.socket && this.lastCode !== FULL) this.connect();
  }

  /** What comes makes no sense, or nothing comes: another socket, after a pause. */
  fault() {
    const { socket } = this;
    if (!socket) return;
    this.socket = null;
    socket.close();
    this.lost(0);
  }

  /** @param {number} code */
  lost(code) {
    this.socket = null;
    this.lastCode = code;
    if (!this.heard) this.silent += 1;
    else if (this.host.timers.now() - this.openedAt > LONG) this.pauses.reset();
    const pause = this.pauses.next(code === FULL ? FULL_PAUSE : 0);
    this.after(pause, () => this.connect());
    this.host.onClose(code);
  }

  /** For good. */
  close() {
    this.closed = true;
    this.rest();
    const { socket } = this;
    this.socket = null;
    socket?.close();
  }

  /** @param {number} milliseconds @param {() => void} work */
  after(milliseconds, work) {
    this.rest();
    this.timer = this.host.timers.setTimeout(work, milliseconds);
  }

  rest() {
    this.host.timers.clearTimeout(this.timer);
    this.timer = null;
  }
}
