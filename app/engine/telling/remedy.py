"""Remedies are computed before they are offered: each is tried as a fork, and only one that helps is shown."""

import math
from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

import numpy as np

from app.engine.experiment import Experiment
from app.engine.runs.live_run import LiveRun
from app.engine.runs.live_runs import LiveRuns
from app.engine.telling.diagnosis import Candidate
from app.engine.telling.wording import number

HORIZON = 40
SLIVER = 1e-4
"""Share of the losses at hand by which a remedy must be lower."""


@dataclass(frozen=True)
class Remedy:
    """A change that helps, with what it was computed to do."""

    label: str
    change: dict[str, float | int]
    from_start: bool
    effect: str


def try_remedies(
    lives: LiveRuns, experiment: Experiment, index: int, row: int, candidates: list[Candidate]
) -> Generator[None, None, Remedy | None]:
    """The first candidate whose loss, some steps on, is below that of the run as it is; None where none is."""
    unchanged = lives.race(experiment).runs[index]
    for candidate in candidates:
        horizon = min(experiment.steps, (0 if candidate.from_start else row) + HORIZON)
        if horizon <= row and not candidate.from_start:
            continue
        forked = forked_experiment(experiment, index, row, candidate)
        if forked is None:
            continue
        changed = lives.race(forked).runs[index]
        for live in (unchanged, changed):
            yield from live.extending(horizon + 1)
            yield from live.approaching(min(horizon, live.rows - 1))
        better, worse = _loss_at(changed, horizon), _loss_at(unchanged, horizon)
        if candidate.from_start and _rises(changed, better):
            continue
        if better is not None and (
            worse is None or _clearly_below(changed, unchanged, 0 if candidate.from_start else row, horizon)
        ):
            return Remedy(
                candidate.label, candidate.change, candidate.from_start, _effect(candidate, row, horizon, better, worse)
            )
    return None


def _effect(candidate: Candidate, row: int, horizon: int, better: float, worse: float | None) -> str:
    when = f"At step {horizon:,}" if candidate.from_start else f"{horizon - row} steps on"
    instead = "no number" if worse is None else number(worse)
    return f"{when}: loss {number(better)} instead of {instead}"


def _clearly_below(changed: LiveRun, unchanged: LiveRun, begin: int, horizon: int) -> bool:
    """Whether a loss is below the other there, on the way there as well, and by more than a sliver of what is to gain.

    One lucky batch makes no remedy, and neither does a loss of 10⁻⁷² instead of 10⁻⁴².
    """
    better, worse = _loss_at(changed, horizon), _loss_at(unchanged, horizon)
    here = _loss_at(unchanged, min(begin, unchanged.rows - 1))
    if better is None or worse is None or here is None:
        return False
    gained = worse - better
    scale = max(abs(here), abs(worse), abs(better))
    clear = gained > SLIVER * scale and number(better) != number(worse)
    return clear and _recent_mean(changed, horizon) < _recent_mean(unchanged, horizon)


def _recent_mean(live: LiveRun, row: int) -> float:
    """The mean of the known losses over the last steps of the horizon."""
    losses = live.column("loss")[max(0, row - HORIZON // 4) : row + 1]
    known = losses[np.isfinite(losses)]
    return float(known.mean()) if len(known) else math.inf


def _rises(live: LiveRun, loss: float | None) -> bool:
    """Whether a run ends above its start: smaller steps that blow up later are no remedy."""
    first = _loss_at(live, 0)
    return loss is not None and first is not None and loss > first


def _loss_at(live: LiveRun, row: int) -> float | None:
    if row >= live.rows:
        return None
    loss = live.measured(row)["loss"] if live.problem.measure_every else float(live.column("loss")[row])
    return loss if math.isfinite(loss) else None


def forked_experiment(experiment: Experiment, index: int, row: int, candidate: Candidate) -> Experiment | None:
    """The experiment with the candidate's settings from `row` on, or from the start; None where they do not fit it."""
    data: dict[str, Any] = experiment.complete()
    run = data["runs"][index]
    if candidate.from_start or row == 0:
        run["changes"] = []
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


def _set_from_start(run: dict[str, Any], name: str, value: float) -> None:
    """A schedule keeps its shape and begins with another rate."""
    if name == "learning_rate" and isinstance(run[name], dict):
        run[name] = {**run[name], "initial": value}
    elif name in run:
        run[name] = value
    else:
        run["optimizer"][name] = value


def _without(change: dict[str, Any], names: dict[str, float | int]) -> dict[str, Any]:
    return {name: value for name, value in change.items() if name not in names}
