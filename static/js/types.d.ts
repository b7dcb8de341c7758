/** Types shared by the pages. The field names of traces and landscapes are those of the API. */

import type * as api from "./api.js";
import type { Terrain } from "./experiments.js";

export type Theme = "light" | "dark";
export type LossScale = "log" | "linear";
export type XAxis = "step" | "epoch" | "evaluations";
export type Marker =
  | "circle"
  | "square"
  | "triangle"
  | "diamond"
  | "triangle-down"
  | "plus"
  | "pentagon"
  | "cross";

/** How a run ended, or that it has not. */
export type Outcome = api.OutcomeAnswer;

/** The recorded columns of one run; row k belongs to w_k. */
export interface RunTrace {
  rows: number;
  dimension: number;
  /** Scalars have one value a row; vectors are flat and row-major: parameters[k * dimension + i]. */
  columns: Record<string, Float64Array>;
  outcome: Outcome;
  /** Steps of its rows, where those are not steps 0, 1, 2, … */
  steps?: ArrayLike<number>;
  /** Rows at which losses were measured, the first `measures` numbers; all rows when absent. */
  measured?: Int32Array;
  measures?: number;
}

/** A change of hyperparameters in mid-run. */
export interface Change {
  at: number;
  /** What the map says beside the mark, such as "η 0.0005 → 0.006". */
  text: string;
  /** What the curves say above the mark, such as "η raised"; the text when absent. */
  short?: string;
}

/** One run as the figures draw it. */
export interface RunView {
  index: number;
  label: string;
  /** 1 … 8: colour, dash and marker. */
  slot: number;
  muted: boolean;
  trace: RunTrace | null;
  /** The future this run would have had without its last change; valid from row ghostFrom on. */
  ghost: RunTrace | null;
  ghostFrom: number;
  changes: Change[];
  /** What its loss is called; empty where there is no other one. */
  lossName: string;
}

/** Losses over a rectangle of parameters. */
export interface Surface {
  x: Float64Array;
  y: Float64Array;
  /** ny · nx values, row-major, raw losses; may hold NaN or Infinity. */
  z: Float64Array;
  /** On a logarithmic landscape the height shown is log10(z − offset). */
  offset: number;
  /** It is what one batch sees. */
  batch?: boolean;
  /** The one whose colours and contour levels hold for this one, too. */
  like?: Surface;
}

/** A one-dimensional landscape, sampled. */
export interface Curve {
  x: Float64Array;
  y: Float64Array;
}

export type { LandscapeInfo } from "./experiments.js";

export type ArrowRole = "gradient" | "memory" | "decay" | "step";

/** A displacement in parameter space, drawn at the head of the selected run. */
export interface Arrow {
  role: ArrowRole;
  label: string;
  vector: number[];
}

/** What the strip under the loss shows: the share of right answers, or the learning rate. */
export type Strip = "right" | "rate";

/** The panels of a lab on a phone. */
export type PhoneTab = "figure" | "try" | "network" | "step" | "why" | "runs";

/** Where the surface is seen from. */
export interface Camera {
  /** Degrees, from the axis of the first parameter towards that of the second. */
  azimuth: number;
  /** Degrees above the horizon. */
  elevation: number;
  /** 1, when absent, is that from which the surface fills its picture. */
  distance?: number;
  /** How far what is looked at has been moved; the box of the scene is about 1 wide. */
  shift?: [number, number, number];
}

/** What the curves show: the timeline of any lab. */
export interface CurvesModel {
  landscape: Terrain | null;
  runs: RunView[];
  /** Index into runs. */
  selected: number;
  /** The head: the step shown. */
  step: number;
  /** The last step of the experiment. */
  steps: number;
  projector: boolean;
  theme: Theme;
  lossScale: LossScale;
  xAxis: XAxis;
  /** Number of samples the loss is the mean of, when known. */
  samples?: number;
  /** The learning rate when absent. */
  strip?: Strip;
  /** How far a regression's answers are off: shown below the losses with the strip "right". */
  errors?: ErrorCurve[];
  /** What the losses are of, where that is no number of the table: "standardised targets". */
  scaled?: string;
  /** Beside the title, in place of the number of samples. */
  caption?: string;
  /** What lies ahead of the step shown is not drawn: somebody is to predict it. */
  veiled?: boolean;
}

