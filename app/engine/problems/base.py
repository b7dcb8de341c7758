"""What can be descended: a finite-sum objective on a flat parameter vector."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Generator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.engine.algebra.functions import GradientPlan, Plan
from app.engine.declaration import Declaration, FloatArray, Number
from app.engine.figures.network import training_figure
from app.engine.figures.palette import Palette
from app.engine.figures.parts import Drawn, Json
from app.engine.landscapes.surface import Surfacing, Window
from app.engine.memory.store import Kept, Key, Store, digest
from app.engine.problems.epochs import BatchOfRun, BatchStack, Epoch, PlainNumbers, WholeEpoch, Workspace
from app.engine.registry import Registry

if TYPE_CHECKING:
    from app.engine.networks.ground import Ground
    from app.engine.networks.losses import Loss
    from app.engine.networks.slices import Slices

OVERHEAD = 8192
"""Bytes of a problem's objects beside its arrays."""


class Mismatch(ValueError):
    """Something asked of a problem that does not fit it: what was expected, what came, and where within it."""

    def __init__(self, expected: str, got: Any, *path: str | int) -> None:
        super().__init__(f"expected {expected}, got {got!r}")
        self.expected, self.got, self.path = expected, got, path


class NotOffered(Mismatch):
    """A method that problems of this kind do not have; the message names the kinds that do."""

    def __init__(self, problem: "Problem", method: str) -> None:
        empty = getattr(Problem, method)
        having = [(kind, settings.problem) for kind, settings in problems.items()]
        kinds = [
            " ".join(filter(None, (kind, kept.offered_where.get(method))))
            for kind, kept in having
            if getattr(kept, method) is not empty
        ]
        super().__init__(" or ".join(kinds), problem.named)


class WrongWindow(Mismatch):
    """A window with too many sides, or too few."""


class WrongBatch(Mismatch):
    """A batch with more samples than there are."""


class Patience(NamedTuple):
    """When a run stops early: no improvement of the measure `name` by `least` over so many
    `measurements`."""

    name: str
    measurements: int
    least: float


