/** The API's schemas as types, by `make types`. Not to be edited. */

export type JsonValue = unknown;

/**
 * Gradient descent with a decaying rate that also keeps the mean of its points, where the noise averages out.
 */
export interface ASGD {
  name?: "asgd";
  /**
   * Decay of the weights and of the rate.
   */
  lambd?: number;
  /**
   * Power of the rate's decay.
   */
  alpha?: number;
  /**
   * Step from which on points are averaged.
   */
  t0?: number;
  /**
   * L2 penalty, added to the gradient.
   */
  weight_decay?: number;
}
/**
 * A curve of your own parts the classes: see which formulas a network of a few units can follow.
 */
export interface AboveBelow {
  /**
   * Number of samples, for training and for testing.
   */
  samples?: number;
  /**
   * Standard deviation of the scatter, in quarters of the window's sides.
   */
  noise?: number;
  /**
   * Part of the samples that is kept for testing.
   */
  test_fraction?: number;
  name?: "above_below";
  /**
   * A curve over x, as books print it: 2 sin x, x³ − 2x, |x|, max(0, x), e^(−x²), g(x) = x².
   */
  formula?: string;
  /**
   * [[x low, x high], [y low, y high]] of the points before the noise; null is −3 … 3 in both.
   */
  window?: [[number, number], [number, number]] | null;
}
/**
 * The share of the training, or the test samples whose class is right at a step.
 */
export interface AccuracyAt {
  name?: "accuracy_at";
  /**
   * The step; null is the last one.
   */
  step?: number | null;
  /**
   * The samples that are judged.
   */
  data?: "training" | "test";
}
/**
 * Sizes each step by how far it recently moved over how steep it recently was, so it needs no learning rate.
 */
export interface AdaDelta {
  name?: "adadelta";
  /**
   * Memory of the squared gradients and steps.
   */
  rho?: number;
  /**
   * Sets the size of the first steps.
   */
  eps?: number;
  /**
   * L2 penalty, added to the gradient.
   */
  weight_decay?: number;
}
/**
 * Gives every coordinate its own step, smaller the more gradient that coordinate has seen.
 */
export interface AdaGrad {
  name?: "adagrad";
  /**
   * Decay of the learning rate a step.
   */
  lr_decay?: number;
  /**
   * L2 penalty, added to the gradient.
   */
  weight_decay?: number;
  /**
   * What the sum of squared gradients starts from.
   */
  initial_accumulator_value?: number;
  /**
   * Keeps the division finite.
   */
  eps?: number;
}
/**
 * Adam that divides by the largest recent gradient, so that no step is longer than about η.
 */
export interface AdaMax {
  name?: "adamax";
  /**
   * Memory of the gradients (momentum).
   */
  beta1?: number;
  /**
   * Memory of the largest gradient.
   */
  beta2?: number;
  /**
   * Keeps the division finite.
   */
  eps?: number;
  /**
   * L2 penalty, added to the gradient.
   */
  weight_decay?: number;
}
/**
 * Averages the gradients, divides by their recent size, and so moves about η a step in every coordinate.
 */
export interface Adam {
  /**
   * Memory of the gradients (momentum).
   */
  beta1?: number;
  /**
   * Memory of the squared gradients.
   */
  beta2?: number;
  /**
   * Keeps the division finite.
   */
  eps?: number;
  /**
   * Divide by the largest mean square so far (AMSGrad).
   */
  amsgrad?: boolean;
  name?: "adam";
  /**
   * L2 penalty, added to the gradient.
   */
  weight_decay?: number;
}
/**
 * Adam that shrinks the weights directly, so that large gradients do not weaken the decay.
 */
export interface AdamW {
  /**
   * Memory of the gradients (momentum).
   */
  beta1?: number;
  /**
   * Memory of the squared gradients.
   */
  beta2?: number;
  /**
   * Keeps the division finite.
   */
  eps?: number;
  /**
   * Divide by the largest mean square so far (AMSGrad).
   */
  amsgrad?: boolean;
  name?: "adamw";
  /**
   * Decay of the weights, times η a step.
   */
  weight_decay?: number;
}
/**
 * An address of the machine on a network.
 */
export interface Address {
  /**
   * An IPv4 address.
   */
  host: string;
  /**
   * Whether the server answers there, at the port that was asked.
   */
  answers: boolean;
}
/**
 * Where the machine is on its networks.
 */
export interface Addresses {
  /**
   * The likeliest first; empty for whoever asks from elsewhere.
   */
  addresses: Address[];
}
/**
 * The angle between two directions at a step: downhill, the step taken, the step before, the nearest minimum.
 */
export interface Angle {
  name?: "angle";
  /**
   * The step.
   */
  step?: number;
  /**
   * The two directions.
   */
  between?: ("downhill" | "update" | "previous_update" | "minimum")[];
}
/**
 * One setting of a run by its JSON path, at values given or evenly spread, by difference or by ratio.
 */
export interface Axis {
  /**
   * The setting's JSON path within the run.
   */
  path?: string;
  /**
   * The first value.
   */
  from?: number | null;
  /**
   * The last value.
   */
  to?: number | null;
  /**
   * How many values there are from the first to the last.
   */
  count?: number;
  /**
   * Whether they lie evenly by difference or by ratio.
   */
  scale?: "linear" | "log";
  /**
   * The values themselves, in place of from and to.
   */
  values?: number[] | null;
}
/**
 * A setting that is varied.
 */
export interface AxisAnswer {
  /**
   * Where it stands, within the run or behind `problem.`.
   */
  path: string;
  /**
   * linear or log.
   */
  scale: string;
  /**
   * Its values, in order.
   */
  values: number[];
}
/**
 * Which batch's surface: the one that step `step` uses, for runs with batches of `size`.
 */
export interface BatchOfSurface {
  /**
   * The experiment's seed; null is that beside it.
   */
  seed?: number | null;
  /**
   * Batch size.
   */
  size?: number;
  /**
   * Step number.
   */
  step?: number;
}
/**
 * After how many passes over the training samples the loss is lowest.
 */
export interface BestEpoch {
  name?: "best_epoch";
  /**
   * The samples whose loss is looked at.
   */
  data?: "training" | "test";
}
/**
 * The value of a setting, out of several, at which a measure is best: the first of them where several are.
 */
export interface BestSetting {
  /**
   * The setting's JSON path within the run.
   */
  path?: string;
  /**
   * The values, in order.
   */
  values: JsonValue[];
  /**
   * The measure.
   */
  by:
    | (
        | "column_at"
        | "accuracy_at"
        | "neuron"
        | "weight_slope"
        | "largest_layer"
        | "layer_ratio"
        | "sample_loss"
        | "most_mistaken"
        | "shifted_accuracy"
        | "outcome"
        | "nearest_minimum"
        | "end_point"
        | "parameter_count"
        | "final_loss"
        | "lowest_loss"
        | "best_step"
        | "best_epoch"
        | "loss_curve"
        | "steps_to_loss"
        | "evaluations_to_loss"
        | "epochs_to_loss"
        | "steps_to_accuracy"
        | "evaluations_to_accuracy"
        | "epochs_to_accuracy"
        | "first_to_accuracy"
        | "spread"
        | "convergence_rate"
        | "angle"
      )
    | (
        | ColumnAt
        | AccuracyAt
        | NeuronAnswer
        | WeightSlope
        | LargestLayer
        | LayerRatio
        | SampleLoss
        | MostMistaken
        | ShiftedAccuracy
        | RunOutcome
        | NearestMinimum
        | EndPoint
        | ParameterCount
        | FinalLoss
        | LowestLoss
        | BestStep
        | BestEpoch
        | LossCurve
        | StepsToLoss
        | EvaluationsToLoss
        | EpochsToLoss
        | StepsToAccuracy
        | EvaluationsToAccuracy
        | EpochsToAccuracy
        | FirstToAccuracy
        | Spread
        | ConvergenceRate
        | Angle
      );
  name?: "best_setting";
  /**
   * Whether less or more wins; null is the measure's own.
   */
  wins?: ("less" | "more") | null;
}
/**
 * One number of a row: a column of one number a step, such as loss, gradient_norm or learning_rate.
 */
export interface ColumnAt {
  name?: "column_at";
  /**
   * The column's name.
   */
  column?: string;
  /**
   * The step; null is the last one.
   */
  step?: number | null;
}
/**
 * What one neuron makes of one sample: its weighted sum z, its activation a, or its δ of backpropagation.
 */
export interface NeuronAnswer {
  name?: "neuron";
  /**
   * Number of the layer, from 1.
   */
  layer?: number;
  /**
   * Number of the unit, from 1.
   */
  unit?: number;
  /**
   * Number of the sample.
   */
  sample?: number;
  /**
   * The step.
   */
  step?: number;
  /**
   * The sum, the activation, or δ.
   */
  of_pass?: "z" | "a" | "delta";
}
/**
 * The slope of the batch's loss by one weight or bias, which says which way, and how strongly, it is adjusted.
 */
export interface WeightSlope {
  name?: "weight_slope";
  /**
   * Number of the layer, from 1.
   */
  layer?: number;
  /**
   * Number of the unit, from 1.
   */
  unit?: number;
  /**
   * Number of the input of the layer, from 1; null is the bias.
   */
  input?: number | null;
  /**
   * The step.
   */
  step?: number;
}
/**
 * The layer whose part of the gradient is longest at a step.
 */
export interface LargestLayer {
  name?: "largest_layer";
  /**
   * The step.
   */
  step?: number;
}
/**
 * How many times as long one layer's part of the gradient is as another's.
 */
export interface LayerRatio {
  name?: "layer_ratio";
  /**
   * Number of the layer, from 1.
   */
  layer?: number;
  /**
   * Number of the layer it is divided by, from 1.
   */
  other?: number;
  /**
   * The step.
   */
  step?: number;
}
/**
 * The loss of one sample at a step: a part of the cost, which is the mean of all of them.
 */
export interface SampleLoss {
  name?: "sample_loss";
  /**
   * Number of the sample.
   */
  sample?: number;
  /**
   * The step.
   */
  step?: number;
}
/**
 * The class that is most often taken for another one, and for which.
 */
export interface MostMistaken {
  name?: "most_mistaken";
  /**
   * The step; null is the last one.
   */
  step?: number | null;
}
/**
 * The share of test images that are still read when all are moved by some pixels.
 */
export interface ShiftedAccuracy {
  name?: "shifted_accuracy";
  /**
   * Pixels to the right.
   */
  dx?: number;
  /**
   * Pixels downwards.
   */
  dy?: number;
  /**
   * The step; null is the last one.
   */
  step?: number | null;
}
/**
 * How the run ends: running, converged, stalled, stopped or diverged.
 */
export interface RunOutcome {
  name?: "outcome";
}
/**
 * Which of the landscape's known minima the run ends at: the nearest to its last point.
 */
export interface NearestMinimum {
  name?: "nearest_minimum";
}
/**
 * The point of a landscape at which the run ends.
 */
export interface EndPoint {
  name?: "end_point";
}
/**
 * How many numbers training adjusts: the weights and biases of a network, the coordinates of a landscape.
 */
export interface ParameterCount {
  name?: "parameter_count";
}
/**
 * The cost where the run ends: the mean loss over the training, or the test samples.
 */
export interface FinalLoss {
  name?: "final_loss";
  /**
   * The samples it is the mean over.
   */
  data?: "training" | "test";
}
/**
 * The lowest cost of all steps at which it is measured.
 */
export interface LowestLoss {
  name?: "lowest_loss";
  /**
   * The samples it is the mean over.
   */
  data?: "training" | "test";
}
/**
 * The step at which the loss is lowest, such as the one at which a test loss begins to rise again.
 */
export interface BestStep {
  name?: "best_step";
  /**
   * The samples whose loss is looked at.
   */
  data?: "training" | "test";
}
/**
 * The way that the loss goes: its value at steps that lie evenly from the first to the last.
 */
export interface LossCurve {
  name?: "loss_curve";
  /**
   * The samples it is the mean over.
   */
  data?: "training" | "test";
  /**
   * How many steps are looked at.
   */
  count?: number;
}
/**
 * The first step at which the loss is at or below a bound.
 */
export interface StepsToLoss {
  /**
   * The loss to be reached.
   */
  loss: number;
  /**
   * The samples that are looked at.
   */
  data?: "training" | "test";
  name?: "steps_to_loss";
}
/**
 * How many gradients of single samples are computed until the loss is at or below a bound.
 */
