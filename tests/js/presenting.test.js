import assert from "node:assert/strict";
import test from "node:test";
import { codeBase, isHere, serveCommand } from "../../static/js/lib/own-address.js";
import { Examples } from "../../static/js/state/examples.js";
import { neighbour } from "../../static/js/state/neighbours.js";
import { pointOf, subjectOf } from "../../static/js/state/points.js";

/** @param {string} name @param {string[]} [point] @returns {any} */
const preset = (name, point = []) => ({
  ...{ group: "", name, title: name, lesson: "", step: null, point },
  experiment: { problem: { name }, runs: [] },
});
const PRESETS = [preset("bowl"), preset("losses", ["curves", "map"]), preset("saddle")];
/** @param {string | null} name  of the example shown @returns {any} */
const session = (name) => ({
  presets: PRESETS,
  examples: new Examples(PRESETS),
  example: name ? { name } : null,
  kind: "map",
  view: { large: null },
});

test("the examples follow each other round and round", () => {
  assert.equal(neighbour(session("bowl"), 1).name, "losses");
  assert.equal(neighbour(session("bowl"), -1).name, "saddle");
  assert.equal(neighbour(session("saddle"), 1).name, "bowl");
  assert.equal(neighbour(session(null), 1).name, "bowl");
  assert.equal(neighbour(session(null), -1).name, "saddle");
});

test("what an example is about is large, else what suits its data, else what was chosen for it", () => {
  const there = new Set(["map", "surface", "curves"]);
  const small = new Set(["map", "surface"]);
  const usual = session("bowl");
  assert.deepEqual(pointOf(usual, there, small), { large: "map", second: "surface" });
  const own = session("losses");
  assert.deepEqual(pointOf(own, there, small), { large: "curves", second: "map" });
  own.view.large = { name: "surface", of: subjectOf(own) };
  assert.deepEqual(pointOf(own, there, small), { large: "surface", second: "map" });
  own.view.large = { name: "surface", of: subjectOf(usual) };
  assert.equal(pointOf(own, there, small).large, "curves");
  assert.deepEqual(pointOf(usual, new Set(["curves"]), small), { large: "curves", second: null });
});

test("no code has an address by which a phone gets nowhere", () => {
  for (const host of ["localhost", "127.0.0.1", "127.1.2.3", "[::1]", "0.0.0.0", "lab.localhost"]) {
    assert.equal(isHere(host), true, host);
    assert.equal(codeBase(`http://${host}:8000`), "", host);
  }
  for (const host of ["192.168.1.5", "lab.example", "10.0.0.127"])
    assert.equal(isHere(host), false, host);
  assert.equal(codeBase(" 192.168.1.5:8000 "), "http://192.168.1.5:8000");
  assert.equal(codeBase("https://lab.example/x"), "https://lab.example");
  for (const text of ["", "not an address", "http://"]) assert.equal(codeBase(text), "", text);
});

test("the command that opens a server to others has its port", () => {
  assert.equal(serveCommand("8000"), "fallline serve --host 0.0.0.0");
  assert.equal(serveCommand("8123"), "fallline serve --host 0.0.0.0 --port 8123");
});
