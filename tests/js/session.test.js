/** A lab on a network that fails: what is shown belongs together, the later choice wins, and in the end all is there. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Unreachable } from "../../static/js/transport/problems.js";
import { rowsOf } from "./faulty.js";
import { calm, LandscapeSession, landscape, NetworkSession, network, setUp } from "./sessions.js";

/** @typedef {ReturnType<typeof setUp>} Parts */

const KINDS = [
  { name: "landscape", Kind: LandscapeSession, make: landscape },
  { name: "network", Kind: NetworkSession, make: network },
];
const FAULTS = /** @type {const} */ ({
  lost: { lost: 0.2 },
  late: { late: 0.4 },
  doubled: { doubled: 0.6 },
  unreadable: { broken: 0.2 },
  busy: { busy: 0.5 },
  full: { full: 0.5 },
  restarted: { restart: 0.2 },
});

/** Every row of what was opened is on screen, and its explanation. @param {Parts} parts */
function assertComplete({ session }) {
  const { lab } = session;
  assert.equal(lab.shown, lab.experiment);
  for (const [index, trace] of lab.traces.entries())
    assert.equal(trace?.rows, rowsOf(/** @type {any} */ (lab.experiment), index), `run ${index}`);
  const found = session.explanation();
  assert.deepEqual(found?.about.experiment, lab.experiment);
  assert.equal(found.step, session.player.step);
}

