"""What an explanation answers: one step in numbers and words. Null stands for what is no number."""

from typing import Any, Literal

from pydantic import Field

from app.api.answers import Answer
from app.api.catalog_answer import RuleLine
from app.engine.experiment import OptimizerChoice

Number = float | None
Vector = list[Number]
Matrix = list[Vector]


class RuleValue(RuleLine):
    """A line of the optimizer's rule with its value."""

    value: Number | Vector | Matrix = Field(description="Null where it is not computed.")


class Term(Answer):
    """A part of the step; the terms add up to it."""

    name: str = Field(description="The line of the rule.")
    label: str = Field(description="What it is called.")
    role: Literal["gradient", "memory", "decay"] = Field(description="Which part it is.")
    value: list[float] = Field(description="The part.")


class VelocityPart(Answer):
    """What one gradient, or all older ones together, are of the velocity."""

    weight: Number = Field(description="Of the gradient; of all older ones what is kept of the velocity then.")
    along: Number = Field(description="How far it reaches along the velocity; together they are its length.")
    value: Vector | None = Field(description="Weight times gradient; null for networks.")


class VelocityGradient(VelocityPart):
    """What one gradient is of the velocity."""

    step: int = Field(description="Its step.")


class Velocity(Answer):
    """The velocity after the step, as the sum of its parts."""

    name: str = Field(description="What the optimizer's state calls it.")
    parts: list[VelocityGradient] = Field(description="The last gradients, the newest first.")
    older: VelocityPart | None = Field(description="All gradients before them; null where there are none.")
    length: Number
    value: Vector | None = Field(description="Null for networks.")


class Stability(Answer):
    """Curvature at the point, and what learning rate it allows."""

    eigenvalues: Vector = Field(description="Of the Hessian, ascending; of networks the largest alone.")
    sharpness: Number = Field(description="The largest of them.")
    limit: Number = Field(description="The largest stable learning rate, where there is one.")
    ratio: Number = Field(description="The learning rate over the limit.")
    latex: str = Field(description="The limit's formula.")


class Piece(Answer):
    """A piece of a sentence."""

    text: str = Field(description="The words.")
    strong: bool = Field(description="Whether they are the verdict.")


class RemedyAnswer(Answer):
    """A change that helps."""

    label: str = Field(description="What it does.")
    change: dict[str, float] = Field(description="Settings from this step on, or from the start.")
    from_start: bool = Field(description="Whether it holds from the start.")
    problem: dict[str, Any] = Field(description="Settings of the problem that are others, for all runs.")
    effect: str = Field(description="What it was computed to do.")


class DiagnosisAnswer(Answer):
    """What is happening."""

    verdict: str = Field(description="In one word.")
    sentence: list[Piece] = Field(description="In one sentence.")
    remedy: RemedyAnswer | None = Field(description="What helps, where something does.")
    best_step: int | None = Field(
        description="Of a run that stopped early or overfits, the step of its lowest test loss; else null."
    )


class ExplanationAnswer(Answer):
    """One step, number by number."""

    run: int = Field(description="Number of the run.")
    step: int = Field(description="Number of the step; of a diverged run the last one at most.")
    optimizer: OptimizerChoice = Field(description="The optimizer with its settings at this step.")
    lines: list[RuleValue] = Field(description="The rule, line by line.")
    diagnosis: DiagnosisAnswer = Field(description="What is happening, in words, with a remedy where there is one.")
    loss: Number = Field(description="Over all samples.")
    batch_loss: Number = Field(description="Of the step's batch.")
    learning_rate: Number = Field(description="Of this step.")
    batch_size: int = Field(description="Of this step.")
    velocity: Velocity | None = Field(description="Of optimizers with momentum; null without, and with clipping.")
    epoch: Number = Field(description="Passes over the data until here.")
    evaluations: int = Field(description="Gradients of samples until here.")


class LandscapeExplanation(ExplanationAnswer):
    """One step on a landscape."""

    parameters: list[float] = Field(description="w_k.")
    gradient: Vector = Field(description="At w_k, over all samples.")
    batch_gradient: Vector = Field(description="At w_k, of the batch.")
    next: list[float] | None = Field(description="w_{k+1}; null where there is none.")
    next_loss: Number = Field(description="The loss there.")
    update: list[float] | None = Field(description="w_{k+1} − w_k.")
    terms: list[Term] = Field(description="What the step is made of.")
    stability: Stability


