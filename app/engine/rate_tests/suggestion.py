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

    @property
    def rate(self) -> float | None:
        """The one half-way between by ratio, as far from both ends on a logarithmic axis."""
        return None if self.interval is None else math.sqrt(self.interval[0]) * math.sqrt(self.interval[1])


def mean(losses: FloatArray) -> float:
    """Their mean, which is a number wherever they are: their sum need not be."""
    return float((losses / len(losses)).sum())


def smoothed(losses: FloatArray, width: int) -> FloatArray:
    """The mean of the losses (n,) up to `width` places before and after, as far as there are any."""
    return np.array([mean(losses[max(0, place - width) : place + width + 1]) for place in range(len(losses))])


def suggestion(rates: FloatArray, losses: FloatArray, smooth: FloatArray, width: int, ended: Ended) -> Suggestion:
    """What the loss before the first step and after each (n + 1,) says of the rates (n,) of these steps."""
    if len(rates) == 0:
        return Suggestion(None, "There is no loss after the first step: only smaller rates could say anything.")
    scatter = float(np.std((losses - smooth)[: int(np.argmin(smooth)) + 1])) if width else 0.0
    chance = CHANCE * scatter * math.sqrt(1 / (width + 1) + 1 / (2 * width + 1))
    name = "smoothed loss" if width else "loss"
    first, fall = float(smooth[0]), float(smooth[0] - smooth[1:].min())
    if np.ptp(losses) <= ROUNDING * abs(first):
        return Suggestion(None, f"The loss stays at {number_text(first)} at every rate: there is nothing to choose by.")
    if fall <= ROUNDING * abs(first):
        return Suggestion(None, f"The {name} is never below its first, {number_text(first)}: no rate stands out.")
    if fall <= chance:
        said = f"The {name} falls by {number_text(fall)} at most, while single losses scatter by {number_text(scatter)}"
        return Suggestion(None, f"{said}: that may be chance.")
    return _interval(name, rates, smooth, width, chance, ended)


def _interval(name: str, rates: FloatArray, smooth: FloatArray, width: int, chance: float, ended: Ended) -> Suggestion:
    """From where a loss that falls does so fastest to where it is lowest, before it is above its first again."""
    first, best = float(smooth[0]), np.minimum.accumulate(smooth)
    turn = _turn(smooth, max(chance, LITTLE * (first - float(best[-1]))))
    lowest = 1 + int(np.argmin(smooth[1:turn]))
    fastest = _fastest(best, first - chance, width, lowest)
    low, high, reached = float(rates[fastest - 1]), float(rates[lowest - 1]), number_text(float(smooth[lowest]))
    if fastest == lowest:
        said = f"With one step, at a rate of {_rate(low)}, the {name} falls fastest and to its lowest, {reached}"
        return Suggestion(None, f"{said}: a leap, and no range of rates. More steps may show one.")
    plainly = fastest == _fastest(smooth, first - chance, width, lowest)
    way = f"The {name} {'falls' if plainly else 'falls below its best so far'} fastest at a rate of {_rate(low)}"
    after = _beyond(smooth[lowest:], rates[lowest - 1 :], ended)
    if turn is not None:
        after = f"; at {_rate(float(rates[turn - 1]))} it is above its first, {number_text(first)}, again"
    middle = f"Half-way between, by ratio, is {_rate(math.sqrt(low * high))}"
    return Suggestion((low, high), f"{way} and reaches {reached} at {_rate(high)}{after}. {middle}.")


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
