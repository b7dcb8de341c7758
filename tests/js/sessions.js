/** Labs without a page on a network that does what a test tells it, and a screen that shows what they would show. */

import assert from "node:assert/strict";
import { LandscapeSession } from "../../static/js/state/landscape-session.js";
import { readHash } from "../../static/js/state/link.js";
import { NetworkSession } from "../../static/js/state/network-session.js";
import { ProblemError, Unreachable } from "../../static/js/transport/problems.js";
import { Server } from "../../static/js/transport/server.js";
import { bytesOf, FakeClock, FakeServer, generator, lossAt, settled } from "./faulty.js";

/** @typedef {import("../../static/js/state/session.js").Session} Session */
/** @typedef {import("./faulty.js").Faults} Faults */
/** @typedef {{url: string, body: any}} Question */

const OPTIMIZERS = [
  { name: "sgd", title: "SGD", momentum_field: "momentum" },
  { name: "adam", title: "Adam", momentum_field: "beta1" },
];
const LOSSES = [
  { name: "mse", title: "Mean squared error", schema: { properties: {} } },
  { name: "huber", title: "Huber", schema: { properties: { delta: { default: 1 } } } },
  { name: "cross_entropy", title: "Cross-entropy", schema: { properties: {} } },
];
/** Names of the losses that runs may have of their own on a data set. @param {string} dataset */
const lossesOn = (dataset) =>
  LOSSES.map(({ name }) => name).filter((name) => dataset !== "line" || name !== "cross_entropy");
const OUTLINE = {
  sizes: [2, 3, 2],
  parameters: 17,
  suggested_rate: 0.2,
  columns: ["loss", "accuracy"],
  evaluate_every: 1,
  probes: ["boundary", "weights"],
};
/** Whatever the server does not take. @param {any} experiment */
export const isRefused = ({ problem, runs = [] }) =>
  problem.name === "refused" ||
  problem.dataset?.name === "refused" ||
  runs.some(
    (/** @type {any} */ { learning_rate: rate, loss }) =>
      rate === 0.666 || (loss && !lossesOn(problem.dataset?.name).includes(loss.name)),
  );

/** @param {Record<string, any>} [more] */
export function run(more = {}) {
  const optimizer = { name: "sgd", momentum: 0.5 };
  const start = [1, 2];
  return {
    label: "",
    optimizer,
    learning_rate: 0.1,
    batch_size: null,
    start,
    loss: null,
    changes: [],
    ...more,
  };
}

/** @param {string} name @param {Record<string, any>} [more] */
export function landscape(name, more = {}) {
  const problem = { kind: "landscape", name, samples: 1, noise: 0 };
  return { problem, runs: [run()], steps: 200, seed: 0, ...more };
}

/** @param {string} name @param {Record<string, any>} [more] */
export function network(name, more = {}) {
  const problem = { kind: "network", dataset: { name }, initial_parameters: null };
  return { problem, runs: [run({ start: null })], steps: 200, seed: 0, ...more };
}

/** What the server makes of an experiment: complete, whatever it was. @param {any} experiment */
function completed(experiment) {
  const runs = (experiment.runs ?? [run()]).map((/** @type {any} */ one) => ({
    ...run(),
    ...one,
    learning_rate: one.learning_rate ?? 0.05,
  }));
  return { steps: 200, seed: 0, ...experiment, problem: { ...experiment.problem }, runs };
}

/** @param {Question} question */
function answerTo({ url, body }) {
  if (url.endsWith("/samples")) {
    const train = body.problem.dataset.samples ?? 40;
    return { train, inputs: new Array(train).fill([0, 0]), about: body };
  }
  if (url.endsWith("/explanations")) return { run: body.run, step: body.step, about: body };
  const { name } = body.problem;
  return {
    experiment: completed(body),
    landscape: { name, title: name, dimension: 2, learning_rate: 0.05, minima: [], log: false },
    problem: { ...OUTLINE, losses: lossesOn(body.problem.dataset?.name) },
  };
}

/**
 * @param {{Kind: typeof LandscapeSession | typeof NetworkSession, presets: any[], seed?: number, faults?: Faults,
 *   trouble?: number, locks?: string[]}} how  trouble: how often questions over HTTP fail
 */
