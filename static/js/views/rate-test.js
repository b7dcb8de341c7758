/**
 * A test of learning rates: losses by rate, the rates that they speak for, and those that the runs have.
 * @import {Theme} from "../types.js"
 * @import {RunStyle} from "../lib/colors.js"
 */
import { addCanvas, fitCanvas, oncePerFrame, quietLabel } from "../lib/canvas.js";
import { palette as readColors } from "../lib/colors.js";
import { h, on, setText } from "../lib/dom.js";
import { nearestRate, readingText, reasonText, scalesOf } from "../state/rate-model.js";
import { readRoom } from "./frame.js";
import { paintRates, rateFrame } from "./rate-paint.js";

/** @typedef {import("../experiments.js").RateTestAnswer} RateTestAnswer */
/** @typedef {{rate: number, label: string, chosen: boolean, style: RunStyle}} RateMark */
/**
 * @typedef {object} RateModel
 * @property {Theme} theme
 * @property {boolean} projector
 * @property {import("../state/kinds.js").RateChoice} choice
 * @property {RateTestAnswer | null} answer
 * @property {boolean} stale  it is of other settings
 * @property {string} refused
 * @property {string} label  of the run that is tested
 * @property {RunStyle} style
 * @property {RateMark[]} marks
 */

const HINT = "Arrows read rates, Enter uses the one that is read, Escape the one suggested.";
const WAITING = "Computing …";

/**
 * @param {HTMLElement} element
 * @param {object} callbacks
 * @param {(rate: number | null) => void} callbacks.onPick  null is the suggested one
 * @param {(rate: number) => void} callbacks.onUse
 */
export function mountRateTest(element, { onPick, onUse }) {
  const picture = h("div", { class: "rates-picture", role: "img", "aria-label": WAITING });
  const root = h(
    "div",
    { class: "rates-figure", tabindex: "0", role: "application", "aria-label": "Tested rates" },
    picture,
  );
  const line = h("p", { class: "rates-words", "aria-live": "off" });
  element.append(root, line);
  const canvas = addCanvas(picture, "figure-layer");
  const speaker = quietLabel(picture);
  /** @type {RateModel | null} */
  let model = null;
  /** Numbers of the rates that are pointed at and picked. @type {{over: number | null, picked: number | null}} */
  const at = { over: null, picked: null };
  /** @type {RateTestAnswer | null} */
  let shown = null;

  function draw() {
    const room = model && readRoom(root, model.projector);
    if (!model || !room || room.width < 80 || room.height < 60) return;
    const c = fitCanvas(canvas, room.width, room.height);
    c.clearRect(0, 0, room.width, room.height);
    paintRates(c, rateFrame(room), model, readColors(model.theme), at.over ?? at.picked);
    say();
  }

  function say() {
    if (!model) return;
    const { answer, refused, stale } = model;
    const k = at.over ?? at.picked;
    const told = refused || (answer && !stale ? reasonText(answer) : WAITING);
    setText(line, answer && !stale && k !== null ? readingText(answer, k) : told);
    line.setAttribute("aria-live", at.picked === null ? "off" : "polite");
  }

  const refresh = oncePerFrame(draw);

  /** @param {number | null} k */
  function pick(k) {
    at.picked = k;
    at.over = null;
    onPick(k === null ? null : (model?.answer?.rates[k] ?? null));
    refresh.ask();
  }

  /** The number of the rate under a pointer. @param {PointerEvent} event */
  function under({ clientX }) {
    const rates = model?.answer?.rates ?? [];
    if (!model?.answer || rates.length === 0) return null;
    const box = root.getBoundingClientRect();
    const room = readRoom(root, model.projector);
    const { left, width } = rateFrame(room);
    const share = (((clientX - box.left) / box.width) * room.width - left) / width;
    const [low, high] = scalesOf(model.answer, model.choice).x;
    return nearestRate(rates, low + share * (high - low));
  }

  /** @param {KeyboardEvent} event */
  function pressed(event) {
    const rates = model?.answer?.rates ?? [];
    const from = at.picked ?? suggestedOf(model?.answer ?? null);
    const moved = { ArrowRight: 1, ArrowLeft: -1, PageUp: 10, PageDown: -10 }[event.key];
    const end = { Home: 0, End: rates.length - 1 }[event.key];
    if (rates.length === 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    if (moved !== undefined) pick(Math.max(0, Math.min(rates.length - 1, from + moved)));
    else if (end !== undefined) pick(end);
    else if (event.key === "Escape" && at.picked !== null) pick(null);
    else if (event.key === "Enter" && at.picked !== null) onUse(rates[at.picked]);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  const observer = new ResizeObserver(refresh.ask);
  observer.observe(root);
  document.fonts?.ready.then(refresh.ask);
  const stops = [
    on(root, "pointermove", (event) => {
      at.over = under(event);
      refresh.ask();
    }),
    on(root, "pointerleave", () => {
      at.over = null;
      refresh.ask();
    }),
    on(root, "click", (event) => pick(under(/** @type {PointerEvent} */ (event)))),
    on(root, "keydown", pressed),
  ];

  return {
    /** @param {RateModel} next */
    render(next) {
      model = next;
      if (next.answer !== shown) {
        shown = next.answer;
        at.over = null;
        if (at.picked !== null) pick(null);
      }
      draw();
      speaker.set(() => (model ? labelOf(model) : WAITING));
    },
    dispose() {
      for (const stop of stops) stop();
      observer.disconnect();
      refresh.cancel();
      speaker.cancel();
      root.remove();
      line.remove();
    },
  };
}

/** The number of the rate that is suggested, else of the middle one. @param {RateTestAnswer | null} answer */
function suggestedOf(answer) {
  if (!answer) return 0;
  const { rate, rates } = answer;
  return rate ? nearestRate(rates, Math.log10(rate)) : rates.length >> 1;
}

/** @param {RateModel} model */
function labelOf({ answer, stale, refused, label }) {
  if (refused) return refused;
  if (!answer || stale) return WAITING;
  return `Losses of ${label} by learning rate. ${reasonText(answer)} ${HINT}`;
}
