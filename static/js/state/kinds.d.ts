/** What labs tell, what they look at, and what differs between their kinds. */

import type * as all from "../experiments.js";
import type { Camera, LossScale, PhoneTab, Strip, XAxis } from "../types.js";
import type { MapAxis } from "./map-axes.js";

/** A mistake to be read; rows: it is over when rows come. */
export interface Trouble {
  title: string;
  detail?: string;
  rows?: boolean;
}

export type Figure = "main" | "surface" | "network" | "histograms" | "plane" | "outcomes" | "rates";
/** Where a plane through a network's parameters lies, over which samples its losses are, and how it is drawn. */
export interface PlaneChoice {
  kind: "pca" | "random" | "weights" | "points";
  over: "train" | "test" | "batch";
  /** Of random directions. */
  seed: number;
  /** Two parameters. */
  indices: [number, number];
  /** The run whose point lies on the plane, too. */
  other: number;
  /** In three dimensions. */
  solid: boolean;
  /** The plane over the batch of the step shown stands beside that over the training samples. */
  beside: boolean;
}
/** From which learning rate to which a test goes. */
export interface RateChoice {
  low: number;
  high: number;
  steps: number;
}
type Neuron = { layer: number; unit: number };
type Link = { layer: number; out: number; from: number };
/** The part of a landscape that is seen; a curve has one side. */
export type Zoom = { x: [number, number]; y?: [number, number] };

/** What is on screen beside the experiment, as a link carries it. */
export interface View {
  /** Null is the first look. */
  step: number | null;
  /** Which is chosen. */
  run: number;
  /** Runs. */
  muted: number[];
  apply: "step" | "start";
  lossScale: LossScale;
  xAxis: XAxis;
  strip?: Strip;
  figure?: Figure;
  /** The axes of the map of outcomes; null are the usual ones. */
  mapX?: MapAxis | null;
  mapY?: MapAxis | null;
  /** What the map says of each run; null is the usual measure. */
  measure?: all.Named | null;
  /** Which rates are tested; null are the usual ones. */
  rates?: RateChoice | null;
  /** Place of the chosen sample. */
  point?: number | null;
  neuron?: Neuron | null;
  /** Null is the run's own path over the training samples. */
  plane?: PlaneChoice | null;
  batchSurface?: boolean;
  zoom?: Zoom | null;
  /** Of the surface; null shows all of it. */
  camera?: Camera | null;
  /** The panel that a phone shows. */
  tab?: PhoneTab;
  /** The name of the example that this is. */
  example?: string | null;
}

/** What a lab tells whoever listens. */
export type Told = {
  /** Something on screen is another now. */
  draw: undefined;
  /** New rows are on screen. */
  shown: undefined;
  /** The experiment is another. */
  edited: undefined;
  /** What the link carries has settled. */
  rest: undefined;
  /** Another experiment is shown; chosen: by a visitor. */
  opened: { chosen: boolean };
  trouble: Trouble;
};

/** What is looked at in every lab. */
export interface Looks {
  lossScale: LossScale;
  xAxis: XAxis;
  projector: boolean;
  tab: PhoneTab;
  figure: Figure;
  mapX: MapAxis | null;
  mapY: MapAxis | null;
  measure: all.Named | null;
  rates: RateChoice | null;
  /** The part that somebody wants to see large while presenting, and of what subject. */
  large: { name: string; of: string } | null;
}

/** What differs between the labs. */
export interface LabKind {
  problem: all.Problem;
  view: Looks;
  catalog: all.RunCatalog;
  /** What is known before the first step. */
  described: { experiment: all.Experiment };
  explanation: all.Explanation;
}

export interface LandscapeKind extends LabKind {
  problem: all.LandscapeProblem;
  view: Looks & {
    batchSurface: boolean;
    zoom: Zoom | null;
    camera: Camera | null;
    highlight: string | null;
  };
  catalog: all.LandscapeCatalog;
  described: {
    experiment: all.Experiment<all.LandscapeProblem>;
    landscape: all.LandscapeInfo;
  };
  explanation: all.LandscapeExplanation;
}

export interface NetworkLooks extends Looks {
  /** Under the loss: shares of right answers, or the learning rate. */
  strip: Strip;
  plane: PlaneChoice | null;
  /** One line on what the experiment shows; the data set's own when null. */
  lesson: string | null;
  title: string | null;
  /** Place of a sample in the list of those that are drawn. */
  point: number | null;
  hovered: Neuron | null;
  hoveredLink: Link | null;
  neuron: Neuron | null;
  editing: boolean;
  editClass: number;
  /** What a visitor has drawn or typed. */
  prediction: object | null;
  shift: { dx: number; dy: number };
  /** Of an error surface, or of a plane. */
  zoom: Zoom | null;
  camera: Camera | null;
}

export interface NetworkKind extends LabKind {
  problem: all.NetworkProblem;
  view: NetworkLooks;
  catalog: all.NetworkCatalog;
  described: {
    experiment: all.Experiment<all.NetworkProblem>;
    outline: all.Outline;
    samples: all.Samples;
  };
  explanation: all.NetworkExplanation;
}
