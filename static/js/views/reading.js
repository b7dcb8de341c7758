/**
 * Reading a figure: what lies under the pointer, under a tap, or under a cross that the arrow keys move, in one line
 * that keeps its place. Along a run comma and full stop go step by step.
 */
import { h, on, setText, svg } from "../lib/dom.js";
import { pointIn } from "../lib/magnified.js";

/** A place of the figure, or a row of a run: its slot and its number. @typedef {{point: number[]} | {slot: number, row: number}} Mark */
/** @typedef {[number, number]} Pixel */

/**
 * The runs that a figure shows.
 * @typedef {object} Rows
 * @property {(pixel: Pixel, reach: number) => Mark | null} near  the row that is drawn there
 * @property {() => {slot: number, row: number, rows: number} | null} chosen  the chosen run, where it stands, and how many rows it has
 */
/**
 * @typedef {object} Reading
 * @property {string} name  of the figure
 * @property {(pixel: Pixel) => number[] | null} at  the place under a pixel; null outside
 * @property {(mark: Mark) => Pixel | null} place  where a mark is seen; null where it is not
 * @property {() => [number, number][] | null} sides  of what is seen
 * @property {(mark: Mark) => string} words
 * @property {() => string} [rest]  what is said while nothing is read
 * @property {() => number[] | null} [begin]  where the keys begin; the middle if null
 * @property {Rows} [rows]
 * @property {(shares: number[]) => void} [onBeyond]  the cross has gone over the edge by shares of the width
 * @property {(event: KeyboardEvent) => boolean} [key]  whether it is one of the figure's own keys
 * @property {boolean} [asked]  arrow keys are the figure's own until Enter asks for the cross
 * @property {(mark: Mark | null) => void} [onMark]  something else is read
 */

/** Pixels from which a row is read. */
const REACH = { mouse: 8, touch: 16 };
/** @type {Record<string, [number, number]>} */
const MOVES = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};
/** @type {Record<string, number>} */
const WALKS = { ",": -1, ".": 1, "<": -10, ">": 10, ";": -10, ":": 10 };

/**
 * @param {HTMLElement} root  whose pixels are meant
 * @param {HTMLElement} surface  where the pointer counts
 * @param {HTMLElement} focus  what the keyboard goes to
 * @param {HTMLElement} line  where it is said
 * @param {Reading} options
 */
