"""What is happening in a run on a landscape, in words, from the run's own numbers around one row."""

import math
from collections.abc import Callable

import numpy as np

from app.engine.runs.recording import CALM
from app.engine.telling.diagnosis import Candidate, Diagnosis, first_verdict, said
from app.engine.telling.landscapes.situation import WINDOW, Situation
from app.engine.telling.wording import number, percent, times


def limit_clause(s: Situation) -> str:
    """The learning rate against the limit here, with both numbers; empty where there is no limit."""
    if s.stability.limit is None or s.stability.ratio is None:
        return ""
    return (
        f" η = {number(s.at('learning_rate'))} is {times(s.stability.ratio)} the limit {number(s.stability.limit)} "
        f"here (λmax = {number(s.stability.sharpness)})."
    )


def _safe_rate(s: Situation, share: float = 0.5) -> float:
    here = s.at("learning_rate")
    return float(f"{(share * s.stability.limit if s.stability.limit else here / 10):.2g}")


def _diverged(s: Situation) -> Diagnosis | None:
    if s.live.diverged is None or not s.over:
        return None
    _, step, how = s.live.diverged
    return Diagnosis(
        "diverged",
        said("The run ", "diverged", f" at step {step:,}: {how[0].lower()}{how[1:]}.{_start_limit(s)}"),
        s.slower_from_start(3, 10, 100),
    )


def _start_limit(s: Situation) -> str:
    ratio = _growth(s)
    return f" Over its last steps the loss grew {number(ratio, 3)}-fold a step." if ratio and ratio > 1 else ""


def _growth(s: Situation, count: int = 6) -> float | None:
    losses = s.recent("loss", count) - min(s.lowest, 0.0)
    if len(losses) < 3 or not np.isfinite(losses).all() or losses.min() <= 0:
        return None
    return float((losses[-1] / losses[0]) ** (1 / (len(losses) - 1)))


def _diverging(s: Situation) -> Diagnosis | None:
    ratio = _growth(s)
    losses = s.recent("loss", 6)
    beyond = s.stability.ratio is not None and s.stability.ratio > 1
    if (
        ratio is None
        or ratio < (1.01 if beyond else 1.1)
        or np.diff(losses).min() <= 0
        or s.batch_noise() > s.gradient_norm
    ):
        return None
    halved = float(f"{s.at('learning_rate') / 2:.2g}")
    grown = f"over the last {len(losses) - 1} steps the loss grew {number(ratio, 3)}-fold"
    return Diagnosis(
        "diverging",
        said("The run is ", "diverging", f": {grown} a step.{limit_clause(s)}"),
        [
            Candidate(f"Set η to {number(_safe_rate(s))} from here", {"learning_rate": _safe_rate(s)}),
            Candidate("Halve η from here", {"learning_rate": halved}),
            *s.slower_from_start(10),
        ],
    )


def _still(s: Situation) -> Diagnosis | None:
    first = float(np.linalg.norm(s.live.column("gradient")[0]))
    if s.gradient_norm > 1e-3 * max(1.0, first):
        return None
    low, high = s.stability.eigenvalues[0], s.stability.sharpness
    size = max(abs(low), abs(high))
    if size < 1e-3:
        return _plateau(s, size)
    if low < -1e-6 * size:
        return _saddle(s, low)
    if s.gradient_norm > CALM * max(1.0, first):
        return None
    curved = f"the surface curves upwards in every direction (λmin = {number(low)})"
    return Diagnosis(
        "converged", said("The run has ", "converged", f": the gradient is {number(s.gradient_norm)}, and {curved}.")
    )


def _plateau(s: Situation, size: float) -> Diagnosis:
    rate = float(f"{min(1e3, 100 * s.at('learning_rate')):.3g}")
    slope = f"the gradient is only {number(s.gradient_norm)}, and the largest curvature {number(size)}"
    return Diagnosis(
        "plateau",
        said("The run is ", "stuck on a plateau", f": {slope}. There is next to nothing to follow."),
        [Candidate(f"Raise η to {number(rate)} from here", {"learning_rate": rate})],
    )


def _saddle(s: Situation, low: float) -> Diagnosis:
    rate = s.at("learning_rate")
    sentence = (
        f": the gradient is only {number(s.gradient_norm)}, yet the surface curves down in one direction "
        f"(λmin = {number(low)}). Plain descent leaves it by a factor {number(1 - rate * low)} a step."
    )
    candidates = _more_momentum(s)
    candidates.append(Candidate("Double η from here", {"learning_rate": float(f"{2 * rate:.3g}")}))
    return Diagnosis("saddle", said("The run is ", "stuck at a saddle", sentence), candidates)


def _more_momentum(s: Situation) -> list[Candidate]:
    name = s.optimizer.momentum_field
    if name is None or float(getattr(s.optimizer, name)) >= 0.9:
        return []
    return [Candidate("Raise the momentum to 0.9 from here", {name: 0.9})]


