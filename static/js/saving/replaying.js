/** Repeats what a figure has drawn. */

/** @typedef {import("../lib/recording.js").Act} Act */
/** @typedef {import("../lib/recording.js").Moves} Moves */
/** What is drawn upon: a canvas, or what is written as SVG. @typedef {CanvasRenderingContext2D} Sheet */

/** How a canvas begins, as far as figures count on it. */
const FIRST = {
  lineCap: "butt",
  lineJoin: "miter",
  letterSpacing: "0px",
  imageSmoothingEnabled: true,
};

/**
 * @param {Sheet} sheet  whose pixels are now those of the figure's canvas
 * @param {readonly Act[]} acts
 */
export function replay(sheet, acts) {
  const [low, alpha] = [depth(acts), sheet.globalAlpha];
  sheet.save();
  Object.assign(sheet, FIRST);
  sheet.setLineDash([]);
  for (const { name, args, set } of acts) {
    // A recording has one kind of pixels: those that it is laid out in.
    if (name === "setTransform") continue;
    if (name === "globalAlpha") sheet.globalAlpha = alpha * Number(args[0]);
    else if (set) Reflect.set(sheet, name, args[0]);
    else if (name === "drawImage") drawImage(sheet, args);
    else if (isMoves(args[0])) alongMoves(sheet, name, args[0].moves);
    else call(sheet, name, args);
  }
  for (let k = 0; k < low; k++) sheet.restore();
  sheet.restore();
}

/** How many states are saved and not restored. @param {readonly Act[]} acts */
function depth(acts) {
  const count = (/** @type {string} */ wanted) =>
    acts.filter(({ name, set }) => !set && name === wanted).length;
  return Math.max(0, count("save") - count("restore"));
}

/** @param {unknown} value @returns {value is Moves} */
function isMoves(value) {
  return typeof value === "object" && value !== null && "moves" in value;
}

/** @param {Sheet} sheet @param {string} name @param {readonly Act[]} moves */
function alongMoves(sheet, name, moves) {
  sheet.beginPath();
  for (const move of moves) call(sheet, move.name, move.args);
  call(sheet, name, []);
}

/** Another canvas may have been recorded too. @param {Sheet} sheet @param {readonly unknown[]} args */
function drawImage(sheet, [image, ...numbers]) {
  if (Array.isArray(image)) replay(sheet, image);
  else call(sheet, "drawImage", [image, ...numbers]);
}

/** @param {Sheet} sheet @param {string} name @param {readonly unknown[]} args */
function call(sheet, name, args) {
  const method = /** @type {Function} */ (Reflect.get(sheet, name));
  Reflect.apply(method, sheet, args);
}
