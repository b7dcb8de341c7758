/**
 * The box round a surface: the edges of its floor and one upright edge, with what each is and some numbers.
 * @import {HeightField, Palette} from "../types.js"
 * @import {Sight} from "../lib/surface-path.js"
 */
import { haloText, SANS } from "../lib/canvas.js";
import { formatNumber } from "../lib/format.js";
import { project } from "../lib/project3d.js";
import { linearTicks } from "../lib/scales.js";

/** @typedef {[number, number]} Pixel */

const TICKS = 4;
/** Figures of fewer lines have no numbers. */
const LEAST = 14;
/** Pixels between an edge and its words. */
const GAP = 5;

/**
 * @param {CanvasRenderingContext2D} c
 * @param {Sight} sight
 * @param {HeightField} box
 * @param {readonly string[]} names  of both inputs and the target
 * @param {Palette} palette
 * @param {number} size  of the letters
 */
export function paintBox(c, { matrix, width, height }, box, names, palette, size) {
  const ends = [
    [box.x[0], box.x[box.x.length - 1]],
    [box.y[0], box.y[box.y.length - 1]],
    [box.minimum, box.maximum],
  ];
  const out = new Float64Array(3);
  /** The pixel of a place in the box, in shares of its sides. @param {number[]} shares @returns {Pixel} */
  const corner = (...shares) => {
    const [x, y, z] = ends.map(([low, high], k) => low + shares[k] * (high - low));
    project(matrix, x, y, z, width, height, out);
    return [out[0], out[1]];
  };
  const middle = midOf(
    midOf(corner(0, 0, 0), corner(1, 1, 0)),
    midOf(corner(0, 0, 1), corner(1, 1, 1)),
  );
  // Of two parallel edges of the floor the one in front has the words; of the upright ones that at the left.
  const across = [0, 1].map((j) => edgeOf((share) => corner(share, j, 0))).sort(lower)[0];
  const along = [0, 1].map((i) => edgeOf((share) => corner(i, share, 0))).sort(lower)[0];
  const upright = [0, 1, 2, 3]
    .map((n) => edgeOf((share) => corner(n & 1, n >> 1, share)))
    .sort((one, other) => one.edge[0][0] - other.edge[0][0])[0];

  c.setLineDash([]);
  c.globalAlpha = 1;
  c.strokeStyle = palette.rule;
  c.lineWidth = 1;
  c.beginPath();
  for (const {
    edge: [from, to],
  } of [across, along, upright]) {
    c.moveTo(...from);
    c.lineTo(...to);
  }
  c.stroke();
  const room = { width, height };
  const numbers = height > LEAST * size;
  for (const [k, { edge, at }] of [across, along, upright].entries()) {
    const way = away(edge, middle);
    const [low, high] = ends[k];
    const fitting = Math.hypot(edge[1][0] - edge[0][0], edge[1][1] - edge[0][1]) / (4 * size);
    const ticks = numbers ? linearTicks(low, high, Math.max(1, Math.min(TICKS, fitting))) : [];
    let deep = 0;
    for (const tick of ticks) {
      const share = (tick - low) / (high - low);
      // Near its ends an edge meets the words of another one.
      if (share < 0.1 || share > 0.9) continue;
      const text = { words: formatNumber(tick, 3), size, color: palette.ink2 };
      deep = Math.max(deep, write(c, text, at(share), way, GAP, palette, room));
    }
    const name = { words: names[k] ?? "", size, color: palette.ink, along: edge };
    // Where there is no room for numbers the names of short edges would meet, too.
    if (numbers || 0.5 * name.words.length < 4 * fitting)
      write(c, name, at(0.5), way, GAP + deep, palette, room);
  }
}

/** @param {Pixel} one @param {Pixel} other @returns {Pixel} */
function midOf(one, other) {
  return [(one[0] + other[0]) / 2, (one[1] + other[1]) / 2];
}

/** An edge: its ends, and any place on it. @param {(share: number) => Pixel} at */
function edgeOf(at) {
  return { at, edge: [at(0), at(1)] };
}

/** Which edge is farther down. @param {{edge: Pixel[]}} one @param {{edge: Pixel[]}} other */
function lower({ edge: [a, b] }, { edge: [c, d] }) {
  return c[1] + d[1] - a[1] - b[1];
}

/** At right angles from an edge, away from a place: of length 1. @param {Pixel[]} edge @param {Pixel} from @returns {Pixel} */
function away([a, b], from) {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
  const length = Math.hypot(dx, dy) || 1;
  const [nx, ny] = [-dy / length, dx / length];
  const [mx, my] = midOf(a, b);
  const side = Math.sign(nx * (mx - from[0]) + ny * (my - from[1])) || 1;
  return [side * nx, side * ny];
}

/**
 * Writes beside a place, so far from it, and gives how deep the words are in that direction.
 * @param {CanvasRenderingContext2D} c
 * @param {{words: string, size: number, color: string, along?: Pixel[]}} text  along an edge it is a name
 * @param {Pixel} place
 * @param {Pixel} way
 * @param {number} gap
 * @param {Palette} palette
 * @param {{width: number, height: number}} room
 */
function write(c, { words, size, color, along }, [x, y], [wx, wy], gap, palette, room) {
  c.font = `${along ? "600 " : ""}${size}px ${SANS}`;
  c.textAlign = "center";
  c.textBaseline = "middle";
  const [wide, high] = [c.measureText(words).width / 2, 0.6 * size];
  const angle = along ? slopeOf(along) : 0;
  const [cos, sin] = [Math.abs(Math.cos(angle)), Math.abs(Math.sin(angle))];
  const deep = along ? high : Math.abs(wx) * wide + Math.abs(wy) * high;
  const inside = (
    /** @type {number} */ at,
    /** @type {number} */ half,
    /** @type {number} */ all,
  ) => Math.max(half + 2, Math.min(all - half - 2, at));
  const px = inside(x + (gap + deep) * wx, cos * wide + sin * high, room.width);
  const py = inside(y + (gap + deep) * wy, sin * wide + cos * high, room.height);
  c.save();
  c.translate(px, py);
  c.rotate(angle);
  haloText(c, words, 0, 0, color, palette.paper, 4);
  c.restore();
  return 2 * deep;
}

/** The angle of an edge, so that words along it are not upside down. @param {Pixel[]} edge */
function slopeOf([a, b]) {
  const angle = Math.atan2(b[1] - a[1], b[0] - a[0]);
  return Math.abs(angle) > Math.PI / 2 ? angle - Math.sign(angle) * Math.PI : angle;
}