def _noise_floor(s: Situation) -> Diagnosis | None:
    noise = s.batch_noise()
    if noise == 0 or s.row < 20 or noise < 2 * s.gradient_norm:
        return None
    losses = s.recent("loss", 40)
    half = len(losses) // 2
    before, after = float(losses[:half].mean()), float(losses[half:].mean())
    if after - s.lowest < 0.7 * (before - s.lowest):
        return None
    size, samples = int(s.at("batch_size")), s.problem.samples
    rate = s.at("learning_rate")
    slope = f"the true gradient is {number(s.gradient_norm)}, the noise of a batch of {size} {number(noise)}"
    average = f"Over the last {len(losses)} steps the loss averaged {number(float(losses.mean()))} and hardly fell"
    return Diagnosis(
        "noise_floor",
        said("The run ", "bounces at the noise floor", f": {slope}. {average}."),
        [
            Candidate("Divide η by 10 from here", {"learning_rate": float(f"{rate / 10:.3g}")}),
            Candidate(f"Use batches of {min(samples, 8 * size)} from here", {"batch_size": min(samples, 8 * size)}),
        ],
    )


def _oscillating(s: Situation) -> Diagnosis | None:
    turn = s.turn()
    if turn is None or turn > -0.3:
        return None
    angle = math.degrees(math.acos(max(-1.0, turn)))
    return Diagnosis(
        "oscillating",
        said("The run ", "bounces from wall to wall", f": a step turns by {number(angle, 3)}°.{limit_clause(s)}"),
        [_halve(s)],
    )


def _weaving(s: Situation) -> Diagnosis | None:
    velocity = s.live.column("state.velocity") if "state.velocity" in s.live.column_names() else None
    if velocity is None or s.row < 2 or not _uses_momentum(s):
        return None
    memory, gradient = velocity[s.row - 1], s.live.column("batch_gradient")[s.row]
    norms = float(np.linalg.norm(memory) * np.linalg.norm(gradient))
    if norms == 0 or not np.isfinite(norms):
        return None
    angle = math.degrees(math.acos(max(-1.0, min(1.0, float(memory @ gradient) / norms))))
    if angle < 60:
        return None
    if angle > 120:
        text = f": memory points against the descent, {number(angle, 3)}° off. The velocity has to turn first."
        verdict, words = "overshooting", "has overshot"
    else:
        text = f": memory and descent point {number(angle, 3)}° apart. Every crossing spends steps going sideways."
        verdict, words = "weaving", "weaves across the valley"
    return Diagnosis(
        verdict,
        said("The run ", words, text),
        [
            _halve(s),
            Candidate("Lower the momentum to 0.5 from here", {str(s.optimizer.momentum_field): 0.5}),
        ],
    )


def _uses_momentum(s: Situation) -> bool:
    name = s.optimizer.momentum_field
    return name is not None and float(getattr(s.optimizer, name)) > 0


def _crawling(s: Situation) -> Diagnosis | None:
    rate = s.decay_rate()
    timid = s.stability.ratio is not None and s.stability.ratio < 0.05
    if rate is None or rate < (0.95 if timid else 0.99) or rate > 1.0005:
        return None
    gain = 1 - rate
    pace = (
        f"the loss above the minimum falls by {percent(gain)} a step" if gain > 0 else "the loss does not fall any more"
    )
    halving = f"; halving it takes some {number(math.log(0.5) / math.log(rate), 3)} steps" if gain > 1e-9 else ""
    candidates = []
    if s.stability.ratio is not None and s.stability.ratio < 0.35:
        candidates.append(Candidate(f"Raise η to {number(_safe_rate(s))} from here", {"learning_rate": _safe_rate(s)}))
    candidates += _more_momentum(s)
    candidates.append(Candidate("Double η from here", {"learning_rate": float(f"{2 * s.at('learning_rate'):.3g}")}))
    return Diagnosis("crawling", said("The run ", "crawls", f": {pace}{halving}.{limit_clause(s)}"), candidates)


def _halve(s: Situation) -> Candidate:
    return Candidate("Halve η from here", {"learning_rate": float(f"{s.at('learning_rate') / 2:.3g}")})


def _descending(s: Situation) -> Diagnosis:
    limit = limit_clause(s)
    if s.row < 2:
        return Diagnosis(
            "starting", said("The run ", "sets out", f" where the slope is {number(s.gradient_norm)}.{limit}")
        )
    losses = s.recent("loss", WINDOW)
    past = f"over the last {len(losses) - 1} steps the loss"
    went = f"{past} went from {number(float(losses[0]))} to {number(s.at('loss'))}"
    if losses[-1] >= losses[0]:
        return Diagnosis("wandering", said("The run ", "goes up and down", f": {went}.{limit}"), [_halve(s)])
    if np.diff(losses).max() > 0:
        return Diagnosis("descending", said("The run ", "descends unsteadily", f": {went}.{limit}"))
    rate = s.decay_rate()
    if rate is None:
        return Diagnosis("descending", said("The run ", "descends", f": {went}.{limit}"))
    fell = f"{past} above the minimum fell by {percent(1 - rate)} a step"
    return Diagnosis("descending", said("The run ", "descends steadily", f": {fell}.{limit}"))


LOOKS: tuple[Callable[[Situation], Diagnosis | None], ...] = (
    _diverged,
    _diverging,
    _still,
    _noise_floor,
    _oscillating,
    _weaving,
    _crawling,
)


def diagnose(situation: Situation) -> Diagnosis:
    """The first verdict that holds."""
    return first_verdict(LOOKS, _descending, situation)
