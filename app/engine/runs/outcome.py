"""How a run stands: running, converged, stalled or diverged, at which step, in one sentence."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from app.engine.networks.ground import Ground
from app.engine.problems import hessian_eigenvalues
from app.engine.runs.live_run import LiveRun
from app.engine.runs.place import above_lowest, place_of, rests
from app.engine.runs.rest import resting_since
from app.engine.runs.trend import Trend, trend_at
from app.engine.stepping.snapshots import Ending
from app.engine.wording import number

Status = Literal["running", "converged", "stalled", "stopped", "diverged"]

ENOUGH = 1e-2
"""Share of its first slope at which a run that rests by itself has arrived."""
LOOKED_AT = 64
"""Rows of a diverged run whose curvature is looked at."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run stands at a step; `step` says since when, and is None while the run is under way."""

    status: Status
    step: int | None
    message: str


def outcome_at(live: LiveRun, last: int, steps: int) -> Outcome:
    """The outcome as known at row `last`, whether or not rows beyond it are computed."""
    ended = live.ended
    if ended is not None and last >= live.rows - 1:
        if ended.status == "stopped":
            return Outcome("stopped", ended.step, f"Stopped early at step {ended.step:,}: {_lower(ended.how)}.")
        return _diverged(live, ended)
    row = min(last, live.rows - 1, steps)
    return _calm(live, row) or _resting(live, row) or _running(live, row)


def _running(live: LiveRun, row: int) -> Outcome:
    """What the loss did lately; where it goes, nobody knows."""
    trend = None if row < 0 else trend_at(live, row)
    lately = "" if trend is None else f": {loss_went(trend)}"
    return Outcome("running", None, f"Under way at step {row:,}{lately}.")


def loss_went(trend: Trend) -> str:
    """What the loss did over the last steps, in numbers."""
    over = f"over the last {trend.steps:,} steps" if trend.steps > 1 else "over the last step"
    first, last, low, high = (f"{value:.4g}" for value in (trend.first, trend.last, trend.low, trend.high))
    wavering = "" if trend.steady else ", with ups and downs,"
    if trend.way == "stayed":
        return f"{over} the loss stayed at {last}"
    if trend.way == "swung" and low == high:
        return f"{over} the loss went up and down within {trend.high - trend.low:.2g} of {last}"
    if trend.way == "swung":
        return f"{over} the loss went up and down between {low} and {high}"
    if first == last:
        return f"{over} the loss {trend.way} by {abs(trend.last - trend.first):.2g}{wavering} to {last}"
    return f"{over} the loss {trend.way}{wavering} from {first} to {last}"


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
    """A slope that is next to nothing; at which kind of place."""
    if last < 0:
        return None
    since = live.recording.last_loud(last) + 1
    if since > last:
        return None
    since = max(since, live.problem_since(last))
    small = _slope(live, since)
    if not live.problem.has_hessian:
        return _calm_on(_ground(live, since), since, small)
    place = place_of(live, last)
    if not rests(live, last, place):
        return None
    if place == "minimum":
        return Outcome("converged", since, f"Converged at step {since:,}: {small}, at a minimum.")
    if place == "local minimum":
        higher = f"{above_lowest(live, last) or 0.0:.4g} above the lowest one known"
        return Outcome("converged", since, f"Converged at step {since:,}: {small}, at a local minimum, {higher}.")
    where = "on" if place == "plateau" else "at"
    return Outcome("stalled", since, f"Stalled since step {since:,}: {small}, {where} a {place}, not at a minimum.")


def _slope(live: LiveRun, since: int) -> str:
    """How small the gradient is."""
    norms = live.column("gradient_norm")
    first, now = float(norms[0]), float(norms[since])
    fell = f"the gradient fell from {number(first, 3)} to {number(now, 3)}"
    return fell if now < first else f"the gradient is {number(now, 3)}"


def _calm_on(ground: Ground | None, since: int, small: str) -> Outcome | None:
    """A slope next to nothing does not say that nothing moves: where the loss curves downwards, the run goes on."""
    status = standing_on(ground)
    if ground is None or status is None:
        return None
    if status == "stalled":
        return Outcome(status, since, f"Stalled since step {since:,}: {small}, and {ground.why}.")
    return Outcome(status, since, f"Converged at step {since:,}: {small}, and {ground.why}.")


def standing_on(ground: Ground | None) -> Literal["converged", "stalled"] | None:
    """How a network's run stands where its slope is next to nothing; None where it may go on."""
    if ground is None or ground.kind == "falling":
        return None
    return "stalled" if ground.kind == "blocked" else "converged"


def _ground(live: LiveRun, row: int) -> Ground | None:
    """What lies under a row, worked out once."""
    if row not in live.grounds:
        live.grounds[row] = live.problem_at(row).ground(live.point(row))
    return live.grounds[row]


def _resting(live: LiveRun, row: int) -> Outcome | None:
    """A run that no step moves any more, although there is a slope."""
    since = None if row < 0 else resting_since(live, row)
    if since is None:
        return None
    slope = f"the gradient is {float(live.column('gradient_norm')[row]):.4g}"
    why = live.optimizer_at(row).rests_when or "nothing moves any more"
    if float(live.column("gradient_norm")[row]) <= ENOUGH * float(live.column("gradient_norm")[0]):
        return Outcome("converged", since, f"Converged at step {since:,}: {slope}, and {why}.")
    return Outcome("stalled", since, f"Stalled since step {since:,}: {slope}, yet {why}.")
