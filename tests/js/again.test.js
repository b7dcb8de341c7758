import assert from "node:assert/strict";
import { test } from "node:test";
import { Explainer } from "../../static/js/state/explainer.js";
import { Grounds } from "../../static/js/state/ground.js";
import { Newest, persistently } from "../../static/js/transport/again.js";
import { isTrouble, ProblemError, Unreachable } from "../../static/js/transport/problems.js";
import { getJSON, post, postJSON } from "../../static/js/transport/rest.js";
import { Server } from "../../static/js/transport/server.js";
import { FakeClock, FakeServer, generator, settled } from "./faulty.js";

const LANDSCAPE = /** @type {any} */ ({ dimension: 2, log: false, minima: [] });

/** Work that fails so often, each time in its own way. @param {unknown[]} failures */
function failing(...failures) {
  const seen = { attempts: 0 };
  const work = async () => {
    seen.attempts += 1;
    const failure = failures.shift();
    if (failure) throw failure;
    return "done";
  };
  return { work, seen };
}

test("what fails for want of a server is done again, with growing pauses", async () => {
  const clock = new FakeClock();
  const { work, seen } = failing(
    new Unreachable("away"),
    new ProblemError({ status: 502 }),
    new ProblemError({ status: 503 }),
  );
  const done = persistently(work, { timers: clock });
  await clock.run(200);
  assert.equal(seen.attempts, 1);
  await clock.run(300);
  assert.equal(seen.attempts, 2);
  await clock.run(5000);
  assert.equal(await done, "done");
  assert.equal(seen.attempts, 4);
});

test("a server that names seconds is left alone for so long, and that is said", async () => {
  const clock = new FakeClock();
  const { work, seen } = failing(new ProblemError({ status: 429, retry_after: 5 }));
  const newest = new Newest(clock);
  const done = newest.run(work);
  await clock.run(4900);
  assert.deepEqual([seen.attempts, newest.troubled], [1, "busy"]);
  await clock.run(1000);
  assert.equal(await done, "done");
  assert.equal(newest.troubled, null);
});

test("a refusal, and a mistake of one's own, are not done again", async () => {
  for (const failure of [new ProblemError({ status: 422 }), new TypeError("a mistake")]) {
    const { work, seen } = failing(failure);
    await assert.rejects(persistently(work, { timers: new FakeClock() }));
    assert.equal(seen.attempts, 1);
  }
});

test("of two choices the later wins, whichever is answered first", async () => {
  const clock = new FakeClock();
  const newest = new Newest(clock);
  /** @type {((value: string) => void)[]} */
  const answers = [];
  const ask = () => new Promise((resolve) => answers.push(resolve));
  const first = newest.run(ask);
  await settled();
  const second = newest.run(ask);
  const third = newest.run(ask);
  answers[0]("first");
  await clock.run(10);
  answers[1]("third");
  assert.deepEqual(await Promise.all([first, second, third]), [null, null, "third"]);
  assert.equal(answers.length, 2);
});

test("a choice does not wait behind one that gets no answer", async () => {
  const clock = new FakeClock();
  /** @type {(string | null)[]} */
  const troubles = [];
  const newest = new Newest(clock, () => troubles.push(newest.troubled));
  const away = newest.run(async () => {
    throw new Unreachable("away");
  });
  await clock.run(60_000);
  assert.deepEqual(troubles, ["lost"]);
  const hanging = newest.run(
    (signal) => new Promise((_, reject) => signal?.addEventListener("abort", reject)),
  );
  await settled();
  const next = newest.run(async () => "next");
  await clock.run(1100);
  assert.deepEqual(await Promise.all([away, hanging, next]), [null, null, "next"]);
  assert.equal(troubles.at(-1), null);
});

test("what labs share is fetched once, again after failures, and a refusal is forgotten", async () => {
  const clock = new FakeClock();
  const { connect } = new FakeServer(clock, generator(1));
  const server = new Server({ connect, timers: clock });
  const { work, seen } = failing(new Unreachable("away"));
  const both = Promise.all([server.once("a", work), server.once("a", work)]);
  await clock.run(1000);
  assert.deepEqual(await both, ["done", "done"]);
  assert.equal(seen.attempts, 2);
  const refused = failing(new ProblemError({ status: 404 }));
  await assert.rejects(server.once("b", refused.work));
  await settled();
  assert.equal(await server.once("b", refused.work), "done");
});

