"""What is happening in a network's run, in words, from the run's own numbers around one row."""

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from app.engine.runs.best import best_step
from app.engine.runs.trend import trend_at
from app.engine.telling.diagnosis import Diagnosis, first_verdict, said
from app.engine.telling.networks.cures import LARGE, input_size, scaled_inputs, third, within_limit
from app.engine.telling.networks.inside import blocked, few_dead, partly_dead, symmetric, vanishing
from app.engine.telling.networks.notes import notes
from app.engine.telling.networks.penalties import held, too_strong, weaker
from app.engine.telling.networks.standing import (
    beyond_the_outputs,
    converged,
    learned,
    out_of_reach,
    overfitting,
    rightness,
    saturated_outputs,
    standing,
    too_simple,
)
from app.engine.telling.networks.view import View
from app.engine.wording import number, times

NOISE_WINDOW = 30
"""Measurements over which a loss that does not fall is called noisy."""
WHOLE_WINDOW = 10
"""The same for full batches, whose losses do not jump by chance."""
LONG_WINDOW = 200
"""Measurements that are looked back where there are as many."""
STEEP = 0.5
"""Share of noise in the batches' gradients below which it is the slope that throws a run about."""
SURE = 2.0
"""How many times its own uncertainty a fall must be to be one."""


def _diverged(v: View) -> Diagnosis | None:
    ended = v.live.diverged
    if ended is None or not v.over:
        return None
    rate, why = number(v.at("learning_rate")), v.overshooting_penalty()
    penalty = f" The penalty is too strong: {why}." if why else ""
    how = f" at step {ended.step:,}: {ended.how[0].lower()}{ended.how[1:]}. The learning rate was {rate}.{penalty}"
    cures = [*(weaker(v) if why else []), *scaled_inputs(v), *v.slower_from_start(3, 10, 100, 1000)]
    return Diagnosis("diverged", said("Training ", "diverged", how), cures)


def _stopped(v: View) -> Diagnosis | None:
    ended = v.live.ended
    if ended is None or ended.status != "stopped" or not v.over:
        return None
    sentence = said("Training ", "stopped early", f" at step {ended.step:,}. {ended.how}.")
    return Diagnosis("stopped", sentence, best_step=best_step(v.live, v.row))


def _rising(v: View) -> Diagnosis | None:
    """The cost is far above where it began with these settings."""
    _, losses = v.lately("loss")
    trend = trend_at(v.live, v.row, v.since)
    if len(losses) < 3 or not losses[-1] > 1.5 * losses[0] or losses[-1] < losses[-2]:
        return None
    if trend is None or trend.way != "rose":
        return None
    grown = f" from {number(losses[0])} to {number(losses[-1])} with η = {number(v.at('learning_rate'))}"
    cures = [*scaled_inputs(v), *v.slower_from_start(3, 10)]
    return Diagnosis("diverging", said("The loss ", "rises", f"{grown}.{limit_clause(v)}{_unscaled(v)}"), cures)


def limit_clause(v: View) -> str:
    """The learning rate against the limit, where it is above it."""
    rate = v.at("learning_rate")
    if v.limit is None or rate <= v.limit[0]:
        return ""
    limit, curvature = v.limit
    where = f"of the last {v.limit_rows} steps" if v.limit_rows > 1 else "here"
    return (
        f" η = {number(rate)} is {times(rate / limit)} the limit {number(limit)} {where} (λₘₐₓ = {number(curvature)})."
    )


def _unscaled(v: View) -> str:
    size = input_size(v)
    return f" The inputs are as large as {number(size)}, unscaled." if size > LARGE else ""


def _bouncing(v: View) -> Diagnosis | None:
    """The cost jumps up and down without falling: for noise, or for steps that are too large."""
    _, losses = v.lately("loss")
    window = NOISE_WINDOW if v.batch_size < v.problem.samples else WHOLE_WINDOW
    if len(losses) < window:
        return None
    recent, trend = losses[-window:], trend_at(v.live, v.row, v.since)
    if trend is not None and trend.way == "fell":
        return None
    if np.ptp(recent) < 0.2 * abs(recent.mean()) or (_falls(recent) and _falls(losses[-LONG_WINDOW:])):
        return None
    between = f": the loss goes between {number(recent.min())} and {number(recent.max())}"
    return _too_large(v, between) if v.noise_share() < STEEP else _noisy(v, between)


def _falls(losses: "np.ndarray[tuple[int, ...], np.dtype[np.float64]]") -> bool:
    """Whether the second half lies below the first by more than their own jumping about makes uncertain."""
    middle = len(losses) // 2
    before, after = losses[:middle], losses[middle:]
    doubt = math.hypot(before.std(), after.std()) / math.sqrt(middle)
    return bool(after.mean() < 0.97 * before.mean() and before.mean() - after.mean() > SURE * doubt)


def _too_large(v: View, between: str) -> Diagnosis:
    rate = f"η = {number(v.at('learning_rate'))}"
    whole = v.batch_size >= v.problem.samples
    agreed = f", and the batches of {v.batch_size:,} agree on where it slopes"
    rest = f"{between} with {rate} and full batches." if whole else f"{between} with {rate}{agreed}."
    cures = [*scaled_inputs(v), third(v), *within_limit(v)]
    rest += limit_clause(v) + _unscaled(v)
    return Diagnosis("oscillating", said("The run ", "bounces from wall to wall", rest), cures)


def _noisy(v: View, between: str) -> Diagnosis:
    rest = f"{between} with batches of {v.batch_size:,} and η = {number(v.at('learning_rate'))}."
    cures = [third(v), *v.larger_batches()]
    return Diagnosis("noise", said("The run ", "bounces with the noise of its batches", rest), cures)


WAYS = {"fell": "learns", "rose": "gets worse", "stayed": "stays where it is", "swung": "goes up and down"}


def _learning(v: View) -> Diagnosis:
    trend = trend_at(v.live, v.row, v.since)
    if trend is not None:
        since = f"{trend.steps:,} steps" if trend.steps > 1 else "step"
        first, last, low, high = map(number, (trend.first, trend.last, trend.low, trend.high))
        fall = abs(trend.last - trend.first)
        went = f"went from {first} to {last}" if first != last else f"{trend.way} by {number(fall, 2)} to {last}"
        if trend.way == "swung":
            went = f"stayed between {low} and {high}" if low != high else f"stayed near {last}"
        elif trend.way == "stayed":
            went = f"stayed at {last}"
        rest = f": over the last {since} the loss {went}{rightness(v)}{few_dead(v)}"
        return Diagnosis("learning", said("The network ", WAYS[trend.way], rest))
    known = v.measured("loss")[1]
    at = f" at a loss of {number(known[-1] if len(known) else math.nan)}{rightness(v)}"
    if v.since == 0:
        return Diagnosis("starting", said("The network ", "sets out", at))
    return Diagnosis("starting", said("The network ", "goes on with other settings", f" from step {v.since:,},{at}"))


LOOKS: tuple[Callable[[View], Diagnosis | None], ...] = (
    _diverged, _stopped, too_strong, _rising, symmetric, held, blocked, beyond_the_outputs, saturated_outputs,
    overfitting, learned, too_simple, converged, partly_dead, vanishing, out_of_reach, _bouncing, standing,
)  # fmt: skip


@np.errstate(all="ignore")
def diagnose(view: View) -> Diagnosis:
    """The first verdict that holds, and settings that cannot do what they are there for."""
    found = first_verdict(LOOKS, _learning, view)
    return replace(found, sentence=[*found.sentence, *((note, False) for note in notes(view))])
