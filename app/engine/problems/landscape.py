"""Landscapes as finite sums: n samples that each tilt the surface, fᵢ(w) = f(w) + ξᵢ·w with Σ ξᵢ = 0."""

from collections.abc import Callable, Sequence
from typing import Annotated, ClassVar, Literal, cast

import numpy as np
from numpy.typing import NDArray
from pydantic import AfterValidator, Field, model_validator

from app.engine.algebra.formula import parse
from app.engine.algebra.functions import GradientPlan, Plan
from app.engine.algebra.typed import FormulaText, Side, usual_window
from app.engine.declaration import FloatArray, setting
from app.engine.figures.landscape import figure_points, landscape_figure
from app.engine.figures.palette import Palette
from app.engine.figures.parts import Drawn, Json
from app.engine.landscapes import Landscape, from_formula, landscapes
from app.engine.landscapes.surface import Surfacing, Window, at_once, surface
from app.engine.memory.store import Kept, Key, Store, digest
from app.engine.problems.base import OVERHEAD, Problem, ProblemSettings, WrongBatch, WrongWindow, problems
from app.engine.problems.epochs import BatchOfRun, Epoch, Evaluation, PlainNumbers, Workspace
from app.engine.sampling.batches import epoch_order
from app.engine.sampling.streams import Stream, generator

START_REACH = 1e3
RUN_REACH = 1e6
MAX_HEADING = 200
KEPT_TILTS = 8
"""Blocks of epochs whose batches' tilts are kept, as many as runs can race with batch sizes of their own."""

Point = Callable[..., tuple[float, ...]]


def sample_tilts(seed: int, samples: int, dimension: int, noise: float) -> FloatArray:
    """Tilts ξ (n, d): normal, centred so that they add up to 0, with standard deviation `noise` in each coordinate."""
    tilts = generator(seed, Stream.NOISE).standard_normal((samples, dimension))
    if samples == 1 or noise == 0:
        return np.zeros((samples, dimension))
    tilts -= tilts.mean(axis=0)
    return np.asarray(tilts * (noise / tilts.std(axis=0)))