export interface EvaluationsToLoss {
  /**
   * The loss to be reached.
   */
  loss: number;
  /**
   * The samples that are looked at.
   */
  data?: "training" | "test";
  name?: "evaluations_to_loss";
}
/**
 * How many passes over the training samples are made until the loss is at or below a bound.
 */
export interface EpochsToLoss {
  /**
   * The loss to be reached.
   */
  loss: number;
  /**
   * The samples that are looked at.
   */
  data?: "training" | "test";
  name?: "epochs_to_loss";
}
/**
 * The first measured step at which the accuracy is at or above a bound.
 */
export interface StepsToAccuracy {
  /**
   * The share of right answers to be reached.
   */
  accuracy: number;
  /**
   * The samples that are looked at.
   */
  data?: "training" | "test";
  name?: "steps_to_accuracy";
}
/**
 * How many gradients of single samples are computed until the accuracy is at or above a bound.
 */
export interface EvaluationsToAccuracy {
  /**
   * The share of right answers to be reached.
   */
  accuracy: number;
  /**
   * The samples that are looked at.
   */
  data?: "training" | "test";
  name?: "evaluations_to_accuracy";
}
/**
 * How many passes over the training samples are made until the accuracy is at or above a bound.
 */
export interface EpochsToAccuracy {
  /**
   * The share of right answers to be reached.
   */
  accuracy: number;
  /**
   * The samples that are looked at.
   */
  data?: "training" | "test";
  name?: "epochs_to_accuracy";
}
/**
 * Which comes first to an accuracy: the samples that are trained on, or the unseen ones.
 */
export interface FirstToAccuracy {
  name?: "first_to_accuracy";
  /**
   * The share of right answers to be reached.
   */
  accuracy: number;
}
/**
 * The standard deviation of the last losses: how much the noise of the batches shakes them.
 */
export interface Spread {
  name?: "spread";
  /**
   * How many of the last rows are looked at.
   */
  last?: number;
  /**
   * The column that is looked at.
   */
  column?: "loss" | "batch_loss";
}
/**
 * The factor by which the loss above the lowest one known shrinks a step, fitted to the logarithms of a stretch.
 */
export interface ConvergenceRate {
  name?: "convergence_rate";
  /**
   * The first step of the stretch.
   */
  begin?: number;
  /**
   * Its last step; null is the last of the run.
   */
  end?: number | null;
}
/**
 * The straight line from the centre to another point: 0 here, 1 there.
 */
export interface Between {
  kind: "between";
  other: Place;
}
/**
 * Where a run of the experiment is at a step.
 */
export interface Place {
  /**
   * Number of the run, from 0.
   */
  run?: number;
  /**
   * The step; null is the run's last.
   */
  step?: number | null;
}
/**
 * Asks each output for the probability of a yes, and charges the surprise when the answer turns out otherwise.
 */
export interface BinaryCrossEntropy {
  name?: "binary_cross_entropy";
  /**
   * How much a sample of each class counts, in the order of the classes, relative to one another; "balanced" is n/(k·n_class), which makes all classes count alike; null lets all samples count alike.
   */
  class_weights?: ("balanced" | number[]) | null;
}
/**
 * Everything that can be named: each entry has its name, title, summary and the schema of its settings.
 */
export interface CatalogAnswer {
  landscapes: LandscapeEntry[];
  optimizers: OptimizerEntry[];
  schedules: ScheduleEntry[];
  datasets: DeclaredEntry[];
  activations: DeclaredEntry[];
  losses: LossEntry[];
  initializers: DeclaredEntry[];
  measures: MeasureEntry[];
  planes: PlaneEntry[];
  network: NetworkEntry;
  landscape: Settable;
  experiment: Settable;
  gradient_clipping: ClippingEntry;
}
/**
 * A landscape.
 */
export interface LandscapeEntry {
  /**
   * Its name in an experiment.
   */
  name: string;
  /**
   * Its name for people.
   */
  title: string;
  /**
   * One sentence.
   */
  summary: string;
  /**
   * Its source.
   */
  reference: string;
  /**
   * What it teaches.
   */
  lesson: string;
  /**
   * What it is akin to.
   */
  family: string;
  /**
   * As it can be typed.
   */
  formula: string;
  /**
   * As it is shown.
   */
  latex: string;
  /**
   * What the parameters are called: w, w₁ and w₂, or the letters of a formula.
   */
  letters: string[];
  /**
   * Number of parameters.
   */
  dimension: 1 | 2;
  /**
   * Where it is usually studied.
   */
  domain: [number, number][];
  /**
   * What plots show.
   */
  window: [number, number][];
  /**
   * Whether contours are levels of the logarithm.
   */
  log: boolean;
  /**
   * All global minima of the domain.
   */
  minima: MinimumEntry[];
  /**
   * Where runs start.
   */
  start: number[];
  /**
   * A rate that leads somewhere.
   */
  learning_rate: number;
  /**
   * How often it can be derived.
   */
  smoothness: string;
  /**
   * Whether there is no lowest value.
   */
  unbounded_below: boolean;
}
/**
 * A global minimum.
 */
export interface MinimumEntry {
  /**
   * Where it lies.
   */
  point: number[];
  /**
   * The loss there.
   */
  value: number;
}
/**
 * An optimizer.
 */
export interface OptimizerEntry {
  /**
   * JSON Schema of its settings.
   */
  schema: {
    [k: string]: unknown;
  };
  /**
   * Its name in an experiment.
   */
  name: string;
  /**
   * Its name for people.
   */
  title: string;
  /**
   * One sentence.
   */
  summary: string;
  /**
   * Its source.
   */
  reference: string;
  /**
   * All that its page says.
   */
  description: string;
  /**
   * Its rule.
   */
  latex: RuleLine[];
  /**
   * The setting that plays the part of momentum.
   */
  momentum_field: string | null;
  /**
   * The learning rate of a rule whose steps have a length of their own.
   */
  usual_rate: number | null;
}
/**
 * A line of an optimizer's rule.
 */
export interface RuleLine {
  /**
   * The quantity that it defines.
   */
  name: string;
  /**
   * The line.
   */
  latex: string;
  /**
   * Which part of the step it is.
   */
  role: "" | "gradient" | "memory" | "decay" | "step";
}
/**
 * A schedule of the learning rate.
 */
export interface ScheduleEntry {
  /**
   * JSON Schema of its settings.
   */
  schema: {
    [k: string]: unknown;
  };
  /**
   * Its name in an experiment.
   */
  name: string;
  /**
   * Its name for people.
   */
  title: string;
  /**
   * One sentence.
   */
  summary: string;
  /**
   * Its source.
   */
  reference: string;
  /**
   * Its formula.
   */
  latex: string;
  /**
   * Whether it looks at the loss.
   */
  watches_loss: boolean;
}
/**
 * A data set, an activation, a loss or an initialiser.
 */
export interface DeclaredEntry {
  /**
   * JSON Schema of its settings.
   */
  schema: {
    [k: string]: unknown;
  };
  /**
   * Its name in an experiment.
   */
  name: string;
  /**
   * Its name for people.
   */
  title: string;
  /**
   * One sentence.
   */
  summary: string;
  /**
   * Its source.
   */
  reference: string;
  /**
   * All that its page says.
   */
  description: string;
  /**
   * Its formula; empty where it has none.
   */
  latex: string;
  /**
   * Of data that are somebody's.
   */
  licence: string;
}
/**
 * A loss.
 */
export interface LossEntry {
  /**
   * JSON Schema of its settings.
   */
  schema: {
    [k: string]: unknown;
  };
  /**
   * Its name in an experiment.
   */
  name: string;
  /**
   * Its name for people.
   */
  title: string;
  /**
   * One sentence.
   */
  summary: string;
  /**
   * Its source.
   */
  reference: string;
  /**
   * All that its page says.
   */
  description: string;
  /**
   * Its formula; empty where it has none.
   */
  latex: string;
  /**
   * Of data that are somebody's.
   */
  licence: string;
  /**
   * The questions that it fits.
   */
  tasks: ("regression" | "binary" | "classes")[];
  /**
   * Whether it compares the outputs as `output_activation` makes them.
   */
  of_numbers: boolean;
  /**
   * What it makes of the outputs itself.
   */
  activation: string;
}
/**
 * A measure of what happened.
 */
export interface MeasureEntry {
  /**
   * JSON Schema of its settings.
   */
  schema: {
    [k: string]: unknown;
  };
  /**
   * Its name in a request.
   */
  name: string;
  /**
   * Its name for people.
   */
  title: string;
  /**
   * One sentence.
   */
  summary: string;
  /**
   * All that is said of it.
   */
  description: string;
  /**
   * What the number counts; empty where it bears no unit.
   */
  unit: string;
  /**
   * Whether less or more of it is better, if either.
   */
  better: ("less" | "more") | null;
  /**
   * What a problem must have: its kind, probes, classes, test samples, minima.
   */
  needs: string[];
  /**
   * Whether a colour can say the answer: a number, or one of a few words.
   */
  of_cell: boolean;
}
/**
 * A kind of plane through a network's parameters.
 */
export interface PlaneEntry {
  /**
   * JSON Schema of its settings.
   */
  schema: {
    [k: string]: unknown;
  };
  /**
   * Its kind in a request.
   */
  name: string;
  /**
   * Its name for people.
   */
  title: string;
  /**
   * One sentence.
   */
  summary: string;
  /**
   * All that is said of it.
   */
  description: string;
}
/**
 * What can be set of a network.
 */
export interface NetworkEntry {
  /**
   * JSON Schema of its settings.
   */
  schema: {
    [k: string]: unknown;
  };
  /**
   * Inputs that can be made of columns, by their names: x,y.
   */
  features: {
    [k: string]: string[];
  };
}
/**
 * What has settings.
 */
export interface Settable {
  /**
   * JSON Schema of its settings.
   */
  schema: {
    [k: string]: unknown;
  };
}
/**
 * Gradient clipping.
 */
export interface ClippingEntry {
  /**
   * JSON Schema of its settings.
   */
  schema: {
    [k: string]: unknown;
  };
  /**
   * One sentence.
   */
  summary: string;
}
/**
 * Settings of a run altered at a step: learning rate, batch size, any numeric hyperparameter of its optimizer.
 */
export interface Change {
  /**
   * The first step that the new settings apply to.
   */
  at: number;
  /**
   * New learning rate, or a schedule that starts here.
   */
  learning_rate?:
    | (
        | number
        | (
            | Constant
            | Cosine
            | CosineWarmRestarts
            | Cyclic
            | Exponential
            | InverseSqrt
            | InverseTime
            | LinearWarmup
            | MultiStep
            | OneCycle
            | Polynomial
            | ReduceOnPlateau
            | StepDecay
            | WarmupCosine
            | WarmupStableDecay
          )
      )
    | null;
  /**
   * New batch size.
   */
  batch_size?: number | null;
  /**
   * New L1 penalty of a network's weights.
   */
  l1?: number | null;
  /**
   * New L2 penalty of a network's weights.
   */
  l2?: number | null;
  [k: string]: JsonValue;
}
/**
 * Keeps one learning rate throughout: $\eta_t = \eta_0$.
 */
export interface Constant {
  /**
   * Base learning rate.
   */
  initial: number;
  name?: "constant";
}
/**
 * Falls slowly, then fast, then slowly, like half a cosine wave.
 */
export interface Cosine {
  /**
   * Base learning rate.
   */
  initial: number;
  name?: "cosine";
  /**
   * Steps down to the floor.
   */
  T_max?: number;
  /**
   * Lowest rate.
   */
  eta_min?: number;
}
/**
 * Falls like a cosine and then jumps back to the base rate, again and again, which shakes a run out of a basin.
 */
export interface CosineWarmRestarts {
  /**
   * Base learning rate.
   */
  initial: number;
  name?: "cosine_warm_restarts";
  /**
   * Length of the first cycle.
   */
  T_0?: number;
  /**
   * How much longer each cycle is than the last.
   */
  T_mult?: number;
  /**
   * Rate that a cycle falls towards.
   */
  eta_min?: number;
}
/**
 * Swings between the base rate and a higher one, in triangles that may shrink.
 */
export interface Cyclic {
  /**
   * Base learning rate.
   */
  initial: number;
  name?: "cyclic";
  /**
   * Highest rate; null is ten times the base rate.
   */
  max_lr?: number | null;
  /**
   * Steps of the climb.
   */
  step_size_up?: number;
  /**
   * Steps of the fall; null is as many as of the climb.
   */
  step_size_down?: number | null;
  /**
   * Whether the triangles stay, halve each cycle, or shrink by γ each step.
   */
  mode?: "triangular" | "triangular2" | "exp_range";
  /**
   * Factor of each step in the mode exp_range.
   */
  gamma?: number;
  /**
   * Move the momentum the other way.
   */
  cycle_momentum?: boolean;
  /**
   * Momentum at the highest rate.
   */
  base_momentum?: number;
  /**
   * Momentum at the lowest rate.
   */
  max_momentum?: number;
}
/**
 * Multiplies the learning rate by γ every step: $\eta_t = \eta_0 \gamma^t$.
 */
