"""What the stepping loop asks of a problem: losses and gradients, batch by batch, point by point, many at once."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from app.engine.algebra.functions import Plan
from app.engine.declaration import FloatArray


class Evaluation(NamedTuple):
    """Losses at one point, over all samples and over one batch."""

    loss: float
    """Over all samples; NaN where that is too dear to know at every step."""
    batch_loss: float
    gradient: list[float] | None = None
    """Over all samples, for problems whose steps are recorded number by number."""
    norms: list[float] | None = None
    """Norm of the batch gradient of each layer, for problems that have layers."""
    smooth: FloatArray | None = None
    """The batch gradient (d,) without the slopes of what has kinks, where the loss has such a part."""


class BatchOfRun(NamedTuple):
    """The batch that step number `step` uses, in a run with batches of `size` from the start."""

    size: int
    step: int


class PlainNumbers(Protocol):
    """What steps in plain Python numbers need to know of a problem of a few parameters."""

    dimension: int
    samples: int
    reach: float
    centre: FloatArray
    noisy: bool
    """Whether batches tilt the loss: each adds ξ·w, with the mean ξ of its samples."""

    @property
    def point(self) -> Callable[..., tuple[float, ...]]:
        """Loss and slopes over all samples: (w₁, …, w_d) ↦ (f, ∂f/∂w₁, …, ∂f/∂w_d)."""

    def batch_tilts(self, seed: int, size: int, first: int, epochs: int) -> FloatArray:
        """Mean tilts (d, batches) of all batches of `epochs` epochs from `first` on."""


class Workspace(Protocol):
    """Buffers that the steps of one run use again and again."""

    @property
    def nbytes(self) -> int:
        """Bytes held."""


class Epoch(ABC):
    """The samples in one epoch's order; a batch is a range of them."""

    @property
    def nbytes(self) -> int:
        """Bytes of what was put in order."""
        return 0

    def chosen(self, begin: int, end: int) -> NDArray[np.int64]:
        """Numbers of the samples of the batch [begin, end) of the order, for problems that have samples to show."""
        raise NotImplementedError

    @abstractmethod
    def evaluate(self, parameters: FloatArray, begin: int, end: int, gradient: FloatArray) -> Evaluation:
        """Losses at `parameters` (d,), and in `gradient` (d,) the gradient over the batch [begin, end) of the order."""


class WholeEpoch(Epoch):
    """An epoch of a problem whose every batch is the full one."""

    def __init__(self, value_and_gradient: Plan) -> None:
        self._value_and_gradient = value_and_gradient

    def evaluate(self, parameters: FloatArray, begin: int, end: int, gradient: FloatArray) -> Evaluation:  # noqa: ARG002  # all of it
        """Loss and gradient over all samples."""
        loss, slopes = self._value_and_gradient(parameters)
        gradient[:] = slopes
        return Evaluation(float(loss), float(loss), slopes.tolist())


class BatchStack(Protocol):
    """R points evaluated as one array, for problems whose points are otherwise evaluated one by one."""

    def costs(
        self, points: FloatArray, order: NDArray[np.int64] | None, begin: int, end: int, gradients: FloatArray
    ) -> FloatArray:
        """Costs (R,) of points (R, d) over the batch [begin, end) of an epoch's order; their slopes in `gradients`."""

    def measures(self, points: FloatArray) -> dict[str, FloatArray]:
        """What the problem's `measure` gives, of each of the points (R, d)."""
