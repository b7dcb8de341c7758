/** Where a surface is seen from, told from the camera that shows all of it: the same words fit any room. No DOM in here. */

/** @typedef {import("../types.js").Camera} Camera */
/** @typedef {{x: number, y: number, z: number}} Point */
/** @typedef {{eye: Point, center: Point}} View */

const DEGREE = Math.PI / 180;
/** From straight above, left and right have no meaning. */
const STEEPEST = 89;
const AXES = /** @type {const} */ (["x", "y", "z"]);

/**
 * A camera in words; what cannot be seen is rounded off.
 * @param {View} usual  that shows all of the surface
 * @param {View} view
 * @returns {Camera}
 */
export function cameraOf(usual, view) {
  const arm = between(view.center, view.eye);
  const flat = Math.hypot(arm.x, arm.y);
  const elevation = Math.atan2(arm.z, flat) / DEGREE;
  const shift = between(usual.center, view.center);
  return {
    azimuth: rounded(Math.atan2(arm.y, arm.x) / DEGREE, 1),
    elevation: rounded(Math.max(-STEEPEST, Math.min(STEEPEST, elevation)), 1),
    distance: rounded(length(arm) / length(between(usual.center, usual.eye)), 3),
    shift: [rounded(shift.x, 3), rounded(shift.y, 3), rounded(shift.z, 3)],
  };
}

/**
 * The camera that words mean.
 * @param {View} usual
 * @param {Camera} camera
 * @returns {View}
 */
export function viewFrom(usual, { azimuth, elevation, distance = 1, shift = [0, 0, 0] }) {
  const reach = distance * length(between(usual.center, usual.eye));
  const flat = reach * Math.cos(elevation * DEGREE);
  const arm = {
    x: flat * Math.cos(azimuth * DEGREE),
    y: flat * Math.sin(azimuth * DEGREE),
    z: reach * Math.sin(elevation * DEGREE),
  };
  const [x, y, z] = AXES.map((axis, k) => usual.center[axis] + shift[k]);
  return { center: { x, y, z }, eye: { x: x + arm.x, y: y + arm.y, z: z + arm.z } };
}

/** @param {Point} from @param {Point} to @returns {Point} */
function between(from, to) {
  return { x: to.x - from.x, y: to.y - from.y, z: to.z - from.z };
}

/** @param {Point} arm */
function length({ x, y, z }) {
  return Math.hypot(x, y, z);
}

/** Never −0. @param {number} value @param {number} digits */
function rounded(value, digits) {
  return Number(value.toFixed(digits)) + 0;
}
