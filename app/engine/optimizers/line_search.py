"""Line search for the strong Wolfe conditions: enough descent, and a slope that has become flat."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

SUFFICIENT_DECREASE = 1e-4
CURVATURE = 0.9
MAX_TRIALS = 25
"""Evaluations after the first."""


class Trial(NamedTuple):
    """A point of the line: step length, value and slope along the direction."""

    length: float
    value: float
    slope: float


Evaluate = Callable[[float], Trial]


def strong_wolfe(evaluate: Evaluate, start: Trial, first: float, smallest: float) -> float:
    """Step length with f(t) ≤ f(0) + c₁ t f′(0) and |f′(t)| ≤ c₂ |f′(0)|, or the best found in 25 further trials.

    `start` is the trial at 0, `first` the length to begin with, `smallest` the width of a bracket that ends the
    search. Constants c₁ = 10⁻⁴, c₂ = 0.9 and all interpolation rules are PyTorch's.

    Source: Nocedal and Wright (2006), Numerical optimization, algorithms 3.5 and 3.6.
    """
    bracket, trials, done = _bracket(evaluate, start, first)
    if done:
        return bracket[0].length
    return _zoom(evaluate, start, bracket, trials, smallest)


def _too_high(trial: Trial, start: Trial) -> bool:
    return bool(trial.value > start.value + SUFFICIENT_DECREASE * trial.length * start.slope)


def _flat_enough(trial: Trial, start: Trial) -> bool:
    return bool(abs(trial.slope) <= -CURVATURE * start.slope)


def _bracket(evaluate: Evaluate, start: Trial, first: float) -> tuple[list[Trial], int, bool]:
    """Go outwards until two trials enclose a good length, or one is good itself."""
    previous, trial = start, evaluate(first)
    for trials in range(MAX_TRIALS):
        if _too_high(trial, start) or (trials > 1 and trial.value >= previous.value):
            return [previous, trial], trials, False
        if _flat_enough(trial, start):
            return [trial], trials, True
        if trial.slope >= 0:
            return [previous, trial], trials, False
        nearest = trial.length + 0.01 * (trial.length - previous.length)
        length = _minimum_of_cubic(previous, trial, nearest, 10 * trial.length)
        previous, trial = trial, evaluate(length)
    return [start, trial], MAX_TRIALS, False


def _zoom(evaluate: Evaluate, start: Trial, bracket: list[Trial], trials: int, smallest: float) -> float:
    """Shrink the bracket around a good length; its lower end is the best so far."""
    low, high = _ordered(*bracket)
    stuck = False
    while trials < MAX_TRIALS and abs(high.length - low.length) >= smallest:
        length, stuck = _inside(low, high, stuck)
        trial = evaluate(length)
        trials += 1
        if _too_high(trial, start) or trial.value >= low.value:
            low, high = _ordered(low, trial)
        elif _flat_enough(trial, start):
            return trial.length
        else:
            if trial.slope * (high.length - low.length) >= 0:
                high = low
            low = trial
    return low.length


def _ordered(one: Trial, other: Trial) -> tuple[Trial, Trial]:
    return (one, other) if one.value <= other.value else (other, one)


def _inside(low: Trial, high: Trial, stuck: bool) -> tuple[float, bool]:
    """Next length within the bracket, pushed off its ends when it comes close to them twice in a row."""
    near, far = min(low.length, high.length), max(low.length, high.length)
    length = _minimum_of_cubic(low, high, near, far)
    margin = 0.1 * (far - near)
    if min(far - length, length - near) >= margin:
        return length, False
    if not (stuck or length >= far or length <= near):
        return length, True
    return (far - margin if abs(length - far) < abs(length - near) else near + margin), False


def _minimum_of_cubic(one: Trial, other: Trial, nearest: float, farthest: float) -> float:
    """Minimum, within the bounds, of the cubic through two trials' values and slopes; the middle if there is none."""
    a, b = (one, other) if one.length <= other.length else (other, one)
    with np.errstate(all="ignore"):
        slope = a.slope + b.slope - 3 * np.divide(a.value - b.value, a.length - b.length)
        square = slope * slope - a.slope * b.slope
        if not square >= 0:
            return (nearest + farthest) / 2
        root = np.sqrt(square)
        share = np.divide(b.slope + root - slope, b.slope - a.slope + 2 * root)
        length = b.length - (b.length - a.length) * share
    return (nearest + farthest) / 2 if np.isnan(length) else float(min(max(length, nearest), farthest))
