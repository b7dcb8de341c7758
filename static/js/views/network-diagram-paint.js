/**
 * Draws the diagram of a network: links below, squares with their pictures above, then names and numbers.
 * @import {Palette} from "../types.js"
 * @import {Column, Layout, Neuron} from "../lib/network-layout.js"
 * @import {NetworkNames} from "../lib/network-words.js"
 * @import {DiagramModel} from "./network-models.js"
 * @import {NeuronMap, keepMaps} from "./network-maps.js"
 */
import { drawMarker, haloText, SANS, SERIF, tracePath } from "../lib/canvas.js";
import { classStyle, weightMap } from "../lib/colors.js";
import { formatNumber } from "../lib/format.js";
import { layerStrength, linkInk } from "../lib/link-strength.js";
import { linkEnds, linkPoint, placeOf } from "../lib/network-layout.js";
import { featureText } from "../lib/network-words.js";
import { layerWeights } from "./network-models.js";

/** @typedef {{layer: number, out: number, from: number}} Link */
/** @typedef {Link & {weight: number, width: number, alpha: number}} InkedLink */

/**
 * @typedef {object} DiagramScene
 * @property {CanvasRenderingContext2D} c
 * @property {DiagramModel} model
 * @property {Layout} layout
 * @property {Palette} palette
 * @property {NetworkNames} names
 * @property {ReturnType<typeof keepMaps>} maps
 * @property {Neuron | null} active the neuron whose links are brought out
 * @property {Link | null} hot the link under the pointer
 * @property {number} fontScale
 */

/**
 * All links that are drawn, faint ones first.
 * @param {DiagramModel} model
 * @param {Layout} layout
 * @returns {InkedLink[]}
 */
export function inkLinks({ weights, sizes }, layout) {
  const layers = [];
  let overall = 0;
  for (let layer = 1; layer < sizes.length; layer++) {
    const found = layerWeights(weights, layer);
    if (!found) continue;
    const strength = layerStrength(found.weights.data, sizes[layer] + sizes[layer - 1]);
    overall = Math.max(overall, strength.largest);
    layers.push({ layer, found, strength });
  }
  const drawn = new Map(layout.columns.map(({ layer, units }) => [layer, units.length]));
  /** @type {InkedLink[]} */
  const links = [];
  for (const { layer, found, strength } of layers) {
    const before = drawn.get(layer - 1) ?? 0;
    for (let out = 0; out < (drawn.get(layer) ?? 0); out++) {
      for (let from = 0; from < before; from++) {
        const weight = found.weights.data[out * found.inputs + from];
        links.push({ layer, out, from, weight, ...linkInk(weight, strength, overall) });
      }
    }
  }
  return links.sort((a, b) => a.alpha - b.alpha || a.width - b.width);
}

/**
 * Draws everything.
 * @param {DiagramScene} scene
 * @param {InkedLink[]} links
 */
export function paintDiagram(scene, links) {
  const { c, layout } = scene;
  paintLinks(scene, links);
  for (const column of layout.columns) {
    for (const { unit, x, y } of column.units) {
      const neuron = { layer: column.layer, unit };
      paintSquare(scene, neuron, x, y, column.size);
      if (column.layer > 0) paintBias(scene, neuron, x, y, column.size);
    }
    paintNames(scene, column);
  }
  c.setLineDash([]);
  paintNumbers(scene, links);
}

/** @param {Link} link @param {Neuron | null} neuron */
export function touches({ layer, out, from }, neuron) {
  if (!neuron) return false;
  return (
    (layer === neuron.layer && out === neuron.unit) ||
    (layer - 1 === neuron.layer && from === neuron.unit)
  );
}

/** @param {Link | null} a @param {Link | null} b */
export function sameLink(a, b) {
  return a === b || (a?.layer === b?.layer && a?.out === b?.out && a?.from === b?.from);
}

/** @param {DiagramScene} scene @param {InkedLink[]} links */
function paintLinks({ c, model, layout, active, hot }, links) {
  const colors = weightMap(model.theme);
  c.setLineDash([]);
  c.lineCap = "butt";
  const stroke = (/** @type {InkedLink} */ link, /** @type {number} */ alpha, extra = 0) => {
    const ends = linkEnds(layout, link.layer, link.out, link.from);
    if (!ends || alpha < 0.02) return;
    const [x0, y0, x1, y1] = ends;
    const middle = (x0 + x1) / 2;
    c.strokeStyle = link.weight < 0 ? colors[0] : colors[10];
    c.globalAlpha = alpha;
    c.lineWidth = (link.width + extra) * layout.scale;
    c.beginPath();
    c.moveTo(x0, y0);
    c.bezierCurveTo(middle, y0, middle, y1, x1, y1);
    c.stroke();
  };
  const bright = links.filter((link) => active && touches(link, active));
  for (const link of links) {
    if (active && touches(link, active)) continue;
    stroke(link, active ? 0.14 * link.alpha : link.alpha);
  }
  for (const link of bright) stroke(link, 0.9);
  const chosen = hot && links.find((link) => sameLink(link, hot));
  if (chosen) stroke(chosen, 1, 1.5);
  c.globalAlpha = 1;
}

