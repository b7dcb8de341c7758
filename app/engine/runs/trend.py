"""Where the loss went over the last rows that know it: one answer for a run's outcome and for what is told."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from app.engine.declaration import FloatArray
from app.engine.runs.live_run import LiveRun

WINDOW = 12
"""Measurements that are looked back."""
ROUNDING = 1e-15
"""Share of a loss within which nothing but rounding moves it."""

Way = Literal["fell", "rose", "stayed", "swung"]


@dataclass(frozen=True, slots=True)
class Trend:
    """The losses of the last rows, and what they did."""

    way: Way
    first: float
    last: float
    low: float
    high: float
    steps: int
    steady: bool
    """Whether no loss went against the way."""


def trend_at(live: LiveRun, row: int, since: int | None = None) -> Trend | None:
    """What the loss did until `row`, from row `since` or the last change of settings on; None before two are known."""
    begin = live.stretch_at(row).begin if since is None else since
    begin = max(begin, row - WINDOW * max(1, live.problem.measure_every))
    losses = live.column("loss")[begin : row + 1]
    rows = np.flatnonzero(np.isfinite(losses))
    if len(rows) < 2:
        return None
    known = losses[rows]
    low, high = float(known.min()), float(known.max())
    steps = int(rows[-1] - rows[0])
    way, steady = _way(known, low, high)
    return Trend(way, float(known[0]), float(known[-1]), low, high, steps, steady)


def _way(losses: FloatArray, low: float, high: float) -> tuple[Way, bool]:
    """A loss that goes one way may waver on it, as long as its second half lies beyond its first."""
    if high - low <= ROUNDING * max(abs(low), abs(high)):
        return "stayed", True
    moves = np.diff(losses)
    if moves.max() <= 0:
        return "fell", True
    if moves.min() >= 0:
        return "rose", True
    middle = len(losses) // 2
    before, after = losses[:middle], losses[middle:]
    if after.max() < before.min():
        return "fell", False
    if after.min() > before.max():
        return "rose", False
    return "swung", False
