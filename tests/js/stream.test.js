import assert from "node:assert/strict";
import { test } from "node:test";
import { answerOf } from "../../static/js/transport/lane.js";
import { ProblemError, Unreachable } from "../../static/js/transport/problems.js";
import { Stream } from "../../static/js/transport/stream.js";
import { FakeClock, FakeServer, frameOf, generator, settled } from "./faulty.js";

const RUN = { optimizer: "sgd", learning_rate: 0.1 };
const EXPERIMENT = { problem: "bowl", runs: [RUN], steps: 100, seed: 0 };
const WANTED = { experiment: EXPERIMENT, from: 0, to: 100, columns: ["step", "loss"] };

/** @param {import("./faulty.js").Faults} [faults] @param {(signal: AbortSignal) => Promise<any>} [whole] */
function setUp(faults = {}, whole = async () => Promise.reject(new Unreachable("away"))) {
  const clock = new FakeClock();
  const server = new FakeServer(clock, generator(1), faults);
  /** @type {string[]} */
  const states = [];
  const stream = new Stream({
    connect: server.connect,
    timers: clock,
    whole: (_experiment, _columns, signal) => whole(signal),
  });
  stream.onState((state) => states.push(state));
  /** @type {{from: number, to: number, wanted: any}[]} */
  const rows = [];
  /** @type {any[]} */
  const problems = [];
  const lane = stream.lane({
    onFrame: ({ metadata }, wanted) =>
      rows.push({ from: Number(metadata.from), to: Number(metadata.to), wanted }),
    onProblem: (problem) => problems.push(problem),
  });
  return { clock, server, stream, states, rows, problems, lane, asked: server.advances };
}

test("rows come in order, each once, and then the server is left alone", async () => {
  const { clock, lane, rows, states, asked, server } = setUp();
  lane.ask(WANTED);
  await clock.run(3_600_000);
  assert.deepEqual(
    rows.map(({ from, to }) => [from, to]),
    [
      [0, 39],
      [40, 79],
      [80, 100],
    ],
  );
  assert.deepEqual(states, ["connecting", "open"]);
  assert.equal(asked.length, 1);
  assert.equal(server.sockets, 1);
  assert.ok(server.pings <= 1);
});

test("frames that are lost, doubled or late never make a gap, nor a row come twice", async () => {
  for (const faults of [{ lost: 0.3 }, { doubled: 0.5 }, { late: 0.5 }, { broken: 0.3 }]) {
    const { clock, lane, rows, server } = setUp(faults);
    for (let k = 0; k < 20; k += 1) {
      rows.length = 0;
      lane.ask({ ...WANTED, from: k });
      await clock.run(300_000);
      assert.equal(rows[0].from, k);
      assert.equal(rows.at(-1)?.to, 100);
      for (const [place, { from }] of rows.entries())
        assert.equal(from, place === 0 ? k : rows[place - 1].to + 1);
    }
    assert.ok(server.advances.length < 400, String(server.advances.length));
  }
});

test("of two wishes the later wins, and the end of the first is no problem", async () => {
  const { clock, lane, rows, problems, asked } = setUp();
  await clock.run(100);
  lane.ask(WANTED);
  await clock.run(8);
  const later = { ...WANTED, to: 19 };
  lane.ask(later);
  await clock.run(1000);
  assert.deepEqual(
    asked.map(({ id, replaces }) => [id - asked[0].id, replaces && replaces - asked[0].id]),
    [
      [0, undefined],
      [1, 0],
    ],
  );
  assert.ok(rows.every(({ wanted }) => wanted === later));
  assert.deepEqual(problems, []);
});

test("what the server cancels though it is wanted is asked again", async () => {
  const { clock, lane, rows, problems, asked } = setUp();
  await clock.run(100);
  lane.ask(WANTED);
  await clock.run(6);
  /** @type {any} */ (lane.stream.connection.socket).cancel(asked[0].id);
  await clock.run(1000);
  assert.equal(rows.at(-1)?.to, 100);
  assert.equal(asked.length, 2);
  assert.deepEqual(problems, []);
});

test("what is dropped is cancelled and not heard of again", async () => {
  const { clock, lane, rows, server } = setUp();
  await clock.run(100);
  lane.ask(WANTED);
  lane.drop();
  await clock.run(1000);
  assert.deepEqual(rows, []);
  assert.equal(server.advances.length, 1);
});

test("a refused wish ends, and is not asked again", async () => {
  const { clock, lane, problems, asked, server } = setUp();
  server.refuses = () => true;
  lane.ask(WANTED);
  await clock.run(600_000);
  assert.deepEqual(
    problems.map(({ status }) => status),
    [422],
  );
  assert.equal(asked.length, 1);
});

