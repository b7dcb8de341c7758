"""A map of what becomes of a run at every pair of values of two of its settings."""

from collections.abc import Generator, Iterator, Mapping
from typing import Any

import numpy as np
from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from app.engine.declaration import Declaration
from app.engine.experiment import Experiment
from app.engine.maps.axes import Axis
from app.engine.maps.cell_order import coarse_to_fine
from app.engine.maps.parts import Part, computing, cut, part_size, with_settings
from app.engine.maps.pieces import Cells, Piece
from app.engine.maps.vector_cells import may_differ, together
from app.engine.measures.base import Measure, measures
from app.engine.measures.base import Value as MeasuredValue
from app.engine.measures.choice import OfOneRun
from app.engine.problems import Problem
from app.engine.runs.live_runs import LiveRuns
from app.engine.runs.outcome import Status
from app.engine.setting_paths import WrongPath


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


class OutcomeMap:
    """The map that a request asks for. `preparing` comes first, then `parts`."""

    def __init__(self, lives: LiveRuns, request: MapRequest) -> None:
        self._lives, self._measure = lives, request.measure
        self._axes = {"x": request.x} | ({} if request.y is None else {"y": request.y})
        chosen = request.experiment.runs[request.run]
        self._experiment = request.experiment.model_copy(update={"runs": (chosen,)})
        self._values: dict[str, list[float]] = {}
        self._alone = False

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
        yield from self._look()

    def _fill_start(self) -> None:
        """Coordinates of the start point are there to be varied, also where it is the problem's own."""
        run = self._experiment.runs[0]
        if run.start is None and any(axis.path.startswith("start[") for axis in self._axes.values()):
            problem = self._problem(self._experiment)
            start = problem.to_public(problem.start()).tolist()
            self._experiment = self._experiment.model_copy(update={"runs": (run.model_copy(update={"start": start}),)})

    def _problem(self, experiment: Experiment) -> Problem:
        return self._lives.problem(experiment.problem_of(experiment.runs[0]), experiment.seed)

    def _look(self) -> Generator[None, None, None]:
        """Whether cells are runs of their own is looked at where the map begins, for all of it."""
        first = next((part for part in self._groups() if part.experiment is not None), None)
        if first is None or first.experiment is None:
            return
        yield from self._lives.preparing(first.experiment.problem, first.experiment.seed)
        problem = self._problem(first.experiment)
        self._alone = not (first.settings and together(problem, first.experiment.runs[0], self._measure))

    @property
    def cells(self) -> int:
        """How many there are."""
        return len(self.columns) * len(self.rows or [0])

    def parts(self) -> Iterator[Part]:
        """All cells, a coarse picture first; which of them are computed together follows from the map alone."""
        for group in self._groups():
            size = len(group.cells) if group.experiment is None else part_size(group.experiment, self._alone)
            yield from cut(group, size)

    def _groups(self) -> Iterator[Part]:
        """The cells of each level by those settings of theirs that no array of runs may differ in."""
        run = self._experiment.runs[0]
        split = [name for name, axis in self._axes.items() if not may_differ(run, axis.path)]
        for level in coarse_to_fine(len(self.columns), len(self.rows or [0])):
            groups: dict[tuple[float, ...], list[int]] = {}
            places = {name: self._along(name, level) for name in split}
            for number, cell in enumerate(level.tolist()):
                groups.setdefault(tuple(places[name][number] for name in split), []).append(cell)
            for values, cells in groups.items():
                outer = {self._axes[name].path: value for name, value in zip(split, values, strict=True)}
                yield self._group(outer, np.array(cells))

    def _group(self, outer: Mapping[str, float], cells: Cells) -> Part:
        inner = {
            axis.path: np.array(self._along(name, cells)) for name, axis in self._axes.items() if axis.path not in outer
        }
        return Part(cells, with_settings(self._experiment, outer), inner, self._measure)

    def _along(self, name: str, cells: Cells) -> list[float]:
        """The values of an axis at these cells."""
        values = self._values[name]
        numbers = cells % len(self.columns) if name == "x" else cells // len(self.columns)
        return [values[number] for number in numbers.tolist()]


def drawing(lives: LiveRuns, request: MapRequest) -> Generator[None, None, dict[str, Any]]:
    """Work for a compute thread whose return value is the whole map, JSON-ready."""
    outcome_map = OutcomeMap(lives, request)
    yield from outcome_map.preparing()
    whole = Whole(outcome_map)
    for part in outcome_map.parts():
        whole.add((yield from computing(lives, part)))
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
        self._values: list[MeasuredValue] = [None] * outcome_map.cells
        self._outcomes: list[Status | None] = [None] * outcome_map.cells

    def add(self, piece: Piece) -> None:
        """Put a piece in its place."""
        for cell, value, outcome in zip(piece.cells.tolist(), piece.values, piece.outcomes, strict=True):
            self._values[cell], self._outcomes[cell] = value, outcome

    def answer(self, request: MapRequest) -> dict[str, Any]:
        """All of it, JSON-ready; rows are y."""
        width = len(self._map.columns)
        rows = range(0, len(self._values), width)
        return {
            **heading(self._map, request),
            "values": [self._values[at : at + width] for at in rows],
            "outcomes": [self._outcomes[at : at + width] for at in rows],
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