for (const { name, Kind, make } of KINDS) {
  const presets = [make("first"), make("second")];

  for (const [fault, faults] of Object.entries(FAULTS))
    test(`a ${name} lab mends itself: ${fault}`, async () => {
      for (let seed = 1; seed <= 12; seed += 1) {
        const parts = setUp({ Kind, presets, seed, faults, trouble: 0.3 });
        const { session, clock, net, http } = parts;
        void session.open(make("valley"), { view: { step: 50 } });
        for (let k = 0; k < 12; k += 1) {
          await clock.run(300);
          if (session.ready && k % 3 === 0) session.lab.turn(0, "learning_rate", 0.01 * k, true);
          if (k % 4 === 1) session.act("forward");
        }
        net.faults = {};
        http.trouble = 0;
        await calm(parts);
        await calm(parts);
        session.act("end");
        await calm(parts);
        assertComplete(parts);
        session.dispose();
      }
    });

  test(`of two quick choices in a ${name} lab the later is shown and nothing of the other`, async () => {
    for (let seed = 1; seed <= 60; seed += 1) {
      const parts = setUp({
        Kind,
        presets,
        seed,
        faults: { late: 0.2, doubled: 0.2 },
        trouble: 0.2,
      });
      const { session, clock, http } = parts;
      await Promise.all([session.open(make("valley")), clock.run(100_000)]);
      /** @type {string[]} */
      const seen = [];
      session.events.on("opened", () => seen.push(nameOf(session)));
      const first = session.open(make("one"), { view: { step: 3 } });
      await clock.run(seed);
      const second = session.open(make("other"), { view: { step: 7 } });
      await clock.run(100_000);
      http.trouble = 0;
      await calm(parts);
      const firstSeen = await first;
      assert.equal(await second, true);
      assert.deepEqual(seen, firstSeen ? ["one", "other"] : ["other"]);
      assert.equal(nameOf(session), "other");
      assert.equal(session.state.step, 7);
      session.act("end");
      await calm(parts);
      assertComplete(parts);
    }
  });

  test(`a refused experiment leaves a ${name} lab as it is, and says why`, async () => {
    const parts = setUp({ Kind, presets });
    const { session } = parts;
    await Promise.all([session.open(make("valley")), calm(parts)]);
    const { experiment } = session.lab;
    const [opened] = await Promise.all([session.open(make("refused")), calm(parts)]);
    assert.equal(opened, false);
    assert.equal(session.error?.title, "This experiment cannot be shown");
    assert.equal(session.lab.experiment, experiment);
    session.act("end");
    await calm(parts);
    assertComplete(parts);
  });

  test(`a ${name} lab that cannot show what it begins with shows the first example`, async () => {
    const parts = setUp({ Kind, presets });
    const { session } = parts;
    const [opened] = await Promise.all([session.open(make("refused")), calm(parts)]);
    assert.equal(opened, true);
    assert.equal(nameOf(session), "first");
    assert.equal(session.error?.title, "This experiment cannot be shown");
  });

  test(`what a ${name} lab is refused is not asked again by the next drawings`, async () => {
    const parts = setUp({ Kind, presets });
    const { session, net, http, clock, screen } = parts;
    await Promise.all([session.open(make("valley")), calm(parts)]);
    session.lab.turn(0, "learning_rate", 0.666, true);
    await clock.run(2000);
    assert.equal(session.error?.title, "Invalid request");
    const asked = [net.advances.length, http.questions.length];
    const { drawn } = screen;
    for (let k = 0; k < 200; k += 1) {
      session.draw();
      await clock.run(100);
    }
    assert.ok(screen.drawn > drawn + 100);
    assert.deepEqual([net.advances.length, http.questions.length], asked);
    session.lab.turn(0, "learning_rate", 0.3, true);
    session.act("end");
    await calm(parts);
    assert.equal(session.error, null);
    assertComplete(parts);
  });

  test(`a ${name} lab out of sight asks for nothing and stands still; in sight again it goes on`, async () => {
    for (const [seed, trouble] of [0, 0.6, 0.8, 0.9].entries()) {
      const parts = setUp({ Kind, presets, seed });
      const { session, net, http, clock, screen } = parts;
      http.delay = 200;
      net.delay = 50;
      void session.open(make("valley", { steps: 5000 }), { view: { step: 4 } });
      await clock.run(10_000);
      http.trouble = trouble;
      net.faults = { busy: trouble };
      session.lab.turn(0, "learning_rate", 0.3, true);
      session.act("forward");
      await clock.run(2500);
      session.player.speed = 20;
      session.act("toggle");
      session.lab.turn(0, "learning_rate", 0.35, true);
      await clock.run(60);
      session.sleep(true);
      screen.off = true;
      await clock.run(1);
      const asked = [net.advances.length, http.questions.length];
      const { step } = session.player;
      session.lab.turn(0, "learning_rate", 0.4, true);
      session.draw();
      await clock.run(200_000);
      assert.deepEqual([net.advances.length, http.questions.length], asked);
      assert.equal(session.player.step, step);
      net.faults = {};
      http.trouble = 0;
      session.sleep(false);
      screen.off = false;
      session.draw();
      await clock.run(20_000);
      assert.ok(session.player.playing && session.player.step > step);
      session.act("end");
      await calm(parts);
      assertComplete(parts);
    }
  });

  test(`what a ${name} lab opens out of sight has its rows when somebody sees it`, async () => {
    const parts = setUp({ Kind, presets });
    const { session, net, clock } = parts;
    session.sleep(true);
    const [opened] = await Promise.all([session.open(make("valley")), clock.run(60_000)]);
    assert.equal(opened, true);
    assert.equal(net.advances.length, 0);
    session.sleep(false);
    session.act("end");
    await calm(parts);
    assertComplete(parts);
  });

  test(`of a ${name} lab nothing goes on when it is disposed of, whatever it was doing`, async () => {
    for (let seed = 1; seed <= 80; seed += 1) {
      const faults = { busy: 0.4, late: 0.2, full: 0.1, unreachable: 0.1 };
      const parts = setUp({ Kind, presets, seed, faults, trouble: 0.4 });
      const { session, server, clock, screen } = parts;
      void session.open(make("valley"));
      await clock.run(40 * seed);
      if (seed % 2 && session.ready) session.act("toggle");
      if (seed % 3 === 0) void session.open(make("other"));
      if (seed % 3 === 1 && session.ready) session.act("reseed");
      await clock.run(seed);
      screen.off = true;
      /** @type {string[]} */
      const told = [];
      for (const name of /** @type {const} */ (["draw", "rest"]))
        session.events.on(name, () => told.push(name));
      session.dispose();
      assert.deepEqual(told, []);
      assert.equal(server.stream.lanes.size, 0);
      assert.equal(server.stream.listeners.size, 0);
      assert.deepEqual(Object.keys(session.events.listeners), []);
      server.end();
      const { drawn } = screen;
      // What is on the wire arrives; no pause and no patience is as short as that.
      await clock.run(100);
      assert.equal(clock.waiting.size, 0, `seed ${seed}: something goes on`);
      assert.equal(screen.drawn, drawn);
    }
  });
}

