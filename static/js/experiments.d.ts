/** What experiments are made of, and what the server answers about them: the API's types, as the pages use them. */

import type * as api from "./api.js";

/** A value as JSON has it. */
export type Json = string | number | boolean | null | Json[] | { [name: string]: Json };

/** What is chosen by its name, with the settings that go with it: which ones says the schema of its catalog entry. */
export interface Named {
  name: string;
  [setting: string]: Json;
}

export type Optimizer = Named;
/** A plain object type, which a form may read by any name. */
export type Clipping = { [K in keyof api.GradientClipping]: api.GradientClipping[K] };
export interface Schedule extends Named {
  initial: number;
}
export type Rate = number | Schedule | null;

/** Settings altered at a step; a setting that is null, or not there, stays as it is. */
export interface Change {
  at: number;
  learning_rate?: Rate;
  batch_size?: number | null;
  [hyperparameter: string]: Json | undefined;
}

type RunBase = Omit<
  Required<api.Run>,
  "optimizer" | "learning_rate" | "loss" | "changes" | "batches"
>;
export interface Run extends RunBase {
  optimizer: Optimizer;
  learning_rate: Rate;
  /** Null is the problem's. */
  loss: Named | null;
  changes: Change[];
  batches?: number[][] | null;
}

export type NamedLandscape = Required<api.NamedLandscape>;
export type FormulaLandscape = Required<api.FormulaLandscape>;
export type LandscapeProblem = NamedLandscape | FormulaLandscape;
type Noise = "samples" | "noise";
/** Which landscape it is, whatever its samples and noise. */
export type LandscapeChoice = Omit<NamedLandscape, Noise> | Omit<FormulaLandscape, Noise>;

export type Dataset = Named;
export type Activation = Named;
export interface Hidden {
  units: number;
  activation: Activation;
}

type NetworkBase = Omit<
  Required<api.NetworkSettings>,
  "dataset" | "hidden" | "loss" | "initializer"
>;
/** The problem of a network. Null is what suits the data, until the server has filled it in. */
export interface NetworkProblem extends NetworkBase {
  dataset: Dataset;
  hidden: Hidden[] | null;
  loss: Named | null;
  initializer: Named;
}

export type Problem = LandscapeProblem | NetworkProblem;

/** An experiment with every field. */
export interface Experiment<P = unknown> {
  problem: P;
  runs: Run[];
  steps: number;
  seed: number;
}

/** An experiment as somebody writes it, not looked at yet: the server completes it, or says what is wrong. */
export interface Request {
  problem: object;
  runs?: object[];
  steps?: number;
  seed?: number;
}

export interface Preset {
  name: string;
  title: string;
  lesson: string;
  /** Where it opens; a lab's own choice when null. */
  step: number | null;
  /** What else is looked at first. */
  view?: Record<string, unknown>;
  experiment: Request;
  /** What of the course explains it; a replay has none. */
  chapter?: string;
  /** Names of the parts that it is about, the chief one first; none where they are the usual ones of its data. */
  point: string[];
}

/** One setting in JSON Schema, as pydantic writes it, with what a form shows of it; settings may lie within it. */
export interface FieldSchema extends Schema {
  $ref?: string;
  anyOf?: FieldSchema[];
  oneOf?: FieldSchema[];
  items?: FieldSchema;
  discriminator?: { propertyName: string; mapping?: Record<string, string> };
  type?: string;
  enum?: Json[];
  const?: Json;
  default?: Json;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  description?: string;
  symbol?: string;
  unit?: string;
  empty?: string;
  log?: boolean;
  nullable?: boolean;
  minItems?: number;
}

/** The schema of a group of settings. */
export interface Schema {
  properties?: Record<string, FieldSchema>;
  $defs?: Record<string, FieldSchema>;
}

