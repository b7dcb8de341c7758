import { readSafetensors } from "../lib/safetensors.js";

/** @typedef {{experiment: object, from: number, to: number, columns: string[], probes?: object[]}} Wanted */
/**
 * @typedef {object} StreamEvents
 * @property {(answer: {metadata: Record<string, string>, tensors: Record<string, {shape: number[], data: any}>}) => void} onFrame
 * @property {(problem: any) => void} onProblem
 * @property {(state: "open" | "lost") => void} onState
 */

const FIRST_RETRY = 250;
const LAST_RETRY = 4000;

/** How long to wait before attempt n (from 0) to connect again, milliseconds.
 * @param {number} attempt */
export function retryDelay(attempt) {
  return Math.min(LAST_RETRY, FIRST_RETRY * 2 ** attempt);
}

/**
 * The connection to the server. It mends itself: after a loss it reconnects and asks once more for what is still
 * wanted; because a run is a pure function of its experiment, the numbers are the same.
 */
export class Stream {
  /**
   * @param {string} url
   * @param {StreamEvents} events
   */
  constructor(url, events) {
    this.url = url;
    this.events = events;
    this.id = 0;
    this.attempt = 0;
    /** @type {WebSocket | null} */
    this.socket = null;
    /** @type {Wanted | null} the advance whose last frame has not come */
    this.open = null;
    /** @type {Wanted | null} the newest wish, while another one is under way */
    this.next = null;
    this.connect();
    addEventListener("online", () => this.reconnectNow());
  }

  connect() {
    const socket = new WebSocket(this.url);
    socket.binaryType = "arraybuffer";
    this.socket = socket;
    socket.onopen = () => {
      this.attempt = 0;
      this.events.onState("open");
      const wanted = this.next ?? this.open;
      this.next = null;
      this.open = null;
      if (wanted) this.send(wanted);
    };
    socket.onmessage = (event) => this.receive(event.data);
    socket.onclose = () => {
      if (this.socket !== socket) return;
      this.socket = null;
      this.events.onState("lost");
      setTimeout(() => this.reconnectNow(), retryDelay(this.attempt++));
    };
  }

  reconnectNow() {
    if (!this.socket) this.connect();
  }

  /** Ask for rows; of several wishes in a row the newest wins, and none starves.
   * @param {Wanted} wanted */
  want(wanted) {
    if (this.open) this.next = wanted;
    else this.send(wanted);
  }

  /** Ask for rows in place of those under way, whose frames are no longer wanted.
   * @param {Wanted} wanted */
  replace(wanted) {
    this.next = null;
    this.send(wanted, this.open ? this.id : undefined);
  }

  /** @param {Wanted} wanted @param {number} [replaces] */
  send(wanted, replaces) {
    this.open = wanted;
    if (this.socket?.readyState !== WebSocket.OPEN) return;
    this.id += 1;
    this.socket.send(JSON.stringify({ type: "advance", id: this.id, ...wanted, replaces }));
  }

  /** @param {ArrayBuffer | string} data */
  receive(data) {
    if (typeof data === "string") {
      const message = JSON.parse(data);
      if (message.id === null || message.id === this.id) {
        if (message.type === "error") this.events.onProblem(message.problem);
        this.finish();
      }
      return;
    }
    const answer = readSafetensors(data);
    if (Number(answer.metadata.id) !== this.id) return;
    this.events.onFrame(answer);
    if (answer.metadata.last === "true") this.finish();
  }

  finish() {
    const next = this.next;
    this.open = null;
    this.next = null;
    if (next) this.send(next);
  }
}
