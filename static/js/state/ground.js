import { doublesOf, readSafetensors } from "../lib/safetensors.js";
import { Asker } from "../transport/asker.js";
import * as rest from "../transport/rest.js";
import { pause } from "../transport/timers.js";
import { toPayload } from "./payload.js";

/** @typedef {import("../types.js").Surface} Surface */
/** @typedef {import("../types.js").Curve} Curve */
/** @typedef {Pick<import("../transport/server.js").Source, "bytes" | "bytesOf">} Source */
/** @typedef {import("../experiments.js").SurfaceProblem} SurfaceProblem */
/** @typedef {import("../experiments.js").Terrain} Terrain */
/** @typedef {{problem: SurfaceProblem, seed?: number}} Subject  of which losses are asked; its seed where it draws data */
/** @typedef {{surface: Surface | null, curve: Curve | null}} Ground */
/** @typedef {[number, number][]} Window  its sides */

const RESOLUTION = 161;
const LINE_RESOLUTION = 401;
const KEPT = 8;
/** Of the highest loss so much is next to none. */
const NOTHING = 1e-9;
/** What is longer is no address. */
const LONGEST = 20_000;
/** Of a window that a wheel or a hand goes through nobody waits for the ground, milliseconds. */
const CALM = 80;
/** @type {Source} */
const OVER_HTTP = { bytes: rest.getBytes, bytesOf: rest.postForBytes };
/** @type {Ground} */
const NONE = { surface: null, curve: null };

/**
 * The arrays of a surface, by address where it is short enough: the browser remembers them.
 * @param {Subject & {resolution: number, window?: [number, number][]}} wanted
 * @param {AbortSignal} [signal]
 * @param {Source} [server]
 */
export async function fetchSurface(wanted, signal, server = OVER_HTTP) {
  const [url, payload] = ["/api/v1/surfaces?format=safetensors", toPayload(wanted)];
  const short = payload.length < LONGEST;
  const bytes = short
    ? await server.bytes(`${url}&s=${payload}`, signal)
    : await server.bytesOf(url, wanted, signal);
  return readSafetensors(bytes).tensors;
}

/**
 * The losses that lie under the paths.
 * @param {Subject} subject
 * @param {Terrain} landscape
 * @param {number} [resolution]
 * @param {AbortSignal} [signal]
 * @param {Source} [server]
 * @param {[number, number][]} [window]  the landscape's own where absent
 * @returns {Promise<Ground>}
 */
export async function fetchGround(subject, landscape, resolution, signal, server, window) {
  const points = resolution ?? (landscape.dimension === 1 ? LINE_RESOLUTION : RESOLUTION);
  const wanted = { ...subject, resolution: points, ...(window && { window }) };
  const tensors = await fetchSurface(wanted, signal, server);
  return groundOf(landscape, tensors);
}

/**
 * @param {Terrain} landscape
 * @param {Awaited<ReturnType<typeof fetchSurface>>} tensors
 * @returns {Ground}
 */
export function groundOf(landscape, tensors) {
  const [x, z] = [doublesOf(tensors.x), doublesOf(tensors.z)];
  if (landscape.dimension === 1) return { surface: null, curve: { x, y: z } };
  const y = doublesOf(tensors.y);
  return { surface: { x, y, z, offset: offsetOf(landscape, z) }, curve: null };
}

/**
 * The ground under the part of a landscape that is shown; the last few are remembered. Until that of another part has
 * come there is the last one of the same landscape, which says itself where it lies.
 */
export class Grounds {
  /**
   * @param {object} host
   * @param {import("../transport/timers.js").Timers} host.timers
   * @param {() => void} host.onAnswer
   * @param {(error: unknown) => void} host.onRefused
   * @param {Source} [host.server]
   * @param {typeof fetchGround} [host.fetch]
   */
  constructor({ timers, onAnswer, onRefused, server, fetch = fetchGround }) {
    /** @type {{name: string, ground: Ground} | null} the last that was there, and of which landscape */
    this.last = null;
    /** @type {Asker<{name: string, subject: Subject, landscape: Terrain, window?: Window}, Ground>} */
    this.asker = new Asker({
      ask: async ({ name, subject, landscape, window }, signal) => {
        if (this.last?.name === name) await pause(timers, CALM, signal);
        signal.throwIfAborted();
        return fetch(subject, landscape, undefined, signal, server, window);
      },
      timers,
      onAnswer: (ground, { name }) => {
        this.last = { name, ground };
        onAnswer();
      },
      onRefused,
      keep: KEPT,
      overtake: true,
    });
  }

  /**
   * The ground of what is descended, if it has come; else it is asked for.
   * @param {string} name  of whatever alters it
   * @param {Subject} subject
   * @param {Terrain} landscape
   * @param {Window} [window]  the landscape's own where absent
   * @returns {Ground}
   */
  of(name, subject, landscape, window) {
    const key = `${name} ${JSON.stringify(window ?? null)}`;
    const ground = this.asker.want(key, { name, subject, landscape, window });
    if (ground) this.last = { name, ground };
    return this.last?.name === name ? this.last.ground : NONE;
  }
}

/**
 * What is subtracted before the logarithm: the known minimum, a hair below it so that the minimum itself has a height.
 * @param {Terrain} landscape
 * @param {Float64Array} values
 */
export function offsetOf(landscape, values) {
  if (!landscape.log) return 0;
  const known = landscape.minima.map((minimum) => minimum.value);
  let lowest = Number.POSITIVE_INFINITY;
  let highest = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    lowest = Math.min(lowest, value);
    highest = Math.max(highest, value);
  }
  const floor = Math.min(lowest, ...known);
  if (known.length > 0 && floor === 0 && lowest > 0) return 0;
  if (landscape.plain && floor > NOTHING * highest) return 0;
  return floor - 1e-7 * Math.max(highest - floor, 1e-12);
}

/**
 * The surface that one batch sees: every sample tilts it, so a batch adds its mean tilt.
 * @param {Surface} surface
 * @param {number[]} tilt
 * @returns {Surface}
 */
export function tilted(surface, tilt) {
  const { x, y, z } = surface;
  const tiltedZ = new Float64Array(z.length);
  let lowest = Number.POSITIVE_INFINITY;
  for (let j = 0; j < y.length; j += 1) {
    for (let i = 0; i < x.length; i += 1) {
      const k = j * x.length + i;
      tiltedZ[k] = z[k] + tilt[0] * x[i] + tilt[1] * y[j];
      if (tiltedZ[k] < lowest) lowest = tiltedZ[k];
    }
  }
  return { x, y, z: tiltedZ, offset: Math.min(surface.offset, lowest - 1e-3), batch: true };
}
