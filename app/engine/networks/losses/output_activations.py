"""What a network may make of its outputs before a loss compares them: an activation of each, or the softmax of all."""

from typing import ClassVar, Literal, get_args

import numpy as np

from app.engine.declaration import FloatArray
from app.engine.networks.activations import Activation, activations
from app.engine.networks.losses.likelihood import softmax

OutputActivation = Literal["identity", "sigmoid", "tanh", "softmax"]
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


class Elementwise:
    """An activation of each output by itself."""

    together: ClassVar[bool] = False
    chain: ClassVar[str] = r"\frac{\partial\ell}{\partial z_j} = \frac{\partial\ell}{\partial p_j}\,\varphi'(z_j)"

    def __init__(self, activation: Activation) -> None:
        self.key, self.value, self.times_slope = activation.key, activation.value, activation.times_slope
        self.formula = rf"p_j = \varphi(z_j),\quad \varphi(z) = {activation.latex}"


def output_activation(name: OutputActivation) -> Softmax | Elementwise:
    """The output activation of this name."""
    return Softmax() if name == "softmax" else Elementwise(activations[name]())
