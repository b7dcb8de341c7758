"""A run that stands still: at which kind of place."""

from typing import Literal

import numpy as np

from app.engine.runs.outcome import ENOUGH
from app.engine.runs.place import above_lowest, place_of, rests
from app.engine.runs.recording import CALM
from app.engine.runs.rest import resting_since
from app.engine.telling.diagnosis import Diagnosis, said
from app.engine.telling.landscapes.cures import double, more_momentum, rate_from_here
from app.engine.telling.landscapes.situation import Situation
from app.engine.wording import number

FAINT = 1e-3
"""Share of the usual slope below which a slope is faint."""


def still(s: Situation) -> Diagnosis | None:
    """The slope is faint, and neither speed nor noise carries the run on."""
    first = s.live.recording.usual_slope
    if s.gradient_norm > FAINT * first or s.batch_noise() > s.gradient_norm:
        return None
    place = place_of(s.live, s.row)
    if not rests(s.live, s.row, place):
        return None
    if place == "plateau":
        return _plateau(s)
    if place == "saddle" or place == "maximum":  # a type checker follows this
        return _saddle(s, place)
    return _minimum(s, place) if s.gradient_norm <= CALM * first else None


def rested(s: Situation) -> Diagnosis | None:
    """Nothing moves any more, although there is a slope."""
    since = resting_since(s.live, s.row)
    if since is None:
        return None
    why = f" {s.optimizer.rests_when}." if s.optimizer.rests_when else ""
    slope = f": since step {since:,} nothing moves, at a slope of {number(s.gradient_norm)}.{why}"
    if s.gradient_norm <= ENOUGH * float(s.live.column("gradient_norm")[0]):
        return Diagnosis("converged", said("The run has ", "converged", slope))
    return Diagnosis("resting", said("The run ", "stands still", slope), [double(s)])


def _minimum(s: Situation, place: str) -> Diagnosis:
    low = s.stability.eigenvalues[0]
    slope = f"the gradient is {number(s.gradient_norm)}"
    if place == "local minimum":
        higher, lowest = above_lowest(s.live, s.row) or 0.0, s.problem.lowest_known or 0.0
        rest = f": {slope}, yet the loss is {number(higher)} above the lowest one known, {number(lowest)}."
        return Diagnosis("local_minimum", said("The run has settled in a ", "local minimum", rest))
    curved = f", and the surface curves upwards in every direction (λₘᵢₙ = {number(low)})" if low > 0 else ""
    return Diagnosis("converged", said("The run has ", "converged", f": {slope}{curved}."))


def _plateau(s: Situation) -> Diagnosis:
    rate = float(f"{min(1e3, 100 * s.at('learning_rate')):.3g}")
    size = float(np.abs(s.stability.eigenvalues).max())
    slope = f"the gradient is only {number(s.gradient_norm)}, and the largest curvature {number(size)}"
    return Diagnosis(
        "plateau",
        said("The run is ", "stuck on a plateau", f": {slope}. There is next to nothing to follow."),
        [rate_from_here(s, f"Raise η to {number(rate)} from here", rate)],
    )


def _saddle(s: Situation, place: Literal["saddle", "maximum"]) -> Diagnosis:
    rate, low = s.at("learning_rate"), s.stability.eigenvalues[0]
    down = "in every direction" if place == "maximum" else "in one direction"
    sentence = (
        f": the gradient is only {number(s.gradient_norm)}, yet the surface curves down {down} (λₘᵢₙ = {number(low)})."
    )
    verdict = said("The run is ", f"stuck at a {place}", sentence)
    if s.optimizer.needs_hessian:
        verdict.append((" A Newton step goes to where the slope vanishes, whatever curves there.", False))
        return Diagnosis(place, verdict)
    verdict.append((f" Plain descent leaves it by a factor {number(1 - rate * low)} a step.", False))
    return Diagnosis(place, verdict, [*more_momentum(s), double(s)])
