"""A map of what becomes of a run at every pair of values of two of its settings."""

from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from app.engine.declaration import Declaration
from app.engine.experiment import Experiment
from app.engine.maps.axes import Axis
from app.engine.maps.cell_order import coarse_to_fine
from app.engine.maps.vector_cells import ends_of, may_differ, together
from app.engine.measures.base import Measure, RunAlone, Unmeasurable, measures
from app.engine.measures.base import Value as MeasuredValue
from app.engine.measures.choice import OfOneRun
from app.engine.problems import Problem
from app.engine.runs.cut import UnknownColumn
from app.engine.runs.live_runs import LiveRuns
from app.engine.runs.outcome import Status
from app.engine.runs.race import Race
from app.engine.setting_paths import WrongPath, varied

Cells = NDArray[np.int64]


class MapRequest(Declaration):
    """An experiment, one of its runs, the settings that are varied, and what is asked of every cell."""

    experiment: Experiment = Field(description="What is run.")
    run: int = Field(0, ge=0, le=7, description="Number of the run that is varied, from 0.")
    x: Axis = Field(description="The setting that differs from column to column.")
    y: Axis | None = Field(None, description="The setting that differs from row to row; null is a map of one row.")
    measure: OfOneRun = Field(
        default_factory=lambda: measures["final_loss"](), description="What is asked of every cell, as of a run."
    )

    @model_validator(mode="after")
    def _there(self) -> "MapRequest":
        count = len(self.experiment.runs)
        if self.run >= count:
            raise PydanticCustomError("run", "expected 0 … {last}", {"last": count - 1, "path": ["run"]})
        return self

    @property
    def cells(self) -> int:
        """How many runs there are at most."""
        return len(self.x.spread()) * (1 if self.y is None else len(self.y.spread()))


@dataclass(frozen=True)
class Piece:
    """Some cells of a map, by their numbers row by row, with what was asked and how their runs ended.

    Where a pair of values does not fit together both are None.
    """

    cells: Cells
    values: list[MeasuredValue]
    outcomes: Sequence[Status | None]


class OutcomeMap:
    """The map that a request asks for. `preparing` comes first, then `pieces`."""

    def __init__(self, lives: LiveRuns, request: MapRequest) -> None:
        self._lives, self._measure = lives, request.measure
        self._axes = {"x": request.x} | ({} if request.y is None else {"y": request.y})
        chosen = request.experiment.runs[request.run]
        self._experiment = request.experiment.model_copy(update={"runs": (chosen,)})
        self._values: dict[str, list[float]] = {}

    @property
    def columns(self) -> list[float]:
        """The values of the setting that differs from column to column."""
        return self._values["x"]

    @property
    def rows(self) -> list[float] | None:
        """Those of the setting that differs from row to row."""
        return self._values.get("y")

    def preparing(self) -> Generator[None, None, None]:
        """Hold every value against the experiment; raises `WrongPath`, whose path leads to the axis."""
        yield from self._lives.preparing(self._experiment.problem, self._experiment.seed)
        self._fill_start()
        for name, axis in self._axes.items():
            values = []
            try:
                for value in axis.fitting(self._experiment, 0):
                    values.append(value)
                    yield
            except WrongPath as error:
                error.path = (name, *error.path)
                raise
            self._values[name] = values
        if len(self._axes) == 2 and self._axes["x"].path == self._axes["y"].path:
            raise WrongPath("another setting than x", self._axes["y"].path, "y", "path")

    def _fill_start(self) -> None:
        """Coordinates of the start point are there to be varied, also where it is the problem's own."""
        run = self._experiment.runs[0]
        if run.start is None and any(axis.path.startswith("start[") for axis in self._axes.values()):
            problem = self._problem(self._experiment)
            start = problem.to_public(problem.start()).tolist()
            self._experiment = self._experiment.model_copy(update={"runs": (run.model_copy(update={"start": start}),)})

    def _problem(self, experiment: Experiment) -> Problem:
        return self._lives.problem(experiment.problem_of(experiment.runs[0]), experiment.seed)

    def pieces(self) -> Generator[Piece | None, None, None]:
        """All cells, a coarse picture first; None between pieces is a pause. Raises what the measure raises."""
        try:
            for level in coarse_to_fine(len(self.columns), len(self.rows or [0])):
                for outer, cells in self._groups(level):
                    yield from self._of_group(outer, cells)
        except (Unmeasurable, UnknownColumn) as error:
            error.path = ("measure", *error.path)
            raise

    def _groups(self, level: Cells) -> Iterator[tuple[dict[str, float], Cells]]:
        """The cells of a level by those settings of theirs that no array of runs may differ in."""
        run = self._experiment.runs[0]
        split = [name for name, axis in self._axes.items() if not may_differ(run, axis.path)]
        groups: dict[tuple[float, ...], list[int]] = {}
        places = {name: self._along(name, level) for name in split}
        for number, cell in enumerate(level.tolist()):
            groups.setdefault(tuple(places[name][number] for name in split), []).append(cell)
        for values, cells in groups.items():
            yield {self._axes[name].path: value for name, value in zip(split, values, strict=True)}, np.array(cells)

    def _along(self, name: str, cells: Cells) -> list[float]:
        """The values of an axis at these cells."""
        values = self._values[name]
        numbers = cells % len(self.columns) if name == "x" else cells // len(self.columns)
        return [values[number] for number in numbers.tolist()]

    def _of_group(self, outer: Mapping[str, float], cells: Cells) -> Generator[Piece | None, None, None]:
        experiment = self._with(self._experiment, outer)
        if experiment is None:
            yield Piece(cells, [None] * len(cells), [None] * len(cells))
            return
        inner = {
            axis.path: np.array(self._along(name, cells)) for name, axis in self._axes.items() if axis.path not in outer
        }
        yield from self._lives.preparing(experiment.problem, experiment.seed)
        problem = self._problem(experiment)
        if inner and together(problem, experiment.runs[0], self._measure):
            ends = yield from ends_of(problem, experiment, inner, self._measure.watched)
            yield Piece(cells, list(self._measure.of_ends(ends)), ends.outcomes())
            return
        for number, cell in enumerate(cells.tolist()):
            settings = {path: float(values[number]) for path, values in inner.items()}
            yield from self._alone(self._with(experiment, settings), cell)

    def _with(self, experiment: Experiment, settings: Mapping[str, float]) -> Experiment | None:
        """The experiment with these settings; None where they do not fit together."""
        try:
            for path, value in settings.items():
                number = int(value) if float(value).is_integer() else value
                experiment = varied(experiment, 0, path, number)
        except WrongPath:
            return None
        return experiment

    def _alone(self, experiment: Experiment | None, cell: int) -> Generator[Piece | None, None, None]:
        """One cell by a run of its own."""
        if experiment is None:
            yield Piece(np.array([cell]), [None], [None])
            return
        run = RunAlone(Passing(self._lives), experiment, 0)
        found = yield from self._measure.of(run)
        outcome = yield from run.outcome()
        yield Piece(np.array([cell]), [found.value], [outcome.status])


