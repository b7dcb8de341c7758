"""How a run stands: running, converged, stalled or diverged, at which step, in one sentence."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np

from app.engine.problems import hessian_eigenvalues
from app.engine.runs.live_run import LiveRun
from app.engine.runs.place import above_lowest, place_of, rests
from app.engine.runs.recording import CALM
from app.engine.stepping.snapshots import Ending

LOOKED_AT = 64
"""Rows of a diverged run whose curvature is looked at."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run stands at a step; `step` says since when, and is None while the run is under way."""

    status: Literal["running", "converged", "stalled", "stopped", "diverged"]
    step: int | None
    message: str


def outcome_at(live: LiveRun, last: int, steps: int) -> Outcome:
    """The outcome as known at row `last`, whether or not rows beyond it are computed."""
    ended = live.ended
    if ended is not None and last >= live.rows - 1:
        if ended.status == "stopped":
            return Outcome("stopped", ended.step, f"Stopped early at step {ended.step:,}: {_lower(ended.how)}.")
        return _diverged(live, ended)
    return _calm(live, min(last, live.rows - 1)) or _running(min(last, steps))


@lru_cache(maxsize=64)
def _running(step: int) -> Outcome:
    """What all runs say that are under way at a step."""
    return Outcome("running", None, f"Still descending at step {step:,}.")


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _diverged(live: LiveRun, ended: Ending) -> Outcome:
    if live.end_said is None:
        why = _too_large(live) if live.problem.has_hessian else ""
        live.end_said = f"{ended.how} at step {ended.step:,}{why}."
    return Outcome("diverged", ended.step, live.end_said)


def _too_large(live: LiveRun) -> str:
    """Where the learning rate first was above what its optimizer takes there; nothing where it never was."""
    rows = np.unique(np.linspace(0, live.rows - 1, min(live.rows, LOOKED_AT)).astype(int))
    sharpness = hessian_eigenvalues(live.problem, live.column("parameters")[rows])[:, -1]
    rates = live.column("learning_rate")[rows]
    for row, peak, rate in zip(rows.tolist(), sharpness.tolist(), rates.tolist(), strict=True):
        factor = live.optimizer_at(row).stability_factor()
        if factor is not None and np.isfinite(peak) and peak > 0 and rate > factor / peak:
            where = "at the start" if row == 0 else f"at step {row:,}"
            return f": the learning rate {rate:.4g} is above {factor:.4g}/λₘₐₓ = {factor / peak:.4g} {where}"
    return ""


def _calm(live: LiveRun, last: int) -> Outcome | None:
    if last < 0:
        return None
    since = live.recording.last_loud(last) + 1
    if since > last:
        return None
    small = f"the gradient fell below {CALM:g} of its first size"
    if not live.problem.has_hessian:
        return Outcome("stalled", since, f"Stalled since step {since:,}: {small}.")
    place = place_of(live, last)
    if not rests(live, last):
        return None
    if place == "minimum":
        return Outcome("converged", since, f"Converged at step {since:,}: {small}, at a minimum.")
    if place == "local minimum":
        higher = f"{above_lowest(live, last) or 0.0:.4g} above the lowest one known"
        return Outcome("converged", since, f"Converged at step {since:,}: {small}, at a local minimum, {higher}.")
    return Outcome(
        "stalled", since, f"Stalled since step {since:,}: the gradient vanished on a {place}, not at a minimum."
    )
