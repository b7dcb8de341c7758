import assert from "node:assert/strict";
import { test } from "node:test";
import { actionForKey, SPEEDS, speedLabel } from "../../static/js/controls/transport-keys.js";

test("each key of the map has its action", () => {
  const keys = {
    " ": "toggle",
    ArrowLeft: "back",
    ArrowRight: "forward",
    Home: "start",
    End: "end",
    r: "reset",
    f: "fork",
  };
  for (const [key, action] of Object.entries(keys)) assert.equal(actionForKey({ key }), action);
  assert.equal(actionForKey({ key: "R", shiftKey: true }), "reseed");
  assert.equal(actionForKey({ key: "x" }), null);
});

test("capitals by caps lock are the same keys", () => {
  assert.equal(actionForKey({ key: "R" }), "reset");
  assert.equal(actionForKey({ key: "F" }), "fork");
});

test("browser shortcuts are left alone", () => {
  for (const modifier of ["ctrlKey", "altKey", "metaKey"])
    assert.equal(actionForKey({ key: "r", [modifier]: true }), null);
});

test("fields keep their keys", () => {
  for (const tagName of ["INPUT", "TEXTAREA", "SELECT"])
    assert.equal(actionForKey({ key: "ArrowLeft" }, { tagName }), null);
  assert.equal(actionForKey({ key: "f" }, { isContentEditable: true }), null);
  assert.equal(actionForKey({ key: "ArrowRight" }, { tagName: "DIV", role: "slider" }), null);
});

test("a knob keeps arrows and leaves the other keys to the transport", () => {
  const knob = { tagName: "INPUT", type: "range" };
  assert.equal(actionForKey({ key: "ArrowRight" }, knob), null);
  assert.equal(actionForKey({ key: " " }, knob), "toggle");
  assert.equal(actionForKey({ key: " " }, { tagName: "INPUT", type: "checkbox" }), null);
  assert.equal(actionForKey({ key: "r" }, { tagName: "INPUT", type: "radio" }), "reset");
});

test("Space presses the focused button, arrows still step", () => {
  assert.equal(actionForKey({ key: " " }, { tagName: "BUTTON" }), null);
  assert.equal(actionForKey({ key: "ArrowLeft" }, { tagName: "BUTTON" }), "back");
});

test("Space plays after a choice by the mouse, but not in a text field", () => {
  const space = (/** @type {object} */ target) => actionForKey({ key: " " }, target, true, true);
  for (const tagName of ["BUTTON", "A", "SUMMARY", "SELECT"])
    assert.equal(space({ tagName }), "toggle");
  for (const type of ["radio", "checkbox", "range"])
    assert.equal(space({ tagName: "INPUT", type }), "toggle");
  assert.equal(space({ tagName: "INPUT", type: "text" }), null);
  assert.equal(space({ tagName: "TEXTAREA" }), null);
  assert.equal(space({ isContentEditable: true }), null);
  assert.equal(actionForKey({ key: "ArrowDown" }, { tagName: "SELECT" }, true, true), null);
});

test("speeds are written with their unit", () => {
  assert.deepEqual(SPEEDS.map(speedLabel).slice(0, 2), ["1 step/s", "2 steps/s"]);
  assert.equal(speedLabel(Number.POSITIVE_INFINITY), "max speed");
});