export interface Exponential {
  /**
   * Base learning rate.
   */
  initial: number;
  name?: "exponential";
  /**
   * Factor of each step.
   */
  gamma?: number;
}
/**
 * Falls like the inverse square root of the step number: $\eta_t = \eta_0/\sqrt{1+t}$.
 */
export interface InverseSqrt {
  /**
   * Base learning rate.
   */
  initial: number;
  name?: "inverse_sqrt";
}
/**
 * Falls like 1/t: slow enough to get anywhere, fast enough to silence the noise.
 */
export interface InverseTime {
  /**
   * Base learning rate.
   */
  initial: number;
  name?: "inverse_time";
  /**
   * Decay a step.
   */
  decay?: number;
}
/**
 * Climbs to the base rate along a straight line, so that the first steps do no harm.
 */
export interface LinearWarmup {
  /**
   * Base learning rate.
   */
  initial: number;
  name?: "linear_warmup";
  /**
   * Part of the base rate at the start.
   */
  start_factor?: number;
  /**
   * Part of the base rate at the end.
   */
  end_factor?: number;
  /**
   * Steps of the ramp.
   */
  total_iters?: number;
}
/**
 * Multiplies the learning rate by γ at each milestone: $\eta_t = \eta_0 \gamma^{\#\{i : m_i \le t\}}$.
 */
export interface MultiStep {
  /**
   * Base learning rate.
   */
  initial: number;
  name?: "multistep";
  /**
   * Steps at which the rate drops.
   */
  milestones?: number[];
  /**
   * Factor at each drop.
   */
  gamma?: number;
}
/**
 * Climbs to the base rate and then falls far below where it began: one sweep that ends very quietly.
 */
export interface OneCycle {
  /**
   * Base learning rate.
   */
  initial: number;
  name?: "one_cycle";
  /**
   * Length of the cycle.
   */
  total_steps?: number;
  /**
   * Part of the cycle that climbs.
   */
  pct_start?: number;
  /**
   * Shape of the climb and the fall.
   */
  anneal_strategy?: "cos" | "linear";
  /**
   * Peak over first rate.
   */
  div_factor?: number;
  /**
   * First rate over last rate.
   */
  final_div_factor?: number;
  /**
   * Come down as it went up, then fall further.
   */
  three_phase?: boolean;
  /**
   * Move the momentum the other way.
   */
  cycle_momentum?: boolean;
  /**
   * Momentum at the peak.
   */
  base_momentum?: number;
  /**
   * Momentum at the ends.
   */
  max_momentum?: number;
}
/**
 * Falls to 0 over `total_iters` steps, straight or along a power: $\eta_t = \eta_0 (1 - \min(t,T)/T)^p$.
 */
export interface Polynomial {
  /**
   * Base learning rate.
   */
  initial: number;
  name?: "polynomial";
  /**
   * Steps until the rate is 0.
   */
  total_iters?: number;
  /**
   * Power of the fall; 1 is a straight line.
   */
  power?: number;
}
/**
 * Watches the loss and multiplies the learning rate by a factor once it has not improved for a while.
 */
export interface ReduceOnPlateau {
  /**
   * Base learning rate.
   */
  initial: number;
  name?: "reduce_on_plateau";
  /**
   * The loss is to fall.
   */
  mode?: "min";
  /**
   * Factor of each drop.
   */
  factor?: number;
  /**
   * Steps without progress that are allowed.
   */
  patience?: number;
  /**
   * What counts as progress.
   */
  threshold?: number;
  /**
   * Progress relative to the best, or absolute.
   */
  threshold_mode?: "rel" | "abs";
  /**
   * Steps not counted after a drop.
   */
  cooldown?: number;
  /**
   * Lowest rate.
   */
  min_lr?: number;
  /**
   * Drops smaller than this are left out.
   */
  eps?: number;
}
/**
 * Multiplies the learning rate by γ every `step_size` steps: $\eta_t = \eta_0 \gamma^{\lfloor t/s \rfloor}$.
 */
export interface StepDecay {
  /**
   * Base learning rate.
   */
  initial: number;
  name?: "step";
  /**
   * Steps between two drops.
   */
  step_size?: number;
  /**
   * Factor at each drop.
   */
  gamma?: number;
}
/**
 * Climbs to the base rate along a line, then falls like a cosine: the usual schedule of large networks.
 */
export interface WarmupCosine {
  /**
   * Base learning rate.
   */
  initial: number;
  name?: "warmup_cosine";
  /**
   * Part of the base rate at the start.
   */
  start_factor?: number;
  /**
   * Steps of the ramp.
   */
  warmup?: number;
  /**
   * Steps down to the floor.
   */
  T_max?: number;
  /**
   * Lowest rate.
   */
  eta_min?: number;
}
/**
 * Climbs, stays, and falls to 0 at the end, where most of the noise goes away at once.
 */
export interface WarmupStableDecay {
  /**
   * Base learning rate.
   */
  initial: number;
  name?: "warmup_stable_decay";
  /**
   * Steps of the ramp up.
   */
  warmup?: number;
  /**
   * Step at which the fall begins.
   */
  stable_until?: number;
  /**
   * Step at which the rate is 0.
   */
  total?: number;
}
/**
 * A disc within a ring shows why hidden layers are needed: no straight line can separate the two.
 */
export interface Circle {
  /**
   * Number of samples, for training and for testing.
   */
  samples?: number;
  /**
   * Standard deviation of the scatter, as a part of the distance between the classes.
   */
  noise?: number;
  /**
   * Part of the samples that is kept for testing.
   */
  test_fraction?: number;
  name?: "circle";
}
/**
 * Turns the outputs into probabilities of the classes, and charges the surprise at the right class.
 */
export interface CrossEntropy {
  name?: "cross_entropy";
  /**
   * How much a sample of each class counts, in the order of the classes, relative to one another; "balanced" is n/(k·n_class), which makes all classes count alike; null lets all samples count alike.
   */
  class_weights?: ("balanced" | number[]) | null;
  /**
   * Part of each label that is spread evenly over all classes.
   */
  label_smoothing?: number;
}
/**
 * Your own numbers: a few rows suffice to follow every step of the learning by hand.
 */
export interface Custom {
  name?: "custom";
  /**
   * One row of numbers for each sample.
   */
  inputs: number[][];
  /**
   * The class, from 0, or the number to predict, for each row; several numbers as a row of their own.
   */
  targets: number[] | number[][];
  /**
   * What the targets are; null: whole numbers are classes, others a regression.
   */
  task?: ("classes" | "regression") | null;
  /**
   * Part of the samples that is kept for testing.
   */
  test_fraction?: number;
  /**
   * How rows are split where some are for testing: at random, from every class alike, the last ones.
   */
  order?: "shuffled" | "stratified" | "in_order";
  /**
   * What `scaling` of the network is where that is null.
   */
  input_scaling?: "none" | "unit" | "standard";
  /**
   * Whether the network learns a regression's targets minus the training mean, by their deviation; answers are in the table's own units all the same.
   */
  target_scaling?: "none" | "standard";
  /**
   * Row and input, from 0, of every number that is missing; what stands there is not used.
   */
  missing?: [number, number][];
  /**
   * Of the training rows: what stands for missing numbers.
   */
  fill?: ("mean" | "median") | null;
  /**
   * Names of the inputs; null: x1, x2, …
   */
  feature_names?: string[] | null;
  /**
   * The columns of a table that the inputs come from; null: each input is one.
   */
  table_columns?: TableColumn[] | null;
  /**
   * Names of what is predicted; null: target.
   */
  target_names?: string[] | null;
  /**
   * Names of the classes; null: their numbers.
   */
  class_names?: string[] | null;
}
/**
 * A column of a table that inputs come from: a number, or words, one input for each category.
 */
export interface TableColumn {
  name: string;
  /**
   * Its words in the order of their inputs.
   */
  categories?: string[] | null;
}
/**
 * What is happening.
 */
export interface DiagnosisAnswer {
  /**
   * In one word.
   */
  verdict: string;
  /**
   * In one sentence.
   */
  sentence: Piece[];
  /**
   * What helps, where something does.
   */
  remedy: RemedyAnswer | null;
  /**
   * Of a run that stopped early or overfits, the step of its lowest test loss; else null.
   */
  best_step: number | null;
}
/**
 * A piece of a sentence.
 */
export interface Piece {
  /**
   * The words.
   */
  text: string;
  /**
   * Whether they are the verdict.
   */
  strong: boolean;
}
/**
 * A change that helps.
 */
export interface RemedyAnswer {
  /**
   * What it does.
   */
  label: string;
  /**
   * Settings from this step on, or from the start.
   */
  change: {
    [k: string]: number;
  };
  /**
   * Whether it holds from the start.
   */
  from_start: boolean;
  /**
   * Settings of the problem that are others, for all runs.
   */
  problem: {
    [k: string]: unknown;
  };
  /**
   * What it was computed to do.
   */
  effect: string;
}
/**
 * Two random directions.
 */
export interface Directions {
  kind: "random";
  /**
   * What they are made as long as: the weights of each neuron, of each layer, or nothing.
   */
  normalization?: "filter" | "layer" | "none";
  /**
   * Leave biases as they are; else both directions have the centre's.
   */
  ignore_biases?: boolean;
  /**
   * Other directions for another seed.
   */
  seed?: number;
}
/**
 * A ReLU that bends smoothly down to −1 for negative sums, which brings the mean of its values nearer to 0.
 */
export interface ELU {
  name?: "elu";
}
/**
 * Stop where further improvement is minimal.
 */
export interface EarlyStopping {
  /**
   * Measurements without improvement until the run stops.
   */
  patience?: number;
  /**
   * Smallest fall of the test loss that counts.
   */
  min_delta?: number;
}
/**
 * The surface of a network with two parameters, a slope and an intercept of what it learns.
 */
export interface ErrorSurface {
  /**
   * Of its parameters.
   *
   * @minItems 2
   * @maxItems 2
   */
  names: [string, string];
  /**
   * [[low, high], …]: start and lowest point lie in it.
   *
   * @minItems 2
   * @maxItems 2
   */
  window: [[number, number], [number, number]];
  /**
   * The minimum, where it is known in closed form.
   */
  minima: MinimumEntry[];
  /**
   * Whether logarithmic levels show more of it.
   */
  log: boolean;
  /**
   * The first parameters.
   *
   * @minItems 2
   * @maxItems 2
   */
  start: [number, number];
  /**
   * Whether the input is scaled before it is learned.
   */
  inputs_scaled: boolean;
  /**
   * Whether the targets are.
   */
  targets_scaled: boolean;
}
/**
 * Of the training and of the test rows; null where there are none.
 */
export interface Errors {
  train: OffBy | null;
  test: OffBy | null;
}
/**
 * How far answers are off, in the table's own units: a number, of several targets one for each.
 */
export interface OffBy {
  mean_squared_error: number | (number | null)[] | null;
  mean_absolute_error: number | (number | null)[] | null;
}
/**
 * A few samples of data that are no points.
 */
export interface ExamplesAnswer {
  /**
   * Pixels row by row.
   */
  images: number[][];
  texts: string[];
  /**
   * Numbers of their classes.
   */
  labels: number[];
}
/**
 * A problem, 1 to 8 runs that race on it, the number of steps and the seed.
 */
export interface Experiment {
  /**
   * What is descended.
   */
  problem: NamedLandscape | FormulaLandscape | NetworkSettings;
  /**
   * The runs of the race.
   */
  runs?: Run[];
  /**
   * Number of updates; the trace has one row more.
   */
  steps?: number;
  /**
   * Seed of every random stream.
   */
  seed?: number;
}
/**
 * A landscape of the catalog.
 */
export interface NamedLandscape {
  /**
   * Number of samples in the finite sum.
   */
  samples?: number;
  /**
   * Standard deviation of the samples' gradients around the mean.
   */
  noise?: number;
  kind?: "landscape";
  /**
   * Name of a landscape of the catalog.
   */
  name?: string;
}
/**
 * A person's own formula: a curve in one letter, a surface in two.
 */
