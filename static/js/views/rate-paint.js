/**
 * How a rate test is drawn: axes, the interval as a band, the losses, and the rates of the runs below.
 * @import {Palette} from "../types.js"
 * @import {RateModel, RateMark} from "./rate-test.js"
 */
import { drawMarker, haloText, SANS } from "../lib/canvas.js";
import { formatNumber } from "../lib/format.js";
import { drawPointer } from "../lib/pointer.js";
import { linearTicks, logTicks } from "../lib/scales.js";
import { linesText, lossTitle, scalesOf, shareOf } from "../state/rate-model.js";
import { tickText } from "./outcome-frames.js";

/** @typedef {{left: number, top: number, width: number, height: number, fontSize: number}} RateFrame */
/** @typedef {import("../state/rate-model.js").RateScales} RateScales */
/**
 * What all strokes need.
 * @typedef {object} Sheet
 * @property {CanvasRenderingContext2D} c
 * @property {RateFrame} frame
 * @property {RateScales} scales
 * @property {Palette} palette
 * @property {number} scale  of marks and lines
 * @property {(rate: number) => number} xOf
 * @property {(loss: number) => number} yOf
 */

/** Room round the axes, in letters: runs stand between the frame and the numbers. */
const AROUND = { left: 4.2, right: 0.9, top: 1.7, bottom: 4 };

/** @param {{width: number, height: number, fontSize: number}} room @returns {RateFrame} */
export function rateFrame({ width, height, fontSize }) {
  return {
    left: AROUND.left * fontSize,
    top: AROUND.top * fontSize,
    width: width - (AROUND.left + AROUND.right) * fontSize,
    height: height - (AROUND.top + AROUND.bottom) * fontSize,
    fontSize,
  };
}

/**
 * @param {CanvasRenderingContext2D} c
 * @param {RateFrame} frame
 * @param {RateModel} model
 * @param {Palette} palette
 * @param {number | null} read  number of the rate that is read
 */
export function paintRates(c, frame, model, palette, read) {
  const { answer, choice, marks, stale, style } = model;
  if (!answer) return;
  const scales = scalesOf(answer, choice);
  /** @type {Sheet} */
  const sheet = {
    c,
    frame,
    scales,
    palette,
    scale: model.projector ? 1.6 : 1,
    xOf: (rate) => frame.left + shareOf(scales.x, Math.log10(rate)) * frame.width,
    yOf: (loss) =>
      frame.top + (1 - shareOf(scales.y, scales.log ? Math.log10(loss) : loss)) * frame.height,
  };
  c.setLineDash([]);
  c.globalAlpha = stale ? 0.5 : 1;
  if (answer.interval) paintBand(sheet, answer.interval);
  paintAxes(sheet);
  nameAxes(sheet, lossTitle(answer), linesText(answer));
  c.save();
  c.beginPath();
  c.rect(frame.left, frame.top, frame.width, frame.height);
  c.clip();
  const smooth = answer.smoothing > 0;
  c.strokeStyle = style.color;
  c.lineJoin = "round";
  paintLine(sheet, answer.rates, answer.losses, smooth ? 1 : 2.2, smooth ? 0.45 : 1);
  if (smooth) paintLine(sheet, answer.rates, answer.smoothed, 2.4, 1);
  c.restore();
  if (answer.interval) nameEnds(sheet, answer.interval);
  if (answer.rate) paintSuggested(sheet, answer.rate);
  paintMarks(sheet, marks);
  if (read !== null && read < answer.rates.length)
    paintRead(sheet, answer.rates[read], answer.losses[read], style.color);
  c.globalAlpha = 1;
}

/** @param {Sheet} sheet @param {number[]} interval */
function paintBand({ c, frame, palette, xOf }, [low, high]) {
  const alpha = c.globalAlpha;
  c.fillStyle = palette.ink;
  c.globalAlpha = 0.08 * alpha;
  // A single rate is a band as well.
  const wide = Math.max(3, xOf(high) - xOf(low));
  c.fillRect(xOf(low), frame.top, wide, frame.height);
  c.globalAlpha = alpha;
  c.strokeStyle = palette.ink2;
  c.lineWidth = 1;
  c.beginPath();
  for (const rate of [low, high]) {
    const x = Math.round(xOf(rate)) + 0.5;
    c.moveTo(x, frame.top);
    c.lineTo(x, frame.top + frame.height);
  }
  c.stroke();
}

/** The rate that the button uses, as a notch. @param {Sheet} sheet @param {number} rate */
function paintSuggested({ c, frame, palette, scale, xOf }, rate) {
  const [x, r] = [xOf(rate), 5 * scale];
  c.beginPath();
  c.moveTo(x - r, frame.top);
  c.lineTo(x + r, frame.top);
  c.lineTo(x, frame.top + 1.5 * r);
  c.closePath();
  c.fillStyle = palette.ink;
  c.fill();
}

