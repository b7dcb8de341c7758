/**
 * The error surface of a network with a weight and a bias, as figures of a landscape are told of it. Its window holds
 * what the server says of start and lowest point, and the runs as far as they stay near. No DOM in here.
 */

import { grown, sidesOf } from "../lib/window.js";
import { Grounds } from "./ground.js";
import { REFUSED } from "./session.js";

/** @typedef {import("../types.js").RunTrace} RunTrace */
/** @typedef {import("../experiments.js").Terrain} Terrain */
/** @typedef {NonNullable<import("../experiments.js").Outline["surface"]>} Known */
/** @typedef {[number, number][]} Sides */
/** @typedef {import("./ground.js").Subject} Subject */

/** Runs beyond so many widths of the window have left it, as those that diverge do. */
const NEAR = 1;
/** @type {Terrain["minima"]} */
const NOBODY_KNOWS = [];

/** How far the rows of a trace go within a window's surroundings. */
class Reach {
  /** @param {Sides} home */
  constructor(home) {
    this.rows = 0;
    this.around = home.map(([low, high]) => [
      low - NEAR * (high - low),
      high + NEAR * (high - low),
    ]);
    /** @type {Sides} */
    this.sides = home.map(([low, high]) => [low, high]);
  }

  /** Takes up the rows that are new. @param {RunTrace} trace */
  extend({ rows, columns: { parameters }, dimension }) {
    for (; parameters && this.rows < rows; this.rows++) {
      const point = this.sides.map((_, k) => parameters[this.rows * dimension + k]);
      const near = point.every((v, k) => this.around[k][0] <= v && v <= this.around[k][1]);
      // Where a run begins is seen wherever that is.
      if (!near && this.rows > 0) continue;
      for (const [k, value] of point.entries()) {
        const side = this.sides[k];
        side[0] = Math.min(side[0], value);
        side[1] = Math.max(side[1], value);
      }
    }
  }
}

export class ErrorSurface {
  /** @param {import("./network-session.js").NetworkSession} session */
  constructor(session) {
    const { server } = session;
    this.session = session;
    this.grounds = new Grounds({
      timers: server.timers,
      onAnswer: () => session.draw(),
      onRefused: (error) => session.fail(REFUSED, session.wordsOf(error)),
      server,
    });
    /** @type {WeakMap<RunTrace, Reach>} */
    this.reaches = new WeakMap();
    /** @type {Known | null} */
    this.known = null;
    /** @type {Terrain | null} */
    this.last = null;
    /** What was asked for last. */
    this.question = {
      key: /** @type {unknown[]} */ ([]),
      subject: /** @type {Subject} */ ({}),
      name: "",
    };
  }

  /** What is known of it: the same object as long as nothing changes. */
  get terrain() {
    const { outline, lab, problemTitle } = this.session;
    const known = outline.surface;
    if (!known) throw new Error("this network has no error surface");
    if (known !== this.known) {
      this.known = known;
      this.reaches = new WeakMap();
      this.last = null;
    }
    const home = /** @type {Sides} */ (known.window);
    const { traces, experiment, selected } = lab;
    const window = grown(
      home,
      traces.flatMap((trace) => (trace ? [this.reachOf(trace, home)] : [])),
    );
    // Of another loss than the problem's nobody knows the minimum.
    const minima = experiment.runs[selected]?.loss ? NOBODY_KNOWS : known.minima;
    const title = `the loss on ${problemTitle}`;
    const { last } = this;
    if (last?.title === title && last.minima === minima && String(last.window) === String(window))
      return last;
    const { log, start } = known;
    this.last = {
      name: "error",
      title,
      letters: [...known.names],
      formula: "",
      dimension: 2,
      window,
      log,
      minima,
      start,
      plain: true,
    };
    return this.last;
  }

  /** The losses under the paths, by the loss of the chosen run. */
  get ground() {
    const { name, subject } = this.asked;
    const { terrain } = this;
    const window = sidesOf(this.session.view.zoom, /** @type {Sides} */ (terrain.window));
    return this.grounds.of(name, subject, terrain, window);
  }

  /** Of what the losses are, and its name, made once: where runs begin does not alter them. */
  get asked() {
    const { lab, network } = this.session;
    const { seed, runs } = lab.experiment;
    const loss = network.lossOf(runs[lab.selected]);
    const key = [network.loaded, loss, seed];
    if (!key.every((part, k) => part === this.question.key[k])) {
      const seen = { loss, initial_parameters: null, weight_seed: null };
      const problem = /** @type {import("../experiments.js").SurfaceProblem} */ ({
        ...network.loaded,
        ...seen,
      });
      const subject = { problem, seed };
      this.question = { key, subject, name: JSON.stringify(subject) };
    }
    return this.question;
  }

  /** @param {RunTrace} trace @param {Sides} home */
  reachOf(trace, home) {
    const reach = this.reaches.get(trace) ?? new Reach(home);
    this.reaches.set(trace, reach);
    reach.extend(trace);
    return reach.sides;
  }
}

/** What the axes are called: of scaled numbers the network learns other parameters than of the data's own. @param {Known} known @returns {[string, string]} */
export function axesOf({ names: [w, b], inputs_scaled, targets_scaled }) {
  // Beside the upright axis there is no room for more than its name.
  return [inputs_scaled || targets_scaled ? `${w}, of scaled data` : w, b];
}
