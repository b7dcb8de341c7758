/**
 * A drawing as strokes over a square of side 1, and as the pixels that a network is asked about. No DOM in here.
 */

/** @typedef {{x: number, y: number}} Point from 0 to 1, y downwards */
/** @typedef {Point[]} Stroke */
/** @typedef {{strokes: Stroke[], picture: number[] | null}} Drawing picture: 28 × 28 numbers from 0 to 255 */
/** @typedef {{width: number, height: number, pixels: number[]}} Raster 255 is ink */

/** Side of a picture as the network sees it, pixels. */
export const SEEN = 28;

/** Side of the pictures that are sent, pixels: fine enough for a round pen, small enough to send while drawing. */
export const SENT = 112;

/** Width of the pen as a share of the side. */
export const PEN = 1 / 14;

/** @returns {Drawing} */
export function blank() {
  return { strokes: [], picture: null };
}

/** @param {Drawing} drawing */
export function isBlank({ strokes, picture }) {
  return strokes.length === 0 && !picture?.some((value) => value > 0);
}

/**
 * The drawing moved by whole pixels of the picture that the network sees; what leaves the square comes back when it
 * is moved back, except for pixels of a picture.
 * @param {Drawing} drawing
 * @param {number} dx to the right
 * @param {number} dy downwards
 * @returns {Drawing}
 */
export function nudged({ strokes, picture }, dx, dy) {
  const moved = strokes.map((stroke) =>
    stroke.map(({ x, y }) => ({ x: x + dx / SEEN, y: y + dy / SEEN })),
  );
  return { strokes: moved, picture: picture && movedPicture(picture, dx, dy) };
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
 * The pixels of a drawing. A picture alone keeps its size; with strokes both share a finer grid. The pen is round and
 * fades over its last pixel.
 * @param {Drawing} drawing
 * @param {number} [size]
 * @returns {Raster | null} null for blank paper
 */
export function raster({ strokes, picture }, size = SENT) {
  if (isBlank({ strokes, picture })) return null;
  if (picture && strokes.length === 0)
    return { width: SEEN, height: SEEN, pixels: picture.map(Math.round) };
  const ink = new Uint8Array(size * size);
  if (picture) enlarge(ink, size, picture);
  for (const stroke of strokes) {
    stroke.forEach((point, k) => {
      stamp(ink, size, stroke[Math.max(0, k - 1)], point);
    });
  }
  return { width: size, height: size, pixels: Array.from(ink) };
}

/**
 * @param {Uint8Array} ink
 * @param {number} size
 * @param {readonly number[]} picture
 */
function enlarge(ink, size, picture) {
  const scale = SEEN / size;
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++)
      ink[y * size + x] = picture[Math.floor(y * scale) * SEEN + Math.floor(x * scale)];
}

/**
 * The pen's way between two points. Ink on ink is no darker than ink.
 * @param {Uint8Array} ink
 * @param {number} size
 * @param {Point} from
 * @param {Point} to
 */
function stamp(ink, size, from, to) {
  const radius = (PEN * size) / 2;
  const [ax, ay, bx, by] = [from.x * size, from.y * size, to.x * size, to.y * size];
  const reach = radius + 1;
  const first = (/** @type {number} */ a, /** @type {number} */ b) =>
    Math.max(0, Math.floor(Math.min(a, b) - reach));
  const last = (/** @type {number} */ a, /** @type {number} */ b) =>
    Math.min(size - 1, Math.ceil(Math.max(a, b) + reach));
  const length = (bx - ax) ** 2 + (by - ay) ** 2;
  for (let y = first(ay, by); y <= last(ay, by); y++) {
    for (let x = first(ax, bx); x <= last(ax, bx); x++) {
      const [px, py] = [x + 0.5 - ax, y + 0.5 - ay];
      const along = length > 0 ? (px * (bx - ax) + py * (by - ay)) / length : 0;
      const t = Math.min(1, Math.max(0, along));
      const distance = Math.hypot(px - t * (bx - ax), py - t * (by - ay));
      const value = Math.round(255 * Math.min(1, Math.max(0, radius + 0.75 - distance)));
      const at = y * size + x;
      if (value > ink[at]) ink[at] = value;
    }
  }
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