class LandscapeProblem(Problem):
    """A landscape with its sample tilts."""

    settings: "LandscapeSettings"

    def __init__(self, settings: "LandscapeSettings", seed: int, store: Store) -> None:
        super().__init__(settings, seed, store)
        self.landscape = landscape = settings.landscape(store)
        self.suggested_rate = landscape.learning_rate
        self.functions = landscape.functions
        self.dimension = landscape.dimension
        self.samples = settings.samples
        window = np.asarray(landscape.window, dtype=float)
        self.centre = window.mean(axis=1)
        self.start_reach = START_REACH * np.ptp(window, axis=1)
        self.reach = RUN_REACH * float(np.ptp(window, axis=1).max())
        self.tilts = sample_tilts(seed, self.samples, self.dimension, settings.noise)
        self.tilt_rows = np.ascontiguousarray(self.tilts.T)
        self.noisy = bool(self.tilts.any())
        self.alike = not self.noisy
        self.lowest_known = min((minimum.value for minimum in landscape.minima), default=None)
        self.known_minima = tuple(tuple(minimum.point) for minimum in landscape.minima)
        self.gradient_variance = float((self.tilts**2).sum(axis=1).mean())
        self._latest_tilts: dict[tuple[int, int, int], FloatArray] = {}

    def start(self) -> FloatArray:
        """The landscape's own start point."""
        return np.array(self.landscape.start, dtype=float)

    def epoch(
        self,
        order: NDArray[np.int64] | None,
        number: int = 0,  # noqa: ARG002  # all epochs are alike
        workspace: Workspace | None = None,  # noqa: ARG002  # and need no buffers
    ) -> Epoch:
        """The samples in `order`, their tilts summed up so that every batch's mean is one difference."""
        return LandscapeEpoch(self, order)

    def batch_tilts(self, seed: int, size: int, first: int, epochs: int) -> FloatArray:
        """Mean tilts (d, batches) of all batches of `epochs` epochs from `first` on, the same as each epoch's own.

        The latest are remembered: the runs of a race share them, and each comes back for the rest.
        """
        key = (seed, size, first)
        tilts = self._latest_tilts.get(key)
        if tilts is None:
            orders = np.array([epoch_order(seed, first + number, self.samples) for number in range(epochs)])
            tilts = self._tilts_of(orders, size)
            self._latest_tilts[key] = tilts
            if len(self._latest_tilts) > KEPT_TILTS:
                self._latest_tilts.pop(next(iter(self._latest_tilts)), None)
        return tilts

    def _tilts_of(self, orders: NDArray[np.int64], size: int) -> FloatArray:
        sums = np.zeros((self.dimension, len(orders), self.samples + 1))
        np.cumsum(self.tilt_rows.take(orders, axis=1), axis=2, out=sums[:, :, 1:])
        edges = np.append(np.arange(0, self.samples, size), self.samples)
        marks = sums.take(edges, axis=2)
        tilts = (marks[:, :, 1:] - marks[:, :, :-1]) / np.diff(edges)
        return tilts.reshape(self.dimension, -1)

    def value(self, parameters: FloatArray) -> FloatArray:
        """f at many points: (d, …) → (…)."""
        return self.functions.value(parameters)

    def value_and_gradient(self, parameters: FloatArray) -> tuple[FloatArray, FloatArray]:
        """f and ∇f at many points."""
        return self.functions.value_and_gradient(parameters)

    def hessian(self, parameters: FloatArray) -> FloatArray:
        """∇²f at many points; the tilts do not change it."""
        return self.functions.hessian(parameters)

    @property
    def nbytes(self) -> int:
        """Bytes of the tilts, and of the batches' that are remembered."""
        latest = sum(tilts.nbytes for tilts in list(self._latest_tilts.values()))
        return OVERHEAD + 2 * self.tilts.nbytes + latest

    def figure(self, runs: Sequence[Drawn], steps: int, palette: Palette) -> Json:
        """The landscape's map, or its curve, with the paths, and the losses."""
        ground = at_once(self.surface(None, figure_points(self.dimension)))
        return landscape_figure(self.settings.heading, self.landscape, ground, runs, steps, palette)

    @property
    def replay_columns(self) -> tuple[str, ...]:
        """What map, surface and curves are drawn from."""
        scalars = ("step", "epoch", "evaluations", "loss", "learning_rate")
        return (*scalars, "parameters", "gradient", "batch_gradient")

    def batch_tilt(self, size: int, step: int) -> FloatArray:
        """Mean tilt (d,) of the batch that step number `step` uses, for a run with batches of `size` from the start."""
        epoch, index = divmod(step, -(-self.samples // size))
        chosen = epoch_order(self.seed, epoch, self.samples)[index * size : (index + 1) * size]
        if len(chosen) == self.samples:
            return np.zeros(self.dimension)
        return np.asarray(self.tilts[chosen].mean(axis=0))

    def plan(self, shape: tuple[int, ...]) -> Plan:
        """Calls into buffers that are allocated once."""
        return self.functions.bound(shape)

    def slopes(self, shape: tuple[int, ...]) -> GradientPlan:
        """The same for the gradients alone."""
        return self.functions.bound_gradient(shape)

    def always_finite(self, radius: float) -> bool:
        """As the formula's bounds say."""
        return self.functions.always_finite(radius)

    def plain_numbers(self) -> PlainNumbers:
        """The landscape itself."""
        return self

    @property
    def point(self) -> Point:
        """The compiled scalar function: (w₁, …) ↦ (f, ∂f/∂w₁, …)."""
        return self.functions.point

    def surface(self, window: Window | None, resolution: int, batch: BatchOfRun | None = None) -> Surfacing:
        """Losses over `window`, or the landscape's own, as the full sum or a batch sees it."""
        window = self.landscape.window if window is None else window
        if len(window) != self.dimension:
            raise WrongWindow(f"{self.dimension} sides", window)
        if batch is not None and batch.size > self.samples:
            raise WrongBatch(f"at most {self.samples}, the number of samples", batch.size)
        return surface(self.value, window, resolution, None if batch is None else self.batch_tilt(*batch))

    def outline(self, common: Json) -> Json:  # noqa: ARG002  # the landscape says it all
        """The landscape's entry in the catalog, with its gradient as LaTeX."""
        return {"landscape": {**self.landscape.entry(), "gradient_latex": self.landscape.gradient_latex}}


class LandscapeEpoch(Epoch):
    """One epoch of a landscape. A batch's tilt is the mean of its samples' ξ."""

    def __init__(self, problem: LandscapeProblem, order: NDArray[np.int64] | None) -> None:
        self._point: Point = problem.functions.point
        self._samples, self._order = problem.samples, order
        self._sums: list[list[float]] | None = None
        if order is not None and problem.noisy:
            sums = np.zeros((problem.dimension, len(order) + 1))
            np.cumsum(problem.tilt_rows.take(order, axis=1), axis=1, out=sums[:, 1:])
            self._sums = sums.tolist()

    @property
    def nbytes(self) -> int:
        """Bytes of the sums, as Python keeps numbers."""
        return sum(40 * len(sums) for sums in self._sums or ())

    def tilt(self, begin: int, end: int) -> list[float] | None:
        """Mean tilt of the batch; None for the full batch, whose tilts cancel."""
        size = end - begin
        if self._sums is None or self._order is None:
            return None
        if size == self._samples and len(np.unique(self._order[begin:end])) == size:
            return None
        return [(sums[end] - sums[begin]) / size for sums in self._sums]

    def evaluate(self, parameters: FloatArray, begin: int, end: int, gradient: FloatArray) -> Evaluation:
        """One call of the compiled scalar function, then the batch's tilt."""
        point: list[float] = parameters.tolist()
        loss, *full = self._point(*point)
        batch_loss = loss
        tilt = self.tilt(begin, end)
        if tilt is None:
            for axis, slope in enumerate(full):
                gradient[axis] = slope
        else:
            for axis, slope in enumerate(full):
                gradient[axis] = slope + tilt[axis]
                batch_loss += tilt[axis] * point[axis]
        return Evaluation(loss, batch_loss, full)


class LandscapeSettings(ProblemSettings):
    """What all landscapes have: a finite sum, and the noise of its samples."""

    problem: ClassVar[type[Problem]] = LandscapeProblem
    lab: ClassVar[str] = "landscapes"
    figure_columns: ClassVar[tuple[str, ...] | None] = ("step", "loss", "parameters")

    samples: int = setting(256, symbol="n", help="Number of samples in the finite sum.", ge=1, le=4096, log=True)
    noise: float = setting(
        0.0, symbol=r"\sigma", help="Standard deviation of the samples' gradients around the mean.", ge=0, le=1e4
    )

    @property
    def sample_count(self) -> int:
        """The settings' own."""
        return self.samples

    @property
    def dimension(self) -> int:
        """One parameter a side of the window."""
        return len(self.sides)

    @property
    def data_bytes(self) -> int:
        """The samples' tilts, and their sums in the order of an epoch."""
        return 64 * self.samples * self.dimension

    @property
    def sides(self) -> Window:
        """The window, at once."""
        raise NotImplementedError

    def landscape(self, store: Store) -> Landscape:
        """The landscape; that of a formula takes some algebra, a good part of a second, where `store` has it not."""
        raise NotImplementedError

    def check_start(self, start: list[float]) -> None:
        """A start has one number a coordinate, within 1,000 window widths of the window's centre."""
        if len(start) != self.dimension:
            raise ValueError(f"expected {self.dimension} numbers, one a coordinate, got {len(start)}")
        for value, (low, high) in zip(start, self.sides, strict=True):
            limit = START_REACH * (high - low)
            if abs(value - (low + high) / 2) > limit:
                raise ValueError(f"expected coordinates within {limit:g} of the window's centre, got {value:g}")


def _known(name: str) -> str:
    return landscapes[name].name


@problems.register
class NamedLandscape(LandscapeSettings):
    """A landscape of the catalog."""

    kind: Literal["landscape"] = "landscape"
    name: Annotated[str, AfterValidator(_known)] = Field(
        "rosenbrock", description="Name of a landscape of the catalog.", max_length=64
    )

    @classmethod
    def catalog(cls) -> Json:
        """All landscapes, and the settings that each has."""
        entries = [landscape.entry() for landscape in landscapes.values()]
        return {"landscapes": entries, "landscape": {"schema": LandscapeSettings.model_json_schema()}}

    @property
    def heading(self) -> str:
        """The landscape's title."""
        return landscapes[self.name].title

    @property
    def sides(self) -> Window:
        """The landscape's window."""
        return landscapes[self.name].window

    def landscape(self, store: Store) -> Landscape:  # noqa: ARG002  # it is there already
        """The landscape of that name."""
        return landscapes[self.name]


@problems.register
class FormulaLandscape(LandscapeSettings):
    """A person's own formula: a curve in one letter, a surface in two."""

    kind: Literal["formula"] = "formula"
    expression: FormulaText = Field(
        description="Formula in one or two letters, as books print it: `2x^2 + 3|y|`, `f(u, v) = (u − v)²`."
    )
    window: tuple[Side] | tuple[Side, Side] = Field(
        default_factory=lambda read: usual_window(read.get("expression", "")),
        description="[[x low, x high], [y low, y high]] in the formula's units, or one pair for a formula in one "
        "letter; where it is missing −3 … 3 in each letter that occurs.",
    )

    @model_validator(mode="after")
    def _fits_its_window(self) -> "FormulaLandscape":
        parse(self.expression, len(self.window))
        return self

    @property
    def heading(self) -> str:
        """The formula as it was typed, as far as a heading has room for it."""
        text = self.expression if "=" in self.expression else f"f = {self.expression}"
        return text if len(text) <= MAX_HEADING else f"{text[:MAX_HEADING]}…"

    @property
    def sides(self) -> Window:
        """The window, as tuples."""
        return tuple((low, high) for low, high in self.window)

    def ingredients(self, seed: int) -> list[tuple[Key, Callable[[], Kept]]]:  # noqa: ARG002  # all seeds share it
        """The formula compiled, with a start and a learning rate of its own."""
        key = ("formula", digest(self.expression.encode(), repr(self.sides).encode()))
        return [(key, lambda: from_formula(self.expression, self.sides))]

    def landscape(self, store: Store) -> Landscape:
        """The formula compiled, with a start and a learning rate of its own."""
        [(key, make)] = self.ingredients(0)
        return cast(Landscape, store.get(key, make))
