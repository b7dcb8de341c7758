/** A point or a curve that a reader draws in a plane; the run's own is drawn beside it when it is revealed. */

import { h, on, svg } from "../lib/dom.js";
import { formatNumber, formatVector } from "../lib/format.js";
import { truthOf } from "./judging.js";
import { heightOf, valueAtHeight } from "./track.js";

/** @typedef {import("./judging.js").PlaneAnswer} PlaneAnswer */
/** @typedef {import("./answer-inputs.js").AnswerInput} AnswerInput */
const [WIDTH, HEIGHT] = [420, 240];
const COUNT = 21;
/** A key moves by this share of the side. */
const STRIDE = 0.02;
/** @type {{[key: string]: [number, number]}} */
const MOVES = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/** @param {PlaneAnswer} answer @param {() => void} onChange @returns {AnswerInput} */
export function planeInput(answer, onChange) {
  const isPoint = answer.kind === "point";
  const { low, high, axes } = answer;
  const mine = svg("path", { class: "plane-mine" });
  const truth = svg("path", { class: "plane-truth" });
  const cursor = svg("path", { class: "plane-cursor" });
  const picture = svg(
    "svg",
    {
      class: "plane-input",
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      tabindex: "0",
      role: "application",
      "aria-label": isPoint
        ? "Choose a point: arrow keys move it"
        : "Draw a curve: left and right go along it, up and down change it",
    },
    svg("rect", { class: "plane-frame", width: WIDTH, height: HEIGHT }),
    truth,
    mine,
    cursor,
  );
  const said = h("p", { class: "visually-hidden", "aria-live": "polite" });
  /** In the plane, each coordinate 0 … 1. @type {(number | null)[]} */
  let drawn = Array.from({ length: isPoint ? 2 : COUNT }, () => null);
  let place = 0;

  /** @param {number} across @param {number} up */
  const cross = (across, up) => {
    const [x, y] = [across * WIDTH, (1 - up) * HEIGHT];
    return `M${x - 7} ${y}h14M${x} ${y - 7}v14`;
  };
  /** @param {(number | null)[]} heights */
  const line = (heights) => {
    const points = heights.flatMap((up, k) =>
      up === null ? [] : [`${(k / (heights.length - 1)) * WIDTH} ${(1 - up) * HEIGHT}`],
    );
    return points.length > 0 ? `M${points.join("L")}` : "";
  };
  const whole = () => !drawn.includes(null);
  /** @returns {number[]} */
  const values = () => {
    const places = /** @type {number[]} */ (drawn);
    if (isPoint) return places.map((share, k) => low[k] + share * (high[k] - low[k]));
    return places.map((height) => valueAtHeight(answer, height));
  };
  const render = () => {
    const [across, up] = drawn;
    mine.setAttribute("d", isPoint ? (across === null ? "" : cross(across, up ?? 0)) : line(drawn));
    const height = drawn[place];
    cursor.setAttribute("d", isPoint || height === null ? "" : cross(place / (COUNT - 1), height));
  };
  const tell = () => {
    render();
    if (whole()) said.textContent = text(values());
    onChange();
  };
  /** @param {number[]} given */
  const text = (given) =>
    isPoint
      ? formatVector(given.map((value) => Number(value.toPrecision(3))))
      : `from ${formatNumber(given[0], 2)} to ${formatNumber(given.at(-1) ?? 0, 2)}`;

  /** @param {PointerEvent} event */
  const put = (event) => {
    const box = picture.getBoundingClientRect();
    const across = Math.max(0, Math.min(1, (event.clientX - box.left) / box.width));
    const up = Math.max(0, Math.min(1, 1 - (event.clientY - box.top) / box.height));
    if (isPoint) drawn = [across, up];
    else {
      const next = Math.round(across * (COUNT - 1));
      const from = drawn[place] === null ? next : place;
      // A quick hand leaves no gaps.
      const [begin, end] = from < next ? [from, next] : [next, from];
      for (let k = begin; k <= end; k += 1) drawn[k] = up;
      place = next;
      if (event.type === "pointerup") drawn = drawn.map((height, k) => height ?? nearest(k) ?? up);
    }
    tell();
  };
  /** The height drawn nearest to a place. @param {number} k */
  const nearest = (k) => {
    const known = drawn.flatMap((height, other) => (height === null ? [] : [other]));
    known.sort((one, other) => Math.abs(one - k) - Math.abs(other - k));
    return known.length > 0 ? drawn[known[0]] : null;
  };
  on(picture, "pointerdown", (event) => {
    picture.setPointerCapture(event.pointerId);
    if (!isPoint) place = 0;
    put(event);
    const stop = on(picture, "pointermove", put);
    picture.addEventListener(
      "pointerup",
      (last) => {
        stop();
        put(last);
      },
      { once: true },
    );
  });
  on(picture, "keydown", (event) => {
    const move = MOVES[event.key];
    if (!move) return;
    event.preventDefault();
    event.stopPropagation();
    if (!whole()) drawn = drawn.map((height) => height ?? 0.5);
    const add = (/** @type {number | null} */ value, /** @type {number} */ by) =>
      Math.max(0, Math.min(1, (value ?? 0.5) + by * STRIDE));
    if (isPoint) drawn = [add(drawn[0], move[0]), add(drawn[1], move[1])];
    else {
      place = Math.max(0, Math.min(COUNT - 1, place + move[0]));
      drawn[place] = add(drawn[place], 2 * move[1]);
    }
    tell();
  });
  const corner = (/** @type {number} */ value) => formatNumber(value, 3);
  return {
    element: h(
      "div",
      { class: "predict-plane" },
      h("p", { class: "plane-axis" }, `${axes[1]}: ${corner(low[1])} … ${corner(high[1])}`),
      picture,
      h("p", { class: "plane-axis" }, `${axes[0]}: ${corner(low[0])} … ${corner(high[0])}`),
      said,
    ),
    value: () => (whole() ? values() : null),
    text: (given) => text(/** @type {number[]} */ (given)),
    set(given) {
      if (!Array.isArray(given) || given.length !== drawn.length) return;
      drawn = isPoint
        ? given.map((value, k) => (value - low[k]) / (high[k] - low[k]))
        : given.map((value) => heightOf(answer, value));
      render();
    },
    reveal(found) {
      const real = truthOf(answer, found);
      const shares = real.map((value, k) => (value - low[k]) / (high[k] - low[k]));
      if (isPoint) truth.setAttribute("d", real.length === 2 ? cross(shares[0], shares[1]) : "");
      else truth.setAttribute("d", line(real.map((value) => heightOf(answer, value))));
    },
  };
}
