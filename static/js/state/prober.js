/**
 * What the probes found at the step shown, asked for as often as answers come: one request is under way, the newest
 * wish is next. Knows neither the page nor the socket.
 */

/** @typedef {{shape: number[], data: import("../lib/safetensors.js").Numbers}} Tensor */
/** @typedef {{name: string} & Record<string, any>} ProbeWish */
/** @typedef {{arrays: Record<string, Tensor>, note: any, step: number, wish: ProbeWish}} Found */

/** Probes that look at many samples: while playing they are asked for at this interval, milliseconds. */
const COSTLY = new Set(["confusion", "mistakes", "shift", "histograms"]);
const COSTLY_EVERY = 2000;
/** While playing, probes take at most one part in this many of the time: the rest is for training. */
const SHARE = 6;

export class Prober {
  /**
   * @param {object} host
   * @param {(wanted: any) => void} host.ask
   * @param {() => void} host.onFound
   * @param {() => number} [host.now]
   */
  constructor(host) {
    this.host = host;
    this.now = host.now ?? (() => performance.now());
    /** @type {Map<string, Found>} the newest of each probe */
    this.found = new Map();
    /** @type {Map<string, string>} for each probe what its newest answer, or the one under way, is about */
    this.about = new Map();
    /** @type {Map<string, number>} when each probe was asked for last */
    this.askedAt = new Map();
    /** @type {{run: number, step: number, due: ProbeWish[], generation: number} | null} */
    this.open = null;
    this.generation = 0;
    /** Until when probes rest while playing. */
    this.rest = 0;
    this.sentAt = 0;
  }

  /** Another problem: what was found says nothing any more. */
  clear() {
    this.found.clear();
    this.about.clear();
    this.askedAt.clear();
    this.generation += 1;
  }

  /** What a visitor had drawn is wiped out. @param {string} name */
  forget(name) {
    this.found.delete(name);
    this.about.delete(name);
  }

  /** @param {string} name */
  get(name) {
    return this.found.get(name) ?? null;
  }

  /**
   * What the page wants to see now. Probes whose answer is there, or on its way, are not asked for again.
   * @param {object} wish
   * @param {any} wish.experiment
   * @param {string} wish.version  of the experiment's chosen run: differs when its rows may differ
   * @param {number} wish.run
   * @param {number} wish.step
   * @param {ProbeWish[]} wish.probes
   * @param {boolean} wish.playing
   */
  want({ experiment, version, run, step, probes, playing }) {
    if (this.open) return;
    const now = this.now();
    if (playing && now < this.rest) return;
    const due = probes.filter((probe) => {
      if (this.about.get(probe.name) === keyOf(version, run, step, probe)) return false;
      const asked = this.askedAt.get(probe.name) ?? Number.NEGATIVE_INFINITY;
      return !(playing && COSTLY.has(probe.name) && now - asked < COSTLY_EVERY);
    });
    if (due.length === 0) return;
    for (const probe of due) {
      this.about.set(probe.name, keyOf(version, run, step, probe));
      this.askedAt.set(probe.name, now);
    }
    this.sentAt = now;
    this.open = { run, step, due, generation: this.generation };
    this.host.ask({
      experiment,
      from: step,
      to: step,
      columns: ["step"],
      probes: due.map((probe) => ({ ...probe, runs: [run] })),
    });
  }

  /** @param {{metadata: Record<string, string>, tensors: Record<string, Tensor>}} frame */
  receive(frame) {
    if (!this.open || frame.metadata.last !== "true") return;
    const { run, step, due, generation } = this.open;
    this.open = null;
    const now = this.now();
    this.rest = now + (SHARE - 1) * Math.max(0, now - this.sentAt - 15);
    if (generation === this.generation) {
      const notes = JSON.parse(frame.metadata.notes ?? "{}")[run] ?? {};
      for (const wish of due) {
        const { name } = wish;
        const arrays = arraysOf(frame.tensors, `probes.${run}.${name}.`);
        this.found.set(name, { arrays, note: notes[name] ?? null, step, wish });
      }
    }
    this.host.onFound();
  }

  /** The request under way was refused; the same is not asked again. */
  failed() {
    this.open = null;
  }
}

/** @param {string} version @param {number} run @param {number} step @param {ProbeWish} probe */
function keyOf(version, run, step, probe) {
  return `${version} ${run} ${step} ${JSON.stringify(probe)}`;
}

/** @param {Record<string, Tensor>} tensors @param {string} prefix */
function arraysOf(tensors, prefix) {
  /** @type {Record<string, Tensor>} */
  const arrays = {};
  for (const [name, tensor] of Object.entries(tensors))
    if (name.startsWith(prefix)) arrays[name.slice(prefix.length)] = tensor;
  return arrays;
}