test("the ground shown is that of the landscape shown", async () => {
  const clock = new FakeClock();
  /** @type {Map<string, (ground: any) => void>} */
  const answers = new Map();
  const grounds = new Grounds({
    timers: clock,
    onAnswer: () => {},
    onRefused: () => {},
    fetch: ({ problem }) =>
      new Promise((resolve) => answers.set(/** @type {any} */ (problem).name, resolve)),
  });
  const of = (/** @type {string} */ name, more = {}) =>
    grounds.of(
      name,
      { problem: { kind: "landscape", name, samples: 1, noise: 0, ...more } },
      LANDSCAPE,
    ).surface;
  assert.equal(of("one"), null);
  assert.equal(of("two"), null);
  answers.get("one")?.({ surface: "one", curve: null });
  await settled();
  answers.get("two")?.({ surface: "two", curve: null });
  await settled();
  assert.equal(of("two"), "two");
  assert.equal(of("two", { noise: 3, samples: 8 }), "two");
  assert.equal(of("one"), null);
});

test("until a part's ground has come there is the last one of the same landscape, and no older answer counts", async () => {
  const clock = new FakeClock();
  /** @type {Map<string, (ground: any) => void>} */
  const answers = new Map();
  const grounds = new Grounds({
    timers: clock,
    onAnswer: () => {},
    onRefused: () => {},
    fetch: ({ problem }, _landscape, _points, _signal, _server, window) =>
      new Promise((resolve) => answers.set(JSON.stringify([problem, window ?? "all"]), resolve)),
  });
  const of = (/** @type {string} */ name, /** @type {[number, number][]} */ ...sides) =>
    grounds.of(
      name,
      { problem: { kind: "landscape", name, samples: 1, noise: 0 } },
      LANDSCAPE,
      sides.length > 0 ? sides : undefined,
    ).surface;
  const answer = async (/** @type {RegExp} */ key, /** @type {string} */ surface) => {
    const [name] = [...answers.keys()].filter((known) => key.test(known));
    answers.get(name)?.({ surface, curve: null });
    await clock.run(200);
  };
  assert.equal(of("one"), null);
  await settled();
  await answer(/one.*all/, "whole");
  assert.equal(of("one", [4, 5]), "whole");
  assert.equal(of("one", [0, 1]), "whole");
  await clock.run(200);
  assert.ok(![...answers.keys()].some((key) => /4,5/.test(key)), "nobody waited for it");
  assert.equal(of("one", [2, 3]), "whole");
  await answer(/one.*0,1/, "overtaken");
  assert.equal(of("one", [2, 3]), "whole");
  await answer(/one.*2,3/, "part");
  assert.equal(of("one", [2, 3]), "part");
  assert.equal(of("one"), "whole");
  assert.equal(of("two"), null);
});

test("an explanation that failed is asked again; one that is refused not by every drawing", async () => {
  const clock = new FakeClock();
  let trouble = /** @type {Error | null} */ (new Unreachable("away"));
  let asked = 0;
  const explainer = new Explainer({
    timers: clock,
    onAnswer: () => {},
    ask: async ({ step }) => {
      asked += 1;
      if (trouble) throw trouble;
      return /** @type {any} */ ({ step });
    },
  });
  const experiment = { problem: {}, runs: [], steps: 10, seed: 0 };
  const get = (/** @type {number} */ step) => explainer.get(experiment, 0, step, true);
  get(3);
  await clock.run(3000);
  assert.ok(asked >= 3);
  // The newest wish takes the place of the one that waits.
  get(4);
  trouble = null;
  await clock.run(10_000);
  assert.deepEqual([get(4), explainer.recent(experiment, 0)], [{ step: 4 }, { step: 4 }]);
  assert.equal(explainer.recent({ ...experiment }, 0), null);
  trouble = new ProblemError({ status: 422 });
  asked = 0;
  for (let drawing = 0; drawing < 50; drawing += 1) {
    get(5);
    await clock.run(16);
  }
  assert.equal(asked, 1);
});

test("an answer that is nobody's, cut off or a proxy's is trouble; a refusal is none", async (t) => {
  /** @type {(() => Promise<Response>)[]} */
  const troubles = [
    () => Promise.reject(new TypeError("Failed to fetch")),
    async () => new Response("<html>Bad gateway</html>", { status: 502 }),
    async () => new Response("<html>Please log in</html>"),
    async () => Response.json({ title: "Busy" }, { status: 503 }),
  ];
  for (const answer of troubles) {
    t.mock.method(globalThis, "fetch", answer);
    await assert.rejects(getJSON("/x"), isTrouble);
  }
  t.mock.method(globalThis, "fetch", async () => Response.json({ title: "No" }, { status: 422 }));
  await assert.rejects(postJSON("/x", {}), (error) => !isTrouble(error));
  const control = new AbortController();
  t.mock.method(globalThis, "fetch", async () => control.signal.throwIfAborted());
  control.abort();
  await assert.rejects(post("/x", {}, control.signal), (error) => !isTrouble(error));
});
