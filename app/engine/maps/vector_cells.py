"""Cells of a map that differ in settings of the steps alone, so that they can be stepped as one array."""

import re
from collections.abc import Generator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.engine.declaration import FloatArray
from app.engine.experiment import Experiment, Run, numeric_fields
from app.engine.maps.cell_settings import CellSettings, cell_settings
from app.engine.maps.ends import SweptEnds
from app.engine.maps.network_cells import NetworkCells, NetworkEnds
from app.engine.maps.standing import statuses
from app.engine.maps.together import running_together
from app.engine.measures.base import Measure
from app.engine.measures.ends import Ends
from app.engine.problems import NotOffered, Problem
from app.engine.problems.epochs import BatchStack
from app.engine.schedules import Schedule
from app.engine.stepping.descent import FEW

START = re.compile(r"start\[(\d+)\]")
RATE, PARAMETER, OPTIMIZER = "learning_rate", "learning_rate.", "optimizer."


def together(problem: Problem, run: Run, measure: Measure) -> bool:
    """Whether runs like this one can be stepped as one array, and the measure be asked of their ends."""
    watching = isinstance(run.learning_rate, Schedule) and run.learning_rate.watches_loss
    if run.changes or run.batches or watching or not measure.of_many:
        return False
    if problem.stack(1) is not None:
        plain = not run.optimizer.one_by_one and not run.optimizer.needs_hessian and problem.patience is None
        return plain and measure.watched is None and problem.dimension > FEW
    return problem.dimension <= FEW and _has_plan(problem)


def _has_plan(problem: Problem) -> bool:
    try:
        problem.plan((problem.dimension, 1))
    except NotOffered:
        return False
    return True


def may_differ(run: Run, path: str) -> bool:
    """Whether cells that are stepped as one array may differ in the setting at `path`."""
    if path == RATE or START.fullmatch(path):
        return True
    if path.startswith(PARAMETER):
        return isinstance(run.learning_rate, Schedule)
    return path.startswith(OPTIMIZER) and path.removeprefix(OPTIMIZER) in numeric_fields(type(run.optimizer))


def ends_of(
    problem: Problem, experiment: Experiment, settings: Mapping[str, FloatArray], bound: float | None
) -> Generator[None, None, Ends]:
    """The ends of R runs like the experiment's only one, with other `settings` (R,) by their paths."""
    run = experiment.runs[0]
    count = len(next(iter(settings.values())))
    rates = _rates(problem, run, settings, count)
    fields = {path.removeprefix(OPTIMIZER): values for path, values in settings.items() if path.startswith(OPTIMIZER)}
    start = np.repeat((problem.start() if run.start is None else np.array(run.start))[:, None], count, axis=1)
    for path, values in settings.items():
        if found := START.fullmatch(path):
            start[int(found[1])] = values
    noisy = (run.batch_size or problem.samples) < problem.samples and not problem.alike
    restless = (_rates_at(rates, experiment.steps) == 0) | noisy | problem.random_epochs
    stack = problem.stack(count)
    if stack is not None:
        given = cell_settings(problem, run.optimizer, rates, start, fields)
        return (yield from _networks(problem, stack, experiment, given, restless))
    result = yield from running_together(
        problem, run.optimizer, rates, experiment.steps, start, fields, run.gradient_clipping, run.batch_size, bound
    )
    return SweptEnds(problem, result, statuses(problem, result, restless))


def _networks(
    problem: Problem, stack: BatchStack, experiment: Experiment, given: CellSettings, restless: NDArray[np.bool_]
) -> Generator[None, None, NetworkEnds]:
    run = experiment.runs[0]
    cells = NetworkCells(problem, stack, given, run.gradient_clipping, run.batch_size or problem.samples)
    yield from cells.stepping(experiment.steps)
    return NetworkEnds(problem, cells, cells.statuses(experiment.steps, restless))


def _rates(
    problem: Problem, run: Run, settings: Mapping[str, FloatArray], count: int
) -> FloatArray | tuple[Schedule, ...]:
    if RATE in settings:
        return settings[RATE]
    rate = problem.suggested_rate if run.learning_rate is None else run.learning_rate
    if not isinstance(rate, Schedule):
        return np.full(count, rate)
    names = [path for path in settings if path.startswith(PARAMETER)]
    made: dict[tuple[float, ...], Schedule] = {}
    cells = list(zip(*(settings[name].tolist() for name in names), strict=True)) or [()] * count
    for cell in set(cells):
        made[cell] = _schedule(
            rate, {name.removeprefix(PARAMETER): value for name, value in zip(names, cell, strict=True)}
        )
    return tuple(made[cell] for cell in cells)


def _schedule(rate: Schedule, others: Mapping[str, Any]) -> Schedule:
    return type(rate).model_validate({**rate.model_dump(), **others})


def _rates_at(rates: FloatArray | tuple[Schedule, ...], step: int) -> FloatArray:
    if isinstance(rates, np.ndarray):
        return rates
    return np.array([float(schedule.rates(np.array([step]))[0]) for schedule in rates])
