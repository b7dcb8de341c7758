/**
 * The texts of the diagram: names of layers, inputs and outputs, and the numbers of what is pointed at.
 * @import {Column} from "../lib/network-layout.js"
 * @import {NetworkNames} from "../lib/network-words.js"
 * @import {DiagramScene, InkedLink} from "./network-diagram-paint.js"
 */
import { drawMarker, haloText, SANS, SERIF, tracePath } from "../lib/canvas.js";
import { classStyle, weightMap } from "../lib/colors.js";
import { formatNumber } from "../lib/format.js";
import { linkEnds, linkPoint, placeOf } from "../lib/network-layout.js";
import { featureText } from "../lib/network-words.js";
import { scaledWords } from "../lib/own-units.js";
import { sameLink, touches } from "./network-diagram-paint.js";
import { layerWeights } from "./network-models.js";

/**
 * Names of layers, inputs and outputs, and what is not drawn.
 * @param {DiagramScene} scene
 * @param {Column} column
 */
export function paintNames(scene, column) {
  const { c, model, palette, layout, names, fontScale } = scene;
  const last = model.sizes.length - 1;
  const label = 13 * fontScale;
  c.textAlign = "center";
  c.textBaseline = "top";
  c.fillStyle = palette.ink2;
  c.font = `${label}px ${SANS}`;
  if (column.skipped) {
    c.textBaseline = "middle";
    c.fillText(`… ${column.skipped} more`, column.centre, layout.height / 2);
    return;
  }
  if (column.more) {
    c.textBaseline = "bottom";
    c.fillText(`… ${column.more} more`, column.centre, column.bottom + 1);
    c.textBaseline = "top";
  }
  const text = column.layer === last ? outputWord(names) : layerWord(scene, column.layer);
  if (text) c.fillText(text, column.centre, column.bottom + 6 * layout.scale);
  c.textBaseline = "middle";
  for (const { unit, x, y } of column.units) {
    const middle = y + column.size / 2;
    if (column.layer === 0) inputName(scene, unit, x - 9 * layout.scale, middle);
    if (column.layer === last) outputName(scene, unit, x + column.size + 13 * fontScale, middle);
  }
}

/** @param {DiagramScene} scene @param {number} layer */
function layerWord({ layout, fontScale, names }, layer) {
  if (layer === 0) return names.features.length || layout.columns.length > 6 ? "" : "inputs";
  const room = layout.pitch > 62 * fontScale;
  return room ? `hidden ${layer}` : String(layer);
}

/** @param {NetworkNames} names */
function outputWord({ classes, targets, sizes }) {
  if (classes.length) return "class";
  return sizes[sizes.length - 1] === 1 ? targets[0] || "output" : "outputs";
}

/** @param {DiagramScene} scene @param {number} unit @param {number} x @param {number} y */
function inputName({ c, palette, names, fontScale }, unit, x, y) {
  const name = names.features[unit];
  if (!name) return;
  c.textAlign = "right";
  c.fillStyle = palette.ink2;
  c.font = featureFont(name, fontScale);
  c.fillText(featureText(name), x, y);
}

/**
 * Room that the names take at both sides.
 * @param {CanvasRenderingContext2D} c
 * @param {NetworkNames} names
 * @param {number} fontScale
 */
export function nameRooms(c, names, fontScale) {
  const { features, classes } = names;
  let left = 0;
  for (const name of features) {
    c.font = featureFont(name, fontScale);
    left = Math.max(left, c.measureText(featureText(name)).width + 14 * fontScale);
  }
  c.font = `600 ${14 * fontScale}px ${SANS}`;
  let right = 0;
  for (const name of classes) {
    right = Math.max(right, c.measureText(name).width + 26 * fontScale);
  }
  c.font = `${13 * fontScale}px ${SANS}`;
  for (const name of outputNames(names)) {
    right = Math.max(right, c.measureText(name).width + 14 * fontScale);
  }
  return { left, right };
}

/** What each of several outputs of a regression predicts; a lone one has its name below it. @param {NetworkNames} names */
function outputNames({ classes, targets, sizes }) {
  const outputs = sizes[sizes.length - 1];
  return classes.length === 0 && outputs > 1 && targets.length === outputs ? targets : [];
}

/**
 * Letters of formulas are set as such, names of columns as words.
 * @param {string} name
 * @param {number} fontScale
 */
