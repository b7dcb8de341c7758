/**
 * The diagram of a network: every neuron shows what it answers over the inputs, every link the sign and size of its
 * weight. Pointing at a neuron brings out its links with their numbers; clicking it shows its answer large; clicking a
 * link changes its weight.
 * @import {Palette} from "../types.js"
 * @import {Layout, Neuron} from "../lib/network-layout.js"
 * @import {DiagramModel} from "./network-models.js"
 * @import {InkedLink, Link} from "./network-diagram-paint.js"
 */
import { addCanvas, fitCanvas, oncePerFrame, quietLabel } from "../lib/canvas.js";
import { palette as readColors } from "../lib/colors.js";
import { h, setText } from "../lib/dom.js";
import { formatNumber } from "../lib/format.js";
import { pointIn } from "../lib/magnified.js";
import { layoutNetwork, linkEnds, linkPoint, nearestLink, placeOf } from "../lib/network-layout.js";
import { neuronText } from "../lib/network-words.js";
import { scaledWords } from "../lib/own-units.js";
import { readRoom } from "./frame.js";
import { nameRooms } from "./network-diagram-names.js";
import {
  hasNoPictures,
  inkLinks,
  paintDiagram,
  sameLink,
  touches,
} from "./network-diagram-paint.js";
import { mountWeightForm } from "./network-editor-form.js";
import { keepMaps } from "./network-maps.js";
import { layerWeights, namesOf } from "./network-models.js";
import { mountNeurons } from "./network-neurons.js";

const HEIGHT = 344;
/** Weights are read, and clicked, this many pixels beside their line. */
const REACH = 5;
/** The same in the style sheet: .network-body canvas. */
const EDGE = 4;

/**
 * @param {HTMLElement} element
 * @param {{onWeight?: (layer: number, out: number, from: number | null, value: number) => void, onHover?: (neuron: Neuron | null) => void, onHoverLink?: (link: Link | null) => void, onSelectNeuron?: (neuron: Neuron | null) => void, heading?: boolean}} callbacks
 * @returns {{render: (model: DiagramModel) => void, dispose: () => void}}
 */
