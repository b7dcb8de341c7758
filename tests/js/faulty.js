/** A clock, a server and a network that do what a test tells them: nothing here waits for real time. */

/** Promises that are ready have had their turns. */
export async function settled() {
  for (let k = 0; k < 12; k += 1) await Promise.resolve();
}

/** Numbers from 0 to 1 that look random and are the same for a seed. @param {number} seed */
export function generator(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** @implements {Timers} */
export class FakeClock {
  /** @param {() => number} [random] */
  constructor(random = () => 0.5) {
    this.time = 0;
    this.random = random;
    this.serial = 0;
    /** @type {Map<number, {at: number, work: () => void}>} */
    this.waiting = new Map();
  }

  now = () => this.time;

  /** @param {() => void} work @param {number} milliseconds */
  setTimeout = (work, milliseconds) => {
    this.serial += 1;
    this.waiting.set(this.serial, { at: this.time + Math.max(0, milliseconds), work });
    return this.serial;
  };

  /** @param {unknown} timer */
  clearTimeout = (timer) => {
    this.waiting.delete(/** @type {number} */ (timer));
  };

  /** Let so much time pass. @param {number} milliseconds */
  async run(milliseconds) {
    const end = this.time + milliseconds;
    await settled();
    for (;;) {
      const due = [...this.waiting].filter(([, { at }]) => at <= end);
      if (due.length === 0) break;
      due.sort(([a, one], [b, other]) => one.at - other.at || a - b);
      const [[id, { at, work }]] = due;
      this.waiting.delete(id);
      this.time = Math.max(this.time, at);
      work();
      await settled();
    }
    this.time = end;
  }
}

/** @typedef {import("../../static/js/transport/timers.js").Timers} Timers */
/** @typedef {{problem: unknown, runs: any[], steps: number, seed: number}} Experiment */

/** A number that depends on all of a text. @param {string} text */
function hash(text) {
  let value = 0x811c9dc5;
  for (let k = 0; k < text.length; k += 1)
    value = Math.imul(value ^ text.charCodeAt(k), 0x01000193);
  return value >>> 0;
}

/**
 * The loss of a run at a step: another one for whatever differs up to there.
 * @param {Experiment} experiment
 * @param {number} index
 * @param {number} step
 */
export function lossAt({ problem, runs, seed }, index, step) {
  const { label: _, changes = [], ...settings } = runs[index];
  const past = changes.filter((/** @type {{at: number}} */ change) => change.at <= step);
  return hash(JSON.stringify([problem, settings, past, seed, step]));
}

/** How many rows a run has: some end early. @param {Experiment} experiment @param {number} index */
export function rowsOf({ runs, steps }, index) {
  return Math.min(steps + 1, runs[index].ends ?? Number.POSITIVE_INFINITY);
}

/**
 * Rows first … last of an experiment.
 * @param {Experiment} experiment
 * @param {number} first
 * @param {number} last
 * @param {Record<string, string>} metadata
 */
export function frameOf(experiment, first, last, metadata) {
  /** @type {Record<string, {shape: number[], data: Float64Array}>} */
  const tensors = {};
  const outcomes = experiment.runs.map((_, index) => {
    const rows = rowsOf(experiment, index);
    const count = Math.max(0, Math.min(last + 1, rows) - first);
    const steps = Float64Array.from({ length: count }, (_, k) => first + k);
    tensors[`runs.${index}.step`] = { shape: [count], data: steps };
    tensors[`runs.${index}.loss`] = {
      shape: [count],
      data: steps.map((step) => lossAt(experiment, index, step)),
    };
    const ended = last >= rows;
    return { status: ended ? "diverged" : "running", step: ended ? rows - 1 : null, message: "" };
  });
  const told = { from: String(first), to: String(last), outcomes: JSON.stringify(outcomes) };
  return { metadata: { ...told, ...metadata }, tensors };
}

/** What is found by the probes of a question: which experiment they looked at. @param {any} message */
function notesOf({ experiment, probes = [] }) {
  /** @type {Record<string, Record<string, {about: string}>>} */
  const notes = {};
  for (const { name, runs } of probes)
    notes[runs[0]] = { ...notes[runs[0]], [name]: { about: JSON.stringify(experiment) } };
  return /** @type {Record<string, string>} */ (
    probes.length > 0 ? { notes: JSON.stringify(notes) } : {}
  );
}

/**
 * A frame as bytes.
 * @param {{metadata: Record<string, string>, tensors: Record<string, {shape: number[], data: Float64Array}>}} frame
 */
export function bytesOf({ metadata, tensors }) {
  /** @type {Record<string, unknown>} */
  const header = { __metadata__: metadata };
  let at = 0;
  for (const [name, { shape, data }] of Object.entries(tensors)) {
    header[name] = { dtype: "F64", shape, data_offsets: [at, at + data.byteLength] };
    at += data.byteLength;
  }
  const plain = new TextEncoder().encode(JSON.stringify(header));
  const length = plain.length + ((8 - (plain.length % 8)) % 8);
  const buffer = new ArrayBuffer(8 + length + at);
  new DataView(buffer).setBigUint64(0, BigInt(length), true);
  const bytes = new Uint8Array(buffer);
  bytes.fill(32, 8, 8 + length);
  bytes.set(plain, 8);
  let begin = 8 + length;
  for (const { data } of Object.values(tensors)) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), begin);
    begin += data.byteLength;
  }
  return buffer;
}

