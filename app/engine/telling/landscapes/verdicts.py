"""What is happening in a run on a landscape, in words, from the run's own numbers around one row."""

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from app.engine.runs.trend import trend_at
from app.engine.telling.diagnosis import Diagnosis, Verdict, first_verdict, said
from app.engine.telling.landscapes.cures import (
    double,
    halve,
    less_momentum,
    more_momentum,
    quieter,
    safe_rate,
    within_limit,
)
from app.engine.telling.landscapes.notes import notes
from app.engine.telling.landscapes.situation import WINDOW, Situation
from app.engine.telling.landscapes.stillness import rested, still
from app.engine.wording import number, percent, times


def limit_clause(s: Situation) -> str:
    """The learning rate against the limit here, with both numbers; empty where there is no limit."""
    if s.stability.limit is None or s.stability.ratio is None:
        return ""
    return (
        f" η = {number(s.at('learning_rate'))} is {times(s.stability.ratio)} the limit {number(s.stability.limit)} "
        f"here (λₘₐₓ = {number(s.stability.sharpness)})."
    )


def _diverged(s: Situation) -> Diagnosis | None:
    if s.live.diverged is None or not s.over:
        return None
    _, step, how = s.live.diverged
    why = s.overshooting_penalty()
    penalty = f" The penalty is too strong: {why}." if why else ""
    return Diagnosis(
        "diverged",
        said("The run ", "diverged", f" at step {step:,}: {how[0].lower()}{how[1:]}.{_start_limit(s)}{penalty}"),
        [*(s.weaker_decay(*_divisors(s)) if why else []), *s.slower_from_start(3, 10, 100)],
    )


def _start_limit(s: Situation) -> str:
    ratio = _growth(s)
    return f" Over its last steps the loss grew {number(ratio, 3)}-fold a step." if ratio and ratio > 1 else ""


def _growth(s: Situation, count: int = 6) -> float | None:
    losses = s.recent("loss", count) - min(s.lowest, 0.0)
    if len(losses) < 3 or not np.isfinite(losses).all() or losses.min() <= 0:
        return None
    return float((losses[-1] / losses[0]) ** (1 / (len(losses) - 1)))


def _penalty(s: Situation) -> Diagnosis | None:
    """The weight decay alone makes the parameters grow, whatever the surface says."""
    why, ratio = s.overshooting_penalty(), _growth(s)
    if not why or ratio is None or ratio <= 1:
        return None
    grown = f" Over the last steps the loss grew {number(ratio, 3)}-fold a step."
    cures = s.weaker_decay(*_divisors(s))
    return Diagnosis("penalty too strong", said("The penalty is ", "too strong", f": {why}.{grown}"), cures)


def _divisors(s: Situation) -> list[float]:
    """What the weight decay is to be divided by to take off a small share in a step."""
    return [s.decay * s.at("learning_rate") / share for share in (0.003, 0.0003)]


def _diverging(s: Situation) -> Diagnosis | None:
    """The loss grows, and nothing but the size of the steps can be why."""
    ratio = _growth(s)
    if ratio is None or s.batch_noise() > s.gradient_norm or (s.stability.limit is not None and not s.beyond):
        return None
    losses, first = s.recent("loss", 6), float(s.live.column("loss")[0])
    steadily = np.diff(losses).min() > 0 and losses[-1] > first and ratio > (1.01 if s.beyond else 1.1)
    far = s.beyond and ratio > 1.1 and losses[-1] - s.lowest > 2 * (first - s.lowest)
    if not (steadily or far):
        return None
    grown = f"over the last {len(losses) - 1} steps the loss grew {number(ratio, 3)}-fold"
    return Diagnosis(
        "diverging",
        said("The run is ", "diverging", f": {grown} a step.{limit_clause(s)}"),
        [safe_rate(s), halve(s), *s.slower_from_start(10)],
    )


def _noise_floor(s: Situation) -> Diagnosis | None:
    noise = s.batch_noise()
    if s.row - s.since < 20 or s.beyond or not s.noisy:
        return None
    losses = s.recent("loss", 40)
    half = len(losses) // 2
    before, after = float(losses[:half].mean()), float(losses[half:].mean())
    if not 0.7 * (before - s.lowest) <= after - s.lowest <= 3 * (before - s.lowest):
        return None
    slope = (
        f"the true gradient is typically {number(s.swing)}, the noise of a batch of {s.batch_size:,} is {number(noise)}"
    )
    went = "hardly fell" if after < before else "did not fall"
    average = f"Over the last {len(losses)} steps the loss averaged {number(float(losses.mean()))} and {went}"
    return Diagnosis(
        "noise_floor", said("The run ", "bounces at the noise floor", f": {slope}. {average}."), quieter(s)
    )


def _oscillating(s: Situation) -> Diagnosis | None:
    """Steps too large for the walls: without noise, or larger than noise alone makes them."""
    turn = s.turn()
    if turn is None or turn > -0.3 or (s.noisy and not s.beyond):
        return None
    angle = math.degrees(math.acos(max(-1.0, turn)))
    return Diagnosis(
        "oscillating",
        said("The run ", "bounces from wall to wall", f": a step turns by {number(angle, 3)}°.{_wall_clause(s)}"),
        [halve(s)],
    )


