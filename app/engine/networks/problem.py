"""The cost of a network on a data set, as a function of its flat parameter vector."""

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from app.engine.declaration import FloatArray
from app.engine.networks.network import CHUNK
from app.engine.networks.plan import Plan
from app.engine.problems.base import Epoch, Evaluation, Problem
from app.engine.randomness import Stream, generator

if TYPE_CHECKING:
    from app.engine.problems.network import NetworkSettings


class NetworkProblem(Problem):
    """The mean loss of a network over its training samples, with its penalty.

    Vectors are in the network's inner order; `to_public` gives that of the contract.
    """

    keeps_vectors = False
    has_hessian = False
    reach = math.inf

    def __init__(self, settings: "NetworkSettings", seed: int) -> None:
        self.settings, self.seed = settings, seed
        self.data = settings.prepared(seed)
        self.classes = settings.dataset.classes
        self.network = settings.network()
        self.layout = self.network.layout
        self.dimension, self.samples = self.layout.count, self.data.train
        self.centre = np.zeros(self.dimension)
        self.random_epochs = settings.dropout > 0
        self.measure_every = settings.interval(self.dimension)
        tested = ("test_loss",) if self.data.total > self.data.train else ()
        self.measures = ("accuracy", *tested, "test_accuracy")[: 3 if tested else 1] if self.classes else tested
        self.columns = (
            "step", "epoch", "loss", "batch_loss", *self.measures, "learning_rate", "gradient_norm",
            "gradient_norm.layer",
        )  # fmt: skip
        self.patience = settings.patience("test_loss" if tested else "loss")
        self.nbytes = self.data.nbytes
        self._looked_at = [self._subset(0, self.data.train), self._subset(self.data.train, self.data.total)]

    def _subset(self, begin: int, end: int) -> NDArray[np.int64]:
        """Samples that are measured: all of them, or as many as the settings say, evenly spread."""
        count = min(end - begin, self.settings.evaluate_samples)
        return np.linspace(begin, end - 1, count).astype(np.int64) if count else np.empty(0, np.int64)

    def start(self) -> FloatArray:
        """Weights and biases drawn by the initialiser, or the settings' own numbers."""
        settings = self.settings
        if settings.initial_parameters is not None:
            return self.from_public(np.array(settings.initial_parameters))
        random = generator(self.seed, Stream.START)
        vector = np.empty(self.dimension, self.network.dtype)
        for matrix in self.layout.matrices(vector):
            fan_out, fan_in = matrix.shape[0], matrix.shape[1] - 1
            matrix[:, :-1] = settings.initializer.weights(random, fan_in, fan_out)
            matrix[:, -1] = settings.initializer.biases(random, fan_in, fan_out)
        return vector

    def epoch(self, order: NDArray[np.int64] | None, number: int = 0) -> Epoch:
        """The training samples in `order`."""
        return NetworkEpoch(self, order if self.settings.shuffle else None, number)

    @np.errstate(all="ignore")
    def value(self, parameters: FloatArray) -> FloatArray:
        """The cost over all training samples at points (d, …)."""
        points = parameters.reshape(self.dimension, -1).T
        return np.array([self._cost(point) for point in points]).reshape(parameters.shape[1:])

    def _cost(self, parameters: FloatArray) -> float:
        cost = self.network.penalty(parameters)
        for chosen, share in self._chunks():
            cost += share * self._loss(self.network.outputs(parameters, self.data.rows(chosen)), chosen)
        return cost

    def _loss(self, outputs: FloatArray, chosen: "slice | NDArray[np.int64]") -> float:
        """Mean loss of outputs (k, B) for these samples, without the penalty."""
        return float(self.network.loss.losses(outputs, self.data.targets[:, chosen]).mean())

    def _chunks(self) -> Iterator[tuple[slice, float]]:
        """The training samples piece by piece, so that inputs which are not converted need little room; shares."""
        for begin in range(0, self.samples, CHUNK):
            end = min(begin + CHUNK, self.samples)
            yield slice(begin, end), (end - begin) / self.samples

    @np.errstate(all="ignore")
    def value_and_gradient(self, parameters: FloatArray) -> tuple[FloatArray, FloatArray]:
        """The cost and its gradient over all training samples at one point (d,)."""
        point = np.ascontiguousarray(parameters, self.network.dtype)
        cost, gradient = 0.0, np.zeros_like(point)
        for chosen, share in self._chunks():
            inputs, targets = self.data.rows(chosen), self.data.targets[:, chosen]
            passed = self.network.forward(point, inputs)
            deltas = self.network.backward(point, passed, targets)
            gradient += share * self.network.gradient(inputs, passed, deltas)
            cost += share * self._loss(passed.values[-1], chosen)
        penalty = self.network.add_penalty(point, gradient)
        return np.asarray(cost + penalty), gradient

    @np.errstate(all="ignore")
    def measure(self, parameters: FloatArray) -> dict[str, float]:
        """Loss (with penalty), test loss (without), and shares of samples whose class is right."""
        measures: dict[str, float] = {}
        names = (("loss", "accuracy"), ("test_loss", "test_accuracy"))
        for (loss_name, accuracy_name), chosen in zip(names, self._looked_at, strict=True):
            if not len(chosen):
                continue
            outputs = self.network.outputs(parameters, self.data.rows(chosen))
            measures[loss_name] = self._loss(outputs, chosen)
            if self.classes:
                right = self.network.loss.predictions(outputs) == self.data.samples.targets[chosen]
                measures[accuracy_name] = float(right.mean())
        measures["loss"] += self.network.penalty(parameters)
        return measures

    @np.errstate(over="ignore")
    def from_public(self, parameters: FloatArray) -> FloatArray:
        """A vector in the order W1, b1, W2, b2, … in the inner order and the network's precision."""
        return self.layout.from_public(np.asarray(parameters, dtype=self.network.dtype))

    def to_public(self, vectors: FloatArray) -> FloatArray:
        """Vectors (…, d) in the order W1, b1, W2, b2, …"""
        return self.layout.to_public(vectors)


