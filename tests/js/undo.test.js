/** Whatever is done can be taken back and done again; what is only looked at stays. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { generator } from "./faulty.js";
import { calm, LandscapeSession, landscape, NetworkSession, network, setUp } from "./sessions.js";

const KINDS = [
  { name: "landscape", Kind: LandscapeSession, make: landscape },
  { name: "network", Kind: NetworkSession, make: network },
];

/** @param {typeof KINDS[number]} kind @param {Partial<Parameters<typeof setUp>[0]>} [how] */
async function opened({ Kind, make }, how = {}) {
  const parts = setUp({ Kind, presets: [make("first")], ...how });
  const experiment = make("valley", { runs: [...make("").runs, ...make("").runs] });
  await Promise.all([parts.session.open(experiment, { view: { step: 20 } }), calm(parts)]);
  return { ...parts, session: /** @type {any} */ (parts.session) };
}

/** What of a session an edit changes, as text. @param {any} session */
function textOf({ lab, network: loaded }) {
  const { experiment, slots, landscape: land } = lab;
  return JSON.stringify([experiment, slots, land?.name, loaded?.samples.about]);
}

/** Something a visitor does. @param {any} session @param {(count: number) => number} pick */
function act(session, pick) {
  const { lab } = session;
  const index = pick(lab.experiment.runs.length);
  const doings = [
    () => lab.turn(index, "learning_rate", pick(1000) / 1000, true),
    () => lab.turn(index, "momentum", pick(1000) / 1000, true),
    () => lab.patch(index, { label: `name ${pick(1000)}` }),
    () => lab.remedy(index, { change: { learning_rate: pick(1000) } }, 5 + pick(20)),
    () => session.fork(),
    () => lab.add(structuredClone(lab.experiment.runs[0])),
    () => lab.remove(index),
    () => session.reset(),
    () => session.reset(pick(1000)),
    () => session.open({ ...lab.experiment, steps: 100 + pick(100) }, {}),
    () => session.changeProblem(otherProblem(session, pick)),
  ];
  return doings[pick(doings.length)]();
}

/** @param {any} session @param {(count: number) => number} pick */
function otherProblem(session, pick) {
  const name = `problem ${pick(1000)}`;
  return session.network ? { dataset: { name } } : { kind: "landscape", name };
}

