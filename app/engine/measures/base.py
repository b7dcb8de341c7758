"""What a measure is: a question about a run that has one answer."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

import numpy as np

from app.engine.declaration import Declaration, FloatArray
from app.engine.experiment import Experiment
from app.engine.measures.ends import Ends
from app.engine.measures.wording import amount_text, number_text
from app.engine.problems import Problem
from app.engine.registry import Registries, Registry
from app.engine.runs.cut import Cut, check_columns, rows_between
from app.engine.runs.live_run import LiveRun
from app.engine.runs.live_runs import LiveRuns
from app.engine.runs.outcome import Outcome, outcome_at
from app.engine.runs.traces import run_label

Value = float | int | str | None
Split = Literal["training", "test"]
Better = Literal["less", "more"]


class Unmeasurable(ValueError):
    """A question that this experiment has no answer to; `path` leads to what does not fit, within the measure."""

    def __init__(self, message: str, *path: str | int) -> None:
        super().__init__(message)
        self.path = path


@dataclass(frozen=True)
class Measured:
    """The answer, the sentence that says it, and the numbers in the sentence by name."""

    value: Value
    sentence: str
    numbers: dict[str, Any] = field(default_factory=dict)


class RunAlone:
    """One run of an experiment, computed to its last step when a measure asks for something of it."""

    def __init__(self, lives: LiveRuns, experiment: Experiment, index: int) -> None:
        self.lives = lives
        self.experiment = experiment.model_copy(update={"runs": (experiment.runs[index],)})
        self._live: LiveRun | None = None
        self.label = ""

    @property
    def steps(self) -> int:
        """The last step."""
        return self.experiment.steps

    def living(self) -> Generator[None, None, LiveRun]:
        """Work for a compute thread whose return value is the run with all its rows."""
        if self._live is None:
            race = yield from self.lives.racing(self.experiment)
            self.label = run_label(race, 0)
            self._live = race.runs[0]
        yield from self._live.extending(self.steps + 1)
        return self._live

    def columns(self, *names: str) -> Generator[None, None, dict[str, FloatArray]]:
        """The columns of all rows, as traces have them; raises `UnknownColumn` for one that the run does not have."""
        live = yield from self.living()
        race = yield from self.lives.racing(self.experiment)
        check_columns(race, names)
        return Cut(live, rows_between(live, 0, self.steps, self.steps), self.steps).columns(names)

    def row_at(self, step: int | None) -> Generator[None, None, tuple[LiveRun, int]]:
        """The run and the row of a step, the last one for none; a run that has ended stands at its last row."""
        if step is not None and step > self.steps:
            raise Unmeasurable(f"expected 0 … {self.steps}, the experiment's steps, got {step}", "step")
        live = yield from self.living()
        row = min(self.steps if step is None else step, live.rows - 1)
        yield from live.approaching(row)
        return live, row

    def number_at(self, column: str, step: int | None) -> Generator[None, None, tuple[float, int]]:
        """One number of a row, measured there where the column is measured only now and then, and the row."""
        live, row = yield from self.row_at(step)
        if live.problem.measure_every and column in ("loss", *live.problem.measures):
            return float(live.measured(row)[column]), row
        values = (yield from self.columns(column))[column]
        if values.ndim != 1:
            raise Unmeasurable(f"expected a column of one number a step, got {column!r}", "column")
        return float(values[row]), row

    def outcome(self) -> Generator[None, None, Outcome]:
        """How the run ends."""
        live = yield from self.living()
        return outcome_at(live, self.steps, self.steps)


class Measure(Declaration):
    """Base of all measures; the fields are its settings.

    Every subclass declares `name: Literal["…"]`, and is registered with `@measures.register` or, where it compares by
    another measure, with `@comparisons.register`.
    """

    title: ClassVar[str]
    measured_in: ClassVar[str] = ""
    """What the number counts; empty where it bears no unit."""
    better: ClassVar[Better | None] = None
    """Whether less or more of it is better; None where neither is."""
    needs: ClassVar[tuple[str, ...]] = ()
    """What a problem must have for an answer: its kind, its probes, "classes", "test" samples, a known "minimum" or
    several "minima"."""
    of_cell: ClassVar[bool] = True
    """Whether a colour can say the answer: a number, or one of a few words."""

    @classmethod
    def key(cls) -> str:
        """The name in requests and in the catalog."""
        return str(cls.model_fields["name"].default)

    def trials(self) -> int:
        """How many runs are computed at most; what a server's limit of rows is held against."""
        return 1

    def measuring(self, lives: LiveRuns, experiment: Experiment, index: int) -> Generator[None, None, Measured]:
        """Work for a compute thread whose return value is the answer for run `index`.

        Raises `Unmeasurable` and `UnknownColumn` where the experiment has no such thing.
        """
        return (yield from self.of(RunAlone(lives, experiment, index)))

    def of(self, run: RunAlone) -> Generator[None, None, Measured]:
        """The answer for a run alone."""
        raise NotImplementedError

    @property
    def of_many(self) -> bool:
        """Whether `of_ends` has the answers for many runs at once, from where they end."""
        return type(self).of_ends is not Measure.of_ends

    @property
    def watched(self) -> float | None:
        """The bound that the losses of many runs are held against on the way; None where only their ends count."""
        return None

    def of_ends(self, ends: Ends) -> Sequence[Value]:
        """The values that `of` has for each of many runs, from where they end."""
        raise NotImplementedError

    def amount(self, value: float) -> str:
        """The number as a sentence about several runs has it: 41 steps, final loss 0.098."""
        return (
            amount_text(value, self.measured_in) if self.measured_in else f"{self.title.lower()} {number_text(value)}"
        )