/** The root mean squared error of one target in its own unit: names of its columns, and of the target. */
export interface ErrorCurve {
  column: string;
  tested: string | null;
  name: string;
}

/** Everything the figures of the landscape lab show. */
export interface LabModel extends CurvesModel {
  landscape: Terrain;
  /** What the axes of a plane are called; w₁ and w₂ when absent. */
  axes?: [string, string];
  surface: Surface | null;
  curve: Curve | null;
  start: number[];
  arrows: Arrow[];
  highlight: string | null;
  /** What the map's axes are called; w₁ and w₂ when absent. */
  axes?: [string, string];
  /** The part that is seen; the landscape's own window when null or absent. */
  zoom?: { x: [number, number]; y?: [number, number] } | null;
  /** The one that shows all of the surface when null or absent. */
  camera?: Camera | null;
}

/** What map and curve report back after drawing. */
export interface FigureReport {
  /** Arrows are drawn this many times their length; 0 when there are none. */
  arrowScale: number;
  /** "contours at 1, 1.8, 3.2, 5.6 × 10ⁿ" */
  caption: string;
}

/** A mounted figure. */
export interface View<Result = void> {
  render(model: LabModel): Result;
  dispose(): void;
}

/** A rectangle in CSS pixels. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Heights as the map and the surface draw them. */
export interface HeightField {
  x: Float64Array;
  y: Float64Array;
  /** log10(z − offset) or z; NaN where the loss is not finite. */
  height: Float64Array;
  /** The same, and finite everywhere: heights beside a hole go on into it. */
  smooth: Float64Array;
  log: boolean;
  minimum: number;
  maximum: number;
  /** The heights whose colours and contour levels hold for these, too. */
  like?: HeightField;
  /** It is a box, whose corners are all that is looked at. */
  corners?: boolean;
}

/** Contour levels in units of height. */
export interface Levels {
  start: number;
  end: number;
  step: number;
  /** Spacing of the labelled lines. */
  indexStep: number;
  log: boolean;
}

/** The colours of the page's theme, read once. */
export interface Palette {
  theme: Theme;
  paper: string;
  wash: string;
  hair: string;
  rule: string;
  ink: string;
  ink2: string;
  ink3: string;
  focus: string;
  gradient: string;
  memory: string;
  warning: string;
  diverged: string;
  contour: string;
}

/** A label that wants a place near its anchor. */
export interface LabelRequest {
  key: string;
  x: number;
  y: number;
  width: number;
  height: number;
  /** Distance from the anchor. */
  gap: number;
  /** Preferred direction in degrees, clockwise from the right. */
  prefer?: number;
}

/** Where a label went: the middle of its box. */
export interface LabelPlace {
  key: string;
  x: number;
  y: number;
  /** Index of the chosen direction. */
  choice: number;
  /** More than an eighth of it lies on something else. */
  crowded: boolean;
}

/** What pages use of Plotly. */
export interface PlotlyLibrary {
  newPlot(
    element: HTMLElement,
    traces: object[],
    layout: object,
    options: object,
  ): Promise<unknown>;
  react(element: HTMLElement, traces: object[], layout: object, options: object): Promise<unknown>;
  restyle(element: HTMLElement, part: object, traces: number[]): Promise<unknown>;
  relayout(element: HTMLElement, part: object): Promise<unknown>;
  purge(element: HTMLElement): void;
  toImage(figure: object, how: object): Promise<string>;
}

type Point = { x: number; y: number; z: number };

/** Plotly's own scene within a surface. */
interface PlotlyScene {
  glplot?: {
    cameraParams?: {
      projection: ArrayLike<number>;
      view: ArrayLike<number>;
      model: ArrayLike<number>;
    };
  };
  dataScale: number[];
  getCamera?(): { eye: Point; center: Point } | undefined;
}

/** An element in which Plotly has drawn a surface. */
export interface PlotlyElement extends HTMLElement {
  _fullLayout?: { scene?: { _scene?: PlotlyScene } };
  data?: object[];
  layout?: { scene?: object };
  on?(event: string, listener: () => void): void;
}
