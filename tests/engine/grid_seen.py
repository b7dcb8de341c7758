"""What is said of the runs of the grid, beside what they are made of."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from app.engine.experiment import Experiment
from app.engine.runs.live_run import LiveRun
from app.engine.runs.live_runs import LiveRuns
from app.engine.runs.outcome import Outcome, outcome_at
from app.engine.telling import teller_of
from tests.engine import grid
from tests.engine.own_numbers import CURVES, Array, Cost, OwnNetwork


@dataclass(frozen=True)
class Seen:
    """A run at a row: what is said of it, and what it is made of."""

    body: grid.Body
    live: LiveRun
    row: int
    verdict: str
    sentence: str
    strong: str
    outcome: Outcome
    best_step: int | None

    @cached_property
    def network(self) -> OwnNetwork | None:
        problem = self.body["problem"]
        return OwnNetwork(problem) if problem["kind"] == "network" else None

    @property
    def cost(self) -> Cost:
        """The loss at a point in the public order."""
        if self.network is not None:
            return self.network.cost
        curve = CURVES[self.body["problem"]["expression"]]
        return lambda point: float(curve(*point))

    def point(self, row: int) -> Array:
        return np.array(self.live.problem.to_public(self.live.point(row)))

    @property
    def losses(self) -> Array:
        """Of the last measured rows."""
        begin = self.row - 12 * self.every
        return np.array([self.cost(self.point(row)) for row in self.measured_rows if row >= begin])

    @property
    def every(self) -> int:
        """Steps between two measurements."""
        return int(self.body["problem"].get("evaluate_every", 1))

    @property
    def measured_rows(self) -> list[int]:
        return list(range(0, self.row + 1, self.every))

    @property
    def rate(self) -> float:
        return float(self.body["runs"][0]["learning_rate"])

    @property
    def size(self) -> float:
        """A length in the parameters that is large."""
        return 1e-3 * max(1.0, float(np.abs(self.point(self.row)).max()))

    def __str__(self) -> str:
        problem = {name: value for name, value in self.body["problem"].items() if name != "dataset"}
        return f"{problem} {self.body['runs']} at {self.row}: {self.sentence} | {self.outcome.message}"


def seen_in(bodies: Iterator[grid.Body]) -> Iterator[Seen]:
    """Every experiment at its start, a third of the way on, and at its end."""
    for body in bodies:
        experiment = Experiment.model_validate(body)
        live = LiveRuns().race(experiment).runs[0]
        live.extend(experiment.steps + 2)
        for step in (0, experiment.steps // 3, experiment.steps):
            row = min(step, live.rows - 1)
            found = teller_of(live.problem)(live, row, experiment.steps).diagnosis()
            sentence = "".join(text for text, _ in found.sentence)
            strong = next(text for text, is_strong in found.sentence if is_strong)
            outcome = outcome_at(live, row, experiment.steps)
            yield Seen(body, live, row, found.verdict, sentence, strong, outcome, found.best_step)
