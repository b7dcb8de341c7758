/** The home page: the living figure, and the gallery of examples. */

import "./frame.js";
import { createLab } from "./lab/create.js";
import { RecordedLabs } from "./lab/labs.js";
import { LandscapeFigures } from "./lab/landscape-figures.js";
import { toPayload } from "./state/payload.js";
import { Recorded } from "./transport/recorded.js";
import { getBytes } from "./transport/rest.js";
import { frameOfTrace, tracesAddress } from "./transport/server.js";
import { realTimers } from "./transport/timers.js";
import { mountExamples } from "./views/examples.js";
import { hero } from "./views/hero.js";

/** @param {unknown} experiment @param {readonly string[]} columns */
function tracesOf(experiment, columns) {
  return getBytes(`${tracesAddress(columns)}&e=${toPayload(experiment)}`);
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

const figure = document.getElementById("hero");
if (figure) showHero(figure);
const gallery = document.querySelector("[data-gallery]");
if (gallery) mountExamples(gallery);