export interface FormulaLandscape {
  /**
   * Number of samples in the finite sum.
   */
  samples?: number;
  /**
   * Standard deviation of the samples' gradients around the mean.
   */
  noise?: number;
  kind?: "formula";
  /**
   * Formula in one or two letters, as books print it: `2x^2 + 3|y|`, `f(u, v) = (u − v)²`.
   */
  expression: string;
  /**
   * [[x low, x high], [y low, y high]] in the formula's units, or one pair for a formula in one letter; where it is missing −3 … 3 in each letter that occurs.
   */
  window?: [[number, number]] | [[number, number], [number, number]];
}
/**
 * A fully connected network on a data set.
 */
export interface NetworkSettings {
  kind?: "network";
  /**
   * What is learned.
   */
  dataset?:
    | (
        | "circle"
        | "rings"
        | "line"
        | "sine"
        | "step"
        | "noisy_cubic"
        | "custom"
        | "gaussians"
        | "mnist"
        | "moons"
        | "above_below"
        | "own_function"
        | "penguins"
        | "sentiment"
        | "spiral"
        | "hills"
        | "xor"
      )
    | (
        | Circle
        | Rings
        | Line
        | Sine
        | Step
        | NoisyCubic
        | Custom
        | Gaussians
        | Mnist
        | Moons
        | AboveBelow
        | OwnFunction
        | Penguins
        | Sentiment
        | Spiral
        | Hills
        | Xor
      );
  /**
   * Features used as inputs; null is all columns of the data.
   */
  inputs?: string[] | null;
  /**
   * Hidden layers, first to last; null is what suits the data.
   */
  hidden?: Hidden[] | null;
  /**
   * The loss; null is the one that suits the data.
   */
  loss?:
    | (
        | "binary_cross_entropy"
        | "cross_entropy"
        | "hinge"
        | "squared_hinge"
        | "multi_margin"
        | "mse"
        | "mae"
        | "huber"
      )
    | (
        | BinaryCrossEntropy
        | CrossEntropy
        | Hinge
        | SquaredHinge
        | MultiMargin
        | MeanSquaredError
        | MeanAbsoluteError
        | Huber
      )
    | null;
  /**
   * What is made of the outputs before a loss that compares numbers (mse, mae, huber) sees them; of classes under any other loss it follows from the loss.
   */
  output_activation?: "identity" | "sigmoid" | "tanh" | "softmax";
  /**
   * What the first weights are drawn from.
   */
  initializer?:
    | (
        | "orthogonal"
        | "zeros"
        | "normal"
        | "lecun_normal"
        | "lecun_uniform"
        | "xavier_normal"
        | "xavier_uniform"
        | "he_normal"
        | "he_uniform"
        | "torch_default"
      )
    | (
        | Orthogonal
        | Zeros
        | Normal
        | LeCunNormal
        | LeCunUniform
        | XavierNormal
        | XavierUniform
        | HeNormal
        | HeUniform
        | TorchDefault
      );
  /**
   * Seed of the first weights alone; null is the experiment's.
   */
  weight_seed?: number | null;
  /**
   * Penalty l1·Σ|W| on the weights; it holds useless ones at exactly 0.
   */
  l1?: number;
  /**
   * Penalty ½·l2·ΣW² on the weights.
   */
  l2?: number;
  /**
   * Share of hidden units left out at each step.
   */
  dropout?: number;
  /**
   * "none", "unit" (divide by the largest) or "standard"; null is what suits the data.
   */
  scaling?: ("none" | "unit" | "standard") | null;
  /**
   * Whether every epoch has an order of its own.
   */
  shuffle?: boolean;
  /**
   * Of all numbers of the network; null is what suits the data.
   */
  precision?: ("float64" | "float32") | null;
  /**
   * Steps between two measurements; null is what the size allows.
   */
  evaluate_every?: number | null;
  /**
   * Most training and most test samples of a measurement.
   */
  evaluate_samples?: number;
  /**
   * Null goes on to the last step.
   */
  early_stopping?: EarlyStopping | null;
  /**
   * First parameters in the order W1, b1, W2, b2, …; null asks the initialiser.
   */
  initial_parameters?: number[] | null;
}
/**
 * Thin rings within each other need a boundary that closes once for each ring inside another.
 */
export interface Rings {
  /**
   * Number of samples, for training and for testing.
   */
  samples?: number;
  /**
   * Standard deviation of the scatter, as a part of the distance between the classes.
   */
  noise?: number;
  /**
   * Part of the samples that is kept for testing.
   */
  test_fraction?: number;
  name?: "rings";
  /**
   * Number of rings; each is a class.
   */
  rings?: number;
}
/**
 * A straight line is where gradient descent can be checked by hand: one weight, one bias, a round bowl of loss.
 */
export interface Line {
  /**
   * Number of samples, for training and for testing.
   */
  samples?: number;
  /**
   * Standard deviation of the noise, in units of y.
   */
  noise?: number;
  /**
   * Part of the samples that is kept for testing.
   */
  test_fraction?: number;
  name?: "line";
}
/**
 * One period of a sine shows how hidden units bend a line: each of them adds one bend.
 */
export interface Sine {
  /**
   * Number of samples, for training and for testing.
   */
  samples?: number;
  /**
   * Standard deviation of the noise, in units of y.
   */
  noise?: number;
  /**
   * Part of the samples that is kept for testing.
   */
  test_fraction?: number;
  name?: "sine";
}
/**
 * A jump shows what a smooth network cannot do: the weights must grow without end to make the slope steeper.
 */
export interface Step {
  /**
   * Number of samples, for training and for testing.
   */
  samples?: number;
  /**
   * Standard deviation of the noise, in units of y.
   */
  noise?: number;
  /**
   * Part of the samples that is kept for testing.
   */
  test_fraction?: number;
  name?: "step";
}
/**
 * Few samples with much noise show overfitting: the training loss falls below the noise, the test loss does not.
 */
export interface NoisyCubic {
  /**
   * Number of samples, for training and for testing.
   */
  samples?: number;
  /**
   * Standard deviation of the noise, in units of y.
   */
  noise?: number;
  /**
   * Part of the samples that is kept for testing.
   */
  test_fraction?: number;
  name?: "noisy_cubic";
}
/**
 * Round clouds of points are the easy case: straight boundaries suffice, and no hidden layer is needed.
 */
export interface Gaussians {
  /**
   * Number of samples, for training and for testing.
   */
  samples?: number;
  /**
   * Standard deviation of the scatter, as a part of the distance between the classes.
   */
  noise?: number;
  /**
   * Part of the samples that is kept for testing.
   */
  test_fraction?: number;
  name?: "gaussians";
  /**
   * Number of clouds; each is a class.
   */
  clusters?: number;
}
/**
 * Real handwritten digits show what a plain network can do with pixels: 98 % right without knowing of shapes.
 */
export interface Mnist {
  name?: "mnist";
  /**
   * Number of training images.
   */
  train_samples?: number;
  /**
   * Number of test images.
   */
  test_samples?: number;
  /**
   * Shuffle the pixels of all images in the same way, drawn from the seed.
   */
  permutation?: boolean;
}
/**
 * Two half moons show a boundary that starts straight and bends: the line comes fast, the bend comes late.
 */
export interface Moons {
  /**
   * Number of samples, for training and for testing.
   */
  samples?: number;
  /**
   * Standard deviation of the scatter, as a part of the distance between the classes.
   */
  noise?: number;
  /**
   * Part of the samples that is kept for testing.
   */
  test_fraction?: number;
  name?: "moons";
}
/**
 * A function of your own is learned from noisy values: type a formula of one letter or of two.
 */
export interface OwnFunction {
  /**
   * Number of samples, for training and for testing.
   */
  samples?: number;
  /**
   * Standard deviation of the noise, as a part of that of the formula over its window.
   */
  noise?: number;
  /**
   * Part of the samples that is kept for testing.
   */
  test_fraction?: number;
  name?: "own_function";
  /**
   * What is learned, in one letter or two, as books print it: x sin(2x), 2|x|, √(x² + y²), f(u, v) = u v.
   */
  formula?: string;
  /**
   * [[x low, x high]], or [[x low, x high], [y low, y high]] for two inputs; null is −3 … 3 in each letter that occurs.
   */
  window?: [[number, number]] | [[number, number], [number, number]] | null;
}
/**
 * A small real table shows why inputs are standardized: grams are thousands, bills are tens of millimetres.
 */
export interface Penguins {
  name?: "penguins";
  /**
   * Part of the samples that is kept for testing.
   */
  test_fraction?: number;
}
/**
 * Real sentences as bags of words show overfitting and a limit: much is learned by heart, 62 % right is fair.
 */
export interface Sentiment {
  name?: "sentiment";
  /**
   * Size of the vocabulary: the most frequent words.
   */
  words?: number;
  /**
   * Whether a word occurs; otherwise how often it occurs.
   */
  binary?: boolean;
}
/**
 * Arms that wind around each other are hard: the loss stays on a plateau before the network finds the turns.
 */
export interface Spiral {
  /**
   * Number of samples, for training and for testing.
   */
  samples?: number;
  /**
   * Standard deviation of the scatter, as a part of the distance between the classes.
   */
  noise?: number;
  /**
   * Part of the samples that is kept for testing.
   */
  test_fraction?: number;
  name?: "spiral";
  /**
   * Number of arms; each is a class.
   */
  arms?: number;
  /**
   * How often an arm goes round.
   */
  turns?: number;
}
/**
 * Two hills and two hollows are a number predicted from two: the answer is a surface over the plane.
 */
export interface Hills {
  /**
   * Number of samples, for training and for testing.
   */
  samples?: number;
  /**
   * Standard deviation of the noise, in units of z.
   */
  noise?: number;
  /**
   * Part of the samples that is kept for testing.
   */
  test_fraction?: number;
  name?: "hills";
}
/**
 * Exclusive or is the smallest problem that a network without a hidden layer cannot learn.
 */
export interface Xor {
  /**
   * Number of samples, for training and for testing.
   */
  samples?: number;
  /**
   * Standard deviation of the scatter, as a part of the distance between the classes.
   */
  noise?: number;
  /**
   * Part of the samples that is kept for testing.
   */
  test_fraction?: number;
  name?: "xor";
}
/**
 * One hidden layer.
 */
export interface Hidden {
  /**
   * Number of units.
   */
  units?: number;
  /**
   * What a unit makes of its sum.
   */
  activation?:
    | (
        | "identity"
        | "relu"
        | "leaky_relu"
        | "relu6"
        | "elu"
        | "selu"
        | "sigmoid"
        | "tanh"
        | "softsign"
        | "hardtanh"
        | "hard_sigmoid"
        | "softplus"
        | "gelu"
        | "gelu_tanh"
        | "silu"
        | "mish"
      )
    | (
        | Identity
        | ReLU
        | LeakyReLU
        | ReLU6
        | ELU
        | SELU
        | Sigmoid
        | Tanh
        | Softsign
        | Hardtanh
        | HardSigmoid
        | Softplus
        | GELU
        | GELUTanh
        | SiLU
        | Mish
      );
}
/**
 * Passes the sum on unchanged: however many such layers are stacked, the network stays a straight line.
 */
export interface Identity {
  name?: "identity";
}
/**
 * Lets positive sums through and stops negative ones; a unit that is always negative no longer learns.
 */
export interface ReLU {
  name?: "relu";
}
/**
 * A ReLU that lets a small part of negative sums through, so that no unit stops learning for good.
 */
export interface LeakyReLU {
  name?: "leaky_relu";
  /**
   * Slope for negative sums.
   */
  negative_slope?: number;
}
/**
 * A ReLU that goes no higher than 6, made for computers that count with few digits.
 */
export interface ReLU6 {
  name?: "relu6";
}
/**
 * An ELU stretched by just so much that the values of each layer drift to mean 0 and variance 1 by themselves.
 */
export interface SELU {
  name?: "selu";
}
/**
 * Squeezes any number into a soft yes or no between 0 and 1; its slope is never more than a quarter.
 */
export interface Sigmoid {
  name?: "sigmoid";
}
/**
 * Squeezes any number between −1 and 1, and passes small numbers on nearly unchanged.
 */
export interface Tanh {
  name?: "tanh";
}
/**
 * Looks like tanh but approaches −1 and 1 far more slowly, so that its slope never quite dies.
 */
export interface Softsign {
  name?: "softsign";
}
/**
 * A straight line that is cut off at −1 and at 1: tanh made of three pieces.
 */
export interface Hardtanh {
  name?: "hardtanh";
}
/**
 * A straight ramp from 0 to 1, flat on both sides: the sigmoid made of three pieces.
 */
