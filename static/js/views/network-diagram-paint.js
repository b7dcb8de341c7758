/**
 * Draws the diagram of a network: links below, squares with their pictures above, then names and numbers.
 * @import {Palette} from "../types.js"
 * @import {Layout, Neuron} from "../lib/network-layout.js"
 * @import {NetworkNames} from "../lib/network-words.js"
 * @import {DiagramModel} from "./network-models.js"
 * @import {NeuronMap, keepMaps} from "./network-maps.js"
 */
import { weightMap } from "../lib/colors.js";
import { layerStrength, linkInk } from "../lib/link-strength.js";
import { linkEnds } from "../lib/network-layout.js";
import { paintNames, paintNumbers } from "./network-diagram-names.js";
import { paintPass } from "./network-diagram-pass.js";
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
  paintPass(scene);
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
    // Where columns stand close, wide links would run into one another.
    const room = Math.min(1, (x1 - x0) / (70 * layout.scale));
    c.lineWidth = (0.5 + (link.width - 0.5) * room + extra) * layout.scale;
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
  if (!map && hasNoPictures(model)) {
    paintDisc(scene, neuron, x, y, size);
    return;
  }
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
 * Tables have no plane over which a neuron could show its answers.
 * @param {DiagramModel} model
 */
export function hasNoPictures({ samples }) {
  return samples !== null && !samples.window;
}

/** @param {DiagramScene} scene @param {Neuron} neuron @param {number} x @param {number} y @param {number} size */
function paintDisc({ c, palette, active, model }, { layer, unit }, x, y, size) {
  const { selected } = model;
  const near = [active, selected].some((item) => item?.layer === layer && item.unit === unit);
  c.beginPath();
  c.arc(x + size / 2, y + size / 2, size / 2, 0, 2 * Math.PI);
  c.fillStyle = near ? palette.ink : palette.wash;
  c.fill();
  c.strokeStyle = near ? palette.ink : palette.rule;
  c.lineWidth = 1;
  c.stroke();
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
  if (!found || bias === undefined || size < 12) return;
  const { largest } = layerStrength(found.weights.data, 1);
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
