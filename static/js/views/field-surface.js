/**
 * The answer of a regression of two inputs as a surface, at the step shown: the samples stand above or below it, each
 * with its distance, in the colours of the map beside it.
 * @import {Camera, HeightField, Palette} from "../types.js"
 * @import {NetworkCommon, ProbeView} from "./network-models.js"
 * @import {Drawing} from "./scene.js"
 * @import {Sight} from "../lib/surface-path.js"
 */
import { interpolate, palette as readColors } from "../lib/colors.js";
import { formatNumber } from "../lib/format.js";
import { airyRange, firstOf, samplePoints } from "../lib/points.js";
import { heightAt, isHidden, project } from "../lib/project3d.js";
import { linearTicks } from "../lib/scales.js";
import { colorAt, rangeOf, shareOf, targetLut, targetMap } from "../lib/target-scale.js";
import { paintBox } from "./field-box.js";
import { drawPoints, drawRing } from "./plane-frame.js";
import { mountScene } from "./scene.js";
import { lineColor } from "./surface-paint.js";

/** @typedef {NetworkCommon & {field: ProbeView | null, point: number | null, camera: Camera | null}} FieldSurfaceModel */
/** @typedef {{index: number, x: number, y: number, target: number, train: boolean, color: string}} Sample */
/** @typedef {{key: unknown[], box: HeightField, samples: Sample[], range: [number, number]}} Data */

const LEVELS = 12;
/** A sample may lie so far below the surface and still be seen, as a share of the height. */
const SLACK = 0.01;

/**
 * @param {HTMLElement} element
 * @param {{onTurn: (camera: Camera | null) => void}} callbacks
 * @returns {{render: (model: FieldSurfaceModel) => void, dispose: () => void}}
 */
export function mountFieldSurface(element, { onTurn }) {
  /** @type {FieldSurfaceModel | null} */
  let model = null;
  /** @type {Data | null} */
  let data = null;

  const scene = mountScene(element, {
    label: "Surface of the answer",
    without: "The map of the answer shows the same.",
    onTurn,
    paint(c, sight, { field, palette, box }, scale) {
      if (!model || !data) return;
      const { samples: about } = model;
      const names = [...(about?.features ?? ["x", "y"]), about?.target || "target"];
      paintBox(c, sight, box ?? field, names, palette, model.projector ? 20 : 12.5);
      paintSamples(c, sight, field, data.samples, model.point, palette, scale);
    },
  });

  /** @returns {Drawing | null} */
  function draw() {
    const { x, y, z } = model?.field?.arrays ?? {};
    if (!model || !data || !x || !y || !z) return null;
    const { box, range } = data;
    const height = Float64Array.from(z.data);
    const field = {
      ...box,
      x: Float64Array.from(x.data),
      y: Float64Array.from(y.data),
      height,
      smooth: height,
    };
    const palette = readColors(model.theme);
    const ticks = linearTicks(...range, LEVELS);
    const step = ticks.length > 1 ? ticks[1] - ticks[0] : range[1] - range[0];
    const start = Math.ceil(box.minimum / step) * step;
    const levels = { start, end: box.maximum, step, indexStep: step, log: false };
    const tint = height.map((value) => shareOf(value, range));
    return {
      field,
      box,
      tint,
      levels,
      scale: stopsOf(model.theme),
      line: lineColor(palette),
      palette,
    };
  }

  return {
    render(next) {
      model = next;
      data = dataOf(next, data);
      if (!data) return;
      const { field, projector, camera } = next;
      scene.render(
        { key: [field?.arrays.z?.data, data], projector, camera: camera ?? null, draw },
        () => describe(next),
      );
    },
    dispose: () => scene.dispose(),
  };
}

/**
 * The box in which everything stands, and the samples in their colours: the same as long as these are. It is that of the
 * data alone, so that it stays still while the surface moves.
 * @param {FieldSurfaceModel} model
 * @param {Data | null} last
 * @returns {Data | null}
 */
function dataOf({ samples, theme }, last) {
  const key = [samples, theme];
  if (last && key.every((part, k) => part === last.key[k])) return last;
  if (samples?.window?.length !== 2 || !samples.targets) return null;
  const { window } = samples;
  const targets = samples.targets.map(firstOf);
  const range = rangeOf(targets);
  const [minimum, maximum] = airyRange(range, 0.12);
  const [x, y] = window.map((side) => Float64Array.from(side));
  const none = new Float64Array();
  const table = targetLut(theme);
  return {
    key,
    range,
    box: { x, y, height: none, smooth: none, log: false, minimum, maximum, corners: true },
    samples: samplePoints(samples, true).map((point, index) => ({
      index,
      x: point.x,
      y: point.y,
      target: targets[index],
      train: point.train,
      color: `rgb(${colorAt(table, shareOf(targets[index], range)).join()})`,
    })),
  };
}

/** @param {import("../types.js").Theme} theme @returns {[string, string][]} */
function stopsOf(theme) {
  const table = interpolate(targetMap(theme), 16);
  return Array.from({ length: 16 }, (_, k) => [
    String(k / 15),
    `rgb(${table[3 * k]},${table[3 * k + 1]},${table[3 * k + 2]})`,
  ]);
}

/**
 * Samples, each on a line from the surface; those behind it are paler.
 * @param {CanvasRenderingContext2D} c
 * @param {Sight} sight
 * @param {HeightField} field
 * @param {Sample[]} samples
 * @param {number | null} chosen
 * @param {Palette} palette
 * @param {number} scale
 */
function paintSamples(c, sight, field, samples, chosen, palette, scale) {
  const { matrix, width, height, eye } = sight;
  const slack = SLACK * (field.maximum - field.minimum);
  const out = new Float64Array(6);
  const seen = samples.map(({ index, x, y, target, train, color }) => {
    const answer = heightAt(field, x, y);
    project(matrix, x, y, target, width, height, out);
    project(
      matrix,
      x,
      y,
      Math.max(field.minimum, Math.min(field.maximum, answer)),
      width,
      height,
      out,
      3,
    );
    const behind = eye !== null && isHidden(field, eye, x, y, target, slack);
    return { index, x: out[0], y: out[1], foot: [out[3], out[4]], kind: -1, train, color, behind };
  });
  c.setLineDash([]);
  c.lineWidth = scale;
  c.strokeStyle = palette.ink2;
  for (const behind of [true, false]) {
    c.globalAlpha = behind ? 0.3 : 0.75;
    c.beginPath();
    for (const { x, y, foot, behind: is } of seen) {
      if (is !== behind || !Number.isFinite(foot[0])) continue;
      c.moveTo(foot[0], foot[1]);
      c.lineTo(x, y);
    }
    c.stroke();
    drawPoints(
      c,
      seen.filter((one) => one.behind === behind),
      4 * scale,
      palette,
      behind ? 0.35 : 1,
    );
  }
  const ring = seen.find(({ index }) => index === chosen);
  if (ring) drawRing(c, ring.x, ring.y, palette, scale);
}

/** @param {FieldSurfaceModel} model */
function describe({ samples, field, step }) {
  const names = (samples?.features ?? []).join(" and ");
  const target = samples?.target || "target";
  const z = field?.arrays.z?.data;
  const plane = `Three-dimensional surface of the answer for ${target} over ${names}`;
  if (!z) return `${plane}, nothing computed yet`;
  const [low, high] = rangeOf(Array.from(z));
  return `${plane} at step ${step}, from ${formatNumber(low, 4)} to ${formatNumber(high, 4)}, and ${samples?.inputs?.length ?? 0} samples`;
}
