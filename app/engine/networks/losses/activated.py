"""A loss behind an output activation: it compares what is made of the outputs, not the outputs themselves."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.engine.declaration import FloatArray
from app.engine.networks.losses.base import Loss
from app.engine.networks.losses.encoding import one_hot
from app.engine.networks.losses.likelihood import shares
from app.engine.networks.losses.output_activations import OutputActivation, output_activation

AWAY, MOST = 0.1, 0.5
"""How far an output is from its target, and what share of them, so that it is not where it should be."""


class Activated(Loss):
    """L(φ(o), t) for a loss L and an activation φ: ∂L/∂o = Jᵀ ∂L/∂p, with p = φ(o) and its Jacobian J.

    It is made by a network's settings and is no entry of the registry: in experiments the two stand apart.
    """

    inner: Any
    output: Any

    @classmethod
    def of(cls, loss: Loss, output: OutputActivation) -> Loss:
        """The loss itself where the output activation changes nothing, or is the loss's own affair."""
        if output == "identity" or not loss.of_numbers:
            return loss
        return cls(inner=loss, output=output_activation(output))

    @property
    def convex(self) -> bool:
        """Not, in general."""
        return False

    @property
    def activation_name(self) -> str:
        """The output activation's."""
        return str(self.output.key())

    @property
    def activation_formula(self) -> str:
        r"""p_j = φ(z_j), e.g. r"p_j = \tanh z_j"."""
        return str(self.output.formula)

    @property
    def sample_formula(self) -> str:
        """By p_j in place of z_j."""
        return str(self.inner.sample_formula).replace("z_j", "p_j")

    @property
    def slope_formula(self) -> str:
        """The inner loss's slope by p_j, and by the chain rule that by z_j."""
        slope = str(self.inner.slope_formula).replace("z_j", "p_j")
        return rf"{slope},\quad {self.output.chain}"

    def outputs(self, classes: int | None) -> int:
        """As many as the inner loss wants; classes whose outputs are shares of 1 have one each, even two of them."""
        if classes is not None and self.output.together:
            return classes
        return int(self.inner.outputs(classes))

    def targets(self, labels: NDArray[np.int64] | FloatArray, outputs: int) -> FloatArray:
        """The inner loss's, but 0 and 1 for classes whose outputs lie between these."""
        if labels.dtype.kind == "f" or self.activation_name == "tanh":
            return np.asarray(self.inner.targets(labels, outputs))
        return (labels > 0).astype(np.float64)[None, :] if outputs == 1 else one_hot(labels, outputs)

    def activated(self, o: FloatArray) -> FloatArray:
        """p = φ(o)."""
        p = np.empty_like(o)
        self.output.value(o, p)
        return p

    def blocked(self, o: FloatArray, t: FloatArray) -> bool:
        """Whether all of φ is level, and most of it is not where the targets are."""
        away = np.abs(self.activated(o) - t) > AWAY
        return bool(self.output.level(o).all() and away.mean() > MOST)

    def losses(self, o: FloatArray, t: FloatArray) -> FloatArray:
        """Those of φ(o)."""
        return np.asarray(self.inner.losses(self.activated(o), t))

    def value_and_delta(self, o: FloatArray, t: FloatArray, delta: FloatArray, scratch: FloatArray) -> float:
        """delta ← Jᵀ ∂L/∂p."""
        p = self.activated(o)
        value = float(self.inner.value_and_delta(p, t, delta, scratch))
        self.output.times_slope(o, p, delta, scratch)
        return value

    def predictions(self, o: FloatArray) -> NDArray[np.int64]:
        """The inner loss's of the outputs: these activations keep their order, and their signs or halves."""
        return np.asarray(self.inner.predictions(o))

    def probabilities(self, o: FloatArray) -> FloatArray | None:
        """The outputs of classes as shares of 1, where they lie between 0 and 1."""
        if self.output.together:
            return self.activated(o)
        return shares(o) if self.activation_name == "sigmoid" else None

    def curved(self, o: FloatArray, t: FloatArray, along: FloatArray) -> FloatArray:
        """By the product rule Jᵀ ∂²L/∂p² J along + (∂J/∂o · along)ᵀ ∂L/∂p."""
        p = self.activated(o)
        delta = np.empty_like(p)
        self.inner.value_and_delta(p, t, delta, np.empty_like(p))
        bent = np.array(self.inner.curved(p, t, self.output.moved(o, along)))
        self.output.times_slope(o, p, bent, np.empty_like(p))
        return np.asarray(bent + self.output.turned(o, along, delta))