type WithSchema<T> = Omit<T, "schema"> & { schema: Schema };
export type OptimizerInfo = WithSchema<api.OptimizerEntry>;
export type ScheduleInfo = WithSchema<api.ScheduleEntry>;
export type DeclaredInfo = WithSchema<api.DeclaredEntry>;
export type LossInfo = WithSchema<api.LossEntry>;
export type MeasureInfo = WithSchema<api.MeasureEntry>;

/** What a lab chooses from: its part of the API's catalog. */
export interface RunCatalog {
  experiment: { schema: Schema };
  optimizers: OptimizerInfo[];
  schedules: ScheduleInfo[];
  gradient_clipping: WithSchema<api.ClippingEntry>;
  measures: MeasureInfo[];
}
export interface LandscapeCatalog extends RunCatalog {
  landscapes: api.LandscapeEntry[];
  landscape: { schema: Schema };
}
export interface NetworkCatalog extends RunCatalog {
  datasets: DeclaredInfo[];
  activations: DeclaredInfo[];
  losses: LossInfo[];
  initializers: DeclaredInfo[];
  network: WithSchema<api.NetworkEntry>;
}
export type Catalog = LandscapeCatalog & NetworkCatalog;

export type Outline = api.ProblemOutline;
export type LandscapeInfo = api.LandscapeEntry & Partial<api.LandscapeOutline>;
type Listed = Pick<api.SamplesAnswer, "features" | "inputs" | "targets" | "index">;
/** What figures know of whatever has losses by one or two parameters. */
export type Terrain = Pick<
  LandscapeInfo,
  "name" | "title" | "letters" | "formula" | "dimension" | "window" | "log" | "minima" | "start"
> & {
  /** Logarithmic levels are those of the loss itself, not of what is above the minimum. */
  plain?: boolean;
};
/** The data of a network: as a list, where they are points or a few columns of a table. */
export type Samples = Omit<api.SamplesAnswer, keyof Listed> &
  ({ [L in keyof Listed]: NonNullable<Listed[L]> } | { [L in keyof Listed]: null });
type Told<T> = Omit<T, "optimizer"> & { optimizer: Optimizer };
export type LandscapeExplanation = Told<api.LandscapeExplanation>;
export type NetworkExplanation = Told<api.NetworkExplanation>;
export type LayerExplanation = api.LayerAnswer;
export type Explanation = LandscapeExplanation | NetworkExplanation;
export type LinearAnswer = api.LinearAnswer;
export type SampleExplanation = api.SampleExplanation;
export type Diagnosis = api.DiagnosisAnswer;
/** Where null stands, the number is none, or infinite. */
export type Vector = (number | null)[];
export type Remedy = api.RemedyAnswer;

/** What probes are asked, beside their names. */
export interface ProbeQuestions {
  shift: { dx: number; dy: number };
}

/** What probes say beside their arrays. */
export interface ProbeNotes {
  confusion: { set: string; right: number; total: number };
  mistakes: { texts?: string[] };
  prediction: { tokens?: { text: string; known: boolean }[]; errors?: api.Errors };
  words: { classes: { name: string; up: [string, number][]; down: [string, number][] }[] };
}

type Normalized = Omit<api.NormalizeAnswer, "experiment"> & { experiment: Experiment<Problem> };

/** What a surface can be asked of. */
export type Address = api.Address;
export type SurfaceProblem = api.SurfaceRequest["problem"];

export type Measured = api.MeasureAnswer;

/** What the server answers, by the address of the question. */
export type RateTestAnswer = api.RateTestAnswer;
export type PlaneAnswer = api.PlaneAnswer;
export interface Answers {
  "/api/v1/experiments/normalize": Normalized;
  "/api/v1/formulas": api.FormulaAnswer;
  "/api/v1/samples": Samples;
  "/api/v1/explanations": Explanation;
  "/api/v1/measures": Measured;
  "/api/v1/planes": PlaneAnswer;
  "/api/v1/rate-tests": RateTestAnswer;
}
export type AnswerAt<Path extends string> = Path extends keyof Answers ? Answers[Path] : unknown;
