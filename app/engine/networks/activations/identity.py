"""No activation."""

from typing import ClassVar, Literal

import numpy as np

from app.engine.declaration import FloatArray
from app.engine.networks.activations.base import Activation, activations


@activations.register
class Identity(Activation):
    r"""Passes the sum on unchanged: however many such layers are stacked, the network stays a straight line.

    $\varphi(z) = z$, $\varphi'(z) = 1$. Deep linear networks still learn along curved paths.

    Source: Saxe, McClelland and Ganguli (2014), Exact solutions to the nonlinear dynamics of learning in deep linear
    neural networks.
    """

    title: ClassVar[str] = "Identity"
    latex: ClassVar[str] = r"\varphi(z) = z"
    reference: ClassVar[str] = (
        "Saxe, McClelland and Ganguli (2014), Exact solutions to the nonlinear dynamics of learning"
    )

    name: Literal["identity"] = "identity"

    def value(self, z: FloatArray, out: FloatArray) -> None:
        """out ← z."""
        if out is not z:
            np.copyto(out, z)

    def times_slope(self, z: FloatArray, a: FloatArray, delta: FloatArray, scratch: FloatArray) -> None:
        """The slope is 1."""

    def slope(self, z: FloatArray) -> FloatArray:
        """1."""
        return np.ones_like(z)

    def curvature(self, z: FloatArray) -> FloatArray:
        """0."""
        return np.zeros_like(z)