test("a busy server is asked again with growing pauses, and is no mistake of the page", async () => {
  const { clock, lane, problems, asked, server, rows, states } = setUp({ busy: 1 });
  for (let change = 0; change < 600; change += 1) {
    lane.ask({ ...WANTED });
    await clock.run(100);
  }
  assert.ok(asked.length > 4 && asked.length < 16, String(asked.length));
  assert.deepEqual(states, ["connecting", "busy"]);
  server.faults = {};
  await clock.run(30_000);
  assert.equal(rows.at(-1)?.to, 100);
  assert.deepEqual(problems, []);
  assert.equal(states.at(-1), "open");
});

test("a busy server is left alone for as long as it says, and what is wanted no more waits for nothing", async () => {
  const { clock, lane, asked, server, states } = setUp({ busy: 1 });
  server.rest = 30;
  lane.ask(WANTED);
  await clock.run(29_000);
  assert.deepEqual([asked.length, states.at(-1)], [1, "busy"]);
  await clock.run(2000);
  assert.equal(asked.length, 2);
  lane.drop();
  assert.equal(states.at(-1), "open");
});

test("a refusal over HTTP is said until something is answered, or for a while", async () => {
  const { clock, stream, states } = setUp();
  await clock.run(1000);
  stream.heardOver(true);
  assert.deepEqual(states, ["connecting", "open", "busy"]);
  stream.heardOver(false);
  stream.heardOver(true);
  await clock.run(60_000);
  assert.deepEqual(states.slice(3), ["open", "busy", "open"]);
});

test("a full server is met with pauses that a handshake does not reset", async () => {
  const { clock, lane, server, states } = setUp({ full: 1 });
  lane.ask(WANTED);
  await clock.run(120_000);
  assert.ok(server.sockets < 15, String(server.sockets));
  assert.deepEqual(states, ["connecting", "busy"]);
  server.faults = {};
  await clock.run(30_000);
  assert.equal(states.at(-1), "open");
});

test("pauses differ between clients", async () => {
  const times = [0.1, 0.9].map((chance) => {
    const clock = new FakeClock(() => chance);
    const server = new FakeServer(clock, () => 0.5, { unreachable: 1 });
    const stream = new Stream({
      connect: server.connect,
      timers: clock,
      whole: async () => frameOf(EXPERIMENT, 0, 100, {}),
    });
    return clock.run(5000).then(() => {
      stream.end();
      return server.sockets;
    });
  });
  const [quick, slow] = await Promise.all(times);
  assert.ok(quick > slow);
});

test("after a loss the rows that are missing are asked for, and no others", async () => {
  const { clock, lane, rows, asked, states } = setUp();
  lane.ask(WANTED);
  while (rows.length === 0) await clock.run(1);
  const seen = rows.length;
  /** @type {any} */ (lane.stream.connection.socket).end(1012);
  assert.equal(states.at(-1), "lost");
  await clock.run(2000);
  assert.equal(asked.at(-1).from, rows[seen - 1].to + 1);
  assert.equal(rows.at(-1)?.to, 100);
  assert.equal(rows.length, 3);
});

test("a socket that has died in silence is noticed when something is wanted", async () => {
  const { clock, lane, server, rows } = setUp();
  await clock.run(1000);
  const sockets = server.sockets;
  const dead = /** @type {any} */ (lane.stream.connection.socket);
  dead.mute = true;
  lane.ask(WANTED);
  await clock.run(11_000);
  assert.equal(server.sockets, sockets + 1);
  assert.equal(rows.at(-1)?.to, 100);
});

test("a page that is seen again looks whether its socket lives", async () => {
  const { clock, stream, server, states } = setUp();
  await clock.run(1000);
  const dead = /** @type {any} */ (stream.connection.socket);
  dead.mute = true;
  await clock.run(100_000);
  assert.equal(server.sockets, 1);
  stream.wake();
  await clock.run(8000);
  assert.equal(server.sockets, 2);
  assert.equal(states.at(-1), "open");
});

test("whether anybody is there is asked by no advance, and an old server's refusal is an answer, too", async () => {
  for (const old of [false, true]) {
    const { clock, stream, server, states, problems } = setUp();
    server.old = old;
    await clock.run(1000);
    for (let k = 0; k < 30; k += 1) {
      stream.wake();
      await clock.run(20_000);
    }
    assert.equal(server.pings, 31);
    assert.equal(server.advances.length, 0);
    assert.equal(server.sockets, 1);
    assert.deepEqual(states, ["connecting", "open"]);
    assert.deepEqual(problems, []);
  }
});

test("while an advance is silent it is asked whether anybody is there", async () => {
  const { clock, lane, server } = setUp();
  await clock.run(100);
  const { pings } = server;
  const socket = /** @type {any} */ (lane.stream.connection.socket);
  socket.answer = () => {};
  lane.ask(WANTED);
  await clock.run(40_000);
  assert.ok(server.pings > pings + 4, String(server.pings));
  assert.equal(server.sockets, 1);
  assert.equal(server.advances.length, 1);
});

