"""The settings of a run as stretches of steps: each change begins a new one."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from app.engine.declaration import FloatArray
from app.engine.experiment import Run
from app.engine.optimizers import Optimizer
from app.engine.optimizers.clipping import GradientClipping
from app.engine.problems import Problem
from app.engine.sampling.batches import GivenOrder, SampleOrder
from app.engine.schedules import Schedule, schedules


@dataclass(frozen=True)
class Stretch:
    """Settings that hold from step `begin` until the next stretch begins."""

    begin: int
    optimizer: Optimizer
    schedule: Schedule
    schedule_begin: int
    """Step at which the schedule counts 0."""
    batch_size: int
    """Samples a step uses; of batches that are given the most."""
    clipping: GradientClipping | None
    problem: Problem
    """What is descended, with the penalties that hold: the same object for as long as these stay."""
    batches: tuple[tuple[int, ...], ...] | None = None
    """The batches that are given, in the order of the steps."""

    def order(self, seed: int, samples: int, shuffled: bool) -> SampleOrder:
        """The order in which samples are used, of all stretches of a run alike."""
        return SampleOrder(seed, samples, shuffled) if self.batches is None else GivenOrder(self.batches, samples)

    def varies(self, samples: int) -> bool:
        """Whether steps may use other samples than the one before."""
        return self.batches is not None or self.batch_size < samples

    def rates(self, begin: int, end: int) -> FloatArray:
        """Learning rates of the steps [begin, end), for a schedule in closed form."""
        return self.schedule.rates(np.arange(begin - self.schedule_begin, end - self.schedule_begin))

    def momenta(self, begin: int, end: int) -> FloatArray | None:
        """Momentum of the steps [begin, end) where the schedule cycles it and the optimizer has one."""
        if self.optimizer.momentum_field is None:
            return None
        return self.schedule.momenta(np.arange(begin - self.schedule_begin, end - self.schedule_begin))


def stretches(run: Run, problem: Problem) -> list[Stretch]:
    """The stretches of `run` on a problem, in order; the first begins at step 0."""
    rate = problem.suggested_rate if run.learning_rate is None else run.learning_rate
    size = run.largest_batch(problem.samples)
    current = Stretch(0, run.optimizer, _schedule(rate), 0, size, run.gradient_clipping, problem, run.batches)
    return list(_with_changes(run, current))


def _with_changes(run: Run, current: Stretch) -> Iterator[Stretch]:
    for change in run.changes:
        if change.at > current.begin:
            yield current
        schedule, begin = current.schedule, current.schedule_begin
        if change.learning_rate is not None:
            schedule, begin = _schedule(change.learning_rate), change.at
        current = Stretch(
            begin=change.at,
            optimizer=current.optimizer.replaced(change.hyperparameters),
            schedule=schedule,
            schedule_begin=begin,
            batch_size=change.batch_size or current.batch_size,
            clipping=run.gradient_clipping,
            problem=current.problem.penalised(change.penalties),
            batches=run.batches,
        )
    yield current


def _schedule(rate: float | Schedule) -> Schedule:
    return rate if isinstance(rate, Schedule) else schedules["constant"](initial=rate)
