"""Remedies are computed before they are offered: each is tried as a fork, and only one that helps is shown."""

import math
from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

import numpy as np

from app.engine.experiment import Experiment
from app.engine.networks.settings import PENALTIES
from app.engine.runs.live_run import LiveRun
from app.engine.runs.live_runs import LiveRuns
from app.engine.telling.diagnosis import HORIZON, Candidate
from app.engine.wording import number

SLIVER = 1e-4
"""Share of the losses at hand by which a remedy must be lower."""


@dataclass(frozen=True)
class Remedy:
    """A change that helps, with what it was computed to do."""

    label: str
    change: dict[str, float | int]
    from_start: bool
    problem: dict[str, Any]
    effect: str


def try_remedies(
    lives: LiveRuns, experiment: Experiment, index: int, row: int, candidates: list[Candidate]
) -> Generator[None, None, Remedy | None]:
    """The first candidate that helps, some steps on; None where none does."""
    unchanged = lives.race(experiment).runs[index]
    for candidate in candidates:
        begin = 0 if candidate.from_start else row
        horizon = min(experiment.steps, begin + candidate.horizon)
        if horizon <= begin:
            continue
        forked = forked_experiment(experiment, index, row, candidate)
        if forked is None:
            continue
        race = yield from lives.racing(forked)
        changed = race.runs[index]
        for live in (unchanged, changed):
            yield from live.extending(horizon + 1)
            yield from live.approaching(min(horizon, live.rows - 1))
        trial = Trial(candidate, changed, unchanged, begin, horizon)
        if trial.helps():
            return Remedy(candidate.label, candidate.change, candidate.from_start, candidate.problem, trial.effect())
    return None


@dataclass(frozen=True)
class Trial:
    """A run with a candidate's settings beside the run as it is, both as far as `horizon`."""

    candidate: Candidate
    changed: LiveRun
    unchanged: LiveRun
    begin: int
    horizon: int

    def helps(self) -> bool:
        """Whether its loss is lower there, on the way there as well, and by more than a sliver of what is to gain.

        One lucky batch makes no remedy, and neither does a loss of 10⁻⁷² instead of 10⁻⁴², nor a smaller rate that
        blows up later.
        """
        better, worse = self.better, self.worse
        if better is None or (self.candidate.from_start and self._rises(better)):
            return False
        if worse is None:
            return True
        here = self._loss(self.unchanged, min(self.begin, self.unchanged.rows - 1))
        scale = max(abs(here or 0.0), abs(worse), abs(better))
        clear = worse - better > SLIVER * scale and number(better) != number(worse)
        return here is not None and clear and self._lower_on_the_way()

    @property
    def better(self) -> float | None:
        """The loss with the candidate's settings, in the units of the run as it is."""
        loss = self._loss(self.changed, self.horizon)
        return None if loss is None else loss * self.candidate.times

    @property
    def worse(self) -> float | None:
        """The loss of the run as it is."""
        return self._loss(self.unchanged, self.horizon)

    def effect(self) -> str:
        """What it was computed to do."""
        steps = f"{self.horizon - self.begin} steps on"
        when = f"At step {self.horizon:,}" if self.candidate.from_start else steps
        instead = "no number" if self.worse is None else number(self.worse)
        units = ", in the units of now" if self.candidate.times != 1 else ""
        bare = ", without the penalty" if self.candidate.bare else ""
        return f"{when}: loss {number(self.better or 0.0)} instead of {instead}{units}{bare}"

    def _loss(self, live: LiveRun, row: int) -> float | None:
        if not self.candidate.bare or row >= live.rows:
            return _loss_at(live, row)
        loss = live.problem.fit(live.point(row))
        return loss if math.isfinite(loss) else None

    def _lower_on_the_way(self) -> bool:
        """Whether the last losses are lower on average; without penalties there is but one."""
        means = [_recent_mean(live, self.horizon) for live in (self.changed, self.unchanged)]
        return self.candidate.bare or means[0] * self.candidate.times < means[1]

    def _rises(self, loss: float) -> bool:
        """Whether the run with these settings ends above its start."""
        first = self._loss(self.changed, 0)
        return first is not None and loss > first * self.candidate.times


def _recent_mean(live: LiveRun, row: int) -> float:
    """The mean of the known losses over the last steps of the horizon."""
    losses = live.column("loss")[max(0, row - HORIZON // 4) : row + 1]
    known = losses[np.isfinite(losses)]
    return float(known.mean()) if len(known) else math.inf


def _loss_at(live: LiveRun, row: int) -> float | None:
    if row >= live.rows:
        return None
    loss = live.measured(row)["loss"] if live.problem.measure_every else float(live.column("loss")[row])
    return loss if math.isfinite(loss) else None


def forked_experiment(experiment: Experiment, index: int, row: int, candidate: Candidate) -> Experiment | None:
    """The experiment with the candidate's settings from `row` on, or from the start; None where they do not fit it."""
    data: dict[str, Any] = experiment.complete()
    data["problem"].update(candidate.problem)
    run = data["runs"][index]
    if not candidate.change:
        pass  # another problem, and the same runs on it
    elif candidate.from_start or row == 0:
        run["changes"] = _begun_with(run["changes"])
        for name, value in candidate.change.items():
            _set_from_start(run, name, value)
    else:
        kept = [
            _without(change, candidate.change) if change["at"] == row else change
            for change in run["changes"]
            if change["at"] <= row
        ]
        run["changes"] = [*kept, {"at": row, **candidate.change}]
    try:
        return Experiment.model_validate(data)
    except ValueError:
        return None


def _begun_with(changes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The penalties of changes at step 0: they are what a run begins with."""
    first = [change for change in changes if change["at"] == 0]
    given = {name: change[name] for change in first for name in PENALTIES if change.get(name) is not None}
    return [{"at": 0, **given}] if given else []


def _set_from_start(run: dict[str, Any], name: str, value: float) -> None:
    """A schedule keeps its shape and begins with another rate."""
    if name in PENALTIES:
        run["changes"].append({"at": 0, name: value})
    elif name == "learning_rate" and isinstance(run[name], dict):
        run[name] = {**run[name], "initial": value}
    elif name in run:
        run[name] = value
    else:
        run["optimizer"][name] = value


def _without(change: dict[str, Any], names: dict[str, float | int]) -> dict[str, Any]:
    return {name: value for name, value in change.items() if name not in names}