export function attachReading(root, surface, focus, line, options) {
  const cross = h("div", { class: "reading-cross", hidden: true }, crossShape());
  root.append(cross);
  line.setAttribute("aria-live", "polite");
  /** By keys or a tap. @type {Mark | null} */
  let held = null;
  /** Under the mouse. @type {Mark | null} */
  let hovered = null;
  let asked = !options.asked;
  /** The keys have moved the cross: it goes with the focus. */
  let keyed = false;
  /** Where a finger came down, alone. @type {{x: number, y: number} | null} */
  let touch = null;

  /** @param {"polite" | "off"} live  what changes by itself is not told, else a run that plays would talk without end */
  function say(live) {
    const mark = hovered ?? held;
    line.setAttribute("aria-live", live);
    setText(line, mark ? options.words(mark) : (options.rest?.() ?? ""));
    line.classList.toggle("is-reading", mark !== null);
    const pixel = mark && (mark === held || "slot" in mark) ? options.place(mark) : null;
    cross.hidden = !pixel;
    if (pixel) cross.style.transform = `translate(${pixel[0]}px, ${pixel[1]}px)`;
  }

  /** @param {Mark | null} mark */
  function hold(mark) {
    held = mark;
    hovered = null;
    say("polite");
    options.onMark?.(mark);
  }

  /** @param {{clientX: number, clientY: number}} event @param {number} reach @returns {Mark | null} */
  function markAt(event, reach) {
    const pixel = pointIn(root, event);
    const point = options.at(pixel);
    return point && (options.rows?.near(pixel, reach) ?? { point });
  }

  /** @param {PointerEvent} event */
  function onMove(event) {
    if (event.pointerType === "touch" || event.buttons > 0) return;
    hovered = markAt(event, REACH.mouse);
    say("off");
    options.onMark?.(hovered ?? held);
  }

  function onLeave() {
    if (!hovered) return;
    hovered = null;
    say("off");
    options.onMark?.(held);
  }

  /** @param {PointerEvent} event */
  function onDown({ pointerType, isPrimary, clientX, clientY }) {
    touch = pointerType === "touch" && isPrimary ? { x: clientX, y: clientY } : null;
  }

  /** A finger that has hardly moved reads. @param {PointerEvent} event */
  function onUp(event) {
    const { pointerType, clientX, clientY } = event;
    const still = touch && Math.hypot(clientX - touch.x, clientY - touch.y) < REACH.mouse;
    touch = null;
    if (pointerType !== "touch" || !still) return;
    hold(markAt(event, REACH.touch));
    keyed = false;
  }

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    if (event.target !== focus || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!isUsed(event)) return;
    keyed = true;
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  /** @param {KeyboardEvent} event */
  function isUsed(event) {
    const { key, shiftKey } = event;
    if (key === "Escape") return end();
    if (key === "Enter" && options.asked) {
      asked = true;
      hold(held ?? { point: beginning() });
      return true;
    }
    if (asked && key in MOVES) return move(MOVES[key], shiftKey ? 0.1 : 0.01);
    if (key in WALKS && options.rows) return walk(WALKS[key]);
    return options.key?.(event) ?? false;
  }

  function end() {
    if (!held && (asked || !options.asked)) return false;
    asked = !options.asked;
    hold(null);
    return true;
  }

  /** The place that is read, or where the keys begin. */
  function beginning() {
    const sides = options.sides() ?? [];
    return options.begin?.() ?? sides.map(([low, high]) => (low + high) / 2);
  }

  /** @param {[number, number]} direction @param {number} share  of the width */
  function move(direction, share) {
    const sides = options.sides();
    if (!sides) return true;
    const from = held && "point" in held ? held.point : held ? placeOf(held) : null;
    const next = (from ?? beginning()).map(
      (value, k) => value + (from ? share : 0) * (direction[k] ?? 0) * (sides[k][1] - sides[k][0]),
    );
    const point = next.map((value, k) => Math.max(sides[k][0], Math.min(sides[k][1], value)));
    const beyond = next.map((value, k) => (value - point[k]) / (sides[k][1] - sides[k][0]));
    if (beyond.some((part) => Math.abs(part) > 1e-9) && options.onBeyond) {
      options.onBeyond(beyond);
      hold({ point: next });
    } else hold({ point });
    return true;
  }

  /** The place of the figure where a row is. @param {Mark} mark */
  function placeOf(mark) {
    const pixel = options.place(mark);
    return pixel && options.at(pixel);
  }

  /** @param {number} rows */
  function walk(rows) {
    const chosen = options.rows?.chosen();
    if (!chosen) return false;
    const { slot } = chosen;
    const on = held && "slot" in held && held.slot === slot ? held.row + rows : chosen.row;
    hold({ slot, row: Math.max(0, Math.min(chosen.rows - 1, on)) });
    return true;
  }

  const stops = [
    on(surface, "pointermove", onMove),
    on(surface, "pointerleave", onLeave),
    on(surface, "pointerdown", onDown),
    on(surface, "pointerup", onUp),
    on(surface, "pointercancel", () => {
      touch = null;
    }),
    on(focus, "keydown", onKey, { capture: true }),
    on(focus, "blur", () => {
      if (keyed) end();
    }),
  ];

  return {
    /** The place that is read by keys or a tap. */
    get point() {
      return held && ("point" in held ? held.point : placeOf(held));
    },
    /** The figure has been drawn anew. */
    render() {
      say("off");
    },
    /** Another landscape: what was read is not there any more. */
    forget() {
      held = null;
      hovered = null;
      say("off");
    },
    dispose() {
      for (const stop of stops) stop();
      cross.remove();
    },
  };
}

/** Four strokes round a place that stays free. */
function crossShape() {
  const d = "M15.5 2v9M15.5 20v9M2 15.5h9M20 15.5h9";
  return svg(
    "svg",
    { width: 31, height: 31, viewBox: "0 0 31 31", "aria-hidden": "true" },
    svg("path", { d, class: "cross-halo" }),
    svg("path", { d, class: "cross-line" }),
    svg("circle", { cx: 15.5, cy: 15.5, r: 4.5, class: "cross-halo" }),
    svg("circle", { cx: 15.5, cy: 15.5, r: 4.5, class: "cross-line" }),
  );
}
