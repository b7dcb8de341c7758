"""A loss in which the samples of some classes count more than those of others."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.engine.declaration import FloatArray
from app.engine.networks.losses.base import ClassWeights, Loss
from app.engine.networks.losses.encoding import Labels


def class_factors(weights: ClassWeights, trained: Labels, classes: int) -> FloatArray:
    """What the loss of a sample of each class is multiplied by, (classes,): 1 on average over the training samples.

    Own weights are divided by their mean over the training samples `trained` (n,). A class that these lack counts 1
    where weights are balanced.
    """
    counts = np.bincount(np.asarray(trained, dtype=np.int64), minlength=classes)
    if weights == "balanced":
        present = counts > 0
        return np.where(present, len(trained) / (present.sum() * np.maximum(counts, 1)), 1.0)
    own = np.array(weights, dtype=float)
    return np.asarray(own / (own @ counts / len(trained)))


class Weighted(Loss):
    """w·L(o, t), with a factor w for the class of each sample, which stands below its targets: t is (k + 1, B).

    It is made of a loss with class weights and a network's data, and is no entry of the registry.
    """

    inner: Any
    factors: Any

    @classmethod
    def of(cls, loss: Loss, factors: Sequence[float] | FloatArray) -> "Weighted":
        """A loss with the factor of each class."""
        return cls(inner=loss, factors=np.asarray(factors, dtype=float))

    @property
    def convex(self) -> bool:
        """As the inner loss is: no factor is below 0."""
        return bool(self.inner.convex)

    @property
    def activation_name(self) -> str:
        """The inner loss's."""
        return str(self.inner.activation_name)

    @property
    def activation_formula(self) -> str:
        """The inner loss's."""
        return str(self.inner.activation_formula)

    @property
    def sample_formula(self) -> str:
        r"""w·ℓ₁, where ℓ₁ is the inner loss: r"\ell = w\,\ell_1,\quad \ell_1 = …"."""
        return rf"\ell = w\,\ell_1,\quad {_renamed(self.inner.sample_formula)}"

    @property
    def slope_formula(self) -> str:
        """By the same factor."""
        whole = r"\frac{\partial\ell}{\partial z_j} = w\,\frac{\partial\ell_1}{\partial z_j}"
        return rf"{whole},\quad {_renamed(self.inner.slope_formula)}"

    def outputs(self, classes: int | None) -> int:
        """As many as the inner loss wants."""
        return int(self.inner.outputs(classes))

    def targets(self, labels: Labels, outputs: int) -> FloatArray:
        """The inner loss's, and below them the factor of each sample's class."""
        factors = self.factors[np.asarray(labels, dtype=np.int64)]
        return np.vstack([self.inner.targets(labels, outputs), factors])

    def losses(self, o: FloatArray, t: FloatArray) -> FloatArray:
        """w·L."""
        return np.asarray(self.inner.losses(o, t[:-1]) * t[-1])

    def value_and_delta(self, o: FloatArray, t: FloatArray, delta: FloatArray, scratch: FloatArray) -> float:
        """delta ← w·∂L/∂o; the value is the mean of w·L."""
        self.inner.value_and_delta(o, t[:-1], delta, scratch)
        np.multiply(delta, t[-1], delta)
        return float(self.losses(o, t).mean())

    def curved(self, o: FloatArray, t: FloatArray, along: FloatArray) -> FloatArray:
        """Times the factor of each sample."""
        return np.asarray(self.inner.curved(o, t[:-1], along) * t[-1])

    def predictions(self, o: FloatArray) -> NDArray[np.int64]:
        """The inner loss's."""
        return np.asarray(self.inner.predictions(o))

    def activated(self, o: FloatArray) -> FloatArray:
        """The inner loss's."""
        return np.asarray(self.inner.activated(o))

    def wanted(self, t: FloatArray) -> FloatArray:
        """The inner loss's, of the targets alone."""
        return np.asarray(self.inner.wanted(t[:-1]))

    def factor(self, t: FloatArray) -> float:
        """w of a lone sample."""
        return float(t[-1, 0])

    def probabilities(self, o: FloatArray) -> FloatArray | None:
        """The inner loss's."""
        found = self.inner.probabilities(o)
        return None if found is None else np.asarray(found)


def _renamed(latex: str) -> str:
    """The formula of the loss that the factor multiplies."""
    return str(latex).replace(r"\ell", r"\ell_1")