class Passing(LiveRuns):
    """Runs that nobody keeps, on problems that are kept elsewhere."""

    def __init__(self, lives: LiveRuns) -> None:
        self.store = lives.store
        self._lives = lives
        self._latest: Race | None = None

    def race(self, experiment: Experiment) -> Race:
        """The experiment's runs, as long as no other one is asked for."""
        if self._latest is None or self._latest.experiment is not experiment:
            self._latest = self._lives.fresh(experiment)
        return self._latest


def drawing(lives: LiveRuns, request: MapRequest) -> Generator[None, None, dict[str, Any]]:
    """Work for a compute thread whose return value is the whole map, JSON-ready."""
    outcome_map = OutcomeMap(lives, request)
    yield from outcome_map.preparing()
    whole = Whole(outcome_map)
    for piece in outcome_map.pieces():
        if piece is not None:
            whole.add(piece)
        yield
    return whole.answer(request)


def sweep(
    experiment: Experiment | Mapping[str, Any],
    x: Axis | Mapping[str, Any],
    y: Axis | Mapping[str, Any] | None = None,
    measure: Measure | Mapping[str, Any] | str = "final_loss",
    run: int = 0,
) -> dict[str, Any]:
    """What a measure says of run number `run` at every pair of values of two of its settings; rows are y.

    Raises `ValueError` for what is no experiment, no setting, no measure, or does not fit together.
    """
    named = measure.model_dump() if isinstance(measure, Measure) else measure
    asked = MapRequest.model_validate({"experiment": experiment, "run": run, "x": x, "y": y, "measure": named})
    work = drawing(LiveRuns(), asked)
    while True:
        try:
            next(work)
        except StopIteration as end:
            return dict(end.value)


class Whole:
    """A map that is put together from its pieces."""

    def __init__(self, outcome_map: OutcomeMap) -> None:
        self._map = outcome_map
        count = len(outcome_map.columns) * len(outcome_map.rows or [0])
        self._values: list[MeasuredValue] = [None] * count
        self._outcomes: list[Status | None] = [None] * count

    def add(self, piece: Piece) -> None:
        """Put a piece in its place."""
        for cell, value, outcome in zip(piece.cells.tolist(), piece.values, piece.outcomes, strict=True):
            self._values[cell], self._outcomes[cell] = value, outcome

    def answer(self, request: MapRequest) -> dict[str, Any]:
        """All of it, JSON-ready; rows are y."""
        width = len(self._map.columns)
        cut = range(0, len(self._values), width)
        return {
            **heading(self._map, request),
            "values": [self._values[at : at + width] for at in cut],
            "outcomes": [self._outcomes[at : at + width] for at in cut],
        }


def heading(outcome_map: OutcomeMap, request: MapRequest) -> dict[str, Any]:
    """What is known of a map before its first cell."""
    x, y = request.x, request.y
    rows = None if y is None else {"path": y.path, "scale": y.scale, "values": outcome_map.rows}
    return {
        "x": {"path": x.path, "scale": x.scale, "values": outcome_map.columns},
        "y": rows,
        "measure": request.measure.model_dump(mode="json"),
        "unit": request.measure.measured_in,
    }
