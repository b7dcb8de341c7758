/** One client of the stream: of its wishes the newest wins, and what is heard is always about that one. */

import { ProblemError } from "./problems.js";
import { Pauses } from "./timers.js";

/** @typedef {{shape: number[], data: import("../lib/safetensors.js").Numbers}} Tensor */
/** @typedef {{metadata: Record<string, string>, tensors: Record<string, Tensor>}} Frame */
/** @typedef {{experiment: object, from: number, to: number, columns: readonly string[], every?: number, probes?: object[]}} Wanted */
/** @typedef {import("./problems.js").Problem} Problem */
/**
 * @typedef {object} LaneEvents
 * @property {(frame: Frame, wanted: Wanted) => void} onFrame  in the order of the rows, each row once
 * @property {(problem: Problem, wanted: Wanted) => void} onProblem  the wish is refused, and has ended
 */

export class Lane {
  /** @param {import("./stream.js").Stream} stream @param {LaneEvents} events */
  constructor(stream, events) {
    this.stream = stream;
    this.events = events;
    this.pauses = new Pauses(stream.timers);
    /** @type {Wanted | null} the wish whose last frame has not come */
    this.wanted = null;
    /** Its number on the socket, while it is asked there. @type {number | null} */
    this.id = null;
    /** The number of the one before, which is asked no more. @type {number | null} */
    this.replaces = null;
    /** The next row to come. */
    this.expected = 0;
    /** How long its question is, in characters. */
    this.size = 0;
    this.heardAt = 0;
    /** @type {unknown} until when a busy server is left alone */
    this.resting = null;
    /** @type {AbortController | null} the same question, asked over HTTP */
    this.detour = null;
  }

  /** A busy server's pause holds for what is wanted next, too. @param {Wanted} wanted */
  ask(wanted) {
    this.leave();
    this.wanted = wanted;
    this.expected = wanted.from;
    this.stream.flush();
  }

  /** Nothing is wanted any more. */
  drop() {
    this.leave();
    this.stream.cancel(this);
  }

  /** It is needed no more. */
  close() {
    this.stream.close(this);
  }

  /** The wish under way ends here; its number is kept, to be replaced. */
  leave() {
    this.replaces = this.stream.forget(this) ?? this.replaces;
    this.wanted = null;
    this.detour?.abort();
    this.detour = null;
  }

  /** The socket is gone: what is wanted has to be asked again. */
  disconnected() {
    this.id = null;
    this.replaces = null;
    this.endPause();
  }

  endPause() {
    this.stream.timers.clearTimeout(this.resting);
    this.resting = null;
  }

  /** It is asked again after a pause. */
  get waits() {
    return this.wanted !== null && this.pauses.attempts > 0;
  }

  /** The server is busy: it is asked again after a pause, and after the seconds it names. @param {Problem} problem */
  later({ retry_after = 0 }) {
    this.stream.forget(this);
    this.endPause();
    this.resting = this.stream.timers.setTimeout(
      () => {
        this.resting = null;
        this.stream.flush();
      },
      this.pauses.next() + 1000 * retry_after,
    );
  }

  /**
   * @param {Frame} frame
   * @returns {"ok" | "done" | "again" | "wrong"}
   */
  receive(frame) {
    const { wanted } = this;
    const { from, to, last } = frame.metadata;
    if (!wanted) return "again";
    if (Number(to) < this.expected) return "again";
    if (Number(from) !== this.expected || (last === "true" && Number(to) < wanted.to))
      return "wrong";
    this.heardAt = this.stream.timers.now();
    this.pauses.reset();
    this.expected = Number(to) + 1;
    if (last === "true") this.finish();
    this.events.onFrame(frame, wanted);
    return last === "true" ? "done" : "ok";
  }

  /** @param {Problem} problem */
  refuse(problem) {
    const { wanted } = this;
    this.finish();
    if (wanted) this.events.onProblem(problem, wanted);
  }

  finish() {
    this.stream.forget(this);
    this.pauses.reset();
    this.wanted = null;
    this.detour = null;
  }
}

/**
 * One question, one answer.
 * @param {import("./server.js").Rows} stream
 * @param {Wanted} wanted
 * @param {AbortSignal} signal
 * @param {(frame: Frame) => void} [onFrame]  takes those before the last, where there may be several
 * @returns {Promise<Frame>} rejects where the server refuses
 */
export function answerOf(stream, wanted, signal, onFrame = () => {}) {
  return new Promise((resolve, reject) => {
    const lane = stream.lane({
      onFrame: (frame) => {
        if (frame.metadata.last !== "true") return onFrame(frame);
        end();
        resolve(frame);
      },
      onProblem: (problem) => {
        end();
        reject(new ProblemError(problem));
      },
    });
    const stop = () => {
      end();
      reject(signal.reason);
    };
    const end = () => {
      signal.removeEventListener("abort", stop);
      lane.close();
    };
    signal.addEventListener("abort", stop);
    lane.ask(wanted);
  });
}
