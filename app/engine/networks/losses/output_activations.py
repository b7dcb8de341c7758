"""What a network may make of its outputs before a loss compares them: an activation of each, or the softmax of all."""

from typing import ClassVar, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from app.engine.declaration import FloatArray
from app.engine.networks.activations import Activation, activations
from app.engine.networks.activations.base import LEVEL
from app.engine.networks.losses.likelihood import softmax

OutputActivation = Literal["identity", "sigmoid", "tanh", "softmax"]
STEEPEST = 0.25
"""Largest slope of a share by its own sum."""
OUTPUT_ACTIVATIONS: tuple[str, ...] = get_args(OutputActivation)


class Softmax:
    """p_j = exp(z_j)/Σ exp(z_i): every output depends on all sums of its sample."""

    together: ClassVar[bool] = True
    formula: ClassVar[str] = r"p_j = \frac{e^{z_j}}{\sum_i e^{z_i}}"
    chain: ClassVar[str] = (
        r"\frac{\partial\ell}{\partial z_j} = p_j \Bigl(\frac{\partial\ell}{\partial p_j}"
        r" - \sum_i p_i \frac{\partial\ell}{\partial p_i}\Bigr)"
    )

    def key(self) -> str:
        """The name in experiments."""
        return "softmax"

    def value(self, z: FloatArray, out: FloatArray) -> None:
        """out ← softmax of each column."""
        out[...] = softmax(z)

    def times_slope(self, z: FloatArray, a: FloatArray, delta: FloatArray, scratch: FloatArray) -> None:  # noqa: ARG002  # as activations have it
        """delta ← Jᵀ delta with the Jacobian J = diag(a) − a aᵀ of each column."""
        np.multiply(delta, a, scratch)
        np.subtract(delta, np.add.reduce(scratch, 0), delta)
        np.multiply(delta, a, delta)

    def level(self, z: FloatArray) -> NDArray[np.bool_]:
        """Where next to no slope passes back: shares of nearly 0 or 1."""
        p = softmax(z)
        return np.asarray(p * (1 - p) < LEVEL * STEEPEST)

    def moved(self, z: FloatArray, along: FloatArray) -> FloatArray:
        """J·along: how the outputs move with the sums."""
        p = softmax(z)
        return np.asarray(p * (along - (p * along).sum(axis=0)))

    def turned(self, z: FloatArray, along: FloatArray, delta: FloatArray) -> FloatArray:
        """How Jᵀ delta changes along a direction of the sums, delta held."""
        p, moved = softmax(z), self.moved(z, along)
        return np.asarray(moved * (delta - (p * delta).sum(axis=0)) - p * (moved * delta).sum(axis=0))


class Elementwise:
    """An activation of each output by itself."""

    together: ClassVar[bool] = False
    chain: ClassVar[str] = r"\frac{\partial\ell}{\partial z_j} = \frac{\partial\ell}{\partial p_j}\,\varphi'(z_j)"

    def __init__(self, activation: Activation) -> None:
        self.key, self.value, self.times_slope = activation.key, activation.value, activation.times_slope
        self.level = activation.level
        self.formula = rf"p_j = \varphi(z_j),\quad \varphi(z) = {activation.latex}"
        self._activation = activation

    def moved(self, z: FloatArray, along: FloatArray) -> FloatArray:
        """φ'(z)·along: how the outputs move with the sums."""
        return self._activation.slope(z) * along

    def turned(self, z: FloatArray, along: FloatArray, delta: FloatArray) -> FloatArray:
        """φ''(z)·along·delta: how φ'(z)·delta changes along a direction of the sums, delta held."""
        return self._activation.curvature(z) * along * delta


def output_activation(name: OutputActivation) -> Softmax | Elementwise:
    """The output activation of this name."""
    return Softmax() if name == "softmax" else Elementwise(activations[name]())
