"""Which run of a race is best by a measure."""

from collections.abc import Generator
from typing import ClassVar, Literal

from app.engine.declaration import setting
from app.engine.experiment import MAX_RUNS, Experiment
from app.engine.measures.base import (
    Better,
    Measure,
    Measured,
    RunAlone,
    best_of,
    compared_by,
    comparisons,
    direction,
)
from app.engine.measures.choice import OfOneRun
from app.engine.runs.live_runs import LiveRuns
from app.engine.runs.traces import run_label


@comparisons.register
class Winner(Measure):
    """The run of the race that is best by a measure: the first of them where several are."""

    title: ClassVar[str] = "Winner"

    name: Literal["winner"] = "winner"
    by: OfOneRun = setting({"name": "final_loss"}, symbol="", help="The measure.", validate_default=True)
    wins: Better | None = setting(None, symbol="", help="Whether less or more wins; null is the measure's own.")

    def trials(self) -> int:
        """All runs."""
        return MAX_RUNS

    def measuring(self, lives: LiveRuns, experiment: Experiment, index: int) -> Generator[None, None, Measured]:  # noqa: ARG002  # all runs
        """The label of the best run; none where no run has the measure."""
        wins = direction(self.by, self.wins)
        race = yield from lives.racing(experiment)
        values: list[float | None] = []
        for number in range(len(experiment.runs)):
            values.append((yield from compared_by(self.by, RunAlone(lives, experiment, number))))
        labels = [run_label(race, number) for number in range(len(values))]
        numbers = {"values": values, "labels": labels}
        best = best_of(values, wins)
        if best is None:
            return Measured(None, f"No run has a {self.by.title.lower()}.", numbers)
        value = values[best]
        assert value is not None
        sentence = f"“{labels[best]}” wins: {self.by.amount(value)}."
        return Measured(labels[best], sentence, {**numbers, "run": best})
