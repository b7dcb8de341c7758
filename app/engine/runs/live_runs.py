"""Runs that are kept alive, side by side in races and in a cache that is bounded in bytes."""

from collections import OrderedDict
from collections.abc import Iterator
from functools import cached_property

import orjson

from app.engine.experiment import Experiment, Run
from app.engine.problems import Problem, ProblemSettings
from app.engine.runs.live_run import CALM, LiveRun, Meter

MAX_PROBLEMS = 64
SLICE, LIGHT_SLICE = 64, 256
"""Rows that are computed in one go: about a millisecond each, if a row takes some ten microseconds or a few."""


class Race:
    """An experiment with its live runs."""

    def __init__(self, experiment: Experiment, problem: Problem, runs: list[LiveRun]) -> None:
        self.experiment = experiment
        self.problem = problem
        self.runs = runs

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

    def compute(self, last: int, slice_rows: int | None = None) -> Iterator[None]:
        """Compute all rows up to and with `last`, in slices, the runs side by side."""
        slice_rows = slice_rows or (LIGHT_SLICE if self.light else SLICE)
        while self.missing(last):
            for run in self.runs:
                if run.missing(last + 1):
                    run.extend(min(last + 1, run.rows + slice_rows))
                    yield


class LiveRuns:
    """Live runs by what determines their rows, the least recently used dropped. Used from one thread only."""

    def __init__(self, max_bytes: int = 256 * 2**20) -> None:
        self.max_bytes = max_bytes
        self._runs: OrderedDict[bytes, LiveRun] = OrderedDict()
        self._problems: OrderedDict[bytes, Problem] = OrderedDict()
        self._meter = Meter()

    def race(self, experiment: Experiment) -> Race:
        """The experiment's runs: those that live already, those that share a past, or new ones."""
        problem = self.problem(experiment.problem, experiment.seed)
        runs = [self._run(experiment, index, problem) for index in range(len(experiment.runs))]
        self._shrink(keep=len(runs))
        return Race(experiment, problem, runs)

    def problem_key(self, settings: ProblemSettings, seed: int) -> bytes:
        """What determines a problem."""
        return _key(settings.model_dump(mode="json"), seed)

    def problem(self, settings: ProblemSettings, seed: int) -> Problem:
        """The problem that these settings describe, built once."""
        key = self.problem_key(settings, seed)
        if key not in self._problems:
            self._problems[key] = settings.build(seed)
            while len(self._problems) > 1 and self._too_many_problems():
                self._problems.popitem(last=False)
        self._problems.move_to_end(key)
        return self._problems[key]

    def _too_many_problems(self) -> bool:
        nbytes = sum(problem.nbytes for problem in self._problems.values())
        return len(self._problems) > MAX_PROBLEMS or nbytes > self.max_bytes / 2

    def _run(self, experiment: Experiment, index: int, problem: Problem) -> LiveRun:
        run = experiment.runs[index]
        key = run_key(experiment, run)
        live = self._runs.get(key)
        if live is None:
            live = LiveRun(experiment, index, problem, experiment.problem.suggested_rate)
            self._share_past(experiment, run, live)
            live.weigh(self._meter)
            self._runs[key] = live
        self._runs.move_to_end(key)
        return live

    def _share_past(self, experiment: Experiment, run: Run, live: LiveRun) -> None:
        for count in reversed(range(len(run.changes))):
            past = self._runs.get(run_key(experiment, run.model_copy(update={"changes": run.changes[:count]})))
            if past is not None:
                live.inherit(past, run.changes[count].at)
                return

    def _shrink(self, keep: int) -> None:
        while self._meter.used > self.max_bytes and len(self._runs) > keep:
            _, oldest = self._runs.popitem(last=False)
            oldest.weigh(Meter())


def run_key(experiment: Experiment, run: Run) -> bytes:
    """What determines the rows of a run: the problem, the seed and the run without its label."""
    settings = run.model_dump(mode="json")
    del settings["label"]
    return _key(experiment.problem.model_dump(mode="json"), experiment.seed, settings)


def _key(*parts: object) -> bytes:
    return orjson.dumps(parts)


__all__ = ["CALM", "LiveRun", "LiveRuns", "Race", "run_key"]