class NetworkEpoch(Epoch):
    """One epoch: inputs put in order at once where they are small, else gathered batch by batch."""

    def __init__(self, problem: NetworkProblem, order: NDArray[np.int64] | None, number: int) -> None:
        data, samples = problem.data, problem.samples
        self._data, self._network = data, problem.network
        self._order = np.arange(samples) if order is None else order
        self._key = (problem.seed, number)
        self._plan: Plan | None = None
        self._inputs = data.batch(slice(0, samples) if order is None else order) if data.small else None
        self._targets = data.targets[:, :samples] if order is None else data.targets[:, order]

    def evaluate(self, parameters: FloatArray, begin: int, end: int, gradient: FloatArray) -> Evaluation:
        """One pass of the plan for this batch size."""
        plan = self._plan
        if (
            plan is None
            or plan.parameters is not parameters
            or plan.size != end - begin
            or plan.gradient is not gradient
        ):
            plan = self._plan = self._network.plan(parameters, gradient, end - begin)
        if plan.masks:
            self._drop_out(plan.masks, begin)
        inputs = self._data.batch(self._order[begin:end]) if self._inputs is None else self._inputs[begin:end]
        cost = plan.run(inputs, self._targets[:, begin:end])
        return Evaluation(math.nan, cost, None, plan.norms())

    def _drop_out(self, masks: list[FloatArray], begin: int) -> None:
        """Inverted dropout: a unit is kept with probability 1 − p and then counts 1/(1 − p)."""
        kept = 1 - self._network.dropout
        random = generator(self._key[0], Stream.DROPOUT, self._key[1], begin)
        for mask in masks:
            mask[...] = (random.random(mask.shape) < kept) / kept
