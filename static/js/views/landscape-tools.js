/**
 * Around map and curve: the figure has the focus, is zoomed, and is read.
 * @import {LabModel} from "../types.js"
 * @import {Frame} from "../lib/plotly.js"
 * @import {Mark, Pixel} from "./reading.js"
 * @import {Paths} from "./map-scene.js"
 */
import { h } from "../lib/dom.js";
import { nearestRow } from "../lib/readings.js";
import { sidesOf } from "../lib/window.js";
import { attachReading } from "./reading.js";
import { chosenRow, markWords, runOf, seenRuns } from "./reading-runs.js";
import { attachZooming } from "./zooming.js";

/**
 * @typedef {object} Figure
 * @property {string} name
 * @property {() => LabModel | null} model
 * @property {() => Frame | null} frame
 * @property {() => Paths} paths  of the frame
 * @property {(point: number[]) => Pixel} pixelOf
 * @property {(point: number[]) => {loss: number, spread: number, name?: string} | null} lossAt
 * @property {(zoom: NonNullable<LabModel["zoom"]> | null) => void} [onZoom]
 */

/**
 * @param {HTMLElement} root
 * @param {HTMLElement} picture  gets the focus
 * @param {HTMLElement} surface  where the pointer counts
 * @param {Figure} figure
 */
export function landscapeTools(root, picture, surface, figure) {
  const { name, model, frame, pixelOf } = figure;
  const zoomKeys = figure.onZoom ? ", plus and minus zoom, 0 shows all" : "";
  const focus = h("div", {
    class: "figure-reader",
    tabindex: 0,
    role: "group",
    "aria-label": `${name}: arrow keys read values, comma and full stop go along the chosen run${zoomKeys}, Escape ends`,
  });
  picture.replaceWith(focus);
  focus.append(picture);
  const line = h("p", { class: "figure-reading" });
  root.append(line);
  let landscape = "";

  /** What is seen of the coordinates. */
  function sides() {
    const at = frame();
    return at && (model()?.landscape.dimension === 1 ? [at.x] : [at.x, at.y]);
  }

  /** @param {Mark} mark @returns {Pixel | null} */
  function place(mark) {
    const at = frame();
    const pixel = "point" in mark ? pixelOf(mark.point) : rowPixel(mark);
    if (!at || !pixel) return null;
    const [x, y] = [pixel[0] - at.left, pixel[1] - at.top];
    return x >= 0 && x <= at.width && y >= 0 && y <= at.height ? pixel : null;
  }

  /** @param {{slot: number, row: number}} mark @returns {Pixel | null} */
  function rowPixel({ slot, row }) {
    const trace = runOf(model(), { slot })?.trace;
    const path = trace && figure.paths().get(trace);
    return path && row < path.rows ? [path.pixels[2 * row], path.pixels[2 * row + 1]] : null;
  }

  /** @param {Pixel} pixel @param {number} reach */
  function near(pixel, reach) {
    let best = { slot: 0, row: -1, distance: reach };
    for (const { slot, trace } of seenRuns(model())) {
      const path = figure.paths().get(trace);
      if (!path) continue;
      const found = nearestRow(path.pixels, path.rows, pixel);
      if (found.distance < best.distance) best = { slot, ...found };
    }
    return best.row < 0 ? null : { slot: best.slot, row: best.row };
  }

  /** @param {Pixel} pixel */
  function pointAt([px, py]) {
    const at = frame();
    if (!at) return null;
    const [u, v] = [(px - at.left) / at.width, 1 - (py - at.top) / at.height];
    if (!(u >= 0 && u <= 1 && v >= 0 && v <= 1)) return null;
    const shares = [u, v];
    return (sides() ?? []).map(([low, high], k) => low + shares[k] * (high - low));
  }

  const zooming = attachZooming(root, surface, {
    figure: name.toLowerCase(),
    frame,
    onZoom: figure.onZoom,
    seen() {
      const now = model();
      const home = /** @type {[number, number][] | undefined} */ (now?.landscape.window);
      return now && home ? { home, zoom: now.zoom ?? null } : null;
    },
    onLost: () => focus.focus({ preventScroll: true }),
    about: () => reading.point,
  });
  const reading = attachReading(root, surface, focus, line, {
    name,
    at: pointAt,
    place,
    sides,
    words: (mark) => markWords(model(), mark, sides() ?? [], figure.lossAt),
    begin() {
      const now = chosenRow(model());
      const pixel = now && place(now);
      return pixel && pointAt(pixel);
    },
    rows: { near, chosen: () => chosenRow(model()) },
    onBeyond: (shares) => {
      if (model()?.zoom) zooming.move(shares);
    },
    key: (event) => zooming.key(event),
  });

  return {
    /** The frame is another: gives the room that the buttons take. */
    place() {
      const at = frame();
      if (at) {
        const right = at.outerWidth - at.left - at.width;
        const bottom = at.outerHeight - at.top - at.height;
        focus.style.setProperty("--frame", `${at.top}px ${right}px ${bottom}px ${at.left}px`);
      }
      return zooming.place();
    },
    /** The figure has been drawn anew. */
    render() {
      const next = model()?.landscape;
      const shown = next ? `${next.name} ${next.formula}` : "";
      if (shown !== landscape) reading.forget();
      else reading.render();
      landscape = shown;
    },
    dispose() {
      zooming.dispose();
      reading.dispose();
    },
  };
}

/** What is seen of a landscape. @param {LabModel} model @returns {[number, number][]} */
export function seenOf({ landscape, zoom }) {
  return sidesOf(zoom, /** @type {[number, number][]} */ (landscape.window));
}
