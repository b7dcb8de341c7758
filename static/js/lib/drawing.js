/**
 * A drawing as strokes over a square of side 1, and as a network is asked about it: strokes as lines of points, which
 * the server draws as wide as MNIST's once it has scaled them. No DOM in here.
 */

/** @typedef {{x: number, y: number}} Point from 0 to 1, y downwards */
/** @typedef {Point[]} Stroke */
/** @typedef {{strokes: Stroke[], picture: number[] | null}} Drawing picture: 28 × 28 numbers from 0 to 255 */
/** @typedef {{width: number, height: number, pixels?: number[], strokes: [number, number][][]}} Question 255 is ink */

/** Side of a picture as the network sees it, and of the paper that strokes are sent on, pixels. */
export const SEEN = 28;

/** Width of the pen on the paper as a share of the side: what MNIST's strokes have on its 28 pixels. */
export const PEN = 2.5 / SEEN;

/** Points of a stroke that lie closer are one: a hand trembles, and a mouse goes by whole pixels. */
const APART = 1 / 112;

/** How far apart the points of a smooth line may lie. */
const SMOOTH = 1 / 56;

/** About how many points are sent of all strokes; a scribble that has more is sent coarsely. */
const MOST = 4000;

/** @returns {Drawing} */
export function blank() {
  return { strokes: [], picture: null };
}

/** @param {Drawing} drawing */
export function isBlank({ strokes, picture }) {
  return strokes.length === 0 && !picture?.some((value) => value > 0);
}

/**
 * The drawing moved by whole pixels of the picture that the network sees, no further than to the edge of the paper.
 * @param {Drawing} drawing
 * @param {number} dx to the right
 * @param {number} dy downwards
 * @returns {Drawing}
 */
export function nudged({ strokes, picture }, dx, dy) {
  const points = [...strokes.flat(), ...inkOf(picture ?? [])];
  const fits = points.every(({ x, y }) => within(x + dx / SEEN) && within(y + dy / SEEN));
  if (!fits) return { strokes, picture };
  const moved = strokes.map((stroke) =>
    stroke.map(({ x, y }) => ({ x: x + dx / SEEN, y: y + dy / SEEN })),
  );
  return { strokes: moved, picture: picture && movedPicture(picture, dx, dy) };
}

/** @param {number} value */
function within(value) {
  return value >= 0 && value <= 1;
}

/** The middles of the pixels with ink. @param {readonly number[]} picture SEEN × SEEN @returns {Point[]} */
function inkOf(picture) {
  return picture.flatMap((value, at) =>
    value > 0 ? [{ x: ((at % SEEN) + 0.5) / SEEN, y: (Math.floor(at / SEEN) + 0.5) / SEEN }] : [],
  );
}

/**
 * @param {readonly number[]} picture SEEN × SEEN
 * @param {number} dx
 * @param {number} dy
 */
function movedPicture(picture, dx, dy) {
  return picture.map((_, at) => {
    const x = (at % SEEN) - dx;
    const y = Math.floor(at / SEEN) - dy;
    return x >= 0 && y >= 0 && x < SEEN && y < SEEN ? picture[y * SEEN + x] : 0;
  });
}

/**
 * A stroke as a smooth line: parabolas from the middle between two points to the next one. This is what is shown and
 * what is sent.
 * @param {Stroke} stroke
 * @returns {Stroke}
 */
export function smoothed(stroke) {
  const points = thinned(stroke);
  if (points.length < 3) return points;
  const line = [points[0], between(points[0], points[1], 0.5)];
  for (let k = 1; k < points.length - 1; k++) {
    const [from, by] = [line[line.length - 1], points[k]];
    const to = between(by, points[k + 1], 0.5);
    const pieces = Math.max(1, Math.ceil(distance(from, to) / SMOOTH));
    for (let piece = 1; piece <= pieces; piece++) {
      const t = piece / pieces;
      line.push(between(between(from, by, t), between(by, to, t), t));
    }
  }
  line.push(points[points.length - 1]);
  return line;
}

/** @param {Stroke} stroke  its ends stay @returns {Stroke} */
function thinned(stroke) {
  const [first, ...rest] = stroke;
  const kept = [first];
  for (const point of rest) if (distance(kept[kept.length - 1], point) >= APART) kept.push(point);
  const last = stroke[stroke.length - 1];
  if (kept.length > 1) kept[kept.length - 1] = last;
  else if (distance(first, last) > 0) kept.push(last);
  return kept;
}

/** @param {Point} a @param {Point} b */
function distance(a, b) {
  return Math.hypot(b.x - a.x, b.y - a.y);
}

/** @param {Point} a @param {Point} b @param {number} t @returns {Point} */
function between(a, b, t) {
  return { x: a.x + t * (b.x - a.x), y: a.y + t * (b.y - a.y) };
}

/**
 * The drawing as the server is asked about it; null for blank paper.
 * @param {Drawing} drawing
 * @returns {Question | null}
 */
export function asked({ strokes, picture }) {
  if (isBlank({ strokes, picture })) return null;
  const lines = strokes.map(smoothed);
  const every = Math.ceil(lines.reduce((sum, { length }) => sum + length, 0) / MOST);
  const sent = lines.map((line) =>
    line.filter((_, k) => k % every === 0 || k === line.length - 1).map(placed),
  );
  const pixels = picture ? { pixels: picture.map(Math.round) } : {};
  return { width: SEEN, height: SEEN, ...pixels, strokes: sent };
}

/** Hundredths of a pixel are enough. @param {Point} point @returns {[number, number]} */
function placed({ x, y }) {
  const place = (/** @type {number} */ share) => Math.round(100 * SEEN * share) / 100;
  return [place(x), place(y)];
}

/**
 * Does work at most once in so many milliseconds: at once, and again at the end when it was asked for meanwhile.
 * @param {() => void} work
 * @param {number} interval
 * @returns {{ask: () => void, now: () => void, cancel: () => void}} `now` does not wait
 */
export function atMostEvery(work, interval) {
  /** @type {ReturnType<typeof setTimeout> | null} */
  let timer = null;
  let again = false;
  const rest = () => {
    timer = null;
    if (again) run();
  };
  const run = () => {
    again = false;
    timer = setTimeout(rest, interval);
    work();
  };
  const cancel = () => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    again = false;
  };
  return {
    ask() {
      if (timer === null) run();
      else again = true;
    },
    now() {
      cancel();
      run();
    },
    cancel,
  };
}

/**
 * "3 pixels right and 1 up"; "not moved".
 * @param {number} dx to the right
 * @param {number} dy downwards
 */
export function shiftText(dx, dy) {
  const parts = [
    { size: Math.abs(dx), word: dx > 0 ? "right" : "left" },
    { size: Math.abs(dy), word: dy > 0 ? "down" : "up" },
  ].filter(({ size }) => size > 0);
  if (parts.length === 0) return "not moved";
  const [{ size, word }, second] = parts;
  const start = `${size} ${size === 1 ? "pixel" : "pixels"} ${word}`;
  return second ? `${start} and ${second.size} ${second.word}` : start;
}

/**
 * An answer beside the truth: "7", or "3, not 7".
 * @param {string} answer
 * @param {string} truth
 */
export function answerText(answer, truth) {
  return answer === truth ? answer : `${answer}, not ${truth}`;
}
