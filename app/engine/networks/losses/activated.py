"""A loss behind an output activation: it compares what is made of the outputs, not the outputs themselves."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.engine.declaration import FloatArray
from app.engine.networks.activations import Activation
from app.engine.networks.losses.base import Loss


class Activated(Loss):
    """L(φ(o), t) for a loss L and an activation φ: by the chain rule ∂L/∂o = ∂L/∂p · φ'(o), with p = φ(o).

    It is made by a network's settings and is no entry of the registry: in experiments the two stand apart.
    """

    inner: Any
    output: Any

    @classmethod
    def of(cls, loss: Loss, output: Activation) -> Loss:
        """The loss itself where the output activation changes nothing."""
        return loss if output.key() == "identity" else cls(inner=loss, output=output)

    @property
    def activation_name(self) -> str:
        """The output activation's."""
        return str(self.output.key())

    @property
    def activation_formula(self) -> str:
        r"""p_j = φ(z_j), e.g. r"p_j = \tanh z_j"."""
        return rf"p_j = \varphi(z_j),\quad \varphi(z) = {self.output.latex}"

    @property
    def sample_formula(self) -> str:
        """By p_j in place of z_j."""
        return str(self.inner.sample_formula).replace("z_j", "p_j")

    @property
    def slope_formula(self) -> str:
        """The inner loss's slope by p_j, and by the chain rule that by z_j."""
        slope = str(self.inner.slope_formula).replace("z_j", "p_j")
        chain = r"\frac{\partial\ell}{\partial z_j} = \frac{\partial\ell}{\partial p_j}\,\varphi'(z_j)"
        return rf"{slope},\quad {chain}"

    def outputs(self, classes: int | None) -> int:
        """As many as the inner loss wants."""
        return int(self.inner.outputs(classes))

    def targets(self, labels: NDArray[np.int64] | FloatArray, outputs: int) -> FloatArray:
        """The inner loss's."""
        return np.asarray(self.inner.targets(labels, outputs))

    def activated(self, o: FloatArray) -> FloatArray:
        """p = φ(o)."""
        p = np.empty_like(o)
        self.output.value(o, p)
        return p

    def losses(self, o: FloatArray, t: FloatArray) -> FloatArray:
        """Those of φ(o)."""
        return np.asarray(self.inner.losses(self.activated(o), t))

    def value_and_delta(self, o: FloatArray, t: FloatArray, delta: FloatArray, scratch: FloatArray) -> float:
        """delta ← ∂L/∂p ⊙ φ'(o)."""
        p = self.activated(o)
        value = float(self.inner.value_and_delta(p, t, delta, scratch))
        self.output.times_slope(o, p, delta, scratch)
        return value

    def curved(self, o: FloatArray, t: FloatArray, along: FloatArray) -> FloatArray:
        """By the product rule ∂²L/∂p² φ'(o)² along + ∂L/∂p φ''(o) along."""
        p, slope = self.activated(o), self.output.slope(o)
        delta = np.empty_like(p)
        self.inner.value_and_delta(p, t, delta, np.empty_like(p))
        return np.asarray(self.inner.curved(p, t, slope * along) * slope + delta * self.output.curvature(o) * along)
