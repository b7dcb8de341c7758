/** Playback: the one way through the steps. */

import { mountTransport } from "../../controls/transport-bar.js";
import { MAX_RUNS } from "../../state/experiment.js";
import { valueAt } from "../../state/models.js";

/** As fast as the page can draw. */
const MAX_SPEED = 1e6;

/** @type {import("../part.js").Part} */
export const transport = {
  name: "transport",
  title: "Playback",
  region: "transport",
  stage: "bar",
  control: true,
  columns: ["epoch", "evaluations"],
  mount(element, { session }) {
    const { player } = session;
    const view = mountTransport(element, {
      onAction: (action) => session.act(action),
      onSpeed: (speed) => {
        player.speed = Number.isFinite(speed) ? speed : MAX_SPEED;
        session.draw();
      },
      onSteps: (steps) => session.lengthen(steps),
      onLoop: (loop) => {
        player.loop = loop;
        session.draw();
      },
    });
    return { render: () => view.render(modelOf(session)), dispose: view.dispose };
  },
};

/** @param {import("../../state/session.js").Session} session */
function modelOf({ lab, player }) {
  const trace = lab.traces[lab.selected] ?? null;
  const { runs, steps } = lab.experiment;
  return {
    step: player.step,
    steps,
    epoch: valueAt(trace, "epoch", player.step),
    evaluations: valueAt(trace, "evaluations", player.step),
    playing: player.playing,
    speed: player.speed >= MAX_SPEED ? Number.POSITIVE_INFINITY : player.speed,
    loop: player.loop,
    loading: trace === null,
    canFork: runs.length < MAX_RUNS,
    runsLocked: lab.locks.has("runs"),
  };
}