class Problem(ABC):
    """A finite sum f(w) = (1/n) Σ fᵢ(w) on parameters w of shape (d,).

    A subclass for each kind; what is here holds for one without samples, layers and data.
    """

    dimension: int
    samples: int = 1
    reach: float
    """Distance from `centre`, in any coordinate, beyond which a run has left the problem for good."""
    centre: FloatArray
    start_reach: FloatArray | None = None
    """Distance from `centre` (d,) within which runs may start; None where they may start anywhere."""
    lowest_known: float | None = None
    """The smallest loss there is, where it is known."""
    known_minima: tuple[tuple[float, ...], ...] = ()
    """Places of the smallest loss, where they are known."""
    gradient_variance: float = 0.0
    """Mean squared distance of a sample's gradient from the mean gradient."""
    decay: float = 0.0
    """Weight of the L2 penalty in its loss."""
    kinked: bool = False
    """Whether its loss has a penalty with a kink at 0, where parameters come to rest: see `shrink`."""
    alike: bool = False
    """Whether every batch has the gradient of all samples."""
    keeps_vectors: bool = True
    """Whether vectors are kept at every step; else they are computed again when somebody asks for them."""
    has_hessian: bool = True
    """Whether Hessians are known as matrices, at many points at once."""
    has_layers: bool = False
    """Whether an evaluation gives the norm of each layer's gradient."""
    shuffled: bool = True
    """Whether every epoch has an order of its own."""
    random_epochs: bool = False
    """Whether an epoch has randomness of its own beyond the order of its samples."""
    measures: tuple[str, ...] = ()
    """Names of what `measure` gives beyond the loss."""
    measure_every: int = 0
    """Steps between two measurements; 0 where every step knows the loss anyway."""
    patience: Patience | None = None
    suggested_rate: float
    """The learning rate of a run that names none."""
    offered_where: ClassVar[Mapping[str, str]] = {}
    """Of methods that only some problems of this kind have: which those are, in words that follow the kind's name."""

    def __init__(self, settings: "ProblemSettings", seed: int, store: Store) -> None:  # noqa: ARG002  # for kinds
        self.settings, self.kind, self.seed = settings, settings.key(), seed

    @property
    def named(self) -> str:
        """What a message calls it that says what it has not."""
        return self.kind

    @property
    def nbytes(self) -> int:
        """Bytes of what it keeps itself; data that problems share are counted by themselves."""
        return OVERHEAD

    @abstractmethod
    def start(self) -> FloatArray:
        """A fresh start point (d,)."""

    def workspace(self, parameters: FloatArray, gradient: FloatArray) -> Workspace | None:  # noqa: ARG002  # for kinds
        """Buffers for the steps of one run at its own `parameters` (d,) and `gradient` (d,); None where none help."""
        return None

    def epoch(
        self,
        order: NDArray[np.int64] | None,  # noqa: ARG002  # for kinds with samples
        number: int = 0,  # noqa: ARG002  # for kinds whose epochs differ
        workspace: Workspace | None = None,  # noqa: ARG002  # for kinds with buffers
    ) -> Epoch:
        """Epoch `number`, with the samples in `order`; None when every batch is the full one."""
        return WholeEpoch(self.value_and_gradient)

    @abstractmethod
    def value(self, parameters: FloatArray) -> FloatArray:
        """Losses over all samples at many points: (d, …) → (…)."""

    @abstractmethod
    def value_and_gradient(self, parameters: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Losses (…) and gradients (d, …) over all samples at many points (d, …)."""

    def hessian(self, parameters: FloatArray) -> FloatArray:
        """Hessians (d, d, …) at many points (d, …), for problems that have them."""
        raise NotImplementedError

    def penalised(self, penalties: Mapping[str, float]) -> "Problem":
        """The same problem with these of its settings' penalties others; itself where they are what they were."""
        self.settings.with_penalties(penalties)
        return self

    @property
    def has_sharpness(self) -> bool:
        """Whether the largest eigenvalue of its Hessian is known, be the Hessian or not."""
        return self.has_hessian

    def sharpening(self, parameters: FloatArray) -> Generator[None, None, float]:
        """Work for a shared thread: the largest eigenvalue of the Hessian at one point (d,), or NaN."""
        yield from ()
        return float(hessian_eigenvalues(self, parameters[None])[0, -1])

    def shrink(self, parameters: FloatArray, pull: Number) -> None:
        """Bring `parameters` (d,) nearer to the kink, where a slope of 1 moves them by `pull` in the step taken."""
        raise NotImplementedError

    def measure(self, parameters: FloatArray) -> dict[str, float]:
        """The loss over all samples, as "loss", and the problem's `measures`, at one point (d,)."""
        raise NotImplementedError

    def fit(self, parameters: FloatArray) -> float:
        """The loss at one point (d,) without what is a penalty on the parameters."""
        return float(self.value(parameters))

    def ground(self, parameters: FloatArray) -> "Ground | None":  # noqa: ARG002  # for kinds without a Hessian
        """What lies under a point (d,) where the slope is next to nothing; None where nobody knows."""
        return None

    def figure(self, runs: Sequence[Drawn], steps: int, palette: Palette) -> Json:
        """A race of these `runs` over so many `steps` as a Plotly figure in JSON-ready values.

        Lines bear in `customdata` the step of each point. Raises `ValueError` where a column that is drawn is missing.
        """
        return training_figure(self.settings.heading, runs, steps, palette)

    def plan(self, shape: tuple[int, ...]) -> Plan:  # noqa: ARG002  # for kinds
        """`value_and_gradient` for points of one `shape` (d, R), as often as a sweep takes steps.

        What it returns may be overwritten by its next call. Raises `NotOffered` where points are computed one by one.
        """
        raise NotOffered(self, "plan")

    def stack(self, count: int) -> "BatchStack | None":  # noqa: ARG002  # for kinds whose points are evaluated one by one
        """What evaluates `count` points on a step's batch as one array; None where nothing does."""
        return None

    def slopes(self, shape: tuple[int, ...]) -> GradientPlan:
        """The gradients alone, to the same bits as `plan` gives them."""
        plan = self.plan(shape)
        return lambda points: plan(points)[1]

    def always_finite(self, radius: float) -> bool:  # noqa: ARG002  # for kinds that know
        """Whether loss and gradient are surely numbers wherever no coordinate is larger than `radius`."""
        return False

    def plain_numbers(self) -> PlainNumbers | None:
        """The problem for steps in plain Python numbers; None where only arrays will do."""
        return None

    def surface(self, window: Window | None, resolution: int, batch: BatchOfRun | None = None) -> Surfacing:  # noqa: ARG002  # for kinds
        """Losses over a window of one or two sides, or the problem's own, as all samples or one batch see it.

        What is returned computes them a piece at a time.

        Raises `NotOffered` where the problem has no surface, `WrongWindow` where it has another number of sides,
        `WrongBatch` where it has fewer samples.
        """
        raise NotOffered(self, "surface")

    def slices(self) -> "Slices":
        """What planes through its parameters are drawn from; raises `NotOffered` where it is no network."""
        raise NotOffered(self, "slices")

    def measured_samples(self, tested: bool) -> NDArray[np.int64]:
        """Numbers of the training samples, or of the test samples, that a measurement looks at."""
        return np.empty(0, np.int64) if tested else np.arange(self.samples)

    @property
    def replay_columns(self) -> tuple[str, ...] | None:
        """The columns that a replay shows; None for all that come unasked."""
        return None

    def description(self) -> Json:
        """What the problem's data are, and what is done to them, JSON-ready; raises `NotOffered` where it has none."""
        raise NotOffered(self, "description")

    def answering(self, rows: Sequence[Sequence[float | str]]) -> Callable[[FloatArray], Json]:  # noqa: ARG002  # for kinds
        """What says of any parameters how the problem answers these rows of its data, JSON-ready.

        Raises `NotOffered` where the problem answers nothing.
        """
        raise NotOffered(self, "answering")

    def outline(self, common: Json) -> Json:
        """What an answer says of the problem beside its experiment; `common` is what is known of all kinds alike."""
        return {"problem": common}

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

    Every subclass declares `kind: Literal["…"]`, `problem` and `lab`.
    """

    problem: ClassVar[type[Problem]]
    """What these settings describe."""
    lab: ClassVar[str]
    """Path of the page that shows it, without slashes."""
    figure_columns: ClassVar[tuple[str, ...] | None] = None
    """The columns that a figure is drawn from; None for all that come unasked."""

    @classmethod
    def key(cls) -> str:
        """The kind, as requests name it."""
        return str(cls.model_fields["kind"].default)

    @classmethod
    def catalog(cls) -> Json:
        """What experiments can name that goes with this kind alone, by its place in the catalog; JSON-ready."""
        return {}

    def with_loss(self, loss: "Loss | None") -> "ProblemSettings":
        """These settings as a run with a loss of its own sees them; None is the problem's. Raises `Mismatch`."""
        if loss is not None:
            raise Mismatch(f"null, as a {self.key()} is a loss itself", loss.key())
        return self

    def with_penalties(self, penalties: Mapping[str, float]) -> "ProblemSettings":
        """These settings with other penalties, by name, as a change of a run gives them. Raises `Mismatch`."""
        if penalties:
            raise Mismatch(f"null, as a {self.key()} has no weights that a penalty could act on", dict(penalties))
        return self

    @property
    def loss_title(self) -> str:
        """What its loss is called; empty where there is no other one that it could be taken for."""
        return ""

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
        return self.problem(self, seed, store or Store())

    @property
    def heading(self) -> str:
        """What is written above a figure."""
        return self.key()

    @property
    def dimension(self) -> int:
        """d, the number of parameters, known without building the problem."""
        raise NotImplementedError

    @property
    def sample_count(self) -> int:
        """n, the largest batch size."""
        return 1

    @property
    def most_measured(self) -> int:
        """The most samples that a measurement looks at."""
        return self.sample_count

    @property
    def records_vectors(self) -> bool:
        """Whether vectors are kept at every step."""
        return self.problem.keeps_vectors

    @property
    def number_bytes(self) -> int:
        """Bytes of one parameter."""
        return 8

    @property
    def data_bytes(self) -> int:
        """About the bytes of the data, known without drawing or reading them."""
        return 0

    @property
    def further_scalars(self) -> int:
        """Scalar columns beyond the usual ones: those that there are several of."""
        return 0

    @property
    def target_bytes(self) -> int:
        """About the bytes of the targets, which are there once for each loss."""
        return 0

    def step_bytes(self, batch_size: int) -> int:  # noqa: ARG002  # for kinds whose batches need room
        """About the bytes of what one step on a batch works with, beyond parameters and gradient."""
        return 0

    def check_start(self, start: list[float]) -> None:
        """Raise `ValueError` where `start` cannot be a start point of this problem."""
        if len(start) != self.dimension:
            raise ValueError(f"expected {self.dimension} numbers, one a parameter, got {len(start)}")

    @property
    def has_hessian(self) -> bool:
        """Whether methods that need second derivatives can descend it."""
        return self.problem.has_hessian

    @property
    def without_hessian(self) -> str:
        """What has none, as messages name it."""
        return f"a {self.key()}"


problems: Registry[type[ProblemSettings]] = Registry(
    "problem kind", "app.engine.problems", lambda settings: settings.key()
)