test("whoever has been overtaken, or waits for what a page begins with, is left with the lab", async () => {
  const parts = setUp({ Kind: LandscapeSession, presets: [landscape("first")] });
  const { session, server, clock, http } = parts;
  http.delay = 5000;
  void session.open(landscape("one"));
  await clock.run(100);
  void session.open(landscape("other"));
  const begun = server.once("what there is", () => Promise.reject(new Unreachable("")));
  const left = assert.rejects(begun);
  await clock.run(100);
  session.dispose();
  server.end();
  await clock.run(0);
  assert.equal(clock.waiting.size, 0);
  await left;
});

/** @param {any} session */
function nameOf({ lab, network: loaded }) {
  const { problem } = lab.experiment;
  return loaded ? problem.dataset.name : problem.name;
}

test("another problem under the same runs: the newest of several changes wins", async () => {
  for (let seed = 1; seed <= 40; seed += 1) {
    const parts = setUp({ Kind: NetworkSession, presets: [network("first")], seed, trouble: 0.2 });
    const session = parts.session;
    const { clock, http } = parts;
    await Promise.all([session.open(network("valley")), clock.run(100_000)]);
    for (const name of ["moons", "rings", "xor"]) {
      session.changeProblem({ dataset: { name } });
      assert.equal(session.lab.experiment.problem.dataset.name, name);
      await clock.run(seed);
      // Rows that come meanwhile are still those of the problem on screen.
      session.lab.turn(0, "learning_rate", 0.1 + 0.01 * seed, true);
      await clock.run(seed);
    }
    await clock.run(20_000);
    http.trouble = 0;
    await calm(parts);
    session.act("end");
    await calm(parts);
    assert.equal(nameOf(session), "xor");
    assert.equal(session.lab.experiment.runs[0].learning_rate, 0.1 + 0.01 * seed);
    assert.equal(session.network.samples.about.problem.dataset.name, "xor");
    assertComplete(parts);
  }
});

test("runs keep their own losses under another problem, as far as these fit it", async () => {
  const parts = setUp({ Kind: NetworkSession, presets: [network("first")] });
  const { session } = parts;
  const own = (/** @type {string} */ name) => run({ start: null, loss: { name } });
  const runs = [run({ start: null }), own("mse"), own("cross_entropy")];
  await Promise.all([session.open(network("valley", { runs })), calm(parts)]);
  const losses = () =>
    session.lab.experiment.runs.map((/** @type {any} */ { loss }) => loss?.name ?? null);
  for (const [part, expected] of [
    [{ l2: 0.1 }, [null, "mse", "cross_entropy"]],
    [{ dataset: { name: "line" } }, [null, "mse", null]],
    [{ dataset: { name: "moons" } }, [null, "mse", null]],
  ]) {
    session.changeProblem(part);
    await calm(parts);
    assert.equal(session.error, null);
    assert.deepEqual(losses(), expected);
    session.act("end");
    await calm(parts);
    assertComplete(parts);
  }
});

test("a run is said to descend the loss whose rows are on screen", async () => {
  const parts = setUp({ Kind: NetworkSession, presets: [network("first")] });
  const { session } = parts;
  const valley = network("valley");
  const problem = { ...valley.problem, loss: { name: "cross_entropy" } };
  await Promise.all([session.open({ ...valley, problem }), calm(parts)]);
  const { lab } = session;
  const shown = () => lab.views(String).map((/** @type {any} */ { lossName }) => lossName);
  assert.deepEqual(shown(), ["Cross-entropy"]);
  lab.patch(0, { loss: { name: "huber", delta: 0.5 } });
  assert.equal(lab.defaultLabel(lab.experiment.runs[0]), "SGD, Huber, delta 0.5");
  assert.equal(lab.shown.runs[0].loss, null, "the rows are those of before");
  assert.deepEqual(shown(), ["Cross-entropy"]);
  await calm(parts);
  assert.deepEqual(lab.shown.runs[0].loss, { name: "huber", delta: 0.5 });
  assert.deepEqual(shown(), ["Huber, delta 0.5"]);
  session.act("undo");
  await calm(parts);
  assert.deepEqual(shown(), ["Cross-entropy"]);
});

