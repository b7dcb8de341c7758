/** The transport: step back, play or pause, step forward; where the playhead is; speed, fork and loop. */

import { h, setText } from "../lib/dom.js";
import { holdFixed } from "../lib/fixed.js";
import { formatCount, formatFixed } from "../lib/format.js";
import { mountEditable } from "./editable.js";
import { icon } from "./icons.js";
import { SPEEDS, speedLabel } from "./transport-keys.js";
import { readNumber } from "./typed.js";

/** More than a page can show, or a server gives at once. */
const MOST_STEPS = 1e6;

export { actionForKey } from "./transport-keys.js";

/** @typedef {import("./transport-keys.js").TransportAction} TransportAction */

/**
 * @typedef {object} TransportModel
 * @property {number} step
 * @property {number} steps
 * @property {number | null} epoch        of the chosen run at this step
 * @property {number | null} evaluations  samples' gradients the chosen run has computed
 * @property {boolean} playing
 * @property {number} speed   steps a second
 * @property {boolean} loop
 * @property {boolean} [loading]  nothing has been computed yet
 * @property {boolean} [canFork]
 * @property {boolean} [runsLocked]  a lesson holds which runs there are
 */

/**
 * @typedef {object} TransportCallbacks
 * @property {(action: TransportAction) => void} onAction
 * @property {(speed: number) => void} onSpeed
 * @property {(loop: boolean) => void} onLoop
 * @property {(steps: number) => void} onSteps  another number of them
 */

/**
 * @param {HTMLElement} element
 * @param {TransportCallbacks} callbacks
 * @returns {{render: (model: TransportModel) => void, dispose: () => void}}
 */
export function mountTransport(element, callbacks) {
  const act = (/** @type {TransportAction} */ action) => () => callbacks.onAction(action);
  const back = iconButton("back", "Step back", "Step back (←)", act("back"));
  const forward = iconButton("forward", "Step forward", "Step forward (→)", act("forward"));
  const playIcon = h("span", { class: "transport-glyph" }, icon("play", 24));
  const pauseIcon = h("span", { class: "transport-glyph", hidden: true }, icon("pause", 24));
  const play = h(
    "button",
    { class: "transport-play", type: "button", onclick: act("toggle") },
    playIcon,
    pauseIcon,
  );
  const step = h("strong", { class: "transport-step" });
  const restart = iconButton(
    "reset",
    "Back to the start",
    "Back to step 0; what was changed stays (Home)",
    act("start"),
  );
  restart.classList.add("transport-restart");
  const of = h("span", { class: "transport-of" }, "of ");
  const length = mountEditable(of, {
    label: "Number of steps",
    help: "How many steps there are",
    numeric: true,
    onText(text) {
      const typed = readNumber(text, { min: 1, max: MOST_STEPS, whole: true });
      if (typed.value !== null) callbacks.onSteps(typed.value);
      return typed;
    },
  });
  const epoch = h("span", { class: "transport-part transport-epoch" });
  const spent = h("span", {});
  const evaluations = h(
    "span",
    { class: "transport-part transport-evaluations" },
    spent,
    h("span", { class: "transport-long" }, " gradient"),
    " evaluations",
  );
  const speed = speedMenu(callbacks);
  const fork = h(
    "button",
    {
      class: "quiet-button transport-fork",
      type: "button",
      onclick: act("fork"),
      // Where there is little room the word is not there.
      "aria-label": "fork",
      title: "Go on from here with a copy of the chosen run (F)",
    },
    icon("fork", 20),
    h("span", {}, "fork"),
  );
  const loop = iconButton("loop", "Repeat", "Start again at the end", () =>
    callbacks.onLoop(loop.getAttribute("aria-pressed") !== "true"),
  );
  const row = h(
    "div",
    { class: "transport-row" },
    h("div", { class: "transport-buttons" }, restart, back, play, forward),
    h(
      "p",
      { class: "transport-where" },
      h("span", { class: "transport-lead" }, step, " ", of),
      epoch,
      evaluations,
    ),
    h("div", { class: "transport-more" }, speed, fork, loop),
  );
  const root = h("div", { class: "transport", role: "group", "aria-label": "Playback" }, row);
  element.append(root);

  /** @param {TransportModel} model */
  function render(model) {
    const { step: k, steps, playing, loading = false } = model;
    setText(step, `step ${formatCount(k)}`);
    length.render({
      text: formatCount(steps),
      typed: String(steps),
      fixed: model.runsLocked ?? false,
    });
    setText(epoch, model.epoch === null ? "" : `epoch ${epochText(model.epoch)}`);
    setText(spent, model.evaluations === null ? "" : formatCount(model.evaluations));
    evaluations.hidden = model.evaluations === null;
    step.style.minWidth = `${formatCount(steps).length + 4}ch`;
    playIcon.hidden = playing;
    pauseIcon.hidden = !playing;
    play.setAttribute("aria-label", playing ? "Pause" : "Play");
    play.title = playing ? "Pause (Space)" : "Play (Space)";
    restart.disabled = back.disabled = loading || k <= 0;
    forward.disabled = loading || k >= steps;
    play.disabled = loading;
    holdFixed(fork, model.runsLocked ?? false, loading || model.canFork === false);
    speed.value = String(model.speed);
    loop.setAttribute("aria-pressed", String(model.loop));
    root.classList.toggle("is-loading", loading);
    const digits = 2 * formatCount(steps).length + (spent.textContent?.length ?? 0);
    root.classList.toggle("is-long", digits > 14);
  }

  return { render, dispose: () => root.remove() };
}

/** @param {TransportCallbacks} callbacks */
function speedMenu(callbacks) {
  const options = SPEEDS.map((speed) => h("option", { value: String(speed) }, speedLabel(speed)));
  const menu = h(
    "select",
    { class: "plain-select transport-speed", "aria-label": "Speed", title: "Steps drawn a second" },
    ...options,
  );
  menu.addEventListener("change", () => callbacks.onSpeed(Number(menu.value)));
  return menu;
}

/**
 * @param {string} name
 * @param {string} label
 * @param {string} title
 * @param {() => void} onclick
 */
function iconButton(name, label, title, onclick) {
  return h(
    "button",
    { class: "icon-button", type: "button", "aria-label": label, title, onclick },
    icon(name, 22),
  );
}

/** Four significant digits without loss of the last: 8.563, 85.63, 1,204. @param {number} epoch */
function epochText(epoch) {
  const decimals = epoch >= 1000 ? 0 : Math.min(3, 3 - Math.floor(Math.log10(Math.max(1, epoch))));
  return formatFixed(epoch, decimals);
}
