/**
 * The living figure of the home page: real runs on a map of hills and basins, replayed calmly.
 * @import {Surface, Theme} from "../types.js"
 */
import { addCanvas, drawMarker, fitCanvas } from "../lib/canvas.js";
import { palette, runStyle } from "../lib/colors.js";
import { heightField } from "../lib/contours.js";
import { h } from "../lib/dom.js";
import { drawContours, paintGround, scaler } from "./hero-ground.js";

/** Hills and basins, and two slow waves that shape the ground between and beyond them. */
const RELIEF = [
  "1.4*exp(-(x-5.35)^2/1.4-(y-3.3)^2)",
  "1.5*exp(-(x-12.6)^2/1.7-(y-3.05)^2/1.3)",
  "1.3*exp(-(x-8.95)^2-(y-.6)^2)",
  "-1.9*exp(-(x-8.4)^2/3-(y-2.95)^2/1.7)",
  "-1.6*exp(-(x-10.95)^2/1.8-(y-1.1)^2)",
  "-1.2*exp(-(x-6)^2/2.5-(y-1.2)^2)",
  "-1.2*exp(-(x-1.8)^2/1.8-(y-2.7)^2)",
  ".3*sin(.8*x-1.1*y+2.2)",
  ".22*cos(1.5*x+.9*y)",
];

/** What the figure shows at most; wide screens see more of it. @type {[[number, number], [number, number]]} */
const WINDOW = [
  [-6, 20],
  [0, 4.4],
];

/** The landscape of the figure. @satisfies {import("../experiments.js").SurfaceProblem} */
export const HERO_PROBLEM = {
  kind: /** @type {const} */ ("formula"),
  expression: RELIEF.join("+").replaceAll("+-", "-"),
  window: WINDOW,
  samples: 256,
  noise: 2,
};

/** Slots as elsewhere: plain descent 1, momentum 2, single samples 3. */
const SLOTS = [1, 2, 2, 3];
const MOMENTUM = { name: "sgd", momentum: 0.9 };

/** The runs of the figure. */
export const HERO_EXPERIMENT = {
  problem: HERO_PROBLEM,
  runs: [
    { label: "SGD", learning_rate: 0.05, start: [6.05, 3.5] },
    { label: "momentum", optimizer: MOMENTUM, learning_rate: 0.012, start: [9.45, 1.62] },
    { label: "momentum", optimizer: MOMENTUM, learning_rate: 0.012, start: [12.05, 2.6] },
    { label: "one sample a step", learning_rate: 0.02, batch_size: 1, start: [7.35, 0.95] },
  ],
  steps: 150,
  seed: 3,
};

/** Seconds of a replay, of the rest after it, and of the fade before the next. */
const RUN = 11;
const REST = 5;
const FADE = 0.6;
const CYCLE = RUN + REST + FADE;
/** Right edge of the part that a figure of 1440 px shows. */
const RIGHT = 13.9;

/**
 * The part of the landscape that a figure shows. The whole height always fits; a wide figure shows more to
 * both sides, a narrow one the basins at the right.
 * @param {number} width
 * @param {number} height
 * @param {number} covered pixels at the left that words cover
 * @returns {{x: [number, number], y: [number, number]}}
 */
export function heroView(width, height, covered) {
  const [low, high] = HERO_PROBLEM.window[1];
  const across = ((high - low) * width) / height;
  if (!covered) {
    const left = Math.max(HERO_PROBLEM.window[0][0], 9.1 - across / 2);
    return { x: [left, left + across], y: [low, high] };
  }
  const spare = Math.max(0, across - RIGHT);
  const right = Math.min(
    HERO_PROBLEM.window[0][1],
    RIGHT + spare / 2,
    Math.max(12.5, across + 0.5),
  );
  return { x: [right - across, right], y: [low, high] };
}

/**
 * Where a replay stands.
 * @param {number} seconds since the first began
 * @param {number} steps of the runs
 * @returns {{step: number, opacity: number}} the step may be a fraction
 */
export function replayAt(seconds, steps) {
  const time = ((seconds % CYCLE) + CYCLE) % CYCLE;
  if (time < RUN) {
    // Begins and ends gently; what lies between is even, since a step is a step.
    const u = time / RUN;
    const eased = u + (0.08 * (Math.sin(2 * Math.PI * u) * -1)) / (2 * Math.PI);
    return { step: eased * steps, opacity: Math.min(1, time / 0.4) };
  }
  const fade = (time - RUN - REST) / FADE;
  return { step: steps, opacity: fade > 0 ? Math.max(0, 1 - fade) : 1 };
}

/**
 * The points of a run up to a fraction of a step.
 * @param {ArrayLike<number>} parameters two a row
 * @param {number} step
 * @returns {[number, number][]}
 */
export function pointsUntil(parameters, step) {
  const last = parameters.length / 2 - 1;
  const whole = Math.max(0, Math.min(last, Math.floor(step)));
  /** @type {[number, number][]} */
  const points = [];
  for (let k = 0; k <= whole; k++) points.push([parameters[2 * k], parameters[2 * k + 1]]);
  const share = step - whole;
  if (whole < last && share > 0) {
    const at = 2 * whole;
    points.push([
      parameters[at] + share * (parameters[at + 2] - parameters[at]),
      parameters[at + 1] + share * (parameters[at + 3] - parameters[at + 1]),
    ]);
  }
  return points;
}