test("a refused problem leaves the one shown, with the runs that it had", async () => {
  const parts = setUp({ Kind: NetworkSession, presets: [network("first")] });
  const session = parts.session;
  await Promise.all([session.open(network("valley")), calm(parts)]);
  session.changeProblem({ dataset: { name: "refused" } });
  session.lab.duplicate(0);
  await calm(parts);
  assert.equal(nameOf(session), "valley");
  assert.equal(session.error?.title, "This network cannot be trained");
  assert.equal(session.lab.slots.length, session.lab.experiment.runs.length);
  session.act("end");
  await calm(parts);
  assertComplete(parts);
});

test("what explains one experiment is not shown with another on the same landscape", async () => {
  const parts = setUp({ Kind: LandscapeSession, presets: [landscape("first")] });
  const { session, http, clock } = parts;
  await Promise.all([session.open(landscape("valley"), { view: { step: 5 } }), calm(parts)]);
  assert.equal(session.explanation()?.about.step, 5);
  http.delay = 2000;
  const other = landscape("valley", { runs: [run({ learning_rate: 0.4 })] });
  void session.open(other, { view: { step: 5 } });
  let drawn = 0;
  while (session.explanation()?.about.experiment.runs[0].learning_rate !== 0.4) {
    await clock.run(16);
    if (session.lab.experiment.runs[0].learning_rate !== 0.4) continue;
    drawn += 1;
    const rate = session.explanation()?.about.experiment.runs[0].learning_rate;
    assert.ok(rate === undefined || rate === 0.4, `explained with ${rate}`);
  }
  assert.ok(drawn > 1);
});

for (const { name, Kind, make } of KINDS)
  test(`what a ${name} lab says of itself opens the same once more`, async () => {
    const parts = setUp({ Kind, presets: [make("first")] });
    const { session } = parts;
    const runs = [run(), run({ learning_rate: 0.3 }), run({ optimizer: { name: "adam" } })];
    await Promise.all([session.open(make("valley", { runs }), { view: { step: 9 } }), calm(parts)]);
    session.lab.select(2);
    session.lab.mute(1, true);
    session.look({
      lossScale: "linear",
      xAxis: "epoch",
      mapX: { path: "batch_size", from: 1, to: 40, scale: "log" },
      measure: { name: "outcome" },
    });
    if (session instanceof NetworkSession)
      session.look({
        strip: "rate",
        figure: "plane",
        plane: {
          kind: "weights",
          over: "batch",
          seed: 0,
          indices: [2, 5],
          other: 1,
          solid: true,
          beside: false,
        },
        point: 4,
        neuron: { layer: 1, unit: 2 },
      });
    else session.look({ zoom: { x: [0, 1], y: [2, 3] }, batchSurface: true });
    session.lab.turn(1, "learning_rate", 0.2, true);
    const said = structuredClone(session.state);
    const experiment = structuredClone(session.lab.experiment);
    assert.deepEqual(said.muted, [1]);
    const other = setUp({ Kind, presets: [make("first")] });
    for (const again of [session, other.session]) {
      const view = structuredClone(said);
      const opened = again.open(structuredClone(experiment), { view });
      await Promise.all([opened, calm(parts), calm(other)]);
      assert.deepEqual(again.state, said);
      assert.deepEqual(again.lab.experiment, experiment);
    }
  });

test("a window belongs to its landscape: another one forgets it, and a line's ends are no part of a plane", async () => {
  const parts = setUp({ Kind: LandscapeSession, presets: [landscape("first")] });
  const session = /** @type {LandscapeSession} */ (parts.session);
  const open = (/** @type {string} */ name, view = {}) =>
    Promise.all([session.open(landscape(name), { view }), calm(parts)]);
  /** @type {[number, number]} */
  const side = [0, 1];
  await open("first", { zoom: { x: side, y: side } });
  assert.deepEqual(session.state.zoom, { x: side, y: side });
  await open("second");
  assert.equal(session.state.zoom, null);
  await open("first", { zoom: { x: side } });
  assert.equal(session.state.zoom, null);
  assert.equal(session.thereOf({ zoom: { x: side } }).zoom, null);
  await Promise.all([session.changeProblem({ kind: "landscape", name: "third" }), calm(parts)]);
  session.look({ zoom: { x: side, y: side } });
  session.takeBack();
  assert.equal(session.state.zoom, null);
});

/** @param {Record<string, any>} more */
function run(more = {}) {
  return { ...landscape("").runs[0], ...more };
}