export interface HardSigmoid {
  name?: "hard_sigmoid";
}
/**
 * A ReLU with its corner rounded off; its slope is the sigmoid.
 */
export interface Softplus {
  name?: "softplus";
}
/**
 * Weighs each sum by the chance that a normal random number is smaller: a ReLU with a soft, dipping corner.
 */
export interface GELU {
  name?: "gelu";
}
/**
 * The GELU with a tanh in place of the normal distribution, which computers find easier; GPT-2 was built with it.
 */
export interface GELUTanh {
  name?: "gelu_tanh";
}
/**
 * Multiplies the sum by its own sigmoid (also known as Swish): a ReLU that dips a little below 0.
 */
export interface SiLU {
  name?: "silu";
}
/**
 * Multiplies the sum by the tanh of its softplus: much like SiLU, with a slightly deeper dip.
 */
export interface Mish {
  name?: "mish";
}
/**
 * Charges for answers that are wrong or right by less than 1, and leaves clearly right ones alone.
 */
export interface Hinge {
  name?: "hinge";
  /**
   * How much a sample of each class counts, in the order of the classes, relative to one another; "balanced" is n/(k·n_class), which makes all classes count alike; null lets all samples count alike.
   */
  class_weights?: ("balanced" | number[]) | null;
}
/**
 * The hinge squared: answers just short of the margin are charged little, badly wrong ones a lot.
 */
export interface SquaredHinge {
  name?: "squared_hinge";
  /**
   * How much a sample of each class counts, in the order of the classes, relative to one another; "balanced" is n/(k·n_class), which makes all classes count alike; null lets all samples count alike.
   */
  class_weights?: ("balanced" | number[]) | null;
}
/**
 * Charges for every wrong class whose output comes closer to the right one's than the margin.
 */
export interface MultiMargin {
  name?: "multi_margin";
  /**
   * How much a sample of each class counts, in the order of the classes, relative to one another; "balanced" is n/(k·n_class), which makes all classes count alike; null lets all samples count alike.
   */
  class_weights?: ("balanced" | number[]) | null;
  /**
   * Lead over each wrong class that is enough.
   */
  margin?: number;
}
/**
 * The mean of the squared errors: an error twice as large counts four times as much.
 */
export interface MeanSquaredError {
  name?: "mse";
  /**
   * How much a sample of each class counts, in the order of the classes, relative to one another; "balanced" is n/(k·n_class), which makes all classes count alike; null lets all samples count alike.
   */
  class_weights?: ("balanced" | number[]) | null;
  /**
   * Over a sample's outputs: the mean of the squares, or half their sum.
   */
  reduction?: "mean" | "half_sum";
}
/**
 * The mean of the sizes of the errors: one wild outlier pulls no harder than any other sample.
 */
export interface MeanAbsoluteError {
  name?: "mae";
  /**
   * How much a sample of each class counts, in the order of the classes, relative to one another; "balanced" is n/(k·n_class), which makes all classes count alike; null lets all samples count alike.
   */
  class_weights?: ("balanced" | number[]) | null;
}
/**
 * Squares small errors and takes the plain size of large ones, so that outliers pull with limited force.
 */
export interface Huber {
  name?: "huber";
  /**
   * How much a sample of each class counts, in the order of the classes, relative to one another; "balanced" is n/(k·n_class), which makes all classes count alike; null lets all samples count alike.
   */
  class_weights?: ("balanced" | number[]) | null;
  /**
   * Size of error from which the loss is a straight line.
   */
  delta?: number;
}
/**
 * Starts each layer as a random rotation, which keeps the length of every signal.
 */
export interface Orthogonal {
  name?: "orthogonal";
  /**
   * Factor on all weights.
   */
  gain?: number;
}
/**
 * Starts every weight at 0, so that all hidden units stay alike: the network hardly learns.
 */
export interface Zeros {
  name?: "zeros";
}
/**
 * Draws every weight from one bell curve, whatever the size of the layer.
 */
export interface Normal {
  name?: "normal";
  /**
   * Standard deviation of the weights.
   */
  std?: number;
}
/**
 * Keeps the spread of the signals on their way forward through units that are nearly linear, such as tanh.
 */
export interface LeCunNormal {
  name?: "lecun_normal";
}
/**
 * Keeps the spread of the signals on their way forward, with weights that are equally likely in an interval.
 */
export interface LeCunUniform {
  name?: "lecun_uniform";
}
/**
 * Balances two wishes: signals should keep their spread on the way forward, and gradients on the way back.
 */
export interface XavierNormal {
  name?: "xavier_normal";
  /**
   * Factor on all weights.
   */
  gain?: number;
}
/**
 * Balances the spread of signals forward and of gradients backward, with equally likely weights in an interval.
 */
export interface XavierUniform {
  name?: "xavier_uniform";
  /**
   * Factor on all weights.
   */
  gain?: number;
}
/**
 * Doubles the variance of LeCun's weights, because a ReLU throws half of each signal away.
 */
export interface HeNormal {
  name?: "he_normal";
}
/**
 * Keeps the spread of the signals through ReLUs, with weights that are equally likely in an interval.
 */
export interface HeUniform {
  name?: "he_uniform";
}
/**
 * Draws weights and biases as PyTorch's `nn.Linear` does if nobody says otherwise.
 */
export interface TorchDefault {
  name?: "torch_default";
}
/**
 * One optimizer descending the experiment's problem.
 */
export interface Run {
  /**
   * The optimizer and its settings.
   */
  optimizer?:
    | (
        | "adadelta"
        | "adagrad"
        | "adam"
        | "adamax"
        | "adamw"
        | "asgd"
        | "lbfgs"
        | "lion"
        | "nadam"
        | "newton"
        | "radam"
        | "rmsprop"
        | "rprop"
        | "schedule_free_adamw"
        | "schedule_free_sgd"
        | "sgd"
        | "signsgd"
      )
    | (
        | AdaDelta
        | AdaGrad
        | Adam
        | AdaMax
        | AdamW
        | ASGD
        | LBFGS
        | Lion
        | NAdam
        | Newton
        | RAdam
        | RMSprop
        | Rprop
        | ScheduleFreeAdamW
        | ScheduleFreeSGD
        | SGD
        | SignSGD
      );
  /**
   * A number or a schedule; null is the rate that the problem suggests.
   */
  learning_rate?:
    | (
        | number
        | (
            | Constant
            | Cosine
            | CosineWarmRestarts
            | Cyclic
            | Exponential
            | InverseSqrt
            | InverseTime
            | LinearWarmup
            | MultiStep
            | OneCycle
            | Polynomial
            | ReduceOnPlateau
            | StepDecay
            | WarmupCosine
            | WarmupStableDecay
          )
      )
    | null;
  /**
   * Samples a step uses; null is the full batch.
   */
  batch_size?: number | null;
  /**
   * Start point; null is the problem's own.
   */
  start?: number[] | null;
  /**
   * The loss that the run descends; null is the problem's.
   */
  loss?:
    | (
        | "binary_cross_entropy"
        | "cross_entropy"
        | "hinge"
        | "squared_hinge"
        | "multi_margin"
        | "mse"
        | "mae"
        | "huber"
      )
    | (
        | BinaryCrossEntropy
        | CrossEntropy
        | Hinge
        | SquaredHinge
        | MultiMargin
        | MeanSquaredError
        | MeanAbsoluteError
        | Huber
      )
    | null;
  /**
   * What the run is called.
   */
  label?: string;
  /**
   * Clip the batch gradient before anything else.
   */
  gradient_clipping?: GradientClipping | null;
  /**
   * Changes on the way, sorted by step.
   */
  changes?: Change[];
  /**
   * The samples of each step, by their numbers among the training samples from 0, repeated as an epoch; null draws them by the seed.
   */
  batches?: number[][] | null;
}
/**
 * Learns the surface's curvature from its own steps and so nearly takes Newton's steps without a Hessian.
 */
export interface LBFGS {
  name?: "lbfgs";
  /**
   * Steps remembered.
   */
  history_size?: number;
  /**
   * Search a good step length along the direction, or take η as it is.
   */
  line_search_fn?: "strong_wolfe" | null;
  /**
   * Rest once no coordinate of the gradient is larger.
   */
  tolerance_grad?: number;
  /**
   * Rest once a step promises less than this.
   */
  tolerance_change?: number;
}
/**
 * Moves every coordinate by exactly η, in the direction that momentum and gradient agree on.
 */
export interface Lion {
  name?: "lion";
  /**
   * Weight of the momentum in the sign.
   */
  beta1?: number;
  /**
   * Memory of the gradients.
   */
  beta2?: number;
  /**
   * Decay of the weights, times η a step.
   */
  weight_decay?: number;
}
/**
 * Adam that already counts the momentum of the next step, as Nesterov's method does.
 */
export interface NAdam {
  name?: "nadam";
  /**
   * Memory of the gradients (momentum).
   */
  beta1?: number;
  /**
   * Memory of the squared gradients.
   */
  beta2?: number;
  /**
   * Keeps the division finite.
   */
  eps?: number;
  /**
   * Decay of the weights.
   */
  weight_decay?: number;
  /**
   * How fast the momentum warms up.
   */
  momentum_decay?: number;
  /**
   * Shrink the weights directly, as AdamW does.
   */
  decoupled_weight_decay?: boolean;
}
/**
 * Jumps to the bottom of the parabola that fits the surface here; on a quadratic it arrives in one step.
 */
export interface Newton {
  name?: "newton";
  /**
   * Added to every curvature; shortens the step.
   */
  damping?: number;
  /**
   * Use the size of every curvature, so that saddles repel.
   */
  saddle_free?: boolean;
}
/**
 * Adam with a built-in warm-up: it divides by the gradients' size only once that is known well enough.
 */
export interface RAdam {
  name?: "radam";
  /**
   * Memory of the gradients (momentum).
   */
  beta1?: number;
  /**
   * Memory of the squared gradients.
   */
  beta2?: number;
  /**
   * Keeps the division finite.
   */
  eps?: number;
  /**
   * Decay of the weights.
   */
  weight_decay?: number;
  /**
   * Shrink the weights directly, as AdamW does.
   */
  decoupled_weight_decay?: boolean;
}
/**
 * Divides the gradient by its recent size, so that steep and flat coordinates move at a like pace.
 */
export interface RMSprop {
  name?: "rmsprop";
  /**
   * Memory of the squared gradients.
   */
  alpha?: number;
  /**
   * Keeps the division finite.
   */
  eps?: number;
  /**
   * L2 penalty, added to the gradient.
   */
  weight_decay?: number;
  /**
   * Part of the velocity that each step keeps.
   */
  momentum?: number;
  /**
   * Divide by the standard deviation instead of the root mean square.
   */
  centered?: boolean;
}
/**
 * Ignores how steep it is: each coordinate's step grows while the slope keeps its sign and shrinks when it turns.
 */
export interface Rprop {
  name?: "rprop";
  /**
   * Factor of a step whose slope turned.
   */
  eta_minus?: number;
  /**
   * Factor of a step whose slope kept its sign.
   */
  eta_plus?: number;
  /**
   * Smallest step.
   */
  step_min?: number;
  /**
   * Largest step.
   */
  step_max?: number;
}
/**
 * AdamW without a learning-rate schedule: it averages its path instead of slowing down.
 */
export interface ScheduleFreeAdamW {
  /**
   * Power of the step number in the mean's weights.
   */
  r?: number;
  /**
   * Steps of linear warm-up.
   */
  warmup_steps?: number;
  /**
   * Power of the largest learning rate in the mean's weights.
   */
  weight_lr_power?: number;
  /**
   * Decay, added to the direction at y.
   */
  weight_decay?: number;
  name?: "schedule_free_adamw";
  /**
   * Weight of the mean in the point of the gradient.
   */
  beta1?: number;
  /**
   * Memory of the squared gradients.
   */
  beta2?: number;
  /**
   * Keeps the division finite.
   */
  eps?: number;
}
/**
 * Needs no learning-rate schedule: it takes gradients between a fast point and the mean of that point's path.
 */
export interface ScheduleFreeSGD {
  /**
   * Power of the step number in the mean's weights.
   */
  r?: number;
  /**
   * Steps of linear warm-up.
   */
  warmup_steps?: number;
  /**
   * Power of the largest learning rate in the mean's weights.
   */
  weight_lr_power?: number;
  /**
   * Decay, added to the direction at y.
   */
  weight_decay?: number;
  name?: "schedule_free_sgd";
  /**
   * Weight of the mean in the point of the gradient.
   */
  momentum?: number;
}
/**
 * Walks straight downhill; with momentum it keeps a part of its velocity, like a heavy ball.
 */
