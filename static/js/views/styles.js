/**
 * @import {CurvesModel} from "../types.js"
 * @import {RunStyle} from "../lib/colors.js"
 */
import { runStyle } from "../lib/colors.js";

/** @type {{key: string, styles: RunStyle[]}} */
let known = { key: "", styles: [] };

/**
 * How each run of a model is drawn, with colours read once per theme: reading the style sheet for every
 * stroke would cost more than the stroke.
 * @param {Pick<CurvesModel, "theme" | "runs">} model
 * @returns {RunStyle[]}
 */
export function runStyles(model) {
  /** @type {string} */
  let key = model.theme;
  for (const { slot } of model.runs) key += ` ${slot}`;
  if (key !== known.key) {
    const styles = model.runs.map(({ slot }) => ({ ...runStyle(slot) }));
    known = { key, styles };
  }
  return known.styles;
}
