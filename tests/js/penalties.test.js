/** Penalties of a network are its problem's, and a run may set others on its way: by a knob, as any change is made. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { changeText, ownPenalties } from "../../static/js/state/experiment.js";
import { permits } from "../../static/js/state/locks.js";
import { runCards } from "../../static/js/state/models.js";
import { calm, NetworkSession, network, setUp } from "./sessions.js";

async function opened({ apply = "step", l2 = 0.1 } = {}) {
  const parts = setUp({ Kind: NetworkSession, presets: [network("first")] });
  const first = network("valley");
  const experiment = { ...first, problem: { ...first.problem, l1: 0, l2 } };
  const view = /** @type {any} */ ({ step: 20, apply });
  await Promise.all([parts.session.open(experiment, { view }), calm(parts)]);
  const session = /** @type {any} */ (parts.session);
  const changes = () => session.lab.experiment.runs[0].changes;
  return { session, lab: session.lab, changes };
}

/** What the card's knobs show at a step. @param {any} lab @param {number} step */
function shown(lab, step) {
  const [card] = runCards(lab, step, String);
  return [card.penalties.l1, card.penalties.l2];
}

test("a penalty that is turned while it plays is a change at this step, and taken back at once", async () => {
  const { session, lab, changes } = await opened();
  for (const value of [0.2, 0.3]) lab.turn(0, "l2", value, false);
  lab.turn(0, "l2", 0.4, true);
  assert.deepEqual(changes(), [{ at: 20, l2: 0.4 }]);
  assert.deepEqual(shown(lab, 19), [0, 0.1]);
  assert.deepEqual(shown(lab, 20), [0, 0.4]);
  assert.equal(lab.experiment.problem.l2, 0.1);
  const [text] = lab.views(String)[0].changes;
  assert.equal(text.text, "L2 0.1 → 0.4");
  session.takeBack();
  assert.deepEqual(changes(), []);
  session.doAgain();
  assert.deepEqual(changes(), [{ at: 20, l2: 0.4 }]);
});

test("what is turned back to the problem's own is no change", async () => {
  const { lab, changes } = await opened();
  lab.turn(0, "l2", 0.4, false);
  lab.turn(0, "l2", 0.1, true);
  assert.deepEqual(changes(), []);
  lab.turn(0, "l1", 0.01, true);
  assert.deepEqual(changes(), [{ at: 20, l1: 0.01 }]);
  lab.turn(0, "l1", 0, true);
  assert.deepEqual(changes(), []);
});

test("from the start it is the run's own, which beginning again leaves alone", async () => {
  const { session, lab, changes } = await opened({ apply: "start" });
  lab.turn(0, "l2", 0.5, true);
  assert.deepEqual(changes(), [{ at: 0, l2: 0.5 }]);
  assert.deepEqual(shown(lab, 0), [0, 0.5]);
  lab.applyMode = "step";
  lab.turn(0, "learning_rate", 0.03, true);
  session.reset();
  assert.deepEqual(changes(), [{ at: 0, l2: 0.5 }]);
  const changed = /** @type {any} */ ({ changes: [{ at: 0, l1: null, l2: 0.5, momentum: 0.1 }] });
  assert.deepEqual(ownPenalties(changed), [{ at: 0, l2: 0.5 }]);
});

test("a batch size that was full is said to have been so", () => {
  const run = { optimizer: { name: "sgd" }, changes: [{ at: 3, batch_size: 8 }] };
  const text = changeText(/** @type {any} */ (run), run.changes[0], String, () => 60);
  assert.equal(text, "B full → 8");
});

test("who holds the network holds its penalties, and nobody else does", () => {
  const run = /** @type {any} */ ({ optimizer: { name: "sgd" }, changes: [], learning_rate: 1 });
  const other = { ...run, changes: [{ at: 5, l2: 0.1 }] };
  const allowed = (/** @type {string} */ lock) =>
    permits(new Set([lock]), { runs: [run] }, { runs: [other] }, () => "momentum");
  assert.deepEqual(
    ["network", "l2", "l1", "optimizer", "learning_rate", "momentum"].filter(
      (lock) => !allowed(lock),
    ),
    ["network", "l2"],
  );
});
