/**
 * What figures draw, written down instead of painted: while a figure is saved its canvases are drawn once more, with the
 * same functions, and what they ask for is repeated in a file, at any scale.
 */

/** A property that is set, or a method that is called. @typedef {{name: string, args: unknown[], set: boolean}} Act */
/** A line of which the moves are known, as a `Path2D` does not tell them. @typedef {{moves: Act[]}} Moves */
/** @typedef {Map<HTMLCanvasElement, Act[]>} Records */

/** What answers or changes the state in which later calls are answered; all else paints. */
const ANSWERED = new Set(["save", "restore", "setLineDash", "getLineDash", "measureText"]);
const ASKED = new Set(["getLineDash", "measureText"]);

/** @type {Records | null} */
let records = null;

/**
 * Writes down all that `work` draws.
 * @param {() => void} work
 * @returns {Records}
 */
export function recorded(work) {
  records = new Map();
  try {
    work();
    return records;
  } finally {
    records = null;
  }
}

/**
 * While drawing is written down: a context in place of a canvas's own, in CSS pixels as that is.
 * @param {HTMLCanvasElement} canvas
 * @returns {CanvasRenderingContext2D | null}
 */
export function recordingOf(canvas) {
  if (!records) return null;
  /** @type {Act[]} */
  const acts = [];
  records.set(canvas, acts);
  return recorder(acts);
}

/** A line that is kept and stroked more than once. @returns {Path2D} */
export function newPath() {
  return records ? /** @type {Path2D} */ (/** @type {unknown} */ (new KnownPath())) : new Path2D();
}

/** @param {Act[]} acts */
function recorder(acts) {
  const own = /** @type {CanvasRenderingContext2D} */ (
    document.createElement("canvas").getContext("2d")
  );
  return new Proxy(own, {
    get(_, name) {
      const value = Reflect.get(own, name, own);
      if (typeof value !== "function" || typeof name !== "string") return value;
      return (/** @type {unknown[]} */ ...args) => {
        // Every figure begins with an empty canvas, and what it lies upon must not be wiped off.
        if (name === "clearRect") acts.length = 0;
        else if (!ASKED.has(name)) acts.push({ name, args: args.map(keptImage), set: false });
        return ANSWERED.has(name) ? Reflect.apply(value, own, args) : undefined;
      };
    },
    set(_, name, value) {
      acts.push({ name: String(name), args: [value], set: true });
      return Reflect.set(own, name, value, own);
    },
  });
}

/** A canvas that is drawn upon another may be painted anew before that is repeated. @param {unknown} value */
function keptImage(value) {
  if (!(value instanceof HTMLCanvasElement)) return value;
  const drawn = records?.get(value);
  if (drawn) return drawn;
  const copy = document.createElement("canvas");
  copy.width = value.width;
  copy.height = value.height;
  copy.getContext("2d")?.drawImage(value, 0, 0);
  return copy;
}

/** What takes the place of a `Path2D` while drawing is written down. @implements {Moves} */
class KnownPath {
  constructor() {
    /** @type {Act[]} */
    this.moves = [];
  }

  /** @param {number} x @param {number} y */
  moveTo(x, y) {
    this.moves.push({ name: "moveTo", args: [x, y], set: false });
  }

  /** @param {number} x @param {number} y */
  lineTo(x, y) {
    this.moves.push({ name: "lineTo", args: [x, y], set: false });
  }
}