class LayerAnswer(Answer):
    """A layer at this step: typical sizes, and of a small network all numbers."""

    name: str
    inputs: int
    units: int
    activation: str | None = Field(description="Null for the last layer.")
    weight: Number = Field(description="Root mean square of weights and biases.")
    gradient: Number = Field(description="Of their gradient.")
    update: Number = Field(description="Of the step.")
    gradient_norm: Number = Field(description="Length of the gradient.")
    weights: Matrix | None = None
    biases: Vector | None = None
    weight_gradient: Matrix | None = None
    bias_gradient: Vector | None = None
    weight_update: Matrix | None = None
    bias_update: Vector | None = None


class SampleLayer(Answer):
    """One layer of a sample's passes."""

    z: Vector = Field(description="Sums of the units.")
    a: Vector = Field(description="Their values.")
    delta: Vector = Field(description="Slopes of the sample's loss by the sums: `slope` times `back`.")
    back: Vector | None = Field(description="What comes back from the layer above, Σ w δ; null for the last layer.")
    slope: Vector | None = Field(description="Slopes of the activation at the sums; null for the last layer.")


class Scaling(Answer):
    """How one sample's inputs were scaled."""

    kind: Literal["none", "unit", "standard"] = Field(description="The problem's `scaling`.")
    raw: Vector = Field(description="The chosen inputs before; scaled they are (raw − subtracted) / divided.")
    subtracted: Vector = Field(description="The training mean of each input, or 0.")
    divided: Vector = Field(description="The training standard deviation, the largest value, or 1.")


class OutputStep(Answer):
    """From the outputs of the last layer to the loss, and where the way back begins."""

    activation: Literal["softmax", "sigmoid", "tanh", "identity"] = Field(description="What is made of the outputs.")
    latex: str = Field(description="Its formula.")
    exponentials: Vector | None = Field(description="exp z for the softmax, exp −z for the sigmoid, else null.")
    values: Vector = Field(description="p.")
    wanted: Vector = Field(description="y, with the label smoothing where there is one.")
    weight: Number = Field(
        description="w of the sample's class, by which its loss is multiplied; null without weights."
    )
    loss_latex: str = Field(description="The loss of one sample.")
    slope_latex: str = Field(description="Its slope by an output: the δ of the last layer.")


class SampleExplanation(Answer):
    """One sample's passes, forward and backward."""

    index: int = Field(description="Number of the sample.")
    train: bool = Field(description="Whether it is trained on.")
    inputs: Vector | None = Field(description="As the network sees them; null where there are too many.")
    scaling: Scaling | None = Field(description="Null where `inputs` are.")
    label: str | float | Vector = Field(description="Its class, its value, or its values.")
    target: Vector = Field(description="As the loss wants it.")
    layers: list[SampleLayer]
    output: OutputStep
    probabilities: Vector | None = Field(description="Of the classes.")
    answer: str | Number | Vector = Field(description="The network's class, its value, or its values.")
    loss: Number = Field(description="Of this sample.")
    mean_loss: Number = Field(description="The cost: the mean over the training samples, with its penalty.")
    samples: int = Field(description="Number of training samples.")
    share: Number = Field(description="Its part of the cost, `loss` / `samples`; null for test samples.")


class LinearTerm(Answer):
    """One input of a line."""

    input: str
    slope: Number = Field(description="What one more of it adds to the answer.")


class LinearAnswer(Answer):
    """What is answered without a hidden layer: the sum of slope times input, and a constant."""

    target: str
    terms: list[LinearTerm]
    constant: Number


class NetworkExplanation(ExplanationAnswer):
    """One step of a network."""

    measured: dict[str, Number] = Field(description="The latest measurement, by column.")
    layers: list[LayerAnswer]
    line: list[LinearAnswer] | None = Field(
        description="A regression without hidden layers in the data's own units, for each target; else null."
    )
    stability: Stability | None = Field(description="Null where finding out takes too long, or is no number.")
    sample: SampleExplanation | None = Field(description="Of the sample that was asked for.")


Explanation = LandscapeExplanation | NetworkExplanation
