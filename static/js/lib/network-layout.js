/**
 * Where the diagram of a network draws its neurons and links, and which neuron or link is under the pointer.
 * Everything fits without scrolling: squares shrink first, and what still does not fit is counted. No DOM in here.
 */

/** @typedef {{layer: number, unit: number}} Neuron  layer 0 are the inputs */

/**
 * @typedef {object} Column  one layer, or layers that are left out
 * @property {number} layer
 * @property {number} centre of the squares, in px
 * @property {number} size of a square
 * @property {number} pitch from square to square
 * @property {{unit: number, x: number, y: number}[]} units top left corners
 * @property {number} more units that are not drawn
 * @property {number} bottom of the last square or of the line that counts the rest
 * @property {number} skipped layers that stand behind this mark instead of being drawn
 */

/** @typedef {{columns: Column[], pitch: number, scale: number, width: number, height: number}} Layout */

/**
 * @typedef {object} LayoutRequest
 * @property {number} width
 * @property {number} height of the squares' area
 * @property {number} left room for the names of the inputs
 * @property {number} right room for the names of the outputs
 * @property {readonly number[]} sizes units of each layer, inputs first
 * @property {number} [scale] 1, more on the projector
 * @property {number} [largest] square, for neurons that have no picture to show
 */

const SQUARE = 36;
const PITCH = 44;
const OUTPUT = 48;
/** Inputs and outputs are few: they stand apart. */
const APART = 88;
const LARGEST_PITCH = 56;
const LEAST_PITCH = 15;
const LEAST_COLUMN = 34;

/**
 * Places every neuron.
 * @param {LayoutRequest} request
 * @returns {Layout}
 */
export function layoutNetwork({ width, height, left, right, sizes, scale = 1, largest = 64 }) {
  const shown = shownLayers(sizes.length, (width - left - right) / (LEAST_COLUMN * scale) + 1);
  const room = width - left - right;
  const raw = room / Math.max(1, shown.length - 1);
  // A quarter of the way belongs to the squares at most, else links have no room to be told apart.
  const widest = Math.min(largest * scale, Math.max(9 * scale, raw - 24 * scale));
  const hidden = sizes.slice(1, -1);
  const most = Math.max(1, ...hidden);
  const columns = shown.map(({ layer, skipped }) => {
    const last = layer === sizes.length - 1;
    const outer = last || layer === 0;
    const count = sizes[layer];
    const share = last ? 0.85 : SQUARE / PITCH;
    const widestPitch = (outer ? APART : LARGEST_PITCH) * scale;
    // Small hidden layers share a size; only crowded ones shrink, each as much as it must.
    const rows = Math.min(
      outer ? count : Math.max(count, Math.min(most, 8)),
      fitting(height, scale),
    );
    const pitch = Math.min(widestPitch, height / (rows - 1 + share));
    const full = (last ? OUTPUT : SQUARE) * scale;
    const size = Math.min(outer ? full : LARGEST_PITCH * scale, pitch * share, widest);
    return column(layer, skipped, count, size, pitch, height, scale);
  });
  spread(columns, left, width - right);
  return { columns, pitch: room / columns.length, scale, width, height };
}

/**
 * Units that fit below each other.
 * @param {number} height
 * @param {number} scale
 */
function fitting(height, scale) {
  return Math.max(2, Math.floor(height / (LEAST_PITCH * scale)));
}

/**
 * The layers that have room side by side; where the middle has none, one mark stands for it.
 * @param {number} count
 * @param {number} most
 * @returns {{layer: number, skipped: number}[]}
 */
function shownLayers(count, most) {
  const fit = Math.max(3, Math.floor(most));
  const all = Array.from({ length: count }, (_, layer) => ({ layer, skipped: 0 }));
  if (count <= fit) return all;
  const head = Math.ceil((fit - 1) / 2);
  const tail = fit - 1 - head;
  const skipped = count - head - tail;
  return [...all.slice(0, head), { layer: head, skipped }, ...all.slice(count - tail)];
}

/**
 * @param {number} layer
 * @param {number} skipped
 * @param {number} count
 * @param {number} size
 * @param {number} pitch
 * @param {number} height
 * @param {number} scale
 * @returns {Column}
 */
function column(layer, skipped, count, size, pitch, height, scale) {
  const fit = fitting(height, scale);
  const drawn = skipped ? 0 : count > fit ? fit - 1 : count;
  const more = skipped ? 0 : count - drawn;
  const rows = drawn + (more ? 1 : 0);
  const used = rows * pitch - (pitch - size);
  const top = (height - used) / 2;
  const units = Array.from({ length: drawn }, (_, unit) => ({ unit, x: 0, y: top + unit * pitch }));
  return { layer, centre: 0, size, pitch, units, more, bottom: top + used, skipped };
}

