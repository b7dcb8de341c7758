"""A map in parts: each has all that its cells need, and comes to the same numbers wherever it is computed.

How cells are put together decides on the last bits of their numbers, since products of matrices are rounded by their
shapes. So the cut follows from the map alone, never from who computes it.
"""

from collections.abc import Generator, Mapping
from dataclasses import dataclass

import numpy as np

from app.engine.declaration import FloatArray
from app.engine.experiment import Experiment
from app.engine.maps.pieces import Cells, Passing, Piece
from app.engine.maps.vector_cells import ends_of, together
from app.engine.measures.base import Measure, RunAlone, Unmeasurable
from app.engine.problems import ProblemSettings
from app.engine.runs.cut import UnknownColumn
from app.engine.runs.live_runs import LiveRuns
from app.engine.setting_paths import WrongPath, varied
from app.engine.stepping.descent import FEW

OF_LANDSCAPES = 4_096
"""Cells of a part on a landscape: more do not step faster."""
WORK, MOST_WORK = 2**22, 2**24
"""Multiplications of a step of a part on a network, about: from the first on more cells step no faster."""
FEWEST, MOST = 8, 256
"""Cells of a part on a network: fewer only if they are more work than that."""
ROWS_ALONE = 2_000
"""Rows of a part whose cells are runs of their own."""


@dataclass(frozen=True)
class Part:
    """Some cells of a map, by their numbers row by row; no experiment where values do not fit together."""

    cells: Cells
    experiment: Experiment | None
    settings: Mapping[str, FloatArray]
    """What differs between its cells, by path, a value for each."""
    measure: Measure


def part_size(experiment: Experiment, alone: bool) -> int:
    """How many cells like this experiment's only run make a part."""
    problem = experiment.problem
    if alone:
        return max(1, ROWS_ALONE // (experiment.steps + 1))
    if problem.dimension <= FEW:
        return OF_LANDSCAPES
    one = 6 * problem.dimension * _batch(experiment, problem)
    return max(1, min(FEWEST, MOST_WORK // one), min(MOST, WORK // one))


def _batch(experiment: Experiment, problem: ProblemSettings) -> int:
    return experiment.runs[0].batch_size or problem.sample_count


def computing(lives: LiveRuns, part: Part) -> Generator[None, None, Piece]:
    """Work for a shared thread whose return value is what was asked; raises what the measure raises."""
    if part.experiment is None:
        return Piece.empty(part.cells)
    try:
        return (yield from _found(lives, part, part.experiment))
    except (Unmeasurable, UnknownColumn) as error:
        error.path = ("measure", *error.path)
        raise


def _found(lives: LiveRuns, part: Part, experiment: Experiment) -> Generator[None, None, Piece]:
    yield from lives.preparing(experiment.problem, experiment.seed)
    problem = lives.problem(experiment.problem_of(experiment.runs[0]), experiment.seed)
    if part.settings and together(problem, experiment.runs[0], part.measure):
        ends = yield from ends_of(problem, experiment, part.settings, part.measure.watched)
        return Piece(part.cells, list(part.measure.of_ends(ends)), [*ends.outcomes()])
    found = Piece.empty(part.cells)
    for number in range(len(part.cells)):
        settings = {path: float(values[number]) for path, values in part.settings.items()}
        cell = with_settings(experiment, settings)
        if cell is not None:
            run = RunAlone(Passing(lives), cell, 0)
            measured = yield from part.measure.of(run)
            outcome = yield from run.outcome()
            found.values[number], found.outcomes[number] = measured.value, outcome.status
    return found


def with_settings(experiment: Experiment, settings: Mapping[str, float]) -> Experiment | None:
    """The experiment with these settings; None where they do not fit together."""
    try:
        for path, value in settings.items():
            number = int(value) if float(value).is_integer() else value
            experiment = varied(experiment, 0, path, number)
    except WrongPath:
        return None
    return experiment


def cut(part: Part, size: int) -> list[Part]:
    """The part in parts of at most so many cells."""
    bounds = range(0, len(part.cells), size)
    return [
        Part(
            part.cells[at : at + size],
            part.experiment,
            {path: np.asarray(values[at : at + size]) for path, values in part.settings.items()},
            part.measure,
        )
        for at in bounds
    ]


__all__ = ["Part", "computing", "cut", "part_size", "with_settings"]
