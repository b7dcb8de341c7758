/** The home page: the living figure and six pictures, all of them real runs. */

import "./frame.js";
import { firstPictureDrawn } from "./lib/first-picture.js";
import { doublesOf, readSafetensors } from "./lib/safetensors.js";
import { fetchGround, fetchSurface, groundOf } from "./state/ground.js";
import { toPayload } from "./state/payload.js";
import { currentTheme, onThemeChange } from "./theme.js";
import { persistently } from "./transport/again.js";
import { getBytes } from "./transport/rest.js";
import { realTimers } from "./transport/timers.js";
import { HERO_EXPERIMENT, HERO_PROBLEM, mountHero } from "./views/hero.js";
import { describeSight } from "./views/sight.js";
import { drawThumbnail } from "./views/thumbnail.js";

/** @typedef {import("./types.js").LandscapeInfo} LandscapeInfo */

const TRACES = "/api/v1/traces?format=safetensors&columns=parameters,loss";

/**
 * Parameters and losses of each run of an experiment.
 * @param {{runs: unknown[]}} experiment
 */
async function fetchRuns(experiment) {
  const { tensors } = readSafetensors(await getBytes(`${TRACES}&e=${toPayload(experiment)}`));
  return experiment.runs.map((_, k) => ({
    parameters: doublesOf(tensors[`runs.${k}.parameters`]),
    loss: doublesOf(tensors[`runs.${k}.loss`]),
  }));
}

/** @param {HTMLElement} element */
async function showHero(element) {
  const flat = /** @type {LandscapeInfo} */ (
    /** @type {unknown} */ ({ dimension: 2, log: false, minima: [] })
  );
  const [{ surface }, runs] = await Promise.all([
    fetchGround(HERO_PROBLEM, flat, 161),
    fetchRuns(HERO_EXPERIMENT),
  ]);
  if (!surface) return;
  const paths = runs.map(({ parameters }) => parameters);
  const hero = mountHero(element, { surface, runs: paths, theme: currentTheme() });
  firstPictureDrawn();
  onThemeChange(hero.setTheme);
}

/**
 * The losses of the part of a landscape that a picture shows.
 * @param {import("./experiments.js").SurfaceProblem} problem
 * @param {LandscapeInfo} landscape
 */
async function fetchPart(problem, landscape) {
  const { window } = landscape;
  return groundOf(landscape, await fetchSurface({ problem, window, resolution: 81 }));
}

/**
 * Fetches and draws one of the six pictures, again when theme or size change.
 * @param {HTMLCanvasElement} canvas
 */
async function showSight(canvas) {
  const { problem, ...rest } = JSON.parse(canvas.dataset.experiment ?? "{}");
  /** @type {LandscapeInfo} */
  const landscape = JSON.parse(canvas.dataset.landscape ?? "{}");
  const [ground, traces] = await Promise.all([
    fetchPart(problem, landscape),
    fetchRuns({ problem, ...rest }),
  ]);
  const runs = traces.map(({ parameters }, k) => ({
    parameters,
    dimension: landscape.dimension,
    slot: k + 1,
  }));
  const draw = () => {
    canvas.style.width = canvas.style.height = "";
    drawThumbnail(canvas, ground, landscape, currentTheme(), runs);
  };
  draw();
  const labels = rest.runs.map((/** @type {{label: string}} */ { label }) => label);
  canvas.setAttribute("aria-label", describeSight(landscape, labels, traces));
  onThemeChange(draw);
  const frame = canvas.parentElement;
  if (frame) new ResizeObserver(draw).observe(frame);
}

/**
 * Shows a figure as soon as the server answers; where that fails, its place stays as empty as it was: the words and
 * links beside it do not need it.
 * @param {() => Promise<void>} figure
 */
async function quietly(figure) {
  try {
    await persistently(figure, { timers: realTimers });
  } catch (error) {
    console.warn("A picture could not be drawn:", error);
  }
}

const hero = document.getElementById("hero");
if (hero) await quietly(() => showHero(hero));
for (const canvas of document.querySelectorAll("canvas[data-experiment]"))
  if (canvas instanceof HTMLCanvasElement) quietly(() => showSight(canvas));