for (const kind of KINDS) {
  test(`what one drag does to a ${kind.name} lab is taken back at once`, async () => {
    const parts = await opened(kind);
    const { session } = parts;
    const before = textOf(session);
    const drag = (/** @type {number[]} */ rates) => {
      for (const [k, rate] of rates.entries())
        session.byHand(k === rates.length - 1, () =>
          session.lab.patch(0, { learning_rate: { name: "cosine", initial: rate } }),
        );
    };
    drag([0.1, 0.2, 0.3]);
    const between = textOf(session);
    drag([0.4]);
    drag([0.5, 0.6]);
    session.act("undo");
    session.act("undo");
    assert.equal(textOf(session), between);
    session.act("undo");
    assert.equal(textOf(session), before);
    session.act("redo");
    assert.equal(textOf(session), between);
  });

  test(`a ${kind.name} lab goes all the way back, and forth again`, async () => {
    for (let seed = 1; seed <= 15; seed += 1) {
      const parts = await opened(kind, { seed });
      const { session } = parts;
      const random = generator(seed);
      const pick = (/** @type {number} */ count) => Math.floor(random() * count);
      const moments = [textOf(session)];
      while (moments.length < 12) {
        act(session, pick);
        await calm(parts);
        assert.equal(session.error, null);
        const edits = session.undo.past.length;
        if (edits === moments.length) moments.push(textOf(session));
        else assert.equal(textOf(session), moments.at(-1), "an edit that cannot be taken back");
      }
      for (const moment of moments.slice(0, -1).reverse()) {
        session.act("undo");
        assert.equal(textOf(session), moment, `seed ${seed}`);
        if (random() < 0.3) await calm(parts);
      }
      session.act("undo");
      assert.equal(session.undo.canUndo, false);
      for (const moment of moments.slice(1)) {
        session.act("redo");
        assert.equal(textOf(session), moment, `seed ${seed}`);
      }
      assert.equal(session.undo.canRedo, false);
      session.act("end");
      await calm(parts);
      assert.equal(session.lab.shown, session.lab.experiment);
      for (const trace of session.lab.traces) assert.equal(trace.rows, trace.reach + 1);
    }
  });

  test(`in a ${kind.name} lab a drag is one edit, and whatever else is done ends it`, async () => {
    const { session } = await opened(kind);
    const { lab } = session;
    lab.applyMode = "start";
    const before = textOf(session);
    for (const rate of [0.2, 0.3, 0.4]) lab.turn(0, "learning_rate", rate, false);
    lab.turn(0, "learning_rate", 0.5, true);
    assert.equal(session.undo.past.length, 1);
    session.act("undo");
    assert.equal(textOf(session), before);
    session.act("redo");
    assert.equal(lab.experiment.runs[0].learning_rate, 0.5);
    lab.turn(1, "learning_rate", 0.7, false);
    lab.patch(0, { label: "mine" });
    lab.patch(0, { label: "yours" });
    session.act("undo");
    assert.equal(lab.experiment.runs[0].label, "mine");
  });

  test(`what a ${kind.name} lab opens during a drag can be left again`, async () => {
    const parts = await opened(kind);
    const { session } = parts;
    session.lab.turn(0, "learning_rate", 0.2, false);
    await Promise.all([session.open(kind.make("other")), calm(parts)]);
    const other = textOf(session);
    session.act("undo");
    assert.equal(session.title === "other", false);
    session.act("redo");
    assert.equal(textOf(session), other);
  });

  test(`taking back leaves choice and silence in a ${kind.name} lab as they are`, async () => {
    const { session } = await opened(kind);
    const { lab } = session;
    lab.turn(0, "learning_rate", 0.2, true);
    lab.mute(0, true);
    lab.select(1);
    lab.applyMode = "start";
    session.act("undo");
    assert.deepEqual([session.state.muted, lab.selected, lab.applyMode], [[0], 1, "start"]);
    session.act("redo");
    assert.deepEqual([session.state.muted, lab.selected, lab.applyMode], [[0], 1, "start"]);
  });

  test(`a silent run that is removed from a ${kind.name} lab comes back silent`, async () => {
    const { session } = await opened(kind);
    const { lab } = session;
    lab.mute(1, true);
    lab.remove(1);
    lab.select(0);
    session.act("undo");
    assert.deepEqual([session.state.muted, lab.selected], [[1], 0]);
    lab.duplicate(0);
    assert.equal(lab.selected, 1);
    session.act("undo");
    assert.deepEqual([session.state.muted, lab.selected], [[1], 0]);
  });

  test(`what was muted in another experiment says nothing in a ${kind.name} lab`, async () => {
    const parts = await opened(kind);
    const { session } = parts;
    session.lab.mute(1, true);
    await Promise.all([
      session.open(kind.make("other", { runs: parts.session.lab.experiment.runs })),
      calm(parts),
    ]);
    assert.deepEqual(session.state.muted, []);
    session.lab.mute(0, true);
    session.act("undo");
    assert.deepEqual(session.state.muted, [1]);
    session.act("redo");
    assert.deepEqual(session.state.muted, [0]);
  });

  test(`undo while a ${kind.name} lab opens something leaves that, and it does not come`, async () => {
    for (const wait of [0, 5, 30, 300]) {
      const parts = await opened(kind, { faults: {} });
      const { session, clock, http } = parts;
      session.lab.turn(0, "learning_rate", 0.2, true);
      const before = textOf(session);
      http.delay = 4000;
      const opening = session.open(kind.make("other"));
      await clock.run(wait);
      session.act("undo");
      assert.equal(textOf(session), before);
      await calm(parts);
      assert.equal(await opening, false);
      assert.equal(textOf(session), before);
      session.act("undo");
      assert.equal(session.lab.experiment.runs[0].learning_rate, 0.1);
    }
  });
}

test("undo while another problem is on its way leaves that, with what was done meanwhile", async () => {
  for (let wait = 0; wait < 120; wait += 7) {
    const parts = await opened(KINDS[1]);
    const { session, clock, http } = parts;
    const before = textOf(session);
    http.delay = 40;
    session.changeProblem({ dataset: { name: "moons" } });
    session.lab.duplicate(0);
    await clock.run(wait);
    session.act("undo");
    assert.equal(textOf(session), before, `after ${wait} ms`);
    await calm(parts);
    assert.equal(textOf(session), before, `after ${wait} ms, later`);
    assert.equal(session.lab.slots.length, 2);
  }
});

for (const waits of [true, false])
  test(`a drag through the settings of the data is one edit, ${waits ? "all" : "some"} of its problems shown`, async () => {
    const parts = await opened(KINDS[1]);
    const { session } = parts;
    const before = textOf(session);
    for (const noise of [0.1, 0.2, 0.3]) {
      const dataset = { name: "moons", noise };
      session.byHand(noise === 0.3, () => session.changeProblem({ dataset }));
      if (waits || noise < 0.3) await calm(parts);
    }
    assert.equal(session.lab.experiment.problem.dataset.noise, 0.3);
    session.act("undo");
    await calm(parts);
    assert.equal(textOf(session), before);
    assert.equal(session.undo.canUndo, false);
  });

test("a drag is one edit where its last problem overtakes another on its way", async () => {
  const parts = await opened(KINDS[1]);
  const { session, clock, http } = parts;
  const before = textOf(session);
  const drag = (/** @type {number} */ noise) =>
    session.byHand(false, () => session.changeProblem({ dataset: { name: "moons", noise } }));
  drag(0.1);
  await calm(parts);
  http.delay = 40;
  drag(0.2);
  await clock.run(20);
  drag(0.3);
  await clock.run(85);
  session.act("undo");
  await calm(parts);
  assert.equal(textOf(session), before);
});
