/**
 * The part of a landscape that a figure shows: how it becomes narrower or wider, and moves. A window is its sides,
 * [low, high] for each coordinate. No DOM in here.
 */

/** @typedef {[number, number]} Side */
/** @typedef {{x: Side, y?: Side}} Zoom  of one coordinate, or of two */

/** No ground is computed farther out. */
export const FARTHEST = 1e6;
/** Nor a narrower one. */
export const NARROWEST = 1e-6;
/** Beyond, losses differ by less than is left of them in double precision. */
const MOST = 1e5;
/** So far from zero, numbers are too coarse to tell the places of a narrower window apart. */
const COARSE = 1e-9;
/** Of its width a window may be off and still be the same. */
const SAME = 1e-4;
/** By such shares of its width a window grows. */
const GROWTH = 0.2;

/** @param {Side} side */
const widthOf = ([low, high]) => high - low;

/**
 * Digits that cannot be seen are left out, so that equal windows are written alike.
 * @param {Side} side
 * @returns {Side}
 */
export function roundedSide([low, high]) {
  const digits = Math.min(20, Math.max(0, 4 - Math.floor(Math.log10(high - low))));
  return [Number(low.toFixed(digits)), Number(high.toFixed(digits))];
}

/** Whether a ground can be asked for. @param {Side} side */
export function isSide([low, high]) {
  return -FARTHEST <= low && high <= FARTHEST && high - low >= NARROWEST;
}

/** @param {Zoom | null | undefined} zoom @param {Side[]} home  the landscape's own window @returns {Side[]} */
export function sidesOf(zoom, home) {
  return zoom ? [zoom.x, ...(zoom.y ? [zoom.y] : [])] : home;
}

/** Whether a grid spans a side. @param {ArrayLike<number>} axis @param {Side} side */
export function spans(axis, side) {
  const ends = [axis[0], axis[axis.length - 1]];
  return ends.every((end, e) => Math.abs(end - side[e]) <= 1e-6 * widthOf(side));
}

/** What is said of a window: nothing where it is the landscape's own. @param {Side[]} sides @param {Side[]} home @returns {Zoom | null} */
export function zoomOf(sides, home) {
  const own = sides.every((side, k) =>
    side.every((end, e) => Math.abs(end - home[k][e]) <= SAME * widthOf(home[k])),
  );
  if (own) return null;
  const [x, y] = sides.map(roundedSide);
  return y ? { x, y } : { x };
}

/**
 * How many times wider a window can become, at least (below 1 it becomes narrower) and at most.
 * @param {Side[]} sides
 * @param {Side[]} home
 * @returns {[number, number]}
 */
export function reachOf(sides, home) {
  const least = sides.map((side, k) => {
    const far = COARSE * Math.max(...side.map(Math.abs));
    return Math.max(2 * NARROWEST, widthOf(home[k]) / MOST, far) / widthOf(side);
  });
  const most = sides.map((side) => (2 * FARTHEST) / widthOf(side));
  return [Math.min(1, Math.max(...least)), Math.max(1, Math.min(...most))];
}

/**
 * The window so many times as wide in which a point stands where it is said to, as far as there is room.
 * @param {Side[]} sides
 * @param {Side[]} home
 * @param {number} times
 * @param {number[]} point
 * @param {number[]} [shares]  of the width, from the low end; where it stands now if absent
 * @returns {Side[]}
 */
export function zoomed(sides, home, times, point, shares) {
  const [least, most] = reachOf(sides, home);
  const factor = Math.max(least, Math.min(most, times));
  return sides.map((side, k) => {
    const share = shares?.[k] ?? (point[k] - side[0]) / widthOf(side);
    const width = widthOf(side) * factor;
    return within(point[k] - share * width, width);
  });
}

/**
 * A window that holds others, too; where it has to be wider it is so by steps, so that it seldom changes.
 * @param {Side[]} home
 * @param {Side[][]} others
 * @returns {Side[]}
 */
export function grown(home, others) {
  return home.map(([low, high], k) => {
    const pace = GROWTH * (high - low);
    const beyond = (/** @type {number} */ far) =>
      far > 0 ? pace * Math.ceil(far / pace + 0.2) : 0;
    const least = Math.min(low, ...others.map((sides) => sides[k][0]));
    const most = Math.max(high, ...others.map((sides) => sides[k][1]));
    return [low - beyond(low - least), high + beyond(most - high)];
  });
}

/** The window moved by shares of its width. @param {Side[]} sides @param {number[]} shares @returns {Side[]} */
export function moved(sides, shares) {
  return sides.map((side, k) => within(side[0] + shares[k] * widthOf(side), widthOf(side)));
}

/** @param {Side[]} sides */
export function middleOf(sides) {
  return sides.map(([low, high]) => (low + high) / 2);
}

/** @param {number} low @param {number} width @returns {Side} */
function within(low, width) {
  const begin = Math.max(-FARTHEST, Math.min(FARTHEST - width, low));
  return [begin, begin + width];
}