/** @param {DiagramScene} scene @param {Neuron} neuron @param {number} x @param {number} y @param {number} size */
function paintSquare(scene, neuron, x, y, size) {
  const { c, palette, maps, model, active } = scene;
  const map = maps.get(neuron.layer, neuron.unit);
  c.fillStyle = palette.paper;
  c.fillRect(x, y, size, size);
  if (map?.kind === "map") {
    c.imageSmoothingEnabled = true;
    c.imageSmoothingQuality = "high";
    c.drawImage(map.picture, x, y, size, size);
  } else if (map) paintLittleCurve(scene, map, x, y, size);
  const { selected } = model;
  const chosen = selected?.layer === neuron.layer && selected.unit === neuron.unit;
  const near = active?.layer === neuron.layer && active.unit === neuron.unit;
  c.strokeStyle = chosen || near ? palette.ink : palette.rule;
  c.lineWidth = chosen ? 2.5 : near ? 1.5 : 1;
  const edge = chosen ? 0.75 : 0;
  c.strokeRect(x - edge, y - edge, size + 2 * edge, size + 2 * edge);
}

/**
 * What a neuron answers along the line of inputs: blue above zero, orange below.
 * @param {DiagramScene} scene
 * @param {NeuronMap & {kind: "line"}} map
 * @param {number} x
 * @param {number} y
 * @param {number} size
 */
function paintLittleCurve({ c, palette, model }, map, x, y, size) {
  const { values, scale } = map;
  const inset = 0.1 * size;
  const middle = y + size / 2;
  const toX = (/** @type {number} */ k) => x + (k / (values.length - 1)) * size;
  const toY = (/** @type {number} */ v) =>
    middle - Math.max(-1.1, Math.min(1.1, v / scale)) * (size / 2 - inset);
  const colors = weightMap(model.theme);
  c.save();
  c.beginPath();
  c.rect(x, y, size, size);
  c.clip();
  const line = () => {
    c.beginPath();
    for (let k = 0; k < values.length; k++) c.lineTo(toX(k), toY(values[k]));
  };
  for (const [color, top] of /** @type {[string, number][]} */ ([
    [colors[7], y],
    [colors[3], middle],
  ])) {
    c.save();
    c.beginPath();
    c.rect(x, top, size, size / 2);
    c.clip();
    line();
    c.lineTo(x + size, middle);
    c.lineTo(x, middle);
    c.closePath();
    c.fillStyle = color;
    c.fill();
    c.restore();
  }
  c.strokeStyle = palette.hair;
  c.lineWidth = 1;
  c.beginPath();
  c.moveTo(x, middle);
  c.lineTo(x + size, middle);
  c.stroke();
  c.strokeStyle = palette.ink;
  c.lineWidth = size > 30 ? 1.5 : 1;
  c.lineJoin = "round";
  line();
  c.stroke();
  c.restore();
}

/**
 * The bias: a dot on the lower left corner, as large as the bias, in the colour of its sign.
 * @param {DiagramScene} scene
 * @param {Neuron} neuron
 * @param {number} x
 * @param {number} y
 * @param {number} size
 */
function paintBias({ c, model, palette, layout }, neuron, x, y, size) {
  const found = layerWeights(model.weights, neuron.layer);
  const bias = found?.biases.data[neuron.unit];
  if (bias === undefined || size < 12) return;
  const { largest } = layerStrength(/** @type {any} */ (found).weights.data, 1);
  const share = largest > 0 ? Math.min(1, Math.abs(bias) / largest) : 0;
  const radius = (1.4 + 2.4 * Math.sqrt(share)) * Math.min(layout.scale, size / 26);
  c.beginPath();
  c.arc(x, y + size, radius, 0, 2 * Math.PI);
  c.strokeStyle = palette.paper;
  c.lineWidth = 3;
  c.stroke();
  c.fillStyle = weightMap(model.theme)[bias < 0 ? 0 : 10];
  c.fill();
}

/** @param {DiagramScene} scene @param {Column} column */
function paintNames(scene, column) {
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
function outputWord({ classes, target, sizes }) {
  if (classes.length) return "class";
  return sizes[sizes.length - 1] === 1 ? target || "output" : "outputs";
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
 * Letters of formulas are set as such, names of columns as words.
 * @param {string} name
 * @param {number} fontScale
 */
export function featureFont(name, fontScale) {
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
  if (classes.length === outputs) one(unit, y);
  else if (outputs === 1 && classes.length === 2) {
    one(0, y - 10 * fontScale);
    one(1, y + 10 * fontScale);
  }
}

/** @param {DiagramScene} scene @param {InkedLink[]} links */
function paintNumbers(scene, links) {
  const { c, model, palette, layout, active, hot, fontScale } = scene;
  const colors = weightMap(model.theme);
  const size = 12.5 * fontScale;
  c.font = `600 ${size}px ${SANS}`;
  c.textBaseline = "middle";
  const color = (/** @type {number} */ weight) =>
    model.theme === "dark" ? colors[weight < 0 ? 1 : 9] : colors[weight < 0 ? 0 : 10];
  const write = (/** @type {number} */ w, /** @type {number} */ x, /** @type {number} */ y) =>
    haloText(c, formatNumber(w, 3), x, y, color(w), palette.paper, 4 * fontScale);
  if (active) {
    /** @type {[number, number][]} */
    const taken = [];
    // Strong links first: where there is no room for all numbers, they get theirs.
    for (const link of links.toReversed()) {
      if (!touches(link, active)) continue;
      const ends = linkEnds(layout, link.layer, link.out, link.from);
      if (!ends) continue;
      const into = link.layer === active.layer;
      const [x, y] = into ? [ends[0] + 5, ends[1]] : [ends[2] - 5, ends[3]];
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
  c.textAlign = "center";
  write(link.weight, x, y);
}