def _wall_clause(s: Situation) -> str:
    """The limit here; where the curvature here does not show the walls, that between the last two points."""
    here, jumped = s.stability.ratio, s.jumped()
    if here is None or here >= 0.5 or jumped.ratio is None or jumped.ratio < 0.5 or jumped.limit is None:
        return limit_clause(s)
    return (
        f" Where it stands the surface would take η up to {number(s.stability.limit or 0.0)}; over the bottom that the "
        f"last step jumped, {number(jumped.limit)}."
    )


def _weaving(s: Situation) -> Diagnosis | None:
    velocity = s.live.column("state.velocity") if "state.velocity" in s.live.column_names() else None
    if velocity is None or s.row - s.since < 2 or s.noisy or not _uses_momentum(s):
        return None
    memory, gradient = velocity[s.row - 1], s.live.column("gradient")[s.row]
    norms = float(np.linalg.norm(memory) * np.linalg.norm(gradient))
    if norms == 0 or not np.isfinite(norms):
        return None
    angle = math.degrees(math.acos(max(-1.0, min(1.0, float(memory @ gradient) / norms))))
    if angle < 60:
        return None
    if angle > 120:
        text = f": memory points against the descent, {number(angle, 3)}° off. The velocity has to turn first."
        verdict: Verdict = "overshooting"
        words = "has overshot"
    else:
        text = f": memory and descent point {number(angle, 3)}° apart. Every crossing spends steps going sideways."
        verdict, words = "weaving", "weaves across the valley"
    return Diagnosis(
        verdict,
        said("The run ", words, text + (limit_clause(s) if s.beyond else "")),
        [halve(s), *less_momentum(s)],
    )


def _uses_momentum(s: Situation) -> bool:
    name = s.optimizer.momentum_field
    return name is not None and float(getattr(s.optimizer, name)) > 0


def _crawling(s: Situation) -> Diagnosis | None:
    rate = s.decay_rate()
    timid = s.stability.ratio is not None and s.stability.ratio < 0.05
    if rate is None or s.beyond or s.noisy or rate < (0.95 if timid else 0.99) or rate > 1.0005:
        return None
    gain = 1 - rate
    pace = (
        f"the loss above the minimum falls by {percent(gain)} a step" if gain > 0 else "the loss does not fall any more"
    )
    halving = f"; halving it takes some {number(math.log(0.5) / math.log(rate), 3)} steps" if gain > 1e-9 else ""
    raised = [safe_rate(s, "Raise")] if s.stability.ratio is not None and s.stability.ratio < 0.35 else []
    return Diagnosis(
        "crawling",
        said("The run ", "crawls", f": {pace}{halving}.{limit_clause(s)}"),
        [*raised, *more_momentum(s), double(s)],
    )


def _descending(s: Situation) -> Diagnosis:
    limit = limit_clause(s)
    if s.row - s.since < 2:
        slope = f"the slope is {number(s.gradient_norm)}.{limit}"
        if s.since == 0:
            return Diagnosis("starting", said("The run ", "sets out", f" where {slope}"))
        return Diagnosis(
            "starting", said("The run ", "goes on with other settings", f" from step {s.since:,}: {slope}")
        )
    losses = s.recent("loss", WINDOW)
    past = f"over the last {len(losses) - 1} steps the loss"
    went = f"{past} went from {number(float(losses[0]))} to {number(s.at('loss'))}"
    trend = trend_at(s.live, s.row, s.since)
    if trend is not None and trend.way != "fell":
        how = {"rose": "climbs", "stayed": "stays where it is", "swung": "goes up and down"}[trend.way]
        if trend.way == "swung":
            low, high = number(trend.low), number(trend.high)
            went = f"{past} stayed " + (f"between {low} and {high}" if low != high else f"near {high}")
        cures = quieter(s) if s.noisy and not s.beyond else [halve(s)]
        return Diagnosis("wandering", said("The run ", how, f": {went}.{limit}"), cures)
    onwards = " for now" if s.beyond else ""
    if np.diff(losses).max() > 0:
        return Diagnosis("descending", said("The run ", f"descends unsteadily{onwards}", f": {went}.{limit}"))
    rate = s.decay_rate()
    if rate is None or s.beyond:
        return Diagnosis("descending", said("The run ", f"descends{onwards}", f": {went}.{limit}"))
    fell = f"{past} above the minimum fell by {percent(1 - rate)} a step"
    return Diagnosis("descending", said("The run ", "descends steadily", f": {fell}.{limit}"))


LOOKS: tuple[Callable[[Situation], Diagnosis | None], ...] = (
    _diverged,
    _penalty,
    _diverging,
    still,
    rested,
    _noise_floor,
    _oscillating,
    _weaving,
    _crawling,
)


def diagnose(situation: Situation) -> Diagnosis:
    """The first verdict that holds, with what might help and is not beyond the limit itself."""
    found = first_verdict(LOOKS, _descending, situation)
    sentence = [*found.sentence, *((note, False) for note in notes(situation))]
    cures = [cure for cure in found.candidates if within_limit(situation, cure)]
    return replace(found, sentence=sentence, candidates=cures)
