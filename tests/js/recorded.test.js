/** A lab whose server is a record: the same session, and no network. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { LandscapeSession } from "../../static/js/state/landscape-session.js";
import { ProblemError } from "../../static/js/transport/problems.js";
import { Recorded } from "../../static/js/transport/recorded.js";
import { FakeClock, settled } from "./faulty.js";
import { landscape } from "./sessions.js";

const STEPS = 30;

/** @param {Partial<ConstructorParameters<typeof Recorded>[0]>} [more] */
function record(more = {}) {
  const clock = new FakeClock();
  const experiment = landscape("bowl", { steps: STEPS });
  const info = { name: "bowl", title: "Bowl", dimension: 2, minima: [], log: false };
  const steps = Float64Array.from({ length: STEPS + 1 }, (_, k) => k);
  const column = { shape: [STEPS + 1], data: steps };
  let read = 0;
  const recorded = new Recorded({
    answers: { "/api/v1/experiments/normalize": { experiment, landscape: info } },
    timers: clock,
    async whole() {
      read += 1;
      const tensors = { "runs.0.step": column, "runs.0.loss": column };
      const outcomes = JSON.stringify([{ status: "completed", step: null }]);
      const metadata = { from: "0", to: String(STEPS), last: "true", outcomes };
      return { metadata, tensors };
    },
    bytes: async () => Promise.reject(new ProblemError({ status: 404 })),
    ...more,
  });
  const catalog = { optimizers: [], schedules: [], gradient_clipping: { schema: {} } };
  const presets = [{ name: "replay", experiment }];
  const session = new /** @type {any} */ (LandscapeSession)({ server: recorded, catalog, presets });
  return { recorded, session, experiment, clock, read: () => read };
}

test("the rows that were recorded are shown, read once", async () => {
  const { session, experiment, read } = record();
  session.lab.columns = ["step", "loss"];
  assert.equal(await session.open(experiment, { view: { step: 12 } }), true);
  await settled();
  assert.deepEqual([...session.lab.traces[0].columns.loss].slice(0, 3), [0, 1, 2]);
  assert.equal(session.lab.traces[0].rows, STEPS + 1);
  await session.open(experiment);
  await settled();
  assert.equal(read(), 1);
  assert.equal(session.reachable, "open");
});

test("what was not recorded is refused and leaves what is shown", async () => {
  const { recorded, session, experiment } = record();
  session.lab.columns = ["step", "loss"];
  await session.open(experiment);
  await settled();
  await assert.rejects(recorded.post("/api/v1/explanations"), ProblemError);
  session.explanation();
  await settled();
  assert.equal(session.explanation(), null);
  assert.equal(session.lab.traces[0].rows, STEPS + 1);
});

test("rows that cannot be read are a refusal; after the end nothing is heard", async () => {
  const broken = record({ whole: () => Promise.reject(new ProblemError({ status: 404 })) });
  await broken.session.open(broken.experiment);
  await settled();
  assert.match(broken.session.error.title, /not recorded/);
  const ended = record();
  let heard = 0;
  const events = { onFrame: () => (heard += 1), onProblem: () => (heard += 1) };
  const lane = ended.recorded.stream.lane(/** @type {any} */ (events));
  lane.ask({ experiment: {}, from: 0, to: STEPS, columns: ["loss"] });
  ended.recorded.end();
  await settled();
  assert.equal(heard, 0);
});