export interface SGD {
  name?: "sgd";
  /**
   * Part of the velocity that each step keeps.
   */
  momentum?: number;
  /**
   * Part of the gradient kept out of the velocity.
   */
  dampening?: number;
  /**
   * Look ahead along the velocity (Nesterov's momentum).
   */
  nesterov?: boolean;
  /**
   * L2 penalty, added to the gradient.
   */
  weight_decay?: number;
}
/**
 * Moves every coordinate by exactly η against the sign of its gradient; with momentum it is Signum.
 */
export interface SignSGD {
  name?: "signsgd";
  /**
   * Memory of the gradients; above 0 it is Signum.
   */
  momentum?: number;
}
/**
 * Shortens a gradient that is too long, so that one cliff cannot throw the run away.
 */
export interface GradientClipping {
  /**
   * Longest gradient (Euclidean norm).
   */
  norm?: number | null;
  /**
   * Largest size of a coordinate.
   */
  value?: number | null;
}
/**
 * One step of one run of an experiment.
 */
export interface ExplanationRequest {
  experiment: Experiment;
  /**
   * Number of the run, from 0.
   */
  run?: number;
  /**
   * Number of the step, from 0.
   */
  step?: number;
  /**
   * Number of a sample whose passes are shown, for networks.
   */
  sample?: number | null;
  /**
   * Whether to compute what the suggested remedy would do.
   */
  remedy?: boolean;
}
/**
 * A Plotly figure.
 */
export interface FigureAnswer {
  /**
   * Traces of the figure.
   */
  data: {
    [k: string]: unknown;
  }[];
  /**
   * Axes, colours, words.
   */
  layout: {
    [k: string]: unknown;
  };
}
/**
 * The first of several values of a setting at which a measure keeps a bound.
 */
export interface FirstSetting {
  /**
   * The setting's JSON path within the run.
   */
  path?: string;
  /**
   * The values, in order.
   */
  values: JsonValue[];
  /**
   * The measure.
   */
  by:
    | (
        | "column_at"
        | "accuracy_at"
        | "neuron"
        | "weight_slope"
        | "largest_layer"
        | "layer_ratio"
        | "sample_loss"
        | "most_mistaken"
        | "shifted_accuracy"
        | "outcome"
        | "nearest_minimum"
        | "end_point"
        | "parameter_count"
        | "final_loss"
        | "lowest_loss"
        | "best_step"
        | "best_epoch"
        | "loss_curve"
        | "steps_to_loss"
        | "evaluations_to_loss"
        | "epochs_to_loss"
        | "steps_to_accuracy"
        | "evaluations_to_accuracy"
        | "epochs_to_accuracy"
        | "first_to_accuracy"
        | "spread"
        | "convergence_rate"
        | "angle"
      )
    | (
        | ColumnAt
        | AccuracyAt
        | NeuronAnswer
        | WeightSlope
        | LargestLayer
        | LayerRatio
        | SampleLoss
        | MostMistaken
        | ShiftedAccuracy
        | RunOutcome
        | NearestMinimum
        | EndPoint
        | ParameterCount
        | FinalLoss
        | LowestLoss
        | BestStep
        | BestEpoch
        | LossCurve
        | StepsToLoss
        | EvaluationsToLoss
        | EpochsToLoss
        | StepsToAccuracy
        | EvaluationsToAccuracy
        | EpochsToAccuracy
        | FirstToAccuracy
        | Spread
        | ConvergenceRate
        | Angle
      );
  name?: "first_setting";
  /**
   * The measure is this or more.
   */
  at_least?: number | null;
  /**
   * The measure is this or less.
   */
  at_most?: number | null;
}
/**
 * A formula as it was read.
 */
export interface FormulaAnswer {
  /**
   * What stands on its right side, term by term as it was taken.
   */
  latex: string;
  /**
   * Its letters in order, one a dimension, as x or w₁.
   */
  letters: string[];
}
/**
 * A formula that somebody types.
 */
export interface FormulaRequest {
  /**
   * In one or two letters, as books print it, with or without f(x, y) = before it.
   */
  expression: string;
}
/**
 * Two directions of one's own.
 */
export interface Given {
  kind: "directions";
  /**
   * The first, in the order W1, b1, W2, b2, …
   */
  u: number[];
  /**
   * The second.
   */
  v: number[];
}
/**
 * One step on a landscape.
 */
export interface LandscapeExplanation {
  /**
   * Number of the run.
   */
  run: number;
  /**
   * Number of the step; of a diverged run the last one at most.
   */
  step: number;
  /**
   * The optimizer with its settings at this step.
   */
  optimizer:
    | (
        | "adadelta"
        | "adagrad"
        | "adam"
        | "adamax"
        | "adamw"
        | "asgd"
        | "lbfgs"
        | "lion"
        | "nadam"
        | "newton"
        | "radam"
        | "rmsprop"
        | "rprop"
        | "schedule_free_adamw"
        | "schedule_free_sgd"
        | "sgd"
        | "signsgd"
      )
    | (
        | AdaDelta
        | AdaGrad
        | Adam
        | AdaMax
        | AdamW
        | ASGD
        | LBFGS
        | Lion
        | NAdam
        | Newton
        | RAdam
        | RMSprop
        | Rprop
        | ScheduleFreeAdamW
        | ScheduleFreeSGD
        | SGD
        | SignSGD
      );
  /**
   * The rule, line by line.
   */
  lines: RuleValue[];
  diagnosis: DiagnosisAnswer;
  /**
   * Over all samples.
   */
  loss: number | null;
  /**
   * Of the step's batch.
   */
  batch_loss: number | null;
  /**
   * Of this step.
   */
  learning_rate: number | null;
  /**
   * Of this step.
   */
  batch_size: number;
  /**
   * Of optimizers with momentum; null without, and with clipping.
   */
  velocity: Velocity | null;
  /**
   * Passes over the data until here.
   */
  epoch: number | null;
  /**
   * Gradients of samples until here.
   */
  evaluations: number;
  /**
   * w_k.
   */
  parameters: number[];
  /**
   * At w_k, over all samples.
   */
  gradient: (number | null)[];
  /**
   * At w_k, of the batch.
   */
  batch_gradient: (number | null)[];
  /**
   * w_{k+1}; null where there is none.
   */
  next: number[] | null;
  /**
   * The loss there.
   */
  next_loss: number | null;
  /**
   * w_{k+1} − w_k.
   */
  update: number[] | null;
  /**
   * What the step is made of.
   */
  terms: Term[];
  stability: Stability;
}
/**
 * A line of the optimizer's rule with its value.
 */
export interface RuleValue {
  /**
   * The quantity that it defines.
   */
  name: string;
  /**
   * The line.
   */
  latex: string;
  /**
   * Which part of the step it is.
   */
  role: "" | "gradient" | "memory" | "decay" | "step";
  /**
   * Null where it is not computed.
   */
  value: number | (number | null)[] | (number | null)[][] | null;
}
/**
 * The velocity after the step, as the sum of its parts.
 */
export interface Velocity {
  /**
   * What the optimizer's state calls it.
   */
  name: string;
  /**
   * The last gradients, the newest first.
   */
  parts: VelocityGradient[];
  /**
   * All gradients before them; null where there are none.
   */
  older: VelocityPart | null;
  length: number | null;
  /**
   * Null for networks.
   */
  value: (number | null)[] | null;
}
/**
 * What one gradient is of the velocity.
 */
export interface VelocityGradient {
  /**
   * Of the gradient; of all older ones what is kept of the velocity then.
   */
  weight: number | null;
  /**
   * How far it reaches along the velocity; together they are its length.
   */
  along: number | null;
  /**
   * Weight times gradient; null for networks.
   */
  value: (number | null)[] | null;
  /**
   * Its step.
   */
  step: number;
}
/**
 * What one gradient, or all older ones together, are of the velocity.
 */
export interface VelocityPart {
  /**
   * Of the gradient; of all older ones what is kept of the velocity then.
   */
  weight: number | null;
  /**
   * How far it reaches along the velocity; together they are its length.
   */
  along: number | null;
  /**
   * Weight times gradient; null for networks.
   */
  value: (number | null)[] | null;
}
/**
 * A part of the step; the terms add up to it.
 */
export interface Term {
  /**
   * The line of the rule.
   */
  name: string;
  /**
   * What it is called.
   */
  label: string;
  /**
   * Which part it is.
   */
  role: "gradient" | "memory" | "decay";
  /**
   * The part.
   */
  value: number[];
}
/**
 * Curvature at the point, and what learning rate it allows.
 */
export interface Stability {
  /**
   * Of the Hessian, ascending; of networks the largest alone.
   */
  eigenvalues: (number | null)[];
  /**
   * The largest of them.
   */
  sharpness: number | null;
  /**
   * The largest stable learning rate, where there is one.
   */
  limit: number | null;
  /**
   * The learning rate over the limit.
   */
  ratio: number | null;
  /**
   * The limit's formula.
   */
  latex: string;
}
/**
 * A landscape with its gradient.
 */
export interface LandscapeOutline {
  /**
   * Its name in an experiment.
   */
  name: string;
  /**
   * Its name for people.
   */
  title: string;
  /**
   * One sentence.
   */
  summary: string;
  /**
   * Its source.
   */
  reference: string;
  /**
   * What it teaches.
   */
  lesson: string;
  /**
   * What it is akin to.
   */
  family: string;
  /**
   * As it can be typed.
   */
  formula: string;
  /**
   * As it is shown.
   */
  latex: string;
  /**
   * What the parameters are called: w, w₁ and w₂, or the letters of a formula.
   */
  letters: string[];
  /**
   * Number of parameters.
   */
  dimension: 1 | 2;
  /**
   * Where it is usually studied.
   */
  domain: [number, number][];
  /**
   * What plots show.
   */
  window: [number, number][];
  /**
   * Whether contours are levels of the logarithm.
   */
  log: boolean;
  /**
   * All global minima of the domain.
   */
  minima: MinimumEntry[];
  /**
   * Where runs start.
   */
  start: number[];
  /**
   * A rate that leads somewhere.
   */
  learning_rate: number;
  /**
   * How often it can be derived.
   */
  smoothness: string;
  /**
   * Whether there is no lowest value.
   */
  unbounded_below: boolean;
  /**
   * Its partial derivatives; empty where they are too long.
   */
  gradient_latex: string[];
}
/**
 * A layer at this step: typical sizes, and of a small network all numbers.
 */
export interface LayerAnswer {
  name: string;
  inputs: number;
  units: number;
  /**
   * Null for the last layer.
   */
  activation: string | null;
  /**
   * Root mean square of weights and biases.
   */
  weight: number | null;
  /**
   * Of their gradient.
   */
  gradient: number | null;
  /**
   * Of the step.
   */
  update: number | null;
  /**
   * Length of the gradient.
   */
  gradient_norm: number | null;
  weights?: (number | null)[][] | null;
  biases?: (number | null)[] | null;
  weight_gradient?: (number | null)[][] | null;
  bias_gradient?: (number | null)[] | null;
  weight_update?: (number | null)[][] | null;
  bias_update?: (number | null)[] | null;
}
/**
 * What is answered without a hidden layer: the sum of slope times input, and a constant.
 */
export interface LinearAnswer {
  target: string;
  terms: LinearTerm[];
  constant: number | null;
}
/**
 * One input of a line.
 */
export interface LinearTerm {
  input: string;
  /**
   * What one more of it adds to the answer.
   */
  slope: number | null;
}
/**
 * What a measure says at every pair of values.
 */
export interface MapAnswer {
  x: AxisAnswer;
  /**
   * The one that differs from row to row; null for a map of one row.
   */
  y: AxisAnswer | null;
  /**
   * What was asked of every cell, complete.
   */
  measure: {
    [k: string]: unknown;
  };
  /**
   * What a number counts; empty where it bears no unit.
   */
  unit: string;
  /**
   * The answers, rows are y; null where there is none.
   */
  values: (number | string | null)[][];
  /**
   * How each run ends: running, converged, stalled, stopped, diverged; null where values do not fit.
   */
  outcomes: (string | null)[][];
}
/**
 * An experiment, one of its runs, the settings that are varied, and what is asked of every cell.
 */
