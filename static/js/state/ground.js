import { doublesOf, readSafetensors } from "../lib/safetensors.js";
import { Asker } from "../transport/asker.js";
import * as rest from "../transport/rest.js";
import { pause } from "../transport/timers.js";
import { toPayload } from "./payload.js";

/** @typedef {import("../types.js").Surface} Surface */
/** @typedef {import("../types.js").Curve} Curve */
/** @typedef {import("../types.js").LandscapeInfo} LandscapeInfo */
/** @typedef {{bytes: (url: string, signal?: AbortSignal) => Promise<ArrayBuffer>}} Source */
/** @typedef {import("../experiments.js").SurfaceProblem} SurfaceProblem */
/** @typedef {import("../experiments.js").LandscapeProblem} LandscapeProblem */
/** @typedef {{surface: Surface | null, curve: Curve | null}} Ground */
/** @typedef {[number, number][]} Window  its sides */

const RESOLUTION = 161;
const LINE_RESOLUTION = 401;
const KEPT = 8;
/** Of a window that a wheel or a hand goes through nobody waits for the ground, milliseconds. */
const CALM = 80;
/** @type {Ground} */
const NONE = { surface: null, curve: null };

/**
 * The arrays of a surface, by address: the browser remembers them.
 * @param {{problem: SurfaceProblem, resolution: number, window?: [number, number][]}} wanted
 * @param {AbortSignal} [signal]
 * @param {Source} [server]
 */
export async function fetchSurface(wanted, signal, server = { bytes: rest.getBytes }) {
  const url = `/api/v1/surfaces?format=safetensors&s=${toPayload(wanted)}`;
  return readSafetensors(await server.bytes(url, signal)).tensors;
}

/**
 * The losses that lie under the paths.
 * @param {SurfaceProblem} problem
 * @param {LandscapeInfo} landscape
 * @param {number} [resolution]
 * @param {AbortSignal} [signal]
 * @param {Source} [server]
 * @param {[number, number][]} [window]  the landscape's own where absent
 * @returns {Promise<Ground>}
 */
export async function fetchGround(problem, landscape, resolution, signal, server, window) {
  const points = resolution ?? (landscape.dimension === 1 ? LINE_RESOLUTION : RESOLUTION);
  const wanted = { problem, resolution: points, ...(window && { window }) };
  const tensors = await fetchSurface(wanted, signal, server);
  return groundOf(landscape, tensors);
}

/**
 * @param {LandscapeInfo} landscape
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
   * @param {typeof fetchGround} [host.fetch]
   */
  constructor({ timers, onAnswer, onRefused, fetch = fetchGround }) {
    /** @type {{name: string, ground: Ground} | null} the last that was there, and of which landscape */
    this.last = null;
    /** @type {Asker<{name: string, problem: LandscapeProblem, landscape: LandscapeInfo, window?: Window}, Ground>} */
    this.asker = new Asker({
      ask: async ({ name, problem, landscape, window }, signal) => {
        if (this.last?.name === name) await pause(timers, CALM, signal);
        signal.throwIfAborted();
        return fetch(problem, landscape, undefined, signal, undefined, window);
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
   * The ground of a problem, if it has come; else it is asked for. Samples and noise do not alter it.
   * @param {LandscapeProblem} problem
   * @param {LandscapeInfo} landscape
   * @param {Window} [window]  the landscape's own where absent
   * @returns {Ground}
   */
  of(problem, landscape, window) {
    const { kind } = problem;
    const shape = kind === "landscape" ? [problem.name] : [problem.expression, problem.window];
    const name = JSON.stringify([kind, ...shape]);
    const key = `${name} ${JSON.stringify(window ?? null)}`;
    const ground = this.asker.want(key, { name, problem, landscape, window });
    if (ground) this.last = { name, ground };
    return this.last?.name === name ? this.last.ground : NONE;
  }
}

/**
 * What is subtracted before the logarithm: the known minimum, a hair below it so that the minimum itself has a height.
 * @param {LandscapeInfo} landscape
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
