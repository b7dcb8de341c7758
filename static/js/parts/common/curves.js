/** The loss over the steps, and under it what else went on. */

import { mountCurves } from "../../views/curves.js";

/** @type {import("../part.js").Part} */
export const curves = {
  name: "curves",
  title: "Loss over the steps",
  region: "curves",
  stage: "timeline",
  figure: true,
  columns: ["epoch", "evaluations", "loss", "learning_rate"],
  mount(element, { session }) {
    element.setAttribute("role", "region");
    element.setAttribute("aria-label", "Loss over the steps");
    const strips = "strip" in session.view;
    const view = mountCurves(element, {
      onSeek: (step) => session.seek(step),
      onScale: (lossScale) => session.look({ lossScale }),
      onAxis: (xAxis) => session.look({ xAxis }),
      onStrip: strips ? (strip) => session.look({ strip }) : undefined,
    });
    return { render: (frame) => view.render(frame.timeline), dispose: view.dispose };
  },
};

/** Of a network: what it makes of samples it has not learned from, and how often it is right, too. @type {typeof curves} */
export const learningCurves = {
  ...curves,
  columns: [
    ...(curves.columns ?? []),
    "test_loss",
    "accuracy",
    "test_accuracy",
    "rmse",
    "test_rmse",
  ],
};
