"""Which rates the losses of a test speak for, and why."""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from app.engine.declaration import FloatArray
from app.engine.measures.wording import number_text

Ended = Literal["range", "risen", "diverged", "stopped"]

ROUNDING = 1e-12
"""Share of a loss that a fall has to exceed to be one."""
CHANCE = 3.0
"""How many times its error the difference of two smoothed losses has to be to be no chance."""
LITTLE = 0.1
"""Share of the whole fall that comes before a loss can turn."""


@dataclass(frozen=True)
class Suggestion:
    """The rates between which to choose, or None, and the reason in a sentence."""

    interval: tuple[float, float] | None
    reason: str


def smoothed(losses: FloatArray, width: int) -> FloatArray:
    """The mean of the losses (n,) up to `width` places before and after, as far as there are any."""
    places = range(len(losses))
    with np.errstate(over="ignore"):
        return np.array([losses[max(0, place - width) : place + width + 1].mean() for place in places])


def suggestion(rates: FloatArray, losses: FloatArray, smooth: FloatArray, width: int, ended: Ended) -> Suggestion:
    """What the loss before the first step and after each (n + 1,) says of the rates (n,) of these steps."""
    if len(rates) == 0:
        return Suggestion(None, "There is no loss after the first step: only smaller rates could say anything.")
    name = "smoothed loss" if width else "loss"
    first, fall = float(smooth[0]), float(smooth[0] - smooth[1:].min())
    if np.ptp(losses) <= ROUNDING * abs(first):
        return Suggestion(None, f"The loss stays at {number_text(first)} at every rate: there is nothing to choose by.")
    if fall <= ROUNDING * abs(first):
        return Suggestion(None, f"The {name} is never below its first, {number_text(first)}: no rate stands out.")
    scatter = float(np.std((losses - smooth)[: int(np.argmin(smooth)) + 1])) if width else 0.0
    chance = CHANCE * scatter * math.sqrt(1 / (width + 1) + 1 / (2 * width + 1))
    if fall <= chance:
        said = f"The {name} falls by {number_text(fall)} at most, while single losses scatter by {number_text(scatter)}"
        return Suggestion(None, f"{said}: that may be chance.")
    turn = _turn(smooth, max(chance, LITTLE * fall))
    lowest = 1 + int(np.argmin(smooth[1:turn]))
    best = np.minimum.accumulate(smooth)
    fastest = _fastest(best, first - chance, width, lowest)
    down = "falls" if fastest == _fastest(smooth, first - chance, width, lowest) else "falls below its best so far"
    low, high, reached = float(rates[fastest - 1]), float(rates[lowest - 1]), number_text(float(smooth[lowest]))
    way = f"reaches {reached} at {_rate(high)}" if fastest < lowest else f"is down at {reached} there"
    if turn is None:
        after = _beyond(smooth[lowest:], rates[lowest - 1 :], ended)
    else:
        after = f"; at {_rate(float(rates[turn - 1]))} it is above its first, {number_text(first)}, again"
    return Suggestion((low, high), f"The {name} {down} fastest at a rate of {_rate(low)} and {way}{after}.")


def _turn(smooth: FloatArray, least: float) -> int | None:
    """The first row above the first loss after a fall that was at least so large; None where there is none."""
    fallen = smooth[0] - np.minimum.accumulate(smooth)
    turned = np.flatnonzero((fallen >= least) & (smooth > smooth[0]))
    return int(turned[0]) if len(turned) else None


def _fastest(values: FloatArray, bound: float, width: int, lowest: int) -> int:
    """Number of the step over which they fall most, looked at as widely as they are smoothed.

    Steps count once the values are below the bound for good, up to the lowest.
    """
    began = int(np.flatnonzero(values[: lowest + 1] >= bound)[-1])
    steps = range(min(lowest, 1 + max(began, width)), lowest + 1)
    last = len(values) - 1
    ends = [(max(0, step - 1 - width), min(last, step + width)) for step in steps]
    return steps[int(np.argmax([(values[a] - values[b]) / (b - a) for a, b in ends]))]


def _beyond(smooth: FloatArray, rates: FloatArray, ended: Ended) -> str:
    """What comes after the lowest loss, which is the first of these, where it never turns."""
    if len(smooth) > 1:
        if np.ptp(smooth) == 0:
            return "; there it stays, and the larger rates are not put to the test"
        return f", its lowest; at the end, at {_rate(float(rates[-1]))}, it is {number_text(float(smooth[-1]))}"
    return {
        "range": ", the largest rate that was tested: larger ones may do as well",
        "diverged": "; at the next rate the run diverges",
        "stopped": ", where early stopping ends the test",
    }.get(ended, "")


def _rate(value: float) -> str:
    return f"{value:.3g}"
