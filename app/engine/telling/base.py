"""What a teller is: whoever can say of a kind of problem's runs what happens at a step."""

from abc import ABC, abstractmethod
from functools import cached_property
from typing import Any, ClassVar, Generic, TypeVar, cast

import numpy as np

from app.engine.declaration import FloatArray
from app.engine.optimizers import Optimizer
from app.engine.problems import Mismatch, Problem
from app.engine.registry import Registry
from app.engine.runs.live_run import LiveRun
from app.engine.telling.diagnosis import Candidate, Diagnosis
from app.engine.wording import number

P = TypeVar("P", bound=Problem)


class NoSuchSample(ValueError):
    """A sample that the problem's data do not have."""


class Unexplainable(Mismatch):
    """A kind of problem whose steps nobody explains."""


class Teller(ABC, Generic[P]):
    """A run on a problem of kind P seen from one row, and what is to be said of it there.

    A subclass is registered with `@tellers.register`.
    """

    name: ClassVar[str]
    tells_of: ClassVar[type[Problem]]
    """The kind of problem whose runs it understands."""

    def __init__(self, live: LiveRun, row: int, steps: int) -> None:
        self.live, self.row, self.steps = live, row, steps
        self.problem = cast(P, live.problem_at(row))

    @abstractmethod
    def numbers(self, sample: int | None) -> dict[str, Any]:
        """The numbers of the step, JSON-ready; with those of one `sample`. Raises `NoSuchSample`."""

    @abstractmethod
    def diagnosis(self) -> Diagnosis:
        """What is happening."""

    @property
    def optimizer(self) -> Optimizer:
        """The optimizer with the hyperparameters that hold here."""
        return self.live.optimizer_at(self.row)

    @property
    def batch_size(self) -> int:
        """The batch size that holds here; the last batch of an epoch may be smaller."""
        return min(self.live.stretch_at(self.row).batch_size, self.problem.samples)

    def at(self, name: str) -> float:
        """A scalar column here."""
        return float(self.live.column(name)[self.row])

    @cached_property
    def since(self) -> int:
        """The row from which on the settings are those that hold here.

        A schedule that moves with every step is one setting; one that holds its rate for a while and then takes
        another, as at a milestone, is another setting from there on.
        """
        begin = self.live.stretch_at(self.row).begin
        moved = np.diff(self.live.column("learning_rate")[begin : self.row + 1]) != 0
        taken = np.flatnonzero(moved[1:] & ~moved[:-1])
        return int(begin + taken[-1] + 2) if len(taken) else begin

    def recent(self, name: str, count: int) -> FloatArray:
        """The last `count` rows of a column under the settings that hold here, this row included."""
        return self.live.column(name)[max(self.since, self.row - count + 1) : self.row + 1]

    @property
    def over(self) -> bool:
        """Whether the run has no row after this one, and never will."""
        return self.live.ended is not None and self.row >= self.live.rows - 1

    @property
    def scheduled(self) -> bool:
        """Whether the learning rate follows a schedule here."""
        return self.live.stretch_at(self.row).schedule.key() != "constant"

    @property
    def decay(self) -> float:
        """λ of all L2 penalties that plain descent follows here: the problem's, and the optimizer's weight decay."""
        return self.problem.decay + float(getattr(self.optimizer, "weight_decay", 0.0))

    def overshooting_penalty(self) -> str:
        """Why the penalty alone makes what it acts on grow with every step; empty where it does not."""
        optimizer, rate = self.optimizer, self.at("learning_rate")
        factor, decay = optimizer.stability_factor(), self.decay
        if optimizer.decoupled_decay:
            factor, decay = 2.0, float(getattr(optimizer, "weight_decay", 0.0))
        if factor is None or rate * decay <= factor:
            return ""
        product = f"η·λ = {number(rate)}·{number(decay)} = {number(rate * decay)}"
        name = optimizer.momentum_field
        if optimizer.decoupled_decay or name is None or not getattr(optimizer, name):
            return f"{product}, and so a step multiplies the weights by 1 − η·λ = {number(1 - rate * decay)}"
        return f"{product} is above {number(factor)}, what this momentum takes"

    def weaker_decay(self, *divisors: float) -> list[Candidate]:
        """The optimizer's weight decay divided by each of these, from the start."""
        decay = float(getattr(self.live.optimizer_at(0), "weight_decay", 0.0))
        values = [float(f"{decay / divisor:.2g}") for divisor in divisors] if decay else []
        return [
            Candidate(f"Start again with a weight decay of {number(value)}", {"weight_decay": value}, from_start=True)
            for value in values
        ]

    def larger_batches(self) -> list[Candidate]:
        """Batches of eight times as many samples, where they are not given one by one."""
        samples, size = self.problem.samples, min(self.problem.samples, 8 * self.batch_size)
        if self.live.stretches[0].batches is not None:
            return []
        label = f"Use batches of {size:,} from here" if size < samples else "Use the full batch from here"
        return [Candidate(label, {"batch_size": size})]

    def slower_from_start(self, *divisors: float) -> list[Candidate]:
        """Remedies: the first learning rate, or that of the schedule, divided by each of these, from the start."""
        schedule = self.live.stretches[0].schedule
        symbol = "η" if schedule.key() == "constant" else "η₀"
        rates = [float(f"{schedule.initial / divisor:.2g}") for divisor in divisors]
        return [
            Candidate(f"Start again with {symbol} = {number(rate)}", {"learning_rate": rate}, from_start=True)
            for rate in rates
        ]


tellers: Registry[type[Teller[Any]]] = Registry("teller", "app.engine.telling", lambda teller: teller.name)


def teller_of(problem: Problem) -> type[Teller[Any]]:
    """Who tells of this kind of problem, the nearest kin first; raises `Unexplainable` where nobody does."""
    fitting = [teller for teller in tellers.values() if isinstance(problem, teller.tells_of)]
    if not fitting:
        raise Unexplainable("a kind of problem whose steps are explained", problem.kind)
    return max(fitting, key=lambda teller: len(teller.tells_of.__mro__))
