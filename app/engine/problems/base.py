"""What can be descended: a finite-sum objective on a flat parameter vector."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import ClassVar, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from app.engine.declaration import Declaration, FloatArray
from app.engine.figures.palette import Palette
from app.engine.figures.parts import Drawn, Json
from app.engine.memory.store import Kept, Key, Store, digest
from app.engine.registry import Registry


class Evaluation(NamedTuple):
    """Losses at one point, over all samples and over one batch."""

    loss: float
    """Over all samples; NaN where that is too dear to know at every step."""
    batch_loss: float
    gradient: list[float] | None = None
    """Over all samples, for problems whose steps are recorded number by number."""
    norms: list[float] | None = None
    """Norm of the batch gradient of each layer, for problems that have layers."""


class Patience(NamedTuple):
    """When a run stops early: no improvement of the measure `name` by `least` over so many
    `measurements`."""

    name: str
    measurements: int
    least: float


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

    @abstractmethod
    def evaluate(self, parameters: FloatArray, begin: int, end: int, gradient: FloatArray) -> Evaluation:
        """Losses at `parameters` (d,), and in `gradient` (d,) the gradient over the batch [begin, end) of the order."""


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
    keeps_vectors: bool = True
    """Whether vectors are kept at every step; else they are computed again when somebody asks for them."""
    has_hessian: bool = True
    has_layers: bool = False
    """Whether an evaluation gives the norm of each layer's gradient."""
    random_epochs: bool = False
    """Whether an epoch has randomness of its own beyond the order of its samples."""
    measures: tuple[str, ...] = ()
    """Names of what `measure` gives beyond the loss."""
    measure_every: int = 0
    """Steps between two measurements; 0 where every step knows the loss anyway."""
    patience: Patience | None = None
    suggested_rate: float
    """The learning rate of a run that names none."""
    settings: "ProblemSettings"
    """What it was built from."""

    @property
    @abstractmethod
    def nbytes(self) -> int:
        """Bytes of what it keeps itself; data that problems share are counted by themselves."""

    @abstractmethod
    def start(self) -> FloatArray:
        """A fresh start point (d,)."""

    def workspace(self, parameters: FloatArray, gradient: FloatArray) -> Workspace | None:  # noqa: ARG002  # for kinds
        """Buffers for the steps of one run at its own `parameters` (d,) and `gradient` (d,); None where none help."""
        return None

    @abstractmethod
    def epoch(self, order: NDArray[np.int64] | None, number: int = 0, workspace: Workspace | None = None) -> Epoch:
        """Epoch `number`, with the samples in `order`; None when every batch is the full one."""

    @abstractmethod
    def value(self, parameters: FloatArray) -> FloatArray:
        """Losses over all samples at many points: (d, …) → (…)."""

    @abstractmethod
    def value_and_gradient(self, parameters: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Losses (…) and gradients (d, …) over all samples at many points (d, …)."""

    def hessian(self, parameters: FloatArray) -> FloatArray:
        """Hessians (d, d, …) at many points (d, …), for problems that have them."""
        raise NotImplementedError

    def measure(self, parameters: FloatArray) -> dict[str, float]:
        """The loss over all samples, as "loss", and the problem's `measures`, at one point (d,)."""
        raise NotImplementedError

    def figure(self, runs: Sequence[Drawn], steps: int, palette: Palette) -> Json:
        """A race of these `runs` over so many `steps` as a Plotly figure in JSON-ready values.

        Lines bear in `customdata` the step of each point. Raises `ValueError` where a column that is drawn is missing.
        """
        raise NotImplementedError

    def from_public(self, parameters: FloatArray) -> FloatArray:
        """A vector in the order of the contract, in the order that the problem computes with."""
        return parameters

    def to_public(self, vectors: FloatArray) -> FloatArray:
        """Vectors (…, d) in the order of the contract."""
        return vectors


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

    figure_columns: ClassVar[tuple[str, ...] | None] = None
    """The columns that a figure is drawn from; None for all that come unasked."""

    def digest(self) -> bytes:
        """A short name of these settings: equal settings have equal ones."""
        return digest(self.model_dump_json(warnings=False).encode())

    def ingredients(self, seed: int) -> list[tuple[Key, Callable[[], Kept]]]:  # noqa: ARG002  # for kinds that have some
        """What `build` looks for in its store and takes long to make: names, and how each is made."""
        return []

    def build(self, seed: int, store: Store | None = None) -> Problem:
        """The problem that these settings describe, with its data drawn from `seed`.

        What it can share with other problems is looked for in `store`.
        """
        raise NotImplementedError

    @property
    def sample_count(self) -> int:
        """n, the largest batch size."""
        raise NotImplementedError

    records_vectors: ClassVar[bool] = True
    """Whether vectors are kept at every step, as `Problem.keeps_vectors` says of what is built."""

    @property
    def dimension(self) -> int:
        """Number of parameters, known without building the problem."""
        raise NotImplementedError

    @property
    def number_bytes(self) -> int:
        """Bytes of one parameter."""
        return 8

    @property
    def data_bytes(self) -> int:
        """About the bytes of the data, known without drawing or reading them."""
        return 0

    def step_bytes(self, batch_size: int) -> int:  # noqa: ARG002  # for kinds whose batches need room
        """About the bytes of what one step on a batch works with, beyond parameters and gradient."""
        return 0

    def check_start(self, start: list[float]) -> None:
        """Raise `ValueError` where `start` cannot be a start point of this problem."""
        raise NotImplementedError

    @property
    def has_hessian(self) -> bool:
        """Whether methods that need second derivatives can descend it."""
        return True


problems: Registry[type[ProblemSettings]] = Registry(
    "problem kind", "app.engine.problems", lambda cls: str(cls.model_fields["kind"].default)
)
