"""An experiment with its live runs."""

from collections.abc import Iterator
from functools import cached_property

from app.engine.experiment import Experiment
from app.engine.memory.store import Key
from app.engine.problems import Problem
from app.engine.runs.live_run import LiveRun

OVERHEAD, CHANGE_BYTES, NUMBER = 4_096, 1_024, 40
"""Bytes of an experiment's objects, of each change, and of a number of a start or of batches, as Python keeps them."""


class Race:
    """An experiment with its live runs."""

    def __init__(self, experiment: Experiment, problem: Problem, runs: list[LiveRun], key: Key | None = None) -> None:
        # Equal problems are held once: a table of one's own is larger than all that is computed with it.
        self.experiment = experiment.model_copy(update={"problem": problem.settings})
        self.problem = problem
        self.runs = runs
        self.key = key
        """What it is called where it is kept; None where it is not."""

    @property
    def nbytes(self) -> int:
        """Bytes of the experiment without its problem; runs are counted by themselves."""
        runs = self.experiment.runs
        numbers = sum(len(run.start or ()) + sum(map(len, run.batches or ())) for run in runs)
        return OVERHEAD + NUMBER * numbers + sum(CHANGE_BYTES * (1 + len(run.changes)) for run in runs)

    @cached_property
    def state_columns(self) -> frozenset[str]:
        """Names of the columns that show what the runs' optimizers remember."""
        return frozenset(name for run in self.runs for name in run.state_columns)

    @cached_property
    def light(self) -> bool:
        """Whether a row of any run takes a few microseconds."""
        return all(run.light for run in self.runs)

    def missing(self, last: int) -> int:
        """Rows still to be computed before row `last` of every run can be shown."""
        return sum(run.missing(last + 1) for run in self.runs)

    def compute(self, last: int) -> Iterator[None]:
        """Compute all rows up to and with `last` bit by bit, the runs side by side."""
        while self.missing(last):
            for run in self.runs:
                if run.missing(last + 1):
                    run.extend_a_bit(last + 1)
                    yield