/** The numbers of the interval above it, apart where it is narrow. @param {Sheet} sheet @param {number[]} interval */
function nameEnds({ c, frame, palette, xOf }, [low, high]) {
  const { fontSize } = frame;
  c.font = `600 ${fontSize}px ${SANS}`;
  c.textBaseline = "bottom";
  const y = frame.top - 0.35 * fontSize;
  const texts = low === high ? [formatNumber(low, 3)] : [low, high].map((v) => formatNumber(v, 3));
  const widths = texts.map((text) => c.measureText(text).width);
  const right = frame.left + frame.width;
  const hold = (/** @type {number} */ x, /** @type {number} */ wide) =>
    Math.max(frame.left + wide / 2, Math.min(right - wide / 2, x));
  const places = [xOf(low), xOf(high)].map((x, k) => hold(x, widths[k] ?? 0));
  const lack = (widths[0] + (widths[1] ?? 0)) / 2 + fontSize - (places[1] - places[0]);
  if (texts.length > 1 && lack > 0) {
    places[1] = hold(places[1] + lack / 2, widths[1]);
    places[0] = Math.min(places[0], places[1] - (widths[0] + widths[1]) / 2 - fontSize);
  }
  c.textAlign = "center";
  texts.forEach((text, k) => {
    haloText(c, text, places[k], y, palette.ink, palette.paper);
  });
}

/** @param {Sheet} sheet */
function paintAxes({ c, frame, scales, palette, xOf, yOf }) {
  const { left, top, width, height, fontSize } = frame;
  const bottom = top + height;
  c.strokeStyle = palette.rule;
  c.lineWidth = 1;
  c.strokeRect(left, top, width, height);
  c.fillStyle = palette.ink2;
  c.font = `${fontSize}px ${SANS}`;
  c.textAlign = "center";
  c.textBaseline = "top";
  c.beginPath();
  for (const tick of logTicks(...scales.x, Math.max(2, width / (5 * fontSize)))) {
    const rate = Number((10 ** tick).toPrecision(12));
    c.moveTo(xOf(rate), bottom);
    c.lineTo(xOf(rate), bottom + 4);
    c.fillText(tickText(rate), xOf(rate), bottom + 1.1 * fontSize);
  }
  c.textAlign = "right";
  c.textBaseline = "middle";
  const count = Math.max(2, height / (3 * fontSize));
  const ticks = scales.log
    ? logTicks(...scales.y, count).map((tick) => Number((10 ** tick).toPrecision(12)))
    : linearTicks(...scales.y, count);
  for (const tick of ticks) {
    c.moveTo(left, yOf(tick));
    c.lineTo(left - 4, yOf(tick));
    c.fillText(tickText(tick), left - 6, yOf(tick));
  }
  c.stroke();
}

/** @param {Sheet} sheet @param {string} loss @param {string} lines */
function nameAxes({ c, frame, palette }, loss, lines) {
  const { left, top, width, height, fontSize } = frame;
  const below = top + height + 2.5 * fontSize;
  c.fillStyle = palette.ink;
  c.textAlign = "right";
  c.textBaseline = "top";
  c.fillText("learning rate", left + width, below);
  c.save();
  c.translate(left - 4 * fontSize, top);
  c.rotate(-Math.PI / 2);
  c.fillText(loss, 0, 0, height);
  c.restore();
  c.fillStyle = palette.ink2;
  c.textAlign = "left";
  const room = width - c.measureText("learning rate").width - fontSize;
  if (c.measureText(lines).width < room) c.fillText(lines, left, below);
}

/** @param {Sheet} sheet @param {number[]} rates @param {number[]} values @param {number} width @param {number} alpha */
function paintLine({ c, scale, xOf, yOf, frame }, rates, values, width, alpha) {
  const before = c.globalAlpha;
  c.globalAlpha = alpha * before;
  c.lineWidth = width * scale;
  c.beginPath();
  const beyond = frame.top - frame.height;
  values.forEach((value, k) => {
    c.lineTo(xOf(rates[k]), Math.max(beyond, yOf(value)));
  });
  c.stroke();
  c.globalAlpha = before;
}

/** The rates of the runs on the axis; beyond it an arrowhead. @param {Sheet} sheet @param {RateMark[]} marks */
function paintMarks({ c, frame, palette, scale, xOf }, marks) {
  const y = frame.top + frame.height;
  const right = frame.left + frame.width;
  for (const { rate, chosen, style } of marks.toSorted((a, b) => +a.chosen - +b.chosen)) {
    const x = xOf(rate);
    if (x < frame.left - 1)
      drawPointer({ c, palette }, frame.left, y, Math.PI, 7 * scale, style.color);
    else if (x > right + 1) drawPointer({ c, palette }, right, y, 0, 7 * scale, style.color);
    else {
      if (chosen) {
        c.strokeStyle = style.color;
        c.lineWidth = 1.2 * scale;
        c.setLineDash([3, 4]);
        c.beginPath();
        c.moveTo(x, frame.top);
        c.lineTo(x, y);
        c.stroke();
      }
      const r = (chosen ? 6.6 : 5) * scale;
      drawMarker(c, style.marker, x, y, r, style.color, palette.paper);
    }
  }
}

/** @param {Sheet} sheet @param {number} rate @param {number} loss @param {string} color */
function paintRead({ c, frame, palette, scale, xOf, yOf }, rate, loss, color) {
  const x = Math.round(xOf(rate)) + 0.5;
  c.setLineDash([]);
  c.strokeStyle = palette.ink;
  c.lineWidth = 1;
  c.beginPath();
  c.moveTo(x, frame.top);
  c.lineTo(x, frame.top + frame.height);
  c.stroke();
  const y = yOf(loss);
  if (y >= frame.top && y <= frame.top + frame.height)
    drawMarker(c, "circle", xOf(rate), y, 4.5 * scale, color, palette.paper);
}
