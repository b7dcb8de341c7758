/** The figures of small networks: the network itself, its decision or its curve, the sizes of its gradients. */

import { valueAt } from "../../state/models.js";
import { mountBoundary } from "../../views/boundary.js";
import { mountFieldMap } from "../../views/field-map.js";
import { mountFieldSurface } from "../../views/field-surface.js";
import { mountFigureChoice } from "../../views/figure-choice.js";
import { mountFittedCurve } from "../../views/fitted-curve.js";
import { mountLayerSparklines } from "../../views/layer-sparklines.js";
import { mountNetworkDiagram } from "../../views/network-diagram.js";
import { mapPart, surfacePart } from "../common/ground.js";
import { outcomes as common, OUTCOMES } from "../common/outcomes.js";
import { rates as commonRates, RATES } from "../common/rates.js";
import { headed } from "../heading.js";
import {
  changeWeight,
  EDITABLE,
  figureOf,
  figuresOf,
  hasGround,
  isGround,
  isMain,
  pointActions,
} from "./actions.js";

/** @typedef {import("../../lab/network.js").NetworkInstance} Host */
/** @typedef {import("../../state/network-session.js").NetworkSession} NetworkSession */
/** @typedef {import("../part.js").Part<Host, import("../../lab/network.js").NetworkFrame>} Part */

const SMALL = ["plane", "field", "line", "table"];

/** What the main figure is called. @type {Record<string, string>} */
const NAMES = { images: "pictures", texts: "words" };

/** @typedef {import("../../state/kinds.js").Figure} Figure */

/** What they are called, and what is said of them. @type {Record<Figure, [word: string, title: string]>} */
const WORDS = {
  main: ["network", "What the network has learned"],
  surface: ["surface", "The surface, in three dimensions"],
  network: ["network", "The network itself"],
  histograms: ["histograms", "How weights, activations and gradients are spread"],
  plane: [
    "loss plane",
    "The loss on a plane through the network’s parameters, with the run’s path",
  ],
  outcomes: ["outcomes", OUTCOMES],
  rates: ["rate test", RATES],
};

/** Those that are there. @param {Host} host @returns {import("../../views/figure-choice.js").Choice[]} */
function choicesOf(host) {
  const main = hasGround(host) ? "map" : NAMES[host.session.kind];
  return figuresOf(host).map((figure) => {
    const [word, title] = WORDS[figure];
    return { figure, word: figure === "main" ? (main ?? word) : word, title };
  });
}

/** @type {Part} */
export const figureChoice = {
  name: "figure-choice",
  title: "Choice of the main figure",
  region: "main",
  panel: "figure",
  control: true,
  mount(element, host) {
    const { session } = host;
    const view = mountFigureChoice(element, { onChoose: (figure) => session.look({ figure }) });
    return {
      render: () => view.render({ figure: figureOf(host), choices: choicesOf(host) }),
      dispose: view.dispose,
    };
  },
};

/** @type {Part} */
export const diagram = {
  name: "diagram",
  title: "The network",
  region: "main",
  panel: "figure",
  figure: true,
  stage: "figure",
  shows: ({ session }) => SMALL.includes(session.kind),
  picked: isMain,
  probes: () => [{ name: "weights" }, { name: "neurons" }],
  mount(element, host) {
    const { session } = host;
    const view = mountNetworkDiagram(element, {
      onWeight: (layer, out, from, value) => changeWeight(session, layer, out, from, value),
      onHover: (neuron) => session.look({ hovered: neuron }),
      onHoverLink: (link) => session.look({ hoveredLink: link }),
      onSelectNeuron: (neuron) => {
        session.look({ neuron });
        if (neuron) host.bring(".lab-side");
      },
    });
    return {
      render: ({ common, explanation }) =>
        view.render({
          ...common,
          sample: explanation?.step === common.step ? explanation.sample : null,
          hovered: session.view.hovered,
          hoveredLink: session.view.hoveredLink,
          neurons: session.prober.get("neurons"),
          weights: session.prober.get("weights"),
          selected: session.view.neuron,
          editable:
            session.player.step === 0 &&
            session.outline.parameters <= EDITABLE &&
            !session.lab.locks.has("start"),
        }),
      dispose: view.dispose,
    };
  },
};

/** @type {Part} */
export const sparklines = {
  name: "sparklines",
  title: "Gradient size of each layer",
  region: "main",
  panel: "figure",
  figure: true,
  stage: "large",
  columns: ["gradient_norm.layer"],
  shows: ({ session }) => SMALL.includes(session.kind),
  picked: isMain,
  mount(element, { session }) {
    const view = mountLayerSparklines(element, {});
    return {
      render: ({ common }) => view.render({ ...common, norms: norms(session) }),
      dispose: view.dispose,
    };
  },
};

/** @type {Part} */
export const map = mapPart({
  heading: "Error map",
  region: "main",
  panel: "figure",
  columns: ["parameters", "learning_rate"],
  picked: isGround("main"),
});

/** @type {Part} */
export const surface = surfacePart({
  heading: "Error surface",
  region: "main",
  panel: "figure",
  columns: ["parameters"],
  picked: isGround("surface"),
});