export interface MapRequest {
  experiment: Experiment;
  /**
   * Number of the run that is varied, from 0.
   */
  run?: number;
  x: Axis;
  /**
   * The setting that differs from row to row; null is a map of one row.
   */
  y?: Axis | null;
  /**
   * What is asked of every cell, as of a run.
   */
  measure?:
    | (
        | "column_at"
        | "accuracy_at"
        | "neuron"
        | "weight_slope"
        | "largest_layer"
        | "layer_ratio"
        | "sample_loss"
        | "most_mistaken"
        | "shifted_accuracy"
        | "outcome"
        | "nearest_minimum"
        | "end_point"
        | "parameter_count"
        | "final_loss"
        | "lowest_loss"
        | "best_step"
        | "best_epoch"
        | "loss_curve"
        | "steps_to_loss"
        | "evaluations_to_loss"
        | "epochs_to_loss"
        | "steps_to_accuracy"
        | "evaluations_to_accuracy"
        | "epochs_to_accuracy"
        | "first_to_accuracy"
        | "spread"
        | "convergence_rate"
        | "angle"
      )
    | (
        | ColumnAt
        | AccuracyAt
        | NeuronAnswer
        | WeightSlope
        | LargestLayer
        | LayerRatio
        | SampleLoss
        | MostMistaken
        | ShiftedAccuracy
        | RunOutcome
        | NearestMinimum
        | EndPoint
        | ParameterCount
        | FinalLoss
        | LowestLoss
        | BestStep
        | BestEpoch
        | LossCurve
        | StepsToLoss
        | EvaluationsToLoss
        | EpochsToLoss
        | StepsToAccuracy
        | EvaluationsToAccuracy
        | EpochsToAccuracy
        | FirstToAccuracy
        | Spread
        | ConvergenceRate
        | Angle
      );
}
/**
 * What a measure found.
 */
export interface MeasureAnswer {
  /**
   * The answer; null where there is none, such as a loss never reached.
   */
  value: number | string | null;
  /**
   * What a number counts; empty where it bears no unit.
   */
  unit: string;
  /**
   * The answer in words.
   */
  sentence: string;
  /**
   * The numbers in the sentence by name, and those behind them.
   */
  numbers: {
    [k: string]: unknown;
  };
}
/**
 * An experiment, one of its runs, and what is asked of it.
 */
export interface MeasureRequest {
  experiment: Experiment;
  /**
   * Number of the run, from 0; comparisons of runs look at all.
   */
  run?: number;
  /**
   * What is asked.
   */
  measure:
    | (
        | "column_at"
        | "accuracy_at"
        | "neuron"
        | "weight_slope"
        | "largest_layer"
        | "layer_ratio"
        | "sample_loss"
        | "most_mistaken"
        | "shifted_accuracy"
        | "outcome"
        | "nearest_minimum"
        | "end_point"
        | "parameter_count"
        | "final_loss"
        | "lowest_loss"
        | "best_step"
        | "best_epoch"
        | "loss_curve"
        | "steps_to_loss"
        | "evaluations_to_loss"
        | "epochs_to_loss"
        | "steps_to_accuracy"
        | "evaluations_to_accuracy"
        | "epochs_to_accuracy"
        | "first_to_accuracy"
        | "spread"
        | "convergence_rate"
        | "angle"
        | "best_setting"
        | "first_setting"
        | "threshold"
        | "winner"
      )
    | (
        | ColumnAt
        | AccuracyAt
        | NeuronAnswer
        | WeightSlope
        | LargestLayer
        | LayerRatio
        | SampleLoss
        | MostMistaken
        | ShiftedAccuracy
        | RunOutcome
        | NearestMinimum
        | EndPoint
        | ParameterCount
        | FinalLoss
        | LowestLoss
        | BestStep
        | BestEpoch
        | LossCurve
        | StepsToLoss
        | EvaluationsToLoss
        | EpochsToLoss
        | StepsToAccuracy
        | EvaluationsToAccuracy
        | EpochsToAccuracy
        | FirstToAccuracy
        | Spread
        | ConvergenceRate
        | Angle
        | BestSetting
        | FirstSetting
        | Threshold
        | Winner
      );
}
/**
 * The value of a setting between two others at which the outcome changes, found by halving.
 */
export interface Threshold {
  name?: "threshold";
  /**
   * The setting's JSON path within the run.
   */
  path?: string;
  /**
   * The lower end of the range.
   */
  low: number;
  /**
   * Its upper end.
   */
  high: number;
  /**
   * The outcome that begins, or ends, somewhere between.
   */
  outcome?: "running" | "converged" | "stalled" | "stopped" | "diverged";
  /**
   * Whether only whole numbers are tried.
   */
  whole?: boolean;
  /**
   * How close the two sides come, as a share of the value.
   */
  tolerance?: number;
}
/**
 * The run of the race that is best by a measure: the first of them where several are.
 */
export interface Winner {
  name?: "winner";
  /**
   * The measure.
   */
  by?:
    | (
        | "column_at"
        | "accuracy_at"
        | "neuron"
        | "weight_slope"
        | "largest_layer"
        | "layer_ratio"
        | "sample_loss"
        | "most_mistaken"
        | "shifted_accuracy"
        | "outcome"
        | "nearest_minimum"
        | "end_point"
        | "parameter_count"
        | "final_loss"
        | "lowest_loss"
        | "best_step"
        | "best_epoch"
        | "loss_curve"
        | "steps_to_loss"
        | "evaluations_to_loss"
        | "epochs_to_loss"
        | "steps_to_accuracy"
        | "evaluations_to_accuracy"
        | "epochs_to_accuracy"
        | "first_to_accuracy"
        | "spread"
        | "convergence_rate"
        | "angle"
      )
    | (
        | ColumnAt
        | AccuracyAt
        | NeuronAnswer
        | WeightSlope
        | LargestLayer
        | LayerRatio
        | SampleLoss
        | MostMistaken
        | ShiftedAccuracy
        | RunOutcome
        | NearestMinimum
        | EndPoint
        | ParameterCount
        | FinalLoss
        | LowestLoss
        | BestStep
        | BestEpoch
        | LossCurve
        | StepsToLoss
        | EvaluationsToLoss
        | EpochsToLoss
        | StepsToAccuracy
        | EvaluationsToAccuracy
        | EpochsToAccuracy
        | FirstToAccuracy
        | Spread
        | ConvergenceRate
        | Angle
      );
  /**
   * Whether less or more wins; null is the measure's own.
   */
  wins?: ("less" | "more") | null;
}
/**
 * One step of a network.
 */
export interface NetworkExplanation {
  /**
   * Number of the run.
   */
  run: number;
  /**
   * Number of the step; of a diverged run the last one at most.
   */
  step: number;
  /**
   * The optimizer with its settings at this step.
   */
  optimizer:
    | (
        | "adadelta"
        | "adagrad"
        | "adam"
        | "adamax"
        | "adamw"
        | "asgd"
        | "lbfgs"
        | "lion"
        | "nadam"
        | "newton"
        | "radam"
        | "rmsprop"
        | "rprop"
        | "schedule_free_adamw"
        | "schedule_free_sgd"
        | "sgd"
        | "signsgd"
      )
    | (
        | AdaDelta
        | AdaGrad
        | Adam
        | AdaMax
        | AdamW
        | ASGD
        | LBFGS
        | Lion
        | NAdam
        | Newton
        | RAdam
        | RMSprop
        | Rprop
        | ScheduleFreeAdamW
        | ScheduleFreeSGD
        | SGD
        | SignSGD
      );
  /**
   * The rule, line by line.
   */
  lines: RuleValue[];
  diagnosis: DiagnosisAnswer;
  /**
   * Over all samples.
   */
  loss: number | null;
  /**
   * Of the step's batch.
   */
  batch_loss: number | null;
  /**
   * Of this step.
   */
  learning_rate: number | null;
  /**
   * Of this step.
   */
  batch_size: number;
  /**
   * Of optimizers with momentum; null without, and with clipping.
   */
  velocity: Velocity | null;
  /**
   * Passes over the data until here.
   */
  epoch: number | null;
  /**
   * Gradients of samples until here.
   */
  evaluations: number;
  /**
   * The latest measurement, by column.
   */
  measured: {
    [k: string]: number | null;
  };
  layers: LayerAnswer[];
  /**
   * A regression without hidden layers in the data's own units, for each target; else null.
   */
  line: LinearAnswer[] | null;
  /**
   * Null where finding out takes too long, or is no number.
   */
  stability: Stability | null;
  /**
   * Of the sample that was asked for.
   */
  sample: SampleExplanation | null;
}
/**
 * One sample's passes, forward and backward.
 */
export interface SampleExplanation {
  /**
   * Number of the sample.
   */
  index: number;
  /**
   * Whether it is trained on.
   */
  train: boolean;
  /**
   * As the network sees them; null where there are too many.
   */
  inputs: (number | null)[] | null;
  /**
   * Null where `inputs` are.
   */
  scaling: Scaling | null;
  /**
   * Its class, its value, or its values.
   */
  label: string | number | (number | null)[];
  /**
   * As the loss wants it.
   */
  target: (number | null)[];
  layers: SampleLayer[];
  output: OutputStep;
  /**
   * Of the classes.
   */
  probabilities: (number | null)[] | null;
  /**
   * The network's class, its value, or its values.
   */
  answer: string | number | (number | null)[] | null;
  /**
   * Of this sample.
   */
  loss: number | null;
  /**
   * The cost: the mean over the training samples, with its penalty.
   */
  mean_loss: number | null;
  /**
   * Number of training samples.
   */
  samples: number;
  /**
   * Its part of the cost, `loss` / `samples`; null for test samples.
   */
  share: number | null;
}
/**
 * How one sample's inputs were scaled.
 */
export interface Scaling {
  /**
   * The problem's `scaling`.
   */
  kind: "none" | "unit" | "standard";
  /**
   * The chosen inputs before; scaled they are (raw − subtracted) / divided.
   */
  raw: (number | null)[];
  /**
   * The training mean of each input, or 0.
   */
  subtracted: (number | null)[];
  /**
   * The training standard deviation, the largest value, or 1.
   */
  divided: (number | null)[];
}
/**
 * One layer of a sample's passes.
 */
export interface SampleLayer {
  /**
   * Sums of the units.
   */
  z: (number | null)[];
  /**
   * Their values.
   */
  a: (number | null)[];
  /**
   * Slopes of the sample's loss by the sums: `slope` times `back`.
   */
  delta: (number | null)[];
  /**
   * What comes back from the layer above, Σ w δ; null for the last layer.
   */
  back: (number | null)[] | null;
  /**
   * Slopes of the activation at the sums; null for the last layer.
   */
  slope: (number | null)[] | null;
}
/**
 * From the outputs of the last layer to the loss, and where the way back begins.
 */
export interface OutputStep {
  /**
   * What is made of the outputs.
   */
  activation: "softmax" | "sigmoid" | "tanh" | "identity";
  /**
   * Its formula.
   */
  latex: string;
  /**
   * exp z for the softmax, exp −z for the sigmoid, else null.
   */
  exponentials: (number | null)[] | null;
  /**
   * p.
   */
  values: (number | null)[];
  /**
   * y, with the label smoothing where there is one.
   */
  wanted: (number | null)[];
  /**
   * w of the sample's class, by which its loss is multiplied; null without weights.
   */
  weight: number | null;
  /**
   * The loss of one sample.
   */
  loss_latex: string;
  /**
   * Its slope by an output: the δ of the last layer.
   */
  slope_latex: string;
}
/**
 * A complete experiment.
 */
export interface NormalizeAnswer {
  experiment: Experiment;
  /**
   * Address of the page that shows it, without the host.
   */
  link: string;
  /**
   * The landscape with its gradient.
   */
  landscape?: LandscapeOutline | null;
  /**
   * Of a network: sizes, columns, probes.
   */
  problem?: ProblemOutline | null;
}
/**
 * What is known of a network.
 */
export interface ProblemOutline {
  /**
   * Units of each layer, inputs first.
   */
  sizes: number[];
  /**
   * Losses that a run may have of its own: they work on the same parameters.
   */
  losses: string[];
  /**
   * Number of weights and biases.
   */
  parameters: number;
  /**
   * The learning rate of a run that names none.
   */
  suggested_rate: number;
  /**
   * Columns that come unasked.
   */
  columns: string[];
  /**
   * Steps between two measurements.
   */
  evaluate_every: number;
  /**
   * Names of the probes that it offers.
   */
  probes: string[];
  /**
   * Of one weight and one bias alone.
   */
  surface?: ErrorSurface | null;
}
/**
 * The samples of one batch.
 */
export interface OfBatch {
  /**
   * The step of the run that uses it.
   */
  batch: number;
}
/**
 * How a run ended.
 */
