"""What a network holds at a step: a neuron's answer, a weight's slope, a layer's gradient, a sample's loss."""

from collections.abc import Generator
from typing import Any, ClassVar, Literal

import numpy as np

from app.engine.declaration import FloatArray, setting
from app.engine.measures.base import Better, Measure, Measured, RunAlone, Unmeasurable, measures
from app.engine.measures.wording import number_text
from app.engine.problems import Problem
from app.engine.problems.network import NetworkProblem
from app.engine.telling.explanation import explaining

STEP = setting(0, symbol="k", help="The step.", ge=0, le=1_000_000)
SAMPLE = setting(0, symbol="", help="Number of the sample.", ge=0)
LAYER = setting(1, symbol="", help="Number of the layer, from 1.", ge=1, le=100)
UNIT = setting(1, symbol="", help="Number of the unit, from 1.", ge=1, le=100_000)


def network_of(problem: Problem) -> NetworkProblem:
    """The problem as a network; raises `Unmeasurable` where it is none."""
    if not isinstance(problem, NetworkProblem):
        raise Unmeasurable(f"expected a network, got a {problem.kind}", "name")
    return problem


def explained(run: RunAlone, step: int, sample: int | None) -> Generator[None, None, dict[str, Any]]:
    """The explanation of a step of a network, with one sample's passes where one is named."""
    network_of((yield from run.living()).problem)
    if step > run.steps:
        raise Unmeasurable(f"expected 0 … {run.steps}, the experiment's steps, got {step}", "step")
    return (yield from explaining(run.lives, run.experiment, 0, step, False, sample))


def chosen(values: Any, number: int, what: str) -> Any:
    """Item `number`, counted from 1, of a list; raises `Unmeasurable` where there is none."""
    count = len(values) if values is not None else 0
    if number > count:
        raise Unmeasurable(f"expected 1 … {count}, got {number}", what)
    return values[number - 1]


@measures.register
class NeuronAnswer(Measure):
    """What one neuron makes of one sample: its weighted sum z, its activation a, or its δ of backpropagation."""

    title: ClassVar[str] = "A neuron's answer"
    needs: ClassVar[tuple[str, ...]] = ("network",)

    name: Literal["neuron"] = "neuron"
    layer: int = LAYER
    unit: int = UNIT
    sample: int = SAMPLE
    step: int = STEP
    of_pass: Literal["z", "a", "delta"] = setting("a", symbol="", help="The sum, the activation, or δ.")

    def of(self, run: RunAlone) -> Generator[None, None, Measured]:
        """The number."""
        told = yield from explained(run, self.step, self.sample)
        layer = chosen(told["sample"]["layers"], self.layer, "layer")
        value = float(chosen(layer[self.of_pass], self.unit, "unit"))
        sign = "δ" if self.of_pass == "delta" else self.of_pass
        where = f"neuron {self.unit} of layer {self.layer}"
        sentence = f"For sample {self.sample} {where} has {sign} = {number_text(value)}."
        return Measured(value, sentence, {"value": value})


@measures.register
class WeightSlope(Measure):
    """The slope of the batch's loss by one weight or bias, which says which way, and how strongly, it is adjusted."""

    title: ClassVar[str] = "A weight's slope"
    needs: ClassVar[tuple[str, ...]] = ("network",)

    name: Literal["weight_slope"] = "weight_slope"
    layer: int = LAYER
    unit: int = UNIT
    input: int | None = setting(
        1, symbol="", help="Number of the input of the layer, from 1; null is the bias.", ge=1, le=100_000
    )
    step: int = STEP

    def of(self, run: RunAlone) -> Generator[None, None, Measured]:
        """∂L/∂w at the step."""
        live, row = yield from run.row_at(self.step)
        problem = network_of(live.problem)
        matrices = problem.layout.matrices(problem.from_public(live.vectors(row, row)["batch_gradient"][0]))
        matrix = chosen(matrices, self.layer, "layer")
        slopes = chosen(matrix, self.unit, "unit")
        value = float(slopes[-1] if self.input is None else chosen(slopes[:-1], self.input, "input"))
        name = "bias" if self.input is None else f"weight from input {self.input}"
        where = f"the {name} of neuron {self.unit} in layer {self.layer}"
        way = "lowers" if value > 0 else "raises" if value < 0 else "leaves"
        sentence = f"The slope of the loss by {where} is {number_text(value)}: gradient descent {way} it."
        return Measured(value, sentence, {"slope": value})


@measures.register
class LargestLayer(Measure):
    """The layer whose part of the gradient is longest at a step."""

    title: ClassVar[str] = "Layer with the largest gradient"
    needs: ClassVar[tuple[str, ...]] = ("network",)

    name: Literal["largest_layer"] = "largest_layer"
    step: int = STEP

    def of(self, run: RunAlone) -> Generator[None, None, Measured]:
        """Its number, from 1."""
        lengths = yield from layer_lengths(run, self.step)
        number = int(np.argmax(lengths)) + 1
        sentence = f"At step {self.step:,} layer {number} has the largest gradient: {number_text(lengths.max())}."
        return Measured(number, sentence, {"lengths": lengths.tolist()})


@measures.register
class LayerRatio(Measure):
    """How many times as long one layer's part of the gradient is as another's."""

    title: ClassVar[str] = "Ratio of two layers' gradients"
    needs: ClassVar[tuple[str, ...]] = ("network",)

    name: Literal["layer_ratio"] = "layer_ratio"
    layer: int = LAYER
    other: int = setting(2, symbol="", help="Number of the layer it is divided by, from 1.", ge=1, le=100)
    step: int = STEP

    def of(self, run: RunAlone) -> Generator[None, None, Measured]:
        """‖gradient of one‖ / ‖gradient of the other‖; none where the other has none."""
        lengths = (yield from layer_lengths(run, self.step)).tolist()
        one, other = float(chosen(lengths, self.layer, "layer")), float(chosen(lengths, self.other, "other"))
        numbers = {"length": one, "other_length": other}
        if other == 0:
            return Measured(None, f"At step {self.step:,} layer {self.other} has no gradient.", numbers)
        ratio = one / other
        times = f"{number_text(ratio)} times that of layer {self.other}"
        return Measured(ratio, f"At step {self.step:,} layer {self.layer}'s gradient is {times}.", numbers)


@measures.register
class SampleLoss(Measure):
    """The loss of one sample at a step: a part of the cost, which is the mean of all of them."""

    title: ClassVar[str] = "Loss of a sample"
    better: ClassVar[Better | None] = "less"
    needs: ClassVar[tuple[str, ...]] = ("network",)

    name: Literal["sample_loss"] = "sample_loss"
    sample: int = SAMPLE
    step: int = STEP

    def of(self, run: RunAlone) -> Generator[None, None, Measured]:
        """The loss, with the mean over the training samples."""
        told = (yield from explained(run, self.step, self.sample))["sample"]
        loss, mean = float(told["loss"]), float(told["mean_loss"])
        sentence = (
            f"Sample {self.sample} has a loss of {number_text(loss)}; the cost, the mean, is {number_text(mean)}."
        )
        return Measured(loss, sentence, {"loss": loss, "mean": mean, "label": told["label"], "answer": told["answer"]})


def layer_lengths(run: RunAlone, step: int) -> Generator[None, None, FloatArray]:
    """Lengths of the layers' parts of the batch's gradient at a step, (layers,)."""
    live, row = yield from run.row_at(step)
    network_of(live.problem)
    lengths = (yield from run.columns("gradient_norm.layer"))["gradient_norm.layer"]
    return np.asarray(lengths[row])
