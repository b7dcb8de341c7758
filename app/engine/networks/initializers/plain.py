"""Initialisers that do not look at the size of the layer."""

from typing import ClassVar, Literal

import numpy as np

from app.engine.declaration import FloatArray, setting
from app.engine.networks.initializers.base import Initializer, initializers


@initializers.register
class Zeros(Initializer):
    r"""Starts every weight at 0, so that all hidden units stay alike: the network hardly learns.

    $W = 0$. With tanh or ReLU only the last bias gets a gradient.

    Source: Rumelhart, Hinton and Williams (1986), who broke the symmetry by small random weights.
    """

    title: ClassVar[str] = "Zeros"
    latex: ClassVar[str] = "W = 0"
    reference: ClassVar[str] = (
        "Rumelhart, Hinton and Williams (1986), Learning representations by back-propagating errors"
    )

    name: Literal["zeros"] = "zeros"

    def weights(self, random: np.random.Generator, fan_in: int, fan_out: int) -> FloatArray:  # noqa: ARG002  # zeros
        """0."""
        return np.zeros((fan_out, fan_in))


@initializers.register
class Normal(Initializer):
    r"""Draws every weight from one bell curve, whatever the size of the layer.

    $W \sim \mathcal N(0, s^2)$. In wide or deep networks signals then fade away or blow up from layer to layer.

    Source: Rumelhart, Hinton and Williams (1986); Krizhevsky, Sutskever and Hinton (2012), with $s = 0.01$.
    """

    title: ClassVar[str] = "Normal"
    latex: ClassVar[str] = r"W \sim \mathcal N(0, s^2)"
    reference: ClassVar[str] = "Rumelhart, Hinton and Williams (1986); Krizhevsky, Sutskever and Hinton (2012)"

    name: Literal["normal"] = "normal"
    std: float = setting(0.1, symbol="s", help="Standard deviation of the weights.", log=True, gt=0, le=100)

    def weights(self, random: np.random.Generator, fan_in: int, fan_out: int) -> FloatArray:
        """N(0, s²)."""
        return random.normal(0.0, self.std, (fan_out, fan_in))
