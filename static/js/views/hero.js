/**
 * The living figure of the home page: real runs on a map of hills and basins, replayed calmly.
 * @import {Surface, Theme} from "../types.js"
 */
import { addCanvas, drawMarker, fitCanvas } from "../lib/canvas.js";
import { lut, palette, runStyle } from "../lib/colors.js";
import { contourLevels, heightField, traceLevel } from "../lib/contours.js";
import { h } from "../lib/dom.js";
import { balance } from "../lib/relief.js";
import { resample } from "../lib/resample.js";

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

/** The landscape of the figure; wide screens see more of it. */
export const HERO_PROBLEM = {
  kind: "formula",
  expression: RELIEF.join("+").replaceAll("+-", "-"),
  window: [
    [-6, 20],
    [0, 4.4],
  ],
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
/** How much a slope in shade is darkened at most. */
const SHADE = { light: 0.3, dark: 0.42 };
/** Exponent of the share of height that chooses a colour: below one, more of the ground is pale. */
const LIFT = { light: 0.8, dark: 1 };

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
  const spare = Math.max(0, across - 13.9);
  const right = Math.min(HERO_PROBLEM.window[0][1], 13.9 + spare / 2);
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
 * @param {{x: [number, number], y: [number, number]}} view
 * @param {number} width
 * @param {number} height
 * @returns {(point: [number, number]) => [number, number]}
 */
function scaler({ x, y }, width, height) {
  return ([a, b]) => [
    ((a - x[0]) / (x[1] - x[0])) * width,
    height - ((b - y[0]) / (y[1] - y[0])) * height,
  ];
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

/**
 * Colours by loss under a hillshade stronger than the lab's: nobody measures on this map.
 * @param {CanvasRenderingContext2D} c
 * @param {import("../types.js").HeightField} field
 * @param {{x: [number, number], y: [number, number]}} view
 * @param {number} width
 * @param {number} height
 * @param {Theme} theme
 */
function paintGround(c, field, view, width, height, theme) {
  const [nx, ny] = [field.x.length, field.y.length];
  const unit = (view.x[1] - view.x[0]) / width;
  const full = Math.round((field.x[nx - 1] - field.x[0]) / unit);
  const rows = Math.round(height);
  const wide = resample(field.height, ny, nx, 1, nx, full);
  const grid = resample(wide, full, ny, full, 1, rows);
  const columns = Math.round(width);
  const first = Math.max(0, Math.round((view.x[0] - field.x[0]) / unit));
  const sheet = document.createElement("canvas");
  sheet.width = columns;
  sheet.height = rows;
  const ink = /** @type {CanvasRenderingContext2D} */ (sheet.getContext("2d"));
  const image = ink.createImageData(columns, rows);
  const { low, high, index } = balance(field);
  const colors = lut(theme);
  const bins = index.length;
  const at = (/** @type {number} */ i, /** @type {number} */ j) =>
    grid[Math.max(0, Math.min(full - 1, first + i)) * rows + Math.max(0, Math.min(rows - 1, j))];
  for (let row = 0, out = 0; row < rows; row++) {
    const j = rows - 1 - row;
    for (let i = 0; i < columns; i++, out += 4) {
      const share = Math.max(0, Math.min(1, (at(i, j) - low) / (high - low)));
      const color = 3 * index[Math.min(bins - 1, Math.floor(share ** LIFT[theme] * bins))];
      // Light from the upper left; the slope in units of height over length, a little exaggerated.
      const gx = (at(i + 1, j) - at(i - 1, j)) / (2 * unit);
      const gy = (at(i, j + 1) - at(i, j - 1)) / (2 * unit);
      const away = (gy * 0.6 - gx * 0.8) / Math.sqrt(1 + gx * gx + gy * gy);
      const light =
        1 - SHADE[theme] * Math.max(0, Math.min(1, 0.1 + away)) + 0.05 * Math.max(0, -away);
      image.data[out] = Math.min(255, colors[color] * light);
      image.data[out + 1] = Math.min(255, colors[color + 1] * light);
      image.data[out + 2] = Math.min(255, colors[color + 2] * light);
      image.data[out + 3] = 255;
    }
  }
  ink.putImageData(image, 0, 0);
  c.drawImage(sheet, 0, 0, width, height);
}

/**
 * @param {CanvasRenderingContext2D} c
 * @param {import("../types.js").HeightField} field
 * @param {{x: [number, number], y: [number, number]}} view
 * @param {number} width
 * @param {number} height
 * @param {string} color
 */
function drawContours(c, field, view, width, height, color) {
  const [nx, ny] = [field.x.length, field.y.length];
  const { start, end } = contourLevels(field);
  const step = 0.125;
  const toPixel = scaler(view, width, height);
  const [dx, dy] = [field.x[1] - field.x[0], field.y[1] - field.y[0]];
  c.strokeStyle = color;
  for (let k = Math.ceil(start / step); k * step <= end + 0.5; k++) {
    c.globalAlpha = k % 4 ? 0.5 : 0.85;
    c.lineWidth = k % 4 ? 0.6 : 1.1;
    c.beginPath();
    for (const line of traceLevel(field.height, nx, ny, k * step)) {
      for (let i = 0; i < line.length; i += 2) {
        const [x, y] = toPixel([field.x[0] + line[i] * dx, field.y[0] + line[i + 1] * dy]);
        if (i) c.lineTo(x, y);
        else c.moveTo(x, y);
      }
    }
    c.stroke();
  }
  c.globalAlpha = 1;
}
