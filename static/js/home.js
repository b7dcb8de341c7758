/** The home page: the living figure and six pictures, all of them real runs. */

import "./frame.js";
import { createLab } from "./lab/create.js";
import { RecordedLabs } from "./lab/labs.js";
import { LandscapeFigures } from "./lab/landscape-figures.js";
import { afterFirstPicture } from "./lib/first-picture.js";
import { doublesOf, readSafetensors } from "./lib/safetensors.js";
import { fetchSurface, groundOf } from "./state/ground.js";
import { toPayload } from "./state/payload.js";
import { currentTheme, onThemeChange } from "./theme.js";
import { persistently } from "./transport/again.js";
import { Recorded } from "./transport/recorded.js";
import { getBytes } from "./transport/rest.js";
import { frameOfTrace, tracesAddress } from "./transport/server.js";
import { realTimers } from "./transport/timers.js";
import { hero } from "./views/hero.js";
import { describeSight } from "./views/sight.js";
import { drawThumbnail } from "./views/thumbnail.js";

/** @typedef {import("./types.js").LandscapeInfo} LandscapeInfo */

/** @param {unknown} experiment @param {readonly string[]} columns */
function tracesOf(experiment, columns) {
  return getBytes(`${tracesAddress(columns)}&e=${toPayload(experiment)}`);
}

/**
 * Parameters and losses of each run of an experiment.
 * @param {{runs: unknown[]}} experiment
 */
async function fetchRuns(experiment) {
  const { tensors } = readSafetensors(await tracesOf(experiment, ["parameters", "loss"]));
  return experiment.runs.map((_, k) => ({
    parameters: doublesOf(tensors[`runs.${k}.parameters`]),
    loss: doublesOf(tensors[`runs.${k}.loss`]),
  }));
}

/** The figure is a lab of one part, whose rows are asked for by address: the browser remembers them. */
class HeroLab extends LandscapeFigures {
  static parts = [hero];

  /** The picture is there when its ground is. */
  sayDrawn() {
    if (this.session.ground.surface) super.sayDrawn();
  }
}

/** @param {HTMLElement} element */
function showHero(element) {
  const answer = JSON.parse(element.dataset.record ?? "{}");
  const { experiment } = answer;
  const source = () =>
    new Recorded({
      answers: { "/api/v1/experiments/normalize": answer },
      whole: async (columns) => frameOfTrace(await tracesOf(experiment, columns)),
      bytes: getBytes,
      timers: realTimers,
    });
  const data = { catalog: { optimizers: [] }, presets: [{ name: "hero", experiment }] };
  createLab(element, { kind: HeroLab, labs: new RecordedLabs({ data, source }), parts: ["hero"] });
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

const figure = document.getElementById("hero");
if (figure) showHero(figure);
await afterFirstPicture;
for (const canvas of document.querySelectorAll("canvas[data-experiment]"))
  if (canvas instanceof HTMLCanvasElement) quietly(() => showSight(canvas));