test("an advance that takes long is not asked twice while the server is there", async () => {
  const { clock, lane, server, asked, rows } = setUp();
  await clock.run(100);
  const socket = /** @type {any} */ (lane.stream.connection.socket);
  const answer = socket.answer.bind(socket);
  socket.answer = (/** @type {any} */ message, /** @type {number} */ from) =>
    clock.setTimeout(() => answer(message, from), 30_000);
  lane.ask(WANTED);
  await clock.run(29_000);
  assert.equal(server.sockets, 1);
  await clock.run(400_000);
  assert.equal(asked.length, 1);
  assert.equal(rows.at(-1)?.to, 100);
});

test("several stores share one socket and one numbering, and never ask more at once than it takes", async () => {
  const { clock, stream, server } = setUp();
  let done = 0;
  for (let k = 0; k < 40; k += 1) {
    const lane = stream.lane({
      onFrame: ({ metadata }) => {
        if (metadata.last === "true") done += 1;
      },
      onProblem: () => assert.fail("no problem is expected"),
    });
    lane.ask({ ...WANTED, experiment: { ...EXPERIMENT, seed: k } });
  }
  let most = 0;
  for (let k = 0; k < 200; k += 1) {
    await clock.run(5);
    most = Math.max(most, /** @type {any} */ (stream.connection.socket).open.size);
  }
  assert.equal(done, 40);
  assert.ok(most <= 16, String(most));
  assert.equal(server.sockets, 1);
});

test("where no socket comes about, whole experiments come by the other way, quietly", async () => {
  let away = 0;
  const { clock, lane, rows, states, server } = setUp({ unreachable: 1 }, async () => {
    away += 1;
    if (away < 3) throw new Unreachable("not yet");
    return frameOf(EXPERIMENT, 0, 100, { last: "true" });
  });
  lane.ask({ ...WANTED, to: 19 });
  await clock.run(10_000);
  assert.deepEqual(
    rows.map(({ from, to }) => [from, to]),
    [[0, 100]],
  );
  assert.equal(states.at(-1), "slow");
  const sockets = server.sockets;
  server.faults = {};
  await clock.run(60_000);
  assert.ok(server.sockets > sockets);
  assert.equal(states.at(-1), "open");
  lane.ask(WANTED);
  await clock.run(1000);
  assert.equal(rows.at(-1)?.to, 100);
  assert.equal(away, 3);
});

test("where sockets open and stay silent, the other way is not given up for them", async () => {
  const { clock, lane, rows, states } = setUp({ mute: 1 }, async () =>
    frameOf(EXPERIMENT, 0, 100, { last: "true" }),
  );
  await clock.run(60_000);
  for (let k = 0; k < 5; k += 1) {
    lane.ask({ ...WANTED });
    await clock.run(3000);
    assert.equal(rows.length, k + 1);
  }
  assert.equal(states.at(-1), "slow");
});

test("an experiment too large for the server is refused, not asked for ever", async () => {
  for (const say of [
    (/** @type {any} */ socket) => socket.end(1009),
    (/** @type {any} */ socket) =>
      socket.say(JSON.stringify({ type: "error", id: null, problem: { status: 422 } })),
  ]) {
    const { clock, stream, lane, problems, asked } = setUp();
    await clock.run(100);
    const other = stream.lane({ onFrame: () => {}, onProblem: () => assert.fail("the other one") });
    other.ask({ ...WANTED, experiment: { ...EXPERIMENT, problem: "b" } });
    lane.ask(WANTED);
    say(stream.connection.socket);
    await clock.run(100_000);
    assert.equal(problems.length, 1);
    assert.ok(asked.filter(({ experiment }) => experiment.problem === "bowl").length <= 1);
  }
});

test("a question is answered, refused or given up", async () => {
  const { clock, stream, server } = setUp();
  const control = new AbortController();
  const frame = answerOf(stream, { ...WANTED, from: 5, to: 5 }, control.signal);
  await clock.run(1000);
  assert.equal((await frame).metadata.to, "5");
  server.refuses = () => true;
  const refused = answerOf(stream, WANTED, control.signal);
  const why = assert.rejects(refused, ProblemError);
  await clock.run(1000);
  await why;
  server.refuses = () => false;
  const given = assert.rejects(answerOf(stream, WANTED, control.signal));
  control.abort();
  await given;
  await settled();
  assert.equal(stream.lanes.size, 1);
});

test("what has ended for good neither connects nor speaks", async () => {
  const { clock, stream, server, states } = setUp({ unreachable: 1 });
  await clock.run(10);
  stream.end();
  const { sockets } = server;
  await clock.run(1_000_000);
  stream.wake();
  assert.equal(server.sockets, sockets);
  assert.deepEqual(states, ["connecting"]);
});
