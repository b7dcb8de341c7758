"""A training step for one batch size as a list of bound calls into buffers that are made once.

On small networks the number of NumPy calls is what a step costs. So there is one buffer for each layer, activations
are feature-major (units + 1, B) with a last row of ones, which makes the bias a column of the weights, and nothing is
looked up or allocated while a step runs.
"""

from collections.abc import Callable
from math import sqrt
from typing import Any

import numpy as np

from app.engine.declaration import FloatArray
from app.engine.networks.passes import Network

KEPT_SIZES = 4
"""Batch sizes whose steps a run keeps: its own, the rest at the end of an epoch, and those before a change."""

Call = tuple[Callable[..., Any], tuple[Any, ...]]


class TrainingStep:
    """Forward and backward pass at `parameters` (d,) for batches of `size`; the gradient goes to `gradient` (d,)."""

    def __init__(self, network: Network, parameters: FloatArray, gradient: FloatArray, size: int) -> None:
        self.parameters, self.gradient, self.size = parameters, gradient, size
        self._network = network
        layout, dtype = network.layout, parameters.dtype
        self._weights = layout.matrices(parameters)
        self._slopes = layout.matrices(gradient)
        self._first, self._last = self._weights[0].dot, self._slopes[0]
        units = layout.sizes[1:-1]
        self._sums = [np.empty((width, size), dtype) for width in units]
        self._hidden = [np.ones((width + 1, size), dtype) for width in units]
        self._deltas = [np.empty((width, size), dtype) for width in layout.sizes[1:]]
        self._outputs = np.empty((layout.sizes[-1], size), dtype)
        self._scratch = np.empty((max(layout.sizes[1:]), size), dtype)
        self.masks = [np.ones((width, size), dtype) for width in units] if network.dropout else []
        self._kept = [np.empty_like(sums) for sums in self._sums] if network.dropout else []
        self._targets_scratch = np.empty_like(self._outputs)
        self._first_out = self._sum_of(0)
        self._forward = self._forward_calls()
        self._backward = self._backward_calls()
        self._layers = layout.layers(gradient)
        self._cost = network.loss.value_and_delta
        self._penalised = bool(network.l1 or network.l2)
        self.smooth = np.empty_like(gradient) if network.l1 else None
        """The gradient (d,) without L1's slopes, where there is L1."""

    def run(self, inputs: FloatArray, targets: FloatArray) -> float:
        """The batch's cost at inputs (B, features + 1), whose last column is ones, and targets (k, B)."""
        self._first(inputs.T, self._first_out)
        for function, arguments in self._forward:
            function(*arguments)
        delta = self._deltas[-1]
        cost = self._cost(self._outputs, targets, delta, self._targets_scratch)
        for function, arguments in self._backward:
            function(*arguments)
        self._deltas[0].dot(inputs, self._last)
        if self._penalised:
            cost += self._network.add_penalty(self.parameters, self.gradient, self.smooth)
        return cost

    def norms(self) -> list[float]:
        """Norm of each layer's part of the gradient."""
        return [sqrt(layer.dot(layer)) for layer in self._layers]

    @property
    def nbytes(self) -> int:
        """Bytes of its buffers."""
        buffers = (*self._sums, *self._hidden, *self._deltas, *self.masks, self._outputs, self._scratch)
        smooth = [] if self.smooth is None else [self.smooth]
        return sum(buffer.nbytes for buffer in (*buffers, self._targets_scratch, *self._kept, *smooth))

    def _sum_of(self, layer: int) -> FloatArray:
        """Where the sums of a layer go: the outputs, or where its values will overwrite them."""
        if layer == len(self._weights) - 1:
            return self._outputs
        keeps = self._network.activations[layer].keeps_sums or self._network.dropout
        return self._sums[layer] if keeps else self._hidden[layer][:-1]

    def _forward_calls(self) -> list[Call]:
        calls: list[Call] = []
        for layer, activation in enumerate(self._network.activations):
            hidden, sums = self._hidden[layer], self._sum_of(layer)
            if self._network.dropout:
                values = self._values(layer)
                calls.append((activation.value, (sums, values)))
                calls.append((np.multiply, (values, self.masks[layer], hidden[:-1])))
            else:
                calls.append((activation.value, (sums, hidden[:-1])))
            calls.append((self._weights[layer + 1].dot, (hidden, self._sum_of(layer + 1))))
        return calls

    def _values(self, layer: int) -> FloatArray:
        """The values of a layer before dropout; without it they are the layer's buffer itself."""
        if not self._network.dropout:
            return self._hidden[layer][:-1]
        return self._kept[layer]

    def _backward_calls(self) -> list[Call]:
        calls: list[Call] = []
        for layer in reversed(range(1, len(self._weights))):
            delta, below = self._deltas[layer], self._deltas[layer - 1]
            activation, scratch = self._network.activations[layer - 1], self._scratch[: below.shape[0]]
            calls.append((delta.dot, (self._hidden[layer - 1].T, self._slopes[layer])))
            calls.append((self._weights[layer][:, :-1].T.dot, (delta, below)))
            if self._network.dropout:
                calls.append((np.multiply, (below, self.masks[layer - 1], below)))
            sums, values = self._sum_of(layer - 1), self._values(layer - 1)
            calls.append((activation.times_slope, (sums, values, below, scratch)))
        return calls


class TrainingSteps:
    """The steps of one run, one for each batch size, at its own `parameters` (d,) and into its own `gradient` (d,)."""

    def __init__(self, network: Network, parameters: FloatArray, gradient: FloatArray) -> None:
        self._network, self._parameters, self._gradient = network, parameters, gradient
        self._here: dict[int, TrainingStep] = {}
        self._elsewhere: TrainingStep | None = None

    def of(self, parameters: FloatArray, gradient: FloatArray, size: int) -> TrainingStep:
        """The step for batches of `size` at the run's own point, or at another that is looked at in passing."""
        if parameters is self._parameters and gradient is self._gradient:
            step = self._here.get(size)
            if step is None:
                if len(self._here) >= KEPT_SIZES:
                    del self._here[next(iter(self._here))]
                step = self._here[size] = TrainingStep(self._network, parameters, gradient, size)
            return step
        step = self._elsewhere
        if step is None or step.size != size:
            step = TrainingStep(self._network, np.empty_like(parameters), np.empty_like(gradient), size)
            self._elsewhere = step
        return step

    @property
    def latest(self) -> TrainingStep | None:
        """The step that was made last, if any."""
        return next(reversed(self._here.values()), None)

    @property
    def nbytes(self) -> int:
        """Bytes of all buffers."""
        steps = [*self._here.values()] + ([] if self._elsewhere is None else [self._elsewhere])
        return sum(step.nbytes for step in steps)
