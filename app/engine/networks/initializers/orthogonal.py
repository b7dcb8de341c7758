"""Weights that only turn their input."""

from typing import ClassVar, Literal

import numpy as np

from app.engine.declaration import FloatArray, setting
from app.engine.networks.initializers.base import Initializer, initializers


@initializers.register
class Orthogonal(Initializer):
    r"""Starts each layer as a random rotation, which keeps the length of every signal.

    $W = gQ$, where $Q$ has orthonormal rows, or columns if there are more rows than columns: the $Q$ of $A = QR$ for a
    Gaussian $A$, each column times the sign of $R$'s diagonal, so that all rotations are equally likely.

    Source: Saxe, McClelland and Ganguli (2014), Exact solutions to the nonlinear dynamics of learning in deep linear
    neural networks; Mezzadri (2007), How to generate random matrices from the classical compact groups.
    """

    title: ClassVar[str] = "Orthogonal"
    latex: ClassVar[str] = r"W = g Q,\quad Q^\top Q = I \text{ or } Q Q^\top = I"
    reference: ClassVar[str] = (
        "Saxe, McClelland and Ganguli (2014), Exact solutions to the nonlinear dynamics of learning"
    )

    name: Literal["orthogonal"] = "orthogonal"
    gain: float = setting(1.0, symbol="g", help="Factor on all weights.", log=True, gt=0, le=100)

    def weights(self, random: np.random.Generator, fan_in: int, fan_out: int) -> FloatArray:
        """g Q."""
        tall = random.standard_normal((max(fan_in, fan_out), min(fan_in, fan_out)))
        q, r = np.linalg.qr(tall)
        q *= self.gain * np.copysign(1.0, np.diagonal(r))
        return np.ascontiguousarray(q if fan_out >= fan_in else q.T)
