/**
 * A surface that can be turned: Plotly draws it, a canvas above it whatever else there is to see.
 * @import {Camera, HeightField, Levels, Palette} from "../types.js"
 * @import {Sight} from "../lib/surface-path.js"
 */
import { addCanvas, fitCanvas, oncePerFrame, quietLabel } from "../lib/canvas.js";
import { purge } from "../lib/plotly.js";
import {
  aimCamera,
  cameraFor,
  cameraNow,
  drawSurface,
  hasWebGL,
  liveCamera,
  onCamera,
  surfaceCamera,
  turnCamera,
} from "../lib/plotly-surface.js";
import { cameraMatrix, eyePosition } from "../lib/project3d.js";
import { readRoom } from "./frame.js";
import { surfaceTurner } from "./surface-turner.js";
import { zoomTools } from "./zoom-tools.js";

/**
 * @typedef {object} Drawing
 * @property {HeightField} field
 * @property {HeightField} [box]  what the camera shows all of; the surface itself when absent
 * @property {Float64Array} tint  0 … 1, of each node
 * @property {Levels} levels
 * @property {[string, string][]} scale  the stops of the colours
 * @property {string} line  the contours' colour
 * @property {Palette} palette
 */
/**
 * @typedef {object} Shown
 * @property {unknown[]} key  of what the drawing depends on, beside the room
 * @property {boolean} projector
 * @property {Camera | null} camera  null is the usual one
 * @property {() => Drawing | null} draw
 */

/**
 * Drag to turn it, or use the arrow keys, plus and minus; Home turns it back. Without WebGL there is none.
 * @param {HTMLElement} element
 * @param {object} options
 * @param {string} options.label
 * @param {string} options.without  what is said in its place without WebGL
 * @param {(camera: Camera | null) => void} options.onTurn  somebody has turned it; null is the usual camera
 * @param {(c: CanvasRenderingContext2D, sight: Sight, drawing: Drawing, scale: number) => void} options.paint
 */
export function mountScene(element, { label, without, onTurn, paint }) {
  const root = document.createElement("div");
  root.className = "figure-surface";
  element.append(root);
  if (!hasWebGL()) return note(root, without);

  const picture = document.createElement("div");
  picture.className = "figure-picture";
  picture.setAttribute("role", "img");
  picture.setAttribute("aria-label", label);
  const plot = document.createElement("div");
  plot.className = "figure-plot";
  picture.append(plot);
  const overlay = addCanvas(picture, "figure-layer");
  const turner = surfaceTurner(picture, {
    onMove: () => watch.ask(),
    onLetGo: tellCamera,
    onTurn: (turn) =>
      turnCamera(plot, ...turn)
        .then(watch.ask)
        .then(tellCamera),
    onReset: () => {
      aim(null);
      onTurn(null);
    },
  });
  root.append(turner.element);
  const tools = zoomTools(root, "surface", {
    onZoom: (times) => turner.turn([0, 0, Math.sqrt(times)]),
    onWhole: () => turner.reset(),
    onLost: () => turner.element.focus({ preventScroll: true }),
  });
  const speaker = quietLabel(picture);

  /** @type {Shown | null} */
  let shown = null;
  /** @type {Drawing | null} */
  let drawing = null;
  /** @type {unknown[]} */
  let drawn = [];
  let busy = false;
  let stale = false;
  let listening = false;
  let cameraKey = "";
  /** The camera that was last told of, by the model or to whoever listens. @type {Camera | null} */
  let camera = null;
  /** How it was seen last. @type {Sight | null} */
  let sight = null;

  function still() {
    if (!shown) return;
    const { key, projector, camera: wanted } = shown;
    const room = readRoom(root, projector);
    if (room.width < 20 || room.height < 20) return;
    const next = [...key, projector, ...Object.values(room)];
    if (next.every((part, k) => part === drawn[k])) {
      if (wanted !== camera) aim(wanted);
      return;
    }
    const made = shown.draw();
    if (!made) return;
    camera = wanted;
    drawing = made;
    drawn = next;
    redraw();
  }

  const sizeNow = () => ({ width: root.clientWidth, height: root.clientHeight });
  const boxOf = (/** @type {Drawing} */ { box, field }) => box ?? field;

  /** @param {Camera | null} wanted */
  function aim(wanted) {
    camera = wanted;
    if (busy) stale = true;
    else if (drawing) aimCamera(plot, cameraFor(sizeNow(), boxOf(drawing), camera)).then(watch.ask);
  }

  /** Where somebody has left the camera is told, once. */
  function tellCamera() {
    const now = drawing && cameraNow(plot, sizeNow(), boxOf(drawing));
    if (JSON.stringify(now) === JSON.stringify(camera)) return;
    camera = now;
    onTurn(now);
  }

  async function redraw() {
    if (busy) {
      stale = true;
      return;
    }
    busy = true;
    do {
      stale = false;
      if (!drawing) break;
      const size = sizeNow();
      const { field, tint, levels, palette, line, scale } = drawing;
      const box = boxOf(drawing);
      const seen = (turner.held && liveCamera(plot)) || cameraFor(size, box, camera);
      const options = { ...size, camera: seen, line, scale, box };
      await drawSurface(plot, options, field, tint, levels, palette);
      if (!listening) {
        listening = true;
        onCamera(plot, refresh.ask);
      }
    } while (stale);
    busy = false;
    cameraKey = "";
    watch.ask();
  }

  function moving() {
    const plotted = drawing && surfaceCamera(plot);
    const { width, height } = readRoom(root, shown?.projector ?? false);
    if (!drawing || !plotted || width < 20) return;
    const matrix = cameraMatrix(plotted, plotted.dataScale);
    const c = fitCanvas(overlay, width, height);
    c.clearRect(0, 0, width, height);
    cameraKey = `${Array.from(matrix, (v) => v.toPrecision(6))} ${width} ${height}`;
    sight = { matrix, eye: eyePosition(matrix), width, height, key: cameraKey };
    paint(c, sight, drawing, shown?.projector ? 1.4 : 1);
    const distance = camera?.distance ?? 1;
    tools.render({ nearer: distance > 0.15, farther: distance < 7, whole: camera !== null });
  }

  const refresh = oncePerFrame(() => {
    still();
    moving();
  });
  // Plotly renders a moved camera on a later frame of its own: look again until the picture stands.
  const watch = oncePerFrame(() => {
    const before = cameraKey;
    moving();
    if (before !== cameraKey) watch.ask();
  });
  const observer = new ResizeObserver(refresh.ask);
  observer.observe(root);

  return {
    root,
    /** Has the focus. */
    handle: turner.element,
    get sight() {
      return sight;
    },
    /** @param {Shown} next @param {() => string} words  for those who do not see it */
    render(next, words) {
      shown = next;
      still();
      moving();
      speaker.set(words);
    },
    dispose() {
      turner.dispose();
      observer.disconnect();
      refresh.cancel();
      watch.cancel();
      speaker.cancel();
      purge(plot);
      root.remove();
    },
  };
}

/** @param {HTMLElement} root @param {string} without */
function note(root, without) {
  const text = document.createElement("p");
  text.className = "figure-note";
  text.textContent = `The surface needs WebGL, which this browser does not offer. ${without}`;
  root.append(text);
  return {
    root,
    handle: null,
    sight: null,
    /** @param {Shown} _next @param {() => string} _words */
    render(_next, _words) {},
    dispose: () => root.remove(),
  };
}
