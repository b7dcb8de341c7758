"""A fully connected network: its layers, its loss and penalty, and the textbook passes on any number of samples."""

import copy
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.engine.declaration import FloatArray, Number
from app.engine.networks.activations import Activation
from app.engine.networks.losses import Loss
from app.engine.networks.parameters import Layout

CHUNK = 4096
"""Samples that are passed forward at once: their activations should fit into the cache."""


class Pass(NamedTuple):
    """Sums z and values a of each layer, (units, B) each; the last layer is linear, so its values are its sums."""

    sums: list[FloatArray]
    values: list[FloatArray]


class Network:
    """Layers with unit counts `sizes` and the activations of the hidden ones, on flat parameter vectors (d,).

    The cost is the mean loss plus ½·l2·Σ W² + l1·Σ |W| over the weights; biases carry no penalty.
    """

    def __init__(
        self,
        sizes: Sequence[int],
        activations: Sequence[Activation],
        loss: Loss,
        l1: float = 0.0,
        l2: float = 0.0,
        dropout: float = 0.0,
        dtype: "np.dtype[Any] | type" = np.float64,
    ) -> None:
        self.layout = Layout(sizes)
        self.activations = list(activations)
        self.loss = loss
        self.dropout = dropout
        self.dtype = np.dtype(dtype)
        self.l1, self.l2 = l1, l2
        self._weights: FloatArray = self.layout.weight_mask.astype(self.dtype)

    def penalised(self, l1: float, l2: float) -> "Network":
        """The same network under other penalties."""
        other = copy.copy(self)
        other.l1, other.l2 = l1, l2
        return other

    def add_penalty(self, parameters: FloatArray, gradient: FloatArray, smooth: FloatArray | None = None) -> float:
        """Add the slope of the penalty to `gradient`; the penalty is returned. `smooth` (d,) gets it all but for L1.

        Where a weight is 0, L1 has a kink: of the slopes there the one next to 0 is meant, so a weight that L1 holds
        has none.
        """
        penalty = 0.0
        if self.l2:
            pull = self._weights * self.l2
            pull *= parameters
            gradient += pull
            penalty += 0.5 * float(pull.dot(parameters))
        if self.l1:
            if smooth is not None:
                smooth[:] = gradient
            self._add_l1_slopes(parameters, gradient)
            penalty += float((self._weights * self.l1).dot(np.abs(parameters)))
        return penalty

    def add_penalties(self, parameters: FloatArray, gradients: FloatArray | None = None) -> FloatArray:
        """The penalties (R,) of R networks (R, d); their slopes are added to `gradients` (R, d)."""
        penalties = np.zeros(len(parameters))
        if self.l2:
            pulls = self._weights * self.l2 * parameters
            penalties += 0.5 * np.einsum("rd,rd->r", pulls, parameters)
            if gradients is not None:
                gradients += pulls
        if self.l1:
            penalties += self.l1 * (np.abs(parameters) @ self._weights)
            if gradients is not None:
                self._add_l1_slopes(parameters, gradients)
        return penalties

    def _add_l1_slopes(self, parameters: FloatArray, gradients: FloatArray) -> None:
        most = self._weights * self.l1
        held = np.clip(gradients, -most, most)
        gradients += np.where(parameters == 0, -held, most * np.sign(parameters))

    def free(self, parameters: FloatArray) -> NDArray[np.bool_]:
        """(d,): which parameters stand on no kink of L1."""
        return np.asarray((parameters != 0) | (self._weights * self.l1 == 0))

    def shrink(self, parameters: FloatArray, pull: Number) -> None:
        """L1's part of a step, in place: weights come nearer to 0 by l1·`pull`, and those that would cross it stop."""
        sizes = np.abs(parameters)
        sizes -= self._weights * self.l1 * pull
        np.maximum(sizes, 0, out=sizes)
        np.copysign(sizes, parameters, out=parameters)
        parameters += 0  # no −0

    def penalty(self, parameters: FloatArray) -> float:
        """½·l2·Σ W² + l1·Σ |W|."""
        if not self.l1 and not self.l2:
            return 0.0
        return self.add_penalty(parameters, np.zeros_like(parameters))

    def forward(self, parameters: FloatArray, inputs: FloatArray) -> Pass:
        """Every sum and value for inputs (B, features); nothing is dropped out."""
        sums: list[FloatArray] = []
        values: list[FloatArray] = []
        below = inputs.T
        for layer, matrix in enumerate(self.layout.matrices(parameters)):
            z = matrix[:, :-1] @ below
            z += matrix[:, -1:]
            a = z
            if layer < len(self.activations):
                a = np.empty_like(z)
                self.activations[layer].value(z, a)
            sums.append(z)
            values.append(a)
            below = a
        return Pass(sums, values)

    def outputs(self, parameters: FloatArray, inputs: FloatArray) -> FloatArray:
        """Outputs (k, B) for inputs (B, features)."""
        if len(inputs) <= CHUNK:
            return self.forward(parameters, inputs).values[-1]
        parts = [self.forward(parameters, inputs[i : i + CHUNK]).values[-1] for i in range(0, len(inputs), CHUNK)]
        return np.concatenate(parts, axis=1)

    def backward(self, parameters: FloatArray, passed: Pass, targets: FloatArray) -> list[FloatArray]:
        """∂cost/∂z of each layer, (units, B), for the mean loss of these samples."""
        outputs = passed.values[-1]
        delta = np.empty_like(outputs)
        self.loss.value_and_delta(outputs, targets, delta, np.empty_like(outputs))
        deltas = [delta]
        matrices = self.layout.matrices(parameters)
        for layer in reversed(range(len(self.activations))):
            below = matrices[layer + 1][:, :-1].T @ deltas[0]
            z, a = passed.sums[layer], passed.values[layer]
            self.activations[layer].times_slope(z, a, below, np.empty_like(below))
            deltas.insert(0, below)
        return deltas

    def gradient(self, inputs: FloatArray, passed: Pass, deltas: list[FloatArray]) -> FloatArray:
        """Gradient (d,) of the mean loss, without the penalty, from a forward and a backward pass."""
        gradient = np.empty(self.layout.count, self.dtype)
        below = inputs.T
        for matrix, delta, values in zip(self.layout.matrices(gradient), deltas, passed.values, strict=True):
            matrix[:, :-1] = delta @ below.T
            matrix[:, -1] = delta.sum(axis=1)
            below = values
        return gradient