def compared_by(by: Measure, run: RunAlone) -> Generator[None, None, float | None]:
    """The number of a measure by which others compare; raises `Unmeasurable` for one that gives a word."""
    try:
        value = (yield from by.of(run)).value
    except Unmeasurable as error:
        raise Unmeasurable(str(error), "by", *error.path) from None
    if isinstance(value, str):
        raise Unmeasurable(f"expected a measure that gives a number, got one that gives {value!r}", "by", "name")
    return value


def direction(by: Measure, wins: Better | None) -> Better:
    """Whether less or more wins; raises `Unmeasurable` where neither the measure nor who asks says it."""
    found = wins or by.better
    if found is None:
        raise Unmeasurable(f"expected 'less' or 'more' for the measure {by.key()!r}, got neither", "wins")
    return found


def best_of(values: Sequence[float | None], wins: Better) -> int | None:
    """Number of the best value; the first where several are, and None where there is none."""
    there = [number for number, value in enumerate(values) if value is not None]
    pick = min if wins == "less" else max
    return pick(there, key=lambda number: values[number] or 0.0) if there else None


measures: Registry[type[Measure]] = Registry("measure", "app.engine.measures.single", lambda cls: cls.key())
comparisons: Registry[type[Measure]] = Registry("measure", "app.engine.measures.comparing", lambda cls: cls.key())


def every_measure() -> Registries[type[Measure]]:
    """Measures of one run, and those that compare."""
    return Registries(measures, comparisons)


def column_of(what: Literal["loss", "accuracy"], data: Split) -> str:
    """The column with the loss or the accuracy on the training or the test samples."""
    return what if data == "training" else f"test_{what}"


def first_row(values: FloatArray, reached: Sequence[bool] | Any) -> int | None:
    """The first row where something is so; None where it never is."""
    rows = np.flatnonzero(np.asarray(reached) & np.isfinite(values))
    return int(rows[0]) if len(rows) else None


def check_classes(problem: Problem) -> None:
    """Raise `Unmeasurable` where nothing can be right or wrong."""
    if "accuracy" not in problem.measures:
        raise Unmeasurable(f"expected a problem with classes, got a {problem.kind} without", "name")