/**
 * What the network and the server do wrong, each with this probability.
 * @typedef {object} Faults
 * @property {number} [unreachable]  no handshake
 * @property {number} [full]  closed behind the handshake, with 1013
 * @property {number} [mute]  a socket that takes everything and says nothing
 * @property {number} [restart]  closed at a message, with 1012
 * @property {number} [lost]  a frame does not come
 * @property {number} [doubled]
 * @property {number} [late]  a frame comes behind the next one
 * @property {number} [busy]  503
 * @property {number} [broken]  a frame that cannot be read
 */

/** A server with its network. */
export class FakeServer {
  /** @param {FakeClock} clock @param {() => number} random @param {Faults} [faults] */
  constructor(clock, random, faults = {}) {
    this.clock = clock;
    this.random = random;
    /** @type {Faults} */
    this.faults = faults;
    /** Every advance that came. @type {any[]} */
    this.advances = [];
    /** How often it was asked whether anybody is there. */
    this.pings = 0;
    /** An old one knows no pings. */
    this.old = false;
    this.sockets = 0;
    /** Advances of experiments for which this says so are refused. @type {(experiment: any) => boolean} */
    this.refuses = () => false;
    /** Seconds for which a busy one wants to be left alone. */
    this.rest = 0;
    this.chunk = 40;
    this.delay = 5;
  }

  /** Whether something goes wrong this time. @param {keyof Faults} fault */
  has(fault) {
    return this.random() < (this.faults[fault] ?? 0);
  }

  connect = () => {
    this.sockets += 1;
    return new FakeSocket(this);
  };
}

/** One end of it, as a WebSocket is. */
class FakeSocket {
  /** @param {FakeServer} server */
  constructor(server) {
    this.server = server;
    this.readyState = 0;
    /** @type {BinaryType} */
    this.binaryType = "blob";
    /** @type {(() => void) | null} */
    this.onopen = null;
    /** @type {((event: {data: ArrayBuffer | string}) => void) | null} */
    this.onmessage = null;
    /** @type {((event: {code: number}) => void) | null} */
    this.onclose = null;
    /** @type {Set<number>} */
    this.open = new Set();
    this.mute = server.has("mute");
    /** @type {ArrayBuffer | null} */
    this.held = null;
    this.later(() => this.shakeHands());
  }

  /** @param {() => void} work @param {number} [delay] */
  later(work, delay = this.server.delay * (0.5 + this.server.random())) {
    this.server.clock.setTimeout(() => this.readyState < 2 && work(), delay);
  }

  shakeHands() {
    if (this.server.has("unreachable")) return this.end(1006);
    this.readyState = 1;
    this.onopen?.();
    if (this.server.has("full")) this.later(() => this.end(1013));
  }

  close() {
    this.readyState = 3;
  }

  /** @param {number} code */
  end(code) {
    this.readyState = 3;
    this.onclose?.({ code });
  }

  /** @param {string} text */
  send(text) {
    if (this.readyState !== 1) throw new Error("not open");
    if (this.mute) return;
    this.later(() => this.take(JSON.parse(text)), this.server.delay);
  }

  /** @param {any} message */
  take(message) {
    const { server } = this;
    if (server.has("restart")) return this.end(1012);
    if (message.type === "cancel") return this.cancel(message.id);
    if (message.type === "ping") return this.pong(message.id);
    server.advances.push(message);
    if (message.replaces !== undefined) this.cancel(message.replaces);
    if (this.open.has(message.id)) throw new Error(`id ${message.id} is in use`);
    if (server.has("busy")) return this.refuse(message.id, 503);
    if (server.refuses(message.experiment)) return this.refuse(message.id, 422);
    this.open.add(message.id);
    this.answer(message, message.from);
  }

  /** @param {number} id */
  pong(id) {
    const { server } = this;
    server.pings += 1;
    if (server.old) this.refuse(id, 422);
    else if (!server.has("lost")) this.later(() => this.say(JSON.stringify({ type: "pong", id })));
  }

  /** @param {number} id */
  cancel(id) {
    if (this.open.delete(id)) this.say(JSON.stringify({ type: "cancelled", id }));
  }

  /** @param {number} id @param {number} status */
  refuse(id, status) {
    const rest = status === 503 ? { retry_after: this.server.rest } : {};
    const problem = { status, title: "Invalid request", ...rest };
    this.say(JSON.stringify({ type: "error", id, problem }));
  }

  /** Frame by frame. @param {any} message @param {number} from */
  answer(message, from) {
    this.later(() => {
      if (!this.open.has(message.id)) return;
      const to = Math.min(message.to, from + this.server.chunk - 1);
      const last = to === message.to;
      const about = { id: String(message.id), last: String(last) };
      if (last) this.open.delete(message.id);
      const notes = notesOf(message);
      this.deliver(bytesOf(frameOf(message.experiment, from, to, { ...about, ...notes })));
      if (!last) this.answer(message, to + 1);
    });
  }

  /** @param {ArrayBuffer} data */
  deliver(data) {
    const { server } = this;
    if (server.has("lost")) return;
    if (server.has("broken")) return this.say(data.slice(0, 20));
    if (server.has("late") && !this.held) {
      this.held = data;
      return;
    }
    this.say(data);
    if (server.has("doubled")) this.say(data);
    if (this.held) this.say(this.held);
    this.held = null;
  }

  /** @param {ArrayBuffer | string} data */
  say(data) {
    if (this.readyState === 1) this.onmessage?.({ data });
  }
}
