/**
 * The living figure of the home page: real runs on a map of hills and basins, replayed calmly.
 * @import {HeightField, LabModel, Surface} from "../types.js"
 */
import { addCanvas, drawMarker, fitCanvas } from "../lib/canvas.js";
import { palette, runStyle } from "../lib/colors.js";
import { heightField } from "../lib/contours.js";
import { h } from "../lib/dom.js";
import { drawContours, paintGround, scaler } from "./hero-ground.js";

/** What it shows, in words. */
const WORDS =
  "A map with hills and basins, blue where the loss is low. Four runs of gradient descent start on its slopes. Plain " +
  "descent glides into the deepest basin; two runs with momentum overshoot and spiral in; one that sees a single sample " +
  "a step staggers down to the nearest basin.";
/** Slots as elsewhere: plain descent 1, momentum 2, single samples 3. */
const SLOTS = [1, 2, 2, 3];
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
 * @param {[number, number][]} window  of the landscape
 * @param {number} width
 * @param {number} height
 * @param {boolean} covered  whether words cover the left
 * @returns {{x: [number, number], y: [number, number]}}
 */
export function heroView([[first, last], [low, high]], width, height, covered) {
  const across = ((high - low) * width) / height;
  if (!covered) {
    const left = Math.max(first, 9.1 - across / 2);
    return { x: [left, left + across], y: [low, high] };
  }
  const spare = Math.max(0, across - RIGHT);
  const right = Math.min(last, RIGHT + spare / 2, Math.max(12.5, across + 0.5));
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
 * @param {number} [rows]
 * @returns {[number, number][]}
 */
export function pointsUntil(parameters, step, rows = parameters.length / 2) {
  const last = rows - 1;
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

/** The view of the figure: it stands still while it is not seen, when asked to, and where people wish for no motion. */
class Hero {
  /** @param {HTMLElement} element */
  constructor(element) {
    this.picture = h("div", { class: "hero-picture", role: "img", "aria-label": WORDS });
    this.ground = addCanvas(this.picture, "hero-layer");
    this.overlay = addCanvas(this.picture, "hero-layer");
    this.button = h("button", { type: "button", class: "hero-pause" });
    element.append(this.picture, this.button);
    /** Words that stand on it where it is wide. */
    this.words = element.closest(".hero")?.querySelector(".hero-words") ?? null;
    this.still = window.matchMedia("(prefers-reduced-motion: reduce)");
    /** @type {LabModel | null} */
    this.model = null;
    /** @type {{surface: Surface, field: HeightField} | null} */
    this.drawn = null;
    this.theme = /** @type {import("../types.js").Theme | null} */ (null);
    this.toPixel = (/** @type {[number, number]} */ point) => point;
    this.seconds = 0;
    this.before = 0;
    this.frame = 0;
    this.seen = true;
    this.paused = false;
    this.sight = new IntersectionObserver(([entry]) => {
      this.seen = entry.isIntersecting;
      this.wake();
    });
    this.room = new ResizeObserver(() => this.layout());
    this.sight.observe(this.picture);
    this.room.observe(this.picture);
    this.waking = () => this.wake();
    this.button.addEventListener("click", () => {
      this.paused = !this.paused;
      this.wake();
    });
    document.addEventListener("visibilitychange", this.waking);
    this.still.addEventListener("change", this.waking);
  }

  get size() {
    return { width: this.picture.clientWidth || 1, height: this.picture.clientHeight || 1 };
  }

  /** @param {LabModel} model */
  render(model) {
    const { surface, theme } = model;
    this.model = model;
    if (!surface || (this.drawn?.surface === surface && this.theme === theme)) return;
    this.theme = theme;
    this.drawn = { surface, field: heightField({ ...surface, offset: 0 }, false, 2) };
    this.layout();
    this.wake();
  }

  /** The ground, anew for a size or a theme. */
  layout() {
    if (!this.drawn || !this.model) return;
    const { field } = this.drawn;
    const { landscape, theme } = this.model;
    const { width, height } = this.size;
    const covered = this.words !== null && getComputedStyle(this.words).position === "absolute";
    const window = /** @type {[number, number][]} */ (landscape.window);
    const view = heroView(window, width, height, covered);
    const c = fitCanvas(this.ground, width, height);
    paintGround(c, field, view, width, height, theme);
    drawContours(c, field, view, width, height, palette(theme).contour);
    this.toPixel = scaler(view, width, height);
    this.paint();
  }

  paint() {
    if (!this.drawn || !this.model) return;
    const { runs, steps, theme } = this.model;
    const { width, height } = this.size;
    const colors = palette(theme);
    const c = fitCanvas(this.overlay, width, height);
    c.clearRect(0, 0, width, height);
    const last = { step: steps, opacity: 1 };
    const { step, opacity } = this.still.matches ? last : replayAt(this.seconds, steps);
    c.globalAlpha = opacity;
    const paths = runs.map(({ trace }) =>
      trace ? pointsUntil(trace.columns.parameters, step, trace.rows).map(this.toPixel) : [],
    );
    const shown = paths.flatMap((path, k) => (path.length > 0 ? [{ path, k }] : []));
    for (const { path, k } of shown) drawPath(c, path, runStyle(SLOTS[k]), colors.paper);
    for (const { path, k } of shown) {
      const { color, marker } = runStyle(SLOTS[k]);
      drawMarker(c, "circle", ...path[0], 5, colors.ink, colors.paper, true);
      drawMarker(c, marker, ...path[path.length - 1], 6.6, color, colors.paper);
    }
    c.globalAlpha = 1;
  }

  /** @param {number} now milliseconds */
  tick(now) {
    const steps = this.model?.steps ?? 0;
    const was = replayAt(this.seconds, steps);
    this.seconds += Math.min(0.1, (now - this.before) / 1000);
    this.before = now;
    const is = replayAt(this.seconds, steps);
    if (was.step !== is.step || was.opacity !== is.opacity) this.paint();
    this.frame = requestAnimationFrame((time) => this.tick(time));
  }

  wake() {
    const { button, paused, still } = this;
    cancelAnimationFrame(this.frame);
    button.hidden = still.matches || !this.drawn;
    button.setAttribute("aria-label", paused ? "Play the replay" : "Pause the replay");
    button.title = paused ? "Play" : "Pause";
    button.classList.toggle("is-paused", paused);
    if (!this.seen || paused || document.hidden || still.matches) return this.paint();
    this.before = performance.now();
    this.frame = requestAnimationFrame((time) => this.tick(time));
  }

  dispose() {
    cancelAnimationFrame(this.frame);
    this.sight.disconnect();
    this.room.disconnect();
    document.removeEventListener("visibilitychange", this.waking);
    this.still.removeEventListener("change", this.waking);
    this.picture.remove();
    this.button.remove();
  }
}

/** @type {import("../parts/part.js").Part<import("../parts/part.js").Instance, import("../lab/landscape-figures.js").LandscapeFrame>} */
export const hero = {
  name: "hero",
  title: "Living figure",
  region: "main",
  figure: true,
  columns: ["parameters"],
  mount(element) {
    const view = new Hero(element);
    return { render: ({ figure }) => view.render(figure), dispose: () => view.dispose() };
  },
};

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