export function setUp({ Kind, presets, seed = 1, faults = {}, trouble = 0, locks = [] }) {
  const random = generator(seed);
  const clock = new FakeClock(random);
  const net = new FakeServer(clock, random, faults);
  net.refuses = isRefused;
  /** @type {Question[]} */
  const questions = [];
  const http = { trouble, delay: 20, questions };
  const server = new Server({ connect: net.connect, timers: clock });
  const reply = (/** @type {Question} */ question, /** @type {AbortSignal | undefined} */ signal) =>
    new Promise((resolve, reject) => {
      questions.push(question);
      const timer = clock.setTimeout(
        () => {
          if (random() < http.trouble)
            reject(random() < 0.5 ? new Unreachable("") : new ProblemError({ status: 503 }));
          else if (isRefused(question.body.experiment ?? question.body))
            reject(new ProblemError({ status: 422, title: "Invalid request" }));
          else resolve(structuredClone(answerTo(question)));
        },
        http.delay * 2 * random(),
      );
      const stop = () => {
        clock.clearTimeout(timer);
        reject(signal?.reason);
      };
      signal?.addEventListener("abort", stop);
    });
  server.post = (url, body, signal) => reply({ url, body: structuredClone(body) }, signal);
  server.bytes = async (url, signal) => {
    const { experiment: body } = await readHash(
      `e=${new URLSearchParams(url.split("?")[1]).get("s")}`,
    );
    await reply({ url, body }, signal);
    const line = { shape: [2], data: Float64Array.of(0, 1) };
    const tensors = { x: line, y: line, z: { shape: [2, 2], data: new Float64Array(4) } };
    return bytesOf({ metadata: {}, tensors });
  };
  server.stream.whole = async () => Promise.reject(new Unreachable(""));
  const catalog = {
    optimizers: OPTIMIZERS,
    losses: LOSSES,
    datasets: [],
    schedules: [],
    gradient_clipping: { schema: {} },
  };
  const session = new /** @type {any} */ (Kind)({
    server,
    catalog,
    presets: presets.map((experiment, k) => ({ name: String(k), experiment })),
    locks,
    frame: (/** @type {(time: number) => void} */ tick) =>
      /** @type {number} */ (clock.setTimeout(() => tick(clock.now()), 16)),
  });
  session.lab.columns = ["step", "loss"];
  const screen = new Screen(session, clock);
  return { session: /** @type {any} */ (session), clock, net, http, server, screen };
}

/** Draws a session once a frame, as a page does, and holds that all on screen belongs together. */
export class Screen {
  /** @param {any} session @param {FakeClock} clock */
  constructor(session, clock) {
    this.session = session;
    this.clock = clock;
    this.asked = false;
    this.drawn = 0;
    /** Nobody sees it. */
    this.off = false;
    session.events.on("draw", () => this.ask());
  }

  ask() {
    if (this.asked || this.off) return;
    this.asked = true;
    this.clock.setTimeout(() => {
      this.asked = false;
      if (!this.off) this.draw();
    }, 16);
  }

  draw() {
    const { session } = this;
    if (!session.ready) return;
    this.drawn += 1;
    if (session.network) {
      session.goOn();
      session.probe([{ name: "boundary" }, { name: "absent" }]);
    } else void session.ground;
    assertRows(session);
    assertExplained(session);
    if (session.network) assertProbed(session);
    session.drawn();
  }
}

/** What is descended: samples and noise may change under rows that are still shown. @param {any} problem */
function ground({ dataset, name }) {
  return [dataset, name];
}

/** Which problem is on screen: what is being loaded is not. @param {any} session */
function problemOf({ lab, network }) {
  return network ? network.loaded : lab.experiment.problem;
}

/** No row of another experiment is shown. @param {any} session */
function assertRows(session) {
  const { lab } = session;
  const { runs } = lab.experiment;
  for (const list of [lab.slots, lab.traces, lab.ghosts])
    assert.ok(list.length === runs.length || list === lab.traces, "a list for each run");
  assert.ok(lab.selected >= 0 && lab.selected < runs.length, "a run is chosen");
  if (!lab.traces.some(Boolean)) return;
  const { shown } = lab;
  assert.deepEqual(ground(shown.problem), ground(problemOf(session)), "rows of another problem");
  if (shown.runs.length !== lab.traces.length) return;
  for (const [index, trace] of lab.traces.entries())
    for (let row = 0; trace && row < trace.rows; row += 13)
      assert.equal(trace.columns.loss[row], lossAt(shown, index, row), `run ${index}, row ${row}`);
}

/** What is explained is a step of the chosen run on what is shown. @param {any} session */
function assertExplained(session) {
  const found = session.explanation();
  if (!found || found.run !== session.lab.selected) return;
  const { experiment } = found.about;
  assert.deepEqual(experiment.problem, session.lab.experiment.problem, "another's explanation");
}

/** A probe looks into a network on what is shown. @param {any} session */
function assertProbed(session) {
  const found = session.prober.get("boundary");
  if (!found) return;
  const { problem } = JSON.parse(found.note.about);
  assert.deepEqual(problem, session.network.loaded, "another's probe");
}

/** Time passes until nothing is under way any more, or a minute. @param {ReturnType<typeof setUp>} parts */
export async function calm({ clock }) {
  await clock.run(60_000);
  await settled();
}

export { LandscapeSession, NetworkSession };