export interface OutcomeAnswer {
  /**
   * How it stands.
   */
  status: "running" | "converged" | "stalled" | "stopped" | "diverged";
  /**
   * Since when; null while it goes on.
   */
  step: number | null;
  /**
   * One sentence.
   */
  message: string;
}
/**
 * The two directions in which the path itself is widest: its principal components.
 */
export interface OwnPath {
  kind?: "pca";
}
/**
 * Points origin + a·u + b·v, and the losses there. What is no number is null.
 */
export interface PlaneAnswer {
  /**
   * The centre, in the order W1, b1, W2, b2, …; null if not asked for.
   */
  origin: number[] | null;
  /**
   * The direction of a.
   */
  u: number[] | null;
  /**
   * The direction of b; null for a line, too.
   */
  v: number[] | null;
  /**
   * Places along u.
   */
  a: number[];
  /**
   * Places along v; null for a line.
   */
  b: number[] | null;
  /**
   * Losses; rows are b.
   */
  values: (number | null)[][];
  /**
   * The window that suits the plane, side by side.
   */
  whole: number[][];
  /**
   * How many samples they are over.
   */
  samples: number;
  /**
   * Places of the other points that the plane goes through.
   */
  marks: number[][];
  /**
   * Losses there.
   */
  marks_loss: (number | null)[];
  /**
   * Places of the plane's points that are nearest to the run's.
   */
  path: number[][];
  /**
   * Their steps.
   */
  path_steps: number[];
  /**
   * Losses at the run's own points, over the same samples.
   */
  path_loss: (number | null)[];
  /**
   * Losses at those places of the plane.
   */
  path_projected_loss: (number | null)[];
  /**
   * How far the run's points are from the plane.
   */
  path_distance: number[];
  /**
   * Share of the path's variance along u, and along what v adds; null where the run does not move.
   */
  explained_variance: number[] | null;
}
/**
 * A run of an experiment, a plane through one of its points, and what is computed of it.
 */
export interface PlaneRequest {
  experiment: Experiment;
  /**
   * Number of the run, from 0.
   */
  run?: number;
  /**
   * The step at which the run is the plane's centre; null is the path's last.
   */
  step?: number | null;
  /**
   * The last step of the path; null is the centre's, or the run's last.
   */
  until?: number | null;
  /**
   * Where the plane lies.
   */
  plane?: OwnPath | Directions | TwoWeights | Given | Between | ThreePoints;
  /**
   * [[low, high], [low, high]] in a and b, or one side of a line; null is what suits the plane.
   */
  window?: [[number, number], [number, number]] | [[number, number]] | null;
  /**
   * Points along each side.
   */
  resolution?: number;
  /**
   * Samples of the losses: those that are measured, or a batch's.
   */
  over?: ("train" | "test") | OfBatch;
  /**
   * At most so many of them, evenly spread; null is all of them.
   */
  samples?: number | null;
  /**
   * Steps between two points of the path; null is about 150 points.
   */
  path_every?: number | null;
  /**
   * Whether origin, u and v are in the answer.
   */
  vectors?: boolean;
}
/**
 * Two of the parameters, all others as they are at the centre.
 */
export interface TwoWeights {
  kind: "weights";
  /**
   * Their numbers in the order W1, b1, W2, b2, …, from 0.
   *
   * @minItems 2
   * @maxItems 2
   */
  indices: [number, number];
}
/**
 * The plane through the centre and two other points; the first of them lies at (1, 0).
 */
export interface ThreePoints {
  kind: "points";
  /**
   * The other points.
   *
   * @minItems 2
   * @maxItems 2
   */
  others: [Place, Place];
}
/**
 * Answers, a row for each row asked about.
 */
export interface PredictionAnswer {
  /**
   * The step whose weights answered: an ended run has a last one.
   */
  step: number;
  /**
   * What is predicted.
   */
  target: string;
  /**
   * Of a regression: what each output predicts.
   */
  target_names?: string[] | null;
  /**
   * A number for each output: of a regression in the table's own units, of classes before they become probabilities.
   */
  outputs: (number | null)[][];
  /**
   * The name of each row's class.
   */
  classes?: string[] | null;
  /**
   * Names of all classes, in the order of the probabilities.
   */
  names?: string[] | null;
  /**
   * Of each class, where the loss has them.
   */
  probabilities?: (number | null)[][] | null;
  /**
   * Of a regression over its own rows.
   */
  errors?: Errors | null;
}
/**
 * An experiment, one of its runs at one step, and the rows that it is asked about.
 */
export interface PredictionRequest {
  experiment: Experiment;
  /**
   * Number of the run, from 0.
   */
  run?: number;
  /**
   * Number of the step; "best": that of the lowest test loss; null: the last there is.
   */
  step?: (number | "best") | null;
  /**
   * Rows as in the table: a number or a word for each of its input columns, in their order.
   */
  inputs: (number | string)[][];
}
/**
 * Something that is done to the data.
 */
export interface PreprocessingStep {
  name: string;
  /**
   * What it does, in words.
   */
  text: string;
}
/**
 * Losses by learning rate, as far as they are numbers, and the rates that they speak for.
 */
export interface RateTestAnswer {
  /**
   * Which column the losses are: loss, or of networks batch_loss.
   */
  loss: string;
  /**
   * The growing rate: with it a run of as many steps has the same rows.
   */
  schedule: {
    [k: string]: unknown;
  };
  /**
   * How many losses before and after are in a smoothed one.
   */
  smoothing: number;
  /**
   * The loss before the first step; null where it is no number.
   */
  first_loss: number | null;
  /**
   * Learning rates of the steps, in their order.
   */
  rates: number[];
  /**
   * The loss after each of them; of a network that of the batch that follows.
   */
  losses: number[];
  /**
   * The mean of those around each.
   */
  smoothed: number[];
  /**
   * range, risen, diverged or stopped.
   */
  ended: string;
  /**
   * The same in a sentence.
   */
  ending: string;
  /**
   * The rate at which the loss falls fastest, and that at which it is lowest; null where none is told.
   */
  interval: number[] | null;
  /**
   * The rate half-way between the two by ratio; null where none is told.
   */
  rate: number | null;
  /**
   * Why it is that, or none, in a sentence.
   */
  reason: string;
}
/**
 * A run of an experiment, and the rates that it is tested with: each the one before times the same factor.
 */
export interface RateTestRequest {
  experiment: Experiment;
  /**
   * Number of the run, from 0, which is tested without its changes.
   */
  run?: number;
  /**
   * The first and smallest rate.
   */
  low?: number;
  /**
   * The last and largest rate.
   */
  high?: number;
  /**
   * How many steps the rate takes from one to the other.
   */
  steps?: number;
  /**
   * A smoothed loss is the mean of those up to so many steps before and after; null is a twentieth of the steps where batches are drawn, and 0 elsewhere.
   */
  smoothing?: number | null;
  /**
   * Stop where the loss is more than so many times its best; where it has fallen by more than its best, as many times that fall, less one, above it.
   */
  stop_factor?: number;
}
/**
 * A run's columns. Row k belongs to w_k; null stands for what is no number.
 */
export interface RunAnswer {
  /**
   * The run's label, or its optimizer's name.
   */
  label: string;
  outcome: OutcomeAnswer;
  /**
   * Scalars (rows), vectors (rows, d), by name.
   */
  columns: {
    [k: string]: (number | null)[] | (number | null)[][];
  };
}
/**
 * The data of a network. Null where there are too many numbers, or none of the kind.
 */
export interface SamplesAnswer {
  /**
   * What kind of question the data ask.
   */
  task: "regression" | "binary" | "classes";
  /**
   * Names of the classes.
   */
  classes: string[];
  /**
   * What is predicted.
   */
  target: string;
  /**
   * What each output of a regression predicts; of classes none.
   */
  target_names: string[];
  /**
   * Names of the inputs.
   */
  features: string[] | null;
  /**
   * Number of training samples.
   */
  train: number;
  /**
   * Number of test samples.
   */
  test: number;
  /**
   * Rows and columns of an image.
   */
  image: [number, number] | null;
  /**
   * Samples as far as they are listed, training samples first.
   */
  inputs: number[][] | null;
  /**
   * Their values, the numbers of their classes, or of several targets a list for each.
   */
  targets: number[] | number[][] | null;
  /**
   * How many of the listed ones are training samples.
   */
  shown_train: number;
  /**
   * The number of each listed sample.
   */
  index: number[] | null;
  /**
   * What plots of points show.
   */
  window: [number, number][] | null;
  /**
   * Images or texts.
   */
  examples: ExamplesAnswer | null;
  /**
   * What is done before the first step, in order.
   */
  preprocessing: PreprocessingStep[];
  /**
   * Units of each layer, inputs first.
   */
  sizes: number[];
  /**
   * What the loss makes of the last sums: softmax, sigmoid or identity.
   */
  output: string;
  /**
   * Number of weights and biases.
   */
  parameters: number;
}
/**
 * The data of a network problem.
 */
export interface SamplesRequest {
  /**
   * A problem of kind network.
   */
  problem: NamedLandscape | FormulaLandscape | NetworkSettings;
  /**
   * The experiment's seed.
   */
  seed?: number;
}
/**
 * How the process is.
 */
export interface Status {
  /**
   * ok, busy, stopping, or dead: the compute thread had ended, and is started again.
   */
  status: string;
}
/**
 * Losses on a grid.
 */
export interface SurfaceAnswer {
  /**
   * Places along w1.
   */
  x: number[];
  /**
   * Places along w2; absent in one dimension.
   */
  y?: number[] | null;
  /**
   * z[j][i] is the loss at (x[i], y[j]); z[i] in one dimension.
   */
  z: (number | null)[] | (number | null)[][];
}
/**
 * A grid of losses over a window.
 */
export interface SurfaceRequest {
  /**
   * What is drawn.
   */
  problem: NamedLandscape | FormulaLandscape | NetworkSettings;
  /**
   * [[low, high], …]; null is the problem's own.
   */
  window?: [[number, number]] | [[number, number], [number, number]] | null;
  /**
   * Points along each side.
   */
  resolution?: number;
  /**
   * Null for the full sum.
   */
  batch?: BatchOfSurface | null;
  /**
   * The experiment's seed, from which a network's data and start are drawn.
   */
  seed?: number;
}
/**
 * A table as the settings of a data set.
 */
export interface TableAnswer {
  dataset: Custom;
  /**
   * What was found out, left out, filled or supposed, a sentence each.
   */
  assumptions: string[];
  preview: TablePreview;
}
/**
 * What a person looks at before anything is trained.
 */
export interface TablePreview {
  /**
   * All columns of the table.
   */
  columns: TableColumnAnswer[];
  /**
   * The first rows as they stand in the table.
   */
  rows: string[][];
  /**
   * Rows in all, without that of the names.
   */
  row_count: number;
  /**
   * classes or regression; null where the table was refused.
   */
  task: string | null;
}
/**
 * A column of a table as it was found.
 */
export interface TableColumnAnswer {
  name: string;
  /**
   * number, words, date or empty.
   */
  kind: string;
  /**
   * input, target or left out.
   */
  part: string;
  /**
   * Why it is left out.
   */
  why: string;
  /**
   * Cells that are missing.
   */
  missing: number;
  /**
   * Different cells beside those.
   */
  different: number;
  /**
   * Its words, if there are few.
   */
  categories: string[] | null;
  low: number | null;
  high: number | null;
}
/**
 * A whole trace.
 */
export interface TraceAnswer {
  experiment: Experiment;
  /**
   * Its runs, in their order.
   */
  runs: RunAnswer[];
}
/**
 * One mistake of a request.
 */
export interface ProblemItem {
  /**
   * JSON path of the value, such as $.runs[0].learning_rate.
   */
  path: string;
  /**
   * What was expected there.
   */
  expected: string;
  /**
   * What came.
   */
  got: string;
}
/**
 * Problem details by RFC 9457.
 */
export interface Problem {
  /**
   * What kind of problem it is, as a URN.
   */
  type: string;
  /**
   * The kind in words.
   */
  title: string;
  /**
   * The HTTP status.
   */
  status: number;
  /**
   * What was wrong this time.
   */
  detail: string;
  /**
   * Each mistake with its place.
   */
  errors?: ProblemItem[];
  /**
   * Of a limit: the setting that raises it.
   */
  setting?: string | null;
  /**
   * Of a refusal for the moment: seconds until asked again.
   */
  retry_after?: number | null;
  /**
   * Of a server error: under what the server's log has more.
   */
  request_id?: string | null;
}
