/**
 * What a small picture with finished runs shows, in words. No DOM in here.
 * @import {LandscapeInfo} from "../types.js"
 */
import { formatMeasure, formatVector } from "../lib/format.js";

/**
 * The landscape, and for each run where it began and where it ended.
 * @param {Pick<LandscapeInfo, "title" | "dimension" | "window">} landscape
 * @param {string[]} labels
 * @param {{parameters: Float64Array, loss: Float64Array}[]} traces
 */
export function describeSight({ title, dimension, window }, labels, traces) {
  const sentences = traces.map(({ parameters, loss }, k) => {
    const rows = loss.length;
    const start = formatVector(Array.from(parameters.subarray(0, dimension)));
    const end = Array.from(parameters.subarray((rows - 1) * dimension, rows * dimension));
    const steps = `${rows - 1} steps`;
    if (!end.every(Number.isFinite)) return `${labels[k]}: from ${start}, diverges.`;
    const inside = end.every((value, i) => value >= window[i][0] && value <= window[i][1]);
    if (!inside) return `${labels[k]}: from ${start}, out of the picture after ${steps}.`;
    return `${labels[k]}: from ${start} to loss ${formatMeasure(loss[rows - 1])} in ${steps}.`;
  });
  return [`${dimension === 1 ? "Curve" : "Map"} of ${title}.`, ...sentences].join(" ");
}