export function mountNetworkDiagram(element, callbacks) {
  const caption = h("span", { class: "figure-caption" });
  const head = h("header", { class: "figure-head" }, h("h2", {}, "Network"), caption);
  const body = h("div", { class: "network-body" });
  const root = h("section", { class: "network-diagram", "aria-label": "Network" }, head, body);
  head.hidden = callbacks.heading === false;
  const canvas = addCanvas(body, "figure-layer");
  element.append(root);

  /** @type {DiagramModel | null} */
  let model = null;
  /** @type {Palette | null} */
  let palette = null;
  /** @type {Layout | null} */
  let layout = null;
  /** What the layout was made for. @type {unknown[]} */
  let arranged = [];
  /** @type {InkedLink[]} */
  let links = [];
  /** @type {Neuron | null} */
  let active = null;
  /** @type {Link | null} */
  let hot = null;
  const maps = keepMaps();

  const neurons = mountNeurons(body, {
    describe,
    onPress: press,
    onFocus: activate,
    onEdit(neuron) {
      if (neuron.layer > 0) edit({ layer: neuron.layer, out: neuron.unit, from: null });
    },
    onEscape: () => callbacks.onSelectNeuron?.(null),
  });
  const form = mountWeightForm(body, {
    onSet: ({ layer, out, from }, value) => callbacks.onWeight?.(layer, out, from, value),
    onClose: ({ layer, out }) => neurons.focus({ layer, unit: out }),
  });
  const speaker = quietLabel(neurons.group);

  function arrange() {
    if (!model) return;
    const room = readRoom(body, model.projector);
    const { width } = room;
    const tall = Math.max(120, room.height - room.bottom);
    const scale = model.projector ? Math.max(1, Math.min(tall / HEIGHT, width / 480)) : 1;
    const fontScale = model.projector ? 1.54 : 1;
    const c = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    const { left, right } = nameRooms(c, namesOf(model), fontScale);
    const key = [room, left, right, fontScale, model.sizes, hasNoPictures(model)];
    if (width < left + right + 80 || key.every((part, k) => part === arranged[k])) return;
    arranged = key;
    layout = layoutNetwork({
      width,
      height: tall,
      left: Math.max(room.left, left),
      right: Math.max(room.right, right),
      sizes: model.sizes,
      scale,
      largest: hasNoPictures(model) ? 18 : undefined,
    });
  }

  function draw() {
    if (!model) return;
    if (palette?.theme !== model.theme) palette = readColors(model.theme);
    root.classList.toggle("is-projector", model.projector);
    arrange();
    if (!layout) return;
    const plan = layout;
    const names = namesOf(model);
    maps.update(
      model,
      (layer) => plan.columns.find((item) => item.layer === layer)?.units.length ?? 0,
    );
    links = inkLinks(model, plan);
    neurons.place(plan, model.selected, JSON.stringify(names));
    paint();
  }

  function paint() {
    if (!model || !layout || !palette) return;
    // The canvas reaches over the body's edge, so that the frames of the top row are whole.
    const { width, height } = readRoom(body, model.projector);
    const c = fitCanvas(canvas, width, height + 2 * EDGE);
    c.translate(0, EDGE);
    c.clearRect(0, -EDGE, width, height + 2 * EDGE);
    const fontScale = model.projector ? 1.54 : 1;
    const names = namesOf(model);
    // What a row of the pass points at is brought out as if it were pointed at here.
    const shown = { active: active ?? model.hovered, hot: hot ?? model.hoveredLink };
    paintDiagram({ c, model, layout, palette, names, maps, ...shown, fontScale }, links);
  }

  /** @param {Neuron | null} neuron */
  function activate(neuron) {
    if (active?.layer === neuron?.layer && active?.unit === neuron?.unit) return;
    active = neuron;
    callbacks.onHover?.(neuron);
    refreshPaint.ask();
  }

  /** @param {MouseEvent} event */
  function pixelOf(event) {
    return pointIn(body, event);
  }

  /** @param {Neuron} neuron @param {MouseEvent} event */
  function press(neuron, event) {
    const place = layout && placeOf(layout, neuron);
    const [x, y] = pixelOf(event);
    const onBias = place && Math.hypot(x - place.x, y - place.y - place.size) < 8;
    if (event.detail && onBias && neuron.layer > 0 && model?.editable) {
      edit({ layer: neuron.layer, out: neuron.unit, from: null });
      return;
    }
    const { selected } = model ?? {};
    const same = selected?.layer === neuron.layer && selected.unit === neuron.unit;
    // Fingers do not hover: a tap brings out the links too.
    if (isTouch(event)) activate(same ? null : neuron);
    callbacks.onSelectNeuron?.(same ? null : neuron);
  }

  /** @param {{layer: number, out: number, from: number | null}} target */
  function edit(target) {
    if (!model?.editable || !layout) return;
    const place = placeOf(layout, { layer: target.layer, unit: target.out });
    const ends = target.from === null ? null : linkEnds(layout, ...linkArguments(target));
    const spot = ends ? linkPoint(ends, 0.5) : [place?.x ?? 0, (place?.y ?? 0) + 20];
    form.open(
      target,
      namesOf(model),
      numberAt,
      /** @type {[number, number]} */ (spot),
      body.clientWidth,
    );
  }

  /** @param {{layer: number, out: number, from: number | null}} target */
  function numberAt({ layer, out, from }) {
    const found = layerWeights(model?.weights ?? null, layer);
    if (!found) return undefined;
    return from === null ? found.biases.data[out] : found.weights.data[out * found.inputs + from];
  }

  /** @param {PointerEvent} event */
  function onMove(event) {
    if (!layout || form.isOpen() || event.pointerType === "touch") return;
    const neuron = neurons.neuronOf(event.target);
    if (neuron) {
      point(null);
      activate(neuron);
      return;
    }
    const [x, y] = pixelOf(event);
    const own = active ? links.filter((link) => touches(link, active)) : [];
    const near = own.length ? nearestLink(layout, own, x, y, 2.5 * REACH) : null;
    if (!near) activate(null);
    const seen = near ? own : links.filter(({ alpha }) => alpha > 0.25);
    point(nearestLink(layout, seen, x, y, REACH));
  }

  /** @param {Link | null} link */
  function point(link) {
    body.classList.toggle("is-link", Boolean(link && model?.editable));
    if (sameLink(link, hot)) return;
    hot = link;
    callbacks.onHoverLink?.(link);
    refreshPaint.ask();
  }

  /** @param {MouseEvent} event */
  function onClick(event) {
    if (!layout || event.target !== body) return;
    const [x, y] = pixelOf(event);
    const reach = isTouch(event) ? 8 : REACH;
    const seen = links.filter((link) => (active ? touches(link, active) : link.alpha > 0.25));
    const link = nearestLink(layout, seen, x, y, reach);
    if (link) edit(link);
    else callbacks.onSelectNeuron?.(null);
  }

  /** What a neuron says. @param {Neuron} neuron */
  function describe(neuron) {
    if (!model) return "";
    const names = namesOf(model);
    const text = neuronText(neuron, names);
    const found = layerWeights(model.weights, neuron.layer);
    if (!found) return text;
    const own = Array.from({ length: found.inputs }, (_, from) => ({
      from,
      weight: found.weights.data[neuron.unit * found.inputs + from],
    })).sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight));
    const strongest = own
      .slice(0, 3)
      .map(
        ({ from, weight }) =>
          `${neuronText({ layer: neuron.layer - 1, unit: from }, names)} ${formatNumber(weight, 3)}`,
      );
    const bias = formatNumber(found.biases.data[neuron.unit], 3);
    const scaled = scaledWords(model.problem);
    const keys = model.editable ? ". Enter shows its answer, E changes a weight" : "";
    return `${text}: bias ${bias}, strongest weights from ${strongest.join(", ")}${scaled && `, of ${scaled}`}${keys}`;
  }

  body.addEventListener("pointermove", onMove);
  body.addEventListener("pointerleave", () => {
    point(null);
    if (!neurons.group.querySelector(":focus-visible")) activate(null);
  });
  body.addEventListener("click", onClick);

  const refresh = oncePerFrame(draw);
  const refreshPaint = oncePerFrame(paint);
  const observer = new ResizeObserver(refresh.ask);
  observer.observe(body);
  document.fonts?.ready.then(refresh.ask);

  return {
    render(next) {
      model = next;
      const what = next.samples?.window?.length === 1 ? "line" : "plane";
      const scaled = scaledWords(next.problem);
      const parts = [
        next.samples?.window ? `a neuron shows what it answers over the ${what}` : "",
        scaled && `weights are of ${scaled}`,
      ];
      setText(caption, parts.filter(Boolean).join("; "));
      draw();
      speaker.set(() =>
        model ? `Network ${model.sizes.join("–")} at step ${model.step}. ${widest()}` : "",
      );
    },
    dispose() {
      observer.disconnect();
      refresh.cancel();
      refreshPaint.cancel();
      speaker.cancel();
      root.remove();
    },
  };

  /** The largest weight, in words. */
  function widest() {
    const top = links.reduce(
      (best, link) => (Math.abs(link.weight) > Math.abs(best?.weight ?? 0) ? link : best),
      /** @type {InkedLink | null} */ (null),
    );
    if (!top || !model) return "No weights yet.";
    const names = namesOf(model);
    const from = neuronText({ layer: top.layer - 1, unit: top.from }, names);
    const to = neuronText({ layer: top.layer, unit: top.out }, names);
    return `Largest weight: ${formatNumber(top.weight, 3)}, from ${from} to ${to}.`;
  }
}

/** @param {MouseEvent} event */
function isTouch(event) {
  return /** @type {PointerEvent} */ (event).pointerType === "touch";
}

/**
 * @param {{layer: number, out: number, from: number | null}} target
 * @returns {[number, number, number]}
 */
function linkArguments({ layer, out, from }) {
  return [layer, out, from ?? 0];
}
