import assert from "node:assert/strict";
import { test } from "node:test";
import { Stream } from "../../static/js/transport/stream.js";

/** A WebSocket that notes what is sent; the test plays the server. */
class FakeSocket {
  static OPEN = 1;
  readyState = 1;
  /** @type {any[]} */
  sent = [];
  /** @type {() => void} */
  onopen = () => {};
  /** @type {(event: {data: any}) => void} */
  onmessage = () => {};
  /** @param {string} text */
  send(text) {
    this.sent.push(JSON.parse(text));
  }
}

function setUp() {
  const world = /** @type {any} */ (globalThis);
  const socket = new FakeSocket();
  world.WebSocket = Object.assign(
    function open() {
      return socket;
    },
    { OPEN: 1 },
  );
  world.addEventListener = () => {};
  /** @type {any[]} */
  const problems = [];
  const stream = new Stream("ws://test", {
    onFrame: () => {},
    onProblem: (problem) => problems.push(problem),
    onState: () => {},
  });
  socket.onopen();
  const said = (/** @type {object} */ message) =>
    socket.onmessage({ data: JSON.stringify(message) });
  return { stream, socket, problems, said };
}

const WANTED = { experiment: {}, from: 0, to: 9, columns: ["loss"] };

test("the end of a replaced advance is no problem, and does not end the new one", () => {
  const { stream, socket, problems, said } = setUp();
  stream.want(WANTED);
  stream.replace({ ...WANTED, to: 19 });
  assert.deepEqual(
    socket.sent.map(({ id, replaces }) => [id, replaces]),
    [
      [1, undefined],
      [2, 1],
    ],
  );
  said({ type: "cancelled", id: 1 });
  assert.deepEqual(problems, []);
  assert.equal(stream.open?.to, 19);
});

test("after a cancelled or refused advance the next wish is asked for", () => {
  for (const answer of [
    { type: "cancelled", id: 1 },
    { type: "error", id: 1, problem: { status: 422 } },
  ]) {
    const { stream, socket, problems, said } = setUp();
    stream.want(WANTED);
    stream.want({ ...WANTED, from: 10, to: 19 });
    said(answer);
    assert.equal(problems.length, answer.type === "error" ? 1 : 0);
    assert.deepEqual(
      socket.sent.map(({ to }) => to),
      [9, 19],
    );
  }
});
