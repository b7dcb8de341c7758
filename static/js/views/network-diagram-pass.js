/**
 * The chosen sample's numbers on the neurons of a small network: its scaled inputs, every sum and every answer.
 * @import {DiagramScene} from "./network-diagram-paint.js"
 */
import { haloText, SANS } from "../lib/canvas.js";
import { passNumbers } from "../lib/one-point-words.js";

/** Neurons that stand closer have no room for two lines. */
const LEAST_PITCH = 30;

/** @param {DiagramScene} scene */
export function paintPass({ c, model, palette, layout, fontScale }) {
  const { sample } = model;
  if (
    !sample ||
    layout.columns.some(({ pitch, skipped }) => skipped || pitch < LEAST_PITCH * fontScale)
  )
    return;
  const size = 10.5 * fontScale;
  c.font = `600 ${size}px ${SANS}`;
  c.textAlign = "center";
  c.textBaseline = "middle";
  for (const column of layout.columns) {
    for (const { unit, x, y } of column.units) {
      const lines = passNumbers(sample, { layer: column.layer, unit });
      const top = y + column.size / 2 - ((lines.length - 1) / 2) * 1.2 * size;
      for (const [k, line] of lines.entries())
        haloText(c, line, x + column.size / 2, top + 1.2 * k * size, palette.ink, palette.paper, 4);
    }
  }
}
