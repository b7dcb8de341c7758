/**
 * What is read of a landscape and of the runs on it, whichever figure shows them.
 * @import {LabModel} from "../types.js"
 * @import {Mark} from "./reading.js"
 */
import { groundText, rowText } from "../lib/readings.js";
import { headRow } from "./map-scene.js";

/** The runs that are seen, the chosen one first. @param {LabModel | null} model */
export function seenRuns(model) {
  const { runs = [], selected = 0 } = model ?? {};
  const order = [...runs.slice(selected, selected + 1), ...runs.toSpliced(selected, 1)];
  return order.flatMap((run) => (run.muted || !run.trace ? [] : [{ ...run, trace: run.trace }]));
}

/** @param {LabModel | null} model @param {{slot: number}} mark */
export function runOf(model, { slot }) {
  return seenRuns(model).find((run) => run.slot === slot) ?? null;
}

/** Where the chosen run stands, and how many rows it has. @param {LabModel | null} model */
export function chosenRow(model) {
  const run = model?.runs[model.selected];
  if (!run?.trace || run.muted) return null;
  return { slot: run.slot, row: headRow(run.trace, model?.step ?? 0), rows: run.trace.rows };
}

/**
 * @param {LabModel | null} model
 * @param {Mark} mark
 * @param {[number, number][]} sides  of what is seen
 * @param {(point: number[]) => Parameters<typeof groundText>[2]} lossAt
 */
export function markWords(model, mark, sides, lossAt) {
  const letters = model?.landscape.letters;
  if ("point" in mark) return groundText(mark.point, sides, lossAt(mark.point), letters);
  const run = runOf(model, mark);
  return run ? rowText(run, mark.row, sides, letters) : "";
}
