"""What can be descended: a finite-sum objective on a flat parameter vector."""

from abc import ABC, abstractmethod
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.engine.declaration import Declaration, FloatArray
from app.engine.registry import Registry


class Evaluation(NamedTuple):
    """Loss and gradient over all samples, and over one batch, at one point; the arrays are not to be written to."""

    loss: float
    gradient: FloatArray
    batch_loss: float
    batch_gradient: FloatArray


class Epoch(ABC):
    """The samples in one epoch's order; a batch is a range of them."""

    @abstractmethod
    def evaluate(self, parameters: FloatArray, begin: int, end: int) -> Evaluation:
        """Losses and gradients at `parameters` (d,); the batch is [begin, end) of this epoch's order."""


class Problem(ABC):
    """A finite sum f(w) = (1/n) Σ fᵢ(w) on parameters w of shape (d,)."""

    dimension: int
    samples: int
    reach: float
    """Distance from `centre`, in any coordinate, beyond which a run has left the problem for good."""
    centre: FloatArray
    lowest_known: float | None = None
    """The smallest loss there is, where it is known."""
    gradient_variance: float = 0.0
    """Mean squared distance of a sample's gradient from the mean gradient."""

    @abstractmethod
    def start(self) -> FloatArray:
        """A fresh start point (d,)."""

    @abstractmethod
    def epoch(self, order: NDArray[np.int64] | None) -> Epoch:
        """The problem with its samples in `order`; None when every batch is the full one."""

    @abstractmethod
    def value(self, parameters: FloatArray) -> FloatArray:
        """Losses over all samples at many points: (d, …) → (…)."""

    @abstractmethod
    def value_and_gradient(self, parameters: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Losses (…) and gradients (d, …) over all samples at many points (d, …)."""

    @abstractmethod
    def hessian(self, parameters: FloatArray) -> FloatArray:
        """Hessians (d, d, …) at many points (d, …)."""


def hessian_eigenvalues(problem: Problem, points: FloatArray) -> FloatArray:
    """Eigenvalues of the Hessian at n points (n, d), ascending: (n, d); NaN where the Hessian is not finite."""
    with np.errstate(all="ignore"):
        hessians = np.moveaxis(problem.hessian(points.T), -1, 0)
    eigenvalues = np.full(points.shape, np.nan)
    finite = np.isfinite(hessians).all(axis=(1, 2))
    if finite.any():
        eigenvalues[finite] = np.linalg.eigvalsh(hessians[finite])
    return eigenvalues


class ProblemSettings(Declaration):
    """The `problem` part of an experiment. A subclass is registered with `@problems.register`.

    Every subclass declares `kind: Literal["…"]`.
    """

    def build(self, seed: int) -> Problem:
        """The problem that these settings describe, with its data drawn from `seed`."""
        raise NotImplementedError

    @property
    def sample_count(self) -> int:
        """n, the largest batch size."""
        raise NotImplementedError

    @property
    def suggested_rate(self) -> float:
        """The learning rate of a run that names none."""
        raise NotImplementedError

    def check_start(self, start: list[float]) -> None:
        """Raise `ValueError` where `start` cannot be a start point of this problem."""
        raise NotImplementedError


problems: Registry[type[ProblemSettings]] = Registry(
    "problem kind", "app.engine.problems", lambda cls: str(cls.model_fields["kind"].default)
)