function featureFont(name, fontScale) {
  const symbol = /^(x|y|[xy]\^\d|x\*y|sin\(.\))$/.test(name);
  return symbol ? `italic ${17 * fontScale}px ${SERIF}` : `${13 * fontScale}px ${SANS}`;
}

/** @param {DiagramScene} scene @param {number} unit @param {number} x @param {number} y */
function outputName(scene, unit, x, y) {
  const { c, palette, model, names, fontScale } = scene;
  const { classes, sizes } = names;
  const outputs = sizes[sizes.length - 1];
  const one = (/** @type {number} */ index, /** @type {number} */ at) => {
    const { marker, color, pale } = classStyle(index, model.theme);
    drawMarker(c, marker, x, at, 5.4 * fontScale, color, palette.paper);
    if (pale) {
      tracePath(c, marker, x, at, 5.4 * fontScale);
      c.strokeStyle = palette.ink;
      c.lineWidth = 0.75;
      c.stroke();
    }
    c.textAlign = "left";
    c.font = `600 ${14 * fontScale}px ${SANS}`;
    c.fillStyle = palette.ink;
    c.fillText(classes[index], x + 11 * fontScale, at + 0.5);
  };
  const target = outputNames(names)[unit];
  if (target) {
    c.textAlign = "left";
    c.font = `${13 * fontScale}px ${SANS}`;
    c.fillStyle = palette.ink2;
    c.fillText(target, x - 4 * fontScale, y);
  } else if (classes.length === outputs) one(unit, y);
  else if (outputs === 1 && classes.length === 2) {
    one(0, y - 10 * fontScale);
    one(1, y + 10 * fontScale);
  }
}

/**
 * The weights of the neuron or the link that is pointed at.
 * @param {DiagramScene} scene
 * @param {InkedLink[]} links
 */
export function paintNumbers(scene, links) {
  const { c, model, palette, layout, active, hot, fontScale } = scene;
  const colors = weightMap(model.theme);
  const size = 12.5 * fontScale;
  c.font = `600 ${size}px ${SANS}`;
  c.textBaseline = "middle";
  const color = (/** @type {number} */ weight) =>
    model.theme === "dark" ? colors[weight < 0 ? 1 : 9] : colors[weight < 0 ? 0 : 10];
  const write = (/** @type {number} */ w, /** @type {number} */ x, /** @type {number} */ y) =>
    haloText(c, formatNumber(w, 3), x, y, color(w), palette.paper, 5 * fontScale);
  if (active) {
    if (active.layer > 0) paintScaled(scene);
    /** @type {[number, number][]} */
    const taken = [];
    // Strong links first: where there is no room for all numbers, they get theirs.
    for (const link of links.toReversed()) {
      if (!touches(link, active)) continue;
      const ends = linkEnds(layout, link.layer, link.out, link.from);
      if (!ends) continue;
      const into = link.layer === active.layer;
      // Close to the square: a stub of the link before a number would read as a minus.
      const [x, y] = into ? [ends[0] + 1, ends[1]] : [ends[2], ends[3]];
      if (taken.some(([tx, ty]) => tx === x && Math.abs(ty - y) < size)) continue;
      taken.push([x, y]);
      c.textAlign = into ? "left" : "right";
      write(link.weight, x, y);
    }
    const place = placeOf(layout, active);
    const bias = layerWeights(model.weights, active.layer)?.biases.data[active.unit];
    if (place && bias !== undefined) {
      c.textAlign = "right";
      const text = `bias ${formatNumber(bias, 3)}`;
      const y = place.y + place.size;
      haloText(c, text, place.x - 7, y, color(bias), palette.paper, 4 * fontScale);
    }
    return;
  }
  const link = hot && links.find((item) => sameLink(item, hot));
  const ends = link && linkEnds(layout, link.layer, link.out, link.from);
  if (!ends) return;
  const [x, y] = linkPoint(ends, 0.5);
  paintScaled(scene);
  c.textAlign = "center";
  write(link.weight, x, y);
}

/** What the numbers beside the links are of, in the lower left corner. @param {DiagramScene} scene */
function paintScaled({ c, model, palette, layout, fontScale }) {
  const scaled = scaledWords(model.problem);
  if (!scaled) return;
  c.save();
  c.font = `${12.5 * fontScale}px ${SANS}`;
  c.textAlign = "left";
  c.textBaseline = "bottom";
  haloText(c, `weights of ${scaled}`, 0, layout.height, palette.ink2, palette.paper, 5 * fontScale);
  c.restore();
}
