/** What the landscape picker does: each control asks the state for an edit, or the server for an answer. */

import { fetchGround } from "../../state/ground.js";
import { orInWords } from "../../transport/problems.js";
import { drawThumbnail } from "../../views/thumbnail.js";

/** @typedef {Pick<import("../../experiments.js").FormulaLandscape, "expression" | "window">} Formula */

/**
 * What the head of the left rail can ask for.
 * @param {import("../../lab/landscape.js").LandscapeInstance} host
 */
export function pickerActions(host) {
  const { session } = host;
  const { lab, server } = session;
  return {
    onChoose: (/** @type {string} */ name) =>
      void session.changeProblem({ kind: "landscape", name }),
    onStart: (/** @type {number[]} */ start) => lab.moveStart(start),
    onSamples: (/** @type {number} */ samples) => lab.patchProblem({ samples }),
    onNoise: (/** @type {number} */ noise) => lab.patchProblem({ noise }),
    onFormula: (/** @type {Formula} */ formula) =>
      void session.changeProblem({ kind: "formula", ...formula }),
    readFormula: (/** @type {string} */ expression) =>
      orInWords(server.post("/api/v1/formulas", { expression })),
    checkFormula: (
      /** @type {string} */ expression,
      /** @type {Formula["window"] | null} */ window,
    ) => {
      const problem = { kind: "formula", expression, ...(window && { window }) };
      const asked = server.post("/api/v1/experiments/normalize", { problem });
      return orInWords(asked.then(({ landscape }) => landscape ?? { error: "expected a formula" }));
    },
    thumbnail: async (/** @type {HTMLCanvasElement} */ canvas, /** @type {string} */ name) => {
      const landscape = session.catalog.landscapes.find((item) => item.name === name);
      if (!landscape) return;
      const fetched = () => fetchGround({ problem: { kind: "landscape", name } }, landscape, 61);
      const ground = await server.once(`ground ${name}`, fetched);
      drawThumbnail(canvas, ground, landscape, host.theme);
    },
  };
}