/** @type {Part} */
export const boundary = {
  name: "boundary",
  title: "Decision",
  region: "side",
  panel: "decision",
  figure: true,
  stage: "figure",
  columns: ["accuracy", "test_accuracy"],
  shows: ({ session }) => session.kind === "plane",
  probes: () => [{ name: "boundary" }, { name: "neurons" }],
  mount(element, { session }) {
    const view = mountBoundary(element, pointActions(session));
    return {
      render({ common }) {
        const { hovered, neuron, point, editing, editClass } = session.view;
        const neurons = session.prober.get("neurons");
        view.render({
          ...common,
          point,
          editing,
          boundary: session.prober.get("boundary"),
          neuron: neuronAnswer(session, neurons, hovered ?? neuron),
          editClass,
          accuracy: accuracy(session),
        });
      },
      dispose: view.dispose,
    };
  },
};

/** @type {Part} */
export const field = {
  name: "field",
  title: "Answer",
  region: "side",
  panel: "decision",
  figure: true,
  stage: "figure",
  shows: ({ session }) => session.kind === "field",
  probes: () => [{ name: "field" }, { name: "neurons" }],
  mount(element, { session }) {
    const { onPoint } = pointActions(session);
    const view = mountFieldMap(element, { onPoint });
    return {
      render({ common }) {
        const { hovered, neuron, point } = session.view;
        const neurons = session.prober.get("neurons");
        view.render({
          ...common,
          point,
          field: session.prober.get("field"),
          neuron: neuronAnswer(session, neurons, hovered ?? neuron),
        });
      },
      dispose: view.dispose,
    };
  },
};

/** @type {Part} */
export const fieldSurface = {
  name: "field-surface",
  title: "Answer surface",
  region: "main",
  panel: "figure",
  figure: true,
  stage: "figure",
  shows: ({ session }) => session.kind === "field",
  picked: (host) => !hasGround(host) && isGround("surface")(host),
  probes: () => [{ name: "field" }],
  mount(element, { session }) {
    const { body } = headed(element, "Answer surface");
    const view = mountFieldSurface(body, { onTurn: (camera) => session.look({ camera }) });
    return {
      render({ common }) {
        const { point, camera } = session.view;
        view.render({ ...common, point, camera, field: session.prober.get("field") });
      },
      dispose: view.dispose,
    };
  },
};

/** @type {Part} */
export const fitted = {
  name: "fitted",
  title: "Fitted curve",
  region: "side",
  panel: "decision",
  figure: true,
  stage: "figure",
  shows: ({ session }) => session.kind === "line",
  probes: () => [{ name: "curve" }, { name: "neurons" }],
  mount(element, { session }) {
    const points = pointActions(session);
    const onAdd = (/** @type {[number, number]} */ point) => points.onAdd(point, 0);
    const view = mountFittedCurve(element, { ...points, onAdd });
    return {
      render({ common }) {
        const { hovered, neuron, point, editing } = session.view;
        const curve = session.prober.get("curve");
        const neurons = session.prober.get("neurons");
        view.render({ ...common, point, editing, curve, neurons, neuron: hovered ?? neuron });
      },
      dispose: view.dispose,
    };
  },
};

/** @type {Part} */
export const outcomes = { ...common, region: "main", panel: "figure" };

/** @type {Part} */
export const rates = { ...commonRates, region: "main", panel: "figure" };

/**
 * What one neuron answers over the plane.
 * @param {NetworkSession} session
 * @param {import("../../state/prober.js").Found | null} found
 * @param {{layer: number, unit: number} | null} neuron
 */
function neuronAnswer({ outline, network }, found, neuron) {
  if (!neuron || !found || neuron.layer === 0) return null;
  const last = neuron.layer === outline.sizes.length - 1;
  const tensor = found.arrays[last ? "output" : `layer.${neuron.layer}`];
  if (!tensor || neuron.unit >= tensor.shape[0]) return null;
  const size = tensor.shape[1] * (tensor.shape[2] ?? 1);
  const data = tensor.data.subarray(neuron.unit * size, (neuron.unit + 1) * size);
  const classes = network.samples?.classes ?? [];
  const title = last
    ? (classes[neuron.unit] ?? "output")
    : `hidden ${neuron.layer}, unit ${neuron.unit + 1}`;
  return { title, data: { shape: tensor.shape.slice(1), data } };
}

/** Shares of right answers, as last measured. @param {NetworkSession} session */
function accuracy({ lab, shownStep }) {
  const trace = lab.traces[lab.selected];
  if (!trace?.columns.accuracy) return null;
  return {
    train: valueAt(trace, "accuracy", shownStep),
    test: valueAt(trace, "test_accuracy", shownStep),
  };
}

/** Sizes of the layers' gradients, as far as rows are there. @param {NetworkSession} session */
function norms({ lab, outline }) {
  const trace = lab.traces[lab.selected];
  const values = trace?.columns["gradient_norm.layer"];
  if (!trace || !values) return null;
  return {
    steps: trace.columns.step.subarray(0, trace.rows),
    values,
    rows: trace.rows,
    layers: outline.sizes.length - 1,
  };
}