/**
 * Spreads the columns so that first and last touch the ends and centres are evenly spaced.
 * @param {Column[]} columns
 * @param {number} from
 * @param {number} to
 */
function spread(columns, from, to) {
  const first = columns[0];
  const last = columns[columns.length - 1];
  const begin = from + first.size / 2;
  const step = columns.length > 1 ? (to - last.size / 2 - begin) / (columns.length - 1) : 0;
  columns.forEach((item, k) => {
    item.centre = begin + k * step;
    for (const unit of item.units) unit.x = item.centre - item.size / 2;
  });
}

/**
 * The square of a neuron; null when it is not drawn.
 * @param {Layout} layout
 * @param {Neuron} neuron
 */
export function placeOf(layout, { layer, unit }) {
  const column = layout.columns.find((item) => item.layer === layer && !item.skipped);
  const place = column?.units[unit];
  return column && place ? { x: place.x, y: place.y, size: column.size } : null;
}

/**
 * The ends of the link into neuron `out` of a layer from neuron `from` of the layer before; null when one is not drawn.
 * @param {Layout} layout
 * @param {number} layer
 * @param {number} out
 * @param {number} from
 * @returns {[number, number, number, number] | null} x0, y0, x1, y1
 */
export function linkEnds(layout, layer, out, from) {
  const a = placeOf(layout, { layer: layer - 1, unit: from });
  const b = placeOf(layout, { layer, unit: out });
  if (!a || !b) return null;
  const gap = 2 * layout.scale;
  return [a.x + a.size + gap, a.y + a.size / 2, b.x - gap, b.y + b.size / 2];
}

/**
 * A point on a link: a cubic that leaves and arrives level.
 * @param {[number, number, number, number]} ends
 * @param {number} t 0 … 1
 * @returns {[number, number]}
 */
export function linkPoint([x0, y0, x1, y1], t) {
  const u = 1 - t;
  const middle = (x0 + x1) / 2;
  const x = u * u * u * x0 + 3 * u * t * middle + t * t * t * x1;
  const y = y0 + (y1 - y0) * t * t * (3 - 2 * t);
  return [x, y];
}

/**
 * The link nearest to a point, among those that may be pointed at.
 * @param {Layout} layout
 * @param {{layer: number, out: number, from: number}[]} links
 * @param {number} x
 * @param {number} y
 * @param {number} reach in px
 */
export function nearestLink(layout, links, x, y, reach) {
  let best = null;
  let bestDistance = reach;
  for (const link of links) {
    const ends = linkEnds(layout, link.layer, link.out, link.from);
    if (!ends || x < ends[0] || x > ends[2]) continue;
    let [px, py] = linkPoint(ends, 0);
    for (let k = 1; k <= 16; k++) {
      const [qx, qy] = linkPoint(ends, k / 16);
      const d = segmentDistance(x, y, px, py, qx, qy);
      if (d < bestDistance) {
        bestDistance = d;
        best = link;
      }
      [px, py] = [qx, qy];
    }
  }
  return best;
}

/**
 * @param {number} x
 * @param {number} y
 * @param {number} ax
 * @param {number} ay
 * @param {number} bx
 * @param {number} by
 */
function segmentDistance(x, y, ax, ay, bx, by) {
  const [dx, dy] = [bx - ax, by - ay];
  const t = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1)));
  return Math.hypot(x - ax - t * dx, y - ay - t * dy);
}

/**
 * The neuron an arrow key leads to: up and down within a layer, left and right to the nearest one of the next layer.
 * @param {Layout} layout
 * @param {Neuron} from
 * @param {string} key of a keyboard event
 * @returns {Neuron | null} null when the key means nothing here
 */
export function moveFocus(layout, from, key) {
  const columns = layout.columns.filter(({ units }) => units.length);
  const at = columns.findIndex(({ layer }) => layer === from.layer);
  const own = columns[at];
  if (!own) return null;
  const unit = (/** @type {number} */ k) => ({
    layer: own.layer,
    unit: Math.max(0, Math.min(own.units.length - 1, k)),
  });
  if (key === "ArrowUp") return unit(from.unit - 1);
  if (key === "ArrowDown") return unit(from.unit + 1);
  if (key === "Home") return unit(0);
  if (key === "End") return unit(own.units.length - 1);
  const side = key === "ArrowLeft" ? -1 : key === "ArrowRight" ? 1 : 0;
  if (!side) return null;
  const next = columns[at + side];
  if (!next) return from;
  const y = own.units[from.unit].y + own.size / 2;
  let best = next.units[0];
  for (const item of next.units) {
    if (Math.abs(item.y + next.size / 2 - y) < Math.abs(best.y + next.size / 2 - y)) best = item;
  }
  return { layer: next.layer, unit: best.unit };
}