/**
 * Mounts the figure in the element's `.hero-picture`. It stands still while it is not seen, when asked to, and where people wish for no motion.
 * @param {HTMLElement} element
 * @param {{surface: Surface, runs: Float64Array[], theme: Theme}} deps
 * @returns {{setTheme: (theme: Theme) => void, dispose: () => void}}
 */
export function mountHero(element, { surface, runs, theme }) {
  const picture = /** @type {HTMLElement} */ (element.querySelector(".hero-picture"));
  const ground = addCanvas(picture, "hero-layer");
  const overlay = addCanvas(picture, "hero-layer");
  const button = h("button", { type: "button", class: "hero-pause" });
  element.append(button);
  const field = heightField({ ...surface, offset: 0 }, false, 2);
  const still = window.matchMedia("(prefers-reduced-motion: reduce)");
  const steps = HERO_EXPERIMENT.steps;
  let colors = palette(theme);
  let styles = SLOTS.map((slot) => ({ ...runStyle(slot) }));
  let view = heroView(1440, 456, 1);
  let seconds = 0;
  let before = 0;
  let frame = 0;
  let seen = true;
  let paused = false;

  const size = () => ({ width: picture.clientWidth || 1, height: picture.clientHeight || 1 });

  function layout() {
    const { width, height } = size();
    const words = element.querySelector(".hero-words");
    const covered = words && getComputedStyle(words).position === "absolute" ? 1 : 0;
    view = heroView(width, height, covered);
    const c = fitCanvas(ground, width, height);
    paintGround(c, field, view, width, height, theme);
    drawContours(c, field, view, width, height, colors.contour);
    paint();
  }

  function paint() {
    const { width, height } = size();
    const c = fitCanvas(overlay, width, height);
    c.clearRect(0, 0, width, height);
    const { step, opacity } = still.matches
      ? { step: steps, opacity: 1 }
      : replayAt(seconds, steps);
    c.globalAlpha = opacity;
    const toPixel = scaler(view, width, height);
    const paths = runs.map((run) => pointsUntil(run, step).map(toPixel));
    paths.forEach((path, k) => {
      drawPath(c, path, styles[k], colors.paper);
    });
    paths.forEach((path, k) => {
      drawMarker(c, "circle", ...path[0], 5, colors.ink, colors.paper, true);
      const head = path[path.length - 1];
      drawMarker(c, styles[k].marker, ...head, 6.6, styles[k].color, colors.paper);
    });
    c.globalAlpha = 1;
  }

  /** @param {number} now milliseconds */
  function tick(now) {
    const passed = Math.min(0.1, (now - before) / 1000);
    before = now;
    const was = replayAt(seconds, steps);
    seconds += passed;
    const is = replayAt(seconds, steps);
    if (was.step !== is.step || was.opacity !== is.opacity) paint();
    frame = requestAnimationFrame(tick);
  }

  function wake() {
    const moving = seen && !paused && !document.hidden && !still.matches;
    cancelAnimationFrame(frame);
    button.hidden = still.matches;
    button.setAttribute("aria-label", paused ? "Play the replay" : "Pause the replay");
    button.title = paused ? "Play" : "Pause";
    button.classList.toggle("is-paused", paused);
    if (!moving) return paint();
    before = performance.now();
    frame = requestAnimationFrame(tick);
  }

  const sight = new IntersectionObserver(([entry]) => {
    seen = entry.isIntersecting;
    wake();
  });
  const room = new ResizeObserver(layout);
  button.addEventListener("click", () => {
    paused = !paused;
    wake();
  });
  document.addEventListener("visibilitychange", wake);
  still.addEventListener("change", wake);
  sight.observe(picture);
  room.observe(picture);
  layout();
  wake();
  element.classList.add("is-drawn");

  return {
    setTheme(next) {
      theme = next;
      colors = palette(theme);
      styles = SLOTS.map((slot) => ({ ...runStyle(slot) }));
      layout();
    },
    dispose() {
      cancelAnimationFrame(frame);
      sight.disconnect();
      room.disconnect();
      document.removeEventListener("visibilitychange", wake);
      still.removeEventListener("change", wake);
      picture.replaceChildren();
      button.remove();
    },
  };
}

/**
 * @param {CanvasRenderingContext2D} c
 * @param {[number, number][]} path
 * @param {{color: string, dash: number[]}} style
 * @param {string} paper
 */
function drawPath(c, path, { color, dash }, paper) {
  c.lineJoin = "round";
  c.beginPath();
  for (const [x, y] of path) c.lineTo(x, y);
  c.setLineDash([]);
  c.strokeStyle = paper;
  c.lineWidth = 6;
  c.stroke();
  c.setLineDash(dash);
  c.strokeStyle = color;
  c.lineWidth = 3.25;
  c.stroke();
  c.setLineDash([]);
}
